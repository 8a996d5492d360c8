/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A doctor's weekly hours at one place during one validity, and what the doctor does there: a PractitionerRole. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "salve-extension-private.h"
#include "salve-hours-map.h"
#include "salve-json.h"
#include "salve-practitioner-role.h"
#include "salve-view-private.h"

#define DAY_MINUTES 1440

static const char *const day_codes[] = { NULL, "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

G_DEFINE_BOXED_TYPE (SalveRoleDetails, salve_role_details, salve_role_details_copy, salve_role_details_free)

SalveRoleDetails *
salve_role_details_new (const char *id, const char *doctor_id)
{
  SalveRoleDetails *self = g_new0 (SalveRoleDetails, 1);

  self->id = g_strdup (id);
  self->doctor_id = g_strdup (doctor_id);
  self->active = TRUE;
  self->specialties = g_ptr_array_new_with_free_func (g_free);
  self->visit_type_ids = g_ptr_array_new_with_free_func (g_free);
  self->hours = g_array_new (FALSE, FALSE, sizeof (SalveHoursRule));
  return self;
}

static gpointer
copy_text (gconstpointer text, gpointer user_data)
{
  return g_strdup (text);
}

SalveRoleDetails *
salve_role_details_copy (const SalveRoleDetails *self)
{
  SalveRoleDetails *copy = salve_role_details_new (self->id, self->doctor_id);

  copy->active = self->active;
  copy->location_id = g_strdup (self->location_id);
  copy->location_name = g_strdup (self->location_name);
  copy->valid_from = self->valid_from;
  copy->valid_to = self->valid_to;
  g_ptr_array_extend (copy->specialties, self->specialties, copy_text, NULL);
  g_ptr_array_extend (copy->visit_type_ids, self->visit_type_ids, copy_text, NULL);
  g_array_append_vals (copy->hours, self->hours->data, self->hours->len);
  return copy;
}

void
salve_role_details_free (SalveRoleDetails *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->doctor_id);
  g_free (self->location_id);
  g_free (self->location_name);
  g_ptr_array_unref (self->specialties);
  g_ptr_array_unref (self->visit_type_ids);
  g_array_unref (self->hours);
  g_free (self);
}

static guint
weekday_of (const char *code)
{
  for (guint i = 1; code != NULL && i < G_N_ELEMENTS (day_codes); i++)
    if (g_str_equal (code, day_codes[i]))
      return i;
  return 0;
}

/* FHIR's time (hh:mm:ss) as minutes of the day. It has no 24:00: the last minute of a day stands for its end. */
static int
read_time (SalveElement element, int fallback, gboolean until)
{
  const char *text = salve_element_text (element);
  int hour, minute;

  if (text == NULL || sscanf (text, "%2d:%2d", &hour, &minute) != 2 || hour < 0 || hour > 24 || minute < 0
      || minute > 59)
    return fallback;
  minute += hour * 60;
  return until && minute >= DAY_MINUTES - 1 ? DAY_MINUTES : MIN (minute, DAY_MINUTES);
}

static void
add_rule (GArray *hours, const SalveHoursRule *base, guint weekday, int start, int end)
{
  SalveHoursRule rule = *base;

  rule.weekday = weekday;
  rule.start_minute = start;
  rule.end_minute = end;
  if (end > start)
    g_array_append_val (hours, rule);
}

static void
add_weekday (GArray *hours, const SalveHoursRule *base, guint weekday, int start, int end)
{
  if (end > start)
    add_rule (hours, base, weekday, start, end);
  else /* past midnight */
    {
      add_rule (hours, base, weekday, start, DAY_MINUTES);
      add_rule (hours, base, weekday % 7 + 1, 0, end);
    }
}

