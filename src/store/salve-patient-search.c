/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds patients by what a person types: parts of names in any order, numbers, telephone fragments, birth dates.
 *
 * The word that fewest patients have drives: its rows are walked in an index, and the other words are looked up in the
 * search key that lies beside each of them. How many a word has is counted, but never further than COUNT_LIMIT, so
 * that "a" costs no more than "anna". */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include <string.h>

#include "salve-load.h"
#include "salve-store-private.h"
#include "salve-text.h"

#define COUNT_LIMIT 400
#define COUNT_MORE 5000 /* where all words have more than that */
#define PHONE_MIN 3
#define NEWEST_AT_ONCE 5000 /* so many are looked at one by one while somebody waits: some 10 ms */

static void
free_word (gpointer data)
{
  SalveSearchWord *word = data;

  g_free (word->key);
  g_free (word->digits);
  g_free (word->date);
  g_free (word);
}

void
salve_search_free (SalveSearch *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->words);
  g_free (self);
}

static gboolean
all_digits (const char *text)
{
  return *text != '\0' && strspn (text, "0123456789") == strlen (text);
}

static gboolean
has_digit (const char *text)
{
  return strpbrk (text, "0123456789") != NULL;
}

static void
add_word (SalveSearch *self, char *key, char *digits, char *date)
{
  SalveSearchWord *word = g_new0 (SalveSearchWord, 1);

  *word = (SalveSearchWord){ key, digits, date };
  g_ptr_array_add (self->words, word);
}

/* "12.3.1980" and "1980-03" are dates; "1980" alone may be a year, a number or a part of a telephone number. */
static char *
date_prefix (const char *raw, const SalveLocale *locale, SalvePartialDate today)
{
  SalvePartialDate date;
  gboolean year =
      all_digits (raw) && strlen (raw) == 4 && (g_str_has_prefix (raw, "19") || g_str_has_prefix (raw, "20"));

  if (!has_digit (raw) || (all_digits (raw) && !year) || g_utf8_strlen (raw, -1) < 4)
    return NULL;
  if (!year && strpbrk (raw, ".-/") == NULL)
    return NULL;
  if (!salve_partial_date_parse_typed (raw, locale, today, &date, NULL) || date.estimated)
    return NULL;
  return salve_partial_date_to_iso (date);
}

static void
add_raw (SalveSearch *self, const char *raw, const SalveLocale *locale, SalvePartialDate today)
{
  g_autofree char *date = date_prefix (raw, locale, today);
  g_autofree char *digits = salve_text_digits (raw);
  g_auto (GStrv) tokens = NULL;
  gboolean phone_like;

  /* A number is dialled with a zero here and with a country's code there: the zeros in front tell nothing. */
  if (digits != NULL && digits[strspn (digits, "0")] != '\0')
    memmove (digits, digits + strspn (digits, "0"), strlen (digits + strspn (digits, "0")) + 1);
  phone_like =
      digits != NULL && strlen (digits) >= PHONE_MIN && strspn (raw, "0123456789+-/().") == strlen (raw);

  if (date != NULL && !all_digits (raw))
    {
      add_word (self, NULL, phone_like ? g_steal_pointer (&digits) : NULL, g_steal_pointer (&date));
      return;
    }
  tokens = salve_text_tokenise (raw);
  if (phone_like && g_strv_length (tokens) != 1)
    {
      add_word (self, NULL, g_steal_pointer (&digits), NULL);
      return;
    }
  for (guint i = 0; tokens[i] != NULL; i++)
    add_word (self, g_strconcat (" ", tokens[i], NULL), phone_like ? g_strdup (digits) : NULL,
              g_steal_pointer (&date));
}

/* "0171 555 12" is one fragment, not three: neighbours without letters belong together. */
static char **
split_words (const char *text)
{
  g_auto (GStrv) raw = g_strsplit_set (text, " \t\n,;", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GString) number = g_string_new (NULL);

  for (guint i = 0;; i++)
    {
      gboolean numeric =
          raw[i] != NULL && *raw[i] != '\0' && strspn (raw[i], "0123456789+()") == strlen (raw[i]);

      if (numeric)
        {
          g_string_append (number, raw[i]);
          continue;
        }
      if (raw[i] != NULL && *raw[i] == '\0')
        continue;
      if (number->len > 0)
        g_strv_builder_add (builder, number->str);
      g_string_truncate (number, 0);
      if (raw[i] == NULL)
        return g_strv_builder_end (builder);
      g_strv_builder_add (builder, raw[i]);
    }
}

/**
 * salve_search_parse:
 * @text: as typed
 * @today: for dates with two-digit years
 *
 * Returns: (transfer full): the words; none for text without letters and digits
 */
SalveSearch *
salve_search_parse (const char *text, const SalveLocale *locale, SalvePartialDate today)
{
  SalveSearch *self = g_new0 (SalveSearch, 1);
  g_auto (GStrv) raw = split_words (text != NULL ? text : "");

  self->words = g_ptr_array_new_with_free_func (free_word);
  for (guint i = 0; raw[i] != NULL && self->words->len < 12; i++)
    add_raw (self, raw[i], locale, today);
  return self;
}

