/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gtk/gtk.h>

#include "patients-desk.h"
#include "salve-patient-selection.h"

static guint n_signals, last_position, last_removed, last_added;

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, gpointer data)
{
  n_signals++;
  last_position = position;
  last_removed = removed;
  last_added = added;
}

static SalvePatientListModel *
make_model (PatientsDesk *desk, const char *text, SalvePatientSort sort, gboolean descending)
{
  g_autoptr (SalveIdArray) ids = patients_desk_query (desk->store, text, sort, descending);
  SalvePatientListModel *model = salve_patient_list_model_new (desk->store);

  salve_patient_list_model_set_ids (model, ids->ids, ids->n);
  return model;
}

static void
show (PatientsDesk *desk,
      SalvePatientListModel *model,
      const char *text,
      SalvePatientSort sort,
      gboolean descending)
{
  g_autoptr (SalveIdArray) ids = patients_desk_query (desk->store, text, sort, descending);

  salve_patient_list_model_set_ids (model, ids->ids, ids->n);
}

static void
test_pages (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (1500, "en-GB");
  g_autoptr (SalvePatientListModel) model = make_model (desk, NULL, SALVE_PATIENT_SORT_NUMBER, FALSE);
  g_autoptr (SalvePatientSlot) last = NULL;

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 1500);
  g_assert_cmpuint (salve_patient_list_model_get_reads (model), ==, 0);
  for (guint i = 0; i < SALVE_PATIENT_LIST_PAGE; i++)
    {
      g_autoptr (SalvePatientSlot) slot = g_list_model_get_item (G_LIST_MODEL (model), i);

      g_assert_cmpstr (salve_patient_slot_get_row (slot)->number, !=, NULL);
    }
  g_assert_cmpuint (salve_patient_list_model_get_reads (model), ==, 1);
  last = g_list_model_get_item (G_LIST_MODEL (model), 1499);
  g_assert_cmpstr (salve_patient_slot_get_row (last)->number, ==, "11500");
  g_assert_cmpuint (salve_patient_list_model_get_reads (model), ==, 2);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (model), 1500));
}

/* A list that is told of everything at once makes two hundred rows before its first frame. */
static void
test_rows_come_in_portions (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (600, "en-GB");
  g_autoptr (SalvePatientListModel) model = salve_patient_list_model_new (desk->store);
  guint n, told = 30;

  salve_patient_list_model_set_portion (model, 30);
  n_signals = 0;
  g_signal_connect (model, "items-changed", G_CALLBACK (on_items_changed), NULL);
  show (desk, model, NULL, SALVE_PATIENT_SORT_NUMBER, FALSE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 30);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (model), 30));
  salve_patient_list_model_get_ids (model, &n);
  g_assert_cmpuint (n, ==, 600);
  while (salve_patient_list_model_say_more (model, 100))
    {
      g_assert_cmpuint (last_position, ==, told);
      g_assert_cmpuint (last_added, ==, 100);
      told += last_added;
    }
  g_assert_cmpuint (told, <, 600);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 600);
  g_assert_false (salve_patient_list_model_say_more (model, 100));
  show (desk, model, "keller", SALVE_PATIENT_SORT_NAME, FALSE);
  salve_patient_list_model_get_ids (model, &n);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, n);
  g_assert_cmpuint (last_removed, ==, 600 - n);
}

static void
test_sort_keeps_items (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (600, "en-GB");
  g_autoptr (SalvePatientListModel) model = make_model (desk, NULL, SALVE_PATIENT_SORT_NUMBER, FALSE);
  g_autoptr (SalvePatientSlot) first = g_list_model_get_item (G_LIST_MODEL (model), 0);
  g_autoptr (SalvePatientSlot) again = NULL;

  n_signals = 0;
  g_signal_connect (model, "items-changed", G_CALLBACK (on_items_changed), NULL);
  g_assert_cmpstr (salve_patient_slot_get_row (first)->number, ==, "10001");
  show (desk, model, NULL, SALVE_PATIENT_SORT_NUMBER, TRUE);
  g_assert_cmpuint (n_signals, ==, 0);
  g_assert_cmpstr (salve_patient_slot_get_row (first)->number, ==, "10600");
  again = g_list_model_get_item (G_LIST_MODEL (model), 0);
  g_assert_true (again == first);
}

