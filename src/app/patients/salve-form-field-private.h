/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a field is made of, for the two files that it is written in: the row, and the value in FHIR. */
#pragma once

#include "salve-form-field.h"

G_BEGIN_DECLS

struct _SalveFormField
{
  GObject parent_instance;

  const SalveFieldSpec *spec;
  SalveLocale *locale;
  SalvePartialDate today;

  char *original; /* the text as it was loaded */
  char *text;
  gboolean setting;

  /* A name that refers to somebody: "Practitioner/d1", or NULL where it is only a name. */
  SalveNameDirectory *directory;
  SalveSuggestionRows *suggestions;
  GPtrArray *offered; /* of SalveNameEntry, the directory's */
  char *original_reference;
  char *reference;

  SalveFieldValidator validator;
  gpointer validator_data;
  SalveFormField *peer; /* says what kind this is */

  GtkWidget *row;
  GtkWidget *hint_row;
  GtkLabel *hint_label;
  GtkLabel *reading; /* what a date is understood as, or whether a name is one of ours */
  AdwToggleGroup *toggles;
  gboolean wrong;
};

char *salve_form_field_read_text (SalveFormField *self, SalveResource *resource, const char *at);
char *salve_form_field_read_reference (SalveFormField *self, SalveResource *resource, const char *at);

G_END_DECLS
