/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-hours-view.h"

#include <glib/gi18n.h>
#include <string.h>

#include "salve-hours-block.h"

#define GRID 15        /* minutes to which the pointer and the keys go */
#define SHORTEST 15    /* minutes of an interval */
#define HOUR_HEIGHT 24 /* pixels */
#define HEAD_GAP 4
#define SIDE_GAP 8
#define GRIP 6 /* pixels at either end of a block where it is resized */

typedef enum
{
  DRAG_NONE,
  DRAG_NEW,
  DRAG_MOVE,
  DRAG_START,
  DRAG_END,
} DragKind;

struct _SalveHoursView
{
  GtkWidget parent_instance;

  SalveLocale *locale;
  GPtrArray *blocks;  /* of SalveHoursBlock, one an interval */
  GtkWidget *days[8]; /* by weekday */
  gboolean editable;
  int colour;
  int first_minute; /* what is drawn of the day */
  int last_minute;

  DragKind drag;
  SalveHoursBlock *dragged;
  int drag_minute; /* where it was taken */
  guint drag_weekday;
  int drag_start; /* of the block, before */
  int drag_end;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SalveHoursView, salve_hours_view, GTK_TYPE_WIDGET)

/**
 * salve_minute_format:
 * @minute: of the day, 0 to 1440
 *
 * Returns: (transfer full): the time as the locale writes it
 */
char *
salve_minute_format (int minute, const SalveLocale *locale)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  SalvePartialDate day = salve_partial_date_new_day (2001, 1, 1);
  SalveInstant instant = salve_instant_from_local (day, minute / 60 % 24, minute % 60, utc);

  if (minute == 1440 && salve_locale_get_24_hours (locale))
    return g_strdup ("24:00");
  return salve_instant_format_local (instant, utc, locale, SALVE_INSTANT_STYLE_TIME);
}

char *
salve_minutes_format_range (int start, int end, const SalveLocale *locale)
{
  g_autofree char *from = salve_minute_format (start, locale);
  g_autofree char *to = salve_minute_format (end, locale);

  /* Translators: from one time of the day to another, "08:00–12:00"; the sign between is an en dash */
  return g_strdup_printf (C_ ("time range", "%1$s–%2$s"), from, to);
}

static guint
weekday_at (SalveHoursView *self, int column)
{
  return (salve_locale_get_first_weekday (self->locale) - 1 + (guint)column) % 7 + 1;
}

static int
column_of (SalveHoursView *self, guint weekday)
{
  return (int)((weekday + 7 - salve_locale_get_first_weekday (self->locale)) % 7);
}

static void
measure_labels (SalveHoursView *self, int *side, int *head)
{
  g_autofree char *hour = salve_minute_format (22 * 60, self->locale);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), hour);
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  *side = width + SIDE_GAP;
  *head = height + HEAD_GAP;
}

/* Where columns and minutes are, in pixels. */
typedef struct
{
  int side;
  int head;
  double column;
  double minute;
  gboolean rtl;
  int width;
} Geometry;

static Geometry
find_geometry (SalveHoursView *self)
{
  Geometry place = { .width = gtk_widget_get_width (GTK_WIDGET (self)),
                     .rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL };
  int height = gtk_widget_get_height (GTK_WIDGET (self));

  measure_labels (self, &place.side, &place.head);
  place.column = MAX (place.width - place.side, 7) / 7.0;
  place.minute = MAX (height - place.head, 1) / (double)(self->last_minute - self->first_minute);
  return place;
}

static double
x_of (const Geometry *place, int column)
{
  return place->rtl ? place->width - place->side - (column + 1) * place->column
                    : place->side + column * place->column;
}

static gboolean
find_time (SalveHoursView *self, double x, double y, guint *weekday, int *minute)
{
  Geometry place = find_geometry (self);
  double across = place.rtl ? place.width - x - place.side : x - place.side;
  int column = (int)(across / place.column);

  *minute = self->first_minute + (int)((y - place.head) / place.minute);
  *minute = CLAMP (*minute, 0, 1440);
  *weekday = weekday_at (self, CLAMP (column, 0, 6));
  return across >= 0 && column < 7 && y >= place.head;
}

static int
snap (int minute)
{
  return (minute + GRID / 2) / GRID * GRID;
}

