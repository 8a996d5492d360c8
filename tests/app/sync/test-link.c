/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A desk and a real salve-server: connected as the dialog does it, synced, administered, and by itself again. */
#include "config.h"

#include "patients-desk.h"
#include "salve-conflict-page.h"
#include "salve-conflicts-page.h"
#include "salve-element.h"
#include "salve-glass-guard.h"
#include "salve-http-people.h"
#include "salve-person-dialog.h"
#include "salve-resources.h"
#include "salve-server-address.h"
#include "salve-server-link.h"
#include "salve-store-sync.h"
#include "salve-store-troubles.h"
#include "shown.h"

#include <adwaita.h>
#include <glib/gstdio.h>

#define PASSWORD "correct horse battery"

static const char *program; /* salve-server */
static char *believed;      /* the key of the server that was tried last */

typedef struct
{
  GSubprocess *process;
  char *folder;
  char *address; /* host and port */
  char *code;    /* of the first administrator */
} Server;

static char *
after (const char *line, const char *mark)
{
  const char *found = strstr (line, mark);

  return found != NULL ? g_strstrip (g_strdup (found + strlen (mark))) : NULL;
}

/* As somebody starts it; what it prints says where it is and with which code one begins. */
static void
server_start (Server *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  g_autofree char *store = NULL, *key = NULL;
  gboolean ready = FALSE;

  self->folder = g_dir_make_tmp ("salve-link-XXXXXX", &error);
  g_assert_no_error (error);
  store = g_build_filename (self->folder, "server.salve", NULL);
  key = g_build_filename (self->folder, "key", NULL);
  self->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "serve", "--store",
                                    store, "--key-file", key, "--quiet", "--listen", "127.0.0.1:0", NULL);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  while (!ready)
    {
      g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, &error);
      g_autofree char *code = NULL, *address = NULL;

      g_assert_no_error (error);
      g_assert_nonnull (line);
      code = after (line, "code: ");
      address = after (line, "https://");
      if (code != NULL)
        g_set_str (&self->code, code);
      if (address != NULL)
        {
          address[strcspn (address, "/ ")] = '\0';
          g_set_str (&self->address, strrchr (address, ':') + 1);
        }
      ready = g_str_has_prefix (line, "Ready");
    }
  g_assert_nonnull (self->code);
  g_assert_nonnull (self->address);
}

static void
server_stop (Server *self)
{
  g_autoptr (GDir) folder = g_dir_open (self->folder, 0, NULL);
  const char *name;

  g_subprocess_force_exit (self->process);
  g_subprocess_wait (self->process, NULL, NULL);
  g_object_unref (self->process);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->address);
  g_free (self->code);
}

static DexFuture *
on_settled (DexFuture *future, gpointer data)
{
  *(gboolean *)data = TRUE;
  return NULL;
}

/* Turns the main loop until there is an answer, which has to be a good one. */
static void
answer (DexFuture *future, GValue *out)
{
  g_autoptr (DexFuture) kept = dex_ref (future);
  g_autoptr (GError) error = NULL;
  const GValue *value;
  gboolean done = FALSE;

  dex_future_disown (dex_future_finally (future, on_settled, &done, NULL));
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  value = dex_future_get_value (kept, &error);
  g_assert_no_error (error);
  if (out != NULL)
    {
      g_value_init (out, G_VALUE_TYPE (value));
      g_value_copy (value, out);
    }
}

/* Until the engine says that nothing is left to do. */
static void
wait_synced (SalveServerLink *link)
{
  SalveSync *sync = salve_server_link_get_sync (link);

  while (salve_sync_get_state (sync) != SALVE_SYNC_UP_TO_DATE || salve_sync_get_n_waiting (sync) > 0)
    {
      g_assert_cmpint (salve_sync_get_state (sync), !=, SALVE_SYNC_UNTRUSTED);
      g_main_context_iteration (NULL, TRUE);
    }
}

