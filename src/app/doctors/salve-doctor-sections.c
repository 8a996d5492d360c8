/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-doctor-sections.h"

#include <glib/gi18n.h>

#include "salve-appointment-words.h"
#include "salve-colours.h"
#include "salve-doctor-times.h"
#include "salve-hours-check.h"
#include "salve-hours-view.h"
#include "salve-practitioner.h"
#include "salve-locale-digits.h"

#define DAY (24 * 60 * SALVE_INSTANT_MINUTE)
#define NEXT_SHOWN 10
#define NEXT_DAYS 90
#define EXCEPTION_DAYS 400
#define EXCEPTIONS_SHOWN 12

static GtkWidget *
new_group (const char *title)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  return group;
}

static GtkWidget *
new_row (const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  return row;
}

static GtkWidget *
new_button (const char *icon, const char *name, const char *action, const char *target)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  if (target != NULL)
    gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", target);
  return button;
}

/**
 * salve_appointment_row_widget_new:
 *
 * Returns: (transfer floating): an appointment in a list: who, what, when; it opens the patient's record
 */
GtkWidget *
salve_appointment_row_widget_new (SalveClinic *clinic, const SalveAppointmentRow *row)
{
  g_autofree char *when = salve_span_format (row->span, clinic);
  g_autofree char *subtitle = NULL;
  GtkWidget *widget;

  if (row->visit_type_name != NULL)
    /* Translators: when, and what for */
    subtitle = g_strdup_printf (C_ ("appointment", "%1$s · %2$s"), when, row->visit_type_name);
  widget = new_row (row->patient_name != NULL ? row->patient_name : _ ("Without a name"),
                    subtitle != NULL ? subtitle : when);
  gtk_widget_add_css_class (widget, "numeric");
  if (row->patient_id != NULL)
    {
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (widget), TRUE);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (widget), "patient.open");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (widget), "s", row->patient_id);
      adw_action_row_add_suffix (ADW_ACTION_ROW (widget), gtk_image_new_from_icon_name ("go-next-symbolic"));
    }
  return widget;
}

static char *
format_counts (SalveClinic *clinic, const SalveDoctor *doctor)
{
  SalveTimeSpan today = salve_wall_clock_day (salve_clinic_today (clinic), salve_clinic_get_zone (clinic));
  SalveTimeSpan week = { today.start, today.start + 7 * DAY };
  SalveTimeSpan rest = { salve_clinic_now (clinic), today.end };
  g_autoptr (SalveDoctorTimes) day =
      salve_doctor_times_read (clinic, salve_doctor_get_id (doctor), today, NULL);
  g_autoptr (SalveDoctorTimes) left =
      rest.start < rest.end ? salve_doctor_times_read (clinic, salve_doctor_get_id (doctor), rest, NULL)
                            : NULL;
  g_autoptr (SalveDoctorTimes) days =
      salve_doctor_times_read (clinic, salve_doctor_get_id (doctor), week, NULL);
  g_autofree char *free_today = NULL;
  g_autofree char *free_days = NULL;

  if (day == NULL || days == NULL)
    return NULL;
  free_today = salve_minutes_format_length (left != NULL ? left->free_minutes : 0);
  free_days = salve_minutes_format_length (days->free_minutes);
  /* Translators: numbers of appointments, and lengths of time */
  return g_strdup_printf (
      _ ("Today: %1$u booked, %2$s free. Next 7 days: %3$u appointments, %4$u of them still "
         "booked, and %5$s free."),
      day->booked->len, free_today, days->n_all, days->booked->len, free_days);
}

/**
 * salve_doctor_section_next:
 *
 * Returns: (transfer floating): what is booked, in numbers, and the next ten
 */
