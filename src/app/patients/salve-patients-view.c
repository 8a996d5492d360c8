/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The patients' list and its search. Every keystroke asks the store anew; answers that were overtaken by a later
 * keystroke are thrown away, so that what is painted always belongs to what is typed. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-label-sheets.h"
#include "salve-patients-view.h"
#include "salve-right-actions.h"

#include <glib/gi18n.h>

#if __has_include("salve-patient-drafts.h")
#include "salve-patient-drafts.h"
#endif
#include "salve-lazy-menu.h"
#include "salve-patient-peek.h"
#include "salve-patient-selection.h"
#include "salve-patient-skeleton.h"
#include "salve-patient-words.h"
#include "salve-patients-bar.h"
#include "salve-patients-blank.h"
#include "salve-patients-columns.h"
#include "salve-text.h"
#include "salve-patients-files.h"
#include "salve-window.h"

/* No sign of waiting before this, in milliseconds: what comes sooner is felt as at once (look.md). */
#define PATIENCE 300

/* How high a row and what is above the rows are at least, in pixels, how many rows a screen is thought to have as long as
 * the window's size is not known, and how many rows more a frame has the time to make. */
#define ROW_HEIGHT 32
#define BARS_HEIGHT 80
#define SCREEN_ROWS 28
#define ROWS_A_FRAME 6

/* Of one job: a hundred sheets of twenty. */
#define MOST_LABELS 2000

/* Of one clipboard; more of them are a file. */
#define MOST_CARDS 1000

struct _SalvePatientsView
{
  AdwBreakpointBin parent_instance;

  SalveClinic *clinic;
  GSettings *settings;
  GSimpleActionGroup *actions;
  SalvePatientListModel *model;
  SalvePatientSelection *selection;
  SalvePatientLook *look;

  guint64 asked; /* number of the last question */
  guint patience_source;
  guint reload_source;
  guint more_tick;
  gboolean more_painted; /* whether the rows before the next ones have been */
  gboolean include_inactive;
  char *query;
  char *error_text;
  const char *state; /* static */

  GtkSearchEntry *search_entry;
  AdwBanner *drafts_banner;
  GtkStack *stack;
  AdwBin *blank_place;
  AdwBin *bar_place;
  GtkScrolledWindow *header;  /* hidden where the rows are cards */
  GtkColumnView *column_view; /* the headers alone */
  GtkScrolledWindow *scroller;
  GtkListView *list_view;
  GtkMenuButton *wide_menu_button;
  GtkMenuButton *narrow_menu_button;
  GMenuModel *list_menu;
};

enum
{
  PROP_0,
  PROP_CLINIC,
  PROP_COUNT_TEXT,
  PROP_NONE_TEXT,
  PROP_REGISTER_TEXT,
  PROP_ERROR_TEXT,
  PROP_SELECTION_TEXT,
  PROP_SEVERAL_SELECTED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SalvePatientsView, salve_patients_view, ADW_TYPE_BREAKPOINT_BIN)

