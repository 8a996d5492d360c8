/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is beside the people themselves: roles, programs, looks without treating and the audit trail of a salve-server. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-http-people.h"

#include "salve-api-call.h"
#include "salve-json.h"

#include <glib/gi18n.h>

static const char *
text_of (yyjson_val *object, const char *name)
{
  return yyjson_get_str (yyjson_obj_get (object, name));
}

static SalveInstant
instant_of (yyjson_val *object, const char *name)
{
  const char *text = text_of (object, name);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  SalveInstantPrecision precision;
  SalveInstant instant;

  return text != NULL && salve_instant_parse_fhir (text, utc, &instant, &precision) ? instant
                                                                                    : SALVE_INSTANT_NONE;
}

static gint64
number_of (yyjson_val *object, const char *name)
{
  const char *text = text_of (object, name);
  gint64 number = 0;

  return text != NULL && g_ascii_string_to_signed (text, 10, 1, G_MAXINT64, &number, NULL) ? number : 0;
}

/* (nullable): the items of an answer; NULL where it is no list */
static yyjson_val *
items_of (yyjson_val *root)
{
  yyjson_val *items = yyjson_obj_get (root, "items");

  return yyjson_is_arr (items) ? items : NULL;
}

static DexFuture *
refuse_answer (void)
{
  return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s",
                                _ ("The server’s answer is not a list."));
}

/**
 * salve_http_read_items:
 * @root: an answer that is a list of objects
 * @type: of what @make gives; what lacks something is left out by giving %NULL
 *
 * Returns: (transfer full): resolves to a #GListModel; rejects where it is no list
 */
DexFuture *
salve_http_read_items (yyjson_val *root, GType type, GObject *(*make) (yyjson_val *item))
{
  g_autoptr (GListStore) list = g_list_store_new (type);
  yyjson_val *items = items_of (root), *item;
  gsize index, max;

  if (items == NULL)
    return refuse_answer ();
  yyjson_arr_foreach (items, index, max, item)
    {
      g_autoptr (GObject) object = make (item);

      if (object != NULL)
        g_list_store_append (list, object);
    }
  return dex_future_new_take_object (g_steal_pointer (&list));
}

static GObject *
make_role (yyjson_val *item)
{
  const char *name = text_of (item, "name"), *rules = text_of (item, "rules");

  if (name == NULL || rules == NULL)
    return NULL;
  return G_OBJECT (salve_role_item_new (name, rules, text_of (item, "defaultRules")));
}

static DexFuture *
read_roles (yyjson_val *root)
{
  return salve_http_read_items (root, SALVE_TYPE_ROLE_ITEM, make_role);
}

static GObject *
make_program (yyjson_val *item)
{
  const char *id = text_of (item, "id"), *name = text_of (item, "name");

  if (id == NULL)
    return NULL;
  return G_OBJECT (
      salve_program_new (id, name != NULL ? name : id, text_of (item, "scope"), text_of (item, "user")));
}

static DexFuture *
read_programs (yyjson_val *root)
{
  return salve_http_read_items (root, SALVE_TYPE_PROGRAM, make_program);
}

static GObject *
make_glass (yyjson_val *item)
{
  const char *id = text_of (item, "id"), *login = text_of (item, "username");
  const char *patient = text_of (item, "patient"), *reason = text_of (item, "reason");

  if (id == NULL || login == NULL || patient == NULL || reason == NULL)
    return NULL;
  return G_OBJECT (
      salve_glass_new (id, login, patient, reason, instant_of (item, "created"), text_of (item, "reviewer")));
}

static DexFuture *
read_glass (yyjson_val *root)
{
  return salve_http_read_items (root, SALVE_TYPE_GLASS, make_glass);
}

static SalveAuditRow *
make_row (yyjson_val *item)
{
  gint64 id = number_of (item, "id");
  const char *actor = text_of (item, "username"), *action = text_of (item, "action");
  SalveAuditRow *row;

  if (id == 0 || actor == NULL || action == NULL)
    return NULL;
  row = g_object_new (SALVE_TYPE_AUDIT_ROW, NULL);
  row->id = id;
  row->time = instant_of (item, "time");
  row->actor = g_strdup (actor);
  row->action = g_strdup (action);
  row->type = g_strdup (text_of (item, "type"));
  row->resource_id = g_strdup (text_of (item, "record"));
  row->detail = g_strdup (text_of (item, "detail"));
  return row;
}

