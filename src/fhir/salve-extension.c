/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-extension-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "salve-json.h"
#include "salve-view-private.h"

/* Returns: value[x] of the first extension with that URL, or nothing */
SalveElement
salve_extension_value (SalveElement holder, const char *url, const char *value)
{
  return salve_element_get (salve_element_extension (holder, url), value);
}

int
salve_extension_int (SalveElement holder, const char *url, int least, int most, int fallback)
{
  return salve_element_int (salve_extension_value (holder, url, "valueInteger"), least, most, fallback);
}

const char *
salve_extension_text (SalveElement holder, const char *url, const char *value)
{
  return salve_element_text (salve_extension_value (holder, url, value));
}

/* Returns: a whole number between least and most; fallback for anything else */
int
salve_element_int (SalveElement element, int least, int most, int fallback)
{
  const char *text = salve_element_number_text (element);
  gint64 number;

  if (text == NULL || !g_ascii_string_to_signed (text, 10, least, most, &number, NULL))
    return fallback;
  return (int)number;
}

char *
salve_json_int (gint64 number)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT, number);
}

/* FHIR knows no empty text: it is the same as none. */
gboolean
salve_same_text (const char *a, const char *b)
{
  return g_strcmp0 (a != NULL && *a != '\0' ? a : NULL, b != NULL && *b != '\0' ? b : NULL) == 0;
}

/* Returns: from start to end; start SALVE_INSTANT_NONE unless both are there and in order */
SalveTimeSpan
salve_read_span (SalveElement start, SalveElement end)
{
  const SalveTimeSpan none = { SALVE_INSTANT_NONE, SALVE_INSTANT_NONE };
  const char *from = salve_element_text (start), *to = salve_element_text (end);
  g_autoptr (GTimeZone) utc = NULL;
  SalveTimeSpan span;

  if (from == NULL || to == NULL)
    return none;
  utc = g_time_zone_new_utc ();
  if (!salve_instant_parse_fhir (from, utc, &span.start, NULL)
      || !salve_instant_parse_fhir (to, utc, &span.end, NULL) || span.end <= span.start)
    return none;
  return span;
}

void
salve_edit_set_instant (SalveEdit *edit, const char *pointer, SalveInstant instant)
{
  g_autofree char *text = instant != SALVE_INSTANT_NONE ? salve_instant_format_fhir (instant) : NULL;

  salve_edit_set_string (edit, pointer, text);
}

/* A concept that a person put into words: codes of the words before do not fit the new ones. */
void
salve_edit_set_text_concept (SalveEdit *edit, const char *pointer, const char *text)
{
  g_autofree char *coding = g_strconcat (pointer, "/coding", NULL);
  g_autofree char *place = g_strconcat (pointer, "/text", NULL);

  if (text == NULL || *text == '\0')
    {
      salve_edit_remove (edit, pointer);
      return;
    }
  salve_edit_set_string (edit, place, text);
  salve_edit_remove (edit, coding);
}

/* Returns: (transfer full) (nullable): the place of the extension with that URL, such as "/extension/2" */
char *
salve_edit_find_extension (SalveEdit *edit, const char *holder, const char *url)
{
  g_autofree char *list = g_strconcat (holder, "/extension", NULL);
  g_autofree char *quoted = salve_json_quote (url);

  for (gsize i = 0; i < salve_edit_count (edit, list); i++)
    {
      g_autofree char *place = g_strdup_printf ("%s/%" G_GSIZE_FORMAT, list, i);
      g_autofree char *url_place = g_strconcat (place, "/url", NULL);
      g_autofree char *found = salve_edit_get_json (edit, url_place);

      if (g_strcmp0 (found, quoted) == 0)
        return g_steal_pointer (&place);
    }
  return NULL;
}

void
salve_edit_remove_extensions (SalveEdit *edit, const char *holder, const char *url)
{
  for (;;)
    {
      g_autofree char *place = salve_edit_find_extension (edit, holder, url);

      if (place == NULL)
        return;
      salve_edit_remove (edit, place);
    }
}

/**
 * salve_edit_set_extension:
 * @holder: pointer of what has the extension, "" for the resource
 * @value: such as "valueInteger"
 * @json: (nullable): the value; NULL takes the extension away
 */
void
salve_edit_set_extension (SalveEdit *edit,
                          const char *holder,
                          const char *url,
                          const char *value,
                          const char *json)
{
  g_autofree char *place = NULL, *target = NULL;

  if (json == NULL)
    {
      salve_edit_remove_extensions (edit, holder, url);
      return;
    }
  place = salve_edit_find_extension (edit, holder, url);
  if (place == NULL)
    {
      g_autofree char *list = g_strconcat (holder, "/extension", NULL);
      g_autofree char *quoted = salve_json_quote (url);
      g_autofree char *whole = g_strdup_printf ("{\"url\":%s,\"%s\":%s}", quoted, value, json);

      salve_edit_append_json (edit, list, whole);
      return;
    }
  target = g_strdup_printf ("%s/%s", place, value);
  salve_edit_set_json (edit, target, json);
}

/* Of the resource itself. json: (transfer full) (nullable) */
void
salve_edit_set_extension_take (SalveEdit *edit, const char *url, const char *value, char *json)
{
  salve_edit_set_extension (edit, "", url, value, json);
  g_free (json);
}