GtkWidget *
salve_doctor_section_next (SalveClinic *clinic, const SalveDoctor *doctor)
{
  GtkWidget *group = new_group (_ ("Next Appointments"));
  GtkWidget *all = adw_button_row_new ();
  SalveInstant now = salve_clinic_now (clinic);
  SalveTimeSpan range = { now, now + NEXT_DAYS * DAY };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) booked = salve_find_booked (clinic, salve_doctor_get_id (doctor), range, &error);
  g_autofree char *counts = format_counts (clinic, doctor);

  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                         booked == NULL ? error->message : counts);
  for (guint i = 0; booked != NULL && i < MIN (booked->len, NEXT_SHOWN); i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               salve_appointment_row_widget_new (clinic, g_ptr_array_index (booked, i)));
  if (booked != NULL && booked->len == 0)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), new_row (_ ("Nobody is booked"), NULL));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (all), _ ("View All and Free Times"));
  adw_button_row_set_end_icon_name (ADW_BUTTON_ROW (all), "go-next-symbolic");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (all), "doctor.view-all");
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), all);
  return group;
}

/* "Room 8, from 1 March 2026" */
static char *
format_role (SalveClinic *clinic, const SalveRoleDetails *role)
{
  SalveLocale *locale = salve_clinic_get_locale (clinic);
  g_autofree char *place = role->location_id != NULL
                               ? salve_location_read_name (salve_clinic_get_store (clinic), role->location_id)
                               : NULL;
  g_autofree char *from = salve_partial_date_format (role->valid_from, locale);
  g_autofree char *to = salve_partial_date_format (role->valid_to, locale);
  const char *where = place != NULL ? place : _ ("Any place");
  gboolean has_from = salve_partial_date_is_set (role->valid_from);
  gboolean has_to = salve_partial_date_is_set (role->valid_to);

  if (has_from && has_to)
    /* Translators: a place, and two dates */
    return g_strdup_printf (_ ("%1$s, from %2$s until %3$s"), where, from, to);
  if (has_from)
    /* Translators: a place, and a date */
    return g_strdup_printf (_ ("%1$s, from %2$s"), where, from);
  if (has_to)
    /* Translators: a place, and a date */
    return g_strdup_printf (_ ("%1$s, until %2$s"), where, to);
  return g_strdup (where);
}

static void
add_role (SalveClinic *clinic, const SalveRoleDetails *role, GtkWidget *group, GArray *current)
{
  SalvePartialDate today = salve_clinic_today (clinic);
  gboolean over =
      salve_partial_date_is_set (role->valid_to) && salve_partial_date_compare (role->valid_to, today) < 0;
  gboolean later = salve_partial_date_is_set (role->valid_from)
                   && salve_partial_date_compare (role->valid_from, today) > 0;
  g_autofree char *title = format_role (clinic, role);
  g_autofree char *hours = salve_hours_format (role->hours, salve_clinic_get_locale (clinic));
  g_autofree char *name = g_strdup_printf (_ ("Edit the hours: %s"), title);
  GtkWidget *row = new_row (title, hours != NULL && *hours != '\0' ? hours : _ ("No hours"));

  if (over)
    gtk_widget_add_css_class (row, "dimmed");
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "doctor.edit-hours");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", role->id);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             new_button ("document-edit-symbolic", name, "doctor.edit-hours", role->id));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  if (!over && !later)
    g_array_append_vals (current, role->hours->data, role->hours->len);
}

/**
 * salve_doctor_section_hours:
 *
 * Returns: (transfer floating): the week as it is now, and the hours of each place and season
 */
GtkWidget *
salve_doctor_section_hours (SalveClinic *clinic, const SalveDoctor *doctor)
{
  GtkWidget *group = new_group (_ ("Weekly Hours"));
  GtkWidget *view = salve_hours_view_new (salve_clinic_get_locale (clinic), FALSE);
  g_autoptr (GArray) current = g_array_new (FALSE, FALSE, sizeof (SalveHoursRule));

  adw_preferences_group_set_header_suffix (
      ADW_PREFERENCES_GROUP (group),
      new_button ("list-add-symbolic", _ ("Add Hours"), "doctor.add-hours", NULL));
  salve_hours_view_set_colour (SALVE_HOURS_VIEW (view), salve_doctor_get_colour (doctor));
  for (guint i = 0; i < doctor->roles->len; i++)
    {
      g_autoptr (SalveRoleDetails) role = salve_role_details_read (g_ptr_array_index (doctor->roles, i));

      if (role != NULL)
        add_role (clinic, role, group, current);
    }
  if (doctor->roles->len == 0)
    adw_preferences_group_set_description (
        ADW_PREFERENCES_GROUP (group), _ ("Without hours, this doctor can only be booked in opened times"));
  salve_hours_view_set_rules (SALVE_HOURS_VIEW (view), current);
  gtk_widget_set_margin_top (view, 12);
  gtk_widget_set_visible (view, current->len > 0);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), view);
  return group;
}

