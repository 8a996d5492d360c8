/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random searches over a clinic against a filter that looks at every resource: the same ones, in the same order, on pages
 * of any size, for everybody's reach. And an index that was kept by writes is the one that is made anew. */
#include "config.h"

#include <math.h>
#include <sodium.h>
#include <string.h>

#include "salve-demo.h"
#include "salve-search-extract.h"
#include "salve-store-run.h"
#include "search-fixture.h"

typedef struct
{
  const SalveSearchParameter *parameter;
  char *text;
  char *system;
  char *exact;
  SalveInstant low;
  SalveInstant high;
  double number;
} Entry;

typedef struct
{
  char *type;
  char *id;
  GPtrArray *entries;  /* Entry */
  GPtrArray *patients; /* utf8 */
} Thing;

typedef struct
{
  GRand *random;
  StoreFixture *fixture;
  SalveStore *store;
  GPtrArray *things;   /* Thing, in the order of their records */
  GHashTable *by_name; /* "Type/id" -> Thing */
  GHashTable *treats;  /* "practitioner/patient" */
  GPtrArray *pairs;    /* the same, to draw from */
} World;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->text);
  g_free (entry->system);
  g_free (entry->exact);
  g_free (entry);
}

static void
thing_free (gpointer data)
{
  Thing *thing = data;

  g_free (thing->type);
  g_free (thing->id);
  g_ptr_array_unref (thing->entries);
  g_ptr_array_unref (thing->patients);
  g_free (thing);
}

static void
note_entry (const SalveSearchEntry *entry, gpointer data)
{
  Entry *copy = g_new0 (Entry, 1);

  *copy = (Entry){
    entry->parameter, g_strdup (entry->text), g_strdup (entry->system), g_strdup (entry->exact), entry->low,
    entry->high,      entry->number
  };
  g_ptr_array_add (data, copy);
}

static void
note_treatment (const char *practitioner_id, const char *patient_id, gpointer data)
{
  World *world = data;
  char *pair = g_strdup_printf ("%s/%s", practitioner_id, patient_id);

  g_ptr_array_add (world->pairs, g_strdup (pair));
  g_hash_table_add (world->treats, pair);
}

static gboolean
note_thing (SalveResource *resource, gpointer data, GError **error)
{
  World *world = data;
  Thing *thing = g_new0 (Thing, 1);

  thing->type = g_strdup (salve_resource_get_type_name (resource));
  thing->id = g_strdup (salve_resource_get_id (resource));
  thing->entries = g_ptr_array_new_with_free_func (entry_free);
  thing->patients = salve_search_patients_of (resource);
  salve_search_extract (resource, note_entry, thing->entries);
  salve_search_treatments_of (resource, note_treatment, world);
  g_ptr_array_add (world->things, thing);
  g_hash_table_insert (world->by_name, g_strdup_printf ("%s/%s", thing->type, thing->id), thing);
  return TRUE;
}

static void
world_look (World *world)
{
  g_autoptr (GError) error = NULL;

  g_ptr_array_set_size (world->things, 0);
  g_ptr_array_set_size (world->pairs, 0);
  g_hash_table_remove_all (world->by_name);
  g_hash_table_remove_all (world->treats);
  salve_store_foreach (world->store, NULL, note_thing, world, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
collect_demo (const char *type, const char *id, GBytes *json, gpointer data, GError **error)
{
  SalveResource *resource = salve_resource_new (json, error);

  if (resource == NULL)
    return FALSE;
  g_ptr_array_add (data, resource);
  return TRUE;
}

/* A clinic of which a part comes in before the index is made, and the rest with it. */
static void
world_fill (World *world, guint patients)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);
  g_autoptr (GPtrArray) first = g_ptr_array_new (), rest = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  SalveDemoOptions options = { .patients = patients,
                               .seed = g_rand_int (world->random),
                               .today = salve_partial_date_new_day (2024, 5, 1),
                               .doctors = 3 };

  g_assert_true (salve_demo_generate (&options, collect_demo, all, NULL, NULL, NULL, &error));
  for (guint i = 0; i < all->len; i++)
    g_ptr_array_add (g_rand_int_range (world->random, 0, 8) > 0 ? first : rest, all->pdata[i]);
  store_fixture_wait (salve_store_put_bulk (world->store, first, 0), &error);
  g_assert_no_error (error);
  search_fixture_enable (world->store);
  store_fixture_wait (salve_store_put_bulk (world->store, rest, 0), &error);
  g_assert_no_error (error);
}

