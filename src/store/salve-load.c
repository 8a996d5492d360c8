/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-load.h"

#include <string.h>

#include "salve-projection.h"
#include "salve-schema.h"
#include "salve-statement.h"

#define READ_AT_ONCE 2000
#define PHONE_TAIL_MIN 3
/* So many patients are held in memory at most where a desk goes on with its work: some 6 MB. */
#define PATIENTS_HELD 12000

typedef enum
{
  READ,
  SORT,
  TOKENS,
  TAILS,
  ROWS,
  INDEXES,
} Stage;

/* A word in keys, or a tail of a number: it ends at a space or at the end. */
typedef struct
{
  const char *text;
  const char *key;
  gint64 rowid;
} Entry;

struct _SalveLoadEnd
{
  Stage stage;
  gboolean only_rows; /* the indexes come another time */
  gboolean more;      /* patients are there who were not read yet */
  guint held;
  gint64 last_rowid;
  GStringChunk *texts;
  GArray *tokens; /* Entry */
  GArray *tails;  /* Entry */
  guint next;
};

gboolean
salve_load_get_state (SalveConnection *connection, SalveLoadState *state, GError **error)
{
  gint64 mark;

  if (!salve_connection_get_int (connection, "SELECT value FROM meta WHERE name = 'loading'", &mark, error))
    return FALSE;
  *state = mark == SALVE_LOAD_COMPLETE          ? SALVE_LOAD_COMPLETE
           : mark == SALVE_LOAD_WITHOUT_INDEXES ? SALVE_LOAD_WITHOUT_INDEXES
                                                : SALVE_LOAD_WITHOUT_ROWS;
  return TRUE;
}

/* As many as @most at most. */
static gboolean
count_patients (SalveConnection *connection, gint64 most, gint64 *n, GError **error)
{
  g_autoptr (SalveStatement) select =
      salve_connection_prepare (connection, "SELECT count(*) FROM (SELECT 1 FROM patient LIMIT ?)", error);
  gboolean row;

  if (select == NULL)
    return FALSE;
  salve_statement_bind_int (select, 1, most);
  if (!salve_statement_step (select, &row, error))
    return FALSE;
  *n = salve_statement_int (select, 0);
  return TRUE;
}

/**
 * salve_load_begin:
 * @few: with as many patients or more nothing is deferred
 * @deferring: (out): whether rows of searches may be left out from now on; FALSE in a store that has many patients
 *
 * A transaction of its own.
 */
gboolean
salve_load_begin (SalveConnection *connection, gint64 few, gboolean *deferring, GError **error)
{
  SalveLoadState state;
  gint64 patients;

  *deferring = FALSE;
  if (!salve_load_get_state (connection, &state, error))
    return FALSE;
  *deferring = state == SALVE_LOAD_WITHOUT_ROWS;
  if (state != SALVE_LOAD_COMPLETE)
    return TRUE;
  if (!count_patients (connection, few, &patients, error))
    return FALSE;
  if (patients >= few)
    return TRUE;
  if (!salve_connection_begin (connection, error))
    return FALSE;
  if (!salve_connection_run (connection, error, "INSERT INTO meta VALUES ('loading', 1)", "")
      || !salve_schema_drop_list_indexes (connection, error))
    {
      salve_connection_rollback (connection);
      return FALSE;
    }
  *deferring = salve_connection_commit (connection, error);
  return *deferring;
}

/* @only_rows: everybody is found from then on, but the list's indexes are left for another end */
SalveLoadEnd *
salve_load_end_new (gboolean only_rows)
{
  SalveLoadEnd *self = g_new0 (SalveLoadEnd, 1);

  self->only_rows = only_rows;
  self->last_rowid = G_MININT64;
  self->texts = g_string_chunk_new (64 * 1024);
  self->tokens = g_array_new (FALSE, FALSE, sizeof (Entry));
  self->tails = g_array_new (FALSE, FALSE, sizeof (Entry));
  return self;
}