/* The first text that does not begin with prefix any more: U+10FFFF is behind everything that tokens hold. */
static char *
range_end (const char *prefix)
{
  return g_strconcat (prefix, "\xF4\x8F\xBF\xBF", NULL);
}

static gboolean
count_range (SalveConnection *connection,
             const char *sql,
             const char *prefix,
             guint limit,
             guint *count,
             GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (connection, sql, error);
  g_autofree char *end = range_end (prefix);
  gboolean row;

  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, prefix);
  salve_statement_bind_text (select, 2, end);
  salve_statement_bind_int (select, 3, limit);
  if (!salve_statement_step (select, &row, error))
    return FALSE;
  *count += row ? (guint)salve_statement_int (select, 0) : 0;
  return TRUE;
}

static gboolean
count_word (SalveConnection *connection,
            const SalveSearchWord *word,
            guint limit,
            guint *count,
            GError **error)
{
  *count = 0;
  return (word->key == NULL
          || count_range (
              connection,
              "SELECT count(*) FROM (SELECT 1 FROM patient_token WHERE token >= ?1 AND token < ?2 LIMIT ?3)",
              word->key + 1, limit, count, error))
         && (word->digits == NULL
             || count_range (
                 connection,
                 "SELECT count(*) FROM (SELECT 1 FROM patient_phone_tail WHERE tail >= ?1 AND tail < ?2"
                 " LIMIT ?3)",
                 word->digits, limit, count, error))
         && (word->date == NULL
             || count_range (
                 connection,
                 "SELECT count(*) FROM (SELECT 1 FROM patient WHERE birth_date >= ?1 AND birth_date < ?2"
                 " LIMIT ?3)",
                 word->date, limit, count, error));
}

/* key is what salve_projection_match_key() made. */
static gboolean
fits_key (const SalveSearch *search, const SalveSearchWord *driver, const char *key)
{
  const char *birth = strchr (key, '\x01');
  const char *phones = birth != NULL ? strchr (birth, '\x02') : NULL;

  for (guint i = 0; i < search->words->len; i++)
    {
      const SalveSearchWord *word = search->words->pdata[i];

      if (word == driver || (word->key != NULL && strstr (key, word->key) != NULL)
          || (word->date != NULL && birth != NULL && g_str_has_prefix (birth + 1, word->date))
          || (word->digits != NULL && phones != NULL && strstr (phones + 1, word->digits) != NULL))
        continue;
      return FALSE;
    }
  return TRUE;
}

static gboolean
fits_row (const SalveSearch *search, const char *key, const char *phones, const char *birth)
{
  for (guint i = 0; i < search->words->len; i++)
    {
      const SalveSearchWord *word = search->words->pdata[i];

      if ((word->key == NULL || strstr (key, word->key) == NULL)
          && (word->digits == NULL || strstr (phones, word->digits) == NULL)
          && (word->date == NULL || birth == NULL || !g_str_has_prefix (birth, word->date)))
        return FALSE;
    }
  return TRUE;
}

typedef struct
{
  SalveConnection *connection;
  const SalveSearch *search;
  SalveSight *sight;
  gboolean inactive;
  guint limit;
  GHashTable *seen; /* gint64 in the array's memory is not stable: keys are boxed pointers of rowids */
  GArray *found;
} Run;

/* Looks at the patient's own row where the index beside the word cannot tell. */
static gboolean
consider (Run *run, gint64 rowid, gboolean check, GError **error)
{
  g_autoptr (SalveStatement) select = NULL;
  gboolean row;

  if (g_hash_table_contains (run->seen, GSIZE_TO_POINTER ((gsize)rowid))
      || !salve_sight_has_row (run->sight, rowid))
    return TRUE;
  if (check || !run->inactive)
    {
      select = salve_connection_prepare (
          run->connection, "SELECT active, search_key, phones, birth_date FROM patient WHERE rowid = ?",
          error);
      if (select == NULL)
        return FALSE;
      salve_statement_bind_int (select, 1, rowid);
      if (!salve_statement_step (select, &row, error))
        return FALSE;
      if (!row || (!run->inactive && salve_statement_int (select, 0) == 0)
          || (check
              && !fits_row (run->search, salve_statement_text (select, 1), salve_statement_text (select, 2),
                            salve_statement_text (select, 3))))
        return TRUE;
    }
  g_hash_table_add (run->seen, GSIZE_TO_POINTER ((gsize)rowid));
  g_array_append_val (run->found, rowid);
  return TRUE;
}

