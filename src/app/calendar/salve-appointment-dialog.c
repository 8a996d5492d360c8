/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form is read into details whenever something in it changes; the details alone are checked, searched with and
 * saved, so that what is shown as free is what would be booked. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-appointment-dialog-private.h"

#include "salve-appointment-flows.h"
#include "salve-clash-words.h"
#include "salve-first-free.h"
#include "salve-overbook-dialog.h"
#include "salve-repeat.h"
#include "salve-series-change.h"

#include <glib/gi18n.h>

#define TYPING_PAUSE 150 /* milliseconds until the free times follow what is typed */

G_DEFINE_FINAL_TYPE (SalveAppointmentDialog, salve_appointment_dialog, ADW_TYPE_DIALOG)

/* What went wrong; what was typed stays. */
void
salve_appointment_dialog_show_error (SalveAppointmentDialog *self, const GError *error)
{
  adw_banner_set_title (self->banner, error->message);
  adw_banner_set_revealed (self->banner, TRUE);
}

static void
say (SalveAppointmentDialog *self, const char *icon, const char *style, const char *text)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *image = gtk_image_new_from_icon_name (icon);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_valign (image, GTK_ALIGN_START);
  gtk_widget_add_css_class (line, style);
  gtk_box_append (GTK_BOX (line), image);
  gtk_box_append (GTK_BOX (line), label);
  gtk_box_append (self->clash_box, line);
}

/* Returns: (nullable): what is in the way of the time that the form says; NULL where that cannot be read, which is said */
static GPtrArray *
find_clashes (SalveAppointmentDialog *self)
{
  g_autoptr (SalveBooking) booking = salve_appointment_details_to_booking (self->details);
  g_autoptr (GError) error = NULL;
  GPtrArray *clashes = salve_clash_finder_check (self->finder, booking, &error);

  if (!clashes)
    say (self, "dialog-error-symbolic", "error", error->message);
  return clashes;
}

/* Whether whoever is signed in may book that kind of visit; one that others have booked stays what it is. */
static gboolean
may_book_type (SalveAppointmentDialog *self, GError **error)
{
  return (self->before && g_strcmp0 (self->before->visit_type_id, self->details->visit_type_id) == 0)
         || salve_appointment_may_book (self->clinic, self->details->visit_type_id, FALSE, error);
}

/* What may be booked, and is seldom meant; and what may not. */
static void
show_doubts (SalveAppointmentDialog *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalvePatientRow) patient =
      self->details->patient_id ? salve_store_read_patient_row (salve_clinic_get_store (self->clinic),
                                                                self->details->patient_id, NULL)
                                : NULL;

  if (patient && patient->deceased)
    say (self, "dialog-warning-symbolic", "warning", _ ("This patient has died."));
  else if (patient && !patient->active)
    say (self, "dialog-warning-symbolic", "warning", _ ("This patient’s record is no longer in use."));
  if (!may_book_type (self, &error))
    say (self, "dialog-warning-symbolic", "warning", error->message);
  if (!self->before && self->details->span.start < salve_clinic_now (self->clinic))
    say (self, "dialog-warning-symbolic", "warning", _ ("This time has passed."));
}

static void
show_clashes (SalveAppointmentDialog *self, gboolean has_time)
{
  g_autoptr (GPtrArray) clashes = NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->clash_box))))
    gtk_box_remove (self->clash_box, child);
  if (!has_time)
    {
      say (self, "dialog-information-symbolic", "dimmed",
           _ ("Say a day and a time, or take one of the free ones."));
      return;
    }
  show_doubts (self);
  clashes = find_clashes (self);
  if (!clashes)
    return;
  for (guint i = 0; i < clashes->len; i++)
    {
      g_autofree char *words =
          salve_clash_to_words (g_ptr_array_index (clashes, i), self->directory, self->clinic);

      say (self, "dialog-warning-symbolic", "warning", words);
    }
  if (clashes->len == 0)
    {
      g_autofree char *day = salve_day_words (
          salve_instant_to_date (self->details->span.start, salve_clinic_get_zone (self->clinic)),
          self->clinic);
      g_autofree char *when = salve_time_span_words (self->details->span, self->clinic);
      /* Translators: a day, and from when to when */
      g_autofree char *words = g_strdup_printf (_ ("%1$s, %2$s is free."), day, when);

      say (self, "object-select-symbolic", "success", words);
    }
}

