/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is to be written is decided inside the writer's transaction: conditions are looked up, tags are compared, rows are
 * checked against what the asker may touch (before and after), and appointments against each other, while nobody else
 * can write. */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-fhir-write.h"

#include <glib/gi18n.h>
#include <string.h>

#include "salve-appointment-details.h"
#include "salve-edit.h"
#include "salve-fhir-row.h"
#include "salve-json-patch.h"
#include "salve-notice-board.h"
#include "salve-search-extract.h"
#include "salve-service.h"

typedef struct
{
  GPtrArray *writes; /* not owned; SalveFhirWrite */
  SalveInstant now;
  char *actor;
  char *device;
  char *label;
  GHashTable *urls; /* urn:uuid:… → Type/id */
  GStrv broken;     /* patients whose records are open to whoever asks, in an emergency */
} Batch;

SalveFhirWrite *
salve_fhir_write_new (SalveWriteKind kind, const char *type, const char *id)
{
  SalveFhirWrite *self = g_new0 (SalveFhirWrite, 1);

  self->kind = kind;
  self->type = g_strdup (type);
  self->id = g_strdup (id);
  return self;
}

void
salve_fhir_write_free (SalveFhirWrite *self)
{
  g_free (self->type);
  g_free (self->id);
  g_clear_pointer (&self->resource, salve_resource_unref);
  g_clear_pointer (&self->patch, g_bytes_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self->condition);
  g_free (self->full_url);
  g_free (self);
}

/**
 * salve_fhir_write_take_tags:
 * @if_match: (nullable): a tag that is no version of ours never matches
 * @if_none_match: (nullable): only * is understood
 */
gboolean
salve_fhir_write_take_tags (SalveFhirWrite *self, const char *if_match, const char *if_none_match)
{
  if (if_match != NULL && !g_str_equal (if_match, "*") && !salve_http_etag_parse (if_match, &self->if_match))
    self->if_match = -1;
  self->if_none = if_none_match != NULL && g_str_equal (if_none_match, "*");
  return if_none_match == NULL || self->if_none;
}

static void
batch_free (gpointer data)
{
  Batch *batch = data;

  g_free (batch->actor);
  g_free (batch->device);
  g_free (batch->label);
  g_hash_table_unref (batch->urls);
  g_strfreev (batch->broken);
  g_free (batch);
}

/* The one resource that the condition names, among what whoever writes may see: whether there is one elsewhere would tell
 * them what somebody else's record holds. Returns: whether there is none or one; more than one is an error */
static gboolean
find_by_condition (SalveConnection *connection,
                   SalveFhirWrite *write,
                   SalveInstant now,
                   char **id,
                   GError **error)
{
  g_autoptr (SalveFhirSearch) search = salve_fhir_search_parse (write->type, write->condition, TRUE, error);
  g_autoptr (SalveSearchPage) page = NULL;

  if (search == NULL || !salve_fhir_search_run (search, connection, &write->reach, now, &page, error))
    return FALSE;
  if (page->rows->len > 1)
    return salve_exchange_refuse (error, SOUP_STATUS_PRECONDITION_FAILED,
                                  _ ("The condition fits more than one %s; nothing was done."), write->type);
  *id = page->rows->len == 1 ? g_strdup (((SalveSearchRow *)page->rows->pdata[0])->id) : NULL;
  return TRUE;
}

/* Gives the write its id. A create whose condition fits is done already. */
static gboolean
resolve_id (SalveConnection *connection, Batch *batch, SalveFhirWrite *write, GError **error)
{
  g_autofree char *found = NULL;

  if (write->condition != NULL)
    {
      if (!find_by_condition (connection, write, batch->now, &found, error))
        return FALSE;
      if (found != NULL && write->id != NULL && !g_str_equal (found, write->id))
        return salve_exchange_refuse (
            error, SOUP_STATUS_PRECONDITION_FAILED,
            _ ("The condition fits another %s than the one with the id that was sent."), write->type);
      if (found == NULL && (write->kind == SALVE_WRITE_DELETE || write->kind == SALVE_WRITE_PATCH))
        return salve_exchange_refuse (error, SOUP_STATUS_NOT_FOUND, _ ("The condition fits no %s."),
                                      write->type);
      if (found != NULL && write->kind == SALVE_WRITE_CREATE)
        write->status = SOUP_STATUS_OK;
    }
  if (found != NULL)
    {
      g_free (write->id);
      write->id = g_steal_pointer (&found);
    }
  else if (write->id == NULL)
    write->id = g_uuid_string_random ();
  if (write->full_url != NULL)
    g_hash_table_replace (batch->urls, g_strdup (write->full_url),
                          g_strdup_printf ("%s/%s", write->type, write->id));
  return TRUE;
}

