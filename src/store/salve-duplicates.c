/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who might be the person that is about to be registered: candidates come from indexes (birth date, telephone, number,
 * words of the name), and each is then scored by what fits. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include <string.h>

#include "salve-store-private.h"
#include "salve-text.h"

#define CANDIDATES_PER_CLUE 120
#define ANSWERS 8

static gboolean
add_candidates (SalveConnection *connection,
                const char *sql,
                const char *low,
                const char *high,
                GHashTable *out,
                GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (connection, sql, error);
  gboolean row;

  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, low);
  salve_statement_bind_text (select, 2, high);
  salve_statement_bind_int (select, 3, CANDIDATES_PER_CLUE);
  for (;;)
    {
      if (!salve_statement_step (select, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      g_hash_table_add (out, GSIZE_TO_POINTER ((gsize)salve_statement_int (select, 0)));
    }
}

/* Words of the name by their first letters, so that "Maier" also finds "Maierhofer" and a word with its end misspelt. */
static gboolean
add_by_words (SalveConnection *connection, char **words, GHashTable *out, GError **error)
{
  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    {
      glong letters = g_utf8_strlen (words[i], -1);
      g_autofree char *start = g_utf8_substring (words[i], 0, letters > 5 ? letters - 2 : MIN (letters, 4));
      g_autofree char *end = g_strconcat (start, "\xF4\x8F\xBF\xBF", NULL);

      if (letters >= 2
          && (!add_candidates (connection,
                               "SELECT patient FROM patient_token WHERE token = ?1 AND ?2 != '' LIMIT ?3",
                               words[i], end, out, error)
              || !add_candidates (
                  connection, "SELECT patient FROM patient_token WHERE token >= ?1 AND token < ?2 LIMIT ?3",
                  start, end, out, error)))
        return FALSE;
    }
  return TRUE;
}

/* Damerau-Levenshtein (optimal string alignment) on letters; words are short, so the plain table does. */
static guint
edit_distance (const char *a, const char *b)
{
  g_autofree gunichar *x = NULL;
  g_autofree gunichar *y = NULL;
  glong n, m;
  guint d[34][34];

  x = g_utf8_to_ucs4_fast (a, -1, &n);
  y = g_utf8_to_ucs4_fast (b, -1, &m);
  n = MIN (n, 32);
  m = MIN (m, 32);
  for (glong i = 0; i <= n; i++)
    d[i][0] = (guint)i;
  for (glong j = 0; j <= m; j++)
    d[0][j] = (guint)j;
  for (glong i = 1; i <= n; i++)
    for (glong j = 1; j <= m; j++)
      {
        guint cost = x[i - 1] != y[j - 1];

        d[i][j] = MIN (MIN (d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + cost);
        if (i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1])
          d[i][j] = MIN (d[i][j], d[i - 2][j - 2] + 1);
      }
  return d[n][m];
}

/* How well one word is met by the best of the others: 100 the same, 0 nothing alike. */
static guint
best_match (const char *word, char **others)
{
  guint best = 0;

  for (guint i = 0; others != NULL && others[i] != NULL; i++)
    {
      guint longest = (guint)MAX (g_utf8_strlen (word, -1), g_utf8_strlen (others[i], -1));
      guint distance = edit_distance (word, others[i]);
      guint score = longest > 0 && distance * 3 <= longest ? 100 - 100 * distance / longest : 0;

      if (longest >= 3 && (g_str_has_prefix (word, others[i]) || g_str_has_prefix (others[i], word)))
        score = MAX (score, 75);
      best = MAX (best, score);
    }
  return best;
}

/* Returns: 0 to 100, over all words of what was typed against the words of the candidate, in any order */
static guint
name_likeness (char **typed, char **has)
{
  guint sum = 0, n = 0;

  for (; typed != NULL && typed[n] != NULL; n++)
    sum += best_match (typed[n], has);
  return n > 0 ? sum / n : 0;
}

static gboolean
digits_end_alike (const char *a, const char *b)
{
  gsize n = strlen (a), m = strlen (b), shared = MIN (MIN (n, m), 8);

  return shared >= 6 && strcmp (a + n - shared, b + m - shared) == 0;
}

static void
score_candidate (SalveDuplicate *candidate, const SalveDuplicateProbe *probe, char **typed, guint words)
{
  SalvePatientRow *row = candidate->row;
  g_autofree char *name = g_strdup_printf ("%s %s", row->family != NULL ? row->family : "",
                                           row->given != NULL ? row->given : row->name_full);
  g_auto (GStrv) has = salve_text_tokenise (name);
  g_autofree char *digits = row->phone != NULL ? salve_text_digits (row->phone) : NULL;
  guint likeness = name_likeness (typed, has), score;

  score = words > 1 ? likeness * 50 / 100 : likeness * 30 / 100;
  if (likeness == 100)
    candidate->reasons |= SALVE_DUPLICATE_NAME;
  else if (likeness >= 70)
    candidate->reasons |= SALVE_DUPLICATE_SIMILAR_NAME;
  if (salve_partial_date_is_set (probe->birth_date) && salve_partial_date_is_set (row->birth_date))
    {
      if (probe->birth_date.year == row->birth_date.year && probe->birth_date.month == row->birth_date.month
          && probe->birth_date.day == row->birth_date.day)
        {
          candidate->reasons |= SALVE_DUPLICATE_BIRTH_DATE;
          score += probe->birth_date.precision == SALVE_DATE_PRECISION_DAY ? 35 : 10;
        }
      else if (probe->birth_date.year != row->birth_date.year)
        score = score > 15 ? score - 15 : 0; /* a father and his son share all but this */
    }
  else if (likeness == 100 && words > 1)
    score += 15;
  if (probe->phone_digits != NULL && digits != NULL && digits_end_alike (probe->phone_digits, digits))
    {
      candidate->reasons |= SALVE_DUPLICATE_PHONE;
      score += 20;
    }
  if (probe->number != NULL && *probe->number != '\0' && g_strcmp0 (probe->number, row->number) == 0)
    {
      candidate->reasons |= SALVE_DUPLICATE_NUMBER;
      score = MAX (score, 95);
    }
  candidate->score = MIN (score, 100);
}

static int
compare_scores (gconstpointer a, gconstpointer b)
{
  const SalveDuplicate *first = *(SalveDuplicate *const *)a, *second = *(SalveDuplicate *const *)b;

  if (first->score != second->score)
    return first->score > second->score ? -1 : 1;
  return strcmp (first->row->name_sort, second->row->name_sort);
}

static gboolean
gather (SalveConnection *connection,
        const SalveDuplicateProbe *probe,
        char **words,
        GHashTable *out,
        GError **error)
{
  g_autofree char *birth =
      salve_partial_date_is_set (probe->birth_date) ? salve_partial_date_to_iso (probe->birth_date) : NULL;
  const char *phone = probe->phone_digits;
  g_autofree char *phone_end = NULL;

  if (birth != NULL && probe->birth_date.precision == SALVE_DATE_PRECISION_DAY
      && !add_candidates (connection,
                          "SELECT rowid FROM patient WHERE birth_date = ?1 AND ?2 IS NOT NULL LIMIT ?3",
                          birth, birth, out, error))
    return FALSE;
  if (phone != NULL && strlen (phone) >= 6)
    {
      phone += strlen (phone) > 8 ? strlen (phone) - 8 : 0;
      phone_end = g_strconcat (phone, ":", NULL);
      if (!add_candidates (connection,
                           "SELECT patient FROM patient_phone_tail WHERE tail >= ?1 AND tail < ?2 LIMIT ?3",
                           phone, phone_end, out, error))
        return FALSE;
    }
  if (probe->number != NULL && *probe->number != '\0'
      && !add_candidates (connection,
                          "SELECT rowid FROM patient WHERE number = ?1 AND ?2 IS NOT NULL LIMIT ?3",
                          probe->number, probe->number, out, error))
    return FALSE;
  return add_by_words (connection, words, out, error);
}

/**
 * salve_store_find_duplicates:
 * @probe: what is known so far; may be asked again at every key
 *
 * Returns: (transfer full) (element-type SalveDuplicate): the likeliest first, at most eight, none under half of
 *   SALVE_DUPLICATE_LIKELY
 */
GPtrArray *
salve_store_find_duplicates (SalveStore *self, const SalveDuplicateProbe *probe, GError **error)
{
  SalveConnection *connection = salve_store_get_reader (self, error);
  g_autofree char *name = g_strdup_printf ("%s %s", probe->family != NULL ? probe->family : "",
                                           probe->given != NULL ? probe->given : "");
  g_auto (GStrv) words = salve_text_tokenise (name);
  g_autoptr (GHashTable) candidates = g_hash_table_new (g_direct_hash, g_direct_equal);
  g_autoptr (GPtrArray) out = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_duplicate_free);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GArray) rowids = g_array_new (FALSE, FALSE, sizeof (gint64));
  GHashTableIter iter;
  gpointer key;

  if (connection == NULL || !gather (connection, probe, words, candidates, error))
    return NULL;
  g_hash_table_iter_init (&iter, candidates);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      gint64 rowid = (gint64)GPOINTER_TO_SIZE (key);

      g_array_append_val (rowids, rowid);
    }
  rows = salve_store_read_patient_rows (self, (const gint64 *)(gpointer)rowids->data, rowids->len, error);
  if (rows == NULL)
    return NULL;
  for (guint i = 0; i < rows->len; i++)
    {
      g_autoptr (SalveDuplicate) candidate = NULL;

      if (rows->pdata[i] == NULL)
        continue;
      candidate = g_new0 (SalveDuplicate, 1);
      candidate->row = g_object_ref (rows->pdata[i]);
      if (!candidate->row->active || g_strcmp0 (candidate->row->id, probe->exclude_id) == 0)
        continue;
      score_candidate (candidate, probe, words, g_strv_length (words));
      if (candidate->score * 2 >= SALVE_DUPLICATE_LIKELY && candidate->reasons != 0)
        g_ptr_array_add (out, g_steal_pointer (&candidate));
    }
  g_ptr_array_sort (out, compare_scores);
  if (out->len > ANSWERS)
    g_ptr_array_set_size (out, ANSWERS);
  return g_steal_pointer (&out);
}
