/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-remote.h"

G_DEFINE_INTERFACE (SalveRemote, salve_remote, G_TYPE_OBJECT)
G_DEFINE_QUARK (salve - remote - error - quark, salve_remote_error)

static void
salve_remote_default_init (SalveRemoteInterface *iface)
{
}

/**
 * salve_remote_read:
 * @type: a FHIR type
 * @id: the server's id
 *
 * Returns: (transfer full): a future that resolves to a SalveResource; rejects with SALVE_REMOTE_ERROR_NOT_FOUND or
 *   SALVE_REMOTE_ERROR_GONE where there is none
 */
DexFuture *
salve_remote_read (SalveRemote *self, const char *type, const char *id)
{
  g_return_val_if_fail (SALVE_IS_REMOTE (self), NULL);
  g_return_val_if_fail (salve_resource_is_valid_type_name (type), NULL);
  g_return_val_if_fail (salve_resource_is_valid_id (id), NULL);
  return SALVE_REMOTE_GET_IFACE (self)->read (self, type, id);
}

/**
 * salve_remote_search:
 * @type: a FHIR type
 * @query: (nullable): search parameters, encoded, without a question mark: `_lastUpdated=ge…&_sort=_lastUpdated`
 *
 * Returns: (transfer full): a future that resolves to a SalveResource of type Bundle, the first page; its link `next`
 *   goes to salve_remote_next_page()
 */
DexFuture *
salve_remote_search (SalveRemote *self, const char *type, const char *query)
{
  g_return_val_if_fail (SALVE_IS_REMOTE (self), NULL);
  g_return_val_if_fail (salve_resource_is_valid_type_name (type), NULL);
  return SALVE_REMOTE_GET_IFACE (self)->search (self, type, query);
}

/**
 * salve_remote_next_page:
 * @url: a Bundle's link `next`, as it was given
 *
 * Returns: (transfer full): a future that resolves to a SalveResource of type Bundle; rejects with
 *   SALVE_REMOTE_ERROR_GONE when the server has forgotten the search, which then starts again; an URL of another
 *   origin than the server's is rejected with SALVE_REMOTE_ERROR_PROTOCOL and not fetched
 */
DexFuture *
salve_remote_next_page (SalveRemote *self, const char *url)
{
  g_return_val_if_fail (SALVE_IS_REMOTE (self), NULL);
  g_return_val_if_fail (url != NULL, NULL);
  return SALVE_REMOTE_GET_IFACE (self)->next_page (self, url);
}

/**
 * salve_remote_history:
 * @type: (nullable): a FHIR type; NULL is the whole server
 * @id: (nullable): of one resource; NULL is the whole type
 * @since: (nullable): a FHIR instant, of the server's clock
 *
 * Returns: (transfer full): a future that resolves to a SalveResource of type Bundle (type `history`, with the
 *   deletions); rejects with SALVE_REMOTE_ERROR_NOT_FOUND or SALVE_REMOTE_ERROR_REFUSED where the server has none
 */
DexFuture *
salve_remote_history (SalveRemote *self, const char *type, const char *id, const char *since)
{
  g_return_val_if_fail (SALVE_IS_REMOTE (self), NULL);
  g_return_val_if_fail (id == NULL || type != NULL, NULL);
  return SALVE_REMOTE_GET_IFACE (self)->history (self, type, id, since);
}

/**
 * salve_remote_transaction:
 * @bundle: a Bundle of type `transaction` or `batch`, the exact bytes that were kept as in flight
 *
 * Returns: (transfer full): a future that resolves to a SalveResource of type Bundle with an answer an entry, in their
 *   order; rejects where the server took none of it, or with SALVE_REMOTE_ERROR_UNREACHABLE when nobody knows
 */
DexFuture *
salve_remote_transaction (SalveRemote *self, GBytes *bundle)
{
  g_return_val_if_fail (SALVE_IS_REMOTE (self), NULL);
  g_return_val_if_fail (bundle != NULL, NULL);
  return SALVE_REMOTE_GET_IFACE (self)->transaction (self, bundle);
}
