/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Somebody new has a code from the administrator: they choose a password with it, and are signed in. */
#pragma once

#include <adwaita.h>
#include <libdex.h>

G_BEGIN_DECLS

/* Returns: (transfer full): resolves when somebody is signed in */
typedef DexFuture *(*SalveActivateFunc) (gpointer data, const char *code, const char *password);
typedef void (*SalveActivatedFunc) (gpointer data);

#define SALVE_TYPE_CODE_PAGE (salve_code_page_get_type ())
G_DECLARE_FINAL_TYPE (SalveCodePage, salve_code_page, SALVE, CODE_PAGE, AdwNavigationPage)

SalveCodePage *salve_code_page_new (SalveActivateFunc activate, SalveActivatedFunc activated, GObject *owner);

G_END_DECLS
