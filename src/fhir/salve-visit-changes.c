/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-visit-changes.h"

#include "salve-appointment-details.h"
#include "salve-extension-private.h"
#include "salve-json.h"

#define X_CHANGE SALVE_X "appointment-change"

/* The oldest goes where there are more: an Appointment must not grow without end. */
#define MOST_CHANGES 40

static const char *const deeds[] = {
  [SALVE_VISIT_BOOKED] = "booked",
  [SALVE_VISIT_STEP] = "step",
  [SALVE_VISIT_MOVED] = "moved",
  [SALVE_VISIT_CHANGED] = "changed",
};

static void
change_free (gpointer data)
{
  SalveVisitChange *change = data;

  g_free (change->who);
  g_free (change->where);
  g_free (change);
}

static gboolean
is_change (SalveElement extension)
{
  return g_strcmp0 (salve_element_string (extension, "url"), X_CHANGE) == 0;
}

/* Returns: (transfer full) (nullable): what the extension says; NULL where it does not say what or when */
static SalveVisitChange *
read_change (SalveElement extension)
{
  const char *deed = salve_extension_text (extension, "what", "valueCode");
  const char *status = salve_extension_text (extension, "status", "valueCode");
  const char *time = salve_extension_text (extension, "at", "valueInstant");
  SalveVisitChange read = { .deed = SALVE_VISIT_CHANGED };

  if (deed == NULL || status == NULL || !salve_appointment_status_parse (status, &read.status) || time == NULL
      || !salve_instant_parse_fhir (time, NULL, &read.at, NULL))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (deeds); i++)
    if (g_str_equal (deeds[i], deed))
      read.deed = i;
  read.who = g_strdup (salve_extension_text (extension, "who", "valueString"));
  read.where = g_strdup (salve_extension_text (extension, "where", "valueString"));
  return g_memdup2 (&read, sizeof read);
}

/* Before those that are older, or as old and came earlier. */
static void
insert_change (GPtrArray *changes, SalveVisitChange *change)
{
  guint place = 0;

  while (place < changes->len && ((const SalveVisitChange *)changes->pdata[place])->at > change->at)
    place++;
  g_ptr_array_insert (changes, (int)place, change);
}

/**
 * salve_visit_changes_read:
 *
 * Returns: (transfer full) (element-type SalveVisitChange): the newest first; what cannot be understood is left out
 */
GPtrArray *
salve_visit_changes_read (SalveResource *appointment)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func (change_free);

  SALVE_ELEMENT_FOREACH (extension, salve_element_get (salve_resource_root (appointment), "extension"))
    {
      SalveVisitChange *change = is_change (extension) ? read_change (extension) : NULL;

      if (change != NULL)
        insert_change (changes, change);
    }
  return changes;
}

static SalveVisitDeed
compare (const SalveAppointmentDetails *before, const SalveAppointmentDetails *after)
{
  if (before->status != after->status)
    return SALVE_VISIT_STEP;
  if (before->span.start != after->span.start || before->span.end != after->span.end
      || g_strcmp0 (before->doctor_id, after->doctor_id) != 0)
    return SALVE_VISIT_MOVED;
  return SALVE_VISIT_CHANGED;
}

static void
remove_oldest (SalveEdit *edit, SalveResource *appointment)
{
  guint n = 0;

  SALVE_ELEMENT_FOREACH (extension, salve_element_get (salve_resource_root (appointment), "extension"))
    n += is_change (extension);
  for (; n >= MOST_CHANGES; n--)
    {
      g_autofree char *place = salve_edit_find_extension (edit, "", X_CHANGE);

      salve_edit_remove (edit, place);
    }
}

/* FHIR knows no empty text. */
static void
add_text (GString *json, const char *url, const char *text)
{
  g_autofree char *quoted = text != NULL && *text != '\0' ? salve_json_quote (text) : NULL;

  if (quoted != NULL)
    g_string_append_printf (json, ",{\"url\":\"%s\",\"valueString\":%s}", url, quoted);
}

static char *
change_to_json (const SalveVisitChange *change)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *time = salve_instant_format_fhir (change->at);
  g_autoptr (GString) json = g_string_new (NULL);

  g_string_append_printf (json,
                          "{\"id\":\"%s\",\"url\":\"" X_CHANGE "\",\"extension\":["
                          "{\"url\":\"what\",\"valueCode\":\"%s\"},{\"url\":\"status\",\"valueCode\":\"%s\"},"
                          "{\"url\":\"at\",\"valueInstant\":\"%s\"}",
                          id, deeds[change->deed], salve_appointment_status_to_code (change->status), time);
  add_text (json, "who", change->who);
  add_text (json, "where", change->where);
  g_string_append (json, "]}");
  return g_string_free (g_steal_pointer (&json), FALSE);
}

/**
 * salve_visit_changes_add:
 * @appointment: as it is to be
 * @old: (nullable): as it was; NULL: it is new
 * @at: when
 * @who: (nullable): the person's name
 * @where: (nullable): the computer's name
 *
 * Returns: (transfer full) (nullable): @appointment with an entry more; @appointment itself where nothing changed
 */
SalveResource *
salve_visit_changes_add (SalveResource *appointment,
                         SalveResource *old,
                         SalveInstant at,
                         const char *who,
                         const char *where,
                         GError **error)
{
  g_autoptr (SalveAppointmentDetails) after = NULL;
  g_autoptr (SalveAppointmentDetails) before = NULL;
  g_autoptr (SalveEdit) edit = NULL;
  g_autofree char *json = NULL;
  SalveVisitChange change = { .at = at, .who = (char *)who, .where = (char *)where };

  if (old != NULL && g_bytes_equal (salve_resource_get_bytes (old), salve_resource_get_bytes (appointment)))
    return salve_resource_ref (appointment);
  after = salve_appointment_details_read (appointment);
  before = old != NULL ? salve_appointment_details_read (old) : NULL;
  change.status = after->status;
  change.deed = before != NULL ? compare (before, after) : SALVE_VISIT_BOOKED;
  json = change_to_json (&change);
  edit = salve_resource_edit (appointment);
  remove_oldest (edit, appointment);
  salve_edit_append_json (edit, "/extension", json);
  return salve_edit_finish (edit, error);
}