static void
update_days (SalveHoursView *self)
{
  int first = 7 * 60, last = 19 * 60;

  for (guint weekday = 1; weekday <= 7; weekday++)
    {
      gboolean empty = TRUE;

      for (guint i = 0; i < self->blocks->len; i++)
        empty &= salve_hours_block_get_weekday (g_ptr_array_index (self->blocks, i)) != weekday;
      salve_hours_block_set_empty (SALVE_HOURS_BLOCK (self->days[weekday]), empty);
    }
  for (guint i = 0; i < self->blocks->len; i++)
    {
      first = MIN (first, salve_hours_block_get_start (g_ptr_array_index (self->blocks, i)) - 60);
      last = MAX (last, salve_hours_block_get_end (g_ptr_array_index (self->blocks, i)) + 60);
    }
  /* While something is dragged, the ground under it stays where it is. */
  if (self->drag == DRAG_NONE)
    {
      self->first_minute = MAX (first, 0) / 60 * 60;
      self->last_minute = MIN ((last + 59) / 60 * 60, 1440);
      gtk_widget_queue_resize (GTK_WIDGET (self));
    }
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
on_focus_keys_hint (GtkWidget *block)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (block), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _ ("Up and Down move it, with Shift its end, with Ctrl its beginning; Ctrl "
                                     "with Left and Right takes it to "
                                     "another day; Delete removes it"),
                                  -1);
}

static gboolean
on_key (SalveHoursView *self, guint keyval, guint keycode, GdkModifierType state, GtkEventController *keys);

static SalveHoursBlock *
add_block (SalveHoursView *self, guint weekday, int start, int end)
{
  GtkWidget *block = salve_hours_block_new (self->locale, weekday, FALSE, self->editable);

  salve_hours_block_set_times (SALVE_HOURS_BLOCK (block), weekday, start, end);
  salve_hours_block_set_colour (SALVE_HOURS_BLOCK (block), self->colour);
  if (self->editable)
    {
      GtkEventController *keys = gtk_event_controller_key_new ();

      on_focus_keys_hint (block);
      g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key), self, G_CONNECT_SWAPPED);
      gtk_widget_add_controller (block, keys);
    }
  gtk_widget_set_parent (block, GTK_WIDGET (self));
  g_ptr_array_add (self->blocks, block);
  return SALVE_HOURS_BLOCK (block);
}

static void
remove_block (SalveHoursView *self, SalveHoursBlock *block)
{
  g_ptr_array_remove (self->blocks, block);
  gtk_widget_unparent (GTK_WIDGET (block));
}

