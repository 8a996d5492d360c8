/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The board of a large clinic, 40 doctors with 30 visits each: only what is in sight is there, and whoever has the
 * keyboard keeps it. */
#include "config.h"

#include <adwaita.h>
#include <time.h>

#include "calendar-desk.h"
#include "salve-flow-board-private.h"
#include "salve-resources.h"
#include "salve-today-view-private.h"

#define N_DOCTORS 40
#define N_VISITS 30

static void
put (SalveChange *change, const char *json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveResource) resource = salve_resource_new_from_text (json, -1, &error);

  g_assert_no_error (error);
  salve_change_put (change, resource, SALVE_VERSION_NONE);
}

/* Two for each doctor, who come in turn. */
static void
put_patients (SalveChange *change, guint doctor)
{
  static const char *const people[][2] = { { "anna", "Keller" }, { "bert", "Brecht" } };

  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    {
      g_autofree char *json =
          g_strdup_printf ("{\"resourceType\":\"Patient\",\"id\":\"%s%02u\",\"name\":[{\"family\":\"%s\"}]}",
                           people[i][0], doctor, people[i][1]);

      put (change, json);
    }
}

static void
put_clinic (PatientsDesk *desk)
{
  g_autoptr (SalveChange) change = salve_change_new ("test", "desk", "test");
  g_autoptr (GError) error = NULL;

  for (guint d = 0; d < N_DOCTORS; d++)
    {
      g_autofree char *doctor = g_strdup_printf ("{\"resourceType\":\"Practitioner\",\"id\":\"d%02u\","
                                                 "\"active\":true,\"name\":[{\"family\":\"D%02u\"}]}",
                                                 d, d);

      put (change, doctor);
      put_patients (change, d);
      for (guint v = 0; v < N_VISITS; v++)
        {
          g_autofree char *visit = g_strdup_printf (
              "{\"resourceType\":\"Appointment\",\"id\":\"v%02u-%02u\",\"status\":\"booked\",\"start\":"
              "\"2026-06-21T%02u:%02u:00Z\",\"end\":\"2026-06-21T%02u:%02u:00Z\",\"participant\":[{\"actor\":"
              "{\"reference\":\"Patient/"
              "%s%02u\"},\"status\":\"accepted\"},{\"actor\":{\"reference\":\"Practitioner/d%02u\"}"
              ",\"status\":\"accepted\"}]}",
              d, v, 8 + v / 4, v % 4 * 15, 8 + v / 4, v % 4 * 15 + 14, v % 2 ? "anna" : "bert", d, d);

          put (change, visit);
        }
    }
  patients_desk_wait_commit (salve_store_commit (desk->store, change), &error);
  g_assert_no_error (error);
}

typedef struct
{
  PatientsDesk *desk;
  GtkWindow *window;
  SalveTodayView *view;
} Fixture;

static gboolean
is_shown (SalveTodayView *view)
{
  return view->shown != NULL && !view->reading && view->reload_source == 0
         && g_hash_table_size (view->board->cards) > 0;
}

static void
wait_for_board (Fixture *fixture)
{
  while (!is_shown (fixture->view))
    g_main_context_iteration (NULL, TRUE);
}

static Fixture
fixture_new (void)
{
  Fixture fixture = { calendar_desk_open (), NULL, NULL };

  put_clinic (fixture.desk);
  fixture.window = GTK_WINDOW (gtk_window_new ());
  fixture.view = g_object_new (SALVE_TYPE_TODAY_VIEW, "clinic", fixture.desk->clinic, NULL);
  gtk_window_set_default_size (fixture.window, 1200, 800);
  gtk_window_set_child (fixture.window, GTK_WIDGET (fixture.view));
  gtk_window_present (fixture.window);
  wait_for_board (&fixture);
  return fixture;
}

static void
fixture_clear (Fixture *fixture)
{
  gtk_window_destroy (fixture->window);
  patients_desk_free (fixture->desk);
}

static void
test_only_in_sight (void)
{
  Fixture fixture = fixture_new ();
  SalveFlowBoard *board = fixture.view->board;
  guint most = 0;
  clock_t began;

  g_assert_cmpuint (fixture.view->shown->lanes->len, ==, N_DOCTORS);
  g_assert_cmpuint (fixture.view->shown->counts[SALVE_FLOW_COMING], ==, N_DOCTORS * N_VISITS);
  began = clock ();
  for (guint step = 0; step < 40; step++)
    {
      gtk_adjustment_set_value (board->across, gtk_adjustment_get_upper (board->across) * step / 40);
      gtk_adjustment_set_value (board->down, gtk_adjustment_get_upper (board->down) * (step % 10) / 10);
      gtk_widget_allocate (GTK_WIDGET (board), gtk_widget_get_width (GTK_WIDGET (board)),
                           gtk_widget_get_height (GTK_WIDGET (board)), -1, NULL);
      most = MAX (most, salve_flow_board_get_n_cards (board));
    }
  g_test_message ("%u cards for %u visits; a jump and its layout %.1f ms of processor time", most,
                  N_DOCTORS * N_VISITS, (double)(clock () - began) * 1000 / CLOCKS_PER_SEC / 40);
  g_assert_cmpuint (most, >, 10);
  g_assert_cmpuint (most, <, 250);
  fixture_clear (&fixture);
}

