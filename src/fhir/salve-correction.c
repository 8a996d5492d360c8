/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-correction.h"

#include <string.h>

#include "salve-json.h"

#define ADDRESS_LINES 3

/* Where @word is kept in the visit; NULL: it has no words of its own, as a new insurance, whose card is looked at. */
static char **
place_of (const SalveAppointmentDetails *visit, const char *word)
{
  SalveAppointmentDetails *self = (SalveAppointmentDetails *)visit;

  if (g_str_equal (word, SALVE_CORRECTION_NAME))
    return &self->new_name;
  if (g_str_equal (word, SALVE_CORRECTION_PHONE))
    return &self->new_phone;
  return g_str_equal (word, SALVE_CORRECTION_ADDRESS) ? &self->new_address : NULL;
}

/**
 * salve_correction_is_valid:
 * @text: as somebody typed it at a kiosk
 *
 * Returns: whether @text can be what @word is now
 */
gboolean
salve_correction_is_valid (const char *word, const char *text)
{
  const SalveAppointmentDetails none = { 0 };
  const gboolean is_address = g_str_equal (word, SALVE_CORRECTION_ADDRESS);
  guint n_lines = 1, n_digits = 0, n_letters = 0;

  if (place_of (&none, word) == NULL || strlen (text) > SALVE_CORRECTION_MAX
      || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      const gunichar c = g_utf8_get_char (at);

      n_lines += c == '\n';
      n_digits += g_unichar_isdigit (c);
      n_letters += g_unichar_isalpha (c);
      if (!g_unichar_isprint (c) && !(is_address && c == '\n'))
        return FALSE;
    }
  if (g_str_equal (word, SALVE_CORRECTION_PHONE))
    return n_digits >= 3 && n_letters == 0;
  return is_address ? n_lines == ADDRESS_LINES && n_digits + n_letters > 0 : n_letters > 0;
}

/* Returns: (transfer none) (nullable): what it is now; NULL where they only said that it has changed, or it is settled */
const char *
salve_correction_of (const SalveAppointmentDetails *visit, const char *word)
{
  g_auto (GStrv) open = g_strsplit (visit->to_confirm != NULL ? visit->to_confirm : "", " ", -1);
  char **place = place_of (visit, word);

  return place != NULL && g_strv_contains ((const char *const *)open, word) ? *place : NULL;
}

/* @text: (nullable): NULL takes it away; a @word that has none is passed over */
void
salve_correction_set (SalveAppointmentDetails *visit, const char *word, const char *text)
{
  char **place = place_of (visit, word);

  if (place != NULL)
    g_set_str (place, text);
}

/* A resource may have names that cannot be read; then nobody knows which is meant. */
static gssize
find_name (SalveResource *patient, SalveEdit *edit)
{
  g_autoptr (GPtrArray) names = salve_patient_get_names (patient);
  const SalvePersonName *name = salve_person_name_pick (names);
  guint index;

  if (name == NULL || salve_edit_count (edit, "/name") != names->len
      || !g_ptr_array_find (names, (gpointer)name, &index))
    return -1;
  return index;
}

/* The name until now stays in the record as an old one. */
static void
set_name (SalveResource *patient, SalveEdit *edit, const char *text)
{
  const gssize index = find_name (patient, edit);
  g_autofree char *place = g_strdup_printf ("/name/%" G_GSSIZE_FORMAT, index);
  g_autofree char *family = g_strconcat (place, "/family", NULL), *use = g_strconcat (place, "/use", NULL),
                  *whole = g_strconcat (place, "/text", NULL), *quoted = salve_json_quote (text);
  g_autofree char *before = index >= 0 ? salve_edit_get_json (edit, place) : NULL;

  if (index < 0)
    {
      g_autofree char *json = g_strdup_printf ("{\"family\":%s}", quoted);

      salve_edit_append_json (edit, "/name", json);
      return;
    }
  if (!salve_edit_has (edit, family) && salve_edit_has (edit, whole))
    salve_edit_set_string (edit, whole, text);
  else
    {
      salve_edit_set_string (edit, family, text);
      salve_edit_remove (edit, whole);
    }
  salve_edit_append_json (edit, "/name", before);
  g_free (place);
  place = g_strdup_printf ("/name/%" G_GSIZE_FORMAT "/use", salve_edit_count (edit, "/name") - 1);
  salve_edit_set_string (edit, place, "old");
}