/* As far as the dialog goes before somebody says that the server is to be kept. */
static void
try_server (SalveServerLink *link, const Server *server)
{
  SalveConnector *connector = SALVE_CONNECTOR (link);
  SalveConnectorInterface *iface = SALVE_CONNECTOR_GET_IFACE (connector);
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%s", server->address);
  g_auto (GValue) key = G_VALUE_INIT, abilities = G_VALUE_INIT;
  const SalveServerKey *found;
  const SalveServerAbilities *able;

  answer (iface->look (connector, address), &key);
  found = g_value_get_boxed (&key);
  g_assert_false (found->vouched);
  g_assert_cmpuint (strlen (found->fingerprint), ==, 64);
  iface->believe (connector, found->fingerprint);
  answer (iface->activate (connector, server->code, PASSWORD), NULL);
  answer (iface->probe (connector), &abilities);
  able = g_value_get_boxed (&abilities);
  g_assert_true (able->is_salve);
  g_assert_true (able->if_match);
  g_assert_false (salve_server_link_get_connected (link)); /* not before somebody says so */
  g_set_str (&believed, found->fingerprint);
}

static void
connect_desk (SalveServerLink *link, const Server *server)
{
  SalveConnector *connector = SALVE_CONNECTOR (link);

  try_server (link, server);
  answer (SALVE_CONNECTOR_GET_IFACE (connector)->keep (connector, NULL), NULL);
  g_assert_true (salve_server_link_get_connected (link));
  g_assert_cmpstr (salve_server_link_get_pin (link), ==, believed);
}

/* Another desk, at which the administrator signs in with the password that they have by now. */
static void
connect_second (SalveServerLink *link, const Server *server)
{
  SalveConnector *connector = SALVE_CONNECTOR (link);
  SalveConnectorInterface *iface = SALVE_CONNECTOR_GET_IFACE (connector);
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%s", server->address);
  g_auto (GValue) key = G_VALUE_INIT;

  answer (iface->look (connector, address), &key);
  iface->believe (connector, ((const SalveServerKey *)g_value_get_boxed (&key))->fingerprint);
  answer (iface->sign_in (connector, "admin", PASSWORD), NULL);
  answer (iface->probe (connector), NULL);
  answer (iface->keep (connector, NULL), NULL);
}

static void administer_links (SalvePeople *people, SalvePersonAccount *account);
static void administer_rights (SalvePeople *people);

static void
administer (SalveServerLink *link)
{
  g_autoptr (SalvePeople) people = salve_http_people_new (salve_server_link_get_remote (link));
  SalvePeopleInterface *iface = SALVE_PEOPLE_GET_IFACE (people);
  static const char *const roles[] = { "front-desk", NULL };
  g_autoptr (SalvePersonAccount) wanted = salve_person_account_new (NULL, "ines", NULL, roles, TRUE, FALSE);
  g_autoptr (SalvePersonAccount) made = NULL, shut = NULL, again = NULL;
  g_auto (GValue) code = G_VALUE_INIT, list = G_VALUE_INIT, changed = G_VALUE_INIT;

  answer (iface->add (people, wanted), &code);
  g_assert_cmpuint (strlen (g_value_get_string (&code)), >, 8);
  answer (iface->list (people), &list);
  g_assert_cmpuint (g_list_model_get_n_items (g_value_get_object (&list)), ==, 2);
  made = g_list_model_get_item (g_value_get_object (&list), 1);
  g_assert_cmpstr (made->login, ==, "ines");
  g_assert_cmpstr (made->roles[0], ==, "front-desk");
  g_assert_false (made->has_password);
  shut = salve_person_account_new (made->id, made->login, NULL, roles, FALSE, FALSE);
  answer (iface->update (people, shut), NULL);
  answer (iface->list (people), &changed);
  again = g_list_model_get_item (g_value_get_object (&changed), 1);
  g_assert_false (again->active);
  administer_links (people, again);
  administer_rights (people);
}

/* What the server refuses comes as words that can be shown. */
static void
refused (DexFuture *future, const char *words)
{
  g_autoptr (DexFuture) kept = dex_ref (future);
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;

  dex_future_disown (dex_future_finally (future, on_settled, &done, NULL));
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (dex_future_get_value (kept, &error));
  g_assert_nonnull (strstr (error->message, words));
}

static SalveRoleItem *
find_role (SalvePeople *people, const char *name)
{
  g_auto (GValue) list = G_VALUE_INIT;
  GListModel *roles;

  answer (SALVE_PEOPLE_GET_IFACE (people)->list_roles (people), &list);
  roles = g_value_get_object (&list);
  for (guint i = 0; i < g_list_model_get_n_items (roles); i++)
    {
      g_autoptr (SalveRoleItem) role = g_list_model_get_item (roles, i);

      if (g_str_equal (role->name, name))
        return g_steal_pointer (&role);
    }
  return NULL;
}

