/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rights: rules become lines in words and the same rules again; roles are read, changed, added, restored and taken away;
 * programs are revoked, looks without treating reviewed; the server's audit trail is paged like the file's. */
#include "config.h"

#include "fake-people.h"
#include "patients-desk.h"
#include "salve-admin-page.h"
#include "salve-audit-view.h"
#include "salve-resources.h"
#include "salve-role-dialog.h"
#include "salve-rule-lines.h"
#include "shown.h"

static PatientsDesk *desk;

/* What @rules allow, a letter each: every action, on every kind of record. */
static char *
allowed (const char *rules)
{
  g_autoptr (SalveRoleTable) table = salve_role_table_new ();
  const char *const names[] = { "tester", NULL };
  const char *const *kinds = salve_kinds ();
  GString *out = g_string_new (NULL);

  g_assert_true (salve_role_table_set (table, "tester", rules, NULL));
  for (guint i = 0; kinds[i] != NULL; i++)
    for (guint action = 0; action < SALVE_N_ACTIONS; action++)
      g_string_append_printf (out, "%d", salve_permission_find (table, names, NULL, action, kinds[i]));
  return g_string_free_and_steal (out);
}

/* Each role of a new clinic allows the same after it was taken apart and put together. */
static void
test_lines (void)
{
  g_autoptr (SalveRoleTable) table = salve_role_table_new ();
  g_auto (GStrv) names = salve_role_table_list (table);
  g_autoptr (GPtrArray) lines = salve_rule_lines_parse (
      "all/Patient.rs own/Patient.u all/Encounter.sr all/Patient.c all/Unheard.rs", NULL);
  g_autofree char *text = salve_rule_lines_format (lines);
  g_autofree char *words = salve_rule_line_get_actions_words (lines->pdata[0]);

  g_assert_cmpstr (text, ==, "all/Patient.rsc own/Patient.u all/Encounter.rs all/Unheard.rs");
  g_assert_cmpstr (words, ==, "Read · Search · Create");
  g_assert_cmpuint (g_strv_length (names), >=, 8);
  for (guint i = 0; names[i] != NULL; i++)
    {
      const char *rules = salve_role_table_get_rules (table, names[i]);
      g_autoptr (GPtrArray) of_role = salve_rule_lines_parse (rules, NULL);
      g_autofree char *again = salve_rule_lines_format (of_role);
      g_autofree char *before = allowed (rules);
      g_autofree char *after = allowed (again);

      g_assert_cmpstr (after, ==, before);
      /* Every kind that a new clinic has rules for is offered. */
      for (guint j = 0; j < of_role->len; j++)
        {
          const SalveRuleLine *line = of_role->pdata[j];

          for (guint k = 0; k < line->types->len; k++)
            g_assert_true (g_strv_contains (salve_kinds (), line->types->pdata[k]));
        }
    }
  g_assert_null (salve_rule_lines_parse ("some/Patient.rs", NULL));
}

static GtkWidget *
make_part (gpointer data)
{
  const char *part = data;
  g_autoptr (FakePeople) people = g_object_new (FAKE_TYPE_PEOPLE, NULL);
  SalveAdminPage *page = salve_admin_page_new (desk->clinic, SALVE_PEOPLE (people));

  salve_admin_page_show (page, part);
  return GTK_WIDGET (page);
}

static GtkWidget *
make_role (gpointer people)
{
  g_autoptr (SalveRoleItem) role = g_list_model_get_item (G_LIST_MODEL (FAKE_PEOPLE (people)->roles), 1);

  return GTK_WIDGET (salve_role_dialog_new (people, role));
}

static void
press (GtkWidget *root, GType type, const char *label)
{
  GtkWidget *row = shown_find (root, type, label);

  g_assert_nonnull (row);
  g_signal_emit_by_name (row, GTK_IS_BUTTON (row) ? "clicked" : "activated");
}

static GtkWidget *
dialog_of (GtkWidget *window)
{
  GtkWidget *dialog = GTK_WIDGET (adw_window_get_visible_dialog (ADW_WINDOW (window)));

  g_assert_nonnull (dialog);
  return dialog;
}

static void
switch_row (GtkWidget *dialog, const char *words, gboolean on)
{
  adw_switch_row_set_active (ADW_SWITCH_ROW (shown_find (dialog, ADW_TYPE_SWITCH_ROW, words)), on);
}

static void
save (GtkWidget *window, GtkWidget *dialog)
{
  gtk_widget_activate_action (dialog, "role.save", NULL);
  shown_paint (window);
}