static void
on_typing_pause (gpointer data)
{
  SalveAppointmentDialog *self = data;

  self->ask_source = 0;
  if (self->visits_stale)
    salve_appointment_series_show (self);
  salve_appointment_free_ask (self);
}

/* Looks at what the form says now. */
void
salve_appointment_dialog_update (SalveAppointmentDialog *self)
{
  gboolean has_time;

  if (self->filling || !self->clinic)
    return;
  if (self->over)
    {
      salve_appointment_draft_note (self);
      return;
    }
  has_time = salve_appointment_form_read (self);
  show_clashes (self, has_time);
  self->visits_stale = TRUE;
  salve_appointment_draft_note (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "appointment-form.save",
                                 has_time && self->details->patient_id && self->details->doctor_id
                                     && may_book_type (self, NULL) && salve_appointment_series_is_sound (self)
                                     && salve_appointment_form_has_sound_link (self));
  if (self->ask_source == 0)
    self->ask_source = g_timeout_add_once (TYPING_PAUSE, on_typing_pause, self);
}

/* Nobody is typing: what the pause would bring comes at once. */
static void
look_now (SalveAppointmentDialog *self)
{
  g_clear_handle_id (&self->ask_source, g_source_remove);
  on_typing_pause (self);
}

/* Something that takes no time of anybody. */
static void
on_touched (SalveAppointmentDialog *self)
{
  if (!self->filling && self->clinic)
    salve_appointment_draft_note (self);
}

static void
on_banner_clicked (SalveAppointmentDialog *self)
{
  salve_appointment_draft_take_up (self);
  salve_appointment_dialog_update (self);
  look_now (self);
}

static void
on_changed (SalveAppointmentDialog *self)
{
  salve_appointment_dialog_update (self);
}

/* Who comes is said; when is what is asked next, and the first free time is one key away. */
static void
on_patient_changed (SalveAppointmentDialog *self)
{
  if (self->filling || !self->clinic)
    return;
  self->to_offers = self->before == NULL && salve_patient_picker_get_patient_id (self->picker) != NULL
                    && self->details->span.end <= self->details->span.start;
  salve_appointment_dialog_update (self);
}

/* A new kind of visit brings its length and its ways, unless the person has said a length. */
static void
on_type_changed (SalveAppointmentDialog *self)
{
  const SalveVisitType *type;

  if (self->filling || !self->clinic)
    return;
  type = salve_appointment_form_selected (self->type_row, salve_directory_get_visit_types (self->directory));
  if (type && !self->before)
    {
      self->filling = TRUE;
      adw_spin_row_set_value (self->length_row, type->minutes);
      salve_appointment_form_choose_mode (self, type->modes);
      self->filling = FALSE;
    }
  salve_appointment_dialog_update (self);
}

static void
on_repeat_changed (SalveAppointmentDialog *self)
{
  salve_appointment_series_show_rows (self);
  salve_appointment_dialog_update (self);
}

/* The link is asked for where the visit is by video. */
static void
on_mode_changed (SalveAppointmentDialog *self)
{
  salve_appointment_dialog_update (self);
}

/* What was typed ("tomorrow", "2pm") becomes the date and the time that it means. */
static void
on_typed (SalveAppointmentDialog *self)
{
  if (!salve_appointment_form_read (self))
    return;
  self->filling = TRUE;
  salve_appointment_form_set_time (self, self->details->span);
  self->filling = FALSE;
  salve_appointment_dialog_update (self);
}

/* Said when all is saved: nobody looks for those that are not like the others. */
static void
say_staying (SalveAppointmentDialog *self)
{
  g_autofree char *words = NULL;

  if (self->n_staying == 0)
    return;
  words = g_strdup_printf (
      g_dngettext (NULL, "%u visit that had been changed by itself stays as it is there.",
                   "%u visits that had been changed by themselves stay as they are there.", self->n_staying),
      self->n_staying);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", words);
}

static DexFuture *
on_saved (DexFuture *future, gpointer data)
{
  SalveAppointmentDialog *self = data;
  g_autoptr (GError) error = NULL;

  if (!self->clinic)
    return NULL;
  if (dex_future_get_value (future, &error))
    {
      say_staying (self);
      salve_appointment_draft_drop (self);
      adw_dialog_force_close (ADW_DIALOG (self));
      return NULL;
    }
  /* Somebody else was faster, or the disk is full: what was typed stays. */
  salve_clash_finder_forget (self->finder);
  salve_appointment_dialog_show_error (self, error);
  salve_appointment_dialog_update (self);
  return NULL;
}