static void
tell_changed (SalveHoursView *self)
{
  update_days (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Another interval of the day that this one would lie on. */
static SalveHoursBlock *
find_overlap (SalveHoursView *self, SalveHoursBlock *except, guint weekday, int start, int end)
{
  for (guint i = 0; i < self->blocks->len; i++)
    {
      SalveHoursBlock *block = g_ptr_array_index (self->blocks, i);

      if (block != except && salve_hours_block_get_weekday (block) == weekday
          && salve_hours_block_get_start (block) < end && start < salve_hours_block_get_end (block))
        return block;
    }
  return NULL;
}

/* What was dropped onto another interval becomes one with it. */
static void
merge (SalveHoursView *self, SalveHoursBlock *block)
{
  SalveHoursBlock *other;
  guint weekday = salve_hours_block_get_weekday (block);

  while ((other = find_overlap (self, block, weekday, salve_hours_block_get_start (block),
                                salve_hours_block_get_end (block)))
         != NULL)
    {
      salve_hours_block_set_times (
          block, weekday, MIN (salve_hours_block_get_start (block), salve_hours_block_get_start (other)),
          MAX (salve_hours_block_get_end (block), salve_hours_block_get_end (other)));
      remove_block (self, other);
    }
}

static void
announce (SalveHoursView *self, SalveHoursBlock *block)
{
  g_autofree char *words = salve_hours_block_describe (block);

  gtk_accessible_announce (GTK_ACCESSIBLE (self), words, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
try_times (SalveHoursView *self, SalveHoursBlock *block, guint weekday, int start, int end)
{
  if (start < 0 || end > 1440 || end - start < SHORTEST)
    return;
  if (find_overlap (self, block, weekday, start, end) != NULL)
    {
      gtk_accessible_announce (GTK_ACCESSIBLE (self), _ ("Other hours are in the way"),
                               GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
      gtk_widget_error_bell (GTK_WIDGET (self));
      return;
    }
  salve_hours_block_set_times (block, weekday, start, end);
  tell_changed (self);
  announce (self, block);
}

/* The first place of the day where an interval fits: three hours from 9, later where that is taken. */
static void
add_to_day (SalveHoursView *self, guint weekday)
{
  int start = 9 * 60, end;
  SalveHoursBlock *taken, *block;

  while ((taken = find_overlap (self, NULL, weekday, start, MIN (start + 60, 1440))) != NULL)
    start = MAX (salve_hours_block_get_end (taken) + 60, start + GRID);
  if (start + 60 > 1440)
    return;
  end = MIN (start + 180, 1440);
  while (end - start > 60 && find_overlap (self, NULL, weekday, start, end) != NULL)
    end -= GRID;
  block = add_block (self, weekday, start, end);
  tell_changed (self);
  gtk_widget_grab_focus (GTK_WIDGET (block));
}

static void
focus_day (SalveHoursView *self, guint weekday, int minute)
{
  GtkWidget *nearest = self->days[weekday];
  int best = G_MAXINT;

  for (guint i = 0; i < self->blocks->len; i++)
    {
      SalveHoursBlock *block = g_ptr_array_index (self->blocks, i);
      int distance = ABS (salve_hours_block_get_start (block) - minute);

      if (salve_hours_block_get_weekday (block) == weekday && distance < best)
        {
          nearest = GTK_WIDGET (block);
          best = distance;
        }
    }
  gtk_widget_grab_focus (nearest);
}

static void
delete_block (SalveHoursView *self, SalveHoursBlock *block)
{
  guint weekday = salve_hours_block_get_weekday (block);
  int start = salve_hours_block_get_start (block);

  remove_block (self, block);
  tell_changed (self);
  focus_day (self, weekday, start);
}

static gboolean
move_by_key (SalveHoursView *self, SalveHoursBlock *block, int by, GdkModifierType state)
{
  guint weekday = salve_hours_block_get_weekday (block);
  int start = salve_hours_block_get_start (block), end = salve_hours_block_get_end (block);

  if (state & GDK_SHIFT_MASK)
    end += by;
  else if (state & GDK_CONTROL_MASK)
    start += by;
  else
    {
      start += by;
      end += by;
    }
  try_times (self, block, weekday, start, end);
  return GDK_EVENT_STOP;
}

static gboolean
go_sideways (SalveHoursView *self, SalveHoursBlock *block, int columns, GdkModifierType state)
{
  int column = column_of (self, salve_hours_block_get_weekday (block)) + columns;

  if (column < 0 || column > 6)
    return GDK_EVENT_STOP;
  if ((state & GDK_CONTROL_MASK) && !salve_hours_block_is_day (block))
    try_times (self, block, weekday_at (self, column), salve_hours_block_get_start (block),
               salve_hours_block_get_end (block));
  else
    focus_day (self, weekday_at (self, column), salve_hours_block_get_start (block));
  return GDK_EVENT_STOP;
}

static gboolean
on_key (SalveHoursView *self, guint keyval, guint keycode, GdkModifierType state, GtkEventController *keys)
{
  SalveHoursBlock *block = SALVE_HOURS_BLOCK (gtk_event_controller_get_widget (keys));
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  gboolean is_day = salve_hours_block_is_day (block);

  if (state & GDK_ALT_MASK)
    return GDK_EVENT_PROPAGATE;
  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      return go_sideways (self, block, rtl ? 1 : -1, state);
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      return go_sideways (self, block, rtl ? -1 : 1, state);
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      return is_day ? GDK_EVENT_PROPAGATE : move_by_key (self, block, -GRID, state);
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      return is_day ? GDK_EVENT_PROPAGATE : move_by_key (self, block, GRID, state);
    case GDK_KEY_Delete:
    case GDK_KEY_BackSpace:
      if (!is_day)
        delete_block (self, block);
      return GDK_EVENT_STOP;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_space:
    case GDK_KEY_Insert:
      if (state & GDK_CONTROL_MASK)
        return GDK_EVENT_PROPAGATE;
      add_to_day (self, salve_hours_block_get_weekday (block));
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static SalveHoursBlock *
find_block_at (SalveHoursView *self, guint weekday, int minute)
{
  return find_overlap (self, NULL, weekday, minute, minute + 1);
}

static void
on_drag_begin (SalveHoursView *self, double x, double y)
{
  Geometry place = find_geometry (self);
  int grip = (int)(GRIP / place.minute);

  self->drag = DRAG_NONE;
  if (!find_time (self, x, y, &self->drag_weekday, &self->drag_minute))
    return;
  self->dragged = find_block_at (self, self->drag_weekday, self->drag_minute);
  if (self->dragged == NULL)
    {
      self->drag = DRAG_NEW;
      self->drag_minute = self->drag_minute / GRID * GRID;
      return;
    }
  self->drag_start = salve_hours_block_get_start (self->dragged);
  self->drag_end = salve_hours_block_get_end (self->dragged);
  self->drag = self->drag_minute - self->drag_start < grip ? DRAG_START
               : self->drag_end - self->drag_minute < grip ? DRAG_END
                                                           : DRAG_MOVE;
  gtk_widget_grab_focus (GTK_WIDGET (self->dragged));
}

static void
drag_new (SalveHoursView *self, int minute)
{
  int start = MIN (self->drag_minute, snap (minute)), end = MAX (self->drag_minute, snap (minute));

  if (end - start < SHORTEST)
    return;
  if (self->dragged == NULL)
    self->dragged = add_block (self, self->drag_weekday, start, end);
  salve_hours_block_set_times (self->dragged, self->drag_weekday, start, end);
}

static void
on_drag_update (SalveHoursView *self, double dx, double dy, GtkGestureDrag *gesture)
{
  double x, y;
  guint weekday;
  int minute, by;

  if (self->drag == DRAG_NONE)
    return;
  gtk_gesture_drag_get_start_point (gesture, &x, &y);
  find_time (self, x + dx, y + dy, &weekday, &minute);
  by = snap (minute) - snap (self->drag_minute);
  if (self->drag == DRAG_NEW)
    drag_new (self, minute);
  else if (self->drag == DRAG_START)
    salve_hours_block_set_times (self->dragged, self->drag_weekday,
                                 CLAMP (self->drag_start + by, 0, self->drag_end - SHORTEST), self->drag_end);
  else if (self->drag == DRAG_END)
    salve_hours_block_set_times (self->dragged, self->drag_weekday, self->drag_start,
                                 CLAMP (self->drag_end + by, self->drag_start + SHORTEST, 1440));
  else
    {
      by = CLAMP (by, -self->drag_start, 1440 - self->drag_end);
      salve_hours_block_set_times (self->dragged, weekday, self->drag_start + by, self->drag_end + by);
    }
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
on_drag_end (SalveHoursView *self, double dx, double dy)
{
  SalveHoursBlock *block = self->dragged;
  DragKind kind = self->drag;
  gboolean dragged = kind != DRAG_NONE;

  self->drag = DRAG_NONE;
  self->dragged = NULL;
  if (!dragged || block == NULL)
    return;
  merge (self, block);
  if (kind == DRAG_NEW || salve_hours_block_get_weekday (block) != self->drag_weekday
      || salve_hours_block_get_start (block) != self->drag_start
      || salve_hours_block_get_end (block) != self->drag_end)
    tell_changed (self);
  else
    update_days (self);
  gtk_widget_grab_focus (GTK_WIDGET (block));
}

static void
on_drag_cancel (SalveHoursView *self)
{
  if (self->drag == DRAG_NEW && self->dragged != NULL)
    remove_block (self, self->dragged);
  else if (self->drag != DRAG_NONE && self->dragged != NULL)
    salve_hours_block_set_times (self->dragged, self->drag_weekday, self->drag_start, self->drag_end);
  self->drag = DRAG_NONE;
  self->dragged = NULL;
  update_days (self);
}

static void
draw_label (SalveHoursView *self, GtkSnapshot *snapshot, const char *text, double x, double y, double width)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  GdkRGBA colour;
  int text_width;

  gtk_widget_get_color (GTK_WIDGET (self), &colour);
  colour.alpha *= 0.7f;
  pango_layout_get_pixel_size (layout, &text_width, NULL);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT ((float)(x + MAX (width - text_width, 0) / 2), (float)y));
  gtk_snapshot_append_layout (snapshot, layout, &colour);
  gtk_snapshot_restore (snapshot);
}

static void
draw_hours (SalveHoursView *self, GtkSnapshot *snapshot, const Geometry *place)
{
  GdkRGBA line;
  int height = gtk_widget_get_height (GTK_WIDGET (self));

  gtk_widget_get_color (GTK_WIDGET (self), &line);
  line.alpha *= 0.12f;
  for (int minute = self->first_minute; minute <= self->last_minute; minute += 60)
    {
      double y = place->head + (minute - self->first_minute) * place->minute;

      gtk_snapshot_append_color (snapshot, &line,
                                 &GRAPHENE_RECT_INIT (place->rtl ? 0 : (float)place->side, (float)y,
                                                      (float)(place->width - place->side), 1));
      if (minute < self->last_minute && minute / 60 % 2 == 0)
        {
          g_autofree char *text = salve_minute_format (minute, self->locale);

          draw_label (self, snapshot, text, place->rtl ? place->width - place->side + SIDE_GAP / 2 : 0, y + 1,
                      place->side - SIDE_GAP);
        }
    }
  for (int column = 0; column <= 7; column++)
    gtk_snapshot_append_color (
        snapshot, &line,
        &GRAPHENE_RECT_INIT ((float)(place->rtl ? place->width - place->side - column * place->column
                                                : place->side + column * place->column),
                             (float)place->head, 1, (float)(height - place->head)));
}

/* All weekdays are shortened, or none. */
static int
measure_weekdays (SalveHoursView *self)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
  int widest = 0;

  for (guint weekday = 1; weekday <= 7; weekday++)
    {
      int width;

      pango_layout_set_text (layout, salve_locale_weekday_name (self->locale, weekday, TRUE), -1);
      pango_layout_get_pixel_size (layout, &width, NULL);
      widest = MAX (widest, width);
    }
  return widest;
}

static void
salve_hours_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SalveHoursView *self = SALVE_HOURS_VIEW (widget);
  Geometry place = find_geometry (self);
  int widest = measure_weekdays (self);

  for (int column = 0; column < 7; column++)
    {
      const char *name = salve_locale_weekday_name (self->locale, weekday_at (self, column), TRUE);
      /* Every Arabic weekday begins with the article. */
      g_autofree char *letter =
          g_utf8_substring (g_str_has_prefix (name, "ال") ? name + strlen ("ال") : name, 0, 1);

      draw_label (self, snapshot, widest <= place.column - 4 ? name : letter, x_of (&place, column), 0,
                  place.column);
    }
  draw_hours (self, snapshot, &place);
  for (guint weekday = 1; weekday <= 7; weekday++)
    gtk_widget_snapshot_child (widget, self->days[weekday], snapshot);
  for (guint i = 0; i < self->blocks->len; i++)
    gtk_widget_snapshot_child (widget, g_ptr_array_index (self->blocks, i), snapshot);
}

static void
salve_hours_view_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  SalveHoursView *self = SALVE_HOURS_VIEW (widget);
  int side, head;

  measure_labels (self, &side, &head);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = side + 7 * 32;
      *natural = side + 7 * 90;
    }
  else
    *minimum = *natural = head + (self->last_minute - self->first_minute) * HOUR_HEIGHT / 60;
}

static void
salve_hours_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SalveHoursView *self = SALVE_HOURS_VIEW (widget);
  Geometry place = find_geometry (self);

  for (guint weekday = 1; weekday <= 7; weekday++)
    {
      GtkAllocation day = { (int)x_of (&place, column_of (self, weekday)) + 1, place.head,
                            (int)place.column - 1, height - place.head };

      gtk_widget_size_allocate (self->days[weekday], &day, -1);
    }
  for (guint i = 0; i < self->blocks->len; i++)
    {
      SalveHoursBlock *block = g_ptr_array_index (self->blocks, i);
      int start = salve_hours_block_get_start (block), end = salve_hours_block_get_end (block);
      int column = column_of (self, salve_hours_block_get_weekday (block));
      GtkAllocation place_of = {
        (int)x_of (&place, column) + 2,
        place.head + (int)((start - self->first_minute) * place.minute) + 1,
        (int)place.column - 3,
        MAX ((int)((end - start) * place.minute) - 1, 4),
      };

      gtk_widget_size_allocate (GTK_WIDGET (block), &place_of, -1);
    }
}

