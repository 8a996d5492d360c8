/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Administration: people are shown, added and changed as was chosen, a code is shown once; and the trail of a real file
 * is read page by page, through its filters. The clinic's clock stands at 2026-06-21, 00:00 UTC. */
#include "config.h"

#include "fake-people.h"
#include "patients-desk.h"
#include "salve-account-dialog.h"
#include "salve-admin-page.h"
#include "salve-audit-view.h"
#include "salve-resources.h"
#include "shown.h"

static PatientsDesk *desk;

static GtkWidget *
make_page (gpointer people)
{
  return GTK_WIDGET (salve_admin_page_new (desk->clinic, people));
}

static GtkWidget *
make_audit (gpointer people)
{
  SalveAdminPage *page = salve_admin_page_new (desk->clinic, people);

  salve_admin_page_show (page, "audit");
  return GTK_WIDGET (page);
}

static GtkWidget *
make_dialog (gpointer people)
{
  g_autoptr (SalvePersonAccount) account =
      g_list_model_get_item (G_LIST_MODEL (FAKE_PEOPLE (people)->list), 2);

  return GTK_WIDGET (salve_account_dialog_new (desk->clinic, people, account));
}

static void
test_people (void)
{
  g_autoptr (FakePeople) people = g_object_new (FAKE_TYPE_PEOPLE, NULL);
  GtkWidget *page, *window;

  shown_in_all_shapes ("admin", make_page, people);
  page = make_page (people);
  window = shown_open (page, &shapes[0]);
  g_assert_nonnull (shown_find (page, ADW_TYPE_ACTION_ROW, "amara.lee"));
  g_assert_nonnull (shown_find (page, GTK_TYPE_LABEL, "Front desk\nNo password yet"));
  g_assert_nonnull (shown_find (page, GTK_TYPE_LABEL, "Nurse · archivist\nMay not sign in"));
  people->trouble = "Only an administrator may see who works here.";
  gtk_widget_activate_action (page, "admin.refresh", NULL);
  shown_paint (window);
  g_assert_nonnull (shown_find (page, GTK_TYPE_LABEL, "Only an administrator may see who works here."));
  g_assert_null (shown_find (page, ADW_TYPE_ACTION_ROW, "amara.lee"));
  shown_picture (window, "admin-error");
  shown_close (window);
  window = shown_open (make_page (NULL), &shapes[0]);
  g_assert_nonnull (shown_find (window, GTK_TYPE_LABEL, "_Connect to a Server…"));
  shown_picture (window, "admin-none");
  shown_close (window);
}

static void
switch_role (GtkWidget *dialog, const char *words, gboolean on)
{
  adw_switch_row_set_active (ADW_SWITCH_ROW (shown_find (dialog, ADW_TYPE_SWITCH_ROW, words)), on);
}

static void
test_add (void)
{
  g_autoptr (FakePeople) people = g_object_new (FAKE_TYPE_PEOPLE, NULL);
  GtkWidget *page = make_page (people), *window = shown_open (page, &shapes[0]), *dialog, *save;

  gtk_widget_activate_action (page, "admin.add", NULL);
  shown_paint (window);
  dialog = GTK_WIDGET (adw_window_get_visible_dialog (ADW_WINDOW (window)));
  save = shown_find (dialog, GTK_TYPE_BUTTON, "_Save");
  gtk_editable_set_text (GTK_EDITABLE (shown_find (dialog, ADW_TYPE_ENTRY_ROW, "Name to sign in with")),
                         " ines ");
  g_assert_false (gtk_widget_get_sensitive (save)); /* no role yet */
  switch_role (dialog, "Nurse", TRUE);
  switch_role (dialog, "Front desk", TRUE);
  g_assert_true (gtk_widget_get_sensitive (save));
  people->trouble = "Somebody else has that name.";
  gtk_widget_activate_action (dialog, "account.save", NULL);
  shown_paint (window);
  g_assert_nonnull (shown_find (dialog, GTK_TYPE_LABEL, "Somebody else has that name."));
  people->trouble = NULL;
  gtk_widget_activate_action (dialog, "account.save", NULL);
  shown_paint (window);
  g_assert_null (people->last->id);
  g_assert_cmpstr (people->last->login, ==, "ines");
  g_assert_null (people->last->email);
  g_assert_cmpuint (g_strv_length (people->last->roles), ==, 2);
  g_assert_true (g_strv_contains ((const char *const *)people->last->roles, "nurse"));
  g_assert_nonnull (shown_find (dialog, GTK_TYPE_LABEL, "K7QF-2M9X-TR4D"));
  g_assert_true (gtk_widget_get_visible (shown_find (dialog, GTK_TYPE_PICTURE, NULL)));
  shown_picture (window, "admin-code");
  adw_dialog_force_close (ADW_DIALOG (dialog));
  shown_paint (window);
  g_assert_nonnull (shown_find (page, ADW_TYPE_ACTION_ROW, "ines"));
  shown_close (window);
}

/* Shut out, one role less; a role that the clinic made itself stays. */
static void
test_change (void)
{
  g_autoptr (FakePeople) people = g_object_new (FAKE_TYPE_PEOPLE, NULL);
  GtkWidget *dialog, *window;

  shown_in_all_shapes ("account", make_dialog, people);
  dialog = g_object_ref_sink (make_dialog (people));
  window = shown_open (dialog, &shapes[0]);
  switch_role (dialog, "Nurse", FALSE);
  adw_switch_row_set_active (ADW_SWITCH_ROW (shown_find (dialog, ADW_TYPE_SWITCH_ROW, "May sign in")), TRUE);
  gtk_widget_activate_action (dialog, "account.save", NULL);
  shown_paint (window);
  g_assert_cmpstr (people->last->id, ==, "3");
  g_assert_true (people->last->active);
  g_assert_cmpuint (g_strv_length (people->last->roles), ==, 1);
  g_assert_cmpstr (people->last->roles[0], ==, "archivist");
  g_assert_false (gtk_widget_get_mapped (dialog));
  shown_close (window);
  g_object_unref (dialog);
}

