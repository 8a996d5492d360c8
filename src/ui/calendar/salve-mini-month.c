/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A small month to go to a day with. Under each number a quiet bar says how full that day is. */

#define G_LOG_DOMAIN "salve-ui"

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "salve-calendar-draw.h"
#include "salve-day-cells.h"
#include "salve-mini-month.h"
#include "salve-text.h"
#include "salve-weekday-heading.h"

#define N_ROWS 6
#define N_DAYS (N_ROWS * 7)

struct _SalveMiniMonth
{
  GtkWidget parent_instance;

  SalveLocale *locale;
  SalvePartialDate day;
  SalvePartialDate today;
  SalvePartialDate month;
  SalvePartialDate first;
  SalvePartialDate span_first;
  SalvePartialDate span_last;
  GHashTable *loads;    /* day → Load */
  SalveDayCells *cells; /* for assistive technology */
  SalveCalendarStyle style;
  GtkWidget *previous;
  GtkWidget *next;
  GtkWidget *title;
  double line;
  double scrolled;
};

typedef struct
{
  double load;
  guint n;
} Load;

enum
{
  DAY_SELECTED,
  MONTH_SHOWN,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void salve_mini_month_accessible_init (GtkAccessibleInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SalveMiniMonth,
                               salve_mini_month,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_ACCESSIBLE, salve_mini_month_accessible_init))

/* What is drawn is not what it was. */
static void
redraw (SalveMiniMonth *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
  salve_day_cells_changed (self->cells);
}

static gpointer
day_key (SalvePartialDate day)
{
  return GINT_TO_POINTER ((day.year * 12 + day.month) * 31 + day.day);
}

static gboolean
is_rtl (SalveMiniMonth *self)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
}

static void
find_cells (SalveMiniMonth *self)
{
  int before =
      ((int)salve_partial_date_weekday (self->month) - (int)salve_locale_get_first_weekday (self->locale) + 7)
      % 7;
  g_autofree char *title = g_strdup_printf (
      /* Translators: a month's name and its year */
      C_ ("month", "%1$s %2$d"), salve_locale_month_name (self->locale, self->month.month, FALSE),
      self->month.year);

  g_autofree char *shown = salve_text_localise_digits (title, salve_locale_get_digit_zero (self->locale));

  self->first = salve_partial_date_add_days (self->month, -before);
  gtk_label_set_label (GTK_LABEL (self->title), shown);
  redraw (self);
}

static void
show_month (SalveMiniMonth *self, SalvePartialDate day)
{
  SalvePartialDate month = salve_partial_date_new_day (day.year, day.month, 1);

  if (salve_partial_date_equal (month, self->month))
    return;
  self->month = month;
  find_cells (self);
  g_signal_emit (self, signals[MONTH_SHOWN], 0);
}

static char *
describe_day (SalveMiniMonth *self, SalvePartialDate day)
{
  const Load *load = g_hash_table_lookup (self->loads, day_key (day));

  return salve_calendar_day_describe (day, load != NULL ? load->n : 0, self->locale);
}

static void
say_day (SalveMiniMonth *self)
{
  g_autofree char *words = describe_day (self, self->day);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, words, -1);
  salve_calendar_announce (GTK_WIDGET (self), words);
}

static void
choose (SalveMiniMonth *self, SalvePartialDate day)
{
  if (salve_partial_date_equal (day, self->day))
    return;
  self->day = day;
  show_month (self, day);
  redraw (self);
  say_day (self);
  g_signal_emit (self, signals[DAY_SELECTED], 0);
}

static double
head_height (SalveMiniMonth *self)
{
  int minimum, natural;

  gtk_widget_measure (self->next, GTK_ORIENTATION_VERTICAL, -1, &minimum, &natural, NULL, NULL);
  return natural;
}