static World *
world_new (guint32 seed, guint patients)
{
  World *world = g_new0 (World, 1);

  world->random = g_rand_new_with_seed (seed);
  world->fixture = store_fixture_new ();
  world->store = store_fixture_open (world->fixture);
  world->things = g_ptr_array_new_with_free_func (thing_free);
  world->pairs = g_ptr_array_new_with_free_func (g_free);
  world->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  world->treats = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  world_fill (world, patients);
  world_look (world);
  return world;
}

static void
world_free (World *world)
{
  store_fixture_close (world->store);
  store_fixture_free (world->fixture);
  g_hash_table_unref (world->by_name);
  g_hash_table_unref (world->treats);
  g_ptr_array_unref (world->things);
  g_ptr_array_unref (world->pairs);
  g_rand_free (world->random);
  g_free (world);
}

/* One condition, as it is asked and as it is meant. */
typedef struct
{
  const SalveSearchParameter *parameter;
  const char *modifier; /* NULL, "missing", "not", "exact", "contains" */
  gboolean missing;
  GPtrArray *wishes; /* Entry: exact holds a date's or a number's prefix */
  const char *chain; /* NULL: of the thing itself; otherwise the parameter of the reference before */
  const SalveSearchParameter *over;
} Condition;

static void
condition_free (gpointer data)
{
  Condition *condition = data;

  g_ptr_array_unref (condition->wishes);
  g_free (condition);
}

static gboolean
fits_date (const Entry *is, const Entry *wish)
{
  gboolean within = is->low >= wish->low && is->high <= wish->high;
  gboolean above = is->high > wish->high, below = is->low < wish->low;

  if (g_str_equal (wish->exact, "ne"))
    return !within;
  if (g_str_equal (wish->exact, "gt"))
    return above;
  if (g_str_equal (wish->exact, "ge"))
    return above || within;
  if (g_str_equal (wish->exact, "lt"))
    return below;
  if (g_str_equal (wish->exact, "le"))
    return below || within;
  if (g_str_equal (wish->exact, "sa"))
    return is->low >= wish->high;
  if (g_str_equal (wish->exact, "eb"))
    return is->high <= wish->low;
  return within;
}

static gboolean
fits_number (const Entry *is, const Entry *wish)
{
  gboolean same = is->number >= wish->number - 0.05 && is->number < wish->number + 0.05;

  if (g_str_equal (wish->exact, "ne"))
    return !same;
  if (g_str_equal (wish->exact, "gt") || g_str_equal (wish->exact, "sa"))
    return is->number > wish->number;
  if (g_str_equal (wish->exact, "ge"))
    return is->number >= wish->number;
  if (g_str_equal (wish->exact, "lt") || g_str_equal (wish->exact, "eb"))
    return is->number < wish->number;
  if (g_str_equal (wish->exact, "le"))
    return is->number <= wish->number;
  return same;
}

static gboolean
fits_string (const Entry *is, const Entry *wish, const char *modifier)
{
  g_autofree char *folded = salve_search_fold (wish->text);

  if (g_strcmp0 (modifier, "exact") == 0)
    return g_str_equal (is->exact, wish->text);
  if (g_strcmp0 (modifier, "contains") == 0)
    return strstr (is->text, folded) != NULL;
  return g_str_has_prefix (is->text, folded);
}

