/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shell: its table of commands, what it undoes, and the palette and the lists that are made of both. */
#define G_SETTINGS_ENABLE_BACKEND

#include "config.h"

#include "patients-desk.h"
#include "salve-appointment-dialog.h"
#include "salve-changes-dialog.h"
#include "salve-commands.h"
#include "salve-formats.h"
#include "salve-palette.h"
#include "salve-resources.h"
#include "salve-record-page.h"
#include "salve-restore.h"
#include "salve-patients-view.h"
#include "salve-shortcuts-dialog.h"
#include "salve-window.h"

#include <gio/gsettingsbackend.h>
#include <glib/gstdio.h>

static void
test_commands_agree (void)
{
  g_autoptr (GHashTable) keys = g_hash_table_new (g_str_hash, g_str_equal);
  guint n;
  const SalveCommand *commands = salve_commands_get (&n);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = NULL;
      g_autoptr (GVariant) target = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_true (commands[i].action || commands[i].keys[0]);
      if (commands[i].action)
        g_assert_true (g_action_parse_detailed_name (commands[i].action, &name, &target, &error));
      g_assert_no_error (error);
      for (guint k = 0; k < G_N_ELEMENTS (commands[i].keys) && commands[i].keys[k]; k++)
        {
          guint key;
          GdkModifierType modifiers;

          g_assert_true (gtk_accelerator_parse (commands[i].keys[k], &key, &modifiers));
          g_assert_true (g_hash_table_add (keys, (gpointer)commands[i].keys[k]));
        }
    }
}

static SalveResource *
make_patient (const char *family)
{
  g_autofree char *json = g_strdup_printf (
      "{\"resourceType\":\"Patient\",\"id\":\"undo-1\",\"name\":[{\"family\":\"%s\"}]}", family);
  g_autoptr (GBytes) bytes = g_bytes_new (json, strlen (json));
  g_autoptr (GError) error = NULL;
  SalveResource *resource = salve_resource_new (bytes, &error);

  g_assert_no_error (error);
  return resource;
}

static gboolean
is_there (PatientsDesk *desk)
{
  g_autoptr (SalveResource) resource = salve_store_read (desk->store, "Patient", "undo-1", NULL, NULL);

  return resource != NULL;
}

static gint64
settle (DexFuture *future)
{
  g_autoptr (GError) error = NULL;
  gint64 change = patients_desk_wait_commit (future, &error);

  g_assert_no_error (error);
  return change;
}

static gint64
register_patient (PatientsDesk *desk)
{
  g_autoptr (SalveChange) change = salve_clinic_begin (desk->clinic, "Registered a patient");
  g_autoptr (SalveResource) patient = make_patient ("Keller");

  salve_change_put (change, patient, 0);
  return settle (salve_clinic_commit (desk->clinic, change));
}

static void
test_undo_and_redo (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (1, "en-GB");

  g_assert_false (salve_clinic_get_can_undo (desk->clinic));
  register_patient (desk);
  g_assert_true (is_there (desk));
  g_assert_true (salve_clinic_get_can_undo (desk->clinic));
  settle (salve_clinic_undo (desk->clinic));
  g_assert_false (is_there (desk));
  g_assert_false (salve_clinic_get_can_undo (desk->clinic));
  g_assert_true (salve_clinic_get_can_redo (desk->clinic));
  settle (salve_clinic_redo (desk->clinic));
  g_assert_true (is_there (desk));
}

static void
test_undo_one_of_the_list (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (1, "en-GB");
  gint64 change = register_patient (desk);

  settle (salve_clinic_undo_change (desk->clinic, change, "Undone"));
  g_assert_false (is_there (desk));
  g_assert_false (salve_clinic_get_can_undo (desk->clinic));
  g_assert_true (salve_clinic_get_can_redo (desk->clinic));
}

/* Every button and entry says to a screen reader what it is. */
static void
assert_named (GtkWidget *widget)
{
  if (!gtk_widget_get_visible (widget))
    return;
  if (GTK_IS_SEARCH_ENTRY (widget) || GTK_IS_LIST_BOX_ROW (widget)
      || (GTK_IS_BUTTON (widget) && !gtk_button_get_label (GTK_BUTTON (widget))
          && gtk_widget_get_tooltip_text (widget) == NULL && gtk_button_get_icon_name (GTK_BUTTON (widget))))
    g_assert_true (
        gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL)
        || gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    assert_named (child);
}

