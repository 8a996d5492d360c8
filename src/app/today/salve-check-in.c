/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-check-in.h"

#include "salve-appointment-flows-private.h"
#include "salve-correction.h"
#include "salve-json.h"

#include <glib/gi18n.h>

void
salve_check_in_free (SalveCheckIn *self)
{
  g_clear_object (&self->person);
  g_free (self->address);
  g_free (self->insurer);
  g_strfreev (self->forms);
  g_free (self);
}

/**
 * salve_check_in_card_state:
 * @start: (nullable): Coverage.period.start, a FHIR date or date and time
 * @end: (nullable): Coverage.period.end; the whole of that day, month or year counts
 *
 * Returns: whether the card is valid on @today
 */
SalveCardState
salve_check_in_card_state (const char *start, const char *end, SalvePartialDate today)
{
  SalvePartialDate first = SALVE_PARTIAL_DATE_NONE, last = SALVE_PARTIAL_DATE_NONE;
  g_autofree char *from = start != NULL ? g_strndup (start, 10) : NULL;
  g_autofree char *to = end != NULL ? g_strndup (end, 10) : NULL;

  if (to != NULL && salve_partial_date_parse_iso (to, &last)
      && salve_partial_date_compare (salve_partial_date_last_day (last), today) < 0)
    return SALVE_CARD_EXPIRED;
  if (from != NULL && salve_partial_date_parse_iso (from, &first)
      && salve_partial_date_compare (first, today) > 0)
    return SALVE_CARD_NOT_YET;
  return salve_partial_date_is_set (last) ? SALVE_CARD_VALID : SALVE_CARD_UNDATED;
}

/* A card that is valid counts before one that is not. */
static int
worth (SalveCardState state)
{
  static const int worths[] = {
    [SALVE_CARD_NONE] = 0,    [SALVE_CARD_EXPIRED] = 1, [SALVE_CARD_NOT_YET] = 2,
    [SALVE_CARD_UNDATED] = 3, [SALVE_CARD_VALID] = 4,
  };

  return worths[state];
}

static gboolean
read_card (SalveCheckIn *self,
           SalveStore *store,
           const char *patient_id,
           SalvePartialDate today,
           GError **error)
{
  g_autoptr (GPtrArray) cards = salve_store_list_related (store, patient_id, "Coverage", error);

  for (guint i = 0; cards != NULL && i < cards->len; i++)
    {
      SalveElement root = salve_resource_root (cards->pdata[i]);
      const char *start = salve_element_path_string (root, "period.start");
      const char *end = salve_element_path_string (root, "period.end");
      SalveCardState state = salve_check_in_card_state (start, end, today);
      const char *day = state == SALVE_CARD_NOT_YET ? start : end;
      g_autofree char *iso = day != NULL ? g_strndup (day, 10) : NULL;

      if (g_strcmp0 (salve_element_string (root, "status"), "active") != 0
          || worth (state) <= worth (self->card))
        continue;
      self->card = state;
      self->card_day = SALVE_PARTIAL_DATE_NONE;
      if (iso != NULL)
        salve_partial_date_parse_iso (iso, &self->card_day);
      g_set_str (&self->insurer,
                 salve_reference_display (salve_element_at (salve_element_get (root, "payor"), 0)));
    }
  return cards != NULL;
}

static gboolean
read_consent (SalveCheckIn *self, SalveStore *store, const char *patient_id, GError **error)
{
  g_autoptr (GPtrArray) consents = salve_store_list_related (store, patient_id, "Consent", error);

  for (guint i = 0; consents != NULL && i < consents->len; i++)
    {
      SalveElement root = salve_resource_root (consents->pdata[i]);
      const char *status = salve_element_string (root, "status"),
                 *when = salve_element_string (root, "dateTime");
      g_autofree char *day = g_strndup (when != NULL ? when : "", 10);
      gboolean deny = g_strcmp0 (salve_element_path_string (root, "provision.type"), "deny") == 0;

      if (g_strcmp0 (status, "rejected") == 0 || (g_strcmp0 (status, "active") == 0 && deny))
        self->consent_refused = TRUE;
      else if (g_strcmp0 (status, "active") == 0 && !salve_partial_date_is_set (self->consented)
               && !salve_partial_date_parse_iso (day, &self->consented))
        /* Agreed, and nobody said when. */
        self->consented = salve_partial_date_new_year (1900);
    }
  return consents != NULL;
}

typedef struct
{
  GPtrArray *answered; /* what the patient's answers say that they answer */
  GStrvBuilder *missing;
} Forms;