/* One availableTime[]: every day where none is named, the whole day where no time is. */
static void
read_available_time (SalveElement time, const SalveHoursRule *base, GArray *hours)
{
  gboolean all_day = salve_element_boolean (time, "allDay", FALSE);
  int start = all_day ? 0 : read_time (salve_element_get (time, "availableStartTime"), 0, FALSE);
  int end =
      all_day ? DAY_MINUTES : read_time (salve_element_get (time, "availableEndTime"), DAY_MINUTES, TRUE);
  SalveElement days = salve_element_get (time, "daysOfWeek");

  SALVE_ELEMENT_FOREACH (day, days)
    {
      guint weekday = weekday_of (salve_element_text (day));

      if (weekday != 0)
        add_weekday (hours, base, weekday, start, end);
    }
  for (guint weekday = 1; weekday <= 7 && salve_element_length (days) == 0; weekday++)
    add_weekday (hours, base, weekday, start, end);
}

/* The day of a dateTime as it is written there: validity is meant in the clinic's days. */
static SalvePartialDate
read_day (const char *text)
{
  SalvePartialDate day = SALVE_PARTIAL_DATE_NONE;
  g_autofree char *date = text != NULL ? g_strndup (text, 10) : NULL;

  if (date == NULL || !salve_partial_date_parse_iso (date, &day))
    return SALVE_PARTIAL_DATE_NONE;
  return day;
}

/**
 * salve_role_details_read:
 * @resource: a PractitionerRole
 *
 * Returns: (transfer full): what it says
 */
SalveRoleDetails *
salve_role_details_read (SalveResource *resource)
{
  g_autofree char *doctor = salve_practitioner_role_get_practitioner_id (resource);
  SalveRoleDetails *self = salve_role_details_new (salve_resource_get_id (resource), doctor);
  SalveElement location = salve_element_at (salve_practitioner_role_get_locations (resource), 0);
  SalveHoursRule base = { 0 };

  self->active = salve_practitioner_role_get_active (resource);
  self->location_id = salve_reference_id (location, "Location");
  self->location_name = g_strdup (salve_reference_display (location));
  self->valid_from = salve_partial_date_first_day (read_day (salve_practitioner_role_get_start (resource)));
  self->valid_to = salve_partial_date_last_day (read_day (salve_practitioner_role_get_end (resource)));
  SALVE_ELEMENT_FOREACH (specialty, salve_practitioner_role_get_specialties (resource))
    {
      const char *text = salve_concept_display (specialty);

      g_ptr_array_add (self->specialties, g_strdup (text != NULL ? text : ""));
    }
  SALVE_ELEMENT_FOREACH (service, salve_element_get (salve_resource_root (resource), "healthcareService"))
    {
      char *id = salve_reference_id (service, "HealthcareService");

      if (id != NULL)
        g_ptr_array_add (self->visit_type_ids, id);
    }
  base.valid_from = self->valid_from;
  base.valid_to = self->valid_to;
  base.location_id = g_intern_string (self->location_id);
  SALVE_ELEMENT_FOREACH (time, salve_practitioner_role_get_available_times (resource))
    {
      read_available_time (time, &base, self->hours);
    }
  return self;
}

static gboolean
same_rule (const SalveHoursRule *a, const SalveHoursRule *b)
{
  return a->weekday == b->weekday && a->start_minute == b->start_minute && a->end_minute == b->end_minute;
}

/* Takes every rule of part out of rules. Returns: FALSE where one is not there, and then nothing is taken */
static gboolean
take_rules (GArray *rules, const GArray *part)
{
  g_autoptr (GArray) rest = g_array_copy (rules);

  for (guint i = 0; i < part->len; i++)
    {
      guint at = 0;

      while (
          at < rest->len
          && !same_rule (&g_array_index (rest, SalveHoursRule, at), &g_array_index (part, SalveHoursRule, i)))
        at++;
      if (at == rest->len)
        return FALSE;
      g_array_remove_index (rest, at);
    }
  g_array_set_size (rules, 0);
  g_array_append_vals (rules, rest->data, rest->len);
  return TRUE;
}

