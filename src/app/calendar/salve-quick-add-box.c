/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-quick-add-box.h"

#include "salve-appointment-flows.h"
#include "salve-clash-words.h"
#include "salve-patient-words.h"

#include <glib/gi18n.h>

#define DEFAULT_MINUTES 20

struct _SalveQuickAddBox
{
  AdwBin parent_instance;

  SalveClinic *clinic;
  SalveDirectory *directory;
  SalvePartialDate day;                /* that the calendar shows: where no day is said */
  SalveAppointmentDetails *understood; /* NULL while something is missing */

  GtkEntry *entry;
  GtkBox *preview;
};

enum
{
  BOOKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SalveQuickAddBox, salve_quick_add_box, ADW_TYPE_BIN)

/* The colours of libadwaita's palette, read on light and dark; the preview's words say the same. */
static const char *const part_styles[] = {
  [SALVE_QUICK_PATIENT] = "accent", [SALVE_QUICK_DATE] = "success",  [SALVE_QUICK_TIME] = "success",
  [SALVE_QUICK_LENGTH] = "success", [SALVE_QUICK_DOCTOR] = "accent", [SALVE_QUICK_VISIT_TYPE] = "accent",
  [SALVE_QUICK_UNKNOWN] = "error",
};

static void
say (SalveQuickAddBox *self, const char *icon, const char *style, const char *text)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption");
  gtk_box_append (GTK_BOX (line), gtk_image_new_from_icon_name (icon));
  gtk_box_append (GTK_BOX (line), label);
  if (style)
    gtk_widget_add_css_class (line, style);
  gtk_box_append (self->preview, line);
}

/* Underlines in the entry what could not be understood. */
static void
underline (SalveQuickAddBox *self, const SalveQuickAdd *quick)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  for (guint i = 0; i < quick->ranges->len; i++)
    {
      const SalveQuickRange *range = &g_array_index (quick->ranges, SalveQuickRange, i);
      PangoAttribute *attribute = range->part == SALVE_QUICK_UNKNOWN
                                      ? pango_attr_underline_new (PANGO_UNDERLINE_ERROR)
                                      : pango_attr_weight_new (PANGO_WEIGHT_SEMIBOLD);

      attribute->start_index = (guint)range->start;
      attribute->end_index = (guint)range->end;
      pango_attr_list_insert (attributes, attribute);
    }
  gtk_entry_set_attributes (self->entry, attributes);
}

/* Who of two of one name is meant is seen by the birth date. */
static void
say_person (SalveQuickAddBox *self, SalvePatientRow *row, const char *icon, const char *style)
{
  g_autofree char *birth = salve_patient_birth_words (row, self->clinic);
  g_autofree char *line =
      *birth ? g_strdup_printf (C_ ("name and birth date", "%1$s, %2$s"), row->name_full, birth)
             : g_strdup (row->name_full);

  say (self, icon, style, line);
}

/* Exactly one patient must be meant: with several the line says how many, and nothing is booked. */
static char *
find_patient (SalveQuickAddBox *self, const SalveQuickAdd *quick)
{
  g_autoptr (GPtrArray) rows =
      quick->patient
          ? salve_store_search_patients (salve_clinic_get_store (self->clinic), quick->patient, 3, NULL)
          : NULL;
  g_autofree char *text = NULL;

  if (!quick->patient)
    {
      say (self, "avatar-default-symbolic", "dimmed", _ ("Whose appointment? Write a name."));
      return NULL;
    }
  if (!rows || rows->len == 0)
    {
      /* Translators: %s is what was typed */
      text = g_strdup_printf (_ ("Nobody is called “%s”."), quick->patient);
      say (self, "dialog-warning-symbolic", "warning", text);
      return NULL;
    }
  for (guint i = 0; i < rows->len && rows->len > 1; i++)
    say_person (self, g_ptr_array_index (rows, i), "dialog-question-symbolic", "warning");
  if (rows->len > 1)
    {
      say (self, "dialog-information-symbolic", NULL,
           _ ("Several people fit. Write more of the name, or the birth date."));
      return NULL;
    }
  say_person (self, g_ptr_array_index (rows, 0), "avatar-default-symbolic", part_styles[SALVE_QUICK_PATIENT]);
  return g_strdup (((SalvePatientRow *)g_ptr_array_index (rows, 0))->id);
}