static double
ensure_line (SalveMiniMonth *self)
{
  g_autoptr (PangoLayout) sample = NULL;
  int width, height;

  if (self->line > 0)
    return self->line;
  sample = gtk_widget_create_pango_layout (GTK_WIDGET (self), "30");
  pango_layout_get_pixel_size (sample, &width, &height);
  self->line = height;
  return self->line;
}

static void
cell_box (SalveMiniMonth *self, guint n, graphene_rect_t *box)
{
  double top = head_height (self) + ensure_line (self) + 4;
  double width = gtk_widget_get_width (GTK_WIDGET (self)) / 7.0,
         height = (gtk_widget_get_height (GTK_WIDGET (self)) - top) / N_ROWS;
  guint column = is_rtl (self) ? 6 - n % 7 : n % 7;

  *box = GRAPHENE_RECT_INIT ((float)(column * width), (float)(top + n / 7 * height), (float)width,
                             (float)height);
}

static PangoLayout *
make_text (SalveMiniMonth *self, const char *text, double scale, gboolean bold)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (scale));
  if (bold)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);
  return layout;
}

static void
draw_centred (GtkSnapshot *snapshot,
              PangoLayout *text,
              const graphene_rect_t *box,
              float y,
              const GdkRGBA *colour)
{
  int width, height;

  pango_layout_get_pixel_size (text, &width, &height);
  salve_draw_text (snapshot, text, box->origin.x + (box->size.width - (float)width) / 2, y, colour);
}

static void
draw_weekdays (SalveMiniMonth *self, GtkSnapshot *snapshot, const SalveCalendarColours *colours)
{
  GdkRGBA quiet = salve_calendar_quiet (colours);

  for (guint i = 0; i < 7; i++)
    {
      guint weekday = salve_partial_date_weekday (salve_partial_date_add_days (self->first, (int)i));
      g_autofree char *heading = salve_weekday_heading (self->locale, weekday);
      g_autoptr (PangoLayout) text = make_text (self, heading, 0.8, FALSE);
      graphene_rect_t box;

      cell_box (self, i, &box);
      pango_layout_set_width (text, (int)(box.size.width * PANGO_SCALE));
      pango_layout_set_ellipsize (text, PANGO_ELLIPSIZE_NONE);
      pango_layout_set_alignment (text, PANGO_ALIGN_CENTER);
      pango_layout_set_wrap (text, PANGO_WRAP_CHAR);
      pango_layout_set_height (text, 0);
      salve_draw_text (snapshot, text, box.origin.x, (float)head_height (self) + 2, &quiet);
    }
}

static void
draw_load (SalveMiniMonth *self,
           GtkSnapshot *snapshot,
           const Load *load,
           const graphene_rect_t *pill,
           const GdkRGBA *colour)
{
  GdkRGBA track = salve_colour_fade (*colour, 0.18f), bar = salve_colour_fade (*colour, 0.75f);
  float length = roundf (pill->size.width * 0.6f),
        full = MAX (2, roundf (length * (float)CLAMP (load->load, 0, 1)));
  float x = roundf (pill->origin.x + (pill->size.width - length) / 2),
        y = roundf (pill->origin.y + pill->size.height - 5);

  salve_draw_box (snapshot, x, y, length, 3, &track);
  salve_draw_box (snapshot, is_rtl (self) ? x + length - full : x, y, full, 3, &bar);
}

static gboolean
in_span (SalveMiniMonth *self, SalvePartialDate day)
{
  return salve_partial_date_is_set (self->span_first)
         && salve_partial_date_compare (day, self->span_first) >= 0
         && salve_partial_date_compare (day, self->span_last) <= 0;
}