static int
compare_rules (gconstpointer a, gconstpointer b)
{
  const SalveHoursRule *first = a, *second = b;

  if (first->start_minute != second->start_minute)
    return first->start_minute - second->start_minute;
  if (first->end_minute != second->end_minute)
    return first->end_minute - second->end_minute;
  return (int)first->weekday - (int)second->weekday;
}

static char *
available_time_to_json (const SalveHoursRule *rule, const char *days)
{
  g_autofree char *end = rule->end_minute >= DAY_MINUTES
                             ? g_strdup ("23:59:59")
                             : g_strdup_printf ("%02d:%02d:00", rule->end_minute / 60, rule->end_minute % 60);

  if (rule->start_minute == 0 && rule->end_minute >= DAY_MINUTES)
    return g_strdup_printf ("{\"daysOfWeek\":[%s],\"allDay\":true}", days);
  return g_strdup_printf ("{\"daysOfWeek\":[%s],\"availableStartTime\":\"%02d:%02d:00\","
                          "\"availableEndTime\":\"%s\"}",
                          days, rule->start_minute / 60, rule->start_minute % 60, end);
}

/* One availableTime[] for all weekdays that have the same times. */
static void
append_rules (SalveEdit *edit, GArray *rules)
{
  g_autoptr (GString) days = g_string_new (NULL);

  g_array_sort (rules, compare_rules);
  for (guint i = 0; i < rules->len; i++)
    {
      const SalveHoursRule *rule = &g_array_index (rules, SalveHoursRule, i), *next = rule + 1;

      if (rule->weekday < 1 || rule->weekday > 7)
        continue;
      g_string_append_printf (days, "%s\"%s\"", days->len > 0 ? "," : "", day_codes[rule->weekday]);
      if (i + 1 == rules->len || next->start_minute != rule->start_minute
          || next->end_minute != rule->end_minute)
        {
          g_autofree char *json = available_time_to_json (rule, days->str);

          salve_edit_append_json (edit, "/availableTime", json);
          g_string_truncate (days, 0);
        }
    }
}

/* Whatever still holds as a whole stays as it was written, with what else it says. */
static void
write_hours (SalveEdit *edit, const SalveRoleDetails *self, SalveResource *old)
{
  g_autoptr (GArray) rules = g_array_copy (self->hours);
  g_autoptr (GArray) gone = g_array_new (FALSE, FALSE, sizeof (guint));
  const SalveHoursRule base = { 0 };
  guint i = 0;

  if (old != NULL)
    SALVE_ELEMENT_FOREACH (time, salve_practitioner_role_get_available_times (old))
      {
        g_autoptr (GArray) part = g_array_new (FALSE, FALSE, sizeof (SalveHoursRule));

        read_available_time (time, &base, part);
        if (!take_rules (rules, part))
          g_array_append_val (gone, i);
        i++;
      }
  while (gone->len > 0)
    {
      g_autofree char *place =
          g_strdup_printf ("/availableTime/%u", g_array_index (gone, guint, gone->len - 1));

      salve_edit_remove (edit, place);
      g_array_set_size (gone, gone->len - 1);
    }
  append_rules (edit, rules);
}

static void
write_specialties (SalveEdit *edit, const SalveRoleDetails *self, const GPtrArray *before)
{
  for (guint i = before->len; i-- > self->specialties->len;)
    {
      g_autofree char *place = g_strdup_printf ("/specialty/%u", i);

      salve_edit_remove (edit, place);
    }
  for (guint i = 0; i < self->specialties->len; i++)
    {
      g_autofree char *place = g_strdup_printf ("/specialty/%u", i);

      if (i >= before->len || !salve_same_text (self->specialties->pdata[i], before->pdata[i]))
        salve_edit_set_text_concept (edit, place, self->specialties->pdata[i]);
    }
}

