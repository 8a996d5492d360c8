/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of a million patients: an array of row ids that a worker sorted, pages of rows read from the store as they
 * come into sight, and items that are positions. A new order swaps the array and refreshes only the rows on the
 * screen; a filter adds or removes at the tail; "everything has changed" is never said, because GTK takes seconds
 * over it at this length. */

#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include <string.h>

#include "salve-patient-list-model.h"

/* Few, because those that are scrolled past meanwhile need not be read at all. */
#define READ_AT_ONCE 2

typedef struct
{
  guint number;
  guint64 used; /* the turn in which it was last asked for */
  SalvePatientRow *rows[SALVE_PATIENT_LIST_PAGE];
} Page;

struct _SalvePatientListModel
{
  GObject parent_instance;

  SalveStore *store;
  SalveIdArray *rows; /* all of them, in order; NULL at first */
  const gint64 *ids;
  guint n_ids;
  guint n_said;  /* of them, how many the lists have been told about */
  guint portion; /* how many they are told about at once */

  GHashTable *pages; /* page number → Page */
  gboolean background;
  GQueue asked;  /* Question: the pages that are being read beside this thread */
  GQueue wanted; /* numbers of pages that come next, the newest last */
  guint64 turn;
  guint reads;
  GHashTable *slots; /* position → Held: the slots that somebody holds */
};

typedef struct
{
  SalvePatientListModel *model;
  guint position;
  SalvePatientSlot *slot; /* not owned */
} Held;

enum
{
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void salve_patient_list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SalvePatientListModel,
                               salve_patient_list_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, salve_patient_list_model_iface_init))

static void
page_free (gpointer data)
{
  Page *page = data;

  for (guint i = 0; i < SALVE_PATIENT_LIST_PAGE; i++)
    g_clear_object (&page->rows[i]);
  g_free (page);
}

/* The store leaves out whoever is no longer there; the page keeps a hole, so that every other position holds. */
static void
page_fill (Page *page, GPtrArray *found, const gint64 *ids, guint n)
{
  g_autoptr (GHashTable) places = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < n; i++)
    g_hash_table_insert (places, (gpointer)&ids[i], GUINT_TO_POINTER (i));

  for (guint i = 0; i < found->len; i++)
    {
      SalvePatientRow *row = g_ptr_array_index (found, i);
      gint64 rowid = row != NULL ? row->rowid : 0;
      gpointer place;

      if (row != NULL && g_hash_table_lookup_extended (places, &rowid, NULL, &place))
        g_set_object (&page->rows[GPOINTER_TO_UINT (place)], row);
    }
}

/* A page that is being read beside this thread. */
typedef struct
{
  SalvePatientListModel *model; /* not owned; NULL when nobody wants the answer any more */
  guint number;
} Question;

static void
drop_oldest_page (SalvePatientListModel *self)
{
  GHashTableIter iter;
  gpointer value;
  Page *oldest = NULL;

  g_hash_table_iter_init (&iter, self->pages);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Page *page = value;

      if (oldest == NULL || page->used < oldest->used)
        oldest = page;
    }

  if (oldest != NULL)
    g_hash_table_remove (self->pages, GUINT_TO_POINTER (oldest->number));
}

static guint
page_size (SalvePatientListModel *self, guint number)
{
  return MIN (SALVE_PATIENT_LIST_PAGE, self->n_ids - number * SALVE_PATIENT_LIST_PAGE);
}

static Page *
add_page (SalvePatientListModel *self, guint number, GPtrArray *found)
{
  Page *page = g_new0 (Page, 1);

  page->number = number;
  page_fill (page, found, &self->ids[number * SALVE_PATIENT_LIST_PAGE], page_size (self, number));
  if (g_hash_table_size (self->pages) >= SALVE_PATIENT_LIST_KEPT_PAGES)
    drop_oldest_page (self);
  g_hash_table_insert (self->pages, GUINT_TO_POINTER (number), page);
  return page;
}

static Page *
ensure_page (SalvePatientListModel *self, guint number)
{
  Page *page = g_hash_table_lookup (self->pages, GUINT_TO_POINTER (number));

  if (page == NULL)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) found = NULL;

      self->reads++;
      found = salve_store_read_patient_rows (self->store, &self->ids[number * SALVE_PATIENT_LIST_PAGE],
                                             page_size (self, number), &error);
      if (found == NULL)
        {
          g_signal_emit (self, signals[FAILED], 0, error);
          return NULL;
        }
      page = add_page (self, number, found);
    }

  page->used = ++self->turn;

  return page;
}

/**
 * salve_patient_list_model_get_row:
 * @position: the place; may be past the end
 *
 * Returns: (nullable) (transfer none): who stands at @position, read from the store when not yet at hand; %NULL past
 *   the end, or when the row cannot be read or has been deleted
 */