static gboolean
fits (const Entry *is, const Entry *wish, const Condition *condition)
{
  switch (is->parameter->kind)
    {
    case SALVE_SEARCH_DATE:
      return fits_date (is, wish);
    case SALVE_SEARCH_QUANTITY:
      return fits_number (is, wish);
    case SALVE_SEARCH_STRING:
      return fits_string (is, wish, condition->modifier);
    case SALVE_SEARCH_REFERENCE:
      return g_str_equal (is->text, wish->text) && *is->exact == '\0'
             && (wish->system == NULL || g_str_equal (is->system, wish->system));
    case SALVE_SEARCH_TOKEN:
    case SALVE_SEARCH_URI:
    default:
      return (wish->text == NULL || g_str_equal (is->text, wish->text))
             && (wish->system == NULL || g_str_equal (is->system, wish->system));
    }
}

static gboolean
reaches (World *world, const SalveReach *reach, const Thing *thing)
{
  if (reach->kind == SALVE_REACH_ALL)
    return TRUE;
  if (reach->kind == SALVE_REACH_NONE)
    return FALSE;
  if (reach->kind == SALVE_REACH_TREATED && thing->patients->len == 0)
    return TRUE;
  for (guint i = 0; i < thing->patients->len; i++)
    {
      const char *patient = thing->patients->pdata[i];
      g_autofree char *pair = g_strdup_printf ("%s/%s", reach->id, patient);

      if (reach->kind == SALVE_REACH_PATIENT ? g_str_equal (patient, reach->id)
                                             : g_hash_table_contains (world->treats, pair))
        return TRUE;
    }
  return FALSE;
}

static gboolean
meets_itself (const Thing *thing, const Condition *condition)
{
  gboolean any = FALSE, there = FALSE;

  for (guint i = 0; i < thing->entries->len; i++)
    {
      const Entry *entry = thing->entries->pdata[i];

      if (entry->parameter != condition->parameter)
        continue;
      there = TRUE;
      for (guint j = 0; j < condition->wishes->len && !any; j++)
        any = fits (entry, condition->wishes->pdata[j], condition);
    }
  if (g_strcmp0 (condition->modifier, "missing") == 0)
    return there != condition->missing;
  return g_strcmp0 (condition->modifier, "not") == 0 ? !any : any;
}

static gboolean
meets (World *world, const SalveReach *reach, const Thing *thing, const Condition *condition)
{
  if (condition->over == NULL)
    return meets_itself (thing, condition);
  for (guint i = 0; i < thing->entries->len; i++)
    {
      const Entry *entry = thing->entries->pdata[i];
      g_autofree char *name = g_strdup_printf ("%s/%s", entry->system, entry->text);
      const Thing *target;

      if (entry->parameter != condition->over || !g_str_equal (entry->system, "Patient"))
        continue;
      target = g_hash_table_lookup (world->by_name, name);
      if (target != NULL && reaches (world, reach, target) && meets_itself (target, condition))
        return TRUE;
    }
  return FALSE;
}

static const Thing *
draw_thing (World *world)
{
  return world->things->pdata[g_rand_int_range (world->random, 0, (int)world->things->len)];
}

static const Entry *
draw_entry (World *world, const char *type)
{
  for (guint tries = 0; tries < 20000; tries++)
    {
      const Thing *thing = draw_thing (world);

      if (g_str_equal (thing->type, type) && thing->entries->len > 0)
        return thing->entries->pdata[g_rand_int_range (world->random, 0, (int)thing->entries->len)];
    }
  return NULL;
}

static const char *const prefixes[] = { "eq", "ne", "gt", "ge", "lt", "le", "sa", "eb" };

static char *
escape (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    {
      if (strchr ("\\,|$", *p) != NULL)
        g_string_append_c (out, '\\');
      g_string_append_c (out, *p);
    }
  return g_string_free_and_steal (out);
}

/* A date as precise as chance wants it. */
static char *
write_date (World *world, SalveInstant at)
{
  g_autoptr (GDateTime) time = NULL;
  static const char *const forms[] = { "%Y", "%Y-%m", "%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ" };

  if (at == G_MININT64 || at == G_MAXINT64)
    at = 0;
  time = g_date_time_new_from_unix_utc (at / G_TIME_SPAN_SECOND);
  return g_date_time_format (time, forms[g_rand_int_range (world->random, 0, 4)]);
}

