/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The agenda: a GtkListView over SalveAgendaModel, with a heading for each day. */

#define G_LOG_DOMAIN "salve-ui"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "salve-agenda-list.h"
#include "salve-agenda-model.h"
#include "salve-agenda-row.h"
#include "salve-calendar-draw.h"
#include "salve-locale-digits.h"

/* Where the rows below a day's date begin. */
#define HEADER_MARGIN 12
#define HEADING_TICKS 3

struct _SalveAgendaList
{
  GtkWidget parent_instance;

  GTimeZone *zone;
  SalveLocale *locale;
  SalveInstant now;
  GPtrArray *events;
  SalveAgendaModel *model;
  GtkSingleSelection *selection;
  GtkWidget *scrolled;
  GtkWidget *view;
  GHashTable *rows; /* those that show something */
  guint n_ticks;    /* for how many frames the first heading is still brought into sight */
};

enum
{
  EVENT_ACTIVATED,
  EVENT_OPEN_RECORD,
  STEP_REQUESTED,
  DELETE_REQUESTED,
  MENU_REQUESTED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SalveAgendaList, salve_agenda_list, GTK_TYPE_WIDGET)

static void
emit (SalveAgendaList *self, guint signal, SalveCalendarEvent *event)
{
  g_autofree char *id = event != NULL ? g_strdup (event->id) : NULL;

  if (id != NULL)
    g_signal_emit (self, signals[signal], 0, id);
}

static SalveCalendarEvent *
chosen_event (SalveAgendaList *self)
{
  SalveAgendaItem *item = gtk_single_selection_get_selected_item (self->selection);

  return item != NULL ? salve_agenda_item_get_event (item) : NULL;
}

static void
row_pressed_cb (GtkGestureClick *click, int n_press, double x, double y, SalveAgendaList *self)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (click));

  gtk_gesture_set_state (GTK_GESTURE (click), GTK_EVENT_SEQUENCE_CLAIMED);
  emit (self, MENU_REQUESTED, salve_agenda_row_get_event (SALVE_AGENDA_ROW (row)));
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, SalveAgendaList *self)
{
  GtkWidget *row = salve_agenda_row_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (row_pressed_cb), self);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (click));
  gtk_list_item_set_child (item, row);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, SalveAgendaList *self)
{
  SalveCalendarEvent *event = salve_agenda_item_get_event (gtk_list_item_get_item (item));
  GtkWidget *row = gtk_list_item_get_child (item);
  g_autofree char *words = salve_calendar_event_describe (event, self->zone, self->locale);

  salve_agenda_row_set_event (SALVE_AGENDA_ROW (row), event, self->zone, self->locale, self->now);
  gtk_list_item_set_accessible_label (item, words);
  g_hash_table_add (self->rows, row);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, SalveAgendaList *self)
{
  GtkWidget *row = gtk_list_item_get_child (item);

  g_hash_table_remove (self->rows, row);
  salve_agenda_row_set_event (SALVE_AGENDA_ROW (row), NULL, self->zone, self->locale, self->now);
}

static void
setup_header_cb (GtkSignalListItemFactory *factory, GtkListHeader *header, SalveAgendaList *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, HEADER_MARGIN);
  GtkWidget *label = gtk_label_new (NULL), *count = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (count, "caption");
  gtk_widget_add_css_class (count, "dimmed");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), count);
  gtk_widget_set_margin_start (box, HEADER_MARGIN);
  gtk_widget_set_margin_end (box, HEADER_MARGIN);
  gtk_list_header_set_child (header, box);
}

static void
bind_header_cb (GtkSignalListItemFactory *factory, GtkListHeader *header, SalveAgendaList *self)
{
  SalveCalendarEvent *event = salve_agenda_item_get_event (gtk_list_header_get_item (header));
  SalvePartialDate day = salve_instant_to_date (event->span.start, self->zone);
  g_autofree char *date = salve_partial_date_format_long (day, self->locale);
  guint n = gtk_list_header_get_n_items (header);
  g_autofree char *count = salve_locale_write_digits (
      self->locale,
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u appointment", "%u appointments", n), n));
  /* Translators: a weekday, and a date */
  g_autofree char *text = g_strdup_printf (
      _ ("%1$s, %2$s"), salve_locale_weekday_name (self->locale, salve_partial_date_weekday (day), FALSE),
      date);
  GtkWidget *box = gtk_list_header_get_child (header);

  gtk_label_set_label (GTK_LABEL (gtk_widget_get_first_child (box)), text);
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_last_child (box)), count);
}

