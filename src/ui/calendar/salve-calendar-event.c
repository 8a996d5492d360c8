/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The values that the calendar's widgets are given: events and columns. */

#define G_LOG_DOMAIN "salve-ui"

#include "config.h"

#include "salve-calendar-event.h"

#include <string.h>

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

/* The texts of an event, which lie behind it in one piece of memory. */
static const gsize text_offsets[] = {
  G_STRUCT_OFFSET (SalveCalendarEvent, id),     G_STRUCT_OFFSET (SalveCalendarEvent, column_id),
  G_STRUCT_OFFSET (SalveCalendarEvent, title),  G_STRUCT_OFFSET (SalveCalendarEvent, subtitle),
  G_STRUCT_OFFSET (SalveCalendarEvent, place),  G_STRUCT_OFFSET (SalveCalendarEvent, kind),
  G_STRUCT_OFFSET (SalveCalendarEvent, person),
};

static gsize
measure_texts (const SalveCalendarEvent *event)
{
  gsize size = 0;

  for (guint i = 0; i < G_N_ELEMENTS (text_offsets); i++)
    {
      const char *text = G_STRUCT_MEMBER (const char *, event, text_offsets[i]);

      size += text != NULL && *text != '\0' ? strlen (text) + 1 : 0;
    }
  return size;
}

static void
move_text (SalveCalendarEvent *event, gsize offset, char **at)
{
  const char **text = &G_STRUCT_MEMBER (const char *, event, offset);
  gsize size = *text != NULL && **text != '\0' ? strlen (*text) + 1 : 0;

  *text = size > 0 ? memcpy (*at, *text, size) : NULL;
  *at += size;
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
  char *at;

  g_return_val_if_fail (values != NULL && values->id != NULL, NULL);

  self = g_atomic_rc_box_alloc (sizeof *self + measure_texts (values));
  *self = *values;
  at = (char *)(self + 1);
  for (guint i = 0; i < G_N_ELEMENTS (text_offsets); i++)
    move_text (self, text_offsets[i], &at);
  if (self->title == NULL)
    self->title = "";
  self->colour = CLAMP (values->colour, -1, 11);
  return self;
}

/** salve_calendar_event_ref: */
SalveCalendarEvent *
salve_calendar_event_ref (SalveCalendarEvent *self)
{
  return g_atomic_rc_box_acquire (self);
}

/** salve_calendar_event_unref: */
void
salve_calendar_event_unref (SalveCalendarEvent *self)
{
  g_atomic_rc_box_release (self);
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
             && g_strcmp0 (a->kind, b->kind) == 0 && g_strcmp0 (a->person, b->person) == 0);
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
