/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row that opens: which free times shall be offered. Signal: changed (). */
#pragma once

#include <adwaita.h>

#include "salve-directory.h"
#include "salve-first-free.h"

G_BEGIN_DECLS

#define SALVE_TYPE_FREE_FILTER (salve_free_filter_get_type ())
G_DECLARE_FINAL_TYPE (SalveFreeFilter, salve_free_filter, SALVE, FREE_FILTER, AdwExpanderRow)

void salve_free_filter_fill (SalveFreeFilter *self, SalveDirectory *directory, SalveLocale *locale);
void salve_free_filter_apply (SalveFreeFilter *self, SalveFreeQuery *query);
const char *salve_free_filter_get_specialty (SalveFreeFilter *self);

G_END_DECLS
