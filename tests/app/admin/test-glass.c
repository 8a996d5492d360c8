/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Least rights at a desk that several people share: whose record opens, what of it is shown, and how a doctor who does
 * not treat a patient gets at the record in an emergency, with the server and without. The clinic's clock stands. */
#include "config.h"

#include "patients-desk.h"
#include "salve-glass-guard.h"
#include "salve-glass-search.h"
#include "salve-json.h"
#include "salve-record-page.h"
#include "salve-resources.h"
#include "salve-store-sync.h"
#include "shown.h"

#define FAKE_TYPE_REMOTE (fake_remote_get_type ())
G_DECLARE_FINAL_TYPE (FakeRemote, fake_remote, FAKE, REMOTE, GObject)

/* A server that answers with @status, or not at all where that is 0. */
struct _FakeRemote
{
  GObject parent_instance;
  guint status;
  GPtrArray *bodies; /* char *, of what it heard */
};

static const char *
fake_base (SalveRemote *remote)
{
  return "https://clinic.test/fhir";
}

/* It knows one person, by number and by name and birth date. */
static DexFuture *
answer_search (const char *text, gsize size)
{
  static const char found[] =
      "{\"items\":[{\"id\":\"p1\",\"name\":\"Anna <Keller>\",\"birthDate\":\"1980-03-12\"}]}";
  static const char nobody[] = "{\"items\":[]}";
  g_autofree char *json = g_strndup (text, size);
  gboolean known = g_str_equal (json, "{\"number\":\"VK-77 12\"}")
                   || g_str_equal (json, "{\"name\":\"Keller \\\"Anna\\\"\",\"birthDate\":\"1980-03-12\"}");
  g_autoptr (GBytes) body =
      known ? g_bytes_new_static (found, strlen (found)) : g_bytes_new_static (nobody, strlen (nobody));

  return dex_future_new_take_boxed (SALVE_TYPE_REMOTE_RESPONSE, salve_remote_response_new (200, body));
}

static DexFuture *
fake_send (SalveRemote *remote, const SalveRemoteRequest *request)
{
  FakeRemote *self = FAKE_REMOTE (remote);
  gsize size;
  const char *text = g_bytes_get_data (request->body, &size);
  g_autoptr (GBytes) body = NULL;

  if (self->status == 0)
    return dex_future_new_reject (SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_UNREACHABLE, "nobody is there");
  g_assert_cmpstr (request->method, ==, "POST");
  g_ptr_array_add (self->bodies, g_strndup (text, size));
  if (g_str_equal (request->path, "https://clinic.test/api/v1/break-glass/find"))
    return answer_search (text, size);
  g_assert_cmpstr (request->path, ==, "https://clinic.test/api/v1/break-glass");
  body = self->status == 204 ? g_bytes_new_static ("", 0)
                             : g_bytes_new_static ("{\"error\":\"Only a doctor can do that\"}", 37);
  return dex_future_new_take_boxed (SALVE_TYPE_REMOTE_RESPONSE,
                                    salve_remote_response_new (self->status, body));
}

static void
fake_remote_iface_init (SalveRemoteInterface *iface)
{
  iface->get_base = fake_base;
  iface->send = fake_send;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeRemote,
                               fake_remote,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SALVE_TYPE_REMOTE, fake_remote_iface_init))

static void
fake_remote_finalize (GObject *object)
{
  g_ptr_array_unref (FAKE_REMOTE (object)->bodies);
  G_OBJECT_CLASS (fake_remote_parent_class)->finalize (object);
}

static void
fake_remote_class_init (FakeRemoteClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_remote_finalize;
}

static void
fake_remote_init (FakeRemote *self)
{
  self->status = 204;
  self->bodies = g_ptr_array_new_with_free_func (g_free);
}

#define DOCTOR                                                                                               \
  "{\"username\":\"lee\",\"practitioner\":\"d1\",\"mayBreakGlass\":true,\"reach\":{\"*\":\"treated\","       \
  "\"Location\":\"all\"}}"
#define DESK "{\"username\":\"anna\",\"reach\":{\"*\":\"none\",\"Patient\":\"all\",\"Appointment\":\"all\"}}"
#define NOBODY "{\"username\":\"carl\",\"reach\":{\"*\":\"none\"}}"

static PatientsDesk *desk;

/* @me works here from now on; NULL: somebody of whom nothing is known. */
static void
sit_down (const char *me)
{
  g_autoptr (yyjson_doc) doc = me != NULL ? salve_json_parse (me, strlen (me), NULL) : NULL;

  salve_desk_rights_set (salve_clinic_get_rights (desk->clinic),
                         doc != NULL ? yyjson_doc_get_root (doc) : NULL);
}