static void
say_understood (SalveQuickAddBox *self, const SalveAppointmentDetails *details)
{
  g_autofree char *day = salve_day_words (
      salve_instant_to_date (details->span.start, salve_clinic_get_zone (self->clinic)), self->clinic);
  g_autofree char *times = salve_time_span_words (details->span, self->clinic);
  g_autofree char *when = g_strdup_printf (C_ ("day and time", "%1$s, %2$s"), day, times);

  say (self, "x-office-calendar-symbolic", part_styles[SALVE_QUICK_TIME], when);
  say (self, "emblem-system-symbolic", NULL, details->doctor_name);
  if (details->visit_type_name)
    say (self, "user-bookmarks-symbolic", NULL, details->visit_type_name);
}

static gboolean
say_clashes (SalveQuickAddBox *self, const SalveAppointmentDetails *details)
{
  GTimeZone *zone = salve_clinic_get_zone (self->clinic);
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveDiary) diary =
      salve_store_load_diary (salve_clinic_get_store (self->clinic), details->span, zone, &error);
  g_autoptr (SalveBooking) booking = salve_appointment_details_to_booking (details);
  g_autoptr (GPtrArray) clashes = diary ? salve_diary_check (diary, booking) : NULL;
  g_autofree char *words = clashes ? salve_clashes_to_words (clashes, self->directory, self->clinic) : NULL;

  if (words || error)
    say (self, "dialog-warning-symbolic", "warning", words ? words : error->message);
  return words != NULL || error != NULL;
}

static const SalveDoctorRow *
find_doctor (SalveQuickAddBox *self, const SalveQuickAdd *quick)
{
  GPtrArray *doctors = salve_directory_get_doctors (self->directory);

  if (quick->doctor_id)
    return salve_directory_find_doctor (self->directory, quick->doctor_id);
  return doctors->len == 1 ? g_ptr_array_index (doctors, 0) : NULL;
}

static SalveAppointmentDetails *
make_details (SalveQuickAddBox *self,
              const SalveQuickAdd *quick,
              const char *patient_id,
              const SalveDoctorRow *doctor)
{
  const SalveVisitType *type = salve_directory_find_visit_type (self->directory, quick->visit_type_id);
  int minutes = quick->minutes > 0 ? quick->minutes : type ? type->minutes : DEFAULT_MINUTES;
  SalvePartialDate day = salve_partial_date_is_set (quick->day) ? quick->day : self->day;
  SalveInstant start = salve_wall_clock_to_instant (day, quick->minute, salve_clinic_get_zone (self->clinic));
  g_autofree char *id = g_uuid_string_random ();
  SalveAppointmentDetails *details = salve_appointment_details_new (id);

  details->status = SALVE_APPOINTMENT_BOOKED;
  details->span = (SalveTimeSpan){ start, start + minutes * SALVE_INSTANT_MINUTE };
  details->patient_id = g_strdup (patient_id);
  details->doctor_id = g_strdup (doctor->id);
  salve_appointment_details_set_visit_type (details, type);
  details->patient_name = salve_appointment_patient_name (self->clinic, details);
  details->doctor_name = g_strdup (doctor->name);
  return details;
}

static void
understand (SalveQuickAddBox *self, const SalveQuickAdd *quick)
{
  g_autofree char *patient = NULL;
  const SalveDoctorRow *doctor = find_doctor (self, quick);
  g_autoptr (SalveAppointmentDetails) details = NULL;

  for (guint i = 0; i < quick->problems->len; i++)
    say (self, "dialog-warning-symbolic", "warning", g_ptr_array_index (quick->problems, i));
  patient = find_patient (self, quick);
  if (quick->minute < 0)
    say (self, "preferences-system-time-symbolic", "dimmed", _ ("When? Write a time, like 14:30."));
  if (!doctor)
    say (self, "emblem-system-symbolic", "dimmed", _ ("With whom? Write a doctor’s name."));
  if (quick->problems->len > 0 || !patient || quick->minute < 0 || !doctor)
    return;
  details = make_details (self, quick, patient, doctor);
  say_understood (self, details);
  if (!say_clashes (self, details))
    {
      say (self, "object-select-symbolic", "success", _ ("Enter books it."));
      self->understood = g_steal_pointer (&details);
    }
}

