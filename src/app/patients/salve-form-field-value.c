/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A field's value as it lies in FHIR: read into the text that a person edits, and written back from it. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-form-field-private.h"

#include <string.h>

#include "salve-json.h"
#include "salve-list-merge.h"
#include "salve-patient.h"
#include "salve-text.h"

/* The element a JSON pointer leads to. */
static SalveElement
follow (SalveElement element, const char *pointer)
{
  g_auto (GStrv) tokens = g_strsplit (pointer, "/", -1);

  for (guint i = 1; tokens[0] != NULL && tokens[i] != NULL; i++)
    element = salve_element_is_array (element)
                  ? salve_element_at (element, g_ascii_strtoull (tokens[i], NULL, 10))
                  : salve_element_get (element, tokens[i]);
  return element;
}

/* Where the field lies: for one in an extension that depends on the extension's place, which may not be there yet. */
static char *
find_pointer (SalveFormField *self, SalveResource *resource, const char *at)
{
  SalveElement extensions;

  if (self->spec->extension == NULL)
    return g_strconcat (at, self->spec->pointer, NULL);

  extensions = salve_element_get (follow (salve_resource_root (resource), at), "extension");
  for (gsize i = 0; i < salve_element_length (extensions); i++)
    {
      if (g_strcmp0 (salve_element_string (salve_element_at (extensions, i), "url"), self->spec->extension)
          == 0)
        return g_strdup_printf ("%s/extension/%" G_GSIZE_FORMAT "%s", at, i, self->spec->pointer);
    }
  return NULL;
}

static SalveElement
find_element (SalveFormField *self, SalveResource *resource, const char *at)
{
  g_autofree char *pointer = find_pointer (self, resource, at);

  return pointer != NULL ? follow (salve_resource_root (resource), pointer) : (SalveElement){ NULL };
}

static char *
join_array (SalveElement array, const char *separator)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) parts = NULL;

  SALVE_ELEMENT_FOREACH (item, array)
    {
      if (salve_element_text (item) != NULL)
        g_strv_builder_add (builder, salve_element_text (item));
    }
  parts = g_strv_builder_end (builder);
  return g_strjoinv (separator, parts);
}

static char *
read_date (SalveFormField *self, SalveResource *resource, SalveElement element)
{
  SalvePartialDate date = SALVE_PARTIAL_DATE_NONE;

  if (self->spec->kind == SALVE_FIELD_BIRTH_DATE
      && g_strcmp0 (salve_resource_get_type_name (resource), "Patient") == 0)
    salve_patient_get_birth_date (resource, &date);
  else
    salve_read_date (element, &date);
  /* A dateTime: its day is what the form shows. */
  if (!salve_partial_date_is_set (date) && salve_element_text (element) != NULL
      && strlen (salve_element_text (element)) > 10)
    {
      g_autofree char *day = g_strndup (salve_element_text (element), 10);

      salve_partial_date_parse_iso (day, &date);
    }
  return salve_partial_date_format (date, self->locale);
}

/* The name as it stands in the record, else whoever is referred to; before 0.2 an extension held only a text. */
static char *
read_name (SalveFormField *self, SalveElement element, SalveResource *resource, const char *at)
{
  const char *name = salve_reference_display (element);

  if (name == NULL && self->spec->extension != NULL && !salve_element_exists (element))
    name = salve_element_string (
        salve_element_extension (follow (salve_resource_root (resource), at), self->spec->extension),
        "valueString");
  if (name == NULL && self->directory != NULL && salve_element_exists (element))
    {
      const SalveNameEntry *entry = salve_name_directory_find (self->directory, self->spec->refers_to,
                                                               salve_element_string (element, "reference"));

      name = entry != NULL ? entry->name : NULL;
    }
  return g_strdup (name != NULL ? name : "");
}

/* Returns: (transfer full) (nullable): whom the record refers to */
char *
salve_form_field_read_reference (SalveFormField *self, SalveResource *resource, const char *at)
{
  if (self->spec->kind != SALVE_FIELD_REFERENCE)
    return NULL;
  return g_strdup (salve_element_string (find_element (self, resource, at), "reference"));
}

char *
salve_form_field_read_text (SalveFormField *self, SalveResource *resource, const char *at)
{
  SalveElement element = find_element (self, resource, at);

  switch (self->spec->kind)
    {
    case SALVE_FIELD_WORDS:
      return join_array (element, " ");
    case SALVE_FIELD_LINES:
      return join_array (element, ", ");
    case SALVE_FIELD_DATE:
    case SALVE_FIELD_BIRTH_DATE:
      return read_date (self, resource, element);
    case SALVE_FIELD_FLAG:
      return g_strdup (element.value != NULL && yyjson_is_true (element.value) ? "true" : "");
    case SALVE_FIELD_REFERENCE:
      return read_name (self, element, resource, at);
    case SALVE_FIELD_TEXT:
    case SALVE_FIELD_CARD:
    case SALVE_FIELD_PHONE:
    case SALVE_FIELD_EMAIL:
    case SALVE_FIELD_CHOICE:
    case SALVE_FIELD_TOGGLES:
    default:
      return g_strdup (salve_element_text (element) != NULL ? salve_element_text (element) : "");
    }
}

