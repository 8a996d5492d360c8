/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The request is in the file before it is answered. Each item becomes a resource whose id follows from what it says, so
 * that an item that comes twice, from the machine or after a crash, is found and left alone; one that cannot be read is
 * refused by itself, with its reason. */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include <yyjson.h>

#include "salve-bulk-upload.h"

#include <glib/gi18n.h>
#include <string.h>

#include "salve-api-map.h"
#include "salve-fhir-row.h"
#include "salve-json.h"
#include "salve-notice-board.h"

#define SLICE 500

/* POST api/v1/checkups/bulk: a list of check-ups and readings */
gboolean
salve_bulk_upload_handle (SalveExchange *exchange, GError **error)
{
  g_autoptr (yyjson_doc) doc = salve_service_parse (exchange->service, exchange->body, error);
  g_autofree char *id = NULL;
  g_autofree char *place = NULL;
  gsize n;

  if (doc == NULL)
    return FALSE;
  n = yyjson_arr_size (yyjson_doc_get_root (doc));
  if (n == 0 || n > SALVE_BULK_MAX_ITEMS)
    return salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST,
                                  _ ("What is sent has to be a list of 1 to %d items."),
                                  SALVE_BULK_MAX_ITEMS);
  /* A job is done with the right of who asked, not with the server's: rows of one's own alone cannot be uploaded. */
  if (exchange->reach.kind != SALVE_REACH_ALL)
    return salve_exchange_refuse (error, SOUP_STATUS_FORBIDDEN,
                                  _ ("This account may not upload for everybody."));
  id = salve_jobs_add (exchange, "checkups", (gint64)n, exchange->body, error);
  if (id == NULL)
    return FALSE;
  place = g_strdup_printf ("%s/jobs/%s", exchange->base, id);
  salve_exchange_set_header (exchange, "Location", place);
  salve_exchange_answer_json (
      exchange, SOUP_STATUS_ACCEPTED,
      g_strdup_printf ("{\"job\":\"%s\",\"url\":\"%s\",\"items\":%" G_GSIZE_FORMAT "}", id, place, n));
  return TRUE;
}

typedef struct
{
  yyjson_doc *doc; /* the job keeps it */
  gint64 from;     /* the first item, counting from 0 */
  gint64 now;      /* when the job came: an item without a time has that one, also after a crash */
} Slice;

typedef struct
{
  GPtrArray *items;     /* SalveJobItem */
  GPtrArray *resources; /* SalveResource: those that are not in the file yet */
} Translated;

static void
translated_free (Translated *self)
{
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->resources, g_ptr_array_unref);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Translated, translated_free)

/* The same item has the same id: a UUID (version 8, RFC 9562) made of the hash of its bytes. */
static char *
id_of (yyjson_val *item)
{
  g_autofree char *json = yyjson_val_write (item, YYJSON_WRITE_NOFLAG, NULL);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, json, -1);

  return g_strdup_printf ("%.8s-%.4s-8%.3s-8%.3s-%.12s", hash, hash + 8, hash + 13, hash + 17, hash + 20);
}

/* A login stands for its person. */
static char *
patient_of (SalveConnection *connection, const char *user, GError **error)
{
  g_autoptr (SalveStatement) select =
      salve_connection_prepare (connection,
                                "SELECT id FROM patient WHERE id = ?1 UNION ALL SELECT patient_id FROM "
                                "account WHERE login = ?1 AND patient_id"
                                " IS NOT NULL LIMIT 1",
                                error);
  gboolean row;

  if (select == NULL)
    return NULL;
  salve_statement_bind_text (select, 1, user);
  if (!salve_statement_step (select, &row, error))
    return NULL;
  return g_strdup (row ? salve_statement_text (select, 0) : "");
}

/* Points the item's user at the patient. Returns: (transfer full): the item as a document of its own; NULL with the
 * problem, or with an error when the file cannot be read */
static yyjson_doc *
with_patient (SalveConnection *connection, yyjson_val *item, char **problem, GError **error)
{
  const char *user = yyjson_get_str (yyjson_obj_get (item, "user"));
  g_autofree char *patient = user != NULL ? patient_of (connection, user, error) : g_strdup ("");
  yyjson_mut_doc *doc;
  yyjson_doc *result = NULL;

  if (patient == NULL)
    return NULL;
  if (patient[0] == '\0')
    {
      *problem = g_strdup (_ ("“user” is nobody who is known here."));
      return NULL;
    }
  doc = yyjson_mut_doc_new (NULL);
  yyjson_mut_doc_set_root (doc, yyjson_val_mut_copy (doc, item));
  yyjson_mut_obj_put (yyjson_mut_doc_get_root (doc), yyjson_mut_str (doc, "user"),
                      yyjson_mut_strcpy (doc, patient));
  result = yyjson_mut_doc_imut_copy (doc, NULL);
  yyjson_mut_doc_free (doc);
  return result;
}

