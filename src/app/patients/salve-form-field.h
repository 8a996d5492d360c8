/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One thing that can be filled in: what it is called, where it lies in a resource, how it is typed, and what is wrong
 * with what was typed. It writes nothing into the resource unless the person changed it. */
#pragma once

#include <adwaita.h>

#include "salve-datatypes.h"
#include "salve-suggestion-rows.h"

G_BEGIN_DECLS

typedef enum
{
  SALVE_FIELD_TEXT,
  SALVE_FIELD_WORDS, /* an array of strings, typed with spaces between */
  SALVE_FIELD_LINES, /* an array of strings, typed with commas between */
  SALVE_FIELD_PHONE,
  SALVE_FIELD_EMAIL,
  SALVE_FIELD_DATE,
  SALVE_FIELD_BIRTH_DATE, /* of the resource itself, with its mark of estimation */
  SALVE_FIELD_CHOICE,     /* one of the codes, in a list */
  SALVE_FIELD_TOGGLES,    /* one of the codes, side by side; a letter chooses */
  SALVE_FIELD_FLAG,
  SALVE_FIELD_REFERENCE, /* a name, of somebody in the store where one is chosen */
  SALVE_FIELD_CARD,      /* a health card's number */
} SalveFieldKind;

typedef struct
{
  const char *code;
  const char *title; /* N_ () */
} SalveFieldChoice;

typedef struct
{
  const char *name;    /* in drafts and tests */
  const char *title;   /* N_ () */
  const char *pointer; /* from the item or the resource; RFC 6901 */
  SalveFieldKind kind;
  const SalveFieldChoice *choices; /* the last has no title */
  const char *extension; /* the URL of the extension that holds it; then pointer is inside of that */
  const char *refers_to; /* a reference's resource type */
  const char *peer;      /* in a list: the field beside it that says of what kind this one is */
} SalveFieldSpec;

#define SALVE_TYPE_FORM_FIELD (salve_form_field_get_type ())
G_DECLARE_FINAL_TYPE (SalveFormField, salve_form_field, SALVE, FORM_FIELD, GObject)

SalveFormField *
salve_form_field_new (const SalveFieldSpec *spec, SalveLocale *locale, SalvePartialDate today);
void salve_form_field_set_stacked (SalveFormField *self, gboolean stacked);
const SalveFieldSpec *salve_form_field_get_spec (SalveFormField *self);
GtkWidget *salve_form_field_get_row (SalveFormField *self);
GtkWidget *salve_form_field_get_hint_row (SalveFormField *self);
const char *salve_form_field_get_text (SalveFormField *self);
void salve_form_field_set_text (SalveFormField *self, const char *text);
gboolean salve_form_field_get_date (SalveFormField *self, SalvePartialDate *date);
gboolean salve_form_field_is_touched (SalveFormField *self);
void salve_form_field_load (SalveFormField *self, SalveResource *resource, const char *at);
gboolean salve_form_field_rebase (SalveFormField *self, SalveResource *resource, const char *at);
void salve_form_field_write (SalveFormField *self, SalveEdit *edit, const char *at);
gboolean salve_form_field_check (SalveFormField *self);
typedef char *(*SalveFieldValidator) (SalveFormField *field, gpointer user_data);
void salve_form_field_set_validator (SalveFormField *self, SalveFieldValidator validator, gpointer user_data);
void salve_form_field_set_peer (SalveFormField *self, SalveFormField *peer);
void salve_form_field_set_directory (SalveFormField *self, SalveNameDirectory *directory);
void salve_form_field_refer (SalveFormField *self, const char *reference, const char *name);
const char *salve_form_field_get_reference (SalveFormField *self);
GPtrArray *salve_form_field_get_suggestion_rows (SalveFormField *self);
void salve_form_field_set_hint (SalveFormField *self, const char *hint, gboolean error);

G_END_DECLS
