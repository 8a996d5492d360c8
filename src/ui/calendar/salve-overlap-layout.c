/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where blocks that overlap in time go, side by side. Blocks that are joined by overlaps are a cluster; each takes the
 * leftmost lane that is free when it begins, and then widens to the right as far as nothing that overlaps it stands in
 * the way. A cluster knows nothing of the others, so a change in one leaves the others where they are. All of it is
 * O(n log n): sorting, a heap of busy lanes, a tree of free ones, and a tree of the lanes' latest ends. */

#define G_LOG_DOMAIN "salve-ui"

#include "config.h"

#include "salve-overlap-layout.h"

#include <string.h>

typedef struct
{
  const SalveOverlapItem *items;
  SalveOverlapPlace *places;
  guint *by_start; /* indices into items */
  guint *by_end;
  gint64 *busy_end; /* a heap: when each busy lane is free again */
  guint *busy_lane;
  guint n_busy;
  gint64 *tree; /* the greatest value of each subtree of lanes; 1 is its root */
  guint tree_size;
} Layout;

static int
compare_starts (gconstpointer a, gconstpointer b, gpointer data)
{
  const SalveOverlapItem *items = data, *left = &items[*(const guint *)a], *right = &items[*(const guint *)b];

  if (left->start != right->start)
    return left->start < right->start ? -1 : 1;
  if (left->end != right->end)
    return left->end > right->end ? -1 : 1;
  return g_strcmp0 (left->key, right->key);
}

static int
compare_ends (gconstpointer a, gconstpointer b, gpointer data)
{
  const SalveOverlapItem *items = data, *left = &items[*(const guint *)a], *right = &items[*(const guint *)b];

  return (left->end > right->end) - (left->end < right->end);
}

static gboolean
busy_before (Layout *self, guint a, guint b)
{
  return self->busy_end[a] < self->busy_end[b];
}

static void
busy_swap (Layout *self, guint a, guint b)
{
  gint64 end = self->busy_end[a];
  guint lane = self->busy_lane[a];

  self->busy_end[a] = self->busy_end[b];
  self->busy_lane[a] = self->busy_lane[b];
  self->busy_end[b] = end;
  self->busy_lane[b] = lane;
}

static void
busy_push (Layout *self, gint64 end, guint lane)
{
  guint i = self->n_busy++;

  self->busy_end[i] = end;
  self->busy_lane[i] = lane;
  for (; i > 0 && busy_before (self, i, (i - 1) / 2); i = (i - 1) / 2)
    busy_swap (self, i, (i - 1) / 2);
}

static guint
busy_pop (Layout *self)
{
  guint lane = self->busy_lane[0], i = 0;

  busy_swap (self, 0, --self->n_busy);
  while (2 * i + 1 < self->n_busy)
    {
      guint child = 2 * i + 1;

      if (child + 1 < self->n_busy && busy_before (self, child + 1, child))
        child++;
      if (!busy_before (self, child, i))
        break;
      busy_swap (self, child, i);
      i = child;
    }
  return lane;
}

static void
tree_clear (Layout *self, guint n_lanes)
{
  for (self->tree_size = 1; self->tree_size < n_lanes; self->tree_size *= 2)
    ;
  for (guint i = 0; i < 2 * self->tree_size; i++)
    self->tree[i] = G_MININT64;
}

static void
tree_set (Layout *self, guint lane, gint64 value)
{
  guint i = self->tree_size + lane;

  for (self->tree[i] = value; i > 1; i /= 2)
    self->tree[i / 2] = MAX (self->tree[i], self->tree[i ^ 1]);
}

/* The first lane from `from` on whose value is greater than `floor`, or tree_size. */
static guint
tree_find (Layout *self, guint from, gint64 floor)
{
  guint i = self->tree_size + from;

  if (from >= self->tree_size)
    return self->tree_size;
  while (self->tree[i] <= floor)
    {
      /* Up until there is something to the right, then there. */
      while (i & 1)
        {
          if (i == 1)
            return self->tree_size;
          i /= 2;
        }
      if (i == 0)
        return self->tree_size;
      i++;
      if ((i & (i - 1)) == 0)
        return self->tree_size;
    }
  while (i < self->tree_size)
    i = self->tree[2 * i] > floor ? 2 * i : 2 * i + 1;
  return i - self->tree_size;
}

/* Gives each of by_start[from…to) its lane; returns how many lanes that took. */
static guint
choose_lanes (Layout *self, guint from, guint to)
{
  guint n_lanes = 0;

  self->n_busy = 0;
  tree_clear (self, to - from); /* of free lanes: 0 */
  for (guint i = from; i < to; i++)
    {
      guint index = self->by_start[i], lane;

      while (self->n_busy > 0 && self->busy_end[0] <= self->items[index].start)
        tree_set (self, busy_pop (self), 0);
      lane = tree_find (self, 0, G_MININT64);
      if (lane >= n_lanes)
        lane = n_lanes++;
      else
        tree_set (self, lane, G_MININT64);
      self->places[index].lane = lane;
      busy_push (self, self->items[index].end, lane);
    }
  return n_lanes;
}

/* Blocks of a lane are one after the other, so of those that began before a block's end the last one ends latest: the
 * lane is in the way if that is after the block's start. */
static void
widen (Layout *self, guint from, guint to, guint n_lanes)
{
  guint started = from;

  memcpy (self->by_end + from, self->by_start + from, (to - from) * sizeof (guint));
  g_sort_array (self->by_end + from, to - from, sizeof (guint), compare_ends, (gpointer)self->items);
  tree_clear (self, n_lanes);
  for (guint i = from; i < to; i++)
    {
      const SalveOverlapItem *item = &self->items[self->by_end[i]];
      SalveOverlapPlace *place = &self->places[self->by_end[i]];

      for (; started < to && self->items[self->by_start[started]].start < item->end; started++)
        tree_set (self, self->places[self->by_start[started]].lane, self->items[self->by_start[started]].end);
      place->span = MIN (tree_find (self, place->lane + 1, item->start), n_lanes) - place->lane;
      place->n_lanes = n_lanes;
    }
}

/**
 * salve_overlap_layout:
 * @items: (array length=n_items): what there is, in any order
 * @places: (array length=n_items) (out caller-allocates): where each goes
 *
 * No two items that overlap get a lane in common.
 */
void
salve_overlap_layout (const SalveOverlapItem *items, gsize n_items, SalveOverlapPlace *places)
{
  g_autofree guint *by_start = g_new (guint, n_items + 1), *by_end = g_new (guint, n_items + 1),
                   *busy_lane = g_new (guint, n_items + 1);
  g_autofree gint64 *busy_end = g_new (gint64, n_items + 1), *tree = g_new (gint64, 4 * n_items + 4);
  Layout self = { items, places, by_start, by_end, busy_end, busy_lane, 0, tree, 0 };

  for (guint i = 0; i < n_items; i++)
    by_start[i] = i;
  g_sort_array (by_start, n_items, sizeof (guint), compare_starts, (gpointer)items);
  for (guint from = 0, to = 0; from < n_items; from = to)
    {
      gint64 end = items[by_start[from]].end;

      for (to = from + 1; to < n_items && items[by_start[to]].start < end; to++)
        end = MAX (end, items[by_start[to]].end);
      widen (&self, from, to, choose_lanes (&self, from, to));
    }
}
