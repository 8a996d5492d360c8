/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the patients' list is made of, for the files that it is written in: the view, its rows, its actions. */
#pragma once

#include "salve-patient-look.h"
#include "salve-patient-selection.h"
#include "salve-patients-view.h"

G_BEGIN_DECLS

struct _SalvePatientsView
{
  AdwBreakpointBin parent_instance;

  SalveClinic *clinic;
  GSettings *settings;
  GSimpleActionGroup *actions;
  SalvePatientListModel *model;
  SalvePatientSelection *selection;
  SalvePatientLook *look;

  guint64 asked; /* number of the last question */
  guint patience_source;
  guint reload_source;
  guint more_tick;
  gboolean more_painted; /* whether the rows before the next ones have been */
  gboolean include_inactive;
  char *query;
  char *error_text;
  const char *state; /* static */

  GtkSearchEntry *search_entry;
  AdwBanner *drafts_banner;
  GtkStack *stack;
  AdwBin *blank_place;
  AdwBin *bar_place;
  GtkScrolledWindow *header;  /* hidden where the rows are cards */
  GtkColumnView *column_view; /* the headers alone */
  GtkScrolledWindow *scroller;
  GtkListView *list_view;
  GtkMenuButton *wide_menu_button;
  GtkMenuButton *narrow_menu_button;
  GMenuModel *list_menu;
};

/* salve-patients-view.c */
void salve_patients_view_notify_texts (SalvePatientsView *self);

/* salve-patients-view-rows.c */
gboolean salve_patients_view_is_searching (SalvePatientsView *self);
void salve_patients_view_move_to (SalvePatientsView *self, guint position, GtkListScrollFlags flags);
void salve_patients_view_show_error (SalvePatientsView *self, const GError *error);
void salve_patients_view_ask (SalvePatientsView *self, gboolean new_text);
void salve_patients_view_follow_store (SalvePatientsView *self);
void salve_patients_view_stop_asking (SalvePatientsView *self);

/* salve-patients-view-actions.c */
void salve_patients_view_add_actions (SalvePatientsView *self);

G_END_DECLS
