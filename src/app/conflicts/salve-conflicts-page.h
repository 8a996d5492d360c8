/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of what waits for a person: records that two people changed at once, and changes that the server refused. */
#pragma once

#include <adwaita.h>

#include "salve-troubles.h"

G_BEGIN_DECLS

#define SALVE_TYPE_CONFLICTS_PAGE (salve_conflicts_page_get_type ())
G_DECLARE_FINAL_TYPE (SalveConflictsPage, salve_conflicts_page, SALVE, CONFLICTS_PAGE, AdwNavigationPage)

SalveConflictsPage *
salve_conflicts_page_new (SalveClinic *clinic, const SalveTroubles *troubles, GObject *sync);
void salve_conflicts_page_refresh (SalveConflictsPage *self);
guint salve_conflicts_page_get_n_conflicts (SalveConflictsPage *self);
guint salve_conflicts_page_get_n_refusals (SalveConflictsPage *self);

G_END_DECLS
