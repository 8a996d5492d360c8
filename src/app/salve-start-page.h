/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the program's start to an open store: the first run, a locked keyring, a lost key, a file that does not open. */
#pragma once

#include <adwaita.h>

#include <libdex.h>

#include "salve-key-custody.h"

G_BEGIN_DECLS

#define SALVE_TYPE_START_PAGE (salve_start_page_get_type ())
G_DECLARE_FINAL_TYPE (SalveStartPage, salve_start_page, SALVE, START_PAGE, AdwBin)

void salve_start_page_open (SalveStartPage *self, GFile *file, const char *key_path, DexFuture *early);
void salve_start_page_preview (SalveStartPage *self, const char *stage);
SalveKeyCustody *salve_start_page_get_custody (SalveStartPage *self);
GFile *salve_start_page_get_file (SalveStartPage *self);
SalveStoreKey *salve_start_page_get_key (SalveStartPage *self);

G_END_DECLS