/* A kiosk gets a code that enrols it, and none that a password is chosen with. */
static void
enrol_kiosk (SalvePeople *people)
{
  static const char *const roles[] = { "kiosk", NULL };
  g_autoptr (SalvePersonAccount) kiosk = salve_person_account_new (NULL, "door", NULL, roles, TRUE, FALSE);
  SalvePeopleInterface *iface = SALVE_PEOPLE_GET_IFACE (people);
  SalveRemote *remote = salve_http_people_get_remote (SALVE_HTTP_PEOPLE (people));
  g_autofree char *origin = salve_server_address_origin (salve_remote_get_base (remote));
  g_autofree char *address = g_strconcat (origin, "/oauth/register-code", NULL);
  g_autofree char *form = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (SalveRemoteRequest) request = NULL;
  g_autoptr (SalveProgram) door = NULL;
  g_auto (GValue) code = G_VALUE_INIT, response = G_VALUE_INIT, programs = G_VALUE_INIT, left = G_VALUE_INIT;

  answer (iface->add (people, kiosk), &code);
  form = g_strdup_printf ("code=%s&name=Door", g_value_get_string (&code));
  body = g_bytes_new (form, strlen (form));
  request = salve_remote_request_new ("POST", address, body);
  g_set_str (&request->content_type, "application/x-www-form-urlencoded");
  answer (salve_remote_send (remote, request), &response);
  g_assert_cmpuint (((SalveRemoteResponse *)g_value_get_boxed (&response))->status, ==, 201);
  answer (iface->list_programs (people), &programs);
  g_assert_cmpuint (g_list_model_get_n_items (g_value_get_object (&programs)), ==, 1);
  door = g_list_model_get_item (g_value_get_object (&programs), 0);
  g_assert_cmpstr (door->name, ==, "Door");
  g_assert_nonnull (door->account_id);
  answer (iface->remove_program (people, door), NULL);
  answer (iface->list_programs (people), &left);
  g_assert_cmpuint (g_list_model_get_n_items (g_value_get_object (&left)), ==, 0);
}

static void
administer_rights (SalvePeople *people)
{
  SalvePeopleInterface *iface = SALVE_PEOPLE_GET_IFACE (people);
  g_autoptr (SalveRoleItem) nurse = find_role (people, "nurse"), made = NULL, gone = NULL;
  g_auto (GValue) programs = G_VALUE_INIT, glass = G_VALUE_INIT, rows = G_VALUE_INIT, older = G_VALUE_INIT;
  const SalveAuditFilter filter = { .actor = "ADMIN",
                                    .from = SALVE_INSTANT_NONE,
                                    .until = SALVE_INSTANT_NONE };
  GPtrArray *trail;

  g_assert_cmpstr (nurse->rules, ==, nurse->default_rules);
  answer (iface->set_role (people, "greeter", "all/Appointment.rs"), NULL);
  made = find_role (people, "greeter");
  g_assert_cmpstr (made->rules, ==, "all/Appointment.rs");
  g_assert_null (made->default_rules);
  answer (iface->set_role (people, "greeter", NULL), NULL);
  gone = find_role (people, "greeter");
  g_assert_null (gone);
  refused (iface->set_role (people, "administrator", "all/*.rs"), "Administrators must keep");
  answer (iface->list_programs (people), &programs);
  g_assert_cmpuint (g_list_model_get_n_items (g_value_get_object (&programs)), ==, 0);
  enrol_kiosk (people);
  answer (iface->list_glass (people, TRUE), &glass);
  g_assert_cmpuint (g_list_model_get_n_items (g_value_get_object (&glass)), ==, 0);
  /* The newest two, and those before them. */
  answer (iface->list_audit (people, &filter, G_MAXINT64, 2), &rows);
  trail = g_value_get_boxed (&rows);
  g_assert_cmpuint (trail->len, ==, 2);
  g_assert_cmpstr (((SalveAuditRow *)trail->pdata[0])->actor, ==, "admin");
  answer (iface->list_audit (people, &filter, ((SalveAuditRow *)trail->pdata[1])->id, 2), &older);
  g_assert_cmpint (((SalveAuditRow *)((GPtrArray *)g_value_get_boxed (&older))->pdata[0])->id, <,
                   ((SalveAuditRow *)trail->pdata[1])->id);
}