static gboolean
is_answered (const Forms *forms, SalveResource *form)
{
  SalveElement root = salve_resource_root (form);
  const char *url = salve_element_string (root, "url");
  g_autofree char *reference = g_strdup_printf ("Questionnaire/%s", salve_resource_get_id (form));

  for (guint i = 0; i < forms->answered->len; i++)
    {
      SalveElement answer = salve_resource_root (forms->answered->pdata[i]);
      const char *what = salve_element_string (answer, "questionnaire");
      const char *status = salve_element_string (answer, "status");
      g_auto (GStrv) parts = g_strsplit (what != NULL ? what : "", "|", 2);

      if ((g_strcmp0 (status, "completed") == 0 || g_strcmp0 (status, "amended") == 0) && parts[0] != NULL
          && (g_strcmp0 (parts[0], url) == 0 || g_str_has_suffix (parts[0], reference)))
        return TRUE;
    }
  return FALSE;
}

static gboolean
look_at_form (SalveResource *form, gpointer data, GError **error)
{
  Forms *forms = data;
  SalveElement root = salve_resource_root (form);
  const char *title = salve_element_string (root, "title");

  if (g_strcmp0 (salve_element_string (root, "status"), "active") == 0 && title != NULL
      && !is_answered (forms, form))
    g_strv_builder_add (forms->missing, title);
  return TRUE;
}

/* The clinic's forms that are in use, and that nobody has filled in for this patient. */
static gboolean
read_forms (SalveCheckIn *self, SalveStore *store, const char *patient_id, GError **error)
{
  g_autoptr (GPtrArray) answered =
      salve_store_list_related (store, patient_id, "QuestionnaireResponse", error);
  g_autoptr (GStrvBuilder) missing = g_strv_builder_new ();
  Forms forms = { answered, missing };

  if (answered == NULL || !salve_store_foreach (store, "Questionnaire", look_at_form, &forms, NULL, error))
    return FALSE;
  self->forms = g_strv_builder_end (missing);
  return TRUE;
}

/**
 * salve_check_in_read:
 *
 * Returns: (transfer full) (nullable): what is known of the patient that matters at the check-in
 */
SalveCheckIn *
salve_check_in_read (SalveClinic *clinic, const char *patient_id, GError **error)
{
  SalveStore *store = salve_clinic_get_store (clinic);
  g_autoptr (SalveCheckIn) self = g_new0 (SalveCheckIn, 1);
  g_autoptr (SalveResource) patient = salve_store_read (store, "Patient", patient_id, NULL, error);
  g_autoptr (GPtrArray) addresses = patient != NULL ? salve_patient_get_addresses (patient) : NULL;

  if (patient == NULL)
    return NULL;
  self->person = salve_store_read_patient_row (store, patient_id, error);
  if (self->person == NULL || !read_card (self, store, patient_id, salve_clinic_today (clinic), error)
      || !read_consent (self, store, patient_id, error) || !read_forms (self, store, patient_id, error))
    return NULL;
  if (addresses != NULL && addresses->len > 0)
    self->address = salve_address_format_line (addresses->pdata[0], salve_clinic_get_locale (clinic));
  return g_steal_pointer (&self);
}

static char *
without (const char *words, const char *word)
{
  g_auto (GStrv) parts = g_strsplit (words != NULL ? words : "", " ", -1);
  g_autoptr (GStrvBuilder) rest = g_strv_builder_new ();
  g_auto (GStrv) left = NULL;

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0' && !g_str_equal (parts[i], word))
      g_strv_builder_add (rest, parts[i]);
  left = g_strv_builder_end (rest);
  return left[0] != NULL ? g_strjoinv (" ", left) : NULL;
}

/* resource: (out) (transfer full): what it was read from. Returns: (transfer full) (nullable): NULL with an error */
static SalveAppointmentDetails *
read_visit (SalveClinic *clinic, const char *id, SalveResource **resource, gint64 *version, GError **error)
{
  *resource = salve_store_read (salve_clinic_get_store (clinic), "Appointment", id, version, error);
  return *resource != NULL ? salve_appointment_details_read (*resource) : NULL;
}

/* What was said of it at the kiosk is settled. */
static void
ask_no_more (SalveAppointmentDetails *visit, const char *word)
{
  g_autofree char *left = without (visit->to_confirm, word);

  g_set_str (&visit->to_confirm, left);
  salve_correction_set (visit, word, NULL);
}

/**
 * salve_check_in_settle:
 * @id: of the Appointment
 * @word: what the patient said at a kiosk is not right any more: one of the words of its to_confirm
 * @taken_over: whether it is in the record now; else it stays as it was
 *
 * Returns: (transfer full): a future of the change, after which nobody is asked about it any more
 */