/* As salve_store_list_audit() answers. */
static DexFuture *
read_audit (yyjson_val *root)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  yyjson_val *items = items_of (root), *item;
  gsize index, max;

  if (items == NULL)
    return refuse_answer ();
  yyjson_arr_foreach (items, index, max, item)
    {
      SalveAuditRow *row = make_row (item);

      if (row != NULL)
        g_ptr_array_add (rows, row);
    }
  return dex_future_new_take_boxed (G_TYPE_PTR_ARRAY, g_steal_pointer (&rows));
}

static DexFuture *
ask (SalvePeople *people, const char *method, const char *path, const char *json, SalveApiRead read)
{
  return salve_api_call (salve_http_people_get_remote (SALVE_HTTP_PEOPLE (people)), method, path, json, read);
}

static DexFuture *
list_roles (SalvePeople *people)
{
  return ask (people, "GET", "roles", NULL, read_roles);
}

static DexFuture *
set_role (SalvePeople *people, const char *name, const char *rules)
{
  g_autofree char *quoted = rules != NULL ? salve_json_quote (rules) : NULL;
  g_autofree char *json = rules != NULL ? g_strdup_printf ("{\"rules\":%s}", quoted) : NULL;
  g_autofree char *escaped = g_uri_escape_string (name, NULL, FALSE);
  g_autofree char *path = g_strconcat ("roles/", escaped, NULL);

  return ask (people, rules != NULL ? "PUT" : "DELETE", path, json, salve_api_read_nothing);
}

static DexFuture *
list_programs (SalvePeople *people)
{
  return ask (people, "GET", "clients", NULL, read_programs);
}

static DexFuture *
remove_program (SalvePeople *people, SalveProgram *program)
{
  g_autofree char *id = g_uri_escape_string (program->id, NULL, FALSE);
  g_autofree char *path = g_strconcat ("clients/", id, NULL);

  return ask (people, "DELETE", path, NULL, salve_api_read_nothing);
}

static DexFuture *
list_glass (SalvePeople *people, gboolean all)
{
  return ask (people, "GET", all ? "break-glass?all=true" : "break-glass", NULL, read_glass);
}

static DexFuture *
review_glass (SalvePeople *people, SalveGlass *glass)
{
  g_autofree char *id = g_uri_escape_string (glass->id, NULL, FALSE);
  g_autofree char *path = g_strconcat ("break-glass/", id, "/review", NULL);

  return ask (people, "POST", path, "{}", salve_api_read_nothing);
}

static void
add_parameter (GString *path, const char *name, const char *text)
{
  if (text == NULL)
    return;
  g_string_append_printf (path, "&%s=", name);
  g_string_append_uri_escaped (path, text, NULL, FALSE);
}

static void
add_instant (GString *path, const char *name, SalveInstant instant)
{
  g_autofree char *text = instant != SALVE_INSTANT_NONE ? salve_instant_format_fhir (instant) : NULL;

  add_parameter (path, name, text);
}

static DexFuture *
list_audit (SalvePeople *people, const SalveAuditFilter *filter, gint64 before, guint most)
{
  g_autoptr (GString) path = g_string_new (NULL);

  g_string_printf (path, "audit?count=%u", most);
  add_parameter (path, "username", filter->actor);
  add_parameter (path, "record", filter->resource_id);
  add_instant (path, "since", filter->from);
  add_instant (path, "until", filter->until);
  if (before != G_MAXINT64)
    g_string_append_printf (path, "&before=%" G_GINT64_FORMAT, before);
  return ask (people, "GET", path->str, NULL, read_audit);
}

/**
 * salve_http_rights_init_iface:
 * @iface: of #SalveHttpPeople: everything that is not about an account is filled in
 */
void
salve_http_rights_init_iface (SalvePeopleInterface *iface)
{
  iface->list_roles = list_roles;
  iface->set_role = set_role;
  iface->list_programs = list_programs;
  iface->remove_program = remove_program;
  iface->list_glass = list_glass;
  iface->review_glass = review_glass;
  iface->list_audit = list_audit;
}
