/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file is read on a thread of its own, each time that it or the range is chosen; nothing is written before somebody
 * has seen what was understood. Whoever keeps a private calendar shows its titles to nobody unless they say so. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-busy-dialog.h"

#include <glib/gi18n.h>

#include "salve-appointment-words.h"
#include "salve-busy-times.h"
#include "salve-close-plan.h"
#include "salve-hours-check.h"
#include "salve-range-rows.h"
#include "salve-locale-digits.h"

#define DAYS_AHEAD 90
#define MAX_ABSENCES 2000
#define ROWS_SHOWN 200

struct _SalveBusyDialog
{
  AdwDialog parent_instance;

  SalveClinic *clinic;
  char *doctor_id;
  SalveRangeRows *range;
  GFile *file;
  GCancellable *cancellable; /* of the reading under way */
  SalveBusyTimes *busy;      /* without what is an absence already */
  guint n_known;             /* of those */
  guint n_booked;
  gboolean saving;
  GPtrArray *rows;

  AdwBanner *banner;
  GtkWidget *file_row;
  GtkWidget *titles_row;
  AdwPreferencesGroup *times_group;
  AdwPreferencesGroup *problems_group;
  GPtrArray *problem_rows;
};

G_DEFINE_FINAL_TYPE (SalveBusyDialog, salve_busy_dialog, ADW_TYPE_DIALOG)

static void
warn (SalveBusyDialog *self, const char *text)
{
  adw_banner_set_title (self->banner, text ? text : "");
  adw_banner_set_revealed (self->banner, text != NULL);
  if (text)
    gtk_accessible_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
clear_group (AdwPreferencesGroup *group, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    adw_preferences_group_remove (group, g_ptr_array_index (rows, i));
  g_ptr_array_set_size (rows, 0);
}

static void
add_row (AdwPreferencesGroup *group, GPtrArray *rows, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle ? subtitle : "");
  adw_preferences_group_add (group, row);
  g_ptr_array_add (rows, row);
}

static gboolean
is_known (const SalveTimetable *timetable, SalveTimeSpan span)
{
  const GPtrArray *exceptions = salve_timetable_get_exceptions (timetable);

  for (guint i = 0; i < exceptions->len; i++)
    {
      const SalveTimetableException *exception = g_ptr_array_index (exceptions, i);

      if (exception->kind == SALVE_EXCEPTION_ABSENCE && exception->span.start <= span.start
          && exception->span.end >= span.end)
        return TRUE;
    }
  return FALSE;
}

/* What the calendar of Salve says already is not said twice when a file is imported again. */
static gboolean
leave_out_known (SalveBusyDialog *self, SalveTimeSpan range, GError **error)
{
  g_autoptr (SalveTimetable) timetable = salve_store_load_timetable (
      salve_clinic_get_store (self->clinic), SALVE_ACTOR_DOCTOR, self->doctor_id, range, error);

  if (!timetable)
    return FALSE;
  for (guint i = self->busy->times->len; i > 0; i--)
    if (is_known (timetable, g_array_index (self->busy->times, SalveBusyTime, i - 1).span))
      {
        g_array_remove_index (self->busy->times, i - 1);
        self->n_known++;
      }
  return TRUE;
}

static gboolean
count_booked (SalveBusyDialog *self, SalveTimeSpan range, GError **error)
{
  g_autoptr (GPtrArray) booked = salve_find_booked (self->clinic, self->doctor_id, range, error);

  for (guint i = 0; booked && i < booked->len; i++)
    {
      const SalveAppointmentRow *row = g_ptr_array_index (booked, i);
      gboolean inside = FALSE;

      for (guint j = 0; !inside && j < self->busy->times->len; j++)
        inside =
            salve_time_span_overlaps (g_array_index (self->busy->times, SalveBusyTime, j).span, row->span);
      self->n_booked += inside;
    }
  return booked != NULL;
}