SalvePatientRow *
salve_patient_list_model_get_row (SalvePatientListModel *self, guint position)
{
  Page *page;

  g_return_val_if_fail (SALVE_IS_PATIENT_LIST_MODEL (self), NULL);

  if (position >= self->n_ids)
    return NULL;

  page = ensure_page (self, position / SALVE_PATIENT_LIST_PAGE);

  return page != NULL ? page->rows[position % SALVE_PATIENT_LIST_PAGE] : NULL;
}

static void
on_slot_gone (gpointer data, GObject *where_the_object_was)
{
  Held *held = data;

  g_hash_table_remove (held->model->slots, GUINT_TO_POINTER (held->position));
}

static SalvePatientSlot *
find_slot (SalvePatientListModel *self, guint position)
{
  Held *held = g_hash_table_lookup (self->slots, GUINT_TO_POINTER (position));

  return held != NULL ? held->slot : NULL;
}

static void
hold_slot (SalvePatientListModel *self, guint position, SalvePatientSlot *slot)
{
  Held *held = g_new (Held, 1);

  *held = (Held){ self, position, slot };
  g_hash_table_insert (self->slots, GUINT_TO_POINTER (position), held);
  g_object_weak_ref (G_OBJECT (slot), on_slot_gone, held);
}

/* Gives the rows of a page to the places that wait for them. */
static void
hand_out (SalvePatientListModel *self, guint number)
{
  Page *page = g_hash_table_lookup (self->pages, GUINT_TO_POINTER (number));
  guint first = number * SALVE_PATIENT_LIST_PAGE;

  for (guint i = 0; i < page_size (self, number); i++)
    {
      SalvePatientSlot *slot = find_slot (self, first + i);
      g_autoptr (SalvePatientSlot) held = slot != NULL ? g_object_ref (slot) : NULL;

      if (held != NULL && salve_patient_slot_is_waiting (held))
        salve_patient_slot_set_row (held, page != NULL ? page->rows[i] : NULL);
    }
}

static gboolean
is_waited_for (SalvePatientListModel *self, guint number)
{
  guint first = number * SALVE_PATIENT_LIST_PAGE;

  for (guint i = 0; i < page_size (self, number); i++)
    {
      SalvePatientSlot *slot = find_slot (self, first + i);

      if (slot != NULL && salve_patient_slot_is_waiting (slot))
        return TRUE;
    }
  return FALSE;
}

static void
forget_question (gpointer data)
{
  Question *question = data;

  question->model = NULL;
}

/* Other people stand in the places now: what is being read for them is of no use. */
static void
forget_questions (SalvePatientListModel *self)
{
  g_queue_clear_full (&self->asked, forget_question);
  g_queue_clear (&self->wanted);
}

static DexFuture *on_page (DexFuture *future, gpointer data);

static void
ask_next (SalvePatientListModel *self)
{
  while (self->asked.length < READ_AT_ONCE && self->wanted.length > 0)
    {
      guint number = GPOINTER_TO_UINT (g_queue_pop_tail (&self->wanted));
      Question *question;

      /* Scrolled past meanwhile. */
      if (!is_waited_for (self, number))
        continue;
      question = g_new0 (Question, 1);
      *question = (Question){ self, number };
      g_queue_push_tail (&self->asked, question);
      self->reads++;
      dex_future_disown (dex_future_finally (
          salve_store_load_patient_rows (self->store, &self->ids[number * SALVE_PATIENT_LIST_PAGE],
                                         page_size (self, number)),
          on_page, question, g_free));
    }
}

static DexFuture *
on_page (DexFuture *future, gpointer data)
{
  Question *question = data;
  SalvePatientListModel *self = question->model;
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);

  if (self == NULL)
    return NULL;
  g_queue_remove (&self->asked, question);
  if (value == NULL)
    g_signal_emit (self, signals[FAILED], 0, error);
  else if (!g_hash_table_contains (self->pages, GUINT_TO_POINTER (question->number)))
    add_page (self, question->number, g_value_get_boxed (value))->used = ++self->turn;
  hand_out (self, question->number);
  ask_next (self);
  return NULL;
}

static gboolean
is_asked (SalvePatientListModel *self, guint number)
{
  for (GList *item = self->asked.head; item != NULL; item = item->next)
    if (((Question *)item->data)->number == number)
      return TRUE;
  return FALSE;
}

static void
want_page (SalvePatientListModel *self, guint number)
{
  gpointer page = GUINT_TO_POINTER (number);

  if (is_asked (self, number) || (self->wanted.length > 0 && g_queue_peek_tail (&self->wanted) == page))
    return;
  g_queue_remove (&self->wanted, page);
  g_queue_push_tail (&self->wanted, page);
  ask_next (self);
}

