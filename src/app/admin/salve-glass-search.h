/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Somebody lies there whose record this desk does not have: the server is asked by number, or by name and birth date. */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"
#include "salve-remote.h"

G_BEGIN_DECLS

AdwDialog *salve_glass_search_new (SalveClinic *clinic, SalveRemote *remote, const char *text);

G_END_DECLS
