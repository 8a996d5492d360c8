/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-store-private.h"

G_DEFINE_FINAL_TYPE (SalvePatientRow, salve_patient_row, G_TYPE_OBJECT)

static void
salve_patient_row_finalize (GObject *object)
{
  SalvePatientRow *self = SALVE_PATIENT_ROW (object);

  g_free (self->id);
  g_free (self->family);
  g_free (self->given);
  g_free (self->name_sort);
  g_free (self->name_full);
  g_free (self->phone);
  g_free (self->number);
  g_free (self->doctor);
  G_OBJECT_CLASS (salve_patient_row_parent_class)->finalize (object);
}

static void
salve_patient_row_class_init (SalvePatientRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_patient_row_finalize;
}

static void
salve_patient_row_init (SalvePatientRow *self)
{
}

static char **
split (const char *text)
{
  return text != NULL ? salve_person_name_split_given (text) : NULL;
}

static void
format_names (SalvePatientRow *self, SalveStatement *row, const SalveLocale *locale)
{
  g_autoptr (SalvePersonName) name = salve_person_name_new (self->family, NULL);

  g_strfreev (name->given);
  name->given = split (self->given);
  name->prefix = split (salve_statement_text (row, 4));
  name->suffix = split (salve_statement_text (row, 5));
  name->text = g_strdup (salve_statement_text (row, 6));
  self->name_sort = salve_person_name_format_sort (name, locale);
  self->name_full = salve_person_name_format_full (name, locale);
  if (self->name_sort == NULL)
    self->name_sort = g_strdup ("");
  if (self->name_full == NULL)
    self->name_full = g_strdup ("");
}

static SalveInstant
instant (SalveStatement *row, int column)
{
  return salve_statement_is_null (row, column) ? SALVE_INSTANT_NONE : salve_statement_int (row, column);
}

/* Columns: SALVE_PATIENT_ROW_COLUMNS. */
SalvePatientRow *
salve_patient_row_new_from_row (SalveStatement *row, const SalveLocale *locale)
{
  SalvePatientRow *self = g_object_new (SALVE_TYPE_PATIENT_ROW, NULL);

  self->rowid = salve_statement_int (row, 0);
  self->id = g_strdup (salve_statement_text (row, 1));
  self->family = g_strdup (salve_statement_text (row, 2));
  self->given = g_strdup (salve_statement_text (row, 3));
  format_names (self, row, locale);
  if (!salve_statement_is_null (row, 7))
    salve_partial_date_parse_iso (salve_statement_text (row, 7), &self->birth_date);
  self->birth_date.estimated = (guint8)salve_statement_int (row, 8);
  self->gender = (SalveGender)salve_statement_int (row, 9);
  self->phone = g_strdup (salve_statement_text (row, 10));
  self->number = g_strdup (salve_statement_text (row, 11));
  self->doctor = g_strdup (salve_statement_text (row, 12));
  self->last_visit = instant (row, 13);
  self->next_visit = instant (row, 14);
  self->active = salve_statement_int (row, 15) != 0;
  self->deceased = salve_statement_int (row, 16) != 0;
  self->has_photo = salve_statement_int (row, 17) != 0;
  return self;
}

const char *
salve_patient_row_get_id (SalvePatientRow *self)
{
  return self->id;
}

const char *
salve_patient_row_get_name_sort (SalvePatientRow *self)
{
  return self->name_sort;
}

const char *
salve_patient_row_get_name_full (SalvePatientRow *self)
{
  return self->name_full;
}
