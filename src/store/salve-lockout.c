/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-lockout.h"

#include <gio/gio.h>
#include <string.h>

/* So many tries of one pair at one time, before its first wait; later one by one, so that many at one time are not
 * cheaper than one after the other. */
#define MAX_AT_ONCE 32
#define FORGOTTEN (3600 * SALVE_INSTANT_SECOND)

/* So many mistakes are free; from then on each doubles the wait, from a second to so many. */
typedef struct
{
  guint free;
  guint most;
} Policy;

static const Policy pair_policy = { 5, 900 };    /* one account from one address */
static const Policy account_policy = { 20, 30 }; /* one account from everywhere */
static const Policy address_policy = { 100, 60 };

typedef struct
{
  char *key;
  guint failures;
  guint at_once; /* tries whose end is not known */
  gboolean good; /* somebody has signed in so */
  SalveInstant last;
  GList link; /* in the order of last use */
} Entry;

typedef struct
{
  GHashTable *entries; /* key → Entry */
  GQueue order;        /* the one that was not used for longest at the head */
  guint max;
} Table;

struct _SalveLockout
{
  Table known;   /* pairs and accounts */
  Table unknown; /* the same of names that do not exist */
  Table addresses;
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->key);
  g_free (entry);
}

static void
table_init (Table *table, guint max)
{
  table->entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, entry_free);
  g_queue_init (&table->order);
  table->max = max;
}

static void
drop (Table *table, Entry *entry)
{
  g_queue_unlink (&table->order, &entry->link);
  g_hash_table_remove (table->entries, entry->key);
}

static Entry *
look_up (Table *table, const char *key, SalveInstant now)
{
  Entry *entry = g_hash_table_lookup (table->entries, key);

  if (entry == NULL)
    return NULL;
  if (ABS (now - entry->last) > FORGOTTEN)
    entry->failures = 0;
  return entry;
}

static Entry *
ensure (Table *table, const char *key, SalveInstant now)
{
  Entry *entry = look_up (table, key, now);

  if (entry == NULL)
    {
      if (g_hash_table_size (table->entries) >= table->max)
        drop (table, table->order.head->data);
      entry = g_new0 (Entry, 1);
      entry->key = g_strdup (key);
      entry->last = now;
      entry->link.data = entry;
      g_hash_table_insert (table->entries, entry->key, entry);
    }
  else
    g_queue_unlink (&table->order, &entry->link);
  g_queue_push_tail_link (&table->order, &entry->link);
  return entry;
}

/* Whole seconds from now until the next try, rounded up. A clock that was set back does not make it longer. */
static guint
delay_of (const Entry *entry, const Policy *policy, SalveInstant now)
{
  guint wait;
  gint64 left;

  if (entry == NULL || entry->failures < policy->free)
    return 0;
  wait = 1u << MIN (entry->failures - policy->free, 16);
  wait = MIN (wait, policy->most);
  left = entry->last + wait * SALVE_INSTANT_SECOND - now;
  if (left <= 0)
    return 0;
  return MIN ((guint)((left + SALVE_INSTANT_SECOND - 1) / SALVE_INSTANT_SECOND), wait);
}

/**
 * salve_lockout_new:
 * @max_entries: how many names, pairs and addresses are kept in mind, at least 3 of each
 */
SalveLockout *
salve_lockout_new (guint max_entries)
{
  SalveLockout *self = g_new0 (SalveLockout, 1);

  table_init (&self->known, MAX (max_entries, 3));
  table_init (&self->unknown, MAX (max_entries, 3));
  table_init (&self->addresses, MAX (max_entries, 3));
  return self;
}

void
salve_lockout_free (SalveLockout *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->known.entries);
  g_hash_table_unref (self->unknown.entries);
  g_hash_table_unref (self->addresses.entries);
  g_free (self);
}

static char *
pair_key (const char *name, const char *address)
{
  return g_strdup_printf ("%s\n%s", name, address);
}

/**
 * salve_lockout_get_delay:
 * @name: the account's id, or the folded name that nobody has
 * @known: whether it is an account
 * @address: normalised
 *
 * Returns: in how many seconds the next try is let through; 0: now
 */
