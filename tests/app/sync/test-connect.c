/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way from no server to the first sync, and each place where it must not go on. */
#include "config.h"

#include "fake-connector.h"
#include "patients-desk.h"
#include "salve-connect-dialog.h"
#include "salve-resources.h"
#include "shown.h"

typedef struct
{
  PatientsDesk *desk;
  FakeConnector *connector;
  SalveConnectDialog *dialog;
  GtkWidget *window;
} Fixture;

static void
open_dialog (Fixture *self, const Shape *shape)
{
  self->dialog = salve_connect_dialog_new (self->desk->clinic, SALVE_CONNECTOR (self->connector));
  self->window = shown_open (GTK_WIDGET (self->dialog), shape);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->desk = patients_desk_new (0, "en-GB");
  self->connector = fake_connector_new ();
  open_dialog (self, &shapes[0]);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  shown_close (self->window);
  g_object_unref (self->connector);
  patients_desk_free (self->desk);
}

static const char *
step (Fixture *self)
{
  shown_paint (self->window);
  return salve_connect_dialog_get_step (self->dialog);
}

static void
type_into (Fixture *self, const char *title, const char *text)
{
  GtkWidget *row = shown_find (GTK_WIDGET (self->dialog), ADW_TYPE_ENTRY_ROW, title);

  g_assert_nonnull (row);
  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

/* A press that does nothing where the button is not sensitive, as for a person. */
static void
press (Fixture *self, const char *label)
{
  GtkWidget *button = shown_find (GTK_WIDGET (self->dialog), GTK_TYPE_BUTTON, label);

  if (button == NULL)
    {
      GtkWidget *inside = shown_find (GTK_WIDGET (self->dialog), GTK_TYPE_LABEL, label);

      g_assert_nonnull (inside);
      button = gtk_widget_get_ancestor (inside, GTK_TYPE_BUTTON);
    }
  if (gtk_widget_is_sensitive (button))
    g_signal_emit_by_name (button, "clicked");
}

static void
sign_in (Fixture *self)
{
  type_into (self, "Name", " anna ");
  type_into (self, "Password", "correct horse");
  press (self, "_Sign In");
}

static void
test_whole_way (Fixture *self, gconstpointer data)
{
  SalveSyncFacts facts = { .connected = TRUE, .state = SALVE_SYNC_RUNNING, .what = "Today", .progress = 0.3 };

  g_assert_cmpstr (step (self), ==, "find");
  press (self, "_Continue");
  g_assert_cmpstr (step (self), ==, "find"); /* nothing typed */
  type_into (self, "Name or address, such as clinic.local", "clinic.local");
  press (self, "_Continue");
  g_assert_cmpstr (step (self), ==, "trust");
  g_assert_null (self->connector->believed); /* not before somebody said so */
  press (self, "They Are the _Same");
  g_assert_cmpstr (self->connector->believed, ==, FAKE_FINGERPRINT);
  g_assert_cmpstr (step (self), ==, "sign-in");
  sign_in (self);
  g_assert_cmpstr (step (self), ==, "abilities");
  g_assert_cmpstr (self->connector->login, ==, "anna");
  g_assert_cmpstr (self->connector->password, ==, "correct horse");
  g_assert_false (self->connector->kept);
  press (self, "_Connect");
  g_assert_cmpstr (step (self), ==, "first");
  g_assert_true (self->connector->kept);
  g_assert_null (self->connector->accepted);
  fake_sync_set (self->connector->sync, &facts);
  shown_paint (self->window);
  g_assert_nonnull (shown_find (GTK_WIDGET (self->dialog), GTK_TYPE_PROGRESS_BAR, NULL));
  g_assert_nonnull (shown_find (GTK_WIDGET (self->dialog), GTK_TYPE_LABEL, "Today"));
  shown_picture (self->window, "connect-first");
  adw_dialog_force_close (ADW_DIALOG (self->dialog));
  shown_paint (self->window);
  g_assert_cmpuint (self->connector->cancelled, ==, 0); /* what is kept stays */
}

static void
test_found (Fixture *self, gconstpointer data)
{
  GtkWidget *row;

  g_assert_nonnull (
      shown_find (GTK_WIDGET (self->dialog), ADW_TYPE_ACTION_ROW, "No server has announced itself yet"));
  gtk_string_list_append (self->connector->found, "clinic.local");
  shown_paint (self->window);
  g_assert_null (
      shown_find (GTK_WIDGET (self->dialog), ADW_TYPE_ACTION_ROW, "No server has announced itself yet"));
  row = shown_find (GTK_WIDGET (self->dialog), ADW_TYPE_ACTION_ROW, "Praxis am Markt");
  self->connector->announced = FAKE_FINGERPRINT;
  g_signal_emit_by_name (row, "activated");
  g_assert_cmpstr (step (self), ==, "trust");
}

/* Who answers has another key than was announced: there is nothing to click through. */
static void
test_announced_differs (Fixture *self, gconstpointer data)
{
  gtk_string_list_append (self->connector->found, "clinic.local");
  self->connector->announced = "00ff";
  g_signal_emit_by_name (shown_find (GTK_WIDGET (self->dialog), ADW_TYPE_ACTION_ROW, "Praxis am Markt"),
                         "activated");
  g_assert_cmpstr (step (self), ==, "differs");
  g_assert_null (self->connector->believed);
  g_assert_null (shown_find (GTK_WIDGET (self->dialog), GTK_TYPE_BUTTON, "They Are the _Same"));
}

static void
test_vouched (Fixture *self, gconstpointer data)
{
  self->connector->vouched = TRUE;
  salve_connect_dialog_look (self->dialog, "fhir.example.org", NULL);
  g_assert_cmpstr (step (self), ==, "sign-in");
  g_assert_cmpstr (self->connector->believed, ==, "the system");
}

static void
test_troubles (Fixture *self, gconstpointer data)
{
  self->connector->trouble = "Nothing answers at clinic.local.";
  salve_connect_dialog_look (self->dialog, "clinic.local", NULL);
  g_assert_cmpstr (step (self), ==, "find");
  g_assert_nonnull (
      shown_find (GTK_WIDGET (self->dialog), GTK_TYPE_LABEL, "Nothing answers at clinic.local."));
  self->connector->trouble = NULL;
  salve_connect_dialog_look (self->dialog, "clinic.local", NULL);
  g_assert_cmpstr (step (self), ==, "trust");
  press (self, "They Are the _Same");
  g_assert_cmpstr (step (self), ==, "sign-in");
  self->connector->trouble = "The name or the password is wrong.";
  sign_in (self);
  g_assert_cmpstr (step (self), ==, "sign-in");
  g_assert_nonnull (
      shown_find (GTK_WIDGET (self->dialog), GTK_TYPE_LABEL, "The name or the password is wrong."));
  self->connector->trouble = NULL;
  press (self, "In the _Browser Instead");
  g_assert_cmpstr (step (self), ==, "abilities");
  g_assert_cmpuint (self->connector->in_browser, ==, 1);
}

/* Somebody new has a code and no password. */
static void
test_code (Fixture *self, gconstpointer data)
{
  self->connector->vouched = TRUE;
  salve_connect_dialog_look (self->dialog, "clinic.local", NULL);
  g_assert_cmpstr (step (self), ==, "sign-in");
  press (self, "With a _Code…");
  g_assert_cmpstr (step (self), ==, "code");
  type_into (self, "Code", "WRONG");
  type_into (self, "New Password", "long enough");
  type_into (self, "Once More", "long enougj");
  press (self, "_Sign In");
  g_assert_null (self->connector->password); /* they differ */
  type_into (self, "Once More", "long enough");
  press (self, "_Sign In");
  g_assert_cmpstr (step (self), ==, "code");
  g_assert_nonnull (
      shown_find (GTK_WIDGET (self->dialog), GTK_TYPE_LABEL, "This code is not good any more."));
  shown_picture (self->window, "connect-code");
  type_into (self, "Code", " K7QF-2M9X ");
  press (self, "_Sign In");
  g_assert_cmpstr (step (self), ==, "abilities");
  g_assert_cmpstr (self->connector->password, ==, "long enough");
}

/* A server that ignores If-Match is for reading, until somebody signs for the risk in more than a word. */
static void
test_risk (Fixture *self, gconstpointer data)
{
  self->connector->if_match = self->connector->is_salve = FALSE;
  self->connector->vouched = TRUE;
  salve_connect_dialog_look (self->dialog, "openmrs.example.org", NULL);
  g_assert_cmpstr (step (self), ==, "sign-in");
  sign_in (self);
  g_assert_cmpstr (step (self), ==, "abilities");
  g_assert_null (shown_find (GTK_WIDGET (self->dialog), GTK_TYPE_LABEL, "_Connect"));
  press (self, "_Accept the Risk and Send");
  type_into (self, "Who accepts the risk, and why", "ok");
  press (self, "_Accept the Risk and Send");
  g_assert_cmpstr (step (self), ==, "abilities");
  g_assert_false (self->connector->kept);
  type_into (self, "Who accepts the risk, and why", "Dr Lee: one desk only writes here");
  press (self, "_Accept the Risk and Send");
  g_assert_cmpstr (step (self), ==, "first");
  g_assert_cmpstr (self->connector->accepted, ==, "Dr Lee: one desk only writes here");
}

static void
test_read_only (Fixture *self, gconstpointer data)
{
  self->connector->if_match = self->connector->is_salve = FALSE;
  self->connector->vouched = TRUE;
  salve_connect_dialog_look (self->dialog, "openmrs.example.org", NULL);
  g_assert_cmpstr (step (self), ==, "sign-in");
  sign_in (self);
  g_assert_cmpstr (step (self), ==, "abilities");
  press (self, "_Use for Reading Only");
  g_assert_cmpstr (step (self), ==, "first");
  g_assert_null (self->connector->accepted);
}

static void
answer_alert (Fixture *self, const char *response)
{
  GtkWidget *alert =
      shown_find (GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self->dialog))), ADW_TYPE_ALERT_DIALOG, NULL);
  g_autofree char *detailed = g_strconcat ("response::", response, NULL);

  g_assert_nonnull (alert);
  g_signal_emit_by_name (alert, detailed, response);
  adw_dialog_force_close (ADW_DIALOG (alert));
}

