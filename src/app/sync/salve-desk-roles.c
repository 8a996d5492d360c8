/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clinic's server says which roles somebody has and how far they may see; what it said last holds while it does not answer. The server checks
 * again whatever is sent to it: this only keeps a desk from offering what would be refused. Of servers elsewhere, which
 * have no such list, nothing is known, and everybody may do what the staff may. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-desk-roles.h"

#include "salve-glass-guard.h"
#include "salve-json.h"
#include "salve-permission.h"
#include "salve-server-address.h"
#include "salve-store-sync.h"

#include <string.h>

/* Bytes of an answer that is believed. */
#define MOST 65536

/* Seconds until a server that was not there is asked again. */
#define ASK_AGAIN 10

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

/* @answer is what the server says of whoever asks (GET api/v1/me). Returns: FALSE where it is no such thing */
static gboolean
take (SalveClinic *clinic, const char *answer, gsize size)
{
  g_autoptr (yyjson_doc) doc = salve_json_parse (answer, size, NULL);
  yyjson_val *me = doc != NULL ? yyjson_doc_get_root (doc) : NULL;
  yyjson_val *roles = yyjson_obj_get (me, "roles"), *role;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) names = NULL;
  gsize index, max;

  if (!yyjson_is_arr (roles))
    return FALSE;
  yyjson_arr_foreach (roles, index, max, role)
    if (yyjson_is_str (role))
      g_strv_builder_add (builder, yyjson_get_str (role));
  names = g_strv_builder_end (builder);
  salve_clinic_set_roles (clinic, salve_roles_from_names ((const char *const *)names));
  salve_desk_rights_set (salve_clinic_get_rights (clinic), me);
  return TRUE;
}

/* Somebody else may have taken over while the answer was on its way. */
static gboolean
is_here (Question *question)
{
  return g_strcmp0 (salve_clinic_get_actor (question->clinic), question->login) == 0;
}

/* Of somebody new nothing is known yet: until it is they see nobody and change nothing. */
static void
show_nobody (Question *question)
{
  g_autofree char *login = salve_json_quote (question->login);
  g_autofree char *text = g_strdup_printf (
      "{\"username\":%s,\"roles\":[],\"reach\":{\"*\":\"none\"},\"may\":{\"*\":\"\"}}", login);

  take (question->clinic, text, strlen (text));
}

/* Awaits. Returns: (transfer full) (nullable): what the server answers, asked again for as long as it is not there and
 * nothing is known; NULL where somebody else is here by then, or where it has to do without */
static SalveRemoteResponse *
ask_server (Question *question, gboolean known)
{
  g_autofree char *origin = salve_server_address_origin (salve_remote_get_base (question->remote));
  g_autofree char *address = g_strconcat (origin, "/api/v1/me", NULL);

  for (;;)
    {
      g_autoptr (SalveRemoteRequest) request = salve_remote_request_new ("GET", address, NULL);
      SalveRemoteResponse *response = dex_await_boxed (salve_remote_send (question->remote, request), NULL);

      if (response != NULL || known || !is_here (question))
        return response;
      dex_await (dex_timeout_new_seconds (ASK_AGAIN), NULL);
      if (!is_here (question))
        return NULL;
    }
}

/**
 * salve_desk_roles_unknown:
 *
 * Nobody says what whoever works here may do: they do what the staff may, and see everything.
 */
void
salve_desk_roles_unknown (SalveClinic *clinic)
{
  salve_clinic_set_roles (clinic, SALVE_ROLES_STAFF);
  salve_desk_rights_set (salve_clinic_get_rights (clinic), NULL);
}

static DexFuture *
ask_fiber (gpointer data)
{
  Question *question = data;
  SalveStore *store = salve_clinic_get_store (question->clinic);
  g_autofree char *setting = g_strconcat ("me:", question->login, NULL);
  g_autofree char *known = salve_store_get_setting (store, setting, NULL);
  g_autoptr (SalveRemoteResponse) response = NULL;
  g_autofree char *answer = NULL;
  gsize size;

  if (known == NULL || !take (question->clinic, known, strlen (known)))
    {
      g_clear_pointer (&known, g_free);
      show_nobody (question);
    }
  response = ask_server (question, known != NULL);
  size = response != NULL && response->status == 200 ? g_bytes_get_size (response->body) : 0;
  if (response == NULL || !is_here (question))
    return dex_future_new_true ();
  if (size == 0 || size > MOST)
    {
      /* A server elsewhere, which has no such list. */
      if (known == NULL)
        salve_desk_roles_unknown (question->clinic);
      return dex_future_new_true ();
    }
  answer = g_strndup (g_bytes_get_data (response->body, NULL), size);
  if (g_strcmp0 (answer, known) != 0 && take (question->clinic, answer, size))
    dex_await (salve_store_set_setting (store, setting, answer), NULL);
  dex_await (salve_glass_send_kept (question->clinic, question->remote, question->login), NULL);
  return dex_future_new_true ();
}

/**
 * salve_desk_roles_follow:
 * @login: who works here now; the clinic's actor already
 *
 * Main thread. Gives the clinic the roles and the reach of that person, now from what is known and then from what the server says.
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