static void
activate_cb (GtkListView *view, guint position, SalveAgendaList *self)
{
  g_autoptr (SalveAgendaItem) item = g_list_model_get_item (G_LIST_MODEL (self->model), position);

  if (item != NULL)
    emit (self, EVENT_ACTIVATED, salve_agenda_item_get_event (item));
}

static gboolean
key_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  SalveAgendaList *self = SALVE_AGENDA_LIST (widget);
  SalveCalendarEvent *event = chosen_event (self);

  if (event == NULL)
    return GDK_EVENT_PROPAGATE;
  emit (self, g_variant_get_uint32 (arguments), event);
  return GDK_EVENT_STOP;
}

static void
add_key (GtkEventController *controller, const char *keys, guint signal)
{
  GtkShortcut *shortcut = gtk_shortcut_new (gtk_shortcut_trigger_parse_string (keys),
                                            gtk_callback_action_new (key_cb, NULL, NULL));

  gtk_shortcut_set_arguments (shortcut, g_variant_new_uint32 (signal));
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
}

/* Before the list sees them: its own Space would only choose the row that is chosen already. */
static void
install_keys (SalveAgendaList *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  add_key (controller, "space|KP_Space", STEP_REQUESTED);
  add_key (controller, "Delete|KP_Delete", DELETE_REQUESTED);
  add_key (controller, "<Control>Return|<Control>KP_Enter", EVENT_OPEN_RECORD);
  add_key (controller, "Menu|<Shift>F10", MENU_REQUESTED);
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

static void
salve_agenda_list_dispose (GObject *object)
{
  SalveAgendaList *self = SALVE_AGENDA_LIST (object);

  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (salve_agenda_list_parent_class)->dispose (object);
}

static void
salve_agenda_list_finalize (GObject *object)
{
  SalveAgendaList *self = SALVE_AGENDA_LIST (object);

  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_pointer (&self->locale, salve_locale_unref);
  g_clear_pointer (&self->events, g_ptr_array_unref);
  g_clear_pointer (&self->rows, g_hash_table_unref);

  G_OBJECT_CLASS (salve_agenda_list_parent_class)->finalize (object);
}

static void
salve_agenda_list_class_init (SalveAgendaListClass *klass)
{
  static const char *const names[N_SIGNALS] = { "event-activated", "event-open-record", "step-requested",
                                                "delete-requested", "menu-requested" };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = salve_agenda_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = salve_agenda_list_finalize;
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], SALVE_TYPE_AGENDA_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "salveagendalist");
}

static GtkListItemFactory *
make_factory (SalveAgendaList *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), self);
  return factory;
}

/* The list brings its first row to the upper border when it gets the keyboard, and the heading above it out of sight. It does
 * so while it is laid out, after the first frame's ticks. */
static gboolean
show_first_heading (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  SalveAgendaList *self = SALVE_AGENDA_LIST (widget);

  if (gtk_single_selection_get_selected (self->selection) == 0)
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scrolled)), 0);
  return --self->n_ticks > 0;
}

static void
want_first_heading (SalveAgendaList *self)
{
  if (self->n_ticks == 0)
    gtk_widget_add_tick_callback (GTK_WIDGET (self), show_first_heading, NULL, NULL);
  self->n_ticks = HEADING_TICKS;
}

