/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-wish-dialog.h"

#include "salve-appointment-details.h"
#include "salve-directory.h"
#include "salve-patient-picker.h"
#include "salve-time-wish.h"

#include <glib/gi18n.h>

struct _SalveWishDialog
{
  AdwDialog parent_instance;

  SalveClinic *clinic;
  SalveDirectory *directory;
  SalveWeekdayToggles days;

  AdwBanner *banner;
  SalvePatientPicker *picker;
  AdwComboRow *doctor_row;
  AdwComboRow *type_row;
  AdwSpinRow *length_row;
  GtkFlowBox *weekdays;
  AdwComboRow *part_row;
  AdwEntryRow *until_row;
  AdwSwitchRow *urgent_row;
};

G_DEFINE_FINAL_TYPE (SalveWishDialog, salve_wish_dialog, ADW_TYPE_DIALOG)

/* The end of the day that was typed; FALSE where it is no date. An empty row says nothing. */
static gboolean
read_until (SalveWishDialog *self, SalveInstant *until)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->until_row));
  g_autoptr (SalveQuickAdd) typed = NULL;

  *until = G_MAXINT64;
  if (!*text)
    return TRUE;
  typed = salve_quick_add_parse (text, salve_clinic_get_locale (self->clinic),
                                 salve_clinic_today (self->clinic), NULL, 0, NULL, 0);
  if (typed->day.precision != SALVE_DATE_PRECISION_DAY)
    return FALSE;
  *until = salve_wall_clock_day (typed->day, salve_clinic_get_zone (self->clinic)).end;
  return TRUE;
}

static void
on_changed (SalveWishDialog *self)
{
  SalveInstant until;
  gboolean readable;

  if (!self->clinic)
    return;
  readable = read_until (self, &until);
  if (readable)
    gtk_widget_remove_css_class (GTK_WIDGET (self->until_row), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->until_row), "error");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "wish.save",
                                 readable && salve_patient_picker_get_patient_id (self->picker) != NULL);
}

static gpointer
selected_of (AdwComboRow *row, GPtrArray *of)
{
  guint selected = adw_combo_row_get_selected (row);

  return selected == GTK_INVALID_LIST_POSITION || selected == 0 || selected > of->len
             ? NULL
             : g_ptr_array_index (of, selected - 1);
}

static void
on_type_changed (SalveWishDialog *self)
{
  const SalveVisitType *type =
      self->clinic ? selected_of (self->type_row, salve_directory_get_visit_types (self->directory)) : NULL;

  if (type)
    adw_spin_row_set_value (self->length_row, type->minutes);
}

static SalveWish *
read_wish (SalveWishDialog *self)
{
  g_autofree char *id = g_uuid_string_random ();
  SalveWish *wish = salve_wish_new (id, salve_patient_picker_get_patient_id (self->picker),
                                    (int)adw_spin_row_get_value (self->length_row));
  const SalveDoctorRow *doctor =
      selected_of (self->doctor_row, salve_directory_get_doctors (self->directory));
  const SalveVisitType *type =
      selected_of (self->type_row, salve_directory_get_visit_types (self->directory));

  wish->doctor_id = g_strdup (doctor ? doctor->id : NULL);
  wish->visit_type_id = g_strdup (type ? type->id : NULL);
  wish->weekdays = salve_weekday_toggles_read (&self->days);
  salve_day_part_read (self->part_row, &wish->from_minute, &wish->to_minute);
  wish->since = salve_clinic_now (self->clinic);
  wish->period.start = wish->since;
  read_until (self, &wish->period.end);
  wish->priority = adw_switch_row_get_active (self->urgent_row) ? 1 : 0;
  return wish;
}