/* Adds what is meant to the condition. Returns: how it is written */
static char *
draw_wish (World *world, Condition *condition, const Entry *like)
{
  Entry *wish = g_new0 (Entry, 1);
  const char *prefix = prefixes[g_rand_int_range (world->random, 0, G_N_ELEMENTS (prefixes))];
  g_autofree char *text = NULL, *system = NULL;
  char *written;
  glong length;

  g_ptr_array_add (condition->wishes, wish);
  switch (like->parameter->kind)
    {
    case SALVE_SEARCH_DATE:
      text = write_date (world, g_rand_boolean (world->random) ? like->low : like->high);
      wish->exact = g_strdup (prefix);
      g_assert_true (salve_search_date_range (text, &wish->low, &wish->high));
      return g_strconcat (prefix, text, NULL);
    case SALVE_SEARCH_QUANTITY:
      wish->exact = g_strdup (prefix);
      written = g_strdup_printf ("%s%.1f", prefix, like->number);
      wish->number = g_ascii_strtod (written + 2, NULL);
      return written;
    case SALVE_SEARCH_STRING:
      length = g_utf8_strlen (like->exact, -1);
      if (g_strcmp0 (condition->modifier, "exact") == 0)
        wish->text = g_strdup (like->exact);
      else if (g_strcmp0 (condition->modifier, "contains") == 0)
        wish->text = g_utf8_substring (like->exact, length / 2, length);
      else
        wish->text = g_utf8_substring (like->exact, 0, g_rand_int_range (world->random, 1, (int)length + 1));
      return escape (wish->text);
    case SALVE_SEARCH_REFERENCE:
      wish->text = g_strdup (like->text);
      if (g_rand_boolean (world->random))
        return g_strdup (like->text);
      wish->system = g_strdup (like->system);
      return g_strdup_printf ("%s/%s", like->system, like->text);
    case SALVE_SEARCH_URI:
      wish->text = g_strdup (like->text);
      return escape (like->text);
    case SALVE_SEARCH_TOKEN:
    default:
      text = escape (like->text);
      system = escape (like->system);
      if (g_rand_int_range (world->random, 0, 8) == 0 && *system != '\0')
        {
          wish->system = g_strdup (like->system);
          return g_strconcat (system, "|", NULL);
        }
      wish->text = g_strdup (like->text);
      if (g_rand_boolean (world->random))
        return g_steal_pointer (&text);
      wish->system = g_strdup (like->system);
      return g_strconcat (system, "|", text, NULL);
    }
}

static const char *
draw_modifier (World *world, SalveSearchKind kind)
{
  int die = g_rand_int_range (world->random, 0, 10);

  if (die == 0)
    return "missing";
  if (die < 4 && kind == SALVE_SEARCH_TOKEN)
    return "not";
  if (die < 4 && kind == SALVE_SEARCH_STRING)
    return die == 1 ? "exact" : "contains";
  return NULL;
}

static Condition *
draw_condition (World *world, const char *type, GString *query)
{
  Condition *condition = g_new0 (Condition, 1);
  const SalveSearchParameter *over = salve_search_parameter_find (type, "patient");
  const Entry *like;
  g_autoptr (GString) values = g_string_new (NULL);
  g_autofree char *escaped = NULL;

  condition->wishes = g_ptr_array_new_with_free_func (entry_free);
  if (over != NULL && g_rand_int_range (world->random, 0, 5) == 0)
    condition->over = over;
  like = draw_entry (world, condition->over != NULL ? "Patient" : type);
  g_assert_nonnull (like);
  condition->parameter = like->parameter;
  condition->modifier = draw_modifier (world, like->parameter->kind);
  condition->missing = g_rand_boolean (world->random);
  if (g_strcmp0 (condition->modifier, "missing") == 0)
    g_string_append (values, condition->missing ? "true" : "false");
  else
    for (int n = g_rand_int_range (world->random, 1, 4); n > 0; n--)
      {
        g_autofree char *value = draw_wish (world, condition, like);

        g_string_append_printf (values, "%s%s", values->len > 0 ? "," : "", value);
        for (guint tries = 0; tries < 50; tries++)
          {
            const Entry *other = draw_entry (world, condition->over != NULL ? "Patient" : type);

            if (other->parameter == like->parameter)
              like = other;
          }
      }
  escaped = g_uri_escape_string (values->str, NULL, FALSE);
  g_string_append_printf (query, "%s%s%s%s%s%s=%s", query->len > 0 ? "&" : "",
                          condition->over != NULL ? "patient." : "", condition->parameter->name,
                          condition->modifier != NULL ? ":" : "",
                          condition->modifier != NULL ? condition->modifier : "", "", escaped);
  return condition;
}