static gboolean
may_open (const char *id)
{
  return salve_desk_rights_may_open (salve_clinic_get_rights (desk->clinic), id,
                                     salve_clinic_now (desk->clinic));
}

static void
put_patients (void)
{
  patients_desk_put (desk->store,
                     "{\"resourceType\":\"Patient\",\"id\":\"own\",\"name\":[{\"family\":\"Own\"}],"
                     "\"generalPractitioner\":[{\"reference\":\"Practitioner/d1\"}]}");
  patients_desk_put (desk->store,
                     "{\"resourceType\":\"Patient\",\"id\":\"booked\",\"name\":[{\"family\":\"B\"}]}");
  patients_desk_put (desk->store,
                     "{\"resourceType\":\"Appointment\",\"id\":\"a1\",\"status\":\"booked\",\"start\":"
                     "\"2026-06-21T08:00:00Z\",\"end\":\"2026-06-21T08:30:00Z\",\"participant\":[{\"actor\":{"
                     "\"reference\":\"Patient/booked\"},\"status\":\"accepted\"},{\"actor\":{\"reference\":"
                     "\"Practitioner/d1\"},\"status\":\"accepted\"}]}");
  patients_desk_put (desk->store,
                     "{\"resourceType\":\"Patient\",\"id\":\"gone\",\"name\":[{\"family\":\"G\"}]}");
  patients_desk_put (desk->store,
                     "{\"resourceType\":\"Appointment\",\"id\":\"a2\",\"status\":\"cancelled\",\"start\":"
                     "\"2026-06-21T09:00:00Z\",\"end\":\"2026-06-21T09:30:00Z\",\"participant\":[{\"actor\":{"
                     "\"reference\":\"Patient/gone\"},\"status\":\"accepted\"},{\"actor\":{\"reference\":"
                     "\"Practitioner/d1\"},\"status\":\"accepted\"}]}");
  patients_desk_put (desk->store,
                     "{\"resourceType\":\"Patient\",\"id\":\"seen\",\"name\":[{\"family\":\"S\"}]}");
  patients_desk_put (desk->store,
                     "{\"resourceType\":\"Encounter\",\"id\":\"e1\",\"status\":\"finished\",\"class\":"
                     "{\"code\":\"AMB\"},\"subject\":{\"reference\":\"Patient/seen\"},\"participant\":"
                     "[{\"individual\":{\"reference\":\"Practitioner/d1\"}}]}");
  patients_desk_put (desk->store,
                     "{\"resourceType\":\"Patient\",\"id\":\"p1\",\"name\":[{\"family\":\"Keller\","
                     "\"given\":[\"Anna\"]}]}");
  patients_desk_put (desk->store,
                     "{\"resourceType\":\"Condition\",\"id\":\"c1\",\"code\":{\"text\":\"Asthma\"},"
                     "\"subject\":{\"reference\":\"Patient/p1\"}}");
}

static void
test_reach (void)
{
  sit_down (NULL);
  g_assert_true (may_open ("p1"));
  sit_down (DOCTOR);
  g_assert_true (may_open ("own"));
  g_assert_true (may_open ("booked"));
  g_assert_true (may_open ("seen"));
  g_assert_false (may_open ("gone"));
  g_assert_false (may_open ("p1"));
  g_assert_false (may_open ("nobody-at-all"));
  sit_down (DESK);
  g_assert_true (may_open ("p1"));
  sit_down (NOBODY);
  g_assert_false (may_open ("own"));
}

/* It ends by itself, with whoever it was given to, and is that patient's alone. */
static void
test_end (void)
{
  SalveDeskRights *rights = salve_clinic_get_rights (desk->clinic);
  SalveInstant now = salve_clinic_now (desk->clinic), end;

  sit_down (DOCTOR);
  salve_desk_rights_break_glass (rights, "p1", now);
  g_assert_true (may_open ("p1"));
  g_assert_false (may_open ("gone"));
  end = salve_desk_rights_get_end (rights, "p1", now);
  g_assert_cmpint (end, ==, now + 30 * 60 * SALVE_INSTANT_SECOND);
  g_assert_true (salve_desk_rights_may_open (rights, "p1", end - 1));
  g_assert_false (salve_desk_rights_may_open (rights, "p1", end));
  sit_down (DOCTOR); /* the server says the same again */
  g_assert_true (may_open ("p1"));
  sit_down (NOBODY);
  sit_down (DOCTOR);
  g_assert_false (may_open ("p1"));
}