/* A line of a role loses one right and gains a kind of record. */
static void
test_change (void)
{
  g_autoptr (FakePeople) people = g_object_new (FAKE_TYPE_PEOPLE, NULL);
  GtkWidget *page, *window, *dialog;

  shown_in_all_shapes ("roles", make_part, (gpointer) "roles");
  shown_in_all_shapes ("role", make_role, people);
  page = GTK_WIDGET (salve_admin_page_new (desk->clinic, SALVE_PEOPLE (people)));
  window = shown_open (page, &shapes[0]);
  salve_admin_page_show (SALVE_ADMIN_PAGE (page), "roles");
  shown_paint (window);
  g_assert_nonnull (shown_find (page, GTK_TYPE_LABEL, "Made by the clinic"));
  g_assert_nonnull (shown_find (page, GTK_TYPE_LABEL, "Changed by the clinic"));
  press (page, ADW_TYPE_ACTION_ROW, "Doctor");
  shown_paint (window);
  dialog = dialog_of (window);
  press (dialog, ADW_TYPE_ACTION_ROW, "Create · Change · Delete");
  shown_paint (window);
  shown_picture (window, "role-line");
  switch_row (dialog, "Delete", FALSE);
  switch_row (dialog, "Visit", TRUE);
  people->trouble = "Administrators must keep the right to administer accounts and roles";
  save (window, dialog);
  g_assert_nonnull (shown_find (dialog, GTK_TYPE_LABEL, people->trouble));
  people->trouble = NULL;
  save (window, dialog);
  g_assert_cmpstr (people->rules, ==,
                   "treated/*.rsh treated/Patient.cu treated/Observation.cu treated/Encounter.cu "
                   "all/Location.rsh all/glass.c");
  shown_close (window);
}

static void
test_add_and_take_away (void)
{
  g_autoptr (FakePeople) people = g_object_new (FAKE_TYPE_PEOPLE, NULL);
  GtkWidget *page = GTK_WIDGET (salve_admin_page_new (desk->clinic, SALVE_PEOPLE (people))), *window, *dialog;

  window = shown_open (page, &shapes[0]);
  salve_admin_page_show (SALVE_ADMIN_PAGE (page), "roles");
  shown_paint (window);
  gtk_widget_activate_action (page, "admin.add", NULL);
  shown_paint (window);
  dialog = dialog_of (window);
  g_assert_false (gtk_widget_get_sensitive (shown_find (dialog, GTK_TYPE_BUTTON, "_Save")));
  gtk_editable_set_text (GTK_EDITABLE (shown_find (dialog, ADW_TYPE_ENTRY_ROW, "Name of the role")),
                         "greeter ");
  press (dialog, ADW_TYPE_BUTTON_ROW, "_Add a Right…");
  shown_paint (window);
  switch_row (dialog, "Appointment", TRUE);
  switch_row (dialog, "Search", TRUE);
  save (window, dialog);
  g_assert_cmpstr (people->rules, ==, "all/Appointment.rs");
  press (page, ADW_TYPE_ACTION_ROW, "greeter");
  shown_paint (window);
  press (dialog_of (window), ADW_TYPE_BUTTON_ROW, "_Remove This Role");
  shown_paint (window);
  g_assert_null (people->rules);
  g_assert_null (shown_find (page, ADW_TYPE_ACTION_ROW, "greeter"));
  /* What a new clinic begins with comes back as it was. */
  press (page, ADW_TYPE_ACTION_ROW, "Nurse");
  shown_paint (window);
  dialog = dialog_of (window);
  press (dialog, ADW_TYPE_BUTTON_ROW, "_As in a New Clinic");
  save (window, dialog);
  g_assert_cmpstr (people->rules, ==, "all/*.rsh all/Patient.cu");
  g_assert_null (shown_find (page, GTK_TYPE_LABEL, "Changed by the clinic"));
  shown_close (window);
}

static void
test_programs (void)
{
  g_autoptr (FakePeople) people = g_object_new (FAKE_TYPE_PEOPLE, NULL);
  GtkWidget *page = GTK_WIDGET (salve_admin_page_new (desk->clinic, SALVE_PEOPLE (people))), *window, *dialog;

  shown_in_all_shapes ("programs", make_part, (gpointer) "programs");
  window = shown_open (page, &shapes[0]);
  salve_admin_page_show (SALVE_ADMIN_PAGE (page), "programs");
  shown_paint (window);
  g_signal_emit_by_name (
      shown_find (shown_find (page, ADW_TYPE_ACTION_ROW, "Kiosk at the door"), GTK_TYPE_BUTTON, NULL),
      "clicked");
  shown_paint (window);
  dialog = dialog_of (window);
  shown_picture (window, "programs-revoke");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (people->programs)), ==, 2);
  g_signal_emit_by_name (dialog, "response", "revoke");
  shown_paint (window);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (people->programs)), ==, 1);
  g_assert_null (shown_find (page, ADW_TYPE_ACTION_ROW, "Kiosk at the door"));
  shown_close (window);
}