void
salve_load_end_free (SalveLoadEnd *self)
{
  if (self == NULL)
    return;
  g_string_chunk_free (self->texts);
  g_array_unref (self->tokens);
  g_array_unref (self->tails);
  g_free (self);
}

static gsize
length_of (const char *text)
{
  return strcspn (text, " \x01");
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const Entry *first = a, *second = b;
  const guchar *x = (const guchar *)first->text, *y = (const guchar *)second->text;

  while (*x == *y && *x > ' ')
    x++, y++;
  if (*x > ' ' || *y > ' ')
    return (*x > ' ' ? *x : 0) - (*y > ' ' ? *y : 0);
  return (first->rowid > second->rowid) - (first->rowid < second->rowid);
}

static void
note_patient (SalveLoadEnd *self,
              gint64 rowid,
              const char *key_text,
              const char *birth,
              const char *phones_text)
{
  g_autofree char *match = salve_projection_match_key (key_text, birth, phones_text);
  const char *key = g_string_chunk_insert (self->texts, match);
  const char *phones = g_string_chunk_insert (self->texts, phones_text);

  for (const char *word = key; *word != '\x01'; word += length_of (word))
    {
      Entry entry;

      word += strspn (word, " ");
      entry = (Entry){ word, key, rowid };
      if (*word == '\x01')
        break;
      g_array_append_val (self->tokens, entry);
    }
  for (const char *at = phones; *at != '\0'; at++)
    if (*at != ' ' && length_of (at) >= PHONE_TAIL_MIN)
      {
        Entry entry = { at, NULL, rowid };

        g_array_append_val (self->tails, entry);
      }
}

static gboolean
read_some (SalveLoadEnd *self, SalveConnection *connection, GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      connection,
      "SELECT rowid, search_key, birth_date, phones FROM patient WHERE rowid > ? ORDER BY rowid LIMIT ?",
      error);
  gboolean row = TRUE;
  guint n = 0;

  if (select == NULL)
    return FALSE;
  salve_statement_bind_int (select, 1, self->last_rowid);
  salve_statement_bind_int (select, 2, READ_AT_ONCE);
  for (;; n++)
    {
      if (!salve_statement_step (select, &row, error))
        return FALSE;
      if (!row)
        break;
      self->last_rowid = salve_statement_int (select, 0);
      note_patient (self, self->last_rowid, salve_statement_text (select, 1),
                    salve_statement_text (select, 2), salve_statement_text (select, 3));
    }
  self->held += n;
  self->more = n == READ_AT_ONCE;
  if (!self->more || (self->only_rows && self->held >= PATIENTS_HELD))
    self->stage = SORT;
  return TRUE;
}

/* Writes entries until the time is over. Who was changed by a person since the reading has rows of his own already. */
static gboolean
write_some (SalveLoadEnd *self,
            SalveConnection *connection,
            GArray *entries,
            const char *sql,
            gint64 duration,
            GError **error)
{
  gint64 started = g_get_monotonic_time ();

  if (!salve_connection_begin (connection, error))
    return FALSE;
  for (guint n = 0; self->next < entries->len; n++)
    {
      const Entry *entry = &g_array_index (entries, Entry, self->next);
      g_autoptr (SalveStatement) insert = NULL;

      if (n % 64 == 63 && g_get_monotonic_time () - started > duration)
        break;
      self->next++;
      if (salve_connection_is_noted (connection, entry->rowid))
        continue;
      insert = salve_connection_prepare (connection, sql, error);
      if (insert == NULL)
        return FALSE;
      salve_statement_bind_text_n (insert, 1, entry->text, length_of (entry->text));
      salve_statement_bind_int (insert, 2, entry->rowid);
      if (entry->key != NULL)
        salve_statement_bind_text (insert, 3, entry->key);
      if (!salve_statement_run (insert, error))
        return FALSE;
    }
  if (!salve_connection_commit (connection, error))
    return FALSE;
  if (self->next >= entries->len)
    {
      self->stage++;
      self->next = 0;
    }
  return TRUE;
}