static void
salve_agenda_list_init (SalveAgendaList *self)
{
  GtkListItemFactory *headers = gtk_signal_list_item_factory_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->zone = g_time_zone_new_utc ();
  self->now = SALVE_INSTANT_NONE;
  self->events = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_calendar_event_unref);
  self->rows = g_hash_table_new (NULL, NULL);
  self->model = salve_agenda_model_new ();
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->model)));
  g_signal_connect (headers, "setup", G_CALLBACK (setup_header_cb), self);
  g_signal_connect (headers, "bind", G_CALLBACK (bind_header_cb), self);
  self->view = gtk_list_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection)), make_factory (self));
  gtk_list_view_set_tab_behavior (GTK_LIST_VIEW (self->view), GTK_LIST_TAB_ITEM);
  gtk_list_view_set_header_factory (GTK_LIST_VIEW (self->view), headers);
  g_object_unref (headers);
  gtk_list_view_set_single_click_activate (GTK_LIST_VIEW (self->view), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Agenda"),
                                  -1);
  g_signal_connect (self->view, "activate", G_CALLBACK (activate_cb), self);
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), self->view);
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
  g_signal_connect_object (focus, "enter", G_CALLBACK (want_first_heading), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
  install_keys (self);
}

/**
 * salve_agenda_list_new:
 *
 * Returns: (transfer floating):
 */
GtkWidget *
salve_agenda_list_new (void)
{
  return g_object_new (SALVE_TYPE_AGENDA_LIST, NULL);
}

static void
reload (SalveAgendaList *self)
{
  want_first_heading (self);
  salve_agenda_model_set_events (self->model, self->events, self->zone);
}

/**
 * salve_agenda_list_set_events:
 * @events: (element-type SalveCalendarEvent): in any order; what was chosen stays chosen
 */
void
salve_agenda_list_set_events (SalveAgendaList *self, GPtrArray *events)
{
  SalveCalendarEvent *chosen = chosen_event (self);
  g_autofree char *id = chosen != NULL ? g_strdup (chosen->id) : NULL;

  g_ptr_array_set_size (self->events, 0);
  for (guint i = 0; i < events->len; i++)
    g_ptr_array_add (self->events, salve_calendar_event_ref (events->pdata[i]));
  reload (self);
  for (guint i = 0; id != NULL && i < self->events->len; i++)
    {
      g_autoptr (SalveAgendaItem) item = g_list_model_get_item (G_LIST_MODEL (self->model), i);

      if (!g_str_equal (salve_agenda_item_get_event (item)->id, id))
        continue;
      gtk_single_selection_set_selected (self->selection, i);
      break;
    }
}

/** salve_agenda_list_set_zone: */
void
salve_agenda_list_set_zone (SalveAgendaList *self, GTimeZone *zone)
{
  g_time_zone_ref (zone);
  g_time_zone_unref (self->zone);
  self->zone = zone;
  reload (self);
}

/** salve_agenda_list_set_locale: */
void
salve_agenda_list_set_locale (SalveAgendaList *self, SalveLocale *locale)
{
  g_clear_pointer (&self->locale, salve_locale_unref);
  self->locale = locale != NULL ? salve_locale_ref (locale) : NULL;
  reload (self);
}

/** salve_agenda_list_set_now: what is over by then is paler */
void
salve_agenda_list_set_now (SalveAgendaList *self, SalveInstant now)
{
  GHashTableIter iter;
  gpointer row;

  self->now = now;
  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &row, NULL))
    salve_agenda_row_set_event (row, salve_agenda_row_get_event (row), self->zone, self->locale, now);
}

/** salve_agenda_list_scroll_to: the first that is not over by then comes into sight and is chosen */
void
salve_agenda_list_scroll_to (SalveAgendaList *self, SalveInstant time)
{
  if (self->events->len > 0)
    gtk_list_view_scroll_to (GTK_LIST_VIEW (self->view), salve_agenda_model_find_time (self->model, time),
                             GTK_LIST_SCROLL_SELECT, NULL);
}

/** salve_agenda_list_get_event_rect: Returns: whether its row is in sight */
gboolean
salve_agenda_list_get_event_rect (SalveAgendaList *self, const char *id, GdkRectangle *rect)
{
  GHashTableIter iter;
  gpointer row;
  graphene_rect_t box;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &row, NULL))
    if (g_str_equal (salve_agenda_row_get_event (row)->id, id)
        && gtk_widget_compute_bounds (row, GTK_WIDGET (self), &box))
      {
        *rect =
            (GdkRectangle){ (int)box.origin.x, (int)box.origin.y, (int)box.size.width, (int)box.size.height };
        return TRUE;
      }
  return FALSE;
}