typedef struct
{
  const SalveSearchParameter *parameter;
  gboolean down;
} Key;

static int
compare_entries (const Entry *a, const Entry *b)
{
  if (a->parameter->kind == SALVE_SEARCH_DATE)
    return (a->low > b->low) - (a->low < b->low);
  if (a->parameter->kind == SALVE_SEARCH_QUANTITY)
    return (a->number > b->number) - (a->number < b->number);
  return strcmp (a->text, b->text);
}

/* The entry by which a thing is sorted; NULL where it has none. */
static const Entry *
best_of (const Thing *thing, const Key *key)
{
  const Entry *best = NULL;

  for (guint i = 0; i < thing->entries->len; i++)
    {
      const Entry *entry = thing->entries->pdata[i];

      if (entry->parameter == key->parameter
          && (best == NULL
              || (key->down ? compare_entries (entry, best) > 0 : compare_entries (entry, best) < 0)))
        best = entry;
    }
  return best;
}

typedef struct
{
  const Thing *thing;
  guint place;
} Found;

static int
compare_found (gconstpointer a, gconstpointer b, gpointer data)
{
  const Found *first = a, *second = b;
  GArray *keys = data;
  gboolean down = keys->len > 0 && g_array_index (keys, Key, 0).down;

  for (guint i = 0; i < keys->len; i++)
    {
      const Key *key = &g_array_index (keys, Key, i);
      const Entry *x, *y;
      int order;

      if (key->parameter->place == SALVE_SEARCH_RECORD_ID)
        {
          order = strcmp (first->thing->id, second->thing->id);
          if (order != 0)
            return key->down ? -order : order;
          continue;
        }
      x = best_of (first->thing, key);
      y = best_of (second->thing, key);
      if (x == NULL || y == NULL)
        {
          if (x != y)
            return x == NULL ? 1 : -1;
          continue;
        }
      order = compare_entries (x, y);
      if (order != 0)
        return key->down ? -order : order;
    }
  return down ? (int)second->place - (int)first->place : (int)first->place - (int)second->place;
}

static GArray *
draw_keys (World *world, const char *type, GString *query)
{
  GArray *keys = g_array_new (FALSE, FALSE, sizeof (Key));
  int n = MAX (0, g_rand_int_range (world->random, -1, 3));

  for (int i = 0; i < n; i++)
    {
      const Entry *like = draw_entry (world, type);
      Key key = { g_rand_int_range (world->random, 0, 6) == 0 ? salve_search_parameter_find (type, "_id")
                                                              : like->parameter,
                  g_rand_boolean (world->random) };

      g_array_append_val (keys, key);
      g_string_append_printf (query, "%s%s%s",
                              i > 0            ? ","
                              : query->len > 0 ? "&_sort="
                                               : "_sort=",
                              key.down ? "-" : "", key.parameter->name);
    }
  return keys;
}

/* Returns: the ids that a search must answer with, in their order */
static char *
expect (World *world,
        const SalveReach *reach,
        const char *type,
        GPtrArray *conditions,
        GArray *keys,
        guint *n)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (Found));
  GString *ids = g_string_new (NULL);

  for (guint i = 0; i < world->things->len; i++)
    {
      Found candidate = { world->things->pdata[i], i };
      gboolean all = g_str_equal (candidate.thing->type, type) && reaches (world, reach, candidate.thing);

      for (guint j = 0; j < conditions->len && all; j++)
        all = meets (world, reach, candidate.thing, conditions->pdata[j]);
      if (all)
        g_array_append_val (found, candidate);
    }
  g_array_sort_with_data (found, compare_found, keys);
  for (guint i = 0; i < found->len; i++)
    g_string_append_printf (ids, "%s%s", i > 0 ? " " : "", g_array_index (found, Found, i).thing->id);
  *n = found->len;
  return g_string_free_and_steal (ids);
}

