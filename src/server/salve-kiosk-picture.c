/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture that the clinic asked a patient for comes from the kiosk's camera: the picture, the document that names it and
 * the end of the request are one transaction. Without a request nobody puts anything into a record here. */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-kiosk.h"

#include <glib/gi18n.h>
#include <string.h>

#include "salve-api.h"
#include "salve-datatypes.h"
#include "salve-fhir-read.h"
#include "salve-fhir-write.h"
#include "salve-json.h"
#include "salve-kiosk-paper.h"
#include "salve-service.h"

#define MAX_PICTURE (4 * 1024 * 1024) /* bytes */

/* By its first bytes: what a program says of itself is not believed. Returns: (nullable): the media type */
static const char *
picture_type (const char *base64)
{
  g_autofree guint8 *data = NULL;
  gsize length;

  if (base64 == NULL || *base64 == '\0' || strlen (base64) > (gsize)MAX_PICTURE / 3 * 4)
    return NULL;
  data = g_base64_decode (base64, &length);
  if (length < 12)
    return NULL;
  if (memcmp (data, "\xff\xd8\xff", 3) == 0)
    return "image/jpeg";
  return memcmp (data, "\x89PNG\r\n\x1a\n", 8) == 0 ? "image/png" : NULL;
}

static SalveResource *
make_binary (const char *id, const char *patient_id, const char *type, const char *base64, GError **error)
{
  g_autofree char *data = salve_json_quote (base64);
  g_autofree char *json = g_strdup_printf (
      "{\"resourceType\":\"Binary\",\"id\":\"%s\",\"contentType\":\"%s\",\"securityContext\":"
      "{\"reference\":\"Patient/%s\"},\"data\":%s}",
      id, type, patient_id, data);

  return salve_resource_new_from_text (json, -1, error);
}

/* https://hl7.org/fhir/R4/documentreference.html; what it answers is in context.related. */
static SalveResource *
make_document (const char *id,
               const char *patient_id,
               const char *binary_id,
               const char *type,
               SalveResource *request,
               GError **error)
{
  const char *what = salve_concept_display (salve_element_get (salve_resource_root (request), "code"));
  g_autofree char *title = salve_json_quote (what != NULL ? what : "");
  g_autofree char *now = salve_instant_format_fhir (g_get_real_time ());
  g_autofree char *json = g_strdup_printf (
      "{\"resourceType\":\"DocumentReference\",\"id\":\"%s\",\"status\":\"current\",\"type\":{\"text\":%s},"
      "\"subject\":{\"reference\":\"Patient/%s\"},\"date\":\"%s\",\"author\":[{\"reference\":\"Patient/"
      "%s\"}],"
      "\"content\":[{\"attachment\":{\"contentType\":\"%s\",\"url\":\"Binary/%s\",\"title\":%s}}],"
      "\"context\":{\"related\":[{\"reference\":\"ServiceRequest/%s\"}]}}",
      id, title, patient_id, now, patient_id, type, binary_id, title, salve_resource_get_id (request));

  return salve_resource_new_from_text (json, -1, error);
}

static SalveResource *
close_request (SalveResource *request, GError **error)
{
  g_autoptr (SalveEdit) edit = salve_resource_edit (request);

  salve_edit_set_string (edit, "/status", "completed");
  return salve_edit_finish (edit, error);
}

/* @resource: (transfer full) (nullable). Returns: FALSE where there is none */
static gboolean
add_write (GPtrArray *writes,
           SalveExchange *exchange,
           SalveWriteKind kind,
           const char *id,
           gint64 if_match,
           SalveResource *resource)
{
  SalveFhirWrite *write;

  if (resource == NULL)
    return FALSE;
  write = salve_fhir_write_new (kind, salve_resource_get_type_name (resource), id);
  write->resource = resource;
  write->reach = exchange->reach;
  write->if_match = if_match;
  g_ptr_array_add (writes, write);
  return TRUE;
}

static gboolean
store (SalveExchange *exchange, SalveResource *request, gint64 version, const char *base64, GError **error)
{
  const char *patient_id = exchange->identity->patient_id, *type = picture_type (base64);
  g_autofree char *document_id = g_uuid_string_random (), *binary_id = g_uuid_string_random ();
  g_autoptr (GPtrArray) writes = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_fhir_write_free);

  if (!add_write (writes, exchange, SALVE_WRITE_CREATE, binary_id, 0,
                  make_binary (binary_id, patient_id, type, base64, error))
      || !add_write (writes, exchange, SALVE_WRITE_CREATE, document_id, 0,
                     make_document (document_id, patient_id, binary_id, type, request, error))
      || !add_write (writes, exchange, SALVE_WRITE_UPDATE, salve_resource_get_id (request), version,
                     close_request (request, error)))
    return FALSE;
  return salve_fhir_writes_await (exchange, writes, "A picture from a kiosk", error);
}

/* POST api/v1/kiosk/pictures/[id of the request] {"data"}: a JPEG or a PNG of at most 4 MiB as base64 */
gboolean
salve_kiosk_handle_picture (SalveExchange *exchange, GError **error)
{
  const char *id = salve_exchange_name (exchange, "id");
  g_autoptr (yyjson_doc) doc = salve_api_read_body (exchange, error);
  const char *data = doc != NULL ? yyjson_get_str (yyjson_obj_get (yyjson_doc_get_root (doc), "data")) : NULL;
  g_autoptr (SalveSearchRow) row = NULL;
  g_autoptr (SalveResource) request = NULL;

  if (doc == NULL)
    return FALSE;
  if (exchange->identity->patient_id == NULL || exchange->reach.kind != SALVE_REACH_PATIENT)
    return salve_exchange_refuse (error, SOUP_STATUS_FORBIDDEN, _ ("This account is no patient’s."));
  row = salve_fhir_await_row (exchange, "ServiceRequest", id, &exchange->reach, error);
  if (row == NULL)
    return FALSE;
  request = salve_resource_new (row->body, error);
  if (request == NULL)
    return FALSE;
  if (!salve_picture_request_is_open (request))
    return salve_exchange_refuse (error, SOUP_STATUS_CONFLICT, _ ("No picture is asked for there."));
  if (picture_type (data) == NULL)
    return salve_exchange_refuse (error, SOUP_STATUS_BAD_REQUEST,
                                  _ ("“%s” has to be a JPEG or a PNG of at most 4 MiB as base64."), "data");
  if (!store (exchange, request, row->version, data, error))
    return FALSE;
  salve_exchange_answer (exchange, SOUP_STATUS_CREATED, NULL, NULL);
  return TRUE;
}
