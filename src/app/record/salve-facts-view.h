/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "salve-facts.h"

G_BEGIN_DECLS

#define SALVE_TYPE_FACTS_VIEW (salve_facts_view_get_type ())
G_DECLARE_FINAL_TYPE (SalveFactsView, salve_facts_view, SALVE, FACTS_VIEW, AdwBin)

GtkWidget *salve_facts_view_new (void);
void salve_facts_view_set_record (SalveFactsView *self, SalveRecord *record);

G_END_DECLS