static void
draw_day (SalveMiniMonth *self, GtkSnapshot *snapshot, guint n, const SalveCalendarColours *colours)
{
  SalvePartialDate day = salve_partial_date_add_days (self->first, (int)n);
  gboolean chosen = salve_partial_date_equal (day, self->day),
           today = salve_partial_date_equal (day, self->today);
  gboolean other = day.month != self->month.month;
  GdkRGBA ink = today ? colours->accent : colours->foreground,
          wash = salve_colour_fade (colours->accent, 0.13f);
  const Load *load = g_hash_table_lookup (self->loads, day_key (day));
  g_autofree char *number = salve_calendar_number (day.day, self->locale);
  g_autoptr (PangoLayout) text = make_text (self, number, 1, today || chosen);
  graphene_rect_t box, pill;
  GskRoundedRect rounded;

  cell_box (self, n, &box);
  if (in_span (self, day))
    gtk_snapshot_append_color (
        snapshot, &wash,
        &GRAPHENE_RECT_INIT (box.origin.x, box.origin.y + 1, box.size.width, box.size.height - 2));
  pill = box;
  graphene_rect_inset (&pill, 1, 1);
  if (chosen)
    {
      gsk_rounded_rect_init_from_rect (&rounded, &pill, 8);
      gtk_snapshot_push_rounded_clip (snapshot, &rounded);
      gtk_snapshot_append_color (snapshot, &colours->accent, &pill);
      gtk_snapshot_pop (snapshot);
      ink = colours->ground;
      if (gtk_widget_has_focus (GTK_WIDGET (self)))
        {
          graphene_rect_inset (&pill, -1, -1);
          salve_draw_outline (snapshot, &pill, 9, 2, &colours->foreground);
        }
    }
  else if (other)
    ink = salve_calendar_quiet (colours);
  draw_centred (snapshot, text, &box, box.origin.y + (box.size.height - (float)self->line) / 2 - 2, &ink);
  if (load != NULL && load->n > 0)
    draw_load (self, snapshot, load, &pill, &ink);
}

static void
salve_mini_month_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SalveMiniMonth *self = SALVE_MINI_MONTH (widget);
  SalveCalendarColours colours;

  salve_calendar_style_read (&self->style, widget, &colours);
  draw_weekdays (self, snapshot, &colours);
  for (guint i = 0; i < N_DAYS; i++)
    draw_day (self, snapshot, i, &colours);
  gtk_widget_snapshot_child (widget, self->previous, snapshot);
  gtk_widget_snapshot_child (widget, self->title, snapshot);
  gtk_widget_snapshot_child (widget, self->next, snapshot);
}

static void
salve_mini_month_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  SalveMiniMonth *self = SALVE_MINI_MONTH (widget);
  double line = ensure_line (self);

  *minimum =
      (int)(orientation == GTK_ORIENTATION_HORIZONTAL ? 7 * line * 1.15
                                                      : head_height (self) + line + 4 + N_ROWS * (line + 5));
  *natural =
      (int)(orientation == GTK_ORIENTATION_HORIZONTAL ? 7 * line * 1.7
                                                      : head_height (self) + line + 4 + N_ROWS * (line + 9));
}

static void
salve_mini_month_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SalveMiniMonth *self = SALVE_MINI_MONTH (widget);
  int head = (int)head_height (self), button;
  GtkAllocation start = { 0, 0, 0, head }, middle, end;

  gtk_widget_measure (self->next, GTK_ORIENTATION_HORIZONTAL, -1, &button, NULL, NULL, NULL);
  start.width = button;
  end = (GtkAllocation){ width - button, 0, button, head };
  middle = (GtkAllocation){ button, 0, MAX (1, width - 2 * button), head };
  gtk_widget_size_allocate (self->previous, is_rtl (self) ? &end : &start, -1);
  gtk_widget_size_allocate (self->next, is_rtl (self) ? &start : &end, -1);
  gtk_widget_size_allocate (self->title, &middle, -1);
}

static int
day_at (SalveMiniMonth *self, double x, double y)
{
  for (guint i = 0; i < N_DAYS; i++)
    {
      graphene_rect_t box;

      cell_box (self, i, &box);
      if (graphene_rect_contains_point (&box, &GRAPHENE_POINT_INIT ((float)x, (float)y)))
        return (int)i;
    }
  return -1;
}