static void
notify_texts (SalvePatientsView *self)
{
  for (guint i = PROP_COUNT_TEXT; i < N_PROPS; i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
}

static gboolean
is_searching (SalvePatientsView *self)
{
  return self->query != NULL && *self->query != '\0';
}

/* @name: "loading", "list", or one of salve_patients_blank_show() */
static void
show_state (SalvePatientsView *self, const char *name)
{
  gboolean blank = !g_str_equal (name, "loading") && !g_str_equal (name, "list");

  if (blank && adw_bin_get_child (self->blank_place) == NULL)
    adw_bin_set_child (self->blank_place, GTK_WIDGET (salve_patients_blank_new (self)));
  if (blank)
    salve_patients_blank_show (SALVE_PATIENTS_BLANK (adw_bin_get_child (self->blank_place)), name);
  self->state = name;
  gtk_stack_set_visible_child_name (self->stack, blank ? "blank" : name);
}

static void
out_of_patience (gpointer data)
{
  SalvePatientsView *self = data;

  self->patience_source = 0;
  show_state (self, "loading");
}

static void
move_to (SalvePatientsView *self, guint position, GtkListScrollFlags flags)
{
  if (position >= g_list_model_get_n_items (G_LIST_MODEL (self->model)))
    return;
  gtk_list_view_scroll_to (self->list_view, position, flags, NULL);
}

static void
scroll_to_top (SalvePatientsView *self)
{
  move_to (self, 0, GTK_LIST_SCROLL_NONE);
}

static gboolean
say_more (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  SalvePatientsView *self = SALVE_PATIENTS_VIEW (widget);

  /* The first turn is before the frame with the first rows. */
  if (!self->more_painted)
    return self->more_painted = TRUE;
  if (self->model != NULL && salve_patient_list_model_say_more (self->model, ROWS_A_FRAME))
    return G_SOURCE_CONTINUE;
  self->more_tick = 0;
  return G_SOURCE_REMOVE;
}

/* Before the window is shown the list has no size yet. */
static guint
screen_rows (SalvePatientsView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self->list_view));

  if (height == 0 && GTK_IS_WINDOW (root) && !gtk_window_is_maximized (GTK_WINDOW (root)))
    {
      gtk_window_get_default_size (GTK_WINDOW (root), NULL, &height);
      height -= BARS_HEIGHT;
    }
  return height > 0 ? (guint)height / ROW_HEIGHT + 2 : SCREEN_ROWS;
}

/* The rows that can be seen are made at once, those that GTK keeps around them in the frames after. */
static void
show_rows (SalvePatientsView *self, SalveIdArray *ids)
{
  salve_patient_list_model_set_portion (self->model, screen_rows (self));
  salve_patient_list_model_show (self->model, ids);
  self->more_painted = FALSE;
  if (self->more_tick == 0 && g_list_model_get_n_items (G_LIST_MODEL (self->model)) < ids->n)
    self->more_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), say_more, NULL, NULL);
}

static void
show_answer (SalvePatientsView *self, SalveIdArray *ids, gboolean new_text)
{
  salve_patient_selection_settle (self->selection);
  salve_patient_look_set_query (self->look, self->query);
  show_rows (self, ids);
  salve_patient_selection_rows_moved (self->selection);
  if (new_text)
    {
      scroll_to_top (self);
      /* The best match is marked, because Enter in the search box opens it. */
      if (is_searching (self) && ids->n > 0)
        gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), 0, TRUE);
      else
        salve_patient_selection_clear (self->selection);
    }
  show_state (self, ids->n > 0 ? "list" : is_searching (self) ? "none" : "empty");
  notify_texts (self);
}

/* The first screen of a list that is still being read. */
static void
show_beginning (SalvePatientsView *self, SalveIdArray *ids)
{
  if (ids->n == 0 || g_list_model_get_n_items (G_LIST_MODEL (self->model)) > 0)
    return;
  g_clear_handle_id (&self->patience_source, g_source_remove);
  show_rows (self, ids);
  salve_patient_selection_rows_moved (self->selection);
  show_state (self, "list");
}

typedef struct
{
  SalvePatientsView *view;
  guint64 number;
  gboolean new_text;
  gboolean beginning; /* asks for no more than a screen; the same question for all comes behind it */
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_object_unref (question->view);
  g_free (question);
}

static DexFuture *
on_answered (DexFuture *future, gpointer data)
{
  Question *question = data;
  SalvePatientsView *self = question->view;
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);

  if (question->number != self->asked || self->model == NULL)
    return NULL;
  if (question->beginning)
    {
      if (value != NULL)
        show_beginning (self, g_value_get_boxed (value));
      return NULL;
    }

  g_clear_handle_id (&self->patience_source, g_source_remove);
  if (value == NULL)
    {
      g_set_str (&self->error_text, error->message);
      show_state (self, "error");
      notify_texts (self);
      return NULL;
    }
  show_answer (self, g_value_get_boxed (value), question->new_text);
  return NULL;
}