static GType
salve_patient_list_model_get_item_type (GListModel *model)
{
  return SALVE_TYPE_PATIENT_SLOT;
}

static guint
salve_patient_list_model_get_n_items (GListModel *model)
{
  return SALVE_PATIENT_LIST_MODEL (model)->n_said;
}

static gpointer
salve_patient_list_model_get_item (GListModel *model, guint position)
{
  SalvePatientListModel *self = SALVE_PATIENT_LIST_MODEL (model);
  SalvePatientSlot *slot;

  if (position >= self->n_said)
    return NULL;

  slot = find_slot (self, position);
  if (slot != NULL)
    return g_object_ref (slot);

  slot = salve_patient_slot_new (position);
  hold_slot (self, position, slot);
  if (self->background
      && !g_hash_table_contains (self->pages, GUINT_TO_POINTER (position / SALVE_PATIENT_LIST_PAGE)))
    {
      salve_patient_slot_wait (slot);
      want_page (self, position / SALVE_PATIENT_LIST_PAGE);
    }
  else
    salve_patient_slot_set_row (slot, salve_patient_list_model_get_row (self, position));

  return slot;
}

static void
salve_patient_list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = salve_patient_list_model_get_item_type;
  iface->get_n_items = salve_patient_list_model_get_n_items;
  iface->get_item = salve_patient_list_model_get_item;
}

static void
salve_patient_list_model_dispose (GObject *object)
{
  SalvePatientListModel *self = SALVE_PATIENT_LIST_MODEL (object);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->slots);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Held *held = value;

      g_object_weak_unref (G_OBJECT (held->slot), on_slot_gone, held);
      g_hash_table_iter_remove (&iter);
    }

  forget_questions (self);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (salve_patient_list_model_parent_class)->dispose (object);
}

static void
salve_patient_list_model_finalize (GObject *object)
{
  SalvePatientListModel *self = SALVE_PATIENT_LIST_MODEL (object);

  g_hash_table_unref (self->slots);
  g_hash_table_unref (self->pages);
  g_clear_pointer (&self->rows, salve_id_array_unref);

  G_OBJECT_CLASS (salve_patient_list_model_parent_class)->finalize (object);
}

static void
salve_patient_list_model_class_init (SalvePatientListModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = salve_patient_list_model_dispose;
  object_class->finalize = salve_patient_list_model_finalize;

  /* failed (error): a page could not be read; its rows are shown empty. */
  signals[FAILED] = g_signal_new ("failed", SALVE_TYPE_PATIENT_LIST_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
salve_patient_list_model_init (SalvePatientListModel *self)
{
  self->portion = G_MAXUINT;
  self->pages = g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL, page_free);
  self->slots = g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL, g_free);
}

/**
 * salve_patient_list_model_new:
 * @store: where the rows are read; used on the calling thread only
 *
 * Returns: (transfer full): an empty list
 */
SalvePatientListModel *
salve_patient_list_model_new (SalveStore *store)
{
  SalvePatientListModel *self = g_object_new (SALVE_TYPE_PATIENT_LIST_MODEL, NULL);

  self->store = g_object_ref (store);

  return self;
}

static void
refresh_slots (SalvePatientListModel *self)
{
  g_autofree gpointer *positions = NULL;
  guint n;

  positions = g_hash_table_get_keys_as_array (self->slots, &n);
  for (guint i = 0; i < n; i++)
    {
      SalvePatientSlot *slot = find_slot (self, GPOINTER_TO_UINT (positions[i]));

      if (slot != NULL)
        {
          g_autoptr (SalvePatientSlot) held = g_object_ref (slot);

          salve_patient_slot_set_row (
              held, salve_patient_list_model_get_row (self, GPOINTER_TO_UINT (positions[i])));
        }
    }
}

/**
 * salve_patient_list_model_set_portion:
 * @portion: how many rows a screen has, or %G_MAXUINT, as at first, for all at once
 *
 * A GTK list makes two hundred rows as soon as it hears of so many, whatever the screen holds. With a portion, a list that
 * grows hears of so many first, and of the others through salve_patient_list_model_say_more().
 */
void
salve_patient_list_model_set_portion (SalvePatientListModel *self, guint portion)
{
  g_return_if_fail (SALVE_IS_PATIENT_LIST_MODEL (self));

  self->portion = portion;
}

/**
 * salve_patient_list_model_set_background:
 * @background: whether rows that come into sight are read beside this thread, so that no frame waits for the file; their
 *   places wait for them meanwhile. FALSE at first
 *
 * The first page of a list that appears, and the rows that are there when others take their places, are read at once:
 * what is shown is always what was asked for.
 */