/* One item. FALSE only when the file cannot be read. */
static gboolean
translate (SalveConnection *connection,
           yyjson_val *item,
           Slice *slice,
           SalveJobItem *out,
           GPtrArray *resources,
           GError **error)
{
  const SalveApiCollection *collection =
      salve_api_collection_find (yyjson_obj_get (item, "value") != NULL ? "data" : "checkups");
  g_autofree char *id = NULL;
  g_autoptr (GError) mistake = NULL;
  g_autoptr (yyjson_doc) doc = NULL;
  g_autoptr (SalveResource) resource = NULL;
  g_auto (SalveFhirState) state = { 0 };

  if (!yyjson_is_obj (item))
    {
      out->problem = g_strdup (_ ("An item has to be an object."));
      return TRUE;
    }
  doc = with_patient (connection, item, &out->problem, error);
  if (doc == NULL)
    return out->problem != NULL;
  id = id_of (item);
  if (!salve_fhir_state_read (connection, collection->type, id, &state, error))
    return FALSE;
  out->resource = g_strdup_printf ("%s/%s", collection->type, id);
  if (state.version > 0)
    return TRUE;
  resource = salve_api_to_resource (collection, yyjson_doc_get_root (doc), NULL, id, slice->now, &mistake);
  if (resource != NULL)
    g_ptr_array_add (resources, g_steal_pointer (&resource));
  else
    {
      g_clear_pointer (&out->resource, g_free);
      out->problem = g_strdup (mistake->message);
    }
  return TRUE;
}

static gboolean
work_translate (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  Slice *slice = data;
  yyjson_val *root = yyjson_doc_get_root (slice->doc), *item;
  g_autoptr (Translated) result = g_new0 (Translated, 1);
  gsize index, max;

  result->items = g_ptr_array_new_with_free_func (salve_job_item_free);
  result->resources = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);
  item = yyjson_arr_get (root, (gsize)slice->from);
  max = yyjson_arr_size (root);
  for (index = (gsize)slice->from; index < max && result->items->len < SLICE; index++)
    {
      SalveJobItem *out = g_new0 (SalveJobItem, 1);

      out->position = (gint64)index + 1;
      g_ptr_array_add (result->items, out);
      if (!translate (connection, item, slice, out, result->resources, error))
        return FALSE;
      item = unsafe_yyjson_get_next (item);
    }
  g_value_init (value, G_TYPE_POINTER);
  g_value_set_pointer (value, g_steal_pointer (&result));
  return TRUE;
}

static gboolean
run_slice (SalveJobs *jobs, SalveJob *job, yyjson_doc *doc, GError **error)
{
  SalveService *service = salve_jobs_get_service (jobs);
  Slice *slice = g_new0 (Slice, 1);
  g_autoptr (Translated) translated = NULL;

  slice->doc = doc;
  slice->from = job->done;
  slice->now = job->created;
  translated = dex_await_pointer (
      salve_store_run_read (service->store, SALVE_PRIORITY_BULK, work_translate, slice, g_free), error);
  if (translated == NULL)
    return FALSE;
  if (translated->resources->len > 0)
    {
      gpointer counts = dex_await_boxed (
          salve_store_put_bulk (service->store, translated->resources, SALVE_BULK_DEFAULT), error);

      g_autofree SalveBulkCounts *freed = counts;

      if (freed == NULL)
        return FALSE;
    }
  return dex_await (salve_jobs_progress (jobs, job, g_steal_pointer (&translated->items)), error);
}

/* Goes on behind the last item whose end is written down. */
gboolean
salve_bulk_upload_run (SalveJobs *jobs, SalveJob *job, GError **error)
{
  SalveService *service = salve_jobs_get_service (jobs);
  g_autoptr (yyjson_doc) doc = salve_service_parse (service, job->request, error);

  if (doc == NULL)
    return FALSE;
  while (job->done < job->total && salve_jobs_is_wanted (jobs, job))
    if (!run_slice (jobs, job, doc, error))
      return FALSE;
  salve_notice_board_changed (service->notices);
  return dex_await (salve_store_audit (service->store, job->login, "upload", NULL, job->id, "checkups"),
                    error);
}