static DexFuture *
on_noted (DexFuture *future, gpointer data)
{
  g_assert_true (dex_future_is_resolved (future));
  (*(guint *)data)--;
  return NULL;
}

/* Counts @pending down when it is in the trail. */
static void
note (guint *pending, const char *actor, const char *action, const char *type, const char *id)
{
  (*pending)++;
  dex_future_disown (dex_future_finally (salve_store_audit (desk->store, actor, action, type, id, NULL),
                                         on_noted, pending, NULL));
}

static void
wait_loaded (SalveAuditModel *model)
{
  gboolean loading = TRUE;

  g_object_get (model, "loading", &loading, NULL);
  while (loading)
    {
      g_main_context_iteration (NULL, TRUE);
      g_object_get (model, "loading", &loading, NULL);
    }
}

static guint
count (SalveAuditModel *model, const SalveAuditFilter *filter)
{
  salve_audit_model_filter (model, filter);
  wait_loaded (model);
  return g_list_model_get_n_items (G_LIST_MODEL (model));
}

static void
test_audit_model (void)
{
  g_autoptr (SalveAuditModel) model = salve_audit_model_new (desk->store);
  const SalveAuditFilter all = { .from = SALVE_INSTANT_NONE, .until = SALVE_INSTANT_NONE };
  SalveAuditFilter filter = all;
  gboolean complete;
  guint n, pending = 0;

  for (guint i = 0; i < 450; i++)
    note (&pending, "Bert", "read", "Patient", i % 2 ? "p1" : "p2");
  note (&pending, "Dr Lee", "print", "Patient", "p1");
  while (pending > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (count (model, &all), ==, 200);
  for (guint i = 0; i < 10; i++)
    {
      g_object_get (model, "complete", &complete, NULL);
      if (complete)
        break;
      salve_audit_model_load_more (model);
      wait_loaded (model);
    }
  n = g_list_model_get_n_items (G_LIST_MODEL (model));
  g_assert_true (complete);
  g_assert_cmpuint (n, >=, 451);
  /* Each row once, the newest first. */
  for (guint i = 1; i < n; i++)
    {
      g_autoptr (SalveAuditRow) before = g_list_model_get_item (G_LIST_MODEL (model), i - 1);
      g_autoptr (SalveAuditRow) row = g_list_model_get_item (G_LIST_MODEL (model), i);

      g_assert_cmpint (row->id, ==, before->id - 1);
    }
  filter.actor = "dr l";
  g_assert_cmpuint (count (model, &filter), ==, 1);
  filter.actor = NULL;
  filter.resource_id = "p1";
  filter.from = G_GINT64_CONSTANT (4102444800000000); /* 2100 */
  g_assert_cmpuint (count (model, &filter), ==, 0);
  filter.from = SALVE_INSTANT_NONE;
  g_assert_cmpuint (count (model, &filter), ==, 200);
}

static GtkListView *
list_of (GtkWidget *root)
{
  return GTK_LIST_VIEW (shown_find (root, GTK_TYPE_LIST_VIEW, NULL));
}

static void
test_audit_view (void)
{
  GtkWidget *view, *window, *entry;
  SalveAuditModel *model;

  shown_in_all_shapes ("audit", make_audit, NULL);
  view = salve_audit_view_new (desk->clinic, NULL);
  model = salve_audit_view_get_model (SALVE_AUDIT_VIEW (view));
  window = shown_open (view, &shapes[0]);
  wait_loaded (model);
  shown_paint (window);
  shown_picture (window, "audit-list");
  g_assert_nonnull (shown_find (window, GTK_TYPE_LABEL, "Printed: Anna Keller"));
  /* What else was done to the record of the newest row that is about one. */
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (model)); i++)
    {
      g_autoptr (SalveAuditRow) row = g_list_model_get_item (G_LIST_MODEL (model), i);

      if (row->resource_id == NULL)
        continue;
      g_signal_emit_by_name (list_of (window), "activate", i);
      break;
    }
  wait_loaded (model);
  shown_paint (window);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (model)); i++)
    {
      g_autoptr (SalveAuditRow) row = g_list_model_get_item (G_LIST_MODEL (model), i);

      g_assert_cmpstr (row->resource_id, ==, "p1");
    }
  shown_picture (window, "audit-record");
  entry = shown_find (view, GTK_TYPE_SEARCH_ENTRY, NULL);
  gtk_editable_set_text (GTK_EDITABLE (entry), "nobody at all");
  g_signal_emit_by_name (entry, "search-changed");
  wait_loaded (model);
  shown_paint (window);
  g_assert_nonnull (shown_find (window, ADW_TYPE_STATUS_PAGE, NULL));
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
  g_test_add_func ("/admin/people", test_people);
  g_test_add_func ("/admin/add", test_add);
  g_test_add_func ("/admin/change", test_change);
  g_test_add_func ("/admin/audit-model", test_audit_model);
  g_test_add_func ("/admin/audit-view", test_audit_view);
  status = g_test_run ();
  patients_desk_free (desk);
  return status;
}