/* What is written need not be held any more. */
static void
forget_some (SalveLoadEnd *self)
{
  g_array_set_size (self->tokens, 0);
  g_array_set_size (self->tails, 0);
  g_string_chunk_clear (self->texts);
  self->held = 0;
  self->stage = READ;
}

/* The rows of searches are all there, and those of whoever comes now are written at once. */
static gboolean
note_rows (SalveConnection *connection, GError **error)
{
  if (!salve_connection_run (connection, error, "UPDATE meta SET value = ? WHERE name = 'loading'", "i",
                             (gint64)SALVE_LOAD_WITHOUT_INDEXES))
    return FALSE;
  salve_connection_set_noting (connection, FALSE);
  return TRUE;
}

/* The mark goes with the last index. */
static gboolean
make_index (SalveLoadEnd *self, SalveConnection *connection, gboolean *again, GError **error)
{
  if (!salve_connection_begin (connection, error))
    return FALSE;
  *again = salve_schema_make_list_index (connection, self->next++, error);
  if (!*again
      && (*error != NULL
          || !salve_connection_run (connection, error, "DELETE FROM meta WHERE name = 'loading'", "")))
    return FALSE;
  if (!salve_connection_commit (connection, error))
    return FALSE;
  if (!*again)
    salve_connection_set_noting (connection, FALSE);
  return TRUE;
}

/* again: (out): FALSE where nothing is to be done */
static gboolean
begin_reading (SalveLoadEnd *self, SalveConnection *connection, gboolean *again, GError **error)
{
  SalveLoadState state;

  if (!salve_load_get_state (connection, &state, error))
    return FALSE;
  *again = state == SALVE_LOAD_WITHOUT_ROWS || (state == SALVE_LOAD_WITHOUT_INDEXES && !self->only_rows);
  if (state == SALVE_LOAD_WITHOUT_INDEXES)
    self->stage = INDEXES;
  else if (*again)
    salve_connection_set_noting (connection, TRUE);
  return TRUE;
}

/**
 * salve_load_end_step:
 * @duration: µs that this step may last, about
 * @again: (out): whether there is more to do
 *
 * Each step is a transaction of its own, and may be repeated.
 */
gboolean
salve_load_end_step (SalveLoadEnd *self,
                     SalveConnection *connection,
                     gint64 duration,
                     gboolean *again,
                     GError **error)
{
  *again = TRUE;
  switch (self->stage)
    {
    case READ:
      if (self->last_rowid == G_MININT64 && !begin_reading (self, connection, again, error))
        return FALSE;
      return !*again || self->stage != READ || read_some (self, connection, error);
    case SORT:
      g_array_sort (self->tokens, compare_entries);
      g_array_sort (self->tails, compare_entries);
      self->stage = TOKENS;
      return TRUE;
    case TOKENS:
      return write_some (self, connection, self->tokens,
                         "INSERT OR IGNORE INTO patient_token VALUES (?, ?, ?)", duration, error);
    case TAILS:
      return write_some (self, connection, self->tails,
                         "INSERT OR IGNORE INTO patient_phone_tail VALUES (?, ?)", duration, error);
    case ROWS:
      if (self->more)
        {
          forget_some (self);
          return TRUE;
        }
      self->stage = INDEXES;
      *again = !self->only_rows;
      return note_rows (connection, error);
    case INDEXES:
    default:
      return make_index (self, connection, again, error);
    }
}

/* All of it at once: for a store that is being opened. Nothing to do in one that was not left in the middle. */
gboolean
salve_load_end_now (SalveConnection *connection, GError **error)
{
  g_autoptr (SalveLoadEnd) end = salve_load_end_new (FALSE);
  gboolean again = TRUE;

  while (again)
    if (!salve_load_end_step (end, connection, G_TIME_SPAN_SECOND, &again, error))
      {
        salve_connection_rollback (connection);
        salve_connection_set_noting (connection, FALSE);
        return FALSE;
      }
  return TRUE;
}
