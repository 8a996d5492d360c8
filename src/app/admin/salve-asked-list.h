/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list that the clinic's server is asked for: it is awaited, shown in groups of rows, empty, or could not be had. */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"
#include "salve-people.h"

G_BEGIN_DECLS

#define SALVE_TYPE_ASKED_LIST (salve_asked_list_get_type ())
G_DECLARE_FINAL_TYPE (SalveAskedList, salve_asked_list, SALVE, ASKED_LIST, AdwBin)

/* What is asked for; resolves to a #GListModel. */
typedef DexFuture *(*SalveAskFunc) (SalvePeople *people);
/* Returns: (transfer container): the #AdwPreferencesGroup that show @items; none: the list is empty. */
typedef GPtrArray *(*SalveFillFunc) (GListModel *items, SalveAskedList *list);

GtkWidget *
salve_asked_list_new (SalveClinic *clinic, SalvePeople *people, SalveAskFunc ask, SalveFillFunc fill);
SalveClinic *salve_asked_list_get_clinic (SalveAskedList *self);
SalvePeople *salve_asked_list_get_people (SalveAskedList *self);
void salve_asked_list_set_empty (SalveAskedList *self,
                                 const char *icon,
                                 const char *title,
                                 const char *description);
void salve_asked_list_refresh (SalveAskedList *self);
void salve_asked_list_do (SalveAskedList *self, DexFuture *future);
GtkWidget *salve_asked_row_new (const char *title, const char *subtitle);

G_END_DECLS