static void
hand_over (SalvePatientsView *self, const SalvePatientQuery *query, gboolean new_text)
{
  Question *question = g_new0 (Question, 1);

  question->view = g_object_ref (self);
  question->number = self->asked;
  question->new_text = new_text;
  question->beginning = query->limit > 0;
  dex_future_disown (
      dex_future_finally (salve_store_query_patients (salve_clinic_get_store (self->clinic), query),
                          on_answered, question, question_free));
}

static void
ask (SalvePatientsView *self, gboolean new_text)
{
  static const SalvePatientSort sorts[] = {
    SALVE_PATIENT_SORT_NAME,       SALVE_PATIENT_SORT_BIRTH_DATE, SALVE_PATIENT_SORT_GENDER,
    SALVE_PATIENT_SORT_PHONE,      SALVE_PATIENT_SORT_NUMBER,     SALVE_PATIENT_SORT_DOCTOR,
    SALVE_PATIENT_SORT_LAST_VISIT, SALVE_PATIENT_SORT_NEXT_VISIT,
  };
  SalvePatientQuery query = { .text = self->query };
  SalvePatientColumn column = SALVE_PATIENT_COLUMN_NAME;

  if (self->clinic == NULL || self->model == NULL)
    return;

  if (salve_patients_columns_get_sort (self->column_view, &column, &query.descending))
    query.sort = sorts[column];
  if (self->include_inactive)
    query.flags |= SALVE_PATIENT_QUERY_INCLUDE_INACTIVE;

  self->asked++;
  if (self->patience_source == 0)
    self->patience_source = g_timeout_add_once (PATIENCE, out_of_patience, self);
  /* A million are sorted in a third of a second; the first of them are there at once. */
  if (!is_searching (self) && query.sort != SALVE_PATIENT_SORT_NEXT_VISIT
      && g_list_model_get_n_items (G_LIST_MODEL (self->model)) == 0)
    {
      query.limit = screen_rows (self);
      hand_over (self, &query, new_text);
      query.limit = 0;
    }
  hand_over (self, &query, new_text);
}

static void
on_search_changed (SalvePatientsView *self)
{
  g_autofree char *text = salve_text_strip (gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));

  if (g_set_str (&self->query, text))
    ask (self, TRUE);
}

static void
on_sort_changed (SalvePatientsView *self)
{
  /* A list that goes away is sorted by nothing in the end, which is nobody's choice. */
  if (self->column_view == NULL || self->model == NULL)
    return;
  salve_patients_columns_remember_sort (self->column_view, self->settings);
  ask (self, FALSE);
}

static void
reload_now (gpointer data)
{
  SalvePatientsView *self = data;

  self->reload_source = 0;
  ask (self, FALSE);
}

/* Many changes in a row, as an import makes them, are one reading of the list. */
static void
reload_soon (SalvePatientsView *self, guint delay)
{
  if (self->reload_source == 0)
    self->reload_source = g_timeout_add_once (delay, reload_now, self);
}

static void
on_store_changed (SalvePatientsView *self, const char *type, const char *id)
{
  if (g_str_equal (type, "Patient") || g_str_equal (type, "Appointment") || g_str_equal (type, "Encounter"))
    reload_soon (self, 20);
}

static void
on_store_changed_many (SalvePatientsView *self)
{
  reload_soon (self, 500);
}

static void
on_rows_failed (SalvePatientsView *self, const GError *error)
{
  g_set_str (&self->error_text, error->message);
  show_state (self, "error");
  notify_texts (self);
}

static gboolean
get_id_at (SalvePatientsView *self, guint position, char **id)
{
  SalvePatientRow *row = salve_patient_list_model_get_row (self->model, position);

  if (row == NULL)
    return FALSE;
  *id = g_strdup (row->id);
  return TRUE;
}

