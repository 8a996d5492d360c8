/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clinic's server says which roles somebody has; what it said last holds while it does not answer. The server checks
 * again whatever is sent to it: this only keeps a desk from offering what would be refused. Of servers elsewhere, which
 * have no such list, nothing is known, and everybody may do what the staff may. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-desk-roles.h"

#include "salve-json.h"
#include "salve-permission.h"
#include "salve-server-address.h"
#include "salve-store-sync.h"

typedef struct
{
  SalveClinic *clinic;
  SalveRemote *remote;
  char *login;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_object_unref (question->clinic);
  g_object_unref (question->remote);
  g_free (question->login);
  g_free (question);
}

static void
take (SalveClinic *clinic, const char *names)
{
  g_auto (GStrv) list = g_strsplit (names, " ", 32);
  SalveRoles roles = salve_roles_from_names ((const char *const *)list);

  salve_clinic_set_roles (clinic, roles);
}

/* Returns: (transfer full) (nullable): the names with blanks between them; NULL where that is no answer */
static char *
read_names (GBytes *body)
{
  g_autoptr (yyjson_doc) doc =
      salve_json_parse (g_bytes_get_data (body, NULL), g_bytes_get_size (body), NULL);
  yyjson_val *roles = doc != NULL ? yyjson_obj_get (yyjson_doc_get_root (doc), "roles") : NULL, *role;
  g_autoptr (GString) names = g_string_new (NULL);
  gsize index, max;

  if (!yyjson_is_arr (roles))
    return NULL;
  yyjson_arr_foreach (roles, index, max, role)
    if (yyjson_is_str (role))
      g_string_append_printf (names, "%s%s", names->len > 0 ? " " : "", yyjson_get_str (role));
  return g_string_free (g_steal_pointer (&names), FALSE);
}

static DexFuture *
ask_fiber (gpointer data)
{
  Question *question = data;
  SalveStore *store = salve_clinic_get_store (question->clinic);
  g_autofree char *setting = g_strconcat ("roles:", question->login, NULL);
  g_autofree char *known = salve_store_get_setting (store, setting, NULL);
  g_autofree char *origin = salve_server_address_origin (salve_remote_get_base (question->remote));
  g_autofree char *address = g_strconcat (origin, "/api/v1/me", NULL);
  g_autoptr (SalveRemoteRequest) request = salve_remote_request_new ("GET", address, NULL);
  g_autoptr (SalveRemoteResponse) response = NULL;
  g_autofree char *names = NULL;

  if (known != NULL && *known != '\0')
    take (question->clinic, known);
  response = dex_await_boxed (salve_remote_send (question->remote, request), NULL);
  names = response != NULL && response->status == 200 ? read_names (response->body) : NULL;
  /* Somebody else may have taken over while the answer was on its way. */
  if (names == NULL || g_strcmp0 (salve_clinic_get_actor (question->clinic), question->login) != 0)
    return dex_future_new_true ();
  take (question->clinic, names);
  if (g_strcmp0 (names, known) != 0)
    dex_await (salve_store_set_setting (store, setting, names), NULL);
  return dex_future_new_true ();
}

/**
 * salve_desk_roles_follow:
 * @login: who works here now; the clinic's actor already
 *
 * Main thread. Gives the clinic the roles of that person, now from what is known and then from what the server says.
 */
void
salve_desk_roles_follow (SalveClinic *clinic, SalveRemote *remote, const char *login)
{
  Question *question = g_new0 (Question, 1);

  question->clinic = g_object_ref (clinic);
  question->remote = g_object_ref (remote);
  question->login = g_strdup (login);
  dex_future_disown (dex_scheduler_spawn (NULL, 256 * 1024, ask_fiber, question, question_free));
}
