/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The free times that the appointment form offers. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-appointment-dialog-private.h"

#include "salve-clash-words.h"
#include "salve-first-free.h"

#include <glib/gi18n.h>

#define OFFERED_TIMES 8
#define SEARCH_DAYS 56

static void
add_offer (SalveAppointmentDialog *self, const SalveFreeTime *offer)
{
  GTimeZone *zone = salve_clinic_get_zone (self->clinic);
  GtkWidget *row = adw_action_row_new ();
  const SalveDoctorRow *doctor = salve_directory_find_doctor (self->directory, offer->doctor_id);
  g_autofree char *day = salve_day_words (salve_instant_to_date (offer->span.start, zone), self->clinic);
  g_autofree char *when = salve_time_span_words (offer->span, self->clinic);
  g_autofree char *title = g_strdup_printf (C_ ("day and time", "%1$s, %2$s"), day, when);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (doctor)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), doctor->name);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_widget_add_css_class (row, "numeric");
  gtk_list_box_append (self->free_list, row);
}

static DexFuture *
on_found (DexFuture *future, gpointer data)
{
  g_autoptr (GObject) held = g_object_ref (((gpointer *)data)[0]);
  SalveAppointmentDialog *self = SALVE_APPOINTMENT_DIALOG (held);
  const GValue *value = dex_future_get_value (future, NULL);

  if (GPOINTER_TO_SIZE (((gpointer *)data)[1]) != self->asked || !self->clinic)
    return NULL;
  gtk_list_box_remove_all (self->free_list);
  g_clear_pointer (&self->offered, salve_free_times_unref);
  if (value)
    self->offered = g_value_dup_boxed (value);
  for (guint i = 0; self->offered && i < self->offered->times->len; i++)
    add_offer (self, &g_array_index (self->offered->times, SalveFreeTime, i));
  if (self->to_offers && self->offered && self->offered->times->len > 0)
    gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (self->free_list, 0)));
  self->to_offers = FALSE;
  return NULL;
}

static void
free_question (gpointer data)
{
  g_object_unref (((gpointer *)data)[0]);
  g_free (data);
}

static gboolean
has_specialty (const SalveDoctorRow *doctor, const char *specialty)
{
  return !specialty
         || (doctor->specialties && g_strv_contains ((const char *const *)doctor->specialties, specialty));
}

/* Whose times are asked for: the form's doctor's; those of a specialty, or everybody's, where that is wanted.
 *
 * Returns: (transfer container): their ids */
static const char **
list_doctors (SalveAppointmentDialog *self)
{
  GPtrArray *doctors = salve_directory_get_doctors (self->directory);
  const char *specialty = salve_free_filter_get_specialty (self->filter);
  const char **ids = g_new0 (const char *, doctors->len + 2);
  guint n = 0;

  if (self->details->doctor_id && !specialty && !gtk_toggle_button_get_active (self->any_doctor))
    {
      ids[0] = self->details->doctor_id;
      return ids;
    }
  for (guint i = 0; i < doctors->len; i++)
    {
      const SalveDoctorRow *doctor = g_ptr_array_index (doctors, i);

      if (has_specialty (doctor, specialty))
        ids[n++] = doctor->id;
    }
  return ids;
}

/* Looks for free times as the form and its filter say; they are shown when they have come. */
void
salve_appointment_free_ask (SalveAppointmentDialog *self)
{
  g_autofree const char **ids = list_doctors (self);
  SalveInstant now = salve_clinic_now (self->clinic);
  SalveFreeQuery query = { .visit_type = salve_directory_find_visit_type (self->directory,
                                                                          self->details->visit_type_id),
                           .minutes = (int)adw_spin_row_get_value (self->length_row),
                           .patient_id = self->details->patient_id,
                           .room_id = self->details->room_id,
                           .device_id = self->details->device_id,
                           .doctors = ids,
                           .count = OFFERED_TIMES,
                           .spread = gtk_toggle_button_get_active (self->any_doctor) };
  gpointer *question;

  salve_free_filter_apply (self->filter, &query);
  query.earliest =
      MAX (now, self->details->span.start > 0
                    ? salve_wall_clock_day (salve_instant_to_date (self->details->span.start,
                                                                   salve_clinic_get_zone (self->clinic)),
                                            salve_clinic_get_zone (self->clinic))
                          .start
                    : now);
  query.latest = query.earliest + SEARCH_DAYS * 24 * 60 * SALVE_INSTANT_MINUTE;
  question = g_new (gpointer, 2);
  question[0] = g_object_ref (self);
  question[1] = GSIZE_TO_POINTER (++self->asked);
  dex_future_disown (dex_future_finally (salve_store_find_free (salve_clinic_get_store (self->clinic), &query,
                                                                salve_clinic_get_zone (self->clinic)),
                                         on_found, question, free_question));
}

/* An offered time, its doctor with it, becomes the form's. */
void
salve_appointment_free_choose (SalveAppointmentDialog *self, GtkListBoxRow *row)
{
  guint index = (guint)gtk_list_box_row_get_index (row);
  SalveFreeTime offer;

  if (!self->offered || index >= self->offered->times->len)
    return;
  offer = g_array_index (self->offered->times, SalveFreeTime, index);
  self->filling = TRUE;
  salve_appointment_form_set_time (self, offer.span);
  salve_appointment_form_set_doctor (self, offer.doctor_id);
  self->filling = FALSE;
  salve_appointment_dialog_update (self);
  gtk_widget_grab_focus (self->save_button);
}