static void
open_at (SalvePatientsView *self, guint position)
{
  g_autofree char *id = NULL;

  if (get_id_at (self, position, &id))
    gtk_widget_activate_action (GTK_WIDGET (self), "patient.open", "s", id);
}

static void
on_list_activate (SalvePatientsView *self, guint position)
{
  open_at (self, position);
}

/* The first selected place, or the first of all. */
static guint
current_position (SalvePatientsView *self)
{
  GtkSelectionModel *selection = GTK_SELECTION_MODEL (self->selection);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (selection));

  for (guint i = 0; i < MIN (n, 2000); i++)
    {
      if (gtk_selection_model_is_selected (selection, i))
        return i;
    }
  return 0;
}

static void
on_search_activate (SalvePatientsView *self)
{
  on_search_changed (self);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->model)) > 0)
    open_at (self, current_position (self));
  else if (is_searching (self))
    gtk_widget_activate_action (GTK_WIDGET (self), "patient.register", "s", self->query);
}

static void
on_search_stop (SalvePatientsView *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
}

/* The arrows move the mark while the person goes on typing. */
static gboolean
on_search_key (SalvePatientsView *self, guint keyval, guint keycode, GdkModifierType state)
{
  guint position = current_position (self);

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK))
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_Down && !is_searching (self))
    {
      move_to (self, position, GTK_LIST_SCROLL_FOCUS | GTK_LIST_SCROLL_SELECT);
      /* Scrolling says which row has the focus within the list, and leaves the keyboard where it is. */
      gtk_widget_child_focus (GTK_WIDGET (self->list_view), GTK_DIR_TAB_FORWARD);
      return GDK_EVENT_STOP;
    }
  if (keyval == GDK_KEY_Down)
    {
      move_to (self, position + 1, GTK_LIST_SCROLL_SELECT);
      return GDK_EVENT_STOP;
    }
  if (keyval == GDK_KEY_Up && position > 0)
    {
      move_to (self, position - 1, GTK_LIST_SCROLL_SELECT);
      return GDK_EVENT_STOP;
    }
  return GDK_EVENT_PROPAGATE;
}

static SalvePatientSlot *
find_focused_slot (SalvePatientsView *self, GtkWidget **where)
{
  GtkWidget *focus = GTK_WIDGET (gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self))));
  GtkWidget *cell = focus;

  /* The focus is on GTK's row, which has ours within. */
  while (cell != NULL && !SALVE_IS_PATIENT_CELL (cell))
    cell = gtk_widget_get_first_child (cell);
  *where = focus;
  return cell != NULL ? salve_patient_cell_get_slot (SALVE_PATIENT_CELL (cell)) : NULL;
}

static gboolean
on_list_key (SalvePatientsView *self, guint keyval, guint keycode, GdkModifierType state)
{
  GtkWidget *where = NULL;
  SalvePatientSlot *slot;
  SalvePatientRow *row;

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK))
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_space || keyval == GDK_KEY_KP_Space)
    {
      slot = find_focused_slot (self, &where);
      row = slot != NULL ? salve_patient_slot_get_row (slot) : NULL;
      if (row == NULL)
        return GDK_EVENT_PROPAGATE;
      salve_patient_peek_show (where, self->clinic, row);
      return GDK_EVENT_STOP;
    }
  return GDK_EVENT_PROPAGATE;
}

/* The ids of the selected people; at most @limit are read. */
static char **
selected_ids (SalvePatientsView *self, guint limit)
{
  g_autoptr (GArray) rowids = salve_patient_selection_get_rowids (self->selection);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  rows = salve_store_read_patient_rows (salve_clinic_get_store (self->clinic), (gint64 *)(void *)rowids->data,
                                        MIN (rowids->len, limit), &error);
  if (rows == NULL)
    {
      on_rows_failed (self, error);
      return g_new0 (char *, 1);
    }
  for (guint i = 0; i < rows->len; i++)
    {
      SalvePatientRow *row = g_ptr_array_index (rows, i);

      if (row != NULL)
        g_strv_builder_add (builder, row->id);
    }
  return g_strv_builder_end (builder);
}