static void
add_exception (SalveClinic *clinic, const SalveTimetableException *exception, GtkWidget *group)
{
  static const char *const icons[] = { [SALVE_EXCEPTION_ABSENCE] = "action-unavailable-symbolic",
                                       [SALVE_EXCEPTION_HOLIDAY] = "weather-clear-symbolic",
                                       [SALVE_EXCEPTION_OPENED] = "list-add-symbolic" };
  const char *kind = exception->kind == SALVE_EXCEPTION_OPENED    ? _ ("Opened")
                     : exception->kind == SALVE_EXCEPTION_HOLIDAY ? _ ("Holiday of the clinic")
                                                                  : _ ("Away");
  g_autofree char *when = salve_span_format (exception->span, clinic);
  g_autofree char *name = g_strdup_printf (_ ("Remove: %s"), when);
  g_autofree char *what = exception->reason != NULL && *exception->reason != '\0'
                              /* Translators: away or opened, and the reason */
                              ? g_strdup_printf (C_ ("exception", "%1$s: %2$s"), kind, exception->reason)
                              : g_strdup (kind);
  GtkWidget *row = new_row (when, what);

  adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (icons[exception->kind]));
  if (exception->kind != SALVE_EXCEPTION_HOLIDAY && exception->id != NULL)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_button ("user-trash-symbolic", name,
                                                                 "doctor.remove-exception", exception->id));
  if (exception->kind == SALVE_EXCEPTION_ABSENCE && exception->id != NULL)
    {
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "doctor.edit-absence");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", exception->id);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
    }
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static int
compare_exceptions (gconstpointer a, gconstpointer b)
{
  const SalveTimetableException *first = *(SalveTimetableException *const *)a;
  const SalveTimetableException *second = *(SalveTimetableException *const *)b;

  return first->span.start < second->span.start ? -1 : first->span.start > second->span.start;
}

static GtkWidget *
new_exceptions_buttons (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_append (GTK_BOX (box), new_button ("action-unavailable-symbolic", _ ("Add an Absence"),
                                             "doctor.add-absence", NULL));
  gtk_box_append (GTK_BOX (box),
                  new_button ("list-add-symbolic", _ ("Open Times"), "doctor.open-times", NULL));
  return box;
}

/**
 * salve_doctor_section_exceptions:
 *
 * Returns: (transfer floating): absences, holidays and opened times that are not over
 */
GtkWidget *
salve_doctor_section_exceptions (SalveClinic *clinic, const SalveDoctor *doctor)
{
  GtkWidget *group = new_group (_ ("Absences and Opened Times"));
  SalveTimeSpan today = salve_wall_clock_day (salve_clinic_today (clinic), salve_clinic_get_zone (clinic));
  SalveTimeSpan range = { today.start, today.start + EXCEPTION_DAYS * DAY };
  g_autoptr (SalveTimetable) timetable = salve_store_load_timetable (
      salve_clinic_get_store (clinic), SALVE_ACTOR_DOCTOR, salve_doctor_get_id (doctor), range, NULL);
  g_autoptr (GPtrArray) exceptions =
      timetable != NULL ? salve_timetable_list_exceptions (timetable, range) : NULL;
  guint n = exceptions != NULL ? exceptions->len : 0;

  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (group), new_exceptions_buttons ());
  if (exceptions != NULL)
    g_ptr_array_sort (exceptions, compare_exceptions);
  for (guint i = 0; i < MIN (n, EXCEPTIONS_SHOWN); i++)
    add_exception (clinic, g_ptr_array_index (exceptions, i), group);
  if (n == 0)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), new_row (_ ("None is planned"), NULL));
  if (n > EXCEPTIONS_SHOWN)
    {
      guint more = n - EXCEPTIONS_SHOWN;
      g_autofree char *words = salve_locale_write_digits (
          salve_clinic_get_locale (clinic),
          g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "And %u more", "And %u more", more), more));

      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), new_row (words, NULL));
    }
  return group;
}

