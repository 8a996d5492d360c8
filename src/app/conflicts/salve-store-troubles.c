/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-store-troubles.h"

#include "salve-merge.h"

/* As the engine puts two states together; what clashes is known already. */
static SalveResource *
merge (SalveResource *base, SalveResource *ours, SalveResource *theirs)
{
  g_autoptr (GPtrArray) clashes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  SalveResource *merged = salve_merge (base, ours, theirs, clashes, &error);

  if (merged == NULL)
    g_warning ("Two states could not be put together: %s", error->message);
  return merged;
}

static const SalveTroubles troubles = {
  .list_conflicts = salve_store_list_conflicts,
  .list_refusals = salve_store_list_refusals,
  .settle = salve_store_settle_conflict,
  .retry = salve_store_retry_refusal,
  .drop = salve_store_drop_refusal,
  .merge = merge,
};

/**
 * salve_store_troubles_get:
 *
 * Returns: (transfer none): what waits in the clinic's file
 */
const SalveTroubles *
salve_store_troubles_get (void)
{
  return &troubles;
}