static void
salve_hours_view_dispose (GObject *object)
{
  SalveHoursView *self = SALVE_HOURS_VIEW (object);

  while (self->blocks->len > 0)
    remove_block (self, g_ptr_array_index (self->blocks, self->blocks->len - 1));
  for (guint weekday = 1; weekday <= 7; weekday++)
    g_clear_pointer (&self->days[weekday], gtk_widget_unparent);
  G_OBJECT_CLASS (salve_hours_view_parent_class)->dispose (object);
}

static void
salve_hours_view_finalize (GObject *object)
{
  SalveHoursView *self = SALVE_HOURS_VIEW (object);

  g_clear_pointer (&self->blocks, g_ptr_array_unref);
  g_clear_pointer (&self->locale, salve_locale_unref);
  G_OBJECT_CLASS (salve_hours_view_parent_class)->finalize (object);
}

static void
salve_hours_view_class_init (SalveHoursViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = salve_hours_view_dispose;
  object_class->finalize = salve_hours_view_finalize;
  widget_class->snapshot = salve_hours_view_snapshot;
  widget_class->measure = salve_hours_view_measure;
  widget_class->size_allocate = salve_hours_view_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "hoursview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
salve_hours_view_init (SalveHoursView *self)
{
  self->blocks = g_ptr_array_new ();
  self->first_minute = 7 * 60;
  self->last_minute = 19 * 60;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Weekly hours"),
                                  -1);
}