static void
write_list (SalveFormField *self, SalveEdit *edit, const char *pointer)
{
  g_auto (GStrv) raw = g_strsplit (self->text, self->spec->kind == SALVE_FIELD_WORDS ? " " : ",", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) parts = NULL;

  for (guint i = 0; raw[i] != NULL; i++)
    {
      g_autofree char *part = salve_text_strip (raw[i]);

      if (*part != '\0')
        g_strv_builder_add (builder, part);
    }
  parts = g_strv_builder_end (builder);
  salve_list_merge_strings (edit, pointer, (const char *const *)parts);
}

static void
write_date (SalveFormField *self, SalveEdit *edit, const char *pointer)
{
  SalvePartialDate date = SALVE_PARTIAL_DATE_NONE;
  g_autofree char *iso = NULL;

  if (*self->text != '\0' && !salve_form_field_get_date (self, &date))
    return;
  if (self->spec->kind == SALVE_FIELD_BIRTH_DATE && g_str_equal (pointer, "/birthDate"))
    {
      salve_patient_set_birth_date (edit, date);
      return;
    }
  iso = salve_partial_date_to_iso (date);
  salve_edit_set_string (edit, pointer, iso);
}

/* What else a reference says (a type, an identifier) was said of whom it named before. */
static void
write_reference (SalveFormField *self, SalveEdit *edit, const char *pointer)
{
  g_autofree char *stripped = salve_text_strip (self->text);
  g_autofree char *name = salve_json_quote (stripped);
  g_autofree char *json = NULL;

  if (*stripped == '\0')
    {
      salve_edit_remove (edit, pointer);
      return;
    }
  json = self->reference != NULL
             ? g_strdup_printf ("{\"reference\":\"%s\",\"display\":%s}", self->reference, name)
             : g_strdup_printf ("{\"display\":%s}", name);
  salve_edit_set_json (edit, pointer, json);
}

static void
write_at (SalveFormField *self, SalveEdit *edit, const char *pointer)
{
  g_autofree char *stripped = NULL;

  switch (self->spec->kind)
    {
    case SALVE_FIELD_WORDS:
    case SALVE_FIELD_LINES:
      write_list (self, edit, pointer);
      break;
    case SALVE_FIELD_DATE:
    case SALVE_FIELD_BIRTH_DATE:
      write_date (self, edit, pointer);
      break;
    case SALVE_FIELD_FLAG:
      salve_edit_set_boolean (edit, pointer, *self->text != '\0');
      break;
    case SALVE_FIELD_REFERENCE:
      write_reference (self, edit, pointer);
      break;
    case SALVE_FIELD_TEXT:
    case SALVE_FIELD_CARD:
    case SALVE_FIELD_PHONE:
    case SALVE_FIELD_EMAIL:
    case SALVE_FIELD_CHOICE:
    case SALVE_FIELD_TOGGLES:
    default:
      stripped = salve_text_strip (self->text);
      salve_edit_set_string (edit, pointer, stripped);
      break;
    }
}

/* A value[x] is one of its kinds, never two. */
static void
drop_text (SalveFormField *self, SalveEdit *edit, const char *extension)
{
  g_autofree char *text = g_strconcat (extension, "/valueString", NULL);

  if (self->spec->kind == SALVE_FIELD_REFERENCE)
    salve_edit_remove (edit, text);
}

/* An extension's place is counted anew, because others may have been added in the same edit. */
static void
write_extension (SalveFormField *self, SalveEdit *edit, const char *at)
{
  g_autofree char *list = g_strconcat (at, "/extension", NULL);
  g_autofree char *wanted = salve_json_quote (self->spec->extension);
  gsize count = salve_edit_count (edit, list);
  g_autofree char *pointer = NULL;
  g_autofree char *url = NULL;

  for (gsize i = 0; i < count; i++)
    {
      g_autofree char *place = g_strdup_printf ("%s/%" G_GSIZE_FORMAT "/url", list, i);
      g_autofree char *json = salve_edit_get_json (edit, place);

      if (g_strcmp0 (json, wanted) == 0)
        {
          g_autofree char *whole = g_strdup_printf ("%s/%" G_GSIZE_FORMAT, list, i);

          if (*self->text == '\0')
            salve_edit_remove (edit, whole);
          else
            {
              pointer = g_strconcat (whole, self->spec->pointer, NULL);
              write_at (self, edit, pointer);
              drop_text (self, edit, whole);
            }
          return;
        }
    }
  if (*self->text == '\0')
    return;
  url = g_strdup_printf ("{\"url\":%s}", wanted);
  salve_edit_append_json (edit, list, url);
  pointer = g_strdup_printf ("%s/%" G_GSIZE_FORMAT "%s", list, count, self->spec->pointer);
  write_at (self, edit, pointer);
}

void
salve_form_field_write (SalveFormField *self, SalveEdit *edit, const char *at)
{
  g_autofree char *pointer = NULL;

  if (!salve_form_field_is_touched (self))
    return;
  if (self->spec->extension != NULL)
    {
      write_extension (self, edit, at);
      return;
    }
  pointer = g_strconcat (at, self->spec->pointer, NULL);
  write_at (self, edit, pointer);
}