static void
on_changed (SalveQuickAddBox *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autoptr (SalveQuickAdd) quick = NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->preview))))
    gtk_box_remove (self->preview, child);
  g_clear_pointer (&self->understood, salve_appointment_details_free);
  gtk_widget_set_visible (GTK_WIDGET (self->preview), *text != '\0' && self->directory);
  if (!*text || !self->directory || !self->clinic)
    return;
  quick = salve_directory_parse_quick (self->directory, text, salve_clinic_get_locale (self->clinic),
                                       salve_clinic_today (self->clinic));
  underline (self, quick);
  understand (self, quick);
}

static DexFuture *
on_booked (DexFuture *future, gpointer data)
{
  SalveQuickAddBox *self = data;
  g_autoptr (GError) error = NULL;

  if (!self->clinic)
    return NULL;
  if (dex_future_get_value (future, &error))
    {
      gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
      return NULL;
    }
  say (self, "dialog-error-symbolic", "error", error->message);
  return NULL;
}

static void
on_activate (SalveQuickAddBox *self)
{
  SalveInstant start;

  on_changed (self);
  if (!self->understood)
    {
      gtk_widget_error_bell (GTK_WIDGET (self->entry));
      return;
    }
  start = self->understood->span.start;
  dex_future_disown (
      dex_future_finally (salve_appointment_save (self->clinic, self->understood, SALVE_VERSION_NONE),
                          on_booked, g_object_ref (self), g_object_unref));
  g_signal_emit (self, signals[BOOKED], 0, start);
}

static void
salve_quick_add_box_dispose (GObject *object)
{
  SalveQuickAddBox *self = SALVE_QUICK_ADD_BOX (object);

  g_clear_object (&self->clinic);
  g_clear_pointer (&self->directory, salve_directory_unref);
  g_clear_pointer (&self->understood, salve_appointment_details_free);
  G_OBJECT_CLASS (salve_quick_add_box_parent_class)->dispose (object);
}

static void
salve_quick_add_box_class_init (SalveQuickAddBoxClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = salve_quick_add_box_dispose;
  signals[BOOKED] = g_signal_new ("booked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
salve_quick_add_box_init (SalveQuickAddBox *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);

  self->entry = GTK_ENTRY (gtk_entry_new ());
  /* Translators: an example of what can be written; keep it in your language's words */
  gtk_entry_set_placeholder_text (self->entry, _ ("Anna Smith tomorrow 14:30 Dr Lee"));
  gtk_entry_set_icon_from_icon_name (self->entry, GTK_ENTRY_ICON_PRIMARY, "list-add-symbolic");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Book in one line"), -1);
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (on_activate), self, G_CONNECT_SWAPPED);
  self->preview =
      GTK_BOX (g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "spacing", 4,
                             "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS, "visible", FALSE, NULL));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->entry));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->preview));
  adw_bin_set_child (ADW_BIN (self), box);
}

void
salve_quick_add_box_set_clinic (SalveQuickAddBox *self, SalveClinic *clinic)
{
  g_set_object (&self->clinic, clinic);
}

/**
 * salve_quick_add_box_set_directory:
 * @directory: whose doctors and visit types can be named
 * @day: meant where no day is said
 */
void
salve_quick_add_box_set_directory (SalveQuickAddBox *self, SalveDirectory *directory, SalvePartialDate day)
{
  g_clear_pointer (&self->directory, salve_directory_unref);
  self->directory = salve_directory_ref (directory);
  self->day = day;
}

void
salve_quick_add_box_set_text (SalveQuickAddBox *self, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
}