DexFuture *
salve_check_in_settle (SalveClinic *clinic, const char *id, const char *word, gboolean taken_over)
{
  GError *error = NULL;
  gint64 version;
  g_autoptr (SalveResource) old = NULL;
  g_autoptr (SalveAppointmentDetails) visit = read_visit (clinic, id, &old, &version, &error);
  g_autoptr (SalveChange) change = NULL;

  if (visit == NULL)
    return dex_future_new_for_error (error);
  /* Translators, of both: %s is a person, who said at the kiosk that something has changed */
  change = salve_appointment_begin_change (
      clinic, taken_over ? _ ("Took over what has changed for %s") : _ ("Left as it was what %s said"),
      visit);
  ask_no_more (visit, word);
  if (!salve_appointment_put_change (clinic, change, visit, old, version, &error))
    return dex_future_new_for_error (error);
  return salve_clinic_commit (clinic, change);
}

/* The patient as they say they are now goes into the change. */
static gboolean
put_corrected (SalveClinic *clinic,
               SalveChange *change,
               const SalveAppointmentDetails *visit,
               const char *word,
               const char *text,
               GError **error)
{
  gint64 version;
  g_autoptr (SalveResource) patient =
      salve_store_read (salve_clinic_get_store (clinic), "Patient", visit->patient_id, &version, error);
  g_autoptr (SalveResource) now =
      patient != NULL ? salve_correction_apply (patient, word, text, error) : NULL;

  if (now == NULL)
    return FALSE;
  salve_change_put (change, now, version);
  return TRUE;
}

/**
 * salve_check_in_accept:
 * @id: of the Appointment
 * @word: something of which the patient said at a kiosk what it is now
 * @text: what staff saw that they said; where it is another by now, nothing is done
 *
 * Writes it into the patient's record, and nobody is asked about it any more; both are one change, and one undo.
 *
 * Returns: (transfer full): a future of the change
 */
DexFuture *
salve_check_in_accept (SalveClinic *clinic, const char *id, const char *word, const char *text)
{
  GError *error = NULL;
  gint64 version;
  g_autoptr (SalveResource) old = NULL;
  g_autoptr (SalveAppointmentDetails) visit = read_visit (clinic, id, &old, &version, &error);
  g_autoptr (SalveChange) change = NULL;

  if (visit == NULL)
    return dex_future_new_for_error (error);
  if (g_strcmp0 (salve_correction_of (visit, word), text) != 0 || !salve_correction_is_valid (word, text))
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_FAILED, "%s",
                                  _ ("This has been settled meanwhile, or they said something else."));
  change = salve_appointment_begin_change (clinic, _ ("Took over what has changed for %s"), visit);
  ask_no_more (visit, word);
  if (!put_corrected (clinic, change, visit, word, text, &error)
      || !salve_appointment_put_change (clinic, change, visit, old, version, &error))
    return dex_future_new_for_error (error);
  return salve_clinic_commit (clinic, change);
}

/**
 * salve_check_in_agree:
 *
 * The patient agreed at the desk, today: an active Consent to the notice of privacy, as the kiosk makes it.
 *
 * Returns: (transfer full): a future of the change
 */
DexFuture *
salve_check_in_agree (SalveClinic *clinic, const char *patient_id)
{
  GError *error = NULL;
  g_autofree char *id = g_uuid_string_random (),
                  *time = salve_instant_format_fhir (salve_clinic_now (clinic));
  g_autofree char *json = g_strdup_printf (
      "{\"resourceType\":\"Consent\",\"id\":\"%s\",\"status\":\"active\",\"scope\":{\"coding\":[{\"system\":"
      "\"http://terminology.hl7.org/CodeSystem/consentscope\",\"code\":\"patient-privacy\"}]},\"category\":[{"
      "\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"57016-8\"}]}],\"patient\":{\"reference\":"
      "\"Patient/%s\"},\"dateTime\":\"%s\",\"policyRule\":{\"text\":\"clinic\"}}",
      id, patient_id, time);
  g_autoptr (SalveResource) consent = salve_resource_new_from_text (json, -1, &error);
  g_autoptr (SalveAppointmentDetails) who = salve_appointment_details_new (NULL);
  g_autoptr (SalveChange) change = NULL;

  if (consent == NULL)
    return dex_future_new_for_error (error);
  who->patient_id = g_strdup (patient_id);
  /* Translators: %s is a person */
  change = salve_appointment_begin_change (clinic, _ ("%s has agreed to the use of their data"), who);
  salve_change_put (change, consent, SALVE_VERSION_NONE);
  return salve_clinic_commit (clinic, change);
}