void
salve_patient_list_model_set_background (SalvePatientListModel *self, gboolean background)
{
  g_return_if_fail (SALVE_IS_PATIENT_LIST_MODEL (self));

  self->background = background;
}

/* From so many on a list makes no further rows. */
#define ROWS_OF_A_LIST 256

/**
 * salve_patient_list_model_say_more:
 * @n: how many rows more, while that makes the list make rows; afterwards all of them
 *
 * Returns: whether there are still more
 */
gboolean
salve_patient_list_model_say_more (SalvePatientListModel *self, guint n)
{
  guint before;

  g_return_val_if_fail (SALVE_IS_PATIENT_LIST_MODEL (self), FALSE);

  before = self->n_said;
  if (before == self->n_ids)
    return FALSE;
  self->n_said = before < ROWS_OF_A_LIST ? MIN (before + n, self->n_ids) : self->n_ids;
  g_list_model_items_changed (G_LIST_MODEL (self), before, 0, self->n_said - before);

  return self->n_said < self->n_ids;
}

/**
 * salve_patient_list_model_show:
 * @rows: their row ids in order
 *
 * Shows other rows, or the same in another order. Only what lies behind the end of the shorter list is said to be
 * added or removed; rows that are on the screen are given who now stands there.
 */
void
salve_patient_list_model_show (SalvePatientListModel *self, SalveIdArray *rows)
{
  guint before;

  g_return_if_fail (SALVE_IS_PATIENT_LIST_MODEL (self));

  before = self->n_said;
  salve_id_array_ref (rows);
  g_clear_pointer (&self->rows, salve_id_array_unref);
  self->rows = rows;
  self->ids = rows->ids;
  self->n_ids = rows->n;
  self->n_said = MIN (rows->n, before >= ROWS_OF_A_LIST ? rows->n : MAX (before, self->portion));
  g_hash_table_remove_all (self->pages);
  forget_questions (self);

  if (self->n_said < before)
    g_list_model_items_changed (G_LIST_MODEL (self), self->n_said, before - self->n_said, 0);
  refresh_slots (self);
  if (self->background && before == 0 && self->n_said > 0)
    ensure_page (self, 0);
  if (self->n_said > before)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, self->n_said - before);
}

/**
 * salve_patient_list_model_set_ids:
 * @ids: (array length=n_ids): row ids in order; copied
 *
 * As salve_patient_list_model_show().
 */
void
salve_patient_list_model_set_ids (SalvePatientListModel *self, const gint64 *ids, guint n_ids)
{
  g_autoptr (SalveIdArray) rows =
      salve_id_array_new_take (n_ids > 0 ? g_memdup2 (ids, n_ids * sizeof *ids) : NULL, n_ids);

  salve_patient_list_model_show (self, rows);
}

const gint64 *
salve_patient_list_model_get_ids (SalvePatientListModel *self, guint *n_ids)
{
  g_return_val_if_fail (SALVE_IS_PATIENT_LIST_MODEL (self), NULL);

  *n_ids = self->n_ids;

  return self->ids;
}

/**
 * salve_patient_list_model_get_rowid:
 *
 * Returns: the row id at @position, 0 past the end; reads nothing
 */
gint64
salve_patient_list_model_get_rowid (SalvePatientListModel *self, guint position)
{
  g_return_val_if_fail (SALVE_IS_PATIENT_LIST_MODEL (self), 0);

  return position < self->n_ids ? self->ids[position] : 0;
}

/**
 * salve_patient_list_model_find:
 * @position: (out): where @rowid stands
 *
 * Walks the ids, a millisecond for a million.
 */
gboolean
salve_patient_list_model_find (SalvePatientListModel *self, gint64 rowid, guint *position)
{
  g_return_val_if_fail (SALVE_IS_PATIENT_LIST_MODEL (self), FALSE);

  for (guint i = 0; i < self->n_ids; i++)
    {
      if (self->ids[i] == rowid)
        {
          *position = i;
          return TRUE;
        }
    }

  return FALSE;
}

/**
 * salve_patient_list_model_refresh:
 *
 * Reads the rows on the screen again, after the store has said that somebody's record changed.
 */
void
salve_patient_list_model_refresh (SalvePatientListModel *self)
{
  g_return_if_fail (SALVE_IS_PATIENT_LIST_MODEL (self));

  g_hash_table_remove_all (self->pages);
  forget_questions (self);
  refresh_slots (self);
}

/* How many pages were read so far; what the tests and the benchmark look at. */
guint
salve_patient_list_model_get_reads (SalvePatientListModel *self)
{
  g_return_val_if_fail (SALVE_IS_PATIENT_LIST_MODEL (self), 0);

  return self->reads;
}