/* The front desk does not see what the doctor's sync has brought to the same computer. */
static void
test_shown (void)
{
  GtkWidget *page, *window;

  sit_down (DOCTOR);
  salve_desk_rights_break_glass (salve_clinic_get_rights (desk->clinic), "p1",
                                 salve_clinic_now (desk->clinic));
  page = salve_record_page_new (desk->clinic, "p1");
  window = shown_open (page, &shapes[0]);
  g_assert_nonnull (salve_record_list (salve_record_page_get_record (SALVE_RECORD_PAGE (page)), "Condition"));
  g_assert_true (adw_banner_get_revealed (ADW_BANNER (shown_find (page, ADW_TYPE_BANNER, NULL))));
  shown_picture (window, "glass-record");
  sit_down (DESK);
  while (salve_record_list (salve_record_page_get_record (SALVE_RECORD_PAGE (page)), "Condition") != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (salve_record_page_may_stay (SALVE_RECORD_PAGE (page)));
  sit_down (NOBODY);
  g_assert_false (salve_record_page_may_stay (SALVE_RECORD_PAGE (page)));
  shown_close (window);
}

static char *opened;

static void
on_open (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  if (salve_glass_guard (g_object_get_data (G_OBJECT (action), "window"), desk->clinic, data, NULL,
                         "patient.open", g_variant_get_string (parameter, NULL)))
    g_set_str (&opened, g_variant_get_string (parameter, NULL));
}

static GtkWidget *
open_window (FakeRemote *remote)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) action = g_simple_action_new ("open", G_VARIANT_TYPE_STRING);
  GtkWidget *window = shown_open (adw_status_page_new (), &shapes[0]);

  g_clear_pointer (&opened, g_free);
  g_object_set_data (G_OBJECT (action), "window", window);
  g_signal_connect (action, "activate", G_CALLBACK (on_open), remote);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
  gtk_widget_insert_action_group (window, "patient", G_ACTION_GROUP (group));
  gtk_widget_activate_action (window, "patient.open", "s", "p1");
  shown_paint (window);
  return window;
}

static GtkWidget *
say_why (GtkWidget *window, const char *reason)
{
  GtkWidget *dialog = GTK_WIDGET (adw_window_get_visible_dialog (ADW_WINDOW (window)));
  GtkWidget *row = shown_find (dialog, ADW_TYPE_ENTRY_ROW, NULL);

  gtk_editable_set_text (GTK_EDITABLE (row), reason);
  return dialog;
}

static void
open_with (GtkWidget *window, const char *reason)
{
  GtkWidget *dialog = say_why (window, reason);

  g_assert_true (adw_alert_dialog_get_response_enabled (ADW_ALERT_DIALOG (dialog), "open"));
  shown_paint (window);
  shown_picture (window, "glass-why");
  g_signal_emit_by_name (dialog, "response", "open");
  adw_dialog_force_close (ADW_DIALOG (dialog));
  shown_paint (window);
}

static void
test_guard (void)
{
  g_autoptr (FakeRemote) remote = g_object_new (FAKE_TYPE_REMOTE, NULL);
  GtkWidget *window, *dialog;

  sit_down (NULL);
  sit_down (DOCTOR);
  window = open_window (remote);
  g_assert_null (opened);
  dialog = say_why (window, "  because   ");
  g_assert_false (adw_alert_dialog_get_response_enabled (ADW_ALERT_DIALOG (dialog), "open"));
  remote->status = 403;
  open_with (window, "Found unconscious at the door");
  g_assert_null (opened);
  g_assert_false (may_open ("p1"));
  g_assert_nonnull (shown_find (GTK_WIDGET (adw_window_get_visible_dialog (ADW_WINDOW (window))),
                                GTK_TYPE_LABEL, "Only a doctor can do that"));
  shown_close (window);
  remote->status = 204;
  window = open_window (remote);
  open_with (window, "Found “unconscious” at the door");
  g_assert_cmpstr (opened, ==, "p1");
  g_assert_cmpstr (remote->bodies->pdata[1], ==,
                   "{\"patient\":\"p1\",\"reason\":\"Found “unconscious” at the door\"}");
  shown_close (window);
  /* Who may not even ask is told so. */
  sit_down (NOBODY);
  window = open_window (remote);
  g_assert_null (opened);
  dialog = GTK_WIDGET (adw_window_get_visible_dialog (ADW_WINDOW (window)));
  g_assert_false (adw_alert_dialog_has_response (ADW_ALERT_DIALOG (dialog), "open"));
  shown_close (window);
}

static DexFuture *
on_sent (DexFuture *future, gpointer data)
{
  *(int *)data = dex_future_is_resolved (future) ? 1 : -1;
  return NULL;
}

static int
send_kept (FakeRemote *remote)
{
  int sent = 0;

  dex_future_disown (dex_future_finally (
      salve_glass_send_kept (desk->clinic, SALVE_REMOTE (remote), salve_clinic_get_actor (desk->clinic)),
      on_sent, &sent, NULL));
  while (sent == 0)
    g_main_context_iteration (NULL, TRUE);
  return sent;
}

