/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page is made anew whenever something of the doctor changes: it is short, and what it shows is read by index. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-doctor-page.h"

#include <glib/gi18n.h>

#include "salve-appointment-words.h"
#include "salve-busy-dialog.h"
#include "salve-close-dialog.h"
#include "salve-colours.h"
#include "salve-doctor-form.h"
#include "salve-doctor-sections.h"
#include "salve-doctor-times-dialog.h"
#include "salve-history-dialog.h"
#include "salve-hours-dialog.h"
#include "salve-hours-map.h"
#include "salve-opening-dialog.h"
#include "salve-right-actions.h"

struct _SalveDoctorPage
{
  AdwNavigationPage parent_instance;

  SalveClinic *clinic;
  char *doctor_id;
  guint reload_source;
  gboolean stale;

  GtkStack *states;
  AdwStatusPage *error_page;
  AdwAvatar *avatar;
  GtkLabel *name_label;
  GtkLabel *specialties_label;
  AdwWrapBox *badges;
  GtkBox *work;
  GtkBox *facts;
};

enum
{
  PROP_0,
  PROP_CLINIC,
  PROP_DOCTOR_ID,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SalveDoctorPage, salve_doctor_page, ADW_TYPE_NAVIGATION_PAGE)

static void
show_error (SalveDoctorPage *self, const GError *error)
{
  gboolean missing = g_error_matches (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_NOT_FOUND);

  adw_status_page_set_description (self->error_page,
                                   missing ? _ ("There is no doctor with this id in the clinic’s file.")
                                           : error->message);
  gtk_stack_set_visible_child_name (self->states, "error");
}

static void
add_badge (SalveDoctorPage *self, GtkWidget *sign, const char *text)
{
  GtkWidget *badge = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_selectable (GTK_LABEL (label), FALSE);
  gtk_box_append (GTK_BOX (badge), sign);
  gtk_box_append (GTK_BOX (badge), label);
  gtk_widget_add_css_class (label, "dimmed");
  adw_wrap_box_append (self->badges, badge);
}

static void
add_icon_badge (SalveDoctorPage *self, const char *icon, const char *text)
{
  if (text != NULL && *text != '\0')
    add_badge (self, gtk_image_new_from_icon_name (icon), text);
}

static void
show_head (SalveDoctorPage *self, const SalveDoctor *doctor)
{
  SalveLocale *locale = salve_clinic_get_locale (self->clinic);
  g_autofree char *name = salve_doctor_format_name (doctor, locale);
  g_autofree char *initials_of = salve_doctor_format_initials_of (doctor);
  g_auto (GStrv) specialties = salve_doctor_list_specialties (doctor);
  g_auto (GStrv) rooms = salve_doctor_list_room_names (doctor, salve_clinic_get_store (self->clinic));
  g_autofree char *special = g_strjoinv (_ (", "), specialties);
  g_autofree char *where = g_strjoinv (_ (", "), rooms);
  g_autoptr (GdkTexture) photo = salve_doctor_load_photo (doctor);
  int colour = salve_doctor_get_colour (doctor);
  GtkWidget *child;

  adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), name);
  gtk_label_set_label (self->name_label, name);
  gtk_label_set_label (self->specialties_label, special);
  gtk_widget_set_visible (GTK_WIDGET (self->specialties_label), *special != '\0');
  adw_avatar_set_text (self->avatar, initials_of);
  adw_avatar_set_custom_image (self->avatar, GDK_PAINTABLE (photo));
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->badges))) != NULL)
    adw_wrap_box_remove (self->badges, child);
  if (!salve_doctor_get_active (doctor))
    add_icon_badge (self, "dialog-information-symbolic", _ ("No longer works here"));
  add_badge (self, salve_colour_dot_new (colour), salve_colour_get_name (colour));
  add_icon_badge (self, "mark-location-symbolic", where);
}

static void
clear (GtkBox *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
}

static void
reload (SalveDoctorPage *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveDoctor) doctor =
      salve_doctor_read (salve_clinic_get_store (self->clinic), self->doctor_id, &error);

  self->stale = FALSE;
  if (doctor == NULL)
    {
      show_error (self, error);
      return;
    }
  show_head (self, doctor);
  clear (self->work);
  clear (self->facts);
  gtk_box_append (self->work, salve_doctor_section_next (self->clinic, doctor));
  gtk_box_append (self->work, salve_doctor_section_hours (self->clinic, doctor));
  gtk_box_append (self->work, salve_doctor_section_exceptions (self->clinic, doctor));
  salve_doctor_sections_facts (self->clinic, doctor, self->facts);
  gtk_widget_set_visible (GTK_WIDGET (self->facts),
                          gtk_widget_get_first_child (GTK_WIDGET (self->facts)) != NULL);
  gtk_stack_set_visible_child_name (self->states, "doctor");
}