/* Records that belong to another server are not taken to this one before somebody has read what that means. */
static void
test_move (Fixture *self, gconstpointer data)
{
  self->connector->home = "https://old.example/fhir";
  self->connector->vouched = TRUE;
  salve_connect_dialog_look (self->dialog, "clinic.local", NULL);
  g_assert_cmpstr (step (self), ==, "sign-in");
  sign_in (self);
  g_assert_cmpstr (step (self), ==, "abilities");
  press (self, "_Connect");
  shown_paint (self->window);
  shown_picture (self->window, "connect-move");
  answer_alert (self, "cancel");
  g_assert_cmpstr (step (self), ==, "abilities");
  g_assert_false (self->connector->moved);
  g_assert_false (self->connector->kept);
  press (self, "_Connect");
  answer_alert (self, "move");
  g_assert_cmpstr (step (self), ==, "first");
  g_assert_true (self->connector->moved);
  g_assert_true (self->connector->kept);
}

/* Closed while nothing answers: nobody waits any more. */
static void
test_closed_meanwhile (Fixture *self, gconstpointer data)
{
  self->connector->silent = TRUE;
  salve_connect_dialog_look (self->dialog, "clinic.local", NULL);
  g_assert_cmpstr (step (self), ==, "find");
  adw_dialog_force_close (ADW_DIALOG (self->dialog));
  shown_paint (self->window);
  g_assert_null (self->connector->believed);
  g_assert_cmpuint (self->connector->cancelled, ==, 1);
}