static void
pressed_cb (GtkGestureClick *click, int n_press, double x, double y, SalveMiniMonth *self)
{
  int n = day_at (self, x, y);

  if (n < 0)
    return;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  choose (self, salve_partial_date_add_days (self->first, n));
}

static gboolean
scroll_cb (GtkEventControllerScroll *controller, double dx, double dy, SalveMiniMonth *self)
{
  self->scrolled +=
      dy / (gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_SURFACE ? 80 : 1);
  if (fabs (self->scrolled) < 1)
    return GDK_EVENT_STOP;
  show_month (self, salve_partial_date_add_months (self->month, self->scrolled > 0 ? 1 : -1));
  self->scrolled = 0;
  return GDK_EVENT_STOP;
}

static void
turn_cb (GtkButton *button, SalveMiniMonth *self)
{
  show_month (self, salve_partial_date_add_months (self->month, GTK_WIDGET (button) == self->next ? 1 : -1));
}

static gboolean
days_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  SalveMiniMonth *self = SALVE_MINI_MONTH (widget);
  int by = g_variant_get_int32 (arguments);

  if (ABS (by) == 1 && is_rtl (self))
    by = -by;
  choose (self, salve_partial_date_add_days (self->day, by));
  return GDK_EVENT_STOP;
}

static gboolean
months_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  SalveMiniMonth *self = SALVE_MINI_MONTH (widget);

  choose (self, salve_partial_date_add_months (self->day, g_variant_get_int32 (arguments)));
  return GDK_EVENT_STOP;
}

static gboolean
week_edge_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  SalveMiniMonth *self = SALVE_MINI_MONTH (widget);
  int index = salve_partial_date_days_between (self->first, self->day);
  int into = ((index % 7) + 7) % 7;

  choose (self,
          salve_partial_date_add_days (self->day, g_variant_get_int32 (arguments) > 0 ? 6 - into : -into));
  return GDK_EVENT_STOP;
}

static gboolean
today_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  SalveMiniMonth *self = SALVE_MINI_MONTH (widget);

  if (!salve_partial_date_is_set (self->today))
    return GDK_EVENT_PROPAGATE;
  choose (self, self->today);
  return GDK_EVENT_STOP;
}

/* The days come first, then the two buttons. */
static gboolean
salve_mini_month_focus (GtkWidget *widget, GtkDirectionType direction)
{
  SalveMiniMonth *self = SALVE_MINI_MONTH (widget);
  GtkWidget *order[] = { widget, self->previous, self->next };
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  int at = -1, step = direction == GTK_DIR_TAB_BACKWARD ? -1 : 1;

  if (direction != GTK_DIR_TAB_FORWARD && direction != GTK_DIR_TAB_BACKWARD)
    return FALSE;
  for (int i = 0; i < 3; i++)
    if (focus == order[i])
      at = i;
  at = at < 0 ? (step > 0 ? 0 : 2) : at + step;
  return at >= 0 && at < 3 && gtk_widget_grab_focus (order[at]);
}

static void
forget_font (SalveMiniMonth *self)
{
  self->line = 0;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
salve_mini_month_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (salve_mini_month_parent_class)->css_changed (widget, change);
  forget_font (SALVE_MINI_MONTH (widget));
}

static void
salve_mini_month_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (salve_mini_month_parent_class)->system_setting_changed (widget, setting);
  forget_font (SALVE_MINI_MONTH (widget));
}

static void
salve_mini_month_state_flags_changed (GtkWidget *widget, GtkStateFlags previous)
{
  GTK_WIDGET_CLASS (salve_mini_month_parent_class)->state_flags_changed (widget, previous);
  gtk_widget_queue_draw (widget);
}

static void
salve_mini_month_dispose (GObject *object)
{
  SalveMiniMonth *self = SALVE_MINI_MONTH (object);

  salve_calendar_style_clear (&self->style);
  g_clear_pointer (&self->cells, salve_day_cells_free);
  g_clear_pointer (&self->previous, gtk_widget_unparent);
  g_clear_pointer (&self->next, gtk_widget_unparent);
  g_clear_pointer (&self->title, gtk_widget_unparent);

  G_OBJECT_CLASS (salve_mini_month_parent_class)->dispose (object);
}

