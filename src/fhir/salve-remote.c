/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-remote.h"

G_DEFINE_QUARK (salve - remote - error - quark, salve_remote_error)
G_DEFINE_INTERFACE (SalveRemote, salve_remote, G_TYPE_OBJECT)
G_DEFINE_BOXED_TYPE (SalveRemoteRequest,
                     salve_remote_request,
                     salve_remote_request_copy,
                     salve_remote_request_free)
G_DEFINE_BOXED_TYPE (SalveRemoteResponse,
                     salve_remote_response,
                     salve_remote_response_copy,
                     salve_remote_response_free)

static void
salve_remote_default_init (SalveRemoteInterface *iface)
{
}

/**
 * salve_remote_request_new:
 * @method: GET, POST, PUT, PATCH or DELETE
 * @path: relative to the base, or absolute
 * @body: (nullable):
 *
 * Returns: (transfer full):
 */
SalveRemoteRequest *
salve_remote_request_new (const char *method, const char *path, GBytes *body)
{
  SalveRemoteRequest *self = g_new0 (SalveRemoteRequest, 1);

  self->method = g_strdup (method);
  self->path = g_strdup (path);
  self->body = body != NULL ? g_bytes_ref (body) : NULL;
  return self;
}

SalveRemoteRequest *
salve_remote_request_copy (const SalveRemoteRequest *self)
{
  SalveRemoteRequest *copy = salve_remote_request_new (self->method, self->path, self->body);

  copy->content_type = g_strdup (self->content_type);
  copy->if_match = g_strdup (self->if_match);
  copy->if_none_match = g_strdup (self->if_none_match);
  copy->if_none_exist = g_strdup (self->if_none_exist);
  copy->prefer = g_strdup (self->prefer);
  copy->break_glass = g_strdup (self->break_glass);
  return copy;
}

void
salve_remote_request_free (SalveRemoteRequest *self)
{
  g_free (self->method);
  g_free (self->path);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self->content_type);
  g_free (self->if_match);
  g_free (self->if_none_match);
  g_free (self->if_none_exist);
  g_free (self->prefer);
  g_free (self->break_glass);
  g_free (self);
}

/**
 * salve_remote_response_new:
 * @status: of HTTP
 * @body: (nullable): NULL for an empty one
 *
 * Returns: (transfer full):
 */
SalveRemoteResponse *
salve_remote_response_new (guint status, GBytes *body)
{
  SalveRemoteResponse *self = g_new0 (SalveRemoteResponse, 1);

  self->status = status;
  self->body = body != NULL ? g_bytes_ref (body) : g_bytes_new_static ("", 0);
  self->retry_after = -1;
  return self;
}

SalveRemoteResponse *
salve_remote_response_copy (const SalveRemoteResponse *self)
{
  SalveRemoteResponse *copy = salve_remote_response_new (self->status, self->body);

  copy->etag = g_strdup (self->etag);
  copy->location = g_strdup (self->location);
  copy->last_modified = g_strdup (self->last_modified);
  copy->content_type = g_strdup (self->content_type);
  copy->date = self->date;
  copy->retry_after = self->retry_after;
  return copy;
}

void
salve_remote_response_free (SalveRemoteResponse *self)
{
  g_free (self->etag);
  g_free (self->location);
  g_free (self->last_modified);
  g_free (self->content_type);
  g_bytes_unref (self->body);
  g_free (self);
}

/* The address that paths are relative to, without a slash at its end. */
const char *
salve_remote_get_base (SalveRemote *self)
{
  return SALVE_REMOTE_GET_IFACE (self)->get_base (self);
}

/**
 * salve_remote_send:
 *
 * Returns: (transfer full): resolves to a SalveRemoteResponse (boxed) of any status; rejected with SALVE_REMOTE_ERROR
 *   when there is no answer that could be understood
 */
DexFuture *
salve_remote_send (SalveRemote *self, const SalveRemoteRequest *request)
{
  return SALVE_REMOTE_GET_IFACE (self)->send (self, request);
}
