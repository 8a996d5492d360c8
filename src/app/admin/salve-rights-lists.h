/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of the page of administration beside the people: roles, programs, and looks without treating. */
#pragma once

#include "salve-asked-list.h"

G_BEGIN_DECLS

GtkWidget *salve_roles_list_new (SalveClinic *clinic, SalvePeople *people);
void salve_roles_list_add (SalveAskedList *list);
GtkWidget *salve_programs_list_new (SalveClinic *clinic, SalvePeople *people);
GtkWidget *salve_glass_list_new (SalveClinic *clinic, SalvePeople *people);

G_END_DECLS
