/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kept in the store as JSON that only we write. */
#define G_LOG_DOMAIN "salve-sync"

#include "config.h"

#include "salve-server-abilities.h"

#include <string.h>

#include "salve-json.h"

G_DEFINE_BOXED_TYPE (SalveServerAbilities,
                     salve_server_abilities,
                     salve_server_abilities_copy,
                     salve_server_abilities_free)

SalveServerAbilities *
salve_server_abilities_copy (const SalveServerAbilities *self)
{
  SalveServerAbilities *copy = g_memdup2 (self, sizeof *self);

  copy->name = g_strdup (self->name);
  return copy;
}

void
salve_server_abilities_free (SalveServerAbilities *self)
{
  g_free (self->name);
  g_free (self);
}

/* Returns: (transfer full): a JSON object that salve_server_abilities_from_json() reads */
char *
salve_server_abilities_to_json (const SalveServerAbilities *self)
{
  yyjson_mut_doc *doc = yyjson_mut_doc_new (NULL);
  yyjson_mut_val *root = yyjson_mut_obj (doc);
  char *text, *copy;

  yyjson_mut_doc_set_root (doc, root);
  if (self->name != NULL)
    yyjson_mut_obj_add_str (doc, root, "name", self->name);
  yyjson_mut_obj_add_bool (doc, root, "isSalve", self->is_salve);
  yyjson_mut_obj_add_bool (doc, root, "putCreates", self->put_creates);
  yyjson_mut_obj_add_bool (doc, root, "putIfNoneMatch", self->put_if_none_match);
  yyjson_mut_obj_add_bool (doc, root, "ifMatch", self->if_match);
  yyjson_mut_obj_add_bool (doc, root, "ifNoneExist", self->if_none_exist);
  yyjson_mut_obj_add_bool (doc, root, "atomicTransactions", self->atomic_transactions);
  yyjson_mut_obj_add_bool (doc, root, "typeHistory", self->type_history);
  yyjson_mut_obj_add_uint (doc, root, "maxCount", self->max_count);
  yyjson_mut_obj_add_sint (doc, root, "probed", self->probed);
  yyjson_mut_obj_add_uint (doc, root, "questions", self->questions);
  text = yyjson_mut_write (doc, YYJSON_WRITE_NOFLAG, NULL);
  copy = g_strdup (text);
  free (text);
  yyjson_mut_doc_free (doc);
  return copy;
}

/* Numbers come raw, as their digits. */
static gint64
number (yyjson_val *root, const char *name)
{
  yyjson_val *value = yyjson_obj_get (root, name);

  return yyjson_is_raw (value) ? g_ascii_strtoll (yyjson_get_raw (value), NULL, 10) : 0;
}

/* Returns: (transfer full): what is missing counts as not able; NULL with an error when it is no JSON object */
SalveServerAbilities *
salve_server_abilities_from_json (const char *json, GError **error)
{
  g_autoptr (yyjson_doc) doc = salve_json_parse (json, strlen (json), error);
  yyjson_val *root = doc != NULL ? yyjson_doc_get_root (doc) : NULL;
  SalveServerAbilities *self;

  if (doc == NULL)
    return NULL;
  self = g_new0 (SalveServerAbilities, 1);
  self->name = g_strdup (yyjson_get_str (yyjson_obj_get (root, "name")));
  self->is_salve = yyjson_get_bool (yyjson_obj_get (root, "isSalve"));
  self->put_creates = yyjson_get_bool (yyjson_obj_get (root, "putCreates"));
  self->put_if_none_match = yyjson_get_bool (yyjson_obj_get (root, "putIfNoneMatch"));
  self->if_match = yyjson_get_bool (yyjson_obj_get (root, "ifMatch"));
  self->if_none_exist = yyjson_get_bool (yyjson_obj_get (root, "ifNoneExist"));
  self->atomic_transactions = yyjson_get_bool (yyjson_obj_get (root, "atomicTransactions"));
  self->type_history = yyjson_get_bool (yyjson_obj_get (root, "typeHistory"));
  self->max_count = (guint)number (root, "maxCount");
  self->probed = number (root, "probed");
  self->questions = (guint)number (root, "questions");
  return self;
}