static void
on_reload_due (gpointer data)
{
  SalveDoctorPage *self = data;

  self->reload_source = 0;
  reload (self);
}

/* Many resources may change in one go; the page is made once, and not while another page lies on it. */
static void
queue_reload (SalveDoctorPage *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->stale = TRUE;
  else if (self->reload_source == 0)
    self->reload_source = g_timeout_add_once (30, on_reload_due, self);
}

static void
on_changed (SalveDoctorPage *self, const char *type, const char *id)
{
  static const char *const types[] = { "PractitionerRole",  "Slot", "Appointment", "Location",
                                       "HealthcareService", NULL };

  if (g_strv_contains (types, type)
      || (g_str_equal (type, "Practitioner") && g_str_equal (id, self->doctor_id)))
    queue_reload (self);
}

static void
salve_doctor_page_map (GtkWidget *widget)
{
  SalveDoctorPage *self = SALVE_DOCTOR_PAGE (widget);

  GTK_WIDGET_CLASS (salve_doctor_page_parent_class)->map (widget);
  if (self->stale)
    reload (self);
}

static DexFuture *
on_removed (DexFuture *future, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (dex_future_get_value (future, &error) == NULL)
    gtk_widget_activate_action (data, "win.toast", "s", error->message);
  return NULL;
}

static void
remove_exception (SalveDoctorPage *self, const char *slot_id)
{
  g_autoptr (SalveChange) change = NULL;
  gint64 version = 0;
  g_autoptr (SalveResource) slot =
      salve_store_read (salve_clinic_get_store (self->clinic), "Slot", slot_id, &version, NULL);
  g_autoptr (SalveSlotDetails) details = slot != NULL ? salve_slot_details_read (slot) : NULL;

  if (details == NULL)
    return;
  change =
      salve_clinic_begin (self->clinic, details->kind == SALVE_EXCEPTION_OPENED ? _ ("Opened time removed")
                                                                                : _ ("Absence removed"));
  salve_change_delete (change, "Slot", slot_id, version);
  dex_future_disown (dex_future_finally (salve_clinic_commit (self->clinic, change), on_removed,
                                         g_object_ref (self), g_object_unref));
}

static void
edit_absence (SalveDoctorPage *self, const char *slot_id)
{
  g_autoptr (GError) error = NULL;
  AdwDialog *dialog = salve_close_dialog_new_for (self->clinic, slot_id, &error);

  if (dialog != NULL)
    adw_dialog_present (dialog, GTK_WIDGET (self));
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
}

static void
text_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveDoctorPage *self = SALVE_DOCTOR_PAGE (widget);
  const char *text = g_variant_get_string (parameter, NULL);

  if (g_str_equal (name, "doctor.remove-exception"))
    remove_exception (self, text);
  else if (g_str_equal (name, "doctor.edit-absence"))
    edit_absence (self, text);
  else
    adw_dialog_present (salve_hours_dialog_new (self->clinic, self->doctor_id, text), widget);
}

static void
doctor_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveDoctorPage *self = SALVE_DOCTOR_PAGE (widget);
  AdwDialog *dialog = NULL;

  if (g_str_equal (name, "doctor.reload"))
    reload (self);
  else if (g_str_equal (name, "doctor.edit"))
    dialog = salve_doctor_form_new (self->clinic, self->doctor_id);
  else if (g_str_equal (name, "doctor.add-hours"))
    dialog = salve_hours_dialog_new (self->clinic, self->doctor_id, NULL);
  else if (g_str_equal (name, "doctor.add-absence"))
    dialog = salve_close_dialog_new (self->clinic, self->doctor_id);
  else if (g_str_equal (name, "doctor.open-times"))
    dialog = salve_opening_dialog_new (self->clinic, self->doctor_id);
  else if (g_str_equal (name, "doctor.close-range"))
    dialog = salve_close_dialog_new (self->clinic, self->doctor_id);
  else if (g_str_equal (name, "doctor.import-absences"))
    dialog = salve_busy_dialog_new (self->clinic, self->doctor_id);
  else if (g_str_equal (name, "doctor.view-all"))
    dialog = salve_doctor_times_dialog_new (self->clinic, self->doctor_id);
  else if (g_str_equal (name, "doctor.history"))
    dialog = salve_history_dialog_new (self->clinic, "Practitioner", self->doctor_id);
  if (dialog != NULL)
    adw_dialog_present (dialog, widget);
}

