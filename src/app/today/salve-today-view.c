/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-today-view.h"

#include "salve-agenda-list.h"
#include "salve-appointment-actions.h"
#include "salve-appointment-popover.h"
#include "salve-calendar-page.h"

#include <glib/gi18n.h>

#define CLOCK_SECONDS 20

struct _SalveTodayView
{
  AdwBin parent_instance;

  SalveClinic *clinic;
  SalveDirectory *directory;
  SalveCalendarPage *page;
  SalvePartialDate day;
  guint reload_source;
  guint clock_source;
  char *title_text;
  char *count_text;
  char *error_text;

  SalveAgendaList *list;
  GtkStack *stack;
  AdwBin *list_bin;
};

enum
{
  PROP_0,
  PROP_CLINIC,
  PROP_TITLE_TEXT,
  PROP_COUNT_TEXT,
  PROP_ERROR_TEXT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SalveTodayView, salve_today_view, ADW_TYPE_BIN)

static void
set_text (SalveTodayView *self, char **field, const char *text, guint property)
{
  if (g_set_str (field, text))
    g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static guint
count_in (SalveTodayView *self, SalveAppointmentStatus status)
{
  guint n = 0;

  for (guint i = 0; i < self->page->rows->len; i++)
    n += ((const SalveAppointmentRow *)g_ptr_array_index (self->page->rows, i))->status == status ? 1 : 0;
  return n;
}

/* How many come, wait, and are done; who waits is counted in the sidebar too. */
static void
show_counts (SalveTodayView *self)
{
  guint booked = count_in (self, SALVE_APPOINTMENT_BOOKED),
        waiting = count_in (self, SALVE_APPOINTMENT_ARRIVED);
  guint inside = count_in (self, SALVE_APPOINTMENT_CHECKED_IN),
        done = count_in (self, SALVE_APPOINTMENT_FULFILLED);
  /* Translators: numbers of patients who are still to come, wait, are in a room, and are done */
  g_autofree char *text = g_strdup_printf (_ ("%1$u to come · %2$u waiting · %3$u in a room · %4$u done"),
                                           booked, waiting, inside, done);

  set_text (self, &self->count_text, text, PROP_COUNT_TEXT);
  gtk_widget_activate_action (GTK_WIDGET (self), "view.count", "(su)", "today", waiting);
}

static char **
list_doctors (SalveTodayView *self)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  GPtrArray *doctors = salve_directory_get_doctors (self->directory);

  for (guint i = 0; i < doctors->len; i++)
    g_strv_builder_add (ids, ((const SalveDoctorRow *)g_ptr_array_index (doctors, i))->id);
  return g_strv_builder_end (ids);
}

static gboolean
read_day (SalveTodayView *self, GError **error)
{
  g_auto (GStrv) doctors = NULL;

  if (!self->directory)
    self->directory = salve_directory_new (salve_clinic_get_store (self->clinic), error);
  if (!self->directory)
    return FALSE;
  doctors = list_doctors (self);
  g_clear_pointer (&self->page, salve_calendar_page_free);
  self->page = salve_calendar_page_read_day (self->clinic, self->directory, self->day,
                                             (const char *const *)doctors, error);
  return self->page != NULL;
}

static void
reload (SalveTodayView *self)
{
  SalveLocale *locale = salve_clinic_get_locale (self->clinic);
  g_autoptr (GError) error = NULL;
  g_autofree char *date = NULL, *title = NULL;

  self->day = salve_clinic_today (self->clinic);
  date = salve_partial_date_format_long (self->day, locale);
  title = g_strdup_printf (_ ("%1$s, %2$s"),
                           salve_locale_weekday_name (locale, salve_partial_date_weekday (self->day), FALSE),
                           date);
  set_text (self, &self->title_text, title, PROP_TITLE_TEXT);
  if (!read_day (self, &error))
    {
      set_text (self, &self->error_text, error->message, PROP_ERROR_TEXT);
      gtk_stack_set_visible_child_name (self->stack, "error");
      return;
    }
  show_counts (self);
  salve_agenda_list_set_now (self->list, salve_clinic_now (self->clinic));
  salve_agenda_list_set_events (self->list, self->page->events);
  gtk_stack_set_visible_child_name (self->stack, self->page->events->len > 0 ? "list" : "none");
}

static void
reload_now (gpointer data)
{
  SalveTodayView *self = data;

  self->reload_source = 0;
  reload (self);
}

static void
reload_soon (SalveTodayView *self)
{
  if (self->reload_source == 0)
    self->reload_source = g_timeout_add_once (20, reload_now, self);
}

static void
on_store_changed (SalveTodayView *self, const char *type)
{
  if (salve_directory_concerns (type))
    g_clear_pointer (&self->directory, salve_directory_unref);
  else if (!g_str_equal (type, "Appointment") && !g_str_equal (type, "Patient"))
    return;
  reload_soon (self);
}

static void
on_store_changed_many (SalveTodayView *self)
{
  g_clear_pointer (&self->directory, salve_directory_unref);
  reload_soon (self);
}

