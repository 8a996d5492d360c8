/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The values that the calendar's widgets are given: events and columns. */

#define G_LOG_DOMAIN "salve-ui"

#include "config.h"

#include "salve-calendar-event.h"

G_DEFINE_BOXED_TYPE (SalveCalendarEvent,
                     salve_calendar_event,
                     salve_calendar_event_ref,
                     salve_calendar_event_unref)
G_DEFINE_BOXED_TYPE (SalveCalendarColumn,
                     salve_calendar_column,
                     salve_calendar_column_ref,
                     salve_calendar_column_unref)

static const char *
copy_text (const char *text)
{
  return text != NULL && *text != '\0' ? g_ref_string_new (text) : NULL;
}

static void
free_text (const char *text)
{
  if (text != NULL)
    g_ref_string_release ((char *)text);
}

/**
 * salve_calendar_event_new:
 * @values: what the event is; its id must not be NULL. Texts that are empty become NULL.
 *
 * Returns: (transfer full): a copy, counted by reference
 */
SalveCalendarEvent *
salve_calendar_event_new (const SalveCalendarEvent *values)
{
  SalveCalendarEvent *self;

  g_return_val_if_fail (values != NULL && values->id != NULL, NULL);

  self = g_atomic_rc_box_new (SalveCalendarEvent);
  *self = *values;
  self->id = g_ref_string_new (values->id);
  self->column_id = copy_text (values->column_id);
  self->title = g_ref_string_new (values->title != NULL ? values->title : "");
  self->subtitle = copy_text (values->subtitle);
  self->place = copy_text (values->place);
  self->description = copy_text (values->description);
  self->colour = CLAMP (values->colour, -1, 11);
  return self;
}

/** salve_calendar_event_ref: */
SalveCalendarEvent *
salve_calendar_event_ref (SalveCalendarEvent *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_event (SalveCalendarEvent *self)
{
  free_text (self->id);
  free_text (self->column_id);
  free_text (self->title);
  free_text (self->subtitle);
  free_text (self->place);
  free_text (self->description);
}

/** salve_calendar_event_unref: */
void
salve_calendar_event_unref (SalveCalendarEvent *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify)clear_event);
}

/**
 * salve_calendar_event_equal:
 *
 * Returns: whether both would be drawn alike at the same place and be spoken alike
 */
gboolean
salve_calendar_event_equal (const SalveCalendarEvent *a, const SalveCalendarEvent *b)
{
  return a == b
         || (a->span.start == b->span.start && a->span.end == b->span.end && a->colour == b->colour
             && a->status == b->status && a->all_day == b->all_day && a->provisional == b->provisional
             && a->overbooked == b->overbooked && a->fixed == b->fixed && g_str_equal (a->id, b->id)
             && g_strcmp0 (a->column_id, b->column_id) == 0 && g_str_equal (a->title, b->title)
             && g_strcmp0 (a->subtitle, b->subtitle) == 0 && g_strcmp0 (a->place, b->place) == 0
             && g_strcmp0 (a->description, b->description) == 0);
}

static void
clear_shade (SalveShade *shade)
{
  g_free (shade->label);
}

/**
 * salve_calendar_column_new:
 * @id: unique among the columns that are shown together
 * @actor_id: (nullable): whose events it holds; NULL: everybody's
 * @day: a whole date
 * @title: its heading
 * @subtitle: (nullable): a smaller line under it
 * @colour: 0 to 11, or -1
 */
SalveCalendarColumn *
salve_calendar_column_new (const char *id,
                           const char *actor_id,
                           SalvePartialDate day,
                           const char *title,
                           const char *subtitle,
                           int colour)
{
  SalveCalendarColumn *self;

  g_return_val_if_fail (id != NULL && day.precision == SALVE_DATE_PRECISION_DAY, NULL);

  self = g_atomic_rc_box_new0 (SalveCalendarColumn);
  self->id = g_ref_string_new (id);
  self->actor_id = copy_text (actor_id);
  self->day = day;
  self->title = g_ref_string_new (title != NULL ? title : "");
  self->subtitle = copy_text (subtitle);
  self->colour = CLAMP (colour, -1, 11);
  self->shades = g_array_new (FALSE, FALSE, sizeof (SalveShade));
  g_array_set_clear_func (self->shades, (GDestroyNotify)clear_shade);
  return self;
}

/**
 * salve_calendar_column_add_shade:
 * @span: may reach beyond the column's day
 * @label: (nullable): why
 *
 * Only before the column is handed to a widget. Later shades are drawn over earlier ones.
 */
void
salve_calendar_column_add_shade (SalveCalendarColumn *self,
                                 SalveShadeKind kind,
                                 SalveTimeSpan span,
                                 const char *label)
{
  SalveShade shade = { .span = span, .kind = kind, .label = g_strdup (label) };

  g_array_append_val (self->shades, shade);
}

/** salve_calendar_column_ref: */
SalveCalendarColumn *
salve_calendar_column_ref (SalveCalendarColumn *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_column (SalveCalendarColumn *self)
{
  free_text (self->id);
  free_text (self->actor_id);
  free_text (self->title);
  free_text (self->subtitle);
  g_array_unref (self->shades);
}

/** salve_calendar_column_unref: */
void
salve_calendar_column_unref (SalveCalendarColumn *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify)clear_column);
}