static void
test_glass (void)
{
  g_autoptr (FakePeople) people = g_object_new (FAKE_TYPE_PEOPLE, NULL);
  GtkWidget *page, *window;

  shown_in_all_shapes ("glass", make_part, (gpointer) "glass");
  page = GTK_WIDGET (salve_admin_page_new (desk->clinic, SALVE_PEOPLE (people)));
  window = shown_open (page, &shapes[0]);
  salve_admin_page_show (SALVE_ADMIN_PAGE (page), "glass");
  shown_paint (window);
  g_assert_nonnull (shown_find (page, ADW_TYPE_ACTION_ROW, "amara.lee · Anna Keller"));
  people->trouble = "The server is away.";
  press (page, GTK_TYPE_BUTTON, "_Reviewed");
  shown_paint (window);
  g_assert_nonnull (shown_find (page, GTK_TYPE_LABEL, "The server is away."));
  people->trouble = NULL;
  gtk_widget_activate_action (page, "admin.refresh", NULL);
  shown_paint (window);
  press (page, GTK_TYPE_BUTTON, "_Reviewed");
  shown_paint (window);
  g_assert_null (shown_find (page, GTK_TYPE_BUTTON, "_Reviewed"));
  shown_picture (window, "glass-reviewed");
  shown_close (window);
}

/* Nobody is offered to review what they did themself. */
static void
test_own_glass (void)
{
  g_autoptr (FakePeople) people = g_object_new (FAKE_TYPE_PEOPLE, NULL);
  GtkWidget *page, *window;

  salve_clinic_set_actor (desk->clinic, "amara.lee");
  page = GTK_WIDGET (salve_admin_page_new (desk->clinic, SALVE_PEOPLE (people)));
  window = shown_open (page, &shapes[0]);
  salve_admin_page_show (SALVE_ADMIN_PAGE (page), "glass");
  shown_paint (window);
  g_assert_nonnull (shown_find (page, ADW_TYPE_ACTION_ROW, "amara.lee · Anna Keller"));
  g_assert_null (shown_find (page, GTK_TYPE_BUTTON, "_Reviewed"));
  shown_close (window);
}

static void
wait_loaded (SalveAuditModel *model)
{
  gboolean loading = TRUE;

  while (loading)
    {
      g_object_get (model, "loading", &loading, NULL);
      if (loading)
        g_main_context_iteration (NULL, TRUE);
    }
}

/* The server's trail page by page, then the file's own. */
static void
test_audit (void)
{
  g_autoptr (FakePeople) people = g_object_new (FAKE_TYPE_PEOPLE, NULL);
  GtkWidget *view = salve_audit_view_new (desk->clinic, SALVE_PEOPLE (people)), *window, *where;
  SalveAuditModel *model = salve_audit_view_get_model (SALVE_AUDIT_VIEW (view));
  gboolean complete = FALSE;

  window = shown_open (view, &shapes[0]);
  wait_loaded (model);
  shown_paint (window);
  shown_picture (window, "audit-server");
  g_assert_nonnull (shown_find (window, GTK_TYPE_LABEL, "Looked without treating"));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 200);
  while (!complete)
    {
      salve_audit_model_load_more (model);
      wait_loaded (model);
      g_object_get (model, "complete", &complete, NULL);
    }
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 450);
  where = shown_find (view, ADW_TYPE_TOGGLE_GROUP, NULL);
  adw_toggle_group_set_active_name (ADW_TOGGLE_GROUP (where), "here");
  wait_loaded (model);
  shown_paint (window);
  g_assert_null (shown_find (window, GTK_TYPE_LABEL, "Looked without treating"));
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
  patients_desk_put (
      desk->store, "{\"resourceType\":\"Patient\",\"id\":\"p1\",\"name\":[{\"family\":\"Keller\",\"given\":["
                   "\"Anna\"]}]}");
  g_test_add_func ("/rights/lines", test_lines);
  g_test_add_func ("/rights/change", test_change);
  g_test_add_func ("/rights/add-and-take-away", test_add_and_take_away);
  g_test_add_func ("/rights/programs", test_programs);
  g_test_add_func ("/rights/glass", test_glass);
  g_test_add_func ("/rights/own-glass", test_own_glass);
  g_test_add_func ("/rights/audit", test_audit);
  status = g_test_run ();
  patients_desk_free (desk);
  return status;
}