/* Walks all pages. */
static char *
walk (World *world, const SalveReach *reach, const char *type, const char *query, guint count, guint expected)
{
  GString *ids = g_string_new (NULL);
  g_autofree char *token = NULL;

  for (guint n = 0;; n++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *paged =
          g_strdup_printf ("%s%s_count=%u&_total=accurate%s%s", query, *query != '\0' ? "&" : "", count,
                           token != NULL ? "&_page=" : "", token != NULL ? token : "");
      g_autoptr (SalveSearchPage) page = search_fixture_run (world->store, reach, type, paged, TRUE, &error);
      g_autofree char *some = NULL;

      g_assert_no_error (error);
      g_assert_cmpint (page->total, ==, expected);
      g_assert_cmpuint (page->rows->len, <=, count);
      some = search_fixture_ids (page, SALVE_SEARCH_MATCH);
      g_string_append_printf (ids, "%s%s", ids->len > 0 && *some != '\0' ? " " : "", some);
      g_set_str (&token, page->next);
      if (token == NULL)
        return g_string_free_and_steal (ids);
    }
}

static SalveReach
draw_reach (World *world, char **id)
{
  int die = g_rand_int_range (world->random, 0, 8);
  g_autofree char *pair =
      g_strdup (world->pairs->pdata[g_rand_int_range (world->random, 0, (int)world->pairs->len)]);
  char *slash = strchr (pair, '/');

  if (die == 0)
    return (SalveReach){ SALVE_REACH_NONE, NULL };
  if (die < 5)
    return *SEARCH_ALL;
  *slash = '\0';
  *id = g_strdup (die == 5 ? slash + 1 : pair);
  return (SalveReach){ die == 5 ? SALVE_REACH_PATIENT : SALVE_REACH_TREATED, *id };
}

static void
check_one (World *world)
{
  const char *type = draw_thing (world)->type;
  g_autoptr (GPtrArray) conditions = g_ptr_array_new_with_free_func (condition_free);
  g_autoptr (GString) query = g_string_new (NULL);
  g_autoptr (GArray) keys = NULL;
  g_autofree char *id = NULL, *expected = NULL, *got = NULL;
  SalveReach reach = draw_reach (world, &id);
  guint n, count;

  if (draw_entry (world, type) == NULL)
    return;
  for (int i = g_rand_int_range (world->random, 0, 4); i > 0; i--)
    g_ptr_array_add (conditions, draw_condition (world, type, query));
  keys = draw_keys (world, type, query);
  expected = expect (world, &reach, type, conditions, keys, &n);
  count = (guint)g_rand_int_range (world->random, MAX (1, (int)n / 7), (int)n + 5);
  count = MIN (count, SALVE_SEARCH_COUNT_MAX);
  g_test_message ("%s?%s for %d %s, %u on pages of %u", type, query->str, reach.kind, id, n, count);
  got = walk (world, &reach, type, query->str, count, n);
  g_assert_cmpstr (got, ==, expected);
}

/* Changes and takes away some, with the index on. */
static void
edit_some (World *world)
{
  for (guint i = 0; i < 60; i++)
    {
      const Thing *thing = draw_thing (world), *other = draw_thing (world);
      gint64 version;
      g_autoptr (SalveChange) change = salve_change_new ("tester", "desk", "Edit");
      g_autoptr (SalveResource) resource =
          salve_store_read (world->store, thing->type, thing->id, &version, NULL);
      g_autoptr (SalveResource) from = salve_store_read (world->store, other->type, other->id, NULL, NULL);
      g_autoptr (GError) error = NULL;

      if (resource == NULL)
        continue;
      if (i % 3 == 0)
        salve_change_delete (change, thing->type, thing->id, version);
      else if (from != NULL && g_str_equal (thing->type, other->type)
               && !g_str_equal (thing->type, "Appointment"))
        {
          g_autofree char *json = g_strdup (salve_resource_get_text (from, NULL));
          g_autofree char *old = g_strdup_printf ("\"id\":\"%s\"", other->id);
          g_autofree char *new = g_strdup_printf ("\"id\":\"%s\"", thing->id);
          g_autoptr (GString) text = g_string_new (json);
          g_autoptr (SalveResource) made = NULL;

          g_string_replace (text, old, new, 1);
          made = store_fixture_parse (text->str);
          salve_change_put (change, made, version);
        }
      else
        salve_change_put (change, resource, version);
      store_fixture_wait (salve_store_commit (world->store, change), &error);
      g_assert_no_error (error);
    }
  world_look (world);
}