static void
walk_to (Fixture *self, const char *wanted)
{
  gtk_string_list_append (self->connector->found, "clinic.local");
  self->connector->if_match = self->connector->is_salve = !g_str_equal (wanted, "risk");
  self->connector->vouched = !g_str_equal (wanted, "trust");
  if (g_str_equal (wanted, "find"))
    return;
  salve_connect_dialog_look (self->dialog, "clinic.local", NULL);
  g_assert_cmpstr (step (self), ==, g_str_equal (wanted, "trust") ? "trust" : "sign-in");
  if (g_str_equal (wanted, "trust") || g_str_equal (wanted, "sign-in"))
    return;
  sign_in (self);
  g_assert_cmpstr (step (self), ==, "abilities");
}

static void
test_shapes (gconstpointer data)
{
  g_autofree char *name = g_strdup_printf ("connect-%s", (const char *)data);

  g_autoptr (PatientsDesk) desk = patients_desk_new (0, "en-GB");

  for (const Shape *shape = shapes; shape->name; shape++)
    {
      Fixture fixture = { desk, fake_connector_new (), NULL, NULL };

      gtk_widget_set_default_direction (shape->rtl ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
      open_dialog (&fixture, shape);
      walk_to (&fixture, data);
      shown_paint (fixture.window);
      shown_check (fixture.window, GTK_WIDGET (fixture.dialog), name, shape);
      shown_close (fixture.window);
      g_object_unref (fixture.connector);
    }
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  dex_init ();
  g_resources_register (salve_get_resource ());
#define ADD(name, function) g_test_add ("/connect/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("whole-way", test_whole_way);
  ADD ("found", test_found);
  ADD ("announced-differs", test_announced_differs);
  ADD ("vouched", test_vouched);
  ADD ("troubles", test_troubles);
  ADD ("code", test_code);
  ADD ("risk", test_risk);
  ADD ("move", test_move);
  ADD ("read-only", test_read_only);
  ADD ("closed-meanwhile", test_closed_meanwhile);
  g_test_add_data_func ("/connect/shapes/find", "find", test_shapes);
  g_test_add_data_func ("/connect/shapes/trust", "trust", test_shapes);
  g_test_add_data_func ("/connect/shapes/sign-in", "sign-in", test_shapes);
  g_test_add_data_func ("/connect/shapes/abilities", "abilities", test_shapes);
  g_test_add_data_func ("/connect/shapes/risk", "risk", test_shapes);
  return g_test_run ();
}