/* Whoever is the only administrator stays one; whom somebody is linked to is kept, and taken away. */
static void
administer_links (SalvePeople *people, SalvePersonAccount *account)
{
  static const char *const roles[] = { "doctor", NULL };
  SalvePeopleInterface *iface = SALVE_PEOPLE_GET_IFACE (people);
  g_autoptr (SalvePersonAccount) doctor =
      salve_person_account_new (account->id, account->login, NULL, roles, TRUE, FALSE);
  g_autoptr (SalvePersonAccount) admin = NULL, read = NULL, demoted = NULL;
  g_auto (GValue) list = G_VALUE_INIT;

  salve_person_account_link (doctor, "d1", NULL, NULL);
  answer (iface->update (people, doctor), NULL);
  answer (iface->list (people), &list);
  admin = g_list_model_get_item (g_value_get_object (&list), 0);
  read = g_list_model_get_item (g_value_get_object (&list), 1);
  g_assert_cmpstr (read->practitioner_id, ==, "d1");
  g_assert_null (read->patient_id);
  answer (iface->end_sign_ins (people, read), NULL);
  demoted = salve_person_account_new (admin->id, admin->login, NULL, roles, TRUE, TRUE);
  refused (iface->update (people, demoted), "administrator");
}

static void
test_whole (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (0, "en-GB");
  g_autoptr (SalveSyncFace) face = salve_sync_face_new (desk->clinic);
  g_autoptr (SalveServerLink) link = salve_server_link_new (desk->clinic, face);
  g_autofree char *kept = NULL;
  Server server = { 0 };

  server_start (&server);
  patients_desk_put (
      desk->store, "{\"resourceType\":\"Patient\",\"id\":\"8d3b4f6e-7c1a-4f55-9f0e-0b1f5f3a2c11\",\"name\":[{"
                   "\"family\":\"Keller\"}]}");
  g_assert_cmpstr (salve_sync_face_get_title (face), ==, "On this computer only");
  connect_desk (link, &server);
  wait_synced (link);
  g_assert_cmpstr (salve_sync_face_get_title (face), ==, "Up to date");
  g_assert_cmpstr (salve_clinic_get_actor (desk->clinic), ==, "admin");
  /* The server says what whoever signed in is. */
  while (salve_clinic_get_roles (desk->clinic) != SALVE_ROLE_ADMINISTRATOR)
    g_main_context_iteration (NULL, TRUE);
  administer (link);
  /* The program is started again: the clinic knows its server, and nobody is at the desk before they say who they are. */
  answer (salve_sync_stop (salve_server_link_get_sync (link)), NULL);
  g_clear_object (&link);
  salve_clinic_set_actor (desk->clinic, "Desk");
  link = salve_server_link_new (desk->clinic, face);
  g_assert_true (salve_server_link_get_connected (link));
  g_assert_null (salve_desk_get_active (salve_server_link_get_desk (link)));
  answer (salve_server_link_disconnect (link), NULL);
  g_assert_cmpint (salve_clinic_get_roles (desk->clinic), ==, SALVE_ROLES_STAFF);
  kept = salve_store_get_setting (desk->store, SALVE_SETTING_SERVER, NULL);
  g_assert_null (kept);
  g_assert_cmpstr (salve_clinic_get_actor (desk->clinic), ==, "Desk");
  server_stop (&server);
}

#define ANNA "8d3b4f6e-7c1a-4f55-9f0e-0b1f5f3a2c11"

static void
put_anna (PatientsDesk *desk, const char *birth_date, const char *phone)
{
  g_autofree char *json =
      g_strdup_printf ("{\"resourceType\":\"Patient\",\"id\":\"" ANNA
                       "\",\"name\":[{\"family\":\"Keller\",\"given\":[\"Anna\"]}],"
                       "\"telecom\":[{\"system\":\"phone\",\"value\":\"%s\"}],\"birthDate\":\"%s\"}",
                       phone, birth_date);

  patients_desk_put (desk->store, json);
}

static char *
says (PatientsDesk *desk, const char *path)
{
  g_autoptr (SalveResource) anna = salve_store_read (desk->store, "Patient", ANNA, NULL, NULL);

  return anna != NULL ? g_strdup (salve_element_path_string (salve_resource_root (anna), path)) : NULL;
}