static void
show_booked (SalveBusyDialog *self)
{
  g_autofree char *text = NULL;

  if (self->n_booked > 0)
    text = g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%u appointment is booked in these times. It stays booked.",
                     "%u appointments are booked in these times. They stay booked.", self->n_booked),
        self->n_booked);
  if (text)
    text = salve_locale_write_digits (salve_clinic_get_locale (self->clinic), text);
  warn (self, text);
}

static char *
describe_times (SalveBusyDialog *self)
{
  guint n = self->busy->times->len;
  g_autofree char *text = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u time becomes an absence.", "%u times become absences.", n), n);
  g_autofree char *known = NULL;

  if (self->n_known == 0)
    return g_steal_pointer (&text);
  known = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u is one already.", "%u are so already.", self->n_known),
      self->n_known);
  return g_strconcat (text, " ", known, NULL);
}

static void
show_times (SalveBusyDialog *self)
{
  GArray *times = self->busy->times;
  g_autofree char *text =
      salve_locale_write_digits (salve_clinic_get_locale (self->clinic), describe_times (self));

  clear_group (self->times_group, self->rows);
  clear_group (self->problems_group, self->problem_rows);
  adw_preferences_group_set_description (self->times_group, text);
  for (guint i = 0; i < MIN (times->len, ROWS_SHOWN); i++)
    {
      const SalveBusyTime *time = &g_array_index (times, SalveBusyTime, i);
      g_autofree char *when = salve_span_format (time->span, self->clinic);

      add_row (self->times_group, self->rows, when, time->summary);
    }
  if (times->len > ROWS_SHOWN)
    {
      g_autofree char *more = g_strdup_printf (
          g_dngettext (GETTEXT_PACKAGE, "And %u more", "And %u more", times->len - ROWS_SHOWN),
          times->len - ROWS_SHOWN);

      more = salve_locale_write_digits (salve_clinic_get_locale (self->clinic), more);

      add_row (self->times_group, self->rows, more, NULL);
    }
  for (guint i = 0; i < self->busy->problems->len; i++)
    add_row (self->problems_group, self->problem_rows, g_ptr_array_index (self->busy->problems, i), NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->times_group), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->problems_group), self->busy->problems->len > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "busy.save",
                                 times->len > 0 && times->len <= MAX_ABSENCES);
}

static gboolean
get_range (SalveBusyDialog *self, SalveTimeSpan *range)
{
  return salve_range_rows_get_span (self->range, range);
}

static void
forget (SalveBusyDialog *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->busy, salve_busy_times_free);
  self->n_known = self->n_booked = 0;
  gtk_widget_set_visible (GTK_WIDGET (self->times_group), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->problems_group), FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "busy.save", FALSE);
}

typedef struct
{
  GFile *file;
  SalveTimeSpan range;
  GTimeZone *zone;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_object_unref (reading->file);
  g_time_zone_unref (reading->zone);
  g_free (reading);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Reading *reading = data;
  GError *error = NULL;
  SalveBusyTimes *busy =
      salve_busy_times_read (reading->file, reading->range, reading->zone, cancellable, &error);

  if (busy)
    g_task_return_pointer (task, busy, (GDestroyNotify)salve_busy_times_free);
  else
    g_task_return_error (task, error);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  SalveBusyDialog *self = SALVE_BUSY_DIALOG (source);
  Reading *reading = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  SalveBusyTimes *busy = g_task_propagate_pointer (G_TASK (result), &error);

  if (!busy)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        warn (self, error->message);
      return;
    }
  self->busy = busy;
  if (!leave_out_known (self, reading->range, &error) || !count_booked (self, reading->range, &error))
    {
      forget (self);
      warn (self, error->message);
      return;
    }
  show_times (self);
  show_booked (self);
  if (busy->times->len > MAX_ABSENCES)
    warn (self, _ ("These are too many at once. Choose a shorter range."));
}

