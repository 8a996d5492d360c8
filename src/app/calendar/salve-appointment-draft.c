/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nothing typed is lost: what the form says is kept a moment after it was typed, whatever becomes of the window or the
 * machine, until it is saved or somebody says that it can go. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-appointment-dialog-private.h"

#include <glib/gi18n.h>

#define DRAFT_DELAY 600 /* milliseconds after the last key */

/* Whether the form says something else than when it was opened. */
gboolean
salve_appointment_draft_is_touched (SalveAppointmentDialog *self)
{
  g_autoptr (GVariant) said = NULL;

  if (self->done || !self->filled)
    return FALSE;
  said = salve_appointment_form_say (self);
  return !g_variant_equal (said, self->filled);
}

static void
keep (SalveAppointmentDialog *self)
{
  g_autoptr (GVariant) said = NULL;
  g_autoptr (GBytes) content = NULL;

  g_clear_handle_id (&self->draft_source, g_source_remove);
  if (!self->clinic || !salve_appointment_draft_is_touched (self))
    return;
  said = salve_appointment_form_say (self);
  content = g_variant_get_data_as_bytes (said);
  dex_future_disown (salve_store_save_draft (salve_clinic_get_store (self->clinic),
                                             SALVE_APPOINTMENT_DRAFT_KIND, self->draft_key, content));
}

static void
on_due (gpointer data)
{
  SalveAppointmentDialog *self = data;

  self->draft_source = 0;
  keep (self);
}

/* Something in the form changed. */
void
salve_appointment_draft_note (SalveAppointmentDialog *self)
{
  adw_dialog_set_can_close (ADW_DIALOG (self), !salve_appointment_draft_is_touched (self));
  g_clear_handle_id (&self->draft_source, g_source_remove);
  if (!self->done && self->filled)
    self->draft_source = g_timeout_add_once (DRAFT_DELAY, on_due, self);
}

/* It is saved, or nobody wants it. */
void
salve_appointment_draft_drop (SalveAppointmentDialog *self)
{
  self->done = TRUE;
  g_clear_handle_id (&self->draft_source, g_source_remove);
  dex_future_disown (salve_store_drop_draft (salve_clinic_get_store (self->clinic),
                                             SALVE_APPOINTMENT_DRAFT_KIND, self->draft_key));
}

/* The form goes with its window: what it said stays. */
void
salve_appointment_draft_close (SalveAppointmentDialog *self)
{
  if (self->draft_source != 0)
    keep (self);
}

/* Of a new appointment the newest draft of any; of one that is there, its own. */
static SalveDraft *
find (SalveAppointmentDialog *self, GPtrArray *drafts)
{
  SalveDraft *found = NULL;

  for (guint i = 0; drafts && i < drafts->len; i++)
    {
      SalveDraft *draft = g_ptr_array_index (drafts, i);
      gboolean suits =
          self->before ? g_str_equal (draft->key, self->draft_key) : g_str_has_prefix (draft->key, "new:");

      if (suits && (!found || draft->saved > found->saved))
        found = draft;
    }
  return found;
}

static GPtrArray *
read_drafts (SalveAppointmentDialog *self)
{
  return salve_store_read_drafts (salve_clinic_get_store (self->clinic), SALVE_APPOINTMENT_DRAFT_KIND, NULL);
}

/* Says that something was left, where something was. */
void
salve_appointment_draft_offer (SalveAppointmentDialog *self)
{
  g_autoptr (GPtrArray) drafts = read_drafts (self);
  const SalveDraft *draft = find (self, drafts);
  g_autofree char *saved = NULL, *words = NULL;

  if (!draft)
    return;
  saved = salve_instant_format_local (draft->saved, salve_clinic_get_zone (self->clinic),
                                      salve_clinic_get_locale (self->clinic), SALVE_INSTANT_STYLE_DATE_TIME);
  /* Translators: %s is a date and a time */
  words = g_strdup_printf (_ ("What was typed here and not saved on %s is still there."), saved);
  adw_banner_set_title (self->banner, words);
  adw_banner_set_button_label (self->banner, _ ("_Continue"));
  adw_banner_set_revealed (self->banner, TRUE);
}

/* Fills the form with what was left. */
void
salve_appointment_draft_take_up (SalveAppointmentDialog *self)
{
  g_autoptr (GPtrArray) drafts = read_drafts (self);
  const SalveDraft *draft = find (self, drafts);
  g_autoptr (GVariant) said =
      draft ? g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE_VARDICT, draft->content, FALSE))
            : NULL;
  g_autoptr (GVariant) sound = said ? g_variant_get_normal_form (said) : NULL;

  adw_banner_set_revealed (self->banner, FALSE);
  adw_banner_set_button_label (self->banner, NULL);
  if (!sound)
    return;
  g_set_str (&self->draft_key, draft->key);
  salve_appointment_form_say_again (self, sound);
}

static void
on_answer (SalveAppointmentDialog *self, const char *response)
{
  if (!g_str_equal (response, "discard") || !self->clinic)
    return;
  salve_appointment_draft_drop (self);
  adw_dialog_force_close (ADW_DIALOG (self));
}

/* Escape, or the cross, with something typed. */
void
salve_appointment_draft_ask (SalveAppointmentDialog *self)
{
  AdwDialog *dialog =
      adw_alert_dialog_new (_ ("Discard What You Typed?"), _ ("The appointment has not been saved."));

  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "keep", _ ("_Keep Editing"), "discard",
                                  _ ("_Discard"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "discard", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "keep");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "keep");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_answer), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}
