/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-walk-in-dialog.h"

#include "salve-appointment-flows.h"
#include "salve-patient-picker.h"
#include "salve-walk-in.h"

#include <glib/gi18n.h>

struct _SalveWalkInDialog
{
  AdwDialog parent_instance;

  SalveClinic *clinic;
  SalveDirectory *directory;
  char *booked; /* the appointment that the patient has today, or NULL */
  SalvePatientPicker *picker;
  AdwComboRow *doctor;
  AdwComboRow *visit_type;
  AdwBanner *banner;
  GtkWidget *arrived;
};

G_DEFINE_FINAL_TYPE (SalveWalkInDialog, salve_walk_in_dialog, ADW_TYPE_DIALOG)

static DexFuture *
on_failed (DexFuture *future, gpointer data)
{
  SalveWalkInDialog *self = data;
  g_autoptr (GError) error = NULL;

  dex_future_get_value (future, &error);
  adw_banner_set_title (self->banner, error->message);
  adw_banner_set_revealed (self->banner, TRUE);
  gtk_widget_set_sensitive (self->arrived, TRUE);
  return NULL;
}

static DexFuture *
on_done (DexFuture *future, gpointer data)
{
  adw_dialog_force_close (ADW_DIALOG (data));
  return NULL;
}

/* The first choice of each list is none in particular. */
static const char *
chosen_doctor (SalveWalkInDialog *self)
{
  guint index = adw_combo_row_get_selected (self->doctor);
  GPtrArray *doctors = salve_directory_get_doctors (self->directory);

  return index > 0 && index <= doctors->len ? ((const SalveDoctorRow *)doctors->pdata[index - 1])->id : NULL;
}

static const char *
chosen_type (SalveWalkInDialog *self)
{
  guint index = adw_combo_row_get_selected (self->visit_type);
  GPtrArray *types = salve_directory_get_visit_types (self->directory);

  return index > 0 && index <= types->len ? ((const SalveVisitType *)types->pdata[index - 1])->id : NULL;
}

static void
on_arrived (SalveWalkInDialog *self)
{
  const char *patient = salve_patient_picker_get_patient_id (self->picker);
  DexFuture *future;

  if (patient == NULL)
    return;
  gtk_widget_set_sensitive (self->arrived, FALSE);
  future = self->booked != NULL ? salve_appointment_take_step (self->clinic, self->booked, SALVE_STEP_ARRIVE,
                                                               NULL, SALVE_SERIES_THIS)
                                : salve_walk_in_arrive (self->clinic, self->directory, patient,
                                                        chosen_doctor (self), chosen_type (self));
  future = dex_future_then (future, on_done, g_object_ref (self), g_object_unref);
  dex_future_disown (dex_future_catch (future, on_failed, g_object_ref (self), g_object_unref));
}

static void
focus_arrived (gpointer data)
{
  SalveWalkInDialog *self = data;

  if (gtk_widget_get_mapped (self->arrived))
    gtk_widget_grab_focus (self->arrived);
  g_object_unref (self);
}

/* Who is booked today has arrived for that. */
static void
on_patient (SalveWalkInDialog *self)
{
  const char *patient = salve_patient_picker_get_patient_id (self->picker);
  g_autoptr (SalveAppointmentDetails) visit = NULL;

  g_clear_pointer (&self->booked, g_free);
  if (patient != NULL)
    self->booked = salve_walk_in_find_booked (self->clinic, patient);
  if (self->booked != NULL)
    visit = salve_appointment_read (self->clinic, self->booked, NULL, NULL);
  if (visit != NULL)
    {
      g_autofree char *time =
          salve_instant_format_local (visit->span.start, salve_clinic_get_zone (self->clinic),
                                      salve_clinic_get_locale (self->clinic), SALVE_INSTANT_STYLE_TIME);
      /* Translators: a time of the day */
      g_autofree char *words = g_strdup_printf (_ ("Has an appointment today at %s"), time);

      adw_banner_set_title (self->banner, words);
    }
  adw_banner_set_revealed (self->banner, visit != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->doctor), visit == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->visit_type), visit == NULL);
  gtk_widget_set_sensitive (self->arrived, patient != NULL);
  /* After the picker has put the keyboard where it thinks best. */
  if (patient != NULL)
    g_idle_add_once (focus_arrived, g_object_ref (self));
}

static AdwComboRow *
make_choice (const char *title)
{
  GtkWidget *row = adw_combo_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  return ADW_COMBO_ROW (row);
}

