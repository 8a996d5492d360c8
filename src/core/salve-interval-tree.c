/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An AVL tree ordered by (start, end, item), in which each node knows the last end below it: a subtree that ends before
 * a span begins is never entered (Cormen et al., Introduction to Algorithms, 14.3). */
#define G_LOG_DOMAIN "salve-core"

#include "config.h"

#include "salve-interval-tree.h"

typedef struct _Node Node;

struct _Node
{
  SalveTimeSpan span;
  gpointer item;
  SalveInstant last_end;
  int height;
  Node *left;
  Node *right;
};

struct _SalveIntervalTree
{
  Node *root;
  gsize size;
  GDestroyNotify free_item;
};

static int
height_of (const Node *node)
{
  return node ? node->height : 0;
}

static void
renew (Node *node)
{
  const Node *left = node->left, *right = node->right;

  node->height = 1 + MAX (height_of (left), height_of (right));
  node->last_end = node->span.end;
  if (left)
    node->last_end = MAX (node->last_end, left->last_end);
  if (right)
    node->last_end = MAX (node->last_end, right->last_end);
}

static Node *
rotate_right (Node *node)
{
  Node *top = node->left;

  node->left = top->right;
  top->right = node;
  renew (node);
  renew (top);
  return top;
}

static Node *
rotate_left (Node *node)
{
  Node *top = node->right;

  node->right = top->left;
  top->left = node;
  renew (node);
  renew (top);
  return top;
}

static Node *
balance (Node *node)
{
  int lean;

  renew (node);
  lean = height_of (node->left) - height_of (node->right);
  if (lean > 1)
    {
      if (height_of (node->left->left) < height_of (node->left->right))
        node->left = rotate_left (node->left);
      return rotate_right (node);
    }
  if (lean < -1)
    {
      if (height_of (node->right->right) < height_of (node->right->left))
        node->right = rotate_right (node->right);
      return rotate_left (node);
    }
  return node;
}

static int
compare (SalveTimeSpan span, gpointer item, const Node *node)
{
  if (span.start != node->span.start)
    return span.start < node->span.start ? -1 : 1;
  if (span.end != node->span.end)
    return span.end < node->span.end ? -1 : 1;
  return (guintptr)item<(guintptr)node->item ? -1 : (guintptr)item> (guintptr) node->item;
}

static Node *
add_below (Node *node, Node *fresh)
{
  if (!node)
    return fresh;
  if (compare (fresh->span, fresh->item, node) < 0)
    node->left = add_below (node->left, fresh);
  else
    node->right = add_below (node->right, fresh);
  return balance (node);
}

static Node *
take_first (Node *node, Node **first)
{
  if (!node->left)
    {
      *first = node;
      return node->right;
    }
  node->left = take_first (node->left, first);
  return balance (node);
}

static Node *
remove_below (Node *node, SalveTimeSpan span, gpointer item, Node **removed)
{
  int order;

  if (!node)
    return NULL;
  order = compare (span, item, node);
  if (order < 0)
    node->left = remove_below (node->left, span, item, removed);
  else if (order > 0)
    node->right = remove_below (node->right, span, item, removed);
  else
    {
      Node *next = NULL;

      *removed = node;
      if (!node->right)
        return node->left;
      node->right = take_first (node->right, &next);
      next->left = node->left;
      next->right = node->right;
      return balance (next);
    }
  return balance (node);
}

static void
free_below (Node *node, GDestroyNotify free_item)
{
  if (!node)
    return;
  free_below (node->left, free_item);
  free_below (node->right, free_item);
  if (free_item)
    free_item (node->item);
  g_free (node);
}

/**
 * salve_interval_tree_new:
 * @free_item: (nullable): called for an item when it is removed or the tree is freed
 */
SalveIntervalTree *
salve_interval_tree_new (GDestroyNotify free_item)
{
  SalveIntervalTree *self = g_new0 (SalveIntervalTree, 1);

  self->free_item = free_item;
  return self;
}

void
salve_interval_tree_free (SalveIntervalTree *self)
{
  if (!self)
    return;
  free_below (self->root, self->free_item);
  g_free (self);
}

/**
 * salve_interval_tree_add:
 * @span: must not be empty; spans may overlap and be equal
 * @item: (transfer full) (nullable): what has that time
 */
void
salve_interval_tree_add (SalveIntervalTree *self, SalveTimeSpan span, gpointer item)
{
  Node *fresh;

  g_return_if_fail (span.start < span.end);

  fresh = g_new0 (Node, 1);
  fresh->span = span;
  fresh->item = item;
  renew (fresh);
  self->root = add_below (self->root, fresh);
  self->size++;
}

/**
 * salve_interval_tree_remove:
 * @span: exactly the span that it was added with
 * @item: the same pointer
 *
 * Returns: whether it was there
 */
gboolean
salve_interval_tree_remove (SalveIntervalTree *self, SalveTimeSpan span, gpointer item)
{
  Node *removed = NULL;

  self->root = remove_below (self->root, span, item, &removed);
  if (!removed)
    return FALSE;
  if (self->free_item)
    self->free_item (removed->item);
  g_free (removed);
  self->size--;
  return TRUE;
}

gsize
salve_interval_tree_size (const SalveIntervalTree *self)
{
  return self->size;
}

static gboolean
visit (const Node *node, SalveTimeSpan span, SalveIntervalFunc func, gpointer user_data)
{
  if (!node || node->last_end <= span.start)
    return TRUE;
  if (!visit (node->left, span, func, user_data))
    return FALSE;
  if (node->span.start >= span.end)
    return TRUE;
  if (node->span.end > span.start && !func (node->span, node->item, user_data))
    return FALSE;
  return visit (node->right, span, func, user_data);
}

/**
 * salve_interval_tree_foreach:
 * @span: what is asked about
 * @func: (scope call): called for each that overlaps, in order of start; must not change the tree
 */
void
salve_interval_tree_foreach (const SalveIntervalTree *self,
                             SalveTimeSpan span,
                             SalveIntervalFunc func,
                             gpointer user_data)
{
  if (span.start < span.end)
    visit (self->root, span, func, user_data);
}

static gboolean
keep_first (SalveTimeSpan span, gpointer item, gpointer user_data)
{
  *(gpointer *)user_data = item;
  return FALSE;
}

/* Returns: (transfer none) (nullable): the item that overlaps the span and begins first */
gpointer
salve_interval_tree_first (const SalveIntervalTree *self, SalveTimeSpan span)
{
  gpointer found = NULL;

  salve_interval_tree_foreach (self, span, keep_first, &found);
  return found;
}