static void
add_facts (GtkBox *box, const char *title, char **texts)
{
  GtkWidget *group;

  if (texts == NULL || texts[0] == NULL)
    return;
  group = new_group (title);
  for (guint i = 0; texts[i] != NULL; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), new_row (texts[i], NULL));
  gtk_box_append (box, group);
}

static char **
list_contact (const SalveDoctor *doctor)
{
  g_autoptr (GPtrArray) telecoms = salve_practitioner_get_telecoms (doctor->practitioner);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < telecoms->len; i++)
    {
      g_autofree char *words = salve_telecom_format (g_ptr_array_index (telecoms, i));

      if (words != NULL && *words != '\0')
        g_strv_builder_add (builder, words);
    }
  return g_strv_builder_end (builder);
}

/* Different people with an appointment in the next months. */
static guint
count_patients (GPtrArray *booked)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; booked != NULL && i < booked->len; i++)
    {
      const SalveAppointmentRow *row = g_ptr_array_index (booked, i);

      if (row->patient_id != NULL)
        g_hash_table_add (ids, (gpointer)row->patient_id);
    }
  return g_hash_table_size (ids);
}

static void
add_patients (SalveClinic *clinic, const SalveDoctor *doctor, GtkBox *box)
{
  SalveInstant now = salve_clinic_now (clinic);
  SalveTimeSpan range = { now, now + NEXT_DAYS * DAY };
  g_autoptr (GPtrArray) booked = salve_find_booked (clinic, salve_doctor_get_id (doctor), range, NULL);
  guint n = count_patients (booked);
  g_autofree char *words = salve_locale_write_digits (
      salve_clinic_get_locale (clinic),
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u person comes in the next three months",
                                    "%u people come in the next three months", n),
                       n));
  char *texts[] = { words, NULL };

  if (n > 0)
    add_facts (box, _ ("Patients"), texts);
}

static void
add_visit_types (SalveClinic *clinic, const SalveDoctor *doctor, GtkBox *box)
{
  g_autoptr (GPtrArray) types = salve_store_list_visit_types (salve_clinic_get_store (clinic), NULL);
  g_auto (GStrv) ids = salve_doctor_list_visit_type_ids (doctor);
  GtkWidget *group = new_group (_ ("Visit Types"));
  guint shown = 0;

  for (guint i = 0; types != NULL && i < types->len; i++)
    {
      const SalveVisitType *type = g_ptr_array_index (types, i);
      g_autofree char *length = salve_minutes_format_length (type->minutes);
      GtkWidget *row;

      if (!type->active || (ids[0] != NULL && !g_strv_contains ((const char *const *)ids, type->id)))
        continue;
      row = new_row (type->name, length);
      if (type->colour >= 0)
        adw_action_row_add_prefix (ADW_ACTION_ROW (row), salve_colour_dot_new (type->colour));
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
      shown++;
    }
  if (shown > 0)
    gtk_box_append (box, group);
  else
    g_object_ref_sink (group), g_object_unref (group);
}

/**
 * salve_doctor_sections_facts:
 * @box: gets what is known of the doctor besides the calendar
 */
void
salve_doctor_sections_facts (SalveClinic *clinic, const SalveDoctor *doctor, GtkBox *box)
{
  g_auto (GStrv) contact = list_contact (doctor);
  g_auto (GStrv) qualifications = salve_doctor_list_qualifications (doctor);
  g_auto (GStrv) languages = salve_doctor_list_languages (doctor);

  add_facts (box, _ ("Contact"), contact);
  add_patients (clinic, doctor, box);
  add_facts (box, _ ("Qualifications"), qualifications);
  add_facts (box, _ ("Languages"), languages);
  add_visit_types (clinic, doctor, box);
}