/* An extension of the resource that is made of others. The parts' json is (transfer full); parts that are not named
 * here stay; without any value the whole extension goes. */
void
salve_edit_set_extension_parts (SalveEdit *edit, const char *url, SalveExtensionValue *parts, gsize n_parts)
{
  g_autofree char *place = salve_edit_find_extension (edit, "", url);
  gboolean any = FALSE;

  for (gsize i = 0; i < n_parts; i++)
    any = any || parts[i].json != NULL;
  if (!any)
    salve_edit_remove_extensions (edit, "", url);
  else if (place == NULL)
    {
      g_autofree char *quoted = salve_json_quote (url);
      g_autofree char *begun = g_strdup_printf ("{\"url\":%s}", quoted);

      salve_edit_append_json (edit, "/extension", begun);
      place = salve_edit_find_extension (edit, "", url);
    }
  for (gsize i = 0; i < n_parts; i++)
    {
      if (any && place != NULL)
        salve_edit_set_extension (edit, place, parts[i].url, parts[i].value, parts[i].json);
      g_clear_pointer (&parts[i].json, g_free);
    }
}

gboolean
salve_fhir_refuse (GError **error, const char *message)
{
  g_set_error_literal (error, SALVE_FHIR_ERROR, SALVE_FHIR_ERROR_RULE, message);
  return FALSE;
}

/**
 * salve_map_edit:
 * @old: (nullable): what is to be changed
 *
 * Returns: (transfer full) (nullable): an editor over @old, or over a new resource with that id
 */
SalveEdit *
salve_map_edit (const char *type, const char *id, SalveResource *old, GError **error)
{
  g_autoptr (SalveResource) made = NULL;

  if (old != NULL && !g_str_equal (salve_resource_get_type_name (old), type))
    {
      g_set_error (error, SALVE_FHIR_ERROR, SALVE_FHIR_ERROR_TYPE, _ ("A %s cannot be written as a %s."),
                   salve_resource_get_type_name (old), type);
      return NULL;
    }
  if (old != NULL)
    return salve_resource_edit (old);
  if (id == NULL || !salve_resource_is_valid_id (id))
    {
      g_set_error (error, SALVE_FHIR_ERROR, SALVE_FHIR_ERROR_ID, _ ("A new %s needs an id."), type);
      return NULL;
    }
  made = salve_resource_new_build (type, id);
  return salve_resource_edit (made);
}

/**
 * salve_read_participant:
 * @display: (out) (optional) (transfer none): what the participant is called, or NULL
 *
 * Returns: (transfer full) (nullable): the id of the first participant of that type
 */
char *
salve_read_participant (SalveElement root, const char *type, const char **display)
{
  SALVE_ELEMENT_FOREACH (participant, salve_element_get (root, "participant"))
    {
      SalveElement actor = salve_element_get (participant, "actor");
      char *id = salve_reference_id (actor, type);

      if (id == NULL)
        continue;
      if (display != NULL)
        *display = salve_reference_display (actor);
      return id;
    }
  return NULL;
}

static char *
find_participant (SalveEdit *edit, const char *type)
{
  for (gsize i = 0; i < salve_edit_count (edit, "/participant"); i++)
    {
      g_autofree char *place = g_strdup_printf ("/participant/%" G_GSIZE_FORMAT, i);
      g_autofree char *reference_place = g_strconcat (place, "/actor/reference", NULL);
      g_autofree char *quoted = salve_edit_get_json (edit, reference_place);
      g_autofree char *found = NULL;

      if (quoted == NULL || *quoted != '"')
        continue;
      quoted[strlen (quoted) - 1] = '\0';
      if (salve_reference_parse (quoted + 1, &found, NULL) && g_str_equal (found, type))
        return g_steal_pointer (&place);
    }
  return NULL;
}

static void
append_participant (SalveEdit *edit, const SalveParticipant *who)
{
  g_autofree char *name = who->name != NULL && *who->name != '\0' ? salve_json_quote (who->name) : NULL;
  g_autofree char *json =
      g_strdup_printf ("{\"actor\":{\"reference\":\"%s/%s\"%s%s},\"status\":\"accepted\"}", who->type,
                       who->id, name != NULL ? ",\"display\":" : "", name != NULL ? name : "");

  salve_edit_append_json (edit, "/participant", json);
}

/* Somebody else's answer is not the answer of whoever takes the place. */
void
salve_edit_set_participant (SalveEdit *edit, const SalveParticipant *who)
{
  gboolean same = salve_same_text (who->id_before, who->id);
  gboolean named = who->name != NULL && (!same || !salve_same_text (who->name, who->name_before));
  g_autofree char *place = NULL, *actor = NULL, *display = NULL, *status = NULL;

  if (same && !named)
    return;
  place = find_participant (edit, who->type);
  if (who->id == NULL || *who->id == '\0')
    {
      if (place != NULL)
        salve_edit_remove (edit, place);
      return;
    }
  if (place == NULL)
    {
      append_participant (edit, who);
      return;
    }
  actor = g_strconcat (place, "/actor", NULL);
  display = g_strconcat (actor, "/display", NULL);
  status = g_strconcat (place, "/status", NULL);
  if (!same)
    {
      salve_view_set_reference (edit, actor, who->type, who->id);
      salve_edit_set_string (edit, status, "accepted");
    }
  if (named)
    salve_edit_set_string (edit, display, who->name);
}