static gssize
find_phone (SalveResource *patient)
{
  g_autoptr (GPtrArray) telecoms = salve_patient_get_telecoms (patient);

  for (guint i = 0; i < telecoms->len; i++)
    {
      const SalveTelecom *telecom = telecoms->pdata[i];

      if (telecom->system == SALVE_TELECOM_SYSTEM_PHONE && telecom->value != NULL)
        return i;
    }
  return -1;
}

static void
set_phone (SalveResource *patient, SalveEdit *edit, const char *text)
{
  const gssize index = find_phone (patient);
  g_autofree char *quoted = salve_json_quote (text);
  g_autofree char *json = g_strdup_printf ("{\"system\":\"phone\",\"value\":%s}", quoted);
  g_autofree char *place = g_strdup_printf ("/telecom/%" G_GSSIZE_FORMAT "/value", index);

  if (index >= 0)
    salve_edit_set_string (edit, place, text);
  else
    salve_edit_append_json (edit, "/telecom", json);
}

/* An empty part is not known any more. */
static void
set_part (SalveEdit *edit, const char *name, const char *text)
{
  g_autofree char *place = g_strconcat ("/address/0/", name, NULL);

  if (*text != '\0')
    salve_edit_set_string (edit, place, text);
  else
    salve_edit_remove (edit, place);
}

static void
set_address (SalveEdit *edit, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", ADDRESS_LINES);
  g_autofree char *street = salve_json_quote (lines[0]);
  g_autofree char *line = g_strdup_printf ("[%s]", street);

  if (!salve_edit_has (edit, "/address/0"))
    salve_edit_append_json (edit, "/address", "{\"use\":\"home\"}");
  if (*lines[0] != '\0')
    salve_edit_set_json (edit, "/address/0/line", line);
  else
    salve_edit_remove (edit, "/address/0/line");
  set_part (edit, "postalCode", lines[1]);
  set_part (edit, "city", lines[2]);
  salve_edit_remove (edit, "/address/0/text");
  salve_edit_remove (edit, "/address/0/district");
}

/**
 * salve_correction_apply:
 * @text: valid for @word
 *
 * Returns: (transfer full) (nullable): the patient as they say they are now
 */
SalveResource *
salve_correction_apply (SalveResource *patient, const char *word, const char *text, GError **error)
{
  g_autoptr (SalveEdit) edit = salve_resource_edit (patient);

  if (g_str_equal (word, SALVE_CORRECTION_NAME))
    set_name (patient, edit, text);
  else if (g_str_equal (word, SALVE_CORRECTION_PHONE))
    set_phone (patient, edit, text);
  else
    set_address (edit, text);
  return salve_edit_finish (edit, error);
}

static char *
words_of (SalveResource *patient, const char *word, const SalveLocale *locale)
{
  if (g_str_equal (word, SALVE_CORRECTION_NAME))
    {
      g_autoptr (GPtrArray) names = salve_patient_get_names (patient);
      const SalvePersonName *name = salve_person_name_pick (names);

      return name != NULL ? salve_person_name_format_full (name, locale) : NULL;
    }
  if (g_str_equal (word, SALVE_CORRECTION_PHONE))
    {
      g_autoptr (GPtrArray) telecoms = salve_patient_get_telecoms (patient);
      const gssize index = find_phone (patient);

      return index >= 0 ? salve_telecom_format (telecoms->pdata[index]) : NULL;
    }
  else
    {
      g_autoptr (GPtrArray) addresses = salve_patient_get_addresses (patient);

      return addresses->len > 0 ? salve_address_format_line (addresses->pdata[0], locale) : NULL;
    }
}

/**
 * salve_correction_words:
 * @text: (nullable): what it is now; NULL: what the record has
 *
 * Returns: (transfer full) (nullable): as it is shown; NULL where the record has none
 */
char *
salve_correction_words (SalveResource *patient, const char *word, const char *text, const SalveLocale *locale)
{
  g_autoptr (SalveResource) now = text != NULL ? salve_correction_apply (patient, word, text, NULL) : NULL;

  if (text != NULL && now == NULL)
    return NULL;
  return words_of (now != NULL ? now : patient, word, locale);
}