static const char *const dumps[] = {
  "SELECT group_concat (l, char (10)) FROM (SELECT concat_ws ('|', parameter, code, record, system) AS l FROM"
  " search_token ORDER BY 1)",
  "SELECT group_concat (l, char (10)) FROM (SELECT concat_ws ('|', parameter, value, record, exact) AS l FROM"
  " search_string ORDER BY 1)",
  "SELECT group_concat (l, char (10)) FROM (SELECT concat_ws ('|', parameter, low, record, high) AS l FROM"
  " search_date ORDER BY 1)",
  "SELECT group_concat (l, char (10)) FROM (SELECT concat_ws ('|', parameter, target, record, type, base) AS "
  "l"
  " FROM search_reference ORDER BY 1)",
  "SELECT group_concat (l, char (10)) FROM (SELECT concat_ws ('|', parameter, value, record, system, code) "
  "AS l"
  " FROM search_quantity ORDER BY 1)",
  "SELECT group_concat (l, char (10)) FROM (SELECT concat_ws ('|', patient, type, record) AS l FROM "
  "search_owner"
  " ORDER BY 1)",
  "SELECT group_concat (l, char (10)) FROM (SELECT concat_ws ('|', practitioner, patient, record) AS l FROM"
  " search_treats ORDER BY 1)",
};

static gboolean
dump (SalveConnection *connection, gpointer data, GError **error)
{
  char **texts = data;

  for (gsize i = 0; i < G_N_ELEMENTS (dumps); i++)
    {
      g_autoptr (SalveStatement) select = salve_connection_prepare (connection, dumps[i], error);
      gboolean row;

      if (select == NULL || !salve_statement_step (select, &row, error))
        return FALSE;
      texts[i] = g_strdup (salve_statement_text (select, 0));
    }
  return TRUE;
}

static void
check_rebuild (World *world)
{
  char *kept[G_N_ELEMENTS (dumps)] = { NULL }, *made[G_N_ELEMENTS (dumps)] = { NULL };
  g_autoptr (GError) error = NULL;

  search_fixture_on_reader (world->store, dump, kept, &error);
  g_assert_no_error (error);
  store_fixture_wait (salve_store_rebuild_projections (world->store), &error);
  g_assert_no_error (error);
  search_fixture_on_reader (world->store, dump, made, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (dumps); i++)
    {
      g_assert_cmpuint (strlen (kept[i]), >, 20);
      g_assert_cmpstr (kept[i], ==, made[i]);
      g_free (kept[i]);
      g_free (made[i]);
    }
}

static void
test_random (gconstpointer data)
{
  World *world = world_new (GPOINTER_TO_UINT (data), 120);

  g_test_message ("%u resources", world->things->len);
  for (guint i = 0; i < 100; i++)
    check_one (world);
  for (guint round = 0; round < 3; round++)
    {
      edit_some (world);
      for (guint i = 0; i < 20; i++)
        check_one (world);
    }
  check_rebuild (world);
  store_fixture_assert_sound (world->store);
  world_free (world);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (sodium_init () < 0)
    g_error ("libsodium cannot start");
  for (guint seed = 1; seed <= 3; seed++)
    {
      g_autofree char *name = g_strdup_printf ("/search/property/%u", seed);

      g_test_add_data_func (name, GUINT_TO_POINTER (seed), test_random);
    }
  return g_test_run ();
}
