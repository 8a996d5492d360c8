/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The selected patients in each kind of file, through the dialog that a person sees, and a file that is stopped. */
#include "config.h"

#include "patients-desk.h"
#include "salve-bundle.h"
#include "salve-patients-files.h"
#include "salve-resources.h"

#include <adwaita.h>
#include <string.h>

typedef struct
{
  PatientsDesk *desk;
  GArray *rowids; /* Anna's and Bert's, not Cleo's */
  GFile *to;
} Fixture;

static void
fixture_begin (Fixture *self)
{
  g_autoptr (SalveIdArray) ids = NULL;
  g_autofree char *path = NULL;

  self->desk = patients_desk_new (0, "en-GB");
  patients_desk_put (
      self->desk->store,
      "{\"resourceType\":\"Patient\",\"id\":\"anna\",\"birthDate\":\"1974-03\",\"gender\":\"female\","
      "\"identifier\":[{\"type\":{\"coding\":[{\"code\":\"JHN\"}]},\"value\":\"1234-567-890-AB\"}],"
      "\"name\":[{\"family\":\"Keller\",\"given\":[\"Anna\",\"Maria\"]}],\"telecom\":[{\"system\":"
      "\"phone\",\"value\":\"+41 44 123 45 67\"}],\"generalPractitioner\":[{\"display\":\"Dr Roth\"}]}");
  patients_desk_put (self->desk->store, "{\"resourceType\":\"Patient\",\"id\":\"bert\",\"name\":[{\"family\":"
                                        "\"=1+1\\\"; \",\"given\":[\"Bert\"]}]}");
  patients_desk_put (self->desk->store,
                     "{\"resourceType\":\"Patient\",\"id\":\"cleo\",\"name\":[{\"family\":\"Zorn\"}]}");
  patients_desk_put (
      self->desk->store,
      "{\"resourceType\":\"Encounter\",\"id\":\"visit\",\"status\":\"finished\",\"class\":{\"code\":"
      "\"AMB\"},\n\"subject\":{\"reference\":\"Patient/anna\"}}");
  ids = patients_desk_query (self->desk->store, "", SALVE_PATIENT_SORT_NAME, FALSE);
  g_assert_cmpuint (ids->n, ==, 3);
  self->rowids = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < ids->n; i++)
    {
      gint64 rowid = ids->ids[i];
      g_autoptr (GPtrArray) rows = salve_store_read_patient_rows (self->desk->store, &rowid, 1, NULL);

      if (!g_str_equal (((SalvePatientRow *)rows->pdata[0])->id, "cleo"))
        g_array_append_val (self->rowids, rowid);
    }
  path = g_build_filename (self->desk->folder, "out", NULL);
  self->to = g_file_new_for_path (path);
}

static void
fixture_end (Fixture *self)
{
  g_object_unref (self->to);
  g_array_unref (self->rowids);
  patients_desk_free (self->desk);
}

static GtkWidget *
find_label (GtkWidget *widget, const char *part)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget)
      && strstr (gtk_label_get_text (GTK_LABEL (widget)), part) != NULL)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_label (child, part);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* Returns: what is in the file when the dialog says that it is done */
static char *
export_as (Fixture *self, SalvePatientsFormat format)
{
  GtkWindow *window = GTK_WINDOW (g_object_ref_sink (adw_window_new ()));
  AdwDialog *dialog =
      salve_patients_export_to (self->desk->clinic, self->desk->key, self->rowids, format, self->to);
  char *text = NULL;

  gtk_window_set_default_size (window, 600, 500);
  gtk_window_present (window);
  adw_dialog_present (dialog, GTK_WIDGET (window));
  while (find_label (GTK_WIDGET (window), "2 patients are in") == NULL)
    g_main_context_iteration (NULL, TRUE);
  adw_dialog_force_close (dialog);
  gtk_window_destroy (window);
  g_object_unref (window);
  g_assert_true (g_file_load_contents (self->to, NULL, &text, NULL, NULL, NULL));
  return text;
}

static void
assert_same (Fixture *self, SalveElement element, const char *type, const char *id)
{
  g_autoptr (SalveResource) kept = salve_store_read (self->desk->store, type, id, NULL, NULL);
  g_autofree char *there = salve_element_to_json (element);
  g_autofree char *here = salve_element_to_json (salve_resource_root (kept));

  g_assert_cmpstr (there, ==, here);
}