static void
read_file (SalveBusyDialog *self)
{
  Reading *reading;
  SalveTimeSpan range;
  g_autoptr (GTask) task = NULL;

  forget (self);
  warn (self, NULL);
  if (!self->file || !get_range (self, &range))
    return;
  self->cancellable = g_cancellable_new ();
  reading = g_new0 (Reading, 1);
  reading->file = g_object_ref (self->file);
  reading->range = range;
  reading->zone = g_time_zone_ref (salve_clinic_get_zone (self->clinic));
  task = g_task_new (self, self->cancellable, on_read, NULL);
  g_task_set_task_data (task, reading, reading_free);
  g_task_run_in_thread (task, read_in_thread);
}

/**
 * salve_busy_dialog_set_file:
 * @file: an iCalendar file; what is in the range is shown when it has been read
 */
void
salve_busy_dialog_set_file (SalveBusyDialog *self, GFile *file)
{
  g_autofree char *name = g_file_get_parse_name (file);

  g_return_if_fail (SALVE_IS_BUSY_DIALOG (self));

  g_set_object (&self->file, file);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->file_row), name);
  read_file (self);
}

static void
on_chosen (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SalveBusyDialog) self = data;
  g_autoptr (GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (source), result, NULL);

  if (file)
    salve_busy_dialog_set_file (self, file);
}

static void
choose_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_add_mime_type (filter, "text/calendar");
  gtk_file_filter_add_suffix (filter, "ics");
  gtk_file_filter_set_name (filter, _ ("Calendars"));
  gtk_file_dialog_set_default_filter (dialog, filter);
  gtk_file_dialog_set_title (dialog, _ ("Choose a Calendar File"));
  gtk_file_dialog_open (dialog, GTK_WINDOW (gtk_widget_get_root (widget)), NULL, on_chosen,
                        g_object_ref (widget));
}

static DexFuture *
on_saved (DexFuture *future, gpointer data)
{
  SalveBusyDialog *self = data;
  g_autoptr (GError) error = NULL;

  self->saving = FALSE;
  if (dex_future_get_value (future, &error))
    adw_dialog_close (ADW_DIALOG (self));
  else
    warn (self, error->message);
  return NULL;
}

static SalveChange *
make_change (SalveBusyDialog *self, GError **error)
{
  guint n = self->busy->times->len;
  g_autofree char *label = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u absence taken from a calendar",
                                                         "%u absences taken from a calendar", n),
                                            n);
  g_autoptr (SalveChange) change = salve_clinic_begin (self->clinic, label);
  gboolean titles = adw_switch_row_get_active (ADW_SWITCH_ROW (self->titles_row));

  for (guint i = 0; i < n; i++)
    {
      const SalveBusyTime *time = &g_array_index (self->busy->times, SalveBusyTime, i);

      if (!salve_add_slot (self->clinic, change, "Practitioner", self->doctor_id, SALVE_EXCEPTION_ABSENCE,
                           time->span, titles ? time->summary : NULL, NULL, error))
        return NULL;
    }
  return g_steal_pointer (&change);
}

/**
 * salve_busy_dialog_save:
 *
 * Makes absences of the times that are shown, in one change; stays open and says why where that cannot be.
 */
void
salve_busy_dialog_save (SalveBusyDialog *self)
{
  g_autoptr (SalveChange) change = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (SALVE_IS_BUSY_DIALOG (self));

  if (self->saving || !self->busy || self->busy->times->len == 0 || self->busy->times->len > MAX_ABSENCES)
    return;
  change = make_change (self, &error);
  if (!change)
    {
      warn (self, error->message);
      return;
    }
  self->saving = TRUE;
  dex_future_disown (dex_future_finally (salve_clinic_commit (self->clinic, change), on_saved,
                                         g_object_ref (self), g_object_unref));
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  salve_busy_dialog_save (SALVE_BUSY_DIALOG (widget));
}

static void
add_choices (SalveBusyDialog *self, AdwPreferencesGroup *group)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("document-open-symbolic");

  self->file_row = adw_action_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->file_row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->file_row), _ ("Calendar file"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->file_row),
                               _ ("In iCalendar format, from any calendar program"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Choose a Calendar File"));
  gtk_widget_add_css_class (button, "flat");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "busy.choose");
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->file_row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self->file_row), button);
  adw_preferences_group_add (group, self->file_row);
  self->range = salve_range_rows_new (self->clinic, group, TRUE);
  salve_range_rows_ask_days_only (self->range);
  self->titles_row = adw_switch_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->titles_row), _ ("Titles as Reasons"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->titles_row),
                               _ ("Everybody who sees the calendar here can read them"));
  adw_preferences_group_add (group, self->titles_row);
}