static void
test_filter_changes_the_tail (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (600, "en-GB");
  g_autoptr (SalvePatientListModel) model = make_model (desk, NULL, SALVE_PATIENT_SORT_NAME, FALSE);
  guint n;

  n_signals = 0;
  g_signal_connect (model, "items-changed", G_CALLBACK (on_items_changed), NULL);
  show (desk, model, "keller", SALVE_PATIENT_SORT_NAME, FALSE);
  n = g_list_model_get_n_items (G_LIST_MODEL (model));
  g_assert_cmpuint (n, >, 0);
  g_assert_cmpuint (n, <, 600);
  g_assert_cmpuint (n_signals, ==, 1);
  g_assert_cmpuint (last_position, ==, n);
  g_assert_cmpuint (last_removed, ==, 600 - n);
  g_assert_cmpuint (last_added, ==, 0);
  show (desk, model, "", SALVE_PATIENT_SORT_NAME, FALSE);
  g_assert_cmpuint (n_signals, ==, 2);
  g_assert_cmpuint (last_position, ==, n);
  g_assert_cmpuint (last_added, ==, 600 - n);
}

static void
test_selection_stays_with_people (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (300, "en-GB");
  g_autoptr (SalvePatientListModel) model = make_model (desk, NULL, SALVE_PATIENT_SORT_NUMBER, FALSE);
  g_autoptr (SalvePatientSelection) selection = salve_patient_selection_new (model);
  g_autoptr (GArray) chosen = NULL;

  gtk_selection_model_select_item (GTK_SELECTION_MODEL (selection), 3, TRUE);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (selection), 7, FALSE);
  show (desk, model, NULL, SALVE_PATIENT_SORT_NUMBER, TRUE);
  salve_patient_selection_rows_moved (selection);
  g_assert_false (gtk_selection_model_is_selected (GTK_SELECTION_MODEL (selection), 3));
  g_assert_true (gtk_selection_model_is_selected (GTK_SELECTION_MODEL (selection), 296));
  g_assert_true (gtk_selection_model_is_selected (GTK_SELECTION_MODEL (selection), 292));
  g_assert_cmpuint (salve_patient_selection_get_n_selected (selection), ==, 2);
}

/* "Everything" is those who were listed: taking the search away must not add the rest of the clinic. */
static void
test_everything_is_what_was_listed (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (300, "en-GB");
  g_autoptr (SalvePatientListModel) model = make_model (desk, "keller", SALVE_PATIENT_SORT_NAME, FALSE);
  g_autoptr (SalvePatientSelection) selection = salve_patient_selection_new (model);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (model));

  gtk_selection_model_select_all (GTK_SELECTION_MODEL (selection));
  g_assert_cmpuint (salve_patient_selection_get_n_selected (selection), ==, n);
  salve_patient_selection_settle (selection);
  show (desk, model, NULL, SALVE_PATIENT_SORT_NAME, FALSE);
  g_assert_cmpuint (salve_patient_selection_get_n_selected (selection), ==, n);
}

static void
test_refresh_shows_a_change (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (3, "en-GB");
  g_autoptr (SalvePatientListModel) model = make_model (desk, NULL, SALVE_PATIENT_SORT_NUMBER, FALSE);
  g_autoptr (SalvePatientSlot) first = g_list_model_get_item (G_LIST_MODEL (model), 0);

  patients_desk_put (desk->store,
                     "{\"resourceType\":\"Patient\",\"id\":\"p0\",\"name\":[{\"family\":\"Neu\"}]}");
  salve_patient_list_model_refresh (model);
  g_assert_cmpstr (salve_patient_slot_get_row (first)->family, ==, "Neu");
}

/* Whoever is read beside this thread may be there at once, where that thread is quick. */
static const char *
number_of (SalvePatientSlot *slot)
{
  if (salve_patient_slot_is_waiting (slot))
    g_assert_null (salve_patient_slot_get_row (slot));
  while (salve_patient_slot_is_waiting (slot))
    g_main_context_iteration (NULL, TRUE);
  return salve_patient_slot_get_row (slot)->number;
}

/* A frame waits for no file: who comes into sight is read on another thread, and the place says that it waits. */
static void
test_rows_come_beside (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (1500, "en-GB");
  g_autoptr (SalvePatientListModel) model = salve_patient_list_model_new (desk->store);
  g_autoptr (SalvePatientSlot) first = NULL, later = NULL, neighbour = NULL;

  salve_patient_list_model_set_background (model, TRUE);
  show (desk, model, NULL, SALVE_PATIENT_SORT_NUMBER, FALSE);
  first = g_list_model_get_item (G_LIST_MODEL (model), 0);
  g_assert_cmpstr (salve_patient_slot_get_row (first)->number, ==, "10001");
  later = g_list_model_get_item (G_LIST_MODEL (model), 700);
  g_assert_cmpstr (number_of (later), ==, "10701");
  neighbour = g_list_model_get_item (G_LIST_MODEL (model), 701);
  g_assert_false (salve_patient_slot_is_waiting (neighbour));
  g_assert_cmpstr (salve_patient_slot_get_row (neighbour)->number, ==, "10702");
}