guint
salve_lockout_get_delay (SalveLockout *self,
                         const char *name,
                         gboolean known,
                         const char *address,
                         SalveInstant now)
{
  Table *table = known ? &self->known : &self->unknown;
  g_autofree char *key = pair_key (name, address);
  const Entry *pair = look_up (table, key, now);
  guint delay = delay_of (pair, &pair_policy, now);

  if (pair != NULL && pair->good)
    return delay;
  delay = MAX (delay, delay_of (look_up (table, name, now), &account_policy, now));
  return MAX (delay, delay_of (look_up (&self->addresses, address, now), &address_policy, now));
}

/**
 * salve_lockout_begin:
 *
 * As salve_lockout_get_delay(). Where it answers 0 a try is under way until salve_lockout_fail(),
 * salve_lockout_succeed() or salve_lockout_cancel() say how it ended.
 */
guint
salve_lockout_begin (SalveLockout *self,
                     const char *name,
                     gboolean known,
                     const char *address,
                     SalveInstant now)
{
  Table *table = known ? &self->known : &self->unknown;
  g_autofree char *key = pair_key (name, address);
  guint delay = salve_lockout_get_delay (self, name, known, address, now);
  Entry *pair;

  if (delay > 0)
    return delay;
  pair = ensure (table, key, now);
  if (pair->at_once >= (pair->failures < pair_policy.free ? MAX_AT_ONCE - pair->failures : 1))
    return 1;
  pair->at_once++;
  return 0;
}

/**
 * salve_lockout_cancel:
 *
 * The try was not made.
 */
void
salve_lockout_cancel (SalveLockout *self, const char *name, gboolean known, const char *address)
{
  g_autofree char *key = pair_key (name, address);
  Entry *pair = g_hash_table_lookup (known ? self->known.entries : self->unknown.entries, key);

  if (pair != NULL && pair->at_once > 0)
    pair->at_once--;
}

static void
count (Table *table, const char *key, SalveInstant now)
{
  Entry *entry = ensure (table, key, now);

  entry->failures++;
  entry->last = now;
}

/**
 * salve_lockout_fail:
 *
 * It was a mistake.
 */
void
salve_lockout_fail (SalveLockout *self,
                    const char *name,
                    gboolean known,
                    const char *address,
                    SalveInstant now)
{
  Table *table = known ? &self->known : &self->unknown;
  g_autofree char *key = pair_key (name, address);

  salve_lockout_cancel (self, name, known, address);
  count (table, key, now);
  count (table, name, now);
  count (&self->addresses, address, now);
}

/**
 * salve_lockout_succeed:
 *
 * It was right: the mistakes with this name from this address are forgotten.
 */
void
salve_lockout_succeed (SalveLockout *self,
                       const char *name,
                       gboolean known,
                       const char *address,
                       SalveInstant now)
{
  g_autofree char *key = pair_key (name, address);
  Entry *pair = ensure (known ? &self->known : &self->unknown, key, now);

  salve_lockout_cancel (self, name, known, address);
  pair->failures = 0;
  pair->good = TRUE;
  pair->last = now;
}

guint
salve_lockout_get_n_entries (SalveLockout *self)
{
  return g_hash_table_size (self->known.entries) + g_hash_table_size (self->unknown.entries)
         + g_hash_table_size (self->addresses.entries);
}

/**
 * salve_lockout_normalise_address:
 * @address: (nullable): an IP address as text
 *
 * Who has one IPv6 address usually has 2^64 of them: they count as one.
 *
 * Returns: (transfer full): what to count by; "" where there is no address
 */
char *
salve_lockout_normalise_address (const char *address)
{
  g_autoptr (GInetAddress) parsed = address != NULL ? g_inet_address_new_from_string (address) : NULL;
  guint8 bytes[16];
  g_autoptr (GInetAddress) network = NULL;

  if (parsed == NULL)
    return g_strdup ("");
  if (g_inet_address_get_family (parsed) != G_SOCKET_FAMILY_IPV6)
    return g_inet_address_to_string (parsed);
  memcpy (bytes, g_inet_address_to_bytes (parsed), sizeof bytes);
  memset (bytes + 8, 0, 8);
  network = g_inet_address_new_from_bytes (bytes, G_SOCKET_FAMILY_IPV6);
  return g_inet_address_to_string (network);
}