static AdwPreferencesGroup *
add_group (GtkWidget *page, const char *title)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  if (title)
    adw_preferences_group_set_title (group, title);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), group);
  return group;
}

static void
build (SalveBusyDialog *self)
{
  GtkWidget *toolbar = adw_toolbar_view_new (), *header = adw_header_bar_new ();
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Add Absences"));

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "busy.save");
  gtk_widget_set_tooltip_text (button, _ ("Save (Ctrl+Enter)"));
  gtk_widget_add_css_class (button, "suggested-action");
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), button);
  salve_dialog_hide_title_when_narrow (ADW_DIALOG (self), ADW_HEADER_BAR (header));
  self->banner = ADW_BANNER (adw_banner_new (""));
  adw_banner_set_use_markup (self->banner, FALSE);
  add_choices (self, add_group (page, NULL));
  self->problems_group = add_group (page, _ ("Not Understood"));
  self->times_group = add_group (page, _ ("Busy Times"));
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (toolbar), header);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (toolbar), GTK_WIDGET (self->banner));
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (toolbar), page);
  adw_dialog_set_child (ADW_DIALOG (self), toolbar);
}

static void
salve_busy_dialog_dispose (GObject *object)
{
  SalveBusyDialog *self = SALVE_BUSY_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->range);
  g_clear_object (&self->file);
  g_clear_object (&self->clinic);
  g_clear_pointer (&self->busy, salve_busy_times_free);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->problem_rows, g_ptr_array_unref);
  g_clear_pointer (&self->doctor_id, g_free);
  G_OBJECT_CLASS (salve_busy_dialog_parent_class)->dispose (object);
}

static void
salve_busy_dialog_class_init (SalveBusyDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = salve_busy_dialog_dispose;
  gtk_widget_class_install_action (widget_class, "busy.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "busy.choose", NULL, choose_action);
}

static void
salve_busy_dialog_init (SalveBusyDialog *self)
{
  self->rows = g_ptr_array_new ();
  self->problem_rows = g_ptr_array_new ();
  adw_dialog_set_title (ADW_DIALOG (self), _ ("Absences From a Calendar"));
  adw_dialog_set_content_width (ADW_DIALOG (self), 560);
  adw_dialog_set_content_height (ADW_DIALOG (self), 680);
  salve_dialog_add_save_keys (GTK_WIDGET (self), "busy.save");
}

/**
 * salve_busy_dialog_new:
 * @doctor_id: whose absences they become
 */
AdwDialog *
salve_busy_dialog_new (SalveClinic *clinic, const char *doctor_id)
{
  SalveBusyDialog *self = g_object_new (SALVE_TYPE_BUSY_DIALOG, NULL);
  SalvePartialDate today = salve_clinic_today (clinic);

  self->clinic = g_object_ref (clinic);
  self->doctor_id = g_strdup (doctor_id);
  build (self);
  salve_range_rows_set_days (self->range, today, salve_partial_date_add_days (today, DAYS_AHEAD));
  g_signal_connect_object (self->range, "changed", G_CALLBACK (read_file), self, G_CONNECT_SWAPPED);
  forget (self);
  return ADW_DIALOG (self);
}

guint
salve_busy_dialog_get_n_times (SalveBusyDialog *self)
{
  g_return_val_if_fail (SALVE_IS_BUSY_DIALOG (self), 0);
  return self->busy ? self->busy->times->len : 0;
}

guint
salve_busy_dialog_get_n_booked (SalveBusyDialog *self)
{
  g_return_val_if_fail (SALVE_IS_BUSY_DIALOG (self), 0);
  return self->n_booked;
}
