/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose record goes into this one: the likely ones first, anybody by search. */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"

G_BEGIN_DECLS

#define SALVE_TYPE_MERGE_SEARCH (salve_merge_search_get_type ())
G_DECLARE_FINAL_TYPE (SalveMergeSearch, salve_merge_search, SALVE, MERGE_SEARCH, AdwDialog)

AdwDialog *salve_merge_search_new (SalveClinic *clinic, const char *patient_id);

G_END_DECLS