static DexFuture *
save_all (SalveAppointmentDialog *self)
{
  g_autofree char *rule = NULL;

  if (!salve_appointment_series_is_one (self))
    return salve_appointment_save (self->clinic, self->details, self->version);
  rule = salve_appointment_series_rule (self);
  return salve_appointment_save_series (self->clinic, self->details,
                                        salve_series_visits_box_get_visits (self->visits_box), rule);
}

static void
save_now (SalveAppointmentDialog *self)
{
  dex_future_disown (dex_future_finally (save_all (self), on_saved, g_object_ref (self), g_object_unref));
}

static void
on_overbook (GObject *source, const char *reason, gpointer data)
{
  SalveAppointmentDialog *self = SALVE_APPOINTMENT_DIALOG (data);

  if (!reason)
    return;
  g_set_str (&self->details->overbooked_reason, reason);
  save_now (self);
}

static void
save_visit (SalveAppointmentDialog *self)
{
  g_autoptr (GPtrArray) clashes = find_clashes (self);

  if (!clashes || !salve_appointment_series_is_decided (self))
    return;
  adw_banner_set_revealed (self->banner, FALSE);
  g_clear_pointer (&self->details->overbooked_reason, g_free);
  if (clashes->len == 0)
    save_now (self);
  else
    {
      g_autofree char *words = salve_clashes_to_words (clashes, self->directory, self->clinic);

      salve_overbook_ask (GTK_WIDGET (self), self->clinic, words, on_overbook, self);
    }
}

static void
save_members (SalveAppointmentDialog *self, const char *overbook_reason)
{
  SalveSeriesEdit edit = { self->before, self->details, self->version, self->scope, overbook_reason };

  dex_future_disown (dex_future_finally (salve_series_edit_save (self->clinic, &edit), on_saved,
                                         g_object_ref (self), g_object_unref));
}

static void
on_overbook_members (GObject *source, const char *reason, gpointer data)
{
  SalveAppointmentDialog *self = SALVE_APPOINTMENT_DIALOG (data);

  if (reason && self->clinic)
    save_members (self, reason);
}

/* What the form says is for several visits: what is in the way of any of them is asked about once. */
static void
on_scope (GObject *source, SalveSeriesScope scope, gpointer data)
{
  SalveAppointmentDialog *self = SALVE_APPOINTMENT_DIALOG (data);
  SalveSeriesEdit edit = { self->before, self->details, self->version, scope, NULL };
  g_autofree char *in_the_way = NULL;
  g_autoptr (GError) error = NULL;

  if (scope == SALVE_SERIES_NONE || !self->clinic)
    return;
  self->n_staying = 0;
  self->scope = scope;
  adw_banner_set_revealed (self->banner, FALSE);
  if (scope == SALVE_SERIES_THIS)
    save_visit (self);
  else if (!salve_series_edit_plan (self->clinic, &edit, &in_the_way, &self->n_staying, &error))
    salve_appointment_dialog_show_error (self, error);
  else if (in_the_way)
    salve_overbook_ask (GTK_WIDGET (self), self->clinic, in_the_way, on_overbook_members, self);
  else
    save_members (self, NULL);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveAppointmentDialog *self = SALVE_APPOINTMENT_DIALOG (widget);

  if (self->over && salve_appointment_form_read (self))
    {
      save_now (self);
      return;
    }
  if (!salve_appointment_form_read (self) || !self->details->patient_id || !self->details->doctor_id
      || !salve_appointment_form_has_sound_link (self))
    return;
  if (self->before && self->before->series_id && salve_appointment_draft_is_touched (self))
    salve_scope_ask (GTK_WIDGET (self), _ ("Change a Visit of a Series?"), on_scope, self);
  else
    save_visit (self);
}

static void
salve_appointment_dialog_dispose (GObject *object)
{
  SalveAppointmentDialog *self = SALVE_APPOINTMENT_DIALOG (object);

  g_clear_handle_id (&self->ask_source, g_source_remove);
  if (self->clinic && self->picker)
    salve_appointment_draft_close (self);
  g_clear_handle_id (&self->draft_source, g_source_remove);
  g_clear_pointer (&self->filled, g_variant_unref);
  g_clear_pointer (&self->draft_key, g_free);
  g_clear_object (&self->clinic);
  g_clear_pointer (&self->directory, salve_directory_unref);
  g_clear_pointer (&self->details, salve_appointment_details_free);
  g_clear_pointer (&self->before, salve_appointment_details_free);
  g_clear_pointer (&self->filled_date, g_free);
  g_clear_pointer (&self->filled_time, g_free);
  g_clear_pointer (&self->finder, salve_clash_finder_free);
  g_clear_pointer (&self->offered, salve_free_times_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_APPOINTMENT_DIALOG);
  G_OBJECT_CLASS (salve_appointment_dialog_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, banner);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, save_button);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, picker);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, type_row);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, doctor_row);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, date_row);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, time_row);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, length_row);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, room_row);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, device_row);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, mode_row);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, link_row);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, reason_row);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, note_row);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, reminder_row);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, series_group);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, repeat_row);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, count_row);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, until_row);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, visits_box);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, times_box);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, clash_box);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, any_doctor);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, filter);
  gtk_widget_class_bind_template_child (widget_class, SalveAppointmentDialog, free_list);
}