static void
fill_choices (SalveWalkInDialog *self, const char *doctor_id)
{
  GPtrArray *doctors = salve_directory_get_doctors (self->directory);
  GPtrArray *types = salve_directory_get_visit_types (self->directory);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  g_autoptr (GtkStringList) kinds = gtk_string_list_new (NULL);

  gtk_string_list_append (names, _ ("Whoever is free first"));
  gtk_string_list_append (kinds, _ ("Any"));
  for (guint i = 0; i < doctors->len; i++)
    gtk_string_list_append (names, ((const SalveDoctorRow *)doctors->pdata[i])->name);
  for (guint i = 0; i < types->len; i++)
    gtk_string_list_append (kinds, ((const SalveVisitType *)types->pdata[i])->name);
  adw_combo_row_set_model (self->doctor, G_LIST_MODEL (names));
  adw_combo_row_set_model (self->visit_type, G_LIST_MODEL (kinds));
  for (guint i = 0; i < doctors->len; i++)
    if (g_strcmp0 (((const SalveDoctorRow *)doctors->pdata[i])->id, doctor_id) == 0)
      adw_combo_row_set_selected (self->doctor, i + 1);
}

static void
salve_walk_in_dialog_dispose (GObject *object)
{
  SalveWalkInDialog *self = SALVE_WALK_IN_DIALOG (object);

  g_clear_pointer (&self->directory, salve_directory_unref);
  g_clear_pointer (&self->booked, g_free);
  g_clear_object (&self->clinic);
  G_OBJECT_CLASS (salve_walk_in_dialog_parent_class)->dispose (object);
}

static void
salve_walk_in_dialog_class_init (SalveWalkInDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = salve_walk_in_dialog_dispose;
}

static void
salve_walk_in_dialog_init (SalveWalkInDialog *self)
{
  adw_dialog_set_title (ADW_DIALOG (self), _ ("Walk-In"));
  adw_dialog_set_content_width (ADW_DIALOG (self), 440);
}

static void
build (SalveWalkInDialog *self)
{
  GtkWidget *view = adw_toolbar_view_new (), *page = adw_preferences_page_new ();
  GtkWidget *group = adw_preferences_group_new ();

  self->banner = ADW_BANNER (adw_banner_new (""));
  adw_banner_set_use_markup (self->banner, FALSE);
  self->picker = SALVE_PATIENT_PICKER (salve_patient_picker_new (self->clinic));
  self->doctor = make_choice (_ ("Doctor"));
  self->visit_type = make_choice (_ ("Visit type"));
  self->arrived = gtk_button_new_with_mnemonic (_ ("_Arrived"));
  gtk_widget_add_css_class (self->arrived, "suggested-action");
  gtk_widget_set_sensitive (self->arrived, FALSE);
  g_signal_connect_object (self->arrived, "clicked", G_CALLBACK (on_arrived), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->picker, "notify::patient-id", G_CALLBACK (on_patient), self,
                           G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->doctor));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->visit_type));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (self->picker));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), GTK_WIDGET (self->banner));
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), page);
  gtk_widget_set_margin_start (self->arrived, 12);
  gtk_widget_set_margin_end (self->arrived, 12);
  gtk_widget_set_margin_top (self->arrived, 12);
  gtk_widget_set_margin_bottom (self->arrived, 12);
  adw_toolbar_view_add_bottom_bar (ADW_TOOLBAR_VIEW (view), self->arrived);
  adw_dialog_set_child (ADW_DIALOG (self), view);
  adw_dialog_set_focus (ADW_DIALOG (self), salve_patient_picker_get_entry (self->picker));
}

/**
 * salve_walk_in_dialog_new:
 * @patient_id: (nullable): who is here, where that is known already
 * @doctor_id: (nullable): to whom they come
 *
 * Returns: (transfer floating) (nullable): %NULL where the clinic's doctors cannot be read
 */
AdwDialog *
salve_walk_in_dialog_new (SalveClinic *clinic, const char *patient_id, const char *doctor_id)
{
  g_autoptr (SalveDirectory) directory = salve_directory_new (salve_clinic_get_store (clinic), NULL);
  SalveWalkInDialog *self;

  if (directory == NULL)
    return NULL;
  self = g_object_new (SALVE_TYPE_WALK_IN_DIALOG, NULL);
  self->clinic = g_object_ref (clinic);
  self->directory = g_steal_pointer (&directory);
  build (self);
  fill_choices (self, doctor_id);
  if (patient_id != NULL && *patient_id != '\0')
    salve_patient_picker_set_patient_id (self->picker, patient_id);
  return ADW_DIALOG (self);
}