static void
salve_doctor_page_constructed (GObject *object)
{
  SalveDoctorPage *self = SALVE_DOCTOR_PAGE (object);
  SalveStore *store = salve_clinic_get_store (self->clinic);

  G_OBJECT_CLASS (salve_doctor_page_parent_class)->constructed (object);
  g_signal_connect_object (store, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (store, "changed-many", G_CALLBACK (queue_reload), self, G_CONNECT_SWAPPED);
  salve_right_actions_follow (GTK_WIDGET (self), salve_clinic_get_rights (self->clinic));
  reload (self);
}

static void
salve_doctor_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SalveDoctorPage *self = SALVE_DOCTOR_PAGE (object);

  switch (id)
    {
    case PROP_CLINIC:
      self->clinic = g_value_dup_object (value);
      break;
    case PROP_DOCTOR_ID:
      self->doctor_id = g_value_dup_string (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
salve_doctor_page_dispose (GObject *object)
{
  SalveDoctorPage *self = SALVE_DOCTOR_PAGE (object);

  g_clear_handle_id (&self->reload_source, g_source_remove);
  g_clear_object (&self->clinic);
  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_DOCTOR_PAGE);
  G_OBJECT_CLASS (salve_doctor_page_parent_class)->dispose (object);
}

static void
salve_doctor_page_finalize (GObject *object)
{
  g_clear_pointer (&SALVE_DOCTOR_PAGE (object)->doctor_id, g_free);
  G_OBJECT_CLASS (salve_doctor_page_parent_class)->finalize (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  static const char *const plain[] = { "doctor.reload",      "doctor.edit",       "doctor.add-hours",
                                       "doctor.add-absence", "doctor.open-times", "doctor.close-range",
                                       "doctor.view-all",    "doctor.history",    "doctor.import-absences" };

  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    gtk_widget_class_install_action (widget_class, plain[i], NULL, doctor_action);
  gtk_widget_class_install_action (widget_class, "doctor.remove-exception", "s", text_action);
  gtk_widget_class_install_action (widget_class, "doctor.edit-absence", "s", text_action);
  gtk_widget_class_install_action (widget_class, "doctor.edit-hours", "s", text_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_e, GDK_CONTROL_MASK, "doctor.edit", NULL);
}

static void
salve_doctor_page_class_init (SalveDoctorPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = salve_doctor_page_constructed;
  object_class->dispose = salve_doctor_page_dispose;
  object_class->finalize = salve_doctor_page_finalize;
  object_class->set_property = salve_doctor_page_set_property;
  widget_class->map = salve_doctor_page_map;
  properties[PROP_CLINIC] =
      g_param_spec_object ("clinic", NULL, NULL, SALVE_TYPE_CLINIC,
                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_DOCTOR_ID] = g_param_spec_string (
      "doctor-id", NULL, NULL, NULL, G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  install_actions (widget_class);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-doctor-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SalveDoctorPage, states);
  gtk_widget_class_bind_template_child (widget_class, SalveDoctorPage, error_page);
  gtk_widget_class_bind_template_child (widget_class, SalveDoctorPage, avatar);
  gtk_widget_class_bind_template_child (widget_class, SalveDoctorPage, name_label);
  gtk_widget_class_bind_template_child (widget_class, SalveDoctorPage, specialties_label);
  gtk_widget_class_bind_template_child (widget_class, SalveDoctorPage, badges);
  gtk_widget_class_bind_template_child (widget_class, SalveDoctorPage, work);
  gtk_widget_class_bind_template_child (widget_class, SalveDoctorPage, facts);
}

static void
salve_doctor_page_init (SalveDoctorPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * salve_doctor_page_new:
 * @doctor_id: of the Practitioner
 */
SalveDoctorPage *
salve_doctor_page_new (SalveClinic *clinic, const char *doctor_id)
{
  return g_object_new (SALVE_TYPE_DOCTOR_PAGE, "clinic", clinic, "doctor-id", doctor_id, NULL);
}
