/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the list shows. Every keystroke asks the store anew; answers that were overtaken by a later keystroke are thrown
 * away, so that what is painted always belongs to what is typed. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-patients-view-private.h"

#include "salve-patients-blank.h"
#include "salve-patients-columns.h"

/* No sign of waiting before this, in milliseconds: what comes sooner is felt as at once (look.md). */
#define PATIENCE 300

/* How high a row and what is above the rows are at least, in pixels, how many rows a screen is thought to have as long as
 * the window's size is not known, and how many rows more a frame has the time to make. */
#define ROW_HEIGHT 32
#define BARS_HEIGHT 80
#define SCREEN_ROWS 28
#define ROWS_A_FRAME 6

/**
 * salve_patients_view_is_searching:
 *
 * Returns: whether something is typed into the search
 */
gboolean
salve_patients_view_is_searching (SalvePatientsView *self)
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

/**
 * salve_patients_view_move_to:
 * @position: a row; nothing happens where there is none
 *
 * Scrolls the list to a row.
 */
void
salve_patients_view_move_to (SalvePatientsView *self, guint position, GtkListScrollFlags flags)
{
  if (position >= g_list_model_get_n_items (G_LIST_MODEL (self->model)))
    return;
  gtk_list_view_scroll_to (self->list_view, position, flags, NULL);
}

static void
scroll_to_top (SalvePatientsView *self)
{
  salve_patients_view_move_to (self, 0, GTK_LIST_SCROLL_NONE);
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
      if (salve_patients_view_is_searching (self) && ids->n > 0)
        gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), 0, TRUE);
      else
        salve_patient_selection_clear (self->selection);
    }
  show_state (self, ids->n > 0 ? "list" : salve_patients_view_is_searching (self) ? "none" : "empty");
  salve_patients_view_notify_texts (self);
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

/**
 * salve_patients_view_show_error:
 *
 * Says in the list's place what went wrong.
 */
void
salve_patients_view_show_error (SalvePatientsView *self, const GError *error)
{
  g_set_str (&self->error_text, error->message);
  show_state (self, "error");
  salve_patients_view_notify_texts (self);
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
      salve_patients_view_notify_texts (self);
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

/**
 * salve_patients_view_ask:
 * @new_text: whether another text is searched for, which takes the list back to its top
 *
 * Asks the store for the list anew; an answer to an earlier question that comes after this is thrown away.
 */
void
salve_patients_view_ask (SalvePatientsView *self, gboolean new_text)
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
  if (!salve_patients_view_is_searching (self) && query.sort != SALVE_PATIENT_SORT_NEXT_VISIT
      && g_list_model_get_n_items (G_LIST_MODEL (self->model)) == 0)
    {
      query.limit = screen_rows (self);
      hand_over (self, &query, new_text);
      query.limit = 0;
    }
  hand_over (self, &query, new_text);
}

static void
on_sort_changed (SalvePatientsView *self)
{
  /* A list that goes away is sorted by nothing in the end, which is nobody's choice. */
  if (self->column_view == NULL || self->model == NULL)
    return;
  salve_patients_columns_remember_sort (self->column_view, self->settings);
  salve_patients_view_ask (self, FALSE);
}

static void
reload_now (gpointer data)
{
  SalvePatientsView *self = data;

  self->reload_source = 0;
  salve_patients_view_ask (self, FALSE);
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

/**
 * salve_patients_view_follow_store:
 *
 * From now on the list is read again when it is sorted otherwise and when something in it changes in the store.
 */
void
salve_patients_view_follow_store (SalvePatientsView *self)
{
  SalveStore *store = salve_clinic_get_store (self->clinic);

  g_signal_connect_object (gtk_column_view_get_sorter (self->column_view), "changed",
                           G_CALLBACK (on_sort_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model, "failed", G_CALLBACK (salve_patients_view_show_error), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (store, "changed", G_CALLBACK (on_store_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (store, "changed-many", G_CALLBACK (on_store_changed_many), self,
                           G_CONNECT_SWAPPED);
}

/**
 * salve_patients_view_stop_asking:
 *
 * Takes back everything that waits for its time: for dispose.
 */
void
salve_patients_view_stop_asking (SalvePatientsView *self)
{
  if (self->more_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), g_steal_handle_id (&self->more_tick));
  g_clear_handle_id (&self->patience_source, g_source_remove);
  g_clear_handle_id (&self->reload_source, g_source_remove);
}