static void
register_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gtk_widget_activate_action (data, "patient.register", "s", "");
}

static void
register_typed_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SalvePatientsView *self = data;

  gtk_widget_activate_action (data, "patient.register", "s", self->query != NULL ? self->query : "");
}

static void
reload_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ask (data, FALSE);
}

static void
select_none_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  salve_patient_selection_clear (SALVE_PATIENTS_VIEW (data)->selection);
}

static void
labels_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_auto (GStrv) ids = selected_ids (data, MOST_LABELS);

  if (ids[0] != NULL)
    salve_print_label_sheets (SALVE_PATIENTS_VIEW (data)->clinic, (const char *const *)ids,
                              GTK_WINDOW (gtk_widget_get_root (data)));
}

static void
merge_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_auto (GStrv) ids = selected_ids (data, 2);

  if (g_strv_length (ids) == 2)
    gtk_widget_activate_action (data, "patient.merge", "^as", ids);
}

static void
copy_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SalvePatientsView *self = data;
  g_auto (GStrv) ids = selected_ids (self, MOST_CARDS);
  g_autoptr (GString) cards = g_string_new (NULL);

  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (SalveResource) patient =
          salve_store_read (salve_clinic_get_store (self->clinic), "Patient", ids[i], NULL, NULL);
      g_autofree char *card =
          patient != NULL ? salve_patient_format_vcard (patient, salve_clinic_get_locale (self->clinic))
                          : NULL;

      g_string_append (cards, card != NULL ? card : "");
    }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), cards->str);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _ ("Copied as vCard"));
}

static void
export_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SalvePatientsView *self = data;
  g_autoptr (GArray) rowids = salve_patient_selection_get_rowids (self->selection);
  GtkRoot *window = gtk_widget_get_root (GTK_WIDGET (self));
  SalvePatientsFormat format;

  if (rowids->len > 0 && SALVE_IS_WINDOW (window)
      && salve_patients_format_parse (g_variant_get_string (parameter, NULL), &format))
    salve_patients_export (self->clinic,
                           salve_start_page_get_key (salve_window_get_start_page (SALVE_WINDOW (window))),
                           rowids, format, GTK_WINDOW (window));
}

static void
drafts_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
#if __has_include("salve-patient-drafts.h")
  salve_patient_drafts_show (data, SALVE_PATIENTS_VIEW (data)->clinic);
#endif
}

/* Forms that were left unfinished the last time wait where the day begins. */
static void
announce_drafts (SalvePatientsView *self)
{
  g_autoptr (GPtrArray) drafts =
      salve_store_read_drafts (salve_clinic_get_store (self->clinic), "patient", NULL);
  guint n = drafts != NULL ? drafts->len : 0;
  g_autofree char *title = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u form was left unfinished", "%u forms were left unfinished", n), n);

  adw_banner_set_title (self->drafts_banner, title);
  adw_banner_set_revealed (self->drafts_banner, n > 0);
}

static void
on_drafts_clicked (SalvePatientsView *self)
{
  adw_banner_set_revealed (self->drafts_banner, FALSE);
  g_action_group_activate_action (G_ACTION_GROUP (self->actions), "drafts", NULL);
}

static void
change_include_inactive (GSimpleAction *action, GVariant *state, gpointer data)
{
  SalvePatientsView *self = data;

  self->include_inactive = g_variant_get_boolean (state);
  g_simple_action_set_state (action, state);
  ask (self, FALSE);
}

static void
on_n_selected_changed (SalvePatientsView *self)
{
  GAction *merge = g_action_map_lookup_action (G_ACTION_MAP (self->actions), "merge");
  guint n = salve_patient_selection_get_n_selected (self->selection);

  if (n > 1 && adw_bin_get_child (self->bar_place) == NULL)
    {
      SalvePatientsBar *bar = salve_patients_bar_new (self);

      salve_patients_bar_set_narrow (bar, !gtk_widget_get_visible (GTK_WIDGET (self->header)));
      adw_bin_set_child (self->bar_place, GTK_WIDGET (bar));
    }
  g_simple_action_set_enabled (
      G_SIMPLE_ACTION (merge),
      n == 2 && salve_right_actions_may (salve_clinic_get_rights (self->clinic), "patient.merge"));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTION_TEXT]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEVERAL_SELECTED]);
}