static void
salve_mini_month_finalize (GObject *object)
{
  SalveMiniMonth *self = SALVE_MINI_MONTH (object);

  g_clear_pointer (&self->locale, salve_locale_unref);
  g_clear_pointer (&self->loads, g_hash_table_unref);

  G_OBJECT_CLASS (salve_mini_month_parent_class)->finalize (object);
}

static void
install_keys (GtkWidgetClass *widget_class)
{
  salve_calendar_add_keys (widget_class, "Left|KP_Left", days_cb, g_variant_new_int32 (-1));
  salve_calendar_add_keys (widget_class, "Right|KP_Right", days_cb, g_variant_new_int32 (1));
  salve_calendar_add_keys (widget_class, "Up|KP_Up", days_cb, g_variant_new_int32 (-7));
  salve_calendar_add_keys (widget_class, "Down|KP_Down", days_cb, g_variant_new_int32 (7));
  salve_calendar_add_keys (widget_class, "Page_Up|KP_Page_Up", months_cb, g_variant_new_int32 (-1));
  salve_calendar_add_keys (widget_class, "Page_Down|KP_Page_Down", months_cb, g_variant_new_int32 (1));
  salve_calendar_add_keys (widget_class, "<Shift>Page_Up", months_cb, g_variant_new_int32 (-12));
  salve_calendar_add_keys (widget_class, "<Shift>Page_Down", months_cb, g_variant_new_int32 (12));
  salve_calendar_add_keys (widget_class, "Home|KP_Home", week_edge_cb, g_variant_new_int32 (-1));
  salve_calendar_add_keys (widget_class, "End|KP_End", week_edge_cb, g_variant_new_int32 (1));
  salve_calendar_add_keys (widget_class, "t", today_cb, NULL);
}

static void
salve_mini_month_class_init (SalveMiniMonthClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = salve_mini_month_dispose;
  object_class->finalize = salve_mini_month_finalize;
  widget_class->measure = salve_mini_month_measure;
  widget_class->size_allocate = salve_mini_month_size_allocate;
  widget_class->snapshot = salve_mini_month_snapshot;
  widget_class->css_changed = salve_mini_month_css_changed;
  widget_class->system_setting_changed = salve_mini_month_system_setting_changed;
  widget_class->state_flags_changed = salve_mini_month_state_flags_changed;
  widget_class->focus = salve_mini_month_focus;

  signals[DAY_SELECTED] = g_signal_new ("day-selected", SALVE_TYPE_MINI_MONTH, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 0);
  signals[MONTH_SHOWN] = g_signal_new ("month-shown", SALVE_TYPE_MINI_MONTH, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 0);
  install_keys (widget_class);
  gtk_widget_class_set_css_name (widget_class, "salveminimonth");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GRID);
}

static GtkWidget *
make_button (SalveMiniMonth *self, const char *icon, const char *name)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect (button, "clicked", G_CALLBACK (turn_cb), self);
  gtk_widget_set_parent (button, GTK_WIDGET (self));
  return button;
}

static void
install_input (SalveMiniMonth *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);

  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
}

static guint
count_cells (GtkWidget *widget)
{
  return N_DAYS;
}

static char *
describe_cell (GtkWidget *widget, guint n)
{
  SalveMiniMonth *self = SALVE_MINI_MONTH (widget);

  return describe_day (self, salve_partial_date_add_days (self->first, (int)n));
}

static void
place_cell (GtkWidget *widget, guint n, graphene_rect_t *box)
{
  cell_box (SALVE_MINI_MONTH (widget), n, box);
}

