/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-fhir-row.h"

#include <yyjson.h>

#include "salve-edit.h"
#include "salve-element.h"
#include "salve-instant.h"
#include "salve-operation-outcome.h"

void
salve_fhir_state_clear (SalveFhirState *state)
{
  g_clear_pointer (&state->body, g_bytes_unref);
}

/* On a worker's connection. version is 0 where there is no such row. */
gboolean
salve_fhir_state_read (SalveConnection *connection,
                       const char *type,
                       const char *id,
                       SalveFhirState *state,
                       GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      connection, "SELECT version, last_updated, deleted, body FROM resource WHERE id = ?1 AND type = ?2",
      error);
  gboolean row;

  *state = (SalveFhirState){ 0 };
  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, id);
  salve_statement_bind_text (select, 2, type);
  if (!salve_statement_step (select, &row, error))
    return FALSE;
  if (!row)
    return TRUE;
  state->version = salve_statement_int (select, 0);
  state->last_updated = salve_statement_int (select, 1);
  state->deleted = salve_statement_int (select, 2) != 0;
  state->body = salve_statement_bytes (select, 3);
  return TRUE;
}

/* The ordinary case: the id is right and there is no meta. It goes in front of the last brace, and nothing is searched. */
static GBytes *
append_meta (GBytes *body, const char *number, const char *time)
{
  gsize length;
  const char *text = g_bytes_get_data (body, &length);
  GString *out = g_string_sized_new (length + 96);

  while (length > 0 && text[length - 1] != '}')
    length--;
  g_string_append_len (out, text, (gssize)length - 1);
  g_string_append_printf (out, ",\"meta\":{\"versionId\":\"%s\"", number);
  if (time != NULL)
    g_string_append_printf (out, ",\"lastUpdated\":\"%s\"", time);
  g_string_append (out, "}}");
  return g_string_free_to_bytes (out);
}

static GBytes *
edit_meta (SalveResource *resource, const char *id, const char *number, const char *time)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveEdit) edit = salve_resource_edit (resource);
  g_autoptr (SalveResource) shown = NULL;

  salve_edit_set_string (edit, "/id", id);
  salve_edit_set_string (edit, "/meta/versionId", number);
  if (time != NULL)
    salve_edit_set_string (edit, "/meta/lastUpdated", time);
  shown = salve_edit_finish (edit, &error);
  if (shown == NULL)
    g_critical ("A stored resource cannot be shown with its meta: %s", error->message);
  return g_bytes_ref (salve_resource_get_bytes (shown != NULL ? shown : resource));
}

/* What lies in the file was checked when it came. */
static gboolean
is_ordinary (GBytes *body, const char *id)
{
  gsize length;
  const char *text = g_bytes_get_data (body, &length);
  yyjson_doc *doc = yyjson_read (text != NULL ? text : "", length, YYJSON_READ_NUMBER_AS_RAW);
  yyjson_val *root = yyjson_doc_get_root (doc);
  gboolean ordinary =
      yyjson_equals_str (yyjson_obj_get (root, "id"), id) && yyjson_obj_get (root, "meta") == NULL;

  yyjson_doc_free (doc);
  return ordinary;
}

/**
 * salve_fhir_row_body:
 * @last_updated: 0 where it is not known: an old version that came with an import
 *
 * Returns: (transfer full): the resource with its meta
 */
GBytes *
salve_fhir_row_body (GBytes *body, const char *id, gint64 version, gint64 last_updated)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveResource) resource = NULL;
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, version);
  g_autofree char *time = last_updated != 0 ? salve_instant_format_fhir (last_updated) : NULL;

  if (is_ordinary (body, id))
    return append_meta (body, number, time);
  resource = salve_resource_new (body, &error);
  if (resource != NULL)
    return edit_meta (resource, id, number, time);
  g_critical ("A stored resource cannot be read: %s", error->message);
  return g_bytes_ref (body);
}

/* Returns: (transfer full): an OperationOutcome with one issue */
GBytes *
salve_fhir_outcome (const char *severity, const char *code, const char *text)
{
  g_autoptr (SalveResource) outcome = salve_operation_outcome_new (severity, code, text);

  return g_bytes_ref (salve_resource_get_bytes (outcome));
}