static void
test_palette_is_named (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (20, "en-GB");
  GtkWidget *palette = GTK_WIDGET (g_object_ref_sink (salve_palette_new (desk->clinic)));

  assert_named (palette);
  g_object_unref (palette);
}

static void
test_lists_are_made (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (1, "en-GB");
  AdwDialog *shortcuts = g_object_ref_sink (salve_shortcuts_dialog_new ());
  AdwDialog *changes;

  register_patient (desk);
  changes = g_object_ref_sink (salve_changes_dialog_new (desk->clinic));
  register_patient (desk);
  g_object_unref (changes);
  register_patient (desk);
  g_object_unref (shortcuts);
}

static GtkWidget *
find_type (GtkWidget *widget, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_type (child, type);

      if (found)
        return found;
    }
  return NULL;
}

static DexFuture *
on_settled (DexFuture *future, gpointer data)
{
  *(gboolean *)data = TRUE;
  return NULL;
}

static void
settle_any (DexFuture *future)
{
  gboolean done = FALSE;

  dex_future_disown (dex_future_finally (future, on_settled, &done, NULL));
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

static GtkWidget *
find_label (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_visible (widget)
      && g_str_equal (gtk_label_get_label (GTK_LABEL (widget)), text))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_label (child, text);

      if (found)
        return found;
    }
  return NULL;
}

static GtkWindow *
open_window (PatientsDesk *desk, GSettings *settings)
{
  GtkWindow *window = GTK_WINDOW (salve_window_new (NULL, settings, NULL));

  salve_window_set_clinic (SALVE_WINDOW (window), desk->clinic);
  gtk_window_present (window);
  patients_desk_spin (100);
  return window;
}

static void
test_counters (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (1, "en-GB");
  g_autoptr (GSettingsBackend) backend = g_memory_settings_backend_new ();
  g_autoptr (GSettings) settings = g_settings_new_with_backend (SALVE_APPLICATION_ID, backend);
  g_autoptr (GBytes) content = g_bytes_new_static ("{}", 2);
  GtkWindow *window;

  settle_any (salve_store_save_draft (desk->store, "patient", "new", content));
  window = open_window (desk, settings);
  g_assert_nonnull (find_label (GTK_WIDGET (window), "1"));
  gtk_widget_activate_action (GTK_WIDGET (window), "view.count", "(su)", "today", 37);
  g_assert_nonnull (find_label (GTK_WIDGET (window), "37"));
  gtk_widget_activate_action (GTK_WIDGET (window), "view.count", "(su)", "today", 0);
  g_assert_null (find_label (GTK_WIDGET (window), "37"));
  gtk_window_destroy (window);
}

static AdwDialog *
dialog_after (GtkWindow *window)
{
  patients_desk_spin (100);
  return adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window));
}

static GtkWidget *
find_class (GtkWidget *widget, const char *css_class)
{
  if (gtk_widget_has_css_class (widget, css_class))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_class (child, css_class);

      if (found)
        return found;
    }
  return NULL;
}

static void
test_record_books_and_opens (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (0, "en-GB");
  g_autoptr (GSettingsBackend) backend = g_memory_settings_backend_new ();
  g_autoptr (GSettings) settings = g_settings_new_with_backend (SALVE_APPLICATION_ID, backend);
  GtkWindow *window;
  GtkWidget *page;
  AdwDialog *dialog;

  patients_desk_put (desk->store,
                     "{\"resourceType\":\"Patient\",\"id\":\"anna\",\"name\":[{\"family\":\"Keller\"}]}");
  patients_desk_put (desk->store,
                     "{\"resourceType\":\"Appointment\",\"id\":\"next\",\"status\":\"booked\",\"start\":"
                     "\"2026-06-22T09:00:00Z\",\"end\":\"2026-06-22T09:30:00Z\",\"participant\":[{\"actor\":{"
                     "\"reference\":\"Patient/anna\"},\"status\":\"accepted\"}]}");
  window = open_window (desk, settings);
  gtk_widget_activate_action (GTK_WIDGET (window), "patient.open", "s", "anna");
  patients_desk_spin (400);
  page = find_type (GTK_WIDGET (window), SALVE_TYPE_RECORD_PAGE);
  g_assert_nonnull (page);
  gtk_widget_activate_action (page, "record.book", NULL);
  dialog = dialog_after (window);
  g_assert_true (SALVE_IS_APPOINTMENT_DIALOG (dialog));
  adw_dialog_force_close (dialog);
  patients_desk_spin (400);
  /* After the heading of its year. */
  gtk_widget_activate_action (find_class (page, "timeline"), "list.activate-item", "u", 1);
  dialog = dialog_after (window);
  g_assert_true (SALVE_IS_APPOINTMENT_DIALOG (dialog));
  adw_dialog_force_close (dialog);
  gtk_window_destroy (window);
}