static void
salve_appointment_dialog_class_init (SalveAppointmentDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = salve_appointment_dialog_dispose;
  g_type_ensure (SALVE_TYPE_PATIENT_PICKER);
  g_type_ensure (SALVE_TYPE_FREE_FILTER);
  g_type_ensure (SALVE_TYPE_SERIES_VISITS_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-appointment-dialog.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_touched);
  gtk_widget_class_bind_template_callback (widget_class, on_banner_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_patient_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_type_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_repeat_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_mode_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_typed);
  gtk_widget_class_bind_template_callback (widget_class, salve_appointment_free_choose);
  gtk_widget_class_install_action (widget_class, "appointment-form.save", NULL, save_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK,
                                       "appointment-form.save", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Enter, GDK_CONTROL_MASK,
                                       "appointment-form.save", NULL);
}

static void
salve_appointment_dialog_init (SalveAppointmentDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "close-attempt", G_CALLBACK (salve_appointment_draft_ask), NULL);
}

static gboolean
is_over (SalveAppointmentStatus status)
{
  return status == SALVE_APPOINTMENT_FULFILLED || status == SALVE_APPOINTMENT_CANCELLED
         || status == SALVE_APPOINTMENT_NO_SHOW || status == SALVE_APPOINTMENT_ENTERED_IN_ERROR;
}

static void
lock (SalveAppointmentDialog *self)
{
  g_clear_handle_id (&self->ask_source, g_source_remove);
  salve_appointment_form_lock (self);
  adw_dialog_set_title (ADW_DIALOG (self), _ ("Appointment"));
  /* Without the free times there is one column. */
  adw_dialog_set_content_width (ADW_DIALOG (self), 480);
  adw_banner_set_title (self->banner, _ ("This visit is over. Only the note can be changed."));
  adw_banner_set_revealed (self->banner, TRUE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "appointment-form.save", TRUE);
  adw_dialog_set_focus (ADW_DIALOG (self), GTK_WIDGET (self->note_row));
}

/* The form with those details in it; one without a clinic where the store cannot be read, which it says. */
static SalveAppointmentDialog *
make_form (SalveClinic *clinic, const SalveAppointmentDetails *details)
{
  SalveAppointmentDialog *self =
      g_object_new (SALVE_TYPE_APPOINTMENT_DIALOG, "title", _ ("New Appointment"), NULL);
  g_autoptr (GError) error = NULL;

  self->details = salve_appointment_details_copy (details);
  self->version = SALVE_VERSION_NONE;
  self->directory = salve_directory_new (salve_clinic_get_store (clinic), &error);
  if (!self->directory)
    {
      adw_banner_set_title (self->banner, error->message);
      adw_banner_set_revealed (self->banner, TRUE);
      gtk_widget_action_set_enabled (GTK_WIDGET (self), "appointment-form.save", FALSE);
      return self;
    }
  self->clinic = g_object_ref (clinic);
  salve_patient_picker_set_clinic (self->picker, clinic);
  salve_free_filter_fill (self->filter, self->directory, salve_clinic_get_locale (clinic));
  self->finder = salve_clash_finder_new (clinic);
  self->filling = TRUE;
  salve_appointment_form_fill_choices (self);
  salve_appointment_form_fill (self);
  return self;
}

/**
 * salve_appointment_dialog_new:
 * @proposal: what is known already; an id in it is not used, and a span of no length means no time
 *
 * Returns: (transfer floating): a form for a new appointment
 */