/* In a narrow window each row is a card, which one click opens. */
static void
follow_width (SalvePatientsView *self)
{
  gboolean narrow = !gtk_widget_get_visible (GTK_WIDGET (self->header));

  if (narrow)
    gtk_widget_add_css_class (GTK_WIDGET (self->list_view), "cards");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->list_view), "cards");
  gtk_list_view_set_single_click_activate (self->list_view, narrow);
  g_object_set (self->scroller, "hscrollbar-policy", narrow ? GTK_POLICY_NEVER : GTK_POLICY_AUTOMATIC, NULL);
  if (self->look != NULL)
    salve_patient_look_set_narrow (self->look, narrow);
  if (adw_bin_get_child (self->bar_place) != NULL)
    salve_patients_bar_set_narrow (SALVE_PATIENTS_BAR (adw_bin_get_child (self->bar_place)), narrow);
}

/* A scroll bar that takes room beside the list takes it from the headers, too. */
static void
follow_scroll_bar (SalvePatientsView *self)
{
  GtkWidget *bar = gtk_scrolled_window_get_vscrollbar (self->scroller);
  gboolean overlay;
  int width = 0;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-overlay-scrolling", &overlay, NULL);
  if (!overlay && gtk_widget_get_child_visible (bar))
    gtk_widget_measure (bar, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  gtk_widget_set_margin_end (GTK_WIDGET (self->header), width);
}

/* The list and its headers scroll sideways together. */
static void
join_headers (SalvePatientsView *self)
{
  GtkAdjustment *list = gtk_scrolled_window_get_hadjustment (self->scroller);
  GtkAdjustment *header = gtk_scrolled_window_get_hadjustment (self->header);

  g_object_bind_property (list, "value", header, "value", G_BINDING_BIDIRECTIONAL);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroller), "changed",
                           G_CALLBACK (follow_scroll_bar), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->header, "notify::visible", G_CALLBACK (follow_width), self,
                           G_CONNECT_SWAPPED);
}