static void
sync_now (SalveServerLink *link)
{
  g_auto (GValue) done = G_VALUE_INIT;

  answer (salve_sync_run_once (salve_server_link_get_sync (link)), &done);
}

/* Both gave Anna another birthday before either saw the other's. */
static void
test_conflict (void)
{
  g_autoptr (PatientsDesk) one = patients_desk_new (0, "en-GB");
  g_autoptr (PatientsDesk) two = patients_desk_new (0, "en-GB");
  g_autoptr (SalveSyncFace) face_one = salve_sync_face_new (one->clinic);
  g_autoptr (SalveSyncFace) face_two = salve_sync_face_new (two->clinic);
  g_autoptr (SalveServerLink) first = salve_server_link_new (one->clinic, face_one);
  g_autoptr (SalveServerLink) second = salve_server_link_new (two->clinic, face_two);
  SalveConflictsPage *page;
  GtkWidget *window, *conflict;
  g_autofree char *birth_date = NULL, *phone = NULL, *back = NULL, *undone = NULL;
  Server server = { 0 };

  server_start (&server);
  put_anna (one, "1974-03-12", "030 5550111");
  connect_desk (first, &server);
  wait_synced (first);
  connect_second (second, &server);
  wait_synced (second);
  answer (salve_sync_stop (salve_server_link_get_sync (first)), NULL);
  answer (salve_sync_stop (salve_server_link_get_sync (second)), NULL);
  put_anna (one, "1974-03-21", "030 5550222");
  put_anna (two, "1975-03-12", "030 5550111");
  sync_now (first);
  sync_now (second);
  g_assert_cmpstr (salve_sync_face_get_title (face_two), !=, "Up to date");
  g_assert_cmpuint (salve_sync_get_n_conflicts (salve_server_link_get_sync (second)), ==, 1);

  page = salve_conflicts_page_new (two->clinic, salve_store_troubles_get (),
                                   G_OBJECT (salve_server_link_get_sync (second)));
  window = shown_open (GTK_WIDGET (page), &shapes[0]);
  g_assert_cmpuint (salve_conflicts_page_get_n_conflicts (page), ==, 1);
  g_signal_emit_by_name (shown_find (window, ADW_TYPE_ACTION_ROW, "Anna Keller"), "activated");
  shown_paint (window);
  conflict = shown_find (window, SALVE_TYPE_CONFLICT_PAGE, NULL);
  g_assert_nonnull (conflict);
  shown_picture (window, "conflict-real");
  gtk_widget_activate_action (conflict, "conflict.take-ours", NULL);
  gtk_widget_activate_action (conflict, "conflict.apply", NULL);
  while (salve_conflicts_page_get_n_conflicts (page) > 0)
    g_main_context_iteration (NULL, TRUE);
  /* One undo takes all of it back, and redo does it again. */
  while (!salve_clinic_get_can_undo (two->clinic))
    g_main_context_iteration (NULL, TRUE);
  answer (salve_clinic_undo (two->clinic), NULL);
  undone = says (two, "telecom.value");
  g_assert_cmpstr (undone, ==, "030 5550111");
  answer (salve_clinic_redo (two->clinic), NULL);
  /* Ours where they clashed, theirs where only they had changed it, and the other desk hears of it. */
  birth_date = says (two, "birthDate");
  phone = says (two, "telecom.value");
  g_assert_cmpstr (birth_date, ==, "1975-03-12");
  g_assert_cmpstr (phone, ==, "030 5550222");
  sync_now (second);
  sync_now (first);
  back = says (one, "birthDate");
  g_assert_cmpstr (back, ==, "1975-03-12");
  g_assert_true (salve_clinic_get_can_undo (two->clinic));
  shown_close (window);
  answer (salve_server_link_disconnect (first), NULL);
  answer (salve_server_link_disconnect (second), NULL);
  server_stop (&server);
}

