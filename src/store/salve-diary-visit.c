/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-diary-visit.h"

#include <glib/gi18n-lib.h>

#include "salve-diary-load.h"
#include "salve-store-error.h"
#include "salve-store-private.h"

typedef struct
{
  SalveTimeSpan range;
  GTimeZone *zone;
  SalveDiaryFunc func;
  gpointer data;
  GDestroyNotify destroy;
} Visit;

static void
visit_free (gpointer data)
{
  Visit *visit = data;

  if (visit->destroy != NULL)
    visit->destroy (visit->data);
  g_time_zone_unref (visit->zone);
  g_free (visit);
}

static gboolean
do_visit (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  const Visit *visit = data;
  g_autoptr (SalveDiary) diary = salve_diary_load (connection, visit->range, visit->zone, error);

  if (diary == NULL)
    return FALSE;
  visit->func (diary, visit->data);
  g_value_init (value, G_TYPE_BOOLEAN);
  g_value_set_boolean (value, TRUE);
  return TRUE;
}

/**
 * salve_store_visit_diary:
 * @range: what is to be looked at; whatever reaches into it is loaded
 * @zone: in which weekly hours are meant
 * @func: (scope notified): called once, on a thread of the store, unless reading fails; may change the diary, which is
 *   its alone
 * @data: what @func works on; nobody else touches it before the future is resolved
 * @destroy: (nullable): frees @data, perhaps on that thread
 *
 * Returns: (transfer full): resolves to TRUE when @func is done; rejects with SALVE_STORE_ERROR
 */
DexFuture *
salve_store_visit_diary (SalveStore *self,
                         SalveTimeSpan range,
                         GTimeZone *zone,
                         SalveDiaryFunc func,
                         gpointer data,
                         GDestroyNotify destroy)
{
  Visit *visit = g_new0 (Visit, 1);

  *visit = (Visit){ range, g_time_zone_ref (zone), func, data, destroy };
  if (self->lister != NULL)
    return salve_worker_push (self->lister, SALVE_PRIORITY_PERSON, do_visit, visit, visit_free);
  visit_free (visit);
  return dex_future_new_reject (SALVE_STORE_ERROR, SALVE_STORE_ERROR_CLOSED,
                                _ ("The clinic's file is closed."));
}