AdwDialog *
salve_appointment_dialog_new (SalveClinic *clinic, const SalveAppointmentDetails *proposal)
{
  SalveAppointmentDialog *self = make_form (clinic, proposal);

  g_free (self->details->id);
  self->details->id = g_uuid_string_random ();
  self->draft_key = g_strconcat ("new:", self->details->id, NULL);
  if (!self->clinic)
    return ADW_DIALOG (self);
  salve_appointment_draft_offer (self);
  salve_appointment_dialog_update (self);
  look_now (self);
  adw_dialog_set_focus (ADW_DIALOG (self), self->details->patient_id
                                               ? GTK_WIDGET (self->date_row)
                                               : salve_patient_picker_get_entry (self->picker));
  return ADW_DIALOG (self);
}

/**
 * salve_appointment_dialog_new_for:
 * @appointment_id: the one to change
 *
 * Returns: (transfer floating) (nullable): its form, or an error where it is gone
 */
AdwDialog *
salve_appointment_dialog_new_for (SalveClinic *clinic, const char *appointment_id, GError **error)
{
  gint64 version = 0;
  g_autoptr (SalveAppointmentDetails) details =
      salve_appointment_read (clinic, appointment_id, &version, error);
  SalveAppointmentDialog *self;

  if (!details)
    return NULL;
  /* Whoever waits for a time gets one here. */
  if (details->status == SALVE_APPOINTMENT_WAITLIST)
    details->status = SALVE_APPOINTMENT_BOOKED;
  self = make_form (clinic, details);
  g_set_str (&self->details->id, appointment_id);
  self->draft_key = g_strdup (appointment_id);
  self->before = g_steal_pointer (&details);
  self->version = version;
  gtk_widget_set_visible (GTK_WIDGET (self->series_group), FALSE);
  adw_dialog_set_title (ADW_DIALOG (self), _ ("Change Appointment"));
  if (!self->clinic)
    return ADW_DIALOG (self);
  if (is_over (self->before->status))
    lock (self);
  salve_appointment_draft_offer (self);
  salve_appointment_dialog_update (self);
  if (!self->over)
    {
      look_now (self);
      adw_dialog_set_focus (ADW_DIALOG (self), GTK_WIDGET (self->date_row));
    }
  return ADW_DIALOG (self);
}

/**
 * salve_appointment_dialog_new_like:
 * @appointment_id: the one that the new one is to be like: the same patient, doctor, kind, length, place and reason
 *
 * Returns: (transfer floating) (nullable): a form for a new appointment without a time, or an error where that one is gone
 */
AdwDialog *
salve_appointment_dialog_new_like (SalveClinic *clinic, const char *appointment_id, GError **error)
{
  g_autoptr (SalveAppointmentDetails) old = salve_appointment_read (clinic, appointment_id, NULL, error);
  g_autoptr (SalveAppointmentDetails) like = NULL;
  AdwDialog *dialog;

  if (!old)
    return NULL;
  like = salve_appointment_details_new (NULL);
  like->patient_id = g_strdup (old->patient_id);
  like->patient_name = g_strdup (old->patient_name);
  like->doctor_id = g_strdup (old->doctor_id);
  like->doctor_name = g_strdup (old->doctor_name);
  like->room_id = g_strdup (old->room_id);
  like->room_name = g_strdup (old->room_name);
  like->device_id = g_strdup (old->device_id);
  like->device_name = g_strdup (old->device_name);
  like->visit_type_id = g_strdup (old->visit_type_id);
  like->visit_type_name = g_strdup (old->visit_type_name);
  like->buffer_before = old->buffer_before;
  like->buffer_after = old->buffer_after;
  like->mode = old->mode;
  like->reason = g_strdup (old->reason);
  like->reminder_minutes = old->reminder_minutes;
  dialog = salve_appointment_dialog_new (clinic, like);
  if (salve_appointment_details_has_time (old))
    adw_spin_row_set_value (SALVE_APPOINTMENT_DIALOG (dialog)->length_row,
                            (double)((old->span.end - old->span.start) / SALVE_INSTANT_MINUTE));
  look_now (SALVE_APPOINTMENT_DIALOG (dialog));
  return dialog;
}

/**
 * salve_appointment_dialog_set_repeat:
 * @dialog: the form of a new appointment
 * @repeat: as salve_repeat_title() numbers them
 * @count: how many visits, the first included
 */
void
salve_appointment_dialog_set_repeat (AdwDialog *dialog, guint repeat, guint count)
{
  SalveAppointmentDialog *self = SALVE_APPOINTMENT_DIALOG (dialog);

  adw_combo_row_set_selected (self->repeat_row, repeat);
  adw_spin_row_set_value (self->count_row, count);
  look_now (self);
}