/* The server is away: the record opens, and the server hears of it once it is back, once. */
static void
test_away (void)
{
  g_autoptr (FakeRemote) remote = g_object_new (FAKE_TYPE_REMOTE, NULL);
  GtkWidget *window;

  sit_down (NULL);
  sit_down (DOCTOR);
  remote->status = 0;
  window = open_window (remote);
  open_with (window, "Found unconscious, line 1");
  g_assert_cmpstr (opened, ==, "p1");
  shown_close (window);
  g_assert_cmpint (send_kept (remote), ==, -1);
  remote->status = 204;
  g_assert_cmpint (send_kept (remote), ==, 1);
  g_assert_cmpuint (remote->bodies->len, ==, 1);
  g_assert_cmpstr (remote->bodies->pdata[0], ==,
                   "{\"patient\":\"p1\",\"reason\":\"Found unconscious, line 1 [2026-06-21T00:00:00Z]\"}");
  g_assert_cmpint (send_kept (remote), ==, 1);
  g_assert_cmpuint (remote->bodies->len, ==, 1);
}

static GtkEditable *
find_entry (AdwDialog *dialog, const char *title)
{
  GtkWidget *label = shown_find (GTK_WIDGET (dialog), GTK_TYPE_LABEL, title);

  return GTK_EDITABLE (gtk_widget_get_ancestor (label, ADW_TYPE_ENTRY_ROW));
}

static gboolean
can_ask (AdwDialog *dialog)
{
  return gtk_widget_get_sensitive (shown_find (GTK_WIDGET (dialog), GTK_TYPE_BUTTON, "_Find"));
}

static void
ask_for (GtkWidget *window, AdwDialog *dialog)
{
  g_assert_true (can_ask (dialog));
  g_signal_emit_by_name (shown_find (GTK_WIDGET (dialog), GTK_TYPE_BUTTON, "_Find"), "clicked");
  while (!can_ask (dialog))
    g_main_context_iteration (NULL, TRUE);
  shown_paint (window);
}

/* Somebody whom this desk does not have: asked for by a whole number, or by a name and a whole date; who is chosen is
 * opened by the way that asks for the reason. */
static void
test_search (void)
{
  g_autoptr (FakeRemote) remote = g_object_new (FAKE_TYPE_REMOTE, NULL);
  AdwDialog *dialog;
  GtkWidget *window, *row;

  sit_down (NULL);
  sit_down (DOCTOR);
  window = open_window (remote);
  adw_dialog_force_close (adw_window_get_visible_dialog (ADW_WINDOW (window)));
  dialog = salve_glass_search_new (desk->clinic, SALVE_REMOTE (remote), "Keller \"Anna\"");
  adw_dialog_present (dialog, window);
  shown_paint (window);
  g_assert_false (can_ask (dialog));
  gtk_editable_set_text (find_entry (dialog, "Date of birth"), "1980");
  g_assert_false (can_ask (dialog));
  gtk_editable_set_text (find_entry (dialog, "Date of birth"), "12/03/1980");
  ask_for (window, dialog);
  row = shown_find (GTK_WIDGET (dialog), ADW_TYPE_ACTION_ROW, NULL);
  g_assert_nonnull (row);
  g_assert_nonnull (shown_find (row, GTK_TYPE_LABEL, "Anna <Keller>"));
  shown_picture (window, "glass-search");
  gtk_editable_set_text (find_entry (dialog, "Number"), "VK-77");
  ask_for (window, dialog);
  g_assert_null (shown_find (GTK_WIDGET (dialog), ADW_TYPE_ACTION_ROW, NULL));
  g_assert_nonnull (shown_find (GTK_WIDGET (dialog), GTK_TYPE_LABEL, "The clinic knows nobody like that."));
  gtk_editable_set_text (find_entry (dialog, "Number"), "VK-77 12");
  ask_for (window, dialog);
  row = shown_find (GTK_WIDGET (dialog), ADW_TYPE_ACTION_ROW, NULL);
  g_assert_null (opened);
  g_signal_emit_by_name (row, "activated");
  shown_paint (window);
  open_with (window, "Found unconscious at the door");
  g_assert_cmpstr (opened, ==, "p1");
  shown_close (window);
}

int
main (int argc, char *argv[])
{
  int status;

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  dex_init ();
  g_resources_register (salve_get_resource ());
  desk = patients_desk_new (0, "en-GB");
  put_patients ();
  g_test_add_func ("/glass/reach", test_reach);
  g_test_add_func ("/glass/end", test_end);
  g_test_add_func ("/glass/shown", test_shown);
  g_test_add_func ("/glass/guard", test_guard);
  g_test_add_func ("/glass/away", test_away);
  g_test_add_func ("/glass/search", test_search);
  status = g_test_run ();
  g_free (opened);
  patients_desk_free (desk);
  return status;
}
