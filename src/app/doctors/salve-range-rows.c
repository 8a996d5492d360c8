/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-range-rows.h"

#include <glib/gi18n.h>

#include "salve-appointment-words.h"
#include "salve-form-field.h"
#include "salve-hours-view.h"

struct _SalveRangeRows
{
  GObject parent_instance;

  SalveClinic *clinic;
  SalveFormField *first;
  SalveFormField *last;
  SalveFormField *start;
  SalveFormField *end;
  GtkWidget *whole_row; /* NULL where times are always asked for */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SalveRangeRows, salve_range_rows, G_TYPE_OBJECT)

static const SalveFieldSpec first_spec = { "first-day", N_ ("First day"), "/first", SALVE_FIELD_DATE };
static const SalveFieldSpec last_spec = { "last-day", N_ ("Last day; empty: the same"), "/last",
                                          SALVE_FIELD_DATE };
static const SalveFieldSpec start_spec = { "start-time", N_ ("From (time)"), "/start", SALVE_FIELD_TEXT };
static const SalveFieldSpec end_spec = { "end-time", N_ ("Until (time)"), "/end", SALVE_FIELD_TEXT };

static gboolean
is_whole (SalveRangeRows *self)
{
  return self->whole_row != NULL && adw_switch_row_get_active (ADW_SWITCH_ROW (self->whole_row));
}