static void
test_ndjson (void)
{
  Fixture fixture = { 0 };
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint visits = 0;

  fixture_begin (&fixture);
  text = export_as (&fixture, SALVE_PATIENTS_NDJSON);
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 4);
  for (guint i = 0; *lines[i] != '\0'; i++)
    {
      g_autoptr (SalveResource) resource = salve_resource_new_from_text (lines[i], -1, NULL);

      g_assert_nonnull (resource);
      g_assert_cmpstr (salve_resource_get_id (resource), !=, "cleo");
      visits += g_str_equal (salve_resource_get_id (resource), "visit");
      assert_same (&fixture, salve_resource_root (resource), salve_resource_get_type_name (resource),
                   salve_resource_get_id (resource));
    }
  g_assert_cmpuint (visits, ==, 1);
  fixture_end (&fixture);
}

static void
test_bundle (void)
{
  Fixture fixture = { 0 };
  g_autofree char *text = NULL;
  g_autoptr (SalveResource) bundle = NULL;
  g_autoptr (GError) error = NULL;
  SalveElement entries;

  fixture_begin (&fixture);
  text = export_as (&fixture, SALVE_PATIENTS_BUNDLE);
  bundle = salve_resource_new_from_text (text, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (salve_resource_get_type_name (bundle), ==, "Bundle");
  entries = salve_element_get (salve_resource_root (bundle), "entry");
  g_assert_cmpuint (salve_element_length (entries), ==, 3);
  SALVE_ELEMENT_FOREACH (entry, entries)
    {
      SalveElement resource = salve_element_get (entry, "resource");

      assert_same (&fixture, resource, salve_element_string (resource, "resourceType"),
                   salve_element_string (resource, "id"));
    }
  fixture_end (&fixture);
}

static void
test_table (void)
{
  Fixture fixture = { 0 };
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  fixture_begin (&fixture);
  text = export_as (&fixture, SALVE_PATIENTS_CSV);
  lines = g_strsplit (text, "\r\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 4);
  g_assert_true (g_str_has_prefix (lines[0], "\xef\xbb\xbfNumber,Family name,Given names,"));
  /* Nothing that a spreadsheet would work out. */
  g_assert_nonnull (strstr (text, ",\"'=1+1\"\"; \",Bert,"));
  g_assert_nonnull (
      strstr (text, ",Keller,Anna Maria,1974-03,female,'+41 44 123 45 67,,,Dr Roth,1234-567-890-AB"));
  g_assert_null (strstr (text, "Zorn"));
  fixture_end (&fixture);
}

static void
test_cards (void)
{
  Fixture fixture = { 0 };
  g_autofree char *text = NULL;
  g_auto (GStrv) cards = NULL;

  fixture_begin (&fixture);
  text = export_as (&fixture, SALVE_PATIENTS_VCARD);
  cards = g_strsplit (text, "BEGIN:VCARD", -1);
  g_assert_cmpuint (g_strv_length (cards), ==, 3);
  g_assert_nonnull (strstr (text, "N:Keller;Anna"));
  g_assert_null (strstr (text, "1234-567"));
  fixture_end (&fixture);
}

/* The file that was there is there still, whole, and nothing lies beside it. */
static void
test_stopped (void)
{
  Fixture fixture = { 0 };
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;
  guint64 n;

  fixture_begin (&fixture);
  g_cancellable_cancel (cancelled);
  g_assert_false (salve_export_patients (
      fixture.desk->store, (gint64 *)(void *)fixture.rowids->data, fixture.rowids->len, SALVE_PATIENTS_NDJSON,
      salve_clinic_get_locale (fixture.desk->clinic), out, &n, NULL, NULL, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (n, ==, 0);
  fixture_end (&fixture);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  dex_init ();
  g_resources_register (salve_get_resource ());
  g_test_add_func ("/patients-files/ndjson", test_ndjson);
  g_test_add_func ("/patients-files/bundle", test_bundle);
  g_test_add_func ("/patients-files/table", test_table);
  g_test_add_func ("/patients-files/cards", test_cards);
  g_test_add_func ("/patients-files/stopped", test_stopped);
  return g_test_run ();
}