/* What one desk saves the other has by itself, since the server tells it. */
static void
test_notice (void)
{
  g_autoptr (PatientsDesk) one = patients_desk_new (0, "en-GB");
  g_autoptr (PatientsDesk) two = patients_desk_new (0, "en-GB");
  g_autoptr (SalveSyncFace) face_one = salve_sync_face_new (one->clinic);
  g_autoptr (SalveSyncFace) face_two = salve_sync_face_new (two->clinic);
  g_autoptr (SalveServerLink) first = salve_server_link_new (one->clinic, face_one);
  g_autoptr (SalveServerLink) second = salve_server_link_new (two->clinic, face_two);
  g_autofree char *birth_date = NULL;
  Server server = { 0 };

  server_start (&server);
  connect_desk (first, &server);
  wait_synced (first);
  connect_second (second, &server);
  wait_synced (second);
  g_test_timer_start ();
  put_anna (one, "1974-03-12", "030 5550111");
  while ((birth_date = says (two, "birthDate")) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_test_message ("%.0f ms from one desk to the other", g_test_timer_elapsed () * 1000);
  g_assert_cmpstr (birth_date, ==, "1974-03-12");
  answer (salve_server_link_disconnect (first), NULL);
  answer (salve_server_link_disconnect (second), NULL);
  server_stop (&server);
}

/* From one server to another one: only by a step of its own, and then everything goes there. */
static void
test_move (void)
{
  g_autoptr (PatientsDesk) one = patients_desk_new (0, "en-GB");
  g_autoptr (PatientsDesk) two = patients_desk_new (0, "en-GB");
  g_autoptr (SalveSyncFace) face_one = salve_sync_face_new (one->clinic);
  g_autoptr (SalveSyncFace) face_two = salve_sync_face_new (two->clinic);
  g_autoptr (SalveServerLink) first = salve_server_link_new (one->clinic, face_one);
  g_autoptr (SalveServerLink) second = salve_server_link_new (two->clinic, face_two);
  SalveConnectorInterface *iface = SALVE_CONNECTOR_GET_IFACE (SALVE_CONNECTOR (first));
  g_autoptr (DexFuture) refused = NULL;
  g_autofree char *home = NULL, *other = NULL, *birth_date = NULL;
  Server old = { 0 }, new = { 0 };

  server_start (&old);
  server_start (&new);
  put_anna (one, "1974-03-12", "030 5550111");
  connect_desk (first, &old);
  wait_synced (first);
  home = g_strdup (salve_server_link_get_base (first));
  answer (salve_server_link_disconnect (first), NULL);
  try_server (first, &new);
  other = iface->get_home (SALVE_CONNECTOR (first));
  g_assert_cmpstr (other, ==, home);
  refused = iface->keep (SALVE_CONNECTOR (first), NULL);
  while (dex_future_is_pending (refused))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (dex_future_is_rejected (refused));
  g_assert_false (salve_server_link_get_connected (first));
  answer (iface->move (SALVE_CONNECTOR (first)), NULL);
  answer (iface->keep (SALVE_CONNECTOR (first), NULL), NULL);
  wait_synced (first);
  g_assert_cmpstr (salve_server_link_get_base (first), !=, home);
  connect_second (second, &new);
  wait_synced (second);
  birth_date = says (two, "birthDate");
  g_assert_cmpstr (birth_date, ==, "1974-03-12");
  answer (salve_server_link_disconnect (first), NULL);
  answer (salve_server_link_disconnect (second), NULL);
  server_stop (&old);
  server_stop (&new);
}

static void
wait_reach (PatientsDesk *desk, SalveReachKind reach)
{
  while (salve_desk_rights_get_reach (salve_clinic_get_rights (desk->clinic), "Patient") != reach)
    g_main_context_iteration (NULL, TRUE);
}

/* A doctor, whose record is d1, gets a code and chooses a password with it at the administrator's own desk. */
static void
add_doctor (SalveServerLink *link, SalvePeople *people)
{
  static const char *const roles[] = { "doctor", NULL };
  g_autoptr (SalvePersonAccount) doctor = salve_person_account_new (NULL, "lee", NULL, roles, TRUE, FALSE);
  g_auto (GValue) code = G_VALUE_INIT;

  salve_person_account_link (doctor, "d1", NULL, NULL);
  answer (SALVE_PEOPLE_GET_IFACE (people)->add (people, doctor), &code);
  answer (salve_desk_ways_get ()->activate (salve_server_link_get_desk (link), g_value_get_string (&code),
                                            PASSWORD),
          NULL);
}

/* Who takes over at the desk sees as far as the server says of them. */
static void
take_over (SalveServerLink *link, PatientsDesk *desk, const char *login, SalveReachKind reach)
{
  answer (salve_desk_ways_get ()->sign_in (salve_server_link_get_desk (link), login, PASSWORD), NULL);
  wait_reach (desk, reach);
}

static gboolean
may_open_anna (PatientsDesk *desk)
{
  return salve_desk_rights_may_open (salve_clinic_get_rights (desk->clinic), ANNA,
                                     salve_clinic_now (desk->clinic));
}

static void
say_why (SalveServerLink *link, PatientsDesk *desk)
{
  GtkWidget *window = shown_open (adw_status_page_new (), &shapes[0]), *dialog;

  g_assert_false (salve_glass_guard (window, desk->clinic, salve_server_link_get_remote (link),
                                     salve_server_link_get_sync (link), "patient.open", ANNA));
  shown_paint (window);
  dialog = GTK_WIDGET (adw_window_get_visible_dialog (ADW_WINDOW (window)));
  gtk_editable_set_text (GTK_EDITABLE (shown_find (dialog, ADW_TYPE_ENTRY_ROW, NULL)),
                         "Unconscious at the door");
  g_signal_emit_by_name (dialog, "response", "open");
  while (!may_open_anna (desk))
    g_main_context_iteration (NULL, TRUE);
  shown_close (window);
}

static void
review (SalvePeople *people)
{
  SalvePeopleInterface *iface = SALVE_PEOPLE_GET_IFACE (people);
  g_auto (GValue) list = G_VALUE_INIT, left = G_VALUE_INIT, rows = G_VALUE_INIT;
  const SalveAuditFilter filter = {
    .actor = "lee", .resource_id = ANNA, .from = SALVE_INSTANT_NONE, .until = SALVE_INSTANT_NONE
  };
  g_autoptr (SalveGlass) glass = NULL;
  GPtrArray *trail;

  answer (iface->list_glass (people, FALSE), &list);
  g_assert_cmpuint (g_list_model_get_n_items (g_value_get_object (&list)), ==, 1);
  glass = g_list_model_get_item (g_value_get_object (&list), 0);
  g_assert_cmpstr (glass->login, ==, "lee");
  g_assert_cmpstr (glass->patient_id, ==, ANNA);
  g_assert_cmpstr (glass->reason, ==, "Unconscious at the door");
  answer (iface->review_glass (people, glass), NULL);
  answer (iface->list_glass (people, FALSE), &left);
  g_assert_cmpuint (g_list_model_get_n_items (g_value_get_object (&left)), ==, 0);
  answer (iface->list_audit (people, &filter, G_MAXINT64, 10), &rows);
  trail = g_value_get_boxed (&rows);
  /* That they said why, and then that they read it. */
  g_assert_cmpuint (trail->len, >=, 1);
  g_assert_cmpstr (((SalveAuditRow *)trail->pdata[trail->len - 1])->action, ==, "break-glass");
}

/* One computer, two people: what the administrator's sync has brought opens for the doctor with a reason only. */
static void
test_glass (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (0, "en-GB");
  g_autoptr (SalveSyncFace) face = salve_sync_face_new (desk->clinic);
  g_autoptr (SalveServerLink) link = salve_server_link_new (desk->clinic, face);
  g_autoptr (SalvePeople) people = NULL;
  Server server = { 0 };

  server_start (&server);
  put_anna (desk, "1974-03-12", "030 5550111");
  connect_desk (link, &server);
  wait_synced (link);
  people = salve_http_people_new (salve_server_link_get_remote (link));
  g_assert_true (may_open_anna (desk));
  add_doctor (link, people);
  wait_reach (desk, SALVE_REACH_TREATED);
  g_assert_false (may_open_anna (desk));
  say_why (link, desk);
  take_over (link, desk, "admin", SALVE_REACH_ALL);
  review (people);
  /* What was allowed in an emergency was allowed to one person, for one sitting. */
  take_over (link, desk, "lee", SALVE_REACH_TREATED);
  g_assert_false (may_open_anna (desk));
  answer (salve_server_link_disconnect (link), NULL);
  g_assert_true (may_open_anna (desk));
  server_stop (&server);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];
  adw_init ();
  dex_init ();
  g_resources_register (salve_get_resource ());
  g_test_add_func ("/link/whole", test_whole);
  g_test_add_func ("/link/glass", test_glass);
  g_test_add_func ("/link/conflict", test_conflict);
  g_test_add_func ("/link/notice", test_notice);
  g_test_add_func ("/link/move", test_move);
  return g_test_run ();
}