/* What was being read when the list was sorted anew belongs to nobody's place any more. */
static void
test_overtaken_rows_are_dropped (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (1500, "en-GB");
  g_autoptr (SalvePatientListModel) model = salve_patient_list_model_new (desk->store);
  g_autoptr (SalvePatientSlot) slot = NULL, other = NULL;

  salve_patient_list_model_set_background (model, TRUE);
  show (desk, model, NULL, SALVE_PATIENT_SORT_NUMBER, FALSE);
  slot = g_list_model_get_item (G_LIST_MODEL (model), 700);
  show (desk, model, NULL, SALVE_PATIENT_SORT_NUMBER, TRUE);
  g_assert_false (salve_patient_slot_is_waiting (slot));
  g_assert_cmpstr (salve_patient_slot_get_row (slot)->number, ==, "10800");
  /* Pages are read one after the other: when this one is there, the answer to the older question has come, too. */
  other = g_list_model_get_item (G_LIST_MODEL (model), 900);
  g_assert_cmpstr (number_of (other), ==, "10600");
  g_assert_cmpstr (salve_patient_slot_get_row (slot)->number, ==, "10800");
}

/* A drag of the scroll bar passes by thousands; those who are looked at in the end are shown. */
static void
test_passed_pages (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (1500, "en-GB");
  g_autoptr (SalvePatientListModel) model = salve_patient_list_model_new (desk->store);
  g_autoptr (SalvePatientSlot) last = NULL, stayed = NULL;

  salve_patient_list_model_set_background (model, TRUE);
  show (desk, model, NULL, SALVE_PATIENT_SORT_NUMBER, FALSE);
  stayed = g_list_model_get_item (G_LIST_MODEL (model), 110);
  for (guint i = 200; i < 1400; i += SALVE_PATIENT_LIST_PAGE)
    {
      g_autoptr (SalvePatientSlot) passed = g_list_model_get_item (G_LIST_MODEL (model), i);

      g_assert_cmpuint (salve_patient_slot_get_position (passed), ==, i);
    }
  last = g_list_model_get_item (G_LIST_MODEL (model), 1499);
  g_assert_cmpstr (number_of (last), ==, "11500");
  g_assert_cmpstr (number_of (stayed), ==, "10111");
}

static void
on_selection_changed (GtkSelectionModel *selection, guint position, guint n, gpointer data)
{
  last_position = position;
  last_added = n;
}

/* A key press in a list of a million says what it changed, and not that everything may have changed. */
static void
test_selection_says_what_changed (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (300, "en-GB");
  g_autoptr (SalvePatientListModel) model = make_model (desk, NULL, SALVE_PATIENT_SORT_NUMBER, FALSE);
  g_autoptr (SalvePatientSelection) selection = salve_patient_selection_new (model);
  GtkSelectionModel *chosen = GTK_SELECTION_MODEL (selection);

  g_signal_connect (selection, "selection-changed", G_CALLBACK (on_selection_changed), NULL);
  gtk_selection_model_select_item (chosen, 5, TRUE);
  gtk_selection_model_select_item (chosen, 29, TRUE);
  g_assert_cmpuint (last_position, ==, 5);
  g_assert_cmpuint (last_added, ==, 25);
  gtk_selection_model_select_item (chosen, 40, FALSE);
  g_assert_cmpuint (last_position, ==, 40);
  g_assert_cmpuint (last_added, ==, 1);
  gtk_selection_model_select_range (chosen, 100, 10, TRUE);
  g_assert_cmpuint (last_position, ==, 29);
  g_assert_cmpuint (last_added, ==, 110 - 29);
  /* Who is selected may stand anywhere after this. */
  salve_patient_selection_rows_moved (selection);
  gtk_selection_model_select_item (chosen, 7, TRUE);
  g_assert_cmpuint (last_position, ==, 0);
  g_assert_cmpuint (last_added, ==, 300);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  dex_init ();
  g_test_add_func ("/app/patient-list/pages", test_pages);
  g_test_add_func ("/app/patient-list/portions", test_rows_come_in_portions);
  g_test_add_func ("/app/patient-list/sort-keeps-items", test_sort_keeps_items);
  g_test_add_func ("/app/patient-list/filter-changes-the-tail", test_filter_changes_the_tail);
  g_test_add_func ("/app/patient-list/selection-stays-with-people", test_selection_stays_with_people);
  g_test_add_func ("/app/patient-list/everything-is-what-was-listed", test_everything_is_what_was_listed);
  g_test_add_func ("/app/patient-list/refresh-shows-a-change", test_refresh_shows_a_change);
  g_test_add_func ("/app/patient-list/rows-come-beside", test_rows_come_beside);
  g_test_add_func ("/app/patient-list/overtaken-rows-are-dropped", test_overtaken_rows_are_dropped);
  g_test_add_func ("/app/patient-list/passed-pages", test_passed_pages);
  g_test_add_func ("/app/patient-list/selection-says-what-changed", test_selection_says_what_changed);
  return g_test_run ();
}
