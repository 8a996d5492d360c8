/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The series that the appointment form asks for: its rule, its visits, and what becomes of those that something is in the way
 * of. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-appointment-dialog-private.h"

#include "salve-quick-add.h"
#include "salve-repeat.h"

#include <glib/gi18n.h>

/* Whether the form asks for more than one visit. */
gboolean
salve_appointment_series_is_one (SalveAppointmentDialog *self)
{
  return !self->before && adw_combo_row_get_selected (self->repeat_row) > 0;
}

/* Returns: whether a last day is asked for; it is unset where what is written is no day */
static gboolean
read_until (SalveAppointmentDialog *self, SalvePartialDate *until)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->until_row));
  g_autoptr (SalveQuickAdd) typed = NULL;

  if (!*text)
    return FALSE;
  typed = salve_quick_add_parse (text, salve_clinic_get_locale (self->clinic),
                                 salve_clinic_today (self->clinic), NULL, 0, NULL, 0);
  *until = typed->day.precision == SALVE_DATE_PRECISION_DAY ? typed->day : (SalvePartialDate){ 0 };
  return TRUE;
}

/* Returns: (transfer full): RFC 5545's RRULE of what the form says */
char *
salve_appointment_series_rule (SalveAppointmentDialog *self)
{
  guint repeat = adw_combo_row_get_selected (self->repeat_row);
  GTimeZone *zone = salve_clinic_get_zone (self->clinic);
  SalvePartialDate until;

  if (read_until (self, &until) && salve_partial_date_is_set (until))
    return salve_repeat_to_rule_until (repeat, self->details->span.start, until, zone);
  return salve_repeat_to_rule (repeat, self->details->span.start,
                               (guint)adw_spin_row_get_value (self->count_row), zone);
}

/* Whether the last day is one: a day, with a visit before it, and not so late that nobody meant all of them. */
static gboolean
is_sound_until (SalveAppointmentDialog *self)
{
  g_autofree char *rule = NULL;
  g_autoptr (GArray) spans = NULL;
  SalvePartialDate until;

  if (!read_until (self, &until))
    return TRUE;
  if (!salve_partial_date_is_set (until))
    return FALSE;
  rule = salve_appointment_series_rule (self);
  spans = salve_repeat_expand (rule, self->details->span, salve_clinic_get_zone (self->clinic), NULL);
  return spans && spans->len > 0 && spans->len <= SALVE_REPEAT_MOST;
}

/* Whether the series can be booked as it is written; what is wrong with it is marked. For a form with a time. */
gboolean
salve_appointment_series_is_sound (SalveAppointmentDialog *self)
{
  SalvePartialDate until;
  gboolean sound = !salve_appointment_series_is_one (self) || is_sound_until (self);

  gtk_widget_set_sensitive (GTK_WIDGET (self->count_row), !read_until (self, &until));
  if (sound)
    gtk_widget_remove_css_class (GTK_WIDGET (self->until_row), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->until_row), "error");
  return sound;
}

/* What is asked about a series is asked where there is one. */
void
salve_appointment_series_show_rows (SalveAppointmentDialog *self)
{
  gboolean shown = adw_combo_row_get_selected (self->repeat_row) > 0;

  gtk_widget_set_visible (GTK_WIDGET (self->count_row), shown);
  gtk_widget_set_visible (GTK_WIDGET (self->until_row), shown);
}

/* Looks at the later visits of the series that the form says. */
void
salve_appointment_series_show (SalveAppointmentDialog *self)
{
  g_autofree char *rule = NULL;
  g_autoptr (GArray) spans = NULL;
  g_autoptr (GError) error = NULL;

  self->visits_stale = FALSE;
  if (!salve_appointment_series_is_one (self) || !salve_appointment_form_read (self)
      || !self->details->doctor_id || !is_sound_until (self))
    {
      salve_series_visits_box_clear (self->visits_box);
      return;
    }
  rule = salve_appointment_series_rule (self);
  spans = salve_repeat_expand (rule, self->details->span, salve_clinic_get_zone (self->clinic), &error);
  if (!spans
      || !salve_series_visits_box_show (self->visits_box, self->clinic, self->finder, self->directory,
                                        self->details, spans, &error))
    salve_appointment_dialog_show_error (self, error);
}

/* Whether it is said of every visit of a series what becomes of it; else the keyboard goes where it is to be said. */
gboolean
salve_appointment_series_is_decided (SalveAppointmentDialog *self)
{
  if (!salve_appointment_series_is_one (self))
    return TRUE;
  if (self->visits_stale)
    salve_appointment_series_show (self);
  if (salve_series_visits_box_is_decided (self->visits_box))
    return TRUE;
  adw_banner_set_title (self->banner,
                        _ ("Say of each visit with something in the way whether it is skipped or booked."));
  adw_banner_set_revealed (self->banner, TRUE);
  salve_series_visits_box_focus_undecided (self->visits_box);
  return FALSE;
}