static void
add_days (SalveHoursView *self)
{
  for (int column = 0; column < 7; column++)
    {
      guint weekday = weekday_at (self, column);
      GtkEventController *keys = gtk_event_controller_key_new ();

      self->days[weekday] = salve_hours_block_new (self->locale, weekday, TRUE, self->editable);
      gtk_widget_set_can_target (self->days[weekday], FALSE);
      g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key), self, G_CONNECT_SWAPPED);
      gtk_widget_add_controller (self->days[weekday], keys);
      gtk_widget_set_parent (self->days[weekday], GTK_WIDGET (self));
    }
}

/* Escape ends a drag, and leaves the dialog around it open. */
static gboolean
on_capture_key (SalveHoursView *self, guint keyval)
{
  if (keyval != GDK_KEY_Escape || self->drag == DRAG_NONE)
    return GDK_EVENT_PROPAGATE;
  on_drag_cancel (self);
  return GDK_EVENT_STOP;
}

static void
add_drag (SalveHoursView *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect_object (drag, "drag-begin", G_CALLBACK (on_drag_begin), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (drag, "drag-update", G_CALLBACK (on_drag_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (drag, "drag-end", G_CALLBACK (on_drag_end), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (drag, "cancel", G_CALLBACK (on_drag_cancel), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_capture_key), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/**
 * salve_hours_view_new:
 * @editable: whether a person may change the hours here
 */
GtkWidget *
salve_hours_view_new (SalveLocale *locale, gboolean editable)
{
  SalveHoursView *self = g_object_new (SALVE_TYPE_HOURS_VIEW, NULL);

  self->locale = salve_locale_ref (locale);
  self->editable = editable;
  add_days (self);
  if (editable)
    add_drag (self);
  return GTK_WIDGET (self);
}

/**
 * salve_hours_view_set_rules:
 * @rules: (element-type SalveHoursRule): shown from now on; "changed" is not emitted
 */
void
salve_hours_view_set_rules (SalveHoursView *self, const GArray *rules)
{
  g_return_if_fail (SALVE_IS_HOURS_VIEW (self));

  while (self->blocks->len > 0)
    remove_block (self, g_ptr_array_index (self->blocks, self->blocks->len - 1));
  for (guint i = 0; rules != NULL && i < rules->len; i++)
    {
      const SalveHoursRule *rule = &g_array_index (rules, SalveHoursRule, i);

      add_block (self, rule->weekday, rule->start_minute, rule->end_minute);
    }
  update_days (self);
}

static int
compare_rules (gconstpointer a, gconstpointer b)
{
  const SalveHoursRule *first = a, *second = b;

  return first->weekday != second->weekday ? (int)first->weekday - (int)second->weekday
                                           : first->start_minute - second->start_minute;
}

/**
 * salve_hours_view_get_rules:
 *
 * Returns: (transfer full) (element-type SalveHoursRule): by weekday and time, without validity and place
 */
GArray *
salve_hours_view_get_rules (SalveHoursView *self)
{
  GArray *rules = g_array_new (FALSE, TRUE, sizeof (SalveHoursRule));

  for (guint i = 0; i < self->blocks->len; i++)
    {
      SalveHoursBlock *block = g_ptr_array_index (self->blocks, i);
      SalveHoursRule rule = { .weekday = salve_hours_block_get_weekday (block),
                              .start_minute = salve_hours_block_get_start (block),
                              .end_minute = salve_hours_block_get_end (block) };

      g_array_append_val (rules, rule);
    }
  g_array_sort (rules, compare_rules);
  return rules;
}

void
salve_hours_view_set_colour (SalveHoursView *self, int colour)
{
  g_return_if_fail (SALVE_IS_HOURS_VIEW (self));

  self->colour = colour;
  for (guint i = 0; i < self->blocks->len; i++)
    salve_hours_block_set_colour (g_ptr_array_index (self->blocks, i), colour);
}