static gboolean
walk (Run *run,
      const char *sql,
      const char *prefix,
      const SalveSearchWord *driver,
      gboolean has_key,
      GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (run->connection, sql, error);
  g_autofree char *end = range_end (prefix);
  gboolean row = TRUE;

  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, prefix);
  salve_statement_bind_text (select, 2, end);
  while (run->found->len < run->limit)
    {
      if (!salve_statement_step (select, &row, error))
        return FALSE;
      if (!row)
        break;
      if (has_key && !fits_key (run->search, driver, salve_statement_text (select, 1)))
        continue;
      if (!consider (run, salve_statement_int (select, 0), !has_key && run->search->words->len > 1, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
run_driver (Run *run, const SalveSearchWord *word, GError **error)
{
  return (word->key == NULL
          || walk (run, "SELECT patient, search_key FROM patient_token WHERE token >= ?1 AND token < ?2",
                   word->key + 1, word, TRUE, error))
         && (word->date == NULL
             || walk (run, "SELECT rowid FROM patient WHERE birth_date >= ?1 AND birth_date < ?2", word->date,
                      word, FALSE, error))
         && (word->digits == NULL
             || walk (run, "SELECT patient FROM patient_phone_tail WHERE tail >= ?1 AND tail < ?2",
                      word->digits, word, FALSE, error));
}

/* The newest @most patients one by one: while many come at once, what the others are found by is not made yet. */
static gboolean
walk_newest (Run *run, guint most, GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      run->connection,
      "SELECT rowid, active, search_key, phones, birth_date FROM patient ORDER BY rowid DESC LIMIT ?", error);
  gboolean row = TRUE;

  if (select == NULL)
    return FALSE;
  salve_statement_bind_int (select, 1, most);
  while (run->found->len < run->limit)
    {
      gint64 rowid;

      if (!salve_statement_step (select, &row, error))
        return FALSE;
      if (!row)
        break;
      rowid = salve_statement_int (select, 0);
      if ((!run->inactive && salve_statement_int (select, 1) == 0)
          || !fits_row (run->search, salve_statement_text (select, 2), salve_statement_text (select, 3),
                        salve_statement_text (select, 4))
          || !g_hash_table_add (run->seen, GSIZE_TO_POINTER ((gsize)rowid)))
        continue;
      g_array_append_val (run->found, rowid);
    }
  return TRUE;
}

/* Of two words that many have, a name is walked in the index that answers for the other, and a longer one is rarer. */
static gboolean
is_better (const SalveSearchWord *word, const SalveSearchWord *driver)
{
  gboolean name = word->key != NULL && word->date == NULL && word->digits == NULL;
  gboolean driver_name = driver->key != NULL && driver->date == NULL && driver->digits == NULL;

  if (name != driver_name)
    return name;
  return word->key != NULL && driver->key != NULL && strlen (word->key) > strlen (driver->key);
}

/* Among the words that pass, the one with the fewest patients, counted up to limit. */
static gboolean
find_fewest (SalveConnection *connection,
             const SalveSearch *search,
             gboolean only_names,
             guint limit,
             const SalveSearchWord **driver,
             guint *fewest,
             GError **error)
{
  *driver = NULL;
  *fewest = G_MAXUINT;
  for (guint i = 0; i < search->words->len; i++)
    {
      const SalveSearchWord *word = search->words->pdata[i];
      guint count;

      if (only_names && (word->key == NULL || word->date != NULL || word->digits != NULL))
        continue;
      if (!count_word (connection, word, limit, &count, error))
        return FALSE;
      if (*driver == NULL || count < *fewest || (count == *fewest && is_better (word, *driver)))
        {
          *fewest = count;
          *driver = word;
        }
    }
  return TRUE;
}

static gboolean
choose_driver (SalveConnection *connection,
               const SalveSearch *search,
               const SalveSearchWord **driver,
               GError **error)
{
  const SalveSearchWord *name;
  guint fewest;

  *driver = search->words->len > 0 ? search->words->pdata[0] : NULL;
  if (search->words->len < 2)
    return TRUE;
  if (!find_fewest (connection, search, FALSE, COUNT_LIMIT, driver, &fewest, error))
    return FALSE;
  if (fewest < COUNT_LIMIT)
    return TRUE;
  if (!find_fewest (connection, search, TRUE, COUNT_MORE, &name, &fewest, error))
    return FALSE;
  if (name != NULL)
    *driver = name;
  return TRUE;
}

/**
 * salve_search_run:
 * @sight: (nullable): only whom it shows
 * @inactive: whether patients who were merged away or archived count
 * @limit: at most so many
 *
 * Returns: (transfer full) (element-type gint64): rowids, exact words before longer ones
 */
GArray *
salve_search_run (SalveConnection *connection,
                  SalveSearch *search,
                  SalveSight *sight,
                  gboolean inactive,
                  guint limit,
                  GError **error)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GHashTable) seen = g_hash_table_new (g_direct_hash, g_direct_equal);
  Run run = { connection, search, sight, inactive, limit, seen, found };
  const SalveSearchWord *driver;
  SalveLoadState state;

  if (!choose_driver (connection, search, &driver, error)
      || !salve_load_get_state (connection, &state, error))
    return NULL;
  if (driver != NULL && !run_driver (&run, driver, error))
    return NULL;
  if (driver != NULL && state == SALVE_LOAD_WITHOUT_ROWS
      && !walk_newest (&run, limit < NEWEST_AT_ONCE ? NEWEST_AT_ONCE : G_MAXUINT, error))
    return NULL;
  return g_steal_pointer (&found);
}