static char *
map_url (const char *reference, gpointer data)
{
  return g_strdup (g_hash_table_lookup (data, reference));
}

/* The resource with its id, and with the other entries by their real names. */
static SalveResource *
finish_resource (Batch *batch, SalveFhirWrite *write, SalveResource *resource, GError **error)
{
  g_autoptr (SalveResource) mapped = NULL;
  g_autoptr (SalveEdit) edit = NULL;

  if (!g_str_equal (salve_resource_get_type_name (resource), write->type))
    {
      salve_exchange_refuse (error, SOUP_STATUS_UNPROCESSABLE_ENTITY,
                             _ ("The address says %s, the body says %s."), write->type,
                             salve_resource_get_type_name (resource));
      return NULL;
    }
  mapped = g_hash_table_size (batch->urls) > 0
               ? salve_resource_map_references (resource, map_url, batch->urls, error)
               : salve_resource_ref (resource);
  if (mapped == NULL || g_strcmp0 (salve_resource_get_id (mapped), write->id) == 0)
    return g_steal_pointer (&mapped);
  if (salve_resource_get_id (mapped) != NULL && write->kind == SALVE_WRITE_UPDATE && write->condition == NULL)
    {
      salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST,
                             _ ("The address and the body have different ids."));
      return NULL;
    }
  edit = salve_resource_edit (mapped);
  salve_edit_set_string (edit, "/id", write->id);
  return salve_edit_finish (edit, error);
}

static gboolean
check_tags (SalveFhirWrite *write, const SalveFhirState *state, GError **error)
{
  gboolean there = state->version > 0 && !state->deleted;

  if (write->if_none && there)
    return salve_exchange_refuse (error, SOUP_STATUS_PRECONDITION_FAILED, _ ("%s/%s is there already."),
                                  write->type, write->id);
  if (write->if_match != 0 && (!there || state->version != write->if_match))
    return salve_exchange_refuse (
        error, SOUP_STATUS_PRECONDITION_FAILED,
        _ ("%s/%s has another version than If-Match says. Read it again, then write."), write->type,
        write->id);
  return TRUE;
}

/* What is not within reach looks as if it were not there. */
static gboolean
check_reach (SalveConnection *connection, Batch *batch, SalveFhirWrite *write, gboolean after, GError **error)
{
  gboolean allowed;

  if (!salve_reach_allows (connection, &write->reach, write->type, write->id, &allowed, error))
    return FALSE;
  for (char **patient = batch->broken; !allowed && *patient != NULL; patient++)
    {
      const SalveReach one = { SALVE_REACH_PATIENT, *patient, NULL };

      if (write->reach.kind == SALVE_REACH_TREATED
          && !salve_reach_allows (connection, &one, write->type, write->id, &allowed, error))
        return FALSE;
    }
  if (allowed)
    return TRUE;
  return after ? salve_exchange_refuse (error, SOUP_STATUS_FORBIDDEN,
                                        _ ("This account may not write what belongs to that person."))
               : salve_exchange_refuse (error, SOUP_STATUS_NOT_FOUND, _ ("There is no %s/%s."), write->type,
                                        write->id);
}

static gboolean
refuse_owner (GError **error)
{
  return salve_exchange_refuse (error, SOUP_STATUS_FORBIDDEN,
                                _ ("This account may not write what belongs to that person."));
}

static gboolean
count_rows (SalveConnection *connection,
            const char *sql,
            const char *a,
            const char *b,
            gint64 *n,
            GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (connection, sql, error);
  gboolean row;

  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, a);
  salve_statement_bind_text (select, 2, b);
  if (!salve_statement_step (select, &row, error))
    return FALSE;
  *n = salve_statement_int (select, 0);
  return TRUE;
}