static void
set_clinic (SalvePatientsView *self, SalveClinic *clinic)
{
  g_autoptr (GtkListItemFactory) rows = NULL;
  SalveStore *store;

  if (clinic == NULL)
    return;

  self->clinic = g_object_ref (clinic);
  store = salve_clinic_get_store (clinic);
  self->model = salve_patient_list_model_new (store);
  salve_patient_list_model_set_background (self->model, TRUE);
  self->selection = salve_patient_selection_new (self->model);
  self->look = salve_patient_look_new (clinic, GTK_WIDGET (self), self->column_view);
  salve_right_actions_follow_map (G_ACTION_MAP (self->actions), "patients.",
                                  salve_clinic_get_rights (clinic));
  salve_patients_columns_add (self->column_view, self->look);
  salve_patients_columns_add_actions (self->column_view, G_ACTION_MAP (self->actions), self->settings);
  salve_patients_columns_restore_sort (self->column_view, self->settings);
  announce_drafts (self);
  follow_width (self);
  rows = salve_patients_rows_new (self->look);
  gtk_list_view_set_factory (self->list_view, rows);
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (gtk_column_view_get_sorter (self->column_view), "changed",
                           G_CALLBACK (on_sort_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model, "failed", G_CALLBACK (on_rows_failed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::n-selected", G_CALLBACK (on_n_selected_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (store, "changed", G_CALLBACK (on_store_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (store, "changed-many", G_CALLBACK (on_store_changed_many), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (salve_clinic_get_rights (clinic), "changed", G_CALLBACK (on_n_selected_changed),
                           self, G_CONNECT_SWAPPED);
  on_n_selected_changed (self);
  ask (self, TRUE);
}

static char *
none_text (SalvePatientsView *self)
{
  if (!is_searching (self))
    return NULL;
  /* Translators: %s is what was typed into the search */
  return g_markup_printf_escaped (_ ("No patient’s name, birth date, phone or number fits “%s”."),
                                  self->query);
}

static char *
register_text (SalvePatientsView *self)
{
  if (!is_searching (self))
    return g_strdup (_ ("Register"));
  /* Translators: %s is what was typed into the search, such as a name */
  return g_strdup_printf (_ ("Register “%s”"), self->query);
}

static char *
count_text (SalvePatientsView *self)
{
  guint n;

  if (self->model == NULL)
    return NULL;
  salve_patient_list_model_get_ids (self->model, &n);
  return salve_patient_count_words (n, salve_clinic_get_locale (self->clinic));
}

static guint
n_selected (SalvePatientsView *self)
{
  return self->selection != NULL ? salve_patient_selection_get_n_selected (self->selection) : 0;
}

static void
salve_patients_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SalvePatientsView *self = SALVE_PATIENTS_VIEW (object);

  switch (id)
    {
    case PROP_CLINIC:
      g_value_set_object (value, self->clinic);
      break;
    case PROP_COUNT_TEXT:
      g_value_take_string (value, count_text (self));
      break;
    case PROP_NONE_TEXT:
      g_value_take_string (value, none_text (self));
      break;
    case PROP_REGISTER_TEXT:
      g_value_take_string (value, register_text (self));
      break;
    case PROP_ERROR_TEXT:
      g_value_take_string (value,
                           self->error_text != NULL ? g_markup_escape_text (self->error_text, -1) : NULL);
      break;
    case PROP_SELECTION_TEXT:
      g_value_take_string (value, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%'u selected",
                                                                "%'u selected", n_selected (self)),
                                                   n_selected (self)));
      break;
    case PROP_SEVERAL_SELECTED:
      g_value_set_boolean (value, n_selected (self) > 1);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
salve_patients_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_CLINIC:
      set_clinic (SALVE_PATIENTS_VIEW (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
salve_patients_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (salve_patients_view_parent_class)->map (widget);
  gtk_widget_grab_focus (GTK_WIDGET (SALVE_PATIENTS_VIEW (widget)->search_entry));
}

static void
salve_patients_view_dispose (GObject *object)
{
  SalvePatientsView *self = SALVE_PATIENTS_VIEW (object);

  if (self->more_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), g_steal_handle_id (&self->more_tick));
  g_clear_handle_id (&self->patience_source, g_source_remove);
  g_clear_handle_id (&self->reload_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_PATIENTS_VIEW);
  g_clear_object (&self->look);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  g_clear_object (&self->actions);
  g_clear_object (&self->settings);
  g_clear_object (&self->clinic);
  g_clear_pointer (&self->query, g_free);
  g_clear_pointer (&self->error_text, g_free);
  G_OBJECT_CLASS (salve_patients_view_parent_class)->dispose (object);
}

static void
install_properties (GObjectClass *object_class)
{
  static const char *const texts[] = {
    [PROP_COUNT_TEXT] = "count-text",         [PROP_NONE_TEXT] = "none-text",
    [PROP_REGISTER_TEXT] = "register-text",   [PROP_ERROR_TEXT] = "error-text",
    [PROP_SELECTION_TEXT] = "selection-text",
  };

  properties[PROP_CLINIC] =
      g_param_spec_object ("clinic", NULL, NULL, SALVE_TYPE_CLINIC,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  for (guint i = PROP_COUNT_TEXT; i <= PROP_SELECTION_TEXT; i++)
    properties[i] =
        g_param_spec_string (texts[i], NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SEVERAL_SELECTED] =
      g_param_spec_boolean ("several-selected", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
salve_patients_view_class_init (SalvePatientsViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = salve_patients_view_dispose;
  object_class->get_property = salve_patients_view_get_property;
  object_class->set_property = salve_patients_view_set_property;
  widget_class->map = salve_patients_view_map;
  install_properties (object_class);

  g_type_ensure (SALVE_TYPE_PATIENT_SKELETON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-patients-view.ui");
  gtk_widget_class_bind_template_child (widget_class, SalvePatientsView, search_entry);
  gtk_widget_class_bind_template_child (widget_class, SalvePatientsView, stack);
  gtk_widget_class_bind_template_child (widget_class, SalvePatientsView, drafts_banner);
  gtk_widget_class_bind_template_callback (widget_class, on_drafts_clicked);
  gtk_widget_class_bind_template_child (widget_class, SalvePatientsView, bar_place);
  gtk_widget_class_bind_template_child (widget_class, SalvePatientsView, blank_place);
  gtk_widget_class_bind_template_child (widget_class, SalvePatientsView, header);
  gtk_widget_class_bind_template_child (widget_class, SalvePatientsView, scroller);
  gtk_widget_class_bind_template_child (widget_class, SalvePatientsView, column_view);
  gtk_widget_class_bind_template_child (widget_class, SalvePatientsView, list_view);
  gtk_widget_class_bind_template_child (widget_class, SalvePatientsView, list_menu);
  gtk_widget_class_bind_template_child (widget_class, SalvePatientsView, narrow_menu_button);
  gtk_widget_class_bind_template_child (widget_class, SalvePatientsView, wide_menu_button);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_search_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_search_stop);
  gtk_widget_class_bind_template_callback (widget_class, on_list_activate);
}

static void
add_key_controller (SalvePatientsView *self, GtkWidget *widget, GCallback callback)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", callback, self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (widget, keys);
}

static void
salve_patients_view_init (SalvePatientsView *self)
{
  static const GActionEntry entries[] = {
    { .name = "register", .activate = register_action },
    { .name = "register-typed", .activate = register_typed_action },
    { .name = "reload", .activate = reload_action },
    { .name = "select-none", .activate = select_none_action },
    { .name = "merge", .activate = merge_action },
    { .name = "labels", .activate = labels_action },
    { .name = "copy", .activate = copy_action },
    { .name = "export", .parameter_type = "s", .activate = export_action },
    { .name = "drafts", .activate = drafts_action },
    { .name = "include-inactive", .state = "false", .change_state = change_include_inactive },
  };

  self->state = "nothing";
  self->settings = g_settings_new ("io.github.salveclinic.Salve");
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_init_template (GTK_WIDGET (self));
  salve_lazy_menu_set (self->wide_menu_button, self->list_menu);
  salve_lazy_menu_set (self->narrow_menu_button, self->list_menu);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "patients", G_ACTION_GROUP (self->actions));
  gtk_search_entry_set_key_capture_widget (self->search_entry, GTK_WIDGET (self));
  add_key_controller (self, GTK_WIDGET (self->search_entry), G_CALLBACK (on_search_key));
  add_key_controller (self, GTK_WIDGET (self->list_view), G_CALLBACK (on_list_key));
  join_headers (self);
}

SalvePatientsView *
salve_patients_view_new (SalveClinic *clinic)
{
  return g_object_new (SALVE_TYPE_PATIENTS_VIEW, "clinic", clinic, NULL);
}

/**
 * salve_patients_view_search:
 * @text: what to look for, as if it were typed
 */
void
salve_patients_view_search (SalvePatientsView *self, const char *text)
{
  g_return_if_fail (SALVE_IS_PATIENTS_VIEW (self));

  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), text);
  on_search_changed (self);
}

/* "nothing", "loading", "list", "none", "empty" or "error"; for tests. */
const char *
salve_patients_view_get_state (SalvePatientsView *self)
{
  g_return_val_if_fail (SALVE_IS_PATIENTS_VIEW (self), NULL);

  return self->state;
}