/* Another desk's step, as it comes through the store. */
static void
arrives (Fixture *fixture, const char *id)
{
  g_autoptr (SalveAppointmentDetails) visit = calendar_desk_read (fixture->desk, id);
  g_autoptr (SalveResource) old = salve_store_read (fixture->desk->store, "Appointment", id, NULL, NULL);
  g_autoptr (SalveResource) put = NULL;

  salve_appointment_details_move_on (visit, SALVE_APPOINTMENT_ARRIVED, PATIENTS_DESK_NOW);
  put = salve_appointment_details_write (visit, old, NULL);
  patients_desk_put (fixture->desk->store, salve_resource_get_text (put, NULL));
}

/* Whoever has the keyboard keeps it on its new place, and shows what has changed. */
static void
test_live (void)
{
  Fixture fixture = fixture_new ();
  SalveFlowBoard *board = fixture.view->board;
  const SalveFlowEntry *entry;

  g_assert_true (salve_flow_board_focus_card (board, "v00-05"));
  arrives (&fixture, "v00-05");
  while (salve_flow_day_find (fixture.view->shown, "v00-05", NULL)->part != SALVE_FLOW_WAITING)
    g_main_context_iteration (NULL, TRUE);
  entry = salve_flow_day_find (fixture.view->shown, "v00-05", NULL);
  g_assert_cmpint (entry->part, ==, SALVE_FLOW_WAITING);
  g_assert_cmpstr (board->cursor, ==, "v00-05");
  g_assert_true (gtk_widget_has_focus (g_hash_table_lookup (board->cards, "v00-05")));
  fixture_clear (&fixture);
}

static gboolean
is_suggested (GtkWidget *widget)
{
  gboolean found = GTK_IS_BUTTON (widget) && gtk_widget_has_css_class (widget, "suggested-action");

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && !found;
       child = gtk_widget_get_next_sibling (child))
    found = is_suggested (child);
  return found;
}

static SalveFlowPart
part_of (Fixture *fixture, const char *id)
{
  return salve_flow_day_find (fixture->view->shown, id, NULL)->part;
}

/* Of two who wait, calling in the next one is suggested; the other button is there and plain. */
static void
test_one_is_next (void)
{
  Fixture fixture = fixture_new ();
  GHashTable **cards = &fixture.view->board->cards;

  arrives (&fixture, "v00-02");
  arrives (&fixture, "v00-04");
  while (part_of (&fixture, "v00-02") != SALVE_FLOW_WAITING
         || part_of (&fixture, "v00-04") != SALVE_FLOW_WAITING)
    g_main_context_iteration (NULL, TRUE);
  gtk_widget_allocate (GTK_WIDGET (fixture.view->board), 1200, 700, -1, NULL);
  g_assert_cmpstr (salve_flow_lane_next (fixture.view->shown->lanes->pdata[0])->row->visit->id, ==, "v00-02");
  g_assert_true (is_suggested (g_hash_table_lookup (*cards, "v00-02")));
  g_assert_false (is_suggested (g_hash_table_lookup (*cards, "v00-04")));
  fixture_clear (&fixture);
}

/* One doctor's lane, and a search. */
static void
test_choice (void)
{
  Fixture fixture = fixture_new ();

  salve_today_view_show_lane (fixture.view, "d07");
  g_assert_true (fixture.view->board->single);
  g_assert_cmpstr (salve_today_view_get_lane (fixture.view)->id, ==, "d07");
  salve_today_view_show_lane (fixture.view, NULL);
  g_assert_false (fixture.view->board->single);
  gtk_editable_set_text (fixture.view->search_entry, "keller");
  g_signal_emit_by_name (fixture.view->search_entry, "search-changed");
  for (guint i = 0; i < fixture.view->shown->lanes->len; i++)
    g_assert_cmpuint (((const SalveFlowLane *)fixture.view->shown->lanes->pdata[i])->entries->len, ==,
                      N_VISITS / 2);
  g_object_set (fixture.view, "by-room", TRUE, NULL);
  g_assert_cmpuint (fixture.view->shown->lanes->len, ==, 1);
  fixture_clear (&fixture);
}

/* A click on a head is the head's, also where cards are scrolled below it. */
static void
check_heads (SalveFlowBoard *board)
{
  for (guint lane = 0; lane < board->heads->len; lane++)
    for (int y = 1; board->heads->pdata[lane] != NULL && y < board->head_height; y += 3)
      {
        GtkWidget *head = board->heads->pdata[lane];
        graphene_rect_t place;
        GtkWidget *under;

        g_assert_true (gtk_widget_compute_bounds (head, GTK_WIDGET (board), &place));
        under = gtk_widget_pick (GTK_WIDGET (board), place.origin.x + 40, y, GTK_PICK_DEFAULT);
        g_assert_true (under == NULL || under == head || gtk_widget_is_ancestor (under, head));
      }
}

static void
test_head_is_over_cards (void)
{
  Fixture fixture = fixture_new ();
  SalveFlowBoard *board = fixture.view->board;

  for (int step = 0; step < 20; step++)
    {
      gtk_adjustment_set_value (board->down, step * 45);
      gtk_widget_allocate (GTK_WIDGET (board), gtk_widget_get_width (GTK_WIDGET (board)),
                           gtk_widget_get_height (GTK_WIDGET (board)), -1, NULL);
      check_heads (board);
    }
  fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_resources_register (salve_get_resource ());
  adw_init ();
  g_test_add_func ("/flow-board/only-in-sight", test_only_in_sight);
  g_test_add_func ("/flow-board/live", test_live);
  g_test_add_func ("/flow-board/one-is-next", test_one_is_next);
  g_test_add_func ("/flow-board/choice", test_choice);
  g_test_add_func ("/flow-board/head-is-over-cards", test_head_is_over_cards);
  return g_test_run ();
}