/* Whether that patient is made by this very batch, and was nobody before. */
static gboolean
is_made_here (SalveConnection *connection, Batch *batch, const char *patient, gboolean *made, GError **error)
{
  g_auto (SalveFhirState) state = { 0 };

  *made = FALSE;
  if (!salve_fhir_state_read (connection, "Patient", patient, &state, error))
    return FALSE;
  for (guint i = 0; i < batch->writes->len && state.version == 0; i++)
    {
      const SalveFhirWrite *write = batch->writes->pdata[i];

      *made |= g_str_equal (write->type, "Patient") && g_strcmp0 (write->id, patient) == 0
               && write->kind != SALVE_WRITE_DELETE;
    }
  return TRUE;
}

static gboolean
check_owner (SalveConnection *connection,
             Batch *batch,
             const SalveReach *reach,
             const char *patient,
             GError **error)
{
  gboolean made;
  gint64 n;

  if (*patient == '\0' || g_strv_contains ((const char *const *)batch->broken, patient))
    return TRUE;
  if (reach->kind == SALVE_REACH_PATIENT)
    return g_strcmp0 (patient, reach->id) == 0 || refuse_owner (error);
  if (!count_rows (connection, "SELECT count(*) FROM search_treats WHERE patient = ?1 AND practitioner = ?2",
                   patient, reach->id, &n, error)
      || !is_made_here (connection, batch, patient, &made, error))
    return FALSE;
  return n > 0 || made || refuse_owner (error);
}

/* Nobody gets at a record by writing that they treat somebody, or by naming somebody beside their own patient: all whom
 * it will belong to are theirs before it is written. */