static int
find_chosen_cell (GtkWidget *widget)
{
  SalveMiniMonth *self = SALVE_MINI_MONTH (widget);
  int n = salve_partial_date_days_between (self->first, self->day);

  return n >= 0 && n < N_DAYS ? n : -1;
}

static GtkAccessible *
get_first_child (GtkAccessible *accessible)
{
  SalveMiniMonth *self = SALVE_MINI_MONTH (accessible);

  return self->cells != NULL ? salve_day_cells_get_first (self->cells) : NULL;
}

static void
salve_mini_month_accessible_init (GtkAccessibleInterface *iface)
{
  iface->get_first_accessible_child = get_first_child;
}

static void
salve_mini_month_init (SalveMiniMonth *self)
{
  static const SalveDayCellsClass cells = { count_cells, describe_cell, place_cell, find_chosen_cell };

  self->cells = salve_day_cells_new (GTK_WIDGET (self), &cells);
  self->loads = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->previous = make_button (self, "go-previous-symbolic", _ ("Previous Month"));
  self->title = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->title, "heading");
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
  gtk_widget_set_parent (self->title, GTK_WIDGET (self));
  self->next = make_button (self, "go-next-symbolic", _ ("Next Month"));
  self->month = self->day = salve_partial_date_new_day (2000, 1, 1);
  find_cells (self);
  salve_calendar_style_init (&self->style, GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Month"), -1);
  install_input (self);
  g_signal_connect_object (adw_style_manager_get_default (), "notify", G_CALLBACK (gtk_widget_queue_draw),
                           self, G_CONNECT_SWAPPED);
}

/**
 * salve_mini_month_new:
 *
 * Returns: (transfer floating):
 */
GtkWidget *
salve_mini_month_new (void)
{
  return g_object_new (SALVE_TYPE_MINI_MONTH, NULL);
}

/** salve_mini_month_set_day: chooses a day and shows its month; says nothing but, at most, month-shown */
void
salve_mini_month_set_day (SalveMiniMonth *self, SalvePartialDate day)
{
  g_return_if_fail (day.precision == SALVE_DATE_PRECISION_DAY);

  self->day = day;
  show_month (self, day);
  redraw (self);
}

/** salve_mini_month_get_day: */
SalvePartialDate
salve_mini_month_get_day (SalveMiniMonth *self)
{
  return self->day;
}

/** salve_mini_month_set_today: */
void
salve_mini_month_set_today (SalveMiniMonth *self, SalvePartialDate today)
{
  self->today = today;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** salve_mini_month_set_span: marks the days that the view beside it shows; an unset first: none */
void
salve_mini_month_set_span (SalveMiniMonth *self, SalvePartialDate first, SalvePartialDate last)
{
  self->span_first = first;
  self->span_last = last;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/** salve_mini_month_set_locale: */
void
salve_mini_month_set_locale (SalveMiniMonth *self, SalveLocale *locale)
{
  g_clear_pointer (&self->locale, salve_locale_unref);
  self->locale = locale != NULL ? salve_locale_ref (locale) : NULL;
  find_cells (self);
}

/** salve_mini_month_get_range: the first and the last day in sight */
void
salve_mini_month_get_range (SalveMiniMonth *self, SalvePartialDate *first, SalvePartialDate *last)
{
  *first = self->first;
  *last = salve_partial_date_add_days (self->first, N_DAYS - 1);
}

/**
 * salve_mini_month_set_load:
 * @load: 0 (empty) to 1 (full)
 * @n_appointments: what is said of the day; 0: no bar
 */
void
salve_mini_month_set_load (SalveMiniMonth *self, SalvePartialDate day, double load, guint n_appointments)
{
  Load *entry = g_new (Load, 1);

  *entry = (Load){ load, n_appointments };
  g_hash_table_replace (self->loads, day_key (day), entry);
  redraw (self);
}

/** salve_mini_month_clear_loads: */
void
salve_mini_month_clear_loads (SalveMiniMonth *self)
{
  g_hash_table_remove_all (self->loads);
  redraw (self);
}