static DexFuture *
on_saved (DexFuture *future, gpointer data)
{
  SalveWishDialog *self = data;
  g_autoptr (GError) error = NULL;

  if (!self->clinic)
    return NULL;
  if (dex_future_get_value (future, &error))
    {
      adw_dialog_force_close (ADW_DIALOG (self));
      return NULL;
    }
  adw_banner_set_title (self->banner, error->message);
  adw_banner_set_revealed (self->banner, TRUE);
  return NULL;
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveWishDialog *self = SALVE_WISH_DIALOG (widget);
  g_autoptr (SalveWish) wish = read_wish (self);
  GError *error = NULL;
  g_autoptr (SalveResource) resource = salve_wish_write (wish, NULL, &error);
  /* Translators: %s is a person */
  g_autofree char *label = g_strdup_printf (_ ("Put %s on the waiting list"),
                                            salve_patient_picker_get_patient_name (self->picker));
  g_autoptr (SalveChange) change = salve_clinic_begin (self->clinic, label);
  DexFuture *future;

  if (resource)
    {
      salve_change_put (change, resource, SALVE_VERSION_NONE);
      future = salve_clinic_commit (self->clinic, change);
    }
  else
    future = dex_future_new_for_error (error);
  dex_future_disown (dex_future_finally (future, on_saved, g_object_ref (self), g_object_unref));
}

static void
salve_wish_dialog_dispose (GObject *object)
{
  SalveWishDialog *self = SALVE_WISH_DIALOG (object);

  g_clear_object (&self->clinic);
  g_clear_pointer (&self->directory, salve_directory_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_WISH_DIALOG);
  G_OBJECT_CLASS (salve_wish_dialog_parent_class)->dispose (object);
}

static void
salve_wish_dialog_class_init (SalveWishDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = salve_wish_dialog_dispose;
  g_type_ensure (SALVE_TYPE_PATIENT_PICKER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-wish-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SalveWishDialog, banner);
  gtk_widget_class_bind_template_child (widget_class, SalveWishDialog, picker);
  gtk_widget_class_bind_template_child (widget_class, SalveWishDialog, doctor_row);
  gtk_widget_class_bind_template_child (widget_class, SalveWishDialog, type_row);
  gtk_widget_class_bind_template_child (widget_class, SalveWishDialog, length_row);
  gtk_widget_class_bind_template_child (widget_class, SalveWishDialog, weekdays);
  gtk_widget_class_bind_template_child (widget_class, SalveWishDialog, part_row);
  gtk_widget_class_bind_template_child (widget_class, SalveWishDialog, until_row);
  gtk_widget_class_bind_template_child (widget_class, SalveWishDialog, urgent_row);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_type_changed);
  gtk_widget_class_install_action (widget_class, "wish.save", NULL, save_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "wish.save", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Enter, GDK_CONTROL_MASK, "wish.save", NULL);
}

static void
salve_wish_dialog_init (SalveWishDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
fill_row (AdwComboRow *row, GPtrArray *of, gsize name_offset)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  gtk_string_list_append (names, C_ ("choice", "Any"));
  for (guint i = 0; i < of->len; i++)
    gtk_string_list_append (names, G_STRUCT_MEMBER (char *, g_ptr_array_index (of, i), name_offset));
  adw_combo_row_set_model (row, G_LIST_MODEL (names));
}

/**
 * salve_wish_dialog_new:
 *
 * Returns: (transfer floating): a form for a wish
 */
AdwDialog *
salve_wish_dialog_new (SalveClinic *clinic)
{
  SalveWishDialog *self = g_object_new (SALVE_TYPE_WISH_DIALOG, NULL);
  g_autoptr (GError) error = NULL;

  self->directory = salve_directory_new (salve_clinic_get_store (clinic), &error);
  if (!self->directory)
    {
      adw_banner_set_title (self->banner, error->message);
      adw_banner_set_revealed (self->banner, TRUE);
      gtk_widget_action_set_enabled (GTK_WIDGET (self), "wish.save", FALSE);
      return ADW_DIALOG (self);
    }
  self->clinic = g_object_ref (clinic);
  salve_patient_picker_set_clinic (self->picker, clinic);
  fill_row (self->doctor_row, salve_directory_get_doctors (self->directory),
            G_STRUCT_OFFSET (SalveDoctorRow, name));
  fill_row (self->type_row, salve_directory_get_visit_types (self->directory),
            G_STRUCT_OFFSET (SalveVisitType, name));
  salve_day_part_fill (self->part_row);
  salve_weekday_toggles_fill (&self->days, self->weekdays, salve_clinic_get_locale (clinic));
  on_changed (self);
  adw_dialog_set_focus (ADW_DIALOG (self), salve_patient_picker_get_entry (self->picker));
  return ADW_DIALOG (self);
}
