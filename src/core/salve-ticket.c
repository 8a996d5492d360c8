/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-core"

#include "config.h"

#include "salve-ticket.h"

#include <string.h>

/* No I and no O, which are read as 1 and 0. */
static const char letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZ";

#define N_LETTERS 24
#define N_NUMBERS 90 /* 10 to 99: always two digits, so that all are as long to say */
#define N_TICKETS (N_LETTERS * N_NUMBERS)

/* FNV-1a, 32 bits (https://datatracker.ietf.org/doc/html/draft-eastlake-fnv): the same on every machine and for ever. */
static guint32
hash (const char *text)
{
  guint32 value = 2166136261u;

  for (const char *at = text; *at != '\0'; at++)
    value = (value ^ (guchar)*at) * 16777619u;
  return value;
}

/**
 * salve_ticket_choose:
 * @appointment_id: for whom
 * @taken: (nullable) (element-type utf8 utf8): a set of tickets of the same day that others have
 *
 * The same appointment gets the same ticket at every desk that knows the same others, so that two desks at which it
 * arrives at once, without a line between them, do not disagree. Any thread.
 *
 * Returns: (transfer full): a letter and two digits; one that is taken only where all 2,160 are
 */
char *
salve_ticket_choose (const char *appointment_id, GHashTable *taken)
{
  const guint32 first = hash (appointment_id) % N_TICKETS;

  for (guint32 i = 0; i < N_TICKETS; i++)
    {
      guint32 n = (first + i) % N_TICKETS;
      g_autofree char *ticket = g_strdup_printf ("%c%u", letters[n % N_LETTERS], 10 + n / N_LETTERS);

      if (taken == NULL || !g_hash_table_contains (taken, ticket))
        return g_steal_pointer (&ticket);
    }
  return g_strdup_printf ("%c%u", letters[first % N_LETTERS], 10 + first / N_LETTERS);
}

/* Whether it is one that salve_ticket_choose() could have given. */
gboolean
salve_ticket_is_valid (const char *text)
{
  return strlen (text) == 3 && strchr (letters, text[0]) != NULL && text[1] >= '1' && text[1] <= '9'
         && g_ascii_isdigit (text[2]);
}
