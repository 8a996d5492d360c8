/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-resource.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "salve-edit.h"
#include "salve-element.h"
#include "salve-json.h"

struct _SalveResource
{
  gatomicrefcount ref_count;
  GBytes *bytes;
  yyjson_doc *doc;  /* atomic; NULL while it rests */
  const char *type; /* in doc or in own_type */
  const char *id;   /* in doc or in own_id, NULL where the resource has none yet */
  char *own_type;
  char *own_id;
};

G_DEFINE_BOXED_TYPE (SalveResource, salve_resource, salve_resource_ref, salve_resource_unref)

/* https://hl7.org/fhir/R4/datatypes.html#id: letters, digits, - and ., 1 to 64. "." and ".." would climb in a path. */
gboolean
salve_resource_is_valid_id (const char *id)
{
  gsize n = id != NULL ? strlen (id) : 0;

  return n >= 1 && n <= 64
         && strspn (id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.") == n
         && !g_str_equal (id, ".") && !g_str_equal (id, "..");
}

gboolean
salve_resource_is_valid_type_name (const char *type)
{
  if (type == NULL || !g_ascii_isupper (type[0]) || strlen (type) > 64)
    return FALSE;
  for (const char *p = type; *p != '\0'; p++)
    if (!g_ascii_isalpha (*p))
      return FALSE;
  return TRUE;
}

static gboolean
read_identity (SalveResource *self, GError **error)
{
  SalveElement root = { yyjson_doc_get_root (self->doc) }, id;

  if (!salve_element_is_object (root))
    {
      g_set_error_literal (error, SALVE_FHIR_ERROR, SALVE_FHIR_ERROR_TYPE,
                           _ ("/: a FHIR resource is a JSON object, this is something else"));
      return FALSE;
    }
  self->type = salve_element_string (root, "resourceType");
  if (!salve_resource_is_valid_type_name (self->type))
    {
      g_set_error_literal (error, SALVE_FHIR_ERROR, SALVE_FHIR_ERROR_TYPE,
                           _ ("/resourceType: the type of the resource is missing or not a name"));
      return FALSE;
    }
  id = salve_element_get (root, "id");
  self->id = salve_element_text (id);
  if (id.value != NULL && !salve_resource_is_valid_id (self->id))
    {
      g_set_error_literal (
          error, SALVE_FHIR_ERROR, SALVE_FHIR_ERROR_ID,
          _ ("/id: an id has 1 to 64 letters, digits, hyphens and points, and nothing else"));
      return FALSE;
    }
  return TRUE;
}

/**
 * salve_resource_new_from_text:
 * @json: (array length=length): the text; a byte order mark and white space around it are left out of what is kept
 * @length: bytes, or -1
 *
 * Reads one resource of any type. May be called on any thread.
 *
 * Returns: (transfer full): the resource; NULL with an error of SALVE_FHIR_ERROR that says where and what
 */
SalveResource *
salve_resource_new_from_text (const char *json, gssize length, GError **error)
{
  g_autoptr (SalveResource) self = NULL;
  char *copy;
  gsize n = length < 0 ? strlen (json) : (gsize)length;

  if (n >= 3 && memcmp (json, "\xEF\xBB\xBF", 3) == 0)
    json += 3, n -= 3;
  if (n > SALVE_RESOURCE_MAX_SIZE)
    {
      g_set_error (error, SALVE_FHIR_ERROR, SALVE_FHIR_ERROR_TOO_LARGE,
                   _ ("The resource has %zu bytes; at most %u are taken"), n, SALVE_RESOURCE_MAX_SIZE);
      return NULL;
    }
  self = g_new0 (SalveResource, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->doc = salve_json_parse (json, n, error);
  if (self->doc == NULL || !read_identity (self, error))
    return NULL;
  while (n > 0 && g_ascii_isspace (json[0]))
    json++, n--;
  while (n > 0 && g_ascii_isspace (json[n - 1]))
    n--;
  /* A NUL behind the last byte, for those who take the text for a C string. */
  copy = g_malloc (n + 1);
  memcpy (copy, json, n);
  copy[n] = '\0';
  self->bytes = g_bytes_new_take (copy, n);
  return g_steal_pointer (&self);
}

SalveResource *
salve_resource_new (GBytes *json, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (json, &length);

  return salve_resource_new_from_text (text != NULL ? text : "", (gssize)length, error);
}

/**
 * salve_resource_new_build:
 * @type: a FHIR type
 * @id: a FHIR id
 *
 * Returns: (transfer full): a resource with nothing in it but its type and id, to be edited
 */
SalveResource *
salve_resource_new_build (const char *type, const char *id)
{
  g_autofree char *text = g_strdup_printf ("{\"resourceType\":\"%s\",\"id\":\"%s\"}", type, id);

  g_return_val_if_fail (salve_resource_is_valid_type_name (type), NULL);
  g_return_val_if_fail (salve_resource_is_valid_id (id), NULL);
  return salve_resource_new_from_text (text, -1, NULL);
}

SalveResource *
salve_resource_ref (SalveResource *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
salve_resource_unref (SalveResource *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  yyjson_doc_free (self->doc);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self->own_type);
  g_free (self->own_id);
  g_free (self);
}

/* The text was checked when it came. */
static yyjson_doc *
get_doc (SalveResource *self)
{
  yyjson_doc *doc = g_atomic_pointer_get (&self->doc);
  gsize length;
  const char *text;

  if (doc != NULL)
    return doc;
  text = g_bytes_get_data (self->bytes, &length);
  doc = yyjson_read (text, length, YYJSON_READ_NUMBER_AS_RAW);
  g_assert (doc != NULL);
  if (g_atomic_pointer_compare_and_exchange (&self->doc, NULL, doc))
    return doc;
  yyjson_doc_free (doc);
  return g_atomic_pointer_get (&self->doc);
}

/**
 * salve_resource_rest:
 *
 * Keeps the text alone, a third of the memory, and reads it again when somebody asks: for thousands that wait for their
 * turn. No other thread may have the resource, and no element of it is good afterwards.
 */
void
salve_resource_rest (SalveResource *self)
{
  if (self->own_type == NULL)
    {
      self->type = self->own_type = g_strdup (self->type);
      self->id = self->own_id = g_strdup (self->id);
    }
  yyjson_doc_free (self->doc);
  self->doc = NULL;
}

SalveElement
salve_resource_root (SalveResource *resource)
{
  return (SalveElement){ yyjson_doc_get_root (get_doc (resource)) };
}

const char *
salve_resource_get_type_name (SalveResource *self)
{
  return self->type;
}

/* Returns: (nullable): the logical id; NULL for one that no server has named yet */
const char *
salve_resource_get_id (SalveResource *self)
{
  return self->id;
}

const char *
salve_resource_get_version_id (SalveResource *self)
{
  return salve_element_path_string (salve_resource_root (self), "meta.versionId");
}

const char *
salve_resource_get_last_updated (SalveResource *self)
{
  return salve_element_path_string (salve_resource_root (self), "meta.lastUpdated");
}

/* Returns: (transfer none): the text as it came */
GBytes *
salve_resource_get_bytes (SalveResource *self)
{
  return self->bytes;
}

/* Returns: (transfer none): the text as it came; JSON holds no NUL, and one stands behind it */
const char *
salve_resource_get_text (SalveResource *self, gsize *length)
{
  return g_bytes_get_data (self->bytes, length);
}

/* Whether both say the same: the order of keys and white space do not count, the digits of numbers do. */
gboolean
salve_resource_equal_value (SalveResource *a, SalveResource *b)
{
  return yyjson_equals (yyjson_doc_get_root (get_doc (a)), yyjson_doc_get_root (get_doc (b)));
}

/* Returns: (transfer full): the resource for a person to read; numbers keep their digits */
char *
salve_resource_format_pretty (SalveResource *self)
{
  char *text = yyjson_write (get_doc (self), YYJSON_WRITE_PRETTY_TWO_SPACES, NULL), *copy = g_strdup (text);

  free (text);
  return copy;
}