static void
test_preferences_take_effect (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (1, "en-GB");
  g_autoptr (GSettingsBackend) backend = g_memory_settings_backend_new ();
  g_autoptr (GSettings) settings = g_settings_new_with_backend (SALVE_APPLICATION_ID, backend);
  GtkWindow *window = open_window (desk, settings);
  g_autoptr (GtkWidget) view = g_object_ref (find_type (GTK_WIDGET (window), SALVE_TYPE_PATIENTS_VIEW));
  g_autoptr (SalveLocale) locale = NULL;
  g_autofree char *date = NULL;

  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (window), "compact"));
  g_settings_set_string (settings, "density", "compact");
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (window), "compact"));
  g_settings_set_string (settings, "date-format", "dots");
  g_settings_set_string (settings, "name-order", "family-first");
  locale = salve_formats_read_locale (settings);
  date = salve_partial_date_format (salve_partial_date_new_day (1974, 12, 31), locale);
  g_assert_cmpstr (date, ==, "31.12.1974");
  g_assert_true (salve_locale_get_family_first (locale));
  salve_clinic_set_locale (desk->clinic, locale);
  patients_desk_spin (300);
  g_assert_nonnull (find_type (GTK_WIDGET (window), SALVE_TYPE_PATIENTS_VIEW));
  g_assert_true (find_type (GTK_WIDGET (window), SALVE_TYPE_PATIENTS_VIEW) != view);
  g_assert_false (gtk_widget_get_mapped (view));
  gtk_window_destroy (window);
}

static char *
read_text (GFile *file)
{
  char *text = NULL;

  g_file_load_contents (file, NULL, &text, NULL, NULL, NULL);
  return text;
}

/* The present file is kept; where the other cannot be moved, all is as it was. */
static void
test_restore_swaps (void)
{
  g_autofree char *folder = g_dir_make_tmp ("salve-swap-XXXXXX", NULL);
  g_autoptr (GFile) store = g_file_new_build_filename (folder, "clinic.salve", NULL);
  g_autoptr (GFile) prepared = g_file_new_build_filename (folder, "prepared.salve", NULL);
  g_autoptr (GFile) aside = NULL;
  g_autoptr (GFile) none = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *present = NULL;
  g_autofree char *same = NULL;

  g_assert_true (g_file_replace_contents (store, "old", 3, NULL, FALSE, 0, NULL, NULL, NULL));
  g_assert_true (g_file_replace_contents (prepared, "new", 3, NULL, FALSE, 0, NULL, NULL, NULL));
  aside = salve_restore_swap (store, prepared, &error);
  g_assert_no_error (error);
  kept = read_text (aside);
  present = read_text (store);
  g_assert_cmpstr (kept, ==, "old");
  g_assert_cmpstr (present, ==, "new");
  none = salve_restore_swap (store, prepared, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_null (none);
  same = read_text (store);
  g_assert_cmpstr (same, ==, "new");
  g_file_delete (store, NULL, NULL);
  g_file_delete (aside, NULL, NULL);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  dex_init ();
  g_resources_register (salve_get_resource ());
  g_test_add_func ("/app/shell/commands-agree", test_commands_agree);
  g_test_add_func ("/app/shell/undo-and-redo", test_undo_and_redo);
  g_test_add_func ("/app/shell/undo-one-of-the-list", test_undo_one_of_the_list);
  g_test_add_func ("/app/shell/palette-is-named", test_palette_is_named);
  g_test_add_func ("/app/shell/lists-are-made", test_lists_are_made);
  g_test_add_func ("/app/shell/counters", test_counters);
  g_test_add_func ("/app/shell/record-books-and-opens", test_record_books_and_opens);
  g_test_add_func ("/app/shell/preferences-take-effect", test_preferences_take_effect);
  g_test_add_func ("/app/shell/restore-swaps", test_restore_swaps);
  return g_test_run ();
}