static gboolean
check_owners (SalveConnection *connection,
              Batch *batch,
              const SalveFhirWrite *write,
              SalveResource *resource,
              GError **error)
{
  g_autoptr (GPtrArray) patients = NULL;

  if (write->reach.kind == SALVE_REACH_ALL)
    return TRUE;
  patients = salve_search_patients_of (resource);
  for (guint i = 0; i < patients->len; i++)
    if (!check_owner (connection, batch, &write->reach, patients->pdata[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
check_there (SalveFhirWrite *write, const SalveFhirState *state, GError **error)
{
  if (state->version > 0 && !state->deleted)
    return TRUE;
  return salve_exchange_refuse (error, state->deleted ? SOUP_STATUS_GONE : SOUP_STATUS_NOT_FOUND,
                                state->deleted ? _ ("%s/%s was deleted.") : _ ("There is no %s/%s."),
                                write->type, write->id);
}

/* The resource that is to be stored. NULL without an error where there is nothing to do. */
static SalveResource *
make_resource (Batch *batch, SalveFhirWrite *write, const SalveFhirState *state, GError **error)
{
  g_autoptr (SalveResource) patched = NULL;

  if (write->kind == SALVE_WRITE_PATCH)
    {
      patched = check_there (write, state, error) ? salve_json_patch_apply (state->body, write->patch, error)
                                                  : NULL;
      return patched != NULL ? finish_resource (batch, write, patched, error) : NULL;
    }
  return finish_resource (batch, write, write->resource, error);
}

static gboolean
add_deletion (SalveChange *change, SalveFhirWrite *write, const SalveFhirState *state)
{
  write->status = SOUP_STATUS_NO_CONTENT;
  write->version = state->version;
  if (state->version > 0 && !state->deleted)
    salve_change_delete (change, write->type, write->id, state->version);
  return TRUE;
}

/* Invariant app-3 (https://hl7.org/fhir/R4/appointment.html#invs): one that takes somebody's time says which. A time that
 * cannot be read would otherwise be nobody's, and be booked twice. */
static gboolean
check_appointment (SalveFhirWrite *write, SalveResource *resource, GError **error)
{
  g_autoptr (SalveAppointmentDetails) details = NULL;

  if (!g_str_equal (write->type, "Appointment"))
    return TRUE;
  details = salve_appointment_details_read (resource);
  if (salve_appointment_details_has_time (details) || details->status == SALVE_APPOINTMENT_PROPOSED
      || details->status == SALVE_APPOINTMENT_CANCELLED || details->status == SALVE_APPOINTMENT_WAITLIST
      || details->status == SALVE_APPOINTMENT_ENTERED_IN_ERROR)
    return TRUE;
  return salve_exchange_refuse (
      error, SOUP_STATUS_UNPROCESSABLE_ENTITY,
      _ ("An appointment that is not only proposed needs a start and an end that can be read, "
         "such as 2026-11-02T08:00:00Z."));
}

static gboolean
add_write (SalveConnection *connection,
           Batch *batch,
           SalveChange *change,
           SalveFhirWrite *write,
           GError **error)
{
  g_auto (SalveFhirState) state = { 0 };
  g_autoptr (SalveResource) resource = NULL;
  gboolean there;

  if (!salve_fhir_state_read (connection, write->type, write->id, &state, error))
    return FALSE;
  there = state.version > 0 && !state.deleted;
  if (write->status == SOUP_STATUS_OK) /* a conditional create that found it */
    {
      write->version = state.version;
      write->last_updated = state.last_updated;
      write->body = g_bytes_ref (state.body);
      return TRUE;
    }
  if ((there && !check_reach (connection, batch, write, FALSE, error)) || !check_tags (write, &state, error))
    return FALSE;
  if (write->kind == SALVE_WRITE_DELETE)
    return add_deletion (change, write, &state);
  resource = make_resource (batch, write, &state, error);
  if (resource == NULL)
    return FALSE;
  if (!check_appointment (write, resource, error)
      || !check_owners (connection, batch, write, resource, error))
    return FALSE;
  write->status = there ? SOUP_STATUS_OK : SOUP_STATUS_CREATED;
  if (there && g_bytes_equal (state.body, salve_resource_get_bytes (resource)))
    {
      /* Sent twice: nothing changes, the version neither. */
      write->version = state.version;
      write->last_updated = state.last_updated;
      write->body = g_bytes_ref (state.body);
      return TRUE;
    }
  write->body = g_bytes_ref (salve_resource_get_bytes (resource));
  salve_change_put (change, resource, there ? state.version : SALVE_VERSION_ANY);
  return TRUE;
}

/* One resource twice in one transaction has no meaning (https://hl7.org/fhir/R4/http.html#trules). */
static gboolean
check_distinct (Batch *batch, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < batch->writes->len; i++)
    {
      SalveFhirWrite *write = batch->writes->pdata[i];

      if (!g_hash_table_add (seen, g_strdup_printf ("%s/%s", write->type, write->id)))
        return salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST,
                                      _ ("The transaction writes %s/%s twice; nothing was done."),
                                      write->type, write->id);
    }
  return TRUE;
}

static int
compare_kind (gconstpointer a, gconstpointer b)
{
  static const int order[] = {
    [SALVE_WRITE_DELETE] = 0, [SALVE_WRITE_CREATE] = 1, [SALVE_WRITE_UPDATE] = 2, [SALVE_WRITE_PATCH] = 2
  };

  return order[(*(SalveFhirWrite **)a)->kind] - order[(*(SalveFhirWrite **)b)->kind];
}

static SalveChange *
prepare (SalveConnection *connection, gpointer data, GError **error)
{
  Batch *batch = data;
  g_autoptr (SalveChange) change = salve_change_new (batch->actor, batch->device, batch->label);
  g_autoptr (GPtrArray) ordered = g_ptr_array_new (); /* g_ptr_array_copy() would own them once more */

  g_ptr_array_extend (ordered, batch->writes, NULL, NULL);
  for (guint i = 0; i < batch->writes->len; i++)
    if (!resolve_id (connection, batch, batch->writes->pdata[i], error))
      return NULL;
  if (!check_distinct (batch, error))
    return NULL;
  g_ptr_array_sort (ordered, compare_kind);
  for (guint i = 0; i < ordered->len; i++)
    if (!add_write (connection, batch, change, ordered->pdata[i], error))
      return NULL;
  return g_steal_pointer (&change);
}

static gboolean
finish (SalveConnection *connection, gint64 change_id, gpointer data, GError **error)
{
  Batch *batch = data;

  for (guint i = 0; i < batch->writes->len; i++)
    {
      SalveFhirWrite *write = batch->writes->pdata[i];
      g_auto (SalveFhirState) state = { 0 };

      if (!salve_fhir_state_read (connection, write->type, write->id, &state, error))
        return FALSE;
      write->version = state.version;
      write->last_updated = state.last_updated;
      if (write->kind != SALVE_WRITE_DELETE && write->version > 0 && !state.deleted
          && !check_reach (connection, batch, write, TRUE, error))
        return FALSE;
    }
  return TRUE;
}

/* All of them or none; they have to live until the future resolves. Returns: (transfer full): resolves to the change's id,
 * 0 when nothing changed */
static DexFuture *
commit_writes (SalveExchange *exchange, GPtrArray *writes, const char *label)
{
  Batch *batch = g_new0 (Batch, 1);
  const char *agent = salve_exchange_header (exchange, "X-Salve-Device");

  batch->writes = writes;
  batch->now = g_get_real_time ();
  batch->actor = g_strdup (salve_exchange_actor (exchange));
  batch->device =
      g_strndup (agent != NULL && g_utf8_validate (agent, -1, NULL) ? agent : exchange->address, 80);
  batch->label = g_strdup (label);
  batch->broken = g_strdupv (exchange->identity->broken_patients);
  batch->urls = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return salve_store_commit_with (exchange->service->store, prepare, finish, batch, batch_free);
}

/* Status, tags, place and as much of the resource as the client prefers. */
void
salve_fhir_write_answer (SalveExchange *exchange, SalveFhirWrite *write)
{
  g_autofree char *etag = salve_http_etag (write->version);
  g_autofree char *date = salve_http_date (write->last_updated);
  g_autofree char *location = g_strdup_printf ("%s/%s/%s/_history/%" G_GINT64_FORMAT, exchange->fhir_base,
                                               write->type, write->id, write->version);

  if (write->version > 0)
    salve_exchange_set_header (exchange, "ETag", etag);
  if (write->kind == SALVE_WRITE_DELETE)
    {
      salve_exchange_answer (exchange, SOUP_STATUS_NO_CONTENT, NULL, NULL);
      return;
    }
  salve_exchange_set_header (exchange, "Last-Modified", date);
  salve_exchange_set_header (exchange, "Location", location);
  if (salve_exchange_prefers (exchange, "return=minimal"))
    salve_exchange_answer (exchange, write->status, NULL, NULL);
  else if (salve_exchange_prefers (exchange, "return=OperationOutcome"))
    salve_exchange_answer (exchange, write->status, NULL,
                           salve_fhir_outcome ("information", "informational", _ ("Done.")));
  else
    salve_exchange_answer (exchange, write->status, NULL,
                           salve_fhir_row_body (write->body, write->id, write->version, write->last_updated));
}

/* Whether there is one already is an answer to a search. Who may create and not search asks by the identifier that they
 * gave, and by nothing else. */
static gboolean
check_condition (SalveExchange *exchange, const SalveFhirWrite *write, GError **error)
{
  const char *id;

  if (write->kind != SALVE_WRITE_CREATE || write->condition == NULL
      || (g_str_has_prefix (write->condition, "identifier=") && strchr (write->condition, '&') == NULL)
      || salve_accounts_get_reach (exchange->service->accounts, exchange->identity, SALVE_ACTION_SEARCH,
                                   write->type, &id)
             >= write->reach.kind)
    return TRUE;
  return salve_exchange_refuse (error, SOUP_STATUS_FORBIDDEN,
                                _ ("The role of this account does not allow that."));
}

/**
 * salve_fhir_writes_await:
 *
 * All of them or none, on the exchange's fiber; the desks hear of it when something changed.
 *
 * @writes: (element-type SalveFhirWrite): get their results
 * @label: what the history calls it
 */
gboolean
salve_fhir_writes_await (SalveExchange *exchange, GPtrArray *writes, const char *label, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  gint64 change;

  for (guint i = 0; i < writes->len; i++)
    if (!check_condition (exchange, writes->pdata[i], error))
      return FALSE;
  change = dex_await_int64 (commit_writes (exchange, writes, label), &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (change != 0)
    salve_notice_board_changed (exchange->service->notices);
  return TRUE;
}

/* One write alone, with the reach of its exchange. */
gboolean
salve_fhir_write_await (SalveExchange *exchange, SalveFhirWrite *write, const char *label, GError **error)
{
  g_autoptr (GPtrArray) writes = g_ptr_array_new ();

  write->reach = exchange->reach;
  g_ptr_array_add (writes, write);
  return salve_fhir_writes_await (exchange, writes, label, error);
}

/* Commits one write and answers. */
static gboolean
commit_one (SalveExchange *exchange, SalveFhirWrite *write, GError **error)
{
  g_autofree char *label = g_strdup_printf ("%s %s", exchange->method, write->type);

  if (!salve_fhir_write_take_tags (write, salve_exchange_header (exchange, "If-Match"),
                                   salve_exchange_header (exchange, "If-None-Match")))
    return salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST,
                                  _ ("If-None-Match of a write can only be *."));
  if (!salve_fhir_write_await (exchange, write, label, error))
    return FALSE;
  salve_fhir_write_answer (exchange, write);
  return TRUE;
}

/* POST [type] */
gboolean
salve_fhir_handle_create (SalveExchange *exchange, GError **error)
{
  g_autoptr (SalveFhirWrite) write =
      salve_fhir_write_new (SALVE_WRITE_CREATE, salve_exchange_name (exchange, "type"), NULL);

  write->resource = salve_exchange_read_resource (exchange, error);
  write->condition = g_strdup (salve_exchange_header (exchange, "If-None-Exist"));
  return write->resource != NULL && commit_one (exchange, write, error);
}

/* PUT [type]/[id], which also creates */
gboolean
salve_fhir_handle_update (SalveExchange *exchange, GError **error)
{
  g_autoptr (SalveFhirWrite) write = salve_fhir_write_new (
      SALVE_WRITE_UPDATE, salve_exchange_name (exchange, "type"), salve_exchange_name (exchange, "id"));

  write->resource = salve_exchange_read_resource (exchange, error);
  return write->resource != NULL && commit_one (exchange, write, error);
}

static gboolean
needs_condition (SalveExchange *exchange, GError **error)
{
  return (exchange->query != NULL && exchange->query[0] != '\0')
         || salve_exchange_refuse (
             error, SOUP_STATUS_PRECONDITION_FAILED,
             _ ("Without an id the address needs a condition that names one resource."));
}

/* PUT [type]?[condition] */
gboolean
salve_fhir_handle_update_if (SalveExchange *exchange, GError **error)
{
  g_autoptr (SalveFhirWrite) write =
      salve_fhir_write_new (SALVE_WRITE_UPDATE, salve_exchange_name (exchange, "type"), NULL);

  write->resource = salve_exchange_read_resource (exchange, error);
  if (write->resource == NULL || !needs_condition (exchange, error))
    return FALSE;
  write->id = g_strdup (salve_resource_get_id (write->resource));
  write->condition = g_strdup (exchange->query);
  return commit_one (exchange, write, error);
}

/* PATCH [type]/[id] */
gboolean
salve_fhir_handle_patch (SalveExchange *exchange, GError **error)
{
  g_autoptr (SalveFhirWrite) write = salve_fhir_write_new (
      SALVE_WRITE_PATCH, salve_exchange_name (exchange, "type"), salve_exchange_name (exchange, "id"));
  const char *type = soup_message_headers_get_content_type (exchange->headers, NULL);

  if (g_strcmp0 (type, "application/json-patch+json") != 0)
    return salve_exchange_refuse (error, SOUP_STATUS_UNSUPPORTED_MEDIA_TYPE,
                                  _ ("A patch has to be application/json-patch+json (RFC 6902)."));
  write->patch = g_bytes_ref (exchange->body);
  return commit_one (exchange, write, error);
}

/* DELETE [type]/[id] */
gboolean
salve_fhir_handle_delete (SalveExchange *exchange, GError **error)
{
  g_autoptr (SalveFhirWrite) write = salve_fhir_write_new (
      SALVE_WRITE_DELETE, salve_exchange_name (exchange, "type"), salve_exchange_name (exchange, "id"));

  return commit_one (exchange, write, error);
}

/* DELETE [type]?[condition] */
gboolean
salve_fhir_handle_delete_if (SalveExchange *exchange, GError **error)
{
  g_autoptr (SalveFhirWrite) write =
      salve_fhir_write_new (SALVE_WRITE_DELETE, salve_exchange_name (exchange, "type"), NULL);

  write->condition = g_strdup (exchange->query);
  return needs_condition (exchange, error) && commit_one (exchange, write, error);
}