static void
on_changed (SalveRangeRows *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_whole (SalveRangeRows *self)
{
  gboolean shown = !is_whole (self);

  gtk_widget_set_visible (salve_form_field_get_row (self->start), shown);
  gtk_widget_set_visible (salve_form_field_get_row (self->end), shown);
  salve_form_field_set_hint (self->start, NULL, FALSE);
  salve_form_field_set_hint (self->end, NULL, FALSE);
  on_changed (self);
}

static SalveFormField *
add_field (SalveRangeRows *self, AdwPreferencesGroup *group, const SalveFieldSpec *spec)
{
  SalveFormField *field =
      salve_form_field_new (spec, salve_clinic_get_locale (self->clinic), salve_clinic_today (self->clinic));

  adw_preferences_group_add (group, salve_form_field_get_row (field));
  adw_preferences_group_add (group, salve_form_field_get_hint_row (field));
  g_signal_connect_object (field, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  return field;
}

static void
salve_range_rows_finalize (GObject *object)
{
  SalveRangeRows *self = SALVE_RANGE_ROWS (object);

  g_clear_object (&self->first);
  g_clear_object (&self->last);
  g_clear_object (&self->start);
  g_clear_object (&self->end);
  g_clear_object (&self->clinic);
  G_OBJECT_CLASS (salve_range_rows_parent_class)->finalize (object);
}

static void
salve_range_rows_class_init (SalveRangeRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_range_rows_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
salve_range_rows_init (SalveRangeRows *self)
{
}

/**
 * salve_range_rows_new:
 * @group: gets the rows
 * @with_whole_days: whether there is a switch that leaves the times away, on at first
 */
SalveRangeRows *
salve_range_rows_new (SalveClinic *clinic, AdwPreferencesGroup *group, gboolean with_whole_days)
{
  SalveRangeRows *self = g_object_new (SALVE_TYPE_RANGE_ROWS, NULL);

  self->clinic = g_object_ref (clinic);
  self->first = add_field (self, group, &first_spec);
  self->last = add_field (self, group, &last_spec);
  if (with_whole_days)
    {
      self->whole_row = adw_switch_row_new ();
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->whole_row), _ ("Whole Days"));
      adw_switch_row_set_active (ADW_SWITCH_ROW (self->whole_row), TRUE);
      g_signal_connect_object (self->whole_row, "notify::active", G_CALLBACK (on_whole), self,
                               G_CONNECT_SWAPPED);
      adw_preferences_group_add (group, self->whole_row);
    }
  self->start = add_field (self, group, &start_spec);
  self->end = add_field (self, group, &end_spec);
  on_whole (self);
  return self;
}

void
salve_range_rows_set_days (SalveRangeRows *self, SalvePartialDate first, SalvePartialDate last)
{
  SalveLocale *locale = salve_clinic_get_locale (self->clinic);
  g_autofree char *first_text = salve_partial_date_format (first, locale);
  g_autofree char *last_text = salve_partial_date_format (last, locale);

  salve_form_field_set_text (self->first, first_text);
  salve_form_field_set_text (self->last, last_text);
}

/* Whole days it is then, and nothing asks about it. */
void
salve_range_rows_ask_days_only (SalveRangeRows *self)
{
  g_return_if_fail (self->whole_row != NULL);

  adw_switch_row_set_active (ADW_SWITCH_ROW (self->whole_row), TRUE);
  gtk_widget_set_visible (self->whole_row, FALSE);
}

/* In minutes of the day; the range is no longer one of whole days. */
void
salve_range_rows_set_times (SalveRangeRows *self, int start_minute, int end_minute)
{
  SalveLocale *locale = salve_clinic_get_locale (self->clinic);
  g_autofree char *start = salve_minute_format (start_minute, locale);
  g_autofree char *end = salve_minute_format (end_minute, locale);

  if (self->whole_row != NULL)
    adw_switch_row_set_active (ADW_SWITCH_ROW (self->whole_row), FALSE);
  salve_form_field_set_text (self->start, start);
  salve_form_field_set_text (self->end, end);
}

gboolean
salve_range_rows_get_days (SalveRangeRows *self, SalvePartialDate *first, SalvePartialDate *last)
{
  if (!salve_form_field_get_date (self->first, first) || first->precision != SALVE_DATE_PRECISION_DAY)
    return FALSE;
  *last = *first;
  return *salve_form_field_get_text (self->last) == '\0'
         || (salve_form_field_get_date (self->last, last) && last->precision == SALVE_DATE_PRECISION_DAY);
}

/* 0 and 1440 for whole days. */
gboolean
salve_range_rows_get_times (SalveRangeRows *self, int *start_minute, int *end_minute)
{
  *start_minute = 0;
  *end_minute = 1440;
  return is_whole (self)
         || (salve_minute_parse_typed (salve_form_field_get_text (self->start), start_minute)
             && salve_minute_parse_typed (salve_form_field_get_text (self->end), end_minute));
}

/**
 * salve_range_rows_get_span:
 *
 * Returns: whether what is typed is a range of time; from the first day's beginning to the last day's end
 */
gboolean
salve_range_rows_get_span (SalveRangeRows *self, SalveTimeSpan *span)
{
  GTimeZone *zone = salve_clinic_get_zone (self->clinic);
  SalvePartialDate first, last;
  int start, end;

  if (!salve_range_rows_get_days (self, &first, &last) || !salve_range_rows_get_times (self, &start, &end))
    return FALSE;
  span->start = salve_wall_clock_to_instant (first, start, zone);
  span->end = salve_wall_clock_to_instant (last, end, zone);
  return span->end > span->start;
}

static gboolean
check_day (SalveFormField *field, gboolean needed)
{
  SalvePartialDate date;
  const char *hint = NULL;

  if (*salve_form_field_get_text (field) == '\0')
    hint = needed ? _ ("A day is needed here.") : NULL;
  else if (!salve_form_field_check (field))
    return FALSE;
  else if (salve_form_field_get_date (field, &date) && date.precision != SALVE_DATE_PRECISION_DAY)
    hint = _ ("The day is needed, not only the month or the year.");
  salve_form_field_set_hint (field, hint, TRUE);
  return hint == NULL;
}

static gboolean
check_time (SalveFormField *field)
{
  int minute;
  gboolean good = salve_minute_parse_typed (salve_form_field_get_text (field), &minute);

  salve_form_field_set_hint (field, good ? NULL : _ ("This is not a time of the day, such as 8:30."), TRUE);
  return good;
}

/**
 * salve_range_rows_check:
 *
 * Says under each row what is wrong with it.
 *
 * Returns: whether it is a range of time
 */
gboolean
salve_range_rows_check (SalveRangeRows *self)
{
  SalveTimeSpan span;
  gboolean good = check_day (self->first, TRUE);

  good &= check_day (self->last, FALSE);
  if (!is_whole (self))
    {
      good &= check_time (self->start);
      good &= check_time (self->end);
    }
  if (good && !salve_range_rows_get_span (self, &span))
    {
      salve_form_field_set_hint (is_whole (self) ? self->last : self->end,
                                 _ ("The end is before the beginning."), TRUE);
      good = FALSE;
    }
  return good;
}

/* Where the keyboard begins. */
GtkWidget *
salve_range_rows_get_first (SalveRangeRows *self)
{
  return salve_form_field_get_row (self->first);
}