/* Midnight brings another day. */
static gboolean
on_clock (gpointer data)
{
  SalveTodayView *self = data;

  salve_agenda_list_set_now (self->list, salve_clinic_now (self->clinic));
  if (!salve_partial_date_equal (self->day, salve_clinic_today (self->clinic)))
    reload_soon (self);
  return G_SOURCE_CONTINUE;
}

static void
on_event_activated (SalveTodayView *self, const char *id)
{
  GdkRectangle rect;

  if (self->directory && salve_agenda_list_get_event_rect (self->list, id, &rect))
    salve_appointment_popover_show (GTK_WIDGET (self->list), &rect, GTK_POS_BOTTOM, self->clinic,
                                    self->directory, id);
}

static void
on_event_open_record (SalveTodayView *self, const char *id)
{
  const SalveAppointmentRow *row = self->page ? salve_calendar_page_find (self->page, id) : NULL;

  if (row && row->patient_id)
    gtk_widget_activate_action (GTK_WIDGET (self), "patient.open", "s", row->patient_id);
}

static void
on_step_requested (SalveTodayView *self, const char *id)
{
  salve_appointment_ask_next_step (GTK_WIDGET (self), self->clinic, id);
}

static void
on_delete_requested (SalveTodayView *self, const char *id)
{
  salve_appointment_ask_step (GTK_WIDGET (self), self->clinic, id, SALVE_STEP_CANCEL);
}

static void
set_clinic (SalveTodayView *self, SalveClinic *clinic)
{
  SalveStore *store = salve_clinic_get_store (clinic);

  self->clinic = g_object_ref (clinic);
  salve_agenda_list_set_zone (self->list, salve_clinic_get_zone (clinic));
  salve_agenda_list_set_locale (self->list, salve_clinic_get_locale (clinic));
  g_signal_connect_object (store, "changed", G_CALLBACK (on_store_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (store, "changed-many", G_CALLBACK (on_store_changed_many), self,
                           G_CONNECT_SWAPPED);
  self->clock_source = g_timeout_add_seconds (CLOCK_SECONDS, on_clock, self);
  reload (self);
  salve_agenda_list_scroll_to (self->list, salve_clinic_now (clinic));
  /* The counter's action belongs to the window, in which this view is not yet. */
  reload_soon (self);
}

static void
salve_today_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SalveTodayView *self = SALVE_TODAY_VIEW (object);

  switch (id)
    {
    case PROP_CLINIC:
      g_value_set_object (value, self->clinic);
      break;
    case PROP_TITLE_TEXT:
      g_value_set_string (value, self->title_text);
      break;
    case PROP_COUNT_TEXT:
      g_value_set_string (value, self->count_text);
      break;
    case PROP_ERROR_TEXT:
      g_value_set_string (value, self->error_text);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
salve_today_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id != PROP_CLINIC)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  else if (g_value_get_object (value))
    set_clinic (SALVE_TODAY_VIEW (object), g_value_get_object (value));
}

static void
salve_today_view_dispose (GObject *object)
{
  SalveTodayView *self = SALVE_TODAY_VIEW (object);

  g_clear_handle_id (&self->reload_source, g_source_remove);
  g_clear_handle_id (&self->clock_source, g_source_remove);
  g_clear_pointer (&self->page, salve_calendar_page_free);
  g_clear_pointer (&self->directory, salve_directory_unref);
  g_clear_object (&self->clinic);
  g_clear_pointer (&self->title_text, g_free);
  g_clear_pointer (&self->count_text, g_free);
  g_clear_pointer (&self->error_text, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_TODAY_VIEW);
  G_OBJECT_CLASS (salve_today_view_parent_class)->dispose (object);
}

static void
salve_today_view_class_init (SalveTodayViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = salve_today_view_dispose;
  object_class->get_property = salve_today_view_get_property;
  object_class->set_property = salve_today_view_set_property;
  properties[PROP_CLINIC] =
      g_param_spec_object ("clinic", NULL, NULL, SALVE_TYPE_CLINIC,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_TITLE_TEXT] = g_param_spec_string ("title-text", NULL, NULL, NULL, readable);
  properties[PROP_COUNT_TEXT] = g_param_spec_string ("count-text", NULL, NULL, NULL, readable);
  properties[PROP_ERROR_TEXT] = g_param_spec_string ("error-text", NULL, NULL, NULL, readable);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-today-view.ui");
  gtk_widget_class_bind_template_child (widget_class, SalveTodayView, stack);
  gtk_widget_class_bind_template_child (widget_class, SalveTodayView, list_bin);
}

static void
salve_today_view_init (SalveTodayView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->list = SALVE_AGENDA_LIST (salve_agenda_list_new ());
  adw_bin_set_child (self->list_bin, GTK_WIDGET (self->list));
  g_signal_connect_object (self->list, "event-activated", G_CALLBACK (on_event_activated), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "menu-requested", G_CALLBACK (on_event_activated), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "event-open-record", G_CALLBACK (on_event_open_record), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "step-requested", G_CALLBACK (on_step_requested), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "delete-requested", G_CALLBACK (on_delete_requested), self,
                           G_CONNECT_SWAPPED);
}
