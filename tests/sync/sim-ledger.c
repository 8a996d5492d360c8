/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-ledger.h"

#include <string.h>

struct _SimLedger
{
  guint n_words;
  guint n_dates;
  GHashTable *promised; /* token -> who wrote it */
  GHashTable *replaced; /* tokens */
};

SimLedger *
sim_ledger_new (void)
{
  SimLedger *self = g_new0 (SimLedger, 1);

  self->promised = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->replaced = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
sim_ledger_free (SimLedger *self)
{
  g_hash_table_unref (self->promised);
  g_hash_table_unref (self->replaced);
  g_free (self);
}

char *
sim_ledger_word (SimLedger *self)
{
  return g_strdup_printf ("tok%ux", ++self->n_words);
}

/* Days from 1900 on; enough for 30,000 of them. */
char *
sim_ledger_birth_date (SimLedger *self)
{
  g_autoptr (GDateTime) first = g_date_time_new_utc (1900, 1, 1, 0, 0, 0);
  g_autoptr (GDateTime) day = g_date_time_add_days (first, (int)++self->n_dates);

  return g_date_time_format (day, "%Y-%m-%d");
}

/* tokens: (inout): a set of texts that gets those that stand in text */
void
sim_ledger_collect (const char *text, GHashTable *tokens)
{
  for (const char *p = text; p != NULL && (p = strstr (p, "tok")) != NULL;)
    {
      gsize digits = strspn (p + 3, "0123456789");

      if (digits > 0 && p[3 + digits] == 'x')
        g_hash_table_add (tokens, g_strndup (p, digits + 4));
      p += 3;
    }
  for (const char *p = text; p != NULL && (p = strstr (p, "\"birthDate\":\"")) != NULL;)
    {
      p += strlen ("\"birthDate\":\"");
      g_hash_table_add (tokens, g_strndup (p, 10));
    }
}

static GHashTable *
tokens_of (const char *text)
{
  GHashTable *tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  sim_ledger_collect (text, tokens);
  return tokens;
}

/* Somebody was told that what is in this text is saved. */
void
sim_ledger_promise (SimLedger *self, const char *text, const char *by)
{
  g_autoptr (GHashTable) tokens = tokens_of (text);
  GHashTableIter iter;
  gpointer token;

  g_hash_table_iter_init (&iter, tokens);
  while (g_hash_table_iter_next (&iter, &token, NULL))
    if (!g_hash_table_contains (self->promised, token))
      g_hash_table_insert (self->promised, g_strdup (token), g_strdup (by));
}

/* Nobody of the clinic has seen all of what it wrote. */
void
sim_ledger_forgive (SimLedger *self, const char *by)
{
  GHashTableIter iter;
  gpointer token, who;

  g_hash_table_iter_init (&iter, self->promised);
  while (g_hash_table_iter_next (&iter, &token, &who))
    if (g_str_equal (who, by))
      g_hash_table_add (self->replaced, g_strdup (token));
}

/* Somebody saw the one and wanted the other. after: (nullable): nothing of it */
void
sim_ledger_replace (SimLedger *self, const char *before, const char *after)
{
  g_autoptr (GHashTable) old = tokens_of (before), new = tokens_of (after);
  GHashTableIter iter;
  gpointer token;

  g_hash_table_iter_init (&iter, old);
  while (g_hash_table_iter_next (&iter, &token, NULL))
    if (!g_hash_table_contains (new, token))
      g_hash_table_add (self->replaced, g_strdup (token));
}

/* Returns: (nullable): one that was promised, that nobody replaced and that is nowhere to be seen */
char *
sim_ledger_find_lost (SimLedger *self, GHashTable *seen)
{
  GHashTableIter iter;
  gpointer token, by;

  g_hash_table_iter_init (&iter, self->promised);
  while (g_hash_table_iter_next (&iter, &token, &by))
    if (!g_hash_table_contains (self->replaced, token) && !g_hash_table_contains (seen, token))
      return g_strdup_printf ("%s of %s", (const char *)token, (const char *)by);
  return NULL;
}

guint
sim_ledger_count (SimLedger *self)
{
  return g_hash_table_size (self->promised);
}