static void
write_visit_types (SalveEdit *edit, const SalveRoleDetails *self, SalveResource *old)
{
  SalveElement services = { NULL };
  g_autoptr (GPtrArray) missing = g_ptr_array_new ();

  for (guint i = 0; i < self->visit_type_ids->len; i++)
    g_ptr_array_add (missing, self->visit_type_ids->pdata[i]);
  if (old != NULL)
    services = salve_element_get (salve_resource_root (old), "healthcareService");
  for (gsize i = salve_element_length (services); i-- > 0;)
    {
      g_autofree char *id = salve_reference_id (salve_element_at (services, i), "HealthcareService");
      g_autofree char *place = g_strdup_printf ("/healthcareService/%" G_GSIZE_FORMAT, i);
      guint at;

      if (id == NULL)
        continue;
      if (g_ptr_array_find_with_equal_func (missing, id, g_str_equal, &at))
        g_ptr_array_remove_index (missing, at);
      else
        salve_edit_remove (edit, place);
    }
  for (guint i = 0; i < missing->len; i++)
    {
      g_autofree char *json =
          g_strdup_printf ("{\"reference\":\"HealthcareService/%s\"}", (char *)missing->pdata[i]);

      salve_edit_append_json (edit, "/healthcareService", json);
    }
}

static void
write_day (SalveEdit *edit, const char *pointer, SalvePartialDate day, SalvePartialDate before)
{
  g_autofree char *iso = salve_partial_date_is_set (day) ? salve_partial_date_to_iso (day) : NULL;

  if (!salve_partial_date_equal (day, before))
    salve_edit_set_string (edit, pointer, iso);
}

static void
write_location (SalveEdit *edit, const SalveRoleDetails *self, const SalveRoleDetails *before)
{
  if (!salve_same_text (self->location_id, before->location_id))
    salve_view_set_reference (edit, "/location/0", "Location", self->location_id);
  if (self->location_id != NULL && self->location_name != NULL
      && (!salve_same_text (self->location_id, before->location_id)
          || !salve_same_text (self->location_name, before->location_name)))
    salve_edit_set_string (edit, "/location/0/display", self->location_name);
}

/**
 * salve_role_details_write:
 * @old: (nullable): the PractitionerRole as it is; NULL makes a new one with the id of @self
 *
 * Writes what differs from @old and nothing else. Of the rules only weekday and times are written: validity and
 * location are those of the role.
 *
 * Returns: (transfer full) (nullable): the PractitionerRole; NULL with SALVE_FHIR_ERROR_RULE for one without a doctor or
 *   whose validity ends before it begins
 */
SalveResource *
salve_role_details_write (const SalveRoleDetails *self, SalveResource *old, GError **error)
{
  g_autoptr (SalveRoleDetails) before = NULL;
  g_autoptr (SalveEdit) edit = NULL;

  if (self->doctor_id == NULL)
    salve_fhir_refuse (error, _ ("Working hours belong to a doctor."));
  else if (salve_partial_date_is_set (self->valid_from) && salve_partial_date_is_set (self->valid_to)
           && salve_partial_date_compare (self->valid_from, self->valid_to) > 0)
    salve_fhir_refuse (error, _ ("Working hours end to be valid after they begin to."));
  else
    edit = salve_map_edit ("PractitionerRole", self->id, old, error);
  if (edit == NULL)
    return NULL;
  before = old != NULL ? salve_role_details_read (old) : salve_role_details_new (NULL, NULL);
  if (old == NULL || !self->active != !before->active)
    salve_edit_set_boolean (edit, "/active", self->active);
  write_day (edit, "/period/start", self->valid_from, before->valid_from);
  write_day (edit, "/period/end", self->valid_to, before->valid_to);
  if (!salve_same_text (self->doctor_id, before->doctor_id))
    salve_view_set_reference (edit, "/practitioner", "Practitioner", self->doctor_id);
  write_specialties (edit, self, before->specialties);
  write_location (edit, self, before);
  write_visit_types (edit, self, old);
  write_hours (edit, self, old);
  return salve_edit_finish (edit, error);
}
