/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "salve-interval-tree.h"

/* The tree against a plain list, over random adding and removing. */

#define ROUNDS 4000

typedef struct
{
  SalveTimeSpan span;
  gboolean there;
  guint freed;
} Item;

static SalveTimeSpan
random_span (GRand *random)
{
  SalveInstant start = g_rand_int_range (random, 0, 1000);

  return (SalveTimeSpan){ start, start + g_rand_int_range (random, 1, 60) };
}

static gboolean
collect (SalveTimeSpan span, gpointer item, gpointer found)
{
  Item *it = item;

  g_assert_cmpint (span.start, ==, it->span.start);
  g_assert_cmpint (span.end, ==, it->span.end);
  g_ptr_array_add (found, item);
  return TRUE;
}

static void
compare_with_list (SalveIntervalTree *tree, GPtrArray *items, SalveTimeSpan asked)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  guint expected = 0;

  salve_interval_tree_foreach (tree, asked, collect, found);
  for (guint i = 0; i < items->len; i++)
    {
      Item *item = g_ptr_array_index (items, i);

      if (item->there && item->span.start < asked.end && asked.start < item->span.end)
        {
          expected++;
          g_assert_true (g_ptr_array_find (found, item, NULL));
        }
    }
  g_assert_cmpuint (found->len, ==, expected);
  for (guint i = 1; i < found->len; i++)
    g_assert_cmpint (((Item *)g_ptr_array_index (found, i - 1))->span.start, <=,
                     ((Item *)g_ptr_array_index (found, i))->span.start);
  g_assert_true (salve_interval_tree_first (tree, asked)
                 == (expected > 0 ? g_ptr_array_index (found, 0) : NULL));
}

static void
test_random (gconstpointer seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (GPOINTER_TO_UINT (seed));
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (SalveIntervalTree) tree = salve_interval_tree_new (NULL);
  gsize size = 0;

  for (guint i = 0; i < ROUNDS; i++)
    {
      if (items->len == 0 || g_rand_int_range (random, 0, 3) > 0)
        {
          Item *item = g_new0 (Item, 1);

          item->span = random_span (random);
          item->there = TRUE;
          salve_interval_tree_add (tree, item->span, item);
          g_ptr_array_add (items, item);
          size++;
        }
      else
        {
          Item *item = g_ptr_array_index (items, g_rand_int_range (random, 0, (gint32)items->len));

          g_assert_true (salve_interval_tree_remove (tree, item->span, item) == item->there);
          size -= item->there ? 1 : 0;
          item->there = FALSE;
        }
      g_assert_cmpuint (salve_interval_tree_size (tree), ==, size);
      if (i % 8 == 0)
        compare_with_list (tree, items, random_span (random));
    }
}

static gboolean
stop_at_once (SalveTimeSpan span, gpointer item, gpointer calls)
{
  ++*(guint *)calls;
  return FALSE;
}

static void
test_edges (void)
{
  g_autoptr (SalveIntervalTree) tree = salve_interval_tree_new (NULL);
  guint calls = 0;

  g_assert_null (salve_interval_tree_first (tree, (SalveTimeSpan){ 0, 10 }));
  salve_interval_tree_add (tree, (SalveTimeSpan){ 10, 20 }, GINT_TO_POINTER (1));
  salve_interval_tree_add (tree, (SalveTimeSpan){ 10, 20 }, GINT_TO_POINTER (2));
  g_assert_null (salve_interval_tree_first (tree, (SalveTimeSpan){ 0, 10 }));
  g_assert_null (salve_interval_tree_first (tree, (SalveTimeSpan){ 20, 30 }));
  g_assert_null (salve_interval_tree_first (tree, (SalveTimeSpan){ 15, 15 }));
  g_assert_nonnull (salve_interval_tree_first (tree, (SalveTimeSpan){ 19, 20 }));
  salve_interval_tree_foreach (tree, (SalveTimeSpan){ 0, 100 }, stop_at_once, &calls);
  g_assert_cmpuint (calls, ==, 1);
  g_assert_false (salve_interval_tree_remove (tree, (SalveTimeSpan){ 10, 20 }, GINT_TO_POINTER (3)));
  g_assert_false (salve_interval_tree_remove (tree, (SalveTimeSpan){ 10, 21 }, GINT_TO_POINTER (1)));
  g_assert_true (salve_interval_tree_remove (tree, (SalveTimeSpan){ 10, 20 }, GINT_TO_POINTER (1)));
  g_assert_true (salve_interval_tree_first (tree, (SalveTimeSpan){ 0, 100 }) == GINT_TO_POINTER (2));
}

static void
count_free (gpointer item)
{
  ((Item *)item)->freed++;
}

static void
test_frees (void)
{
  SalveIntervalTree *tree = salve_interval_tree_new (count_free);
  Item items[3] = { 0 };

  for (guint i = 0; i < 3; i++)
    salve_interval_tree_add (tree, (SalveTimeSpan){ i, i + 1 }, &items[i]);
  salve_interval_tree_remove (tree, (SalveTimeSpan){ 1, 2 }, &items[1]);
  g_assert_cmpuint (items[1].freed, ==, 1);
  salve_interval_tree_free (tree);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (items[i].freed, ==, 1);
}

/* Ascending, descending and equal starts are what makes an unbalanced tree a list: 200,000 deep it would not return. */
static void
test_ordered_input (void)
{
  for (int way = 0; way < 3; way++)
    {
      g_autoptr (SalveIntervalTree) tree = salve_interval_tree_new (NULL);

      for (int i = 1; i <= 200000; i++)
        {
          int at = way == 0 ? i : way == 1 ? 200001 - i : 7;

          salve_interval_tree_add (tree, (SalveTimeSpan){ at, at + 1 }, GINT_TO_POINTER (i));
        }
      g_assert_cmpuint (salve_interval_tree_size (tree), ==, 200000);
      g_assert_nonnull (salve_interval_tree_first (tree, (SalveTimeSpan){ 7, 8 }));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint seed = 1; seed <= 6; seed++)
    {
      g_autofree char *path = g_strdup_printf ("/interval-tree/random/%u", seed);

      g_test_add_data_func (path, GUINT_TO_POINTER (seed), test_random);
    }
  g_test_add_func ("/interval-tree/edges", test_edges);
  g_test_add_func ("/interval-tree/frees", test_frees);
  g_test_add_func ("/interval-tree/ordered-input", test_ordered_input);
  return g_test_run ();
}
