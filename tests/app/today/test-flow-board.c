/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The board of a large clinic, 40 doctors with 30 visits each: only what is in sight is there, and whoever has the
 * keyboard keeps it. */
#include "config.h"

#include <adwaita.h>
#include <string.h>
#include <time.h>

#include "calendar-desk.h"
#include "salve-appointment-flows.h"
#include "salve-flow-board-private.h"
#include "salve-flow-words.h"
#include "salve-json.h"
#include "salve-resources.h"
#include "salve-sight.h"
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
  g_settings_reset (fixture.view->settings, "today-by-room");
  fixture_clear (&fixture);
}

/* The one list shows what the board would: the chosen doctors', who is found, and nobody who is done where they are hidden. */
static void
test_list (void)
{
  static const char *const two[] = { "d03", "d07", NULL };
  Fixture fixture = fixture_new ();
  SalveTodayView *view = fixture.view;
  g_autoptr (SalveAppointmentDetails) visit = calendar_desk_read (fixture.desk, "v03-00");
  g_autoptr (SalveResource) old = salve_store_read (fixture.desk->store, "Appointment", "v03-00", NULL, NULL);
  g_autoptr (SalveResource) put = NULL;

  g_object_set (view, "mode", "list", NULL);
  while (view->listed == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (view->listed->len, ==, N_DOCTORS * N_VISITS);
  gtk_editable_set_text (view->search_entry, "brecht");
  g_signal_emit_by_name (view->search_entry, "search-changed");
  g_assert_cmpuint (view->listed->len, ==, N_DOCTORS * N_VISITS / 2);
  gtk_editable_set_text (view->search_entry, "");
  g_settings_set_strv (view->settings, "today-doctors", two);
  g_signal_emit_by_name (view->search_entry, "search-changed");
  g_assert_cmpuint (view->listed->len, ==, 2 * N_VISITS);
  salve_today_view_show_lane (view, "d07");
  g_assert_cmpuint (view->listed->len, ==, N_VISITS);
  salve_today_view_show_lane (view, NULL);
  salve_appointment_details_move_on (visit, SALVE_APPOINTMENT_NO_SHOW, PATIENTS_DESK_NOW);
  put = salve_appointment_details_write (visit, old, NULL);
  patients_desk_put (fixture.desk->store, salve_resource_get_text (put, NULL));
  g_object_set (view, "hide-done", TRUE, NULL);
  while (view->listed == NULL || view->listed->len != 2 * N_VISITS - 1)
    g_main_context_iteration (NULL, TRUE);
  g_settings_reset (view->settings, "today-doctors");
  g_settings_reset (view->settings, "today-mode");
  g_settings_reset (view->settings, "today-hide-done");
  fixture_clear (&fixture);
}

static void
works_here (Fixture *fixture, const char *login, const char *practitioner)
{
  g_autofree char *json = g_strdup_printf (
      "{\"username\":\"%s\",\"practitioner\":\"%s\",\"reach\":{\"*\":\"all\"}}", login, practitioner);
  g_autoptr (yyjson_doc) doc = yyjson_read (json, strlen (json), 0);

  salve_desk_rights_set (salve_clinic_get_rights (fixture->desk->clinic), yyjson_doc_get_root (doc));
}

static void
click (GtkWidget *button)
{
  g_signal_emit_by_name (button, "clicked");
}

/* A doctor begins with their own visits; who wants the whole board has it from then on, the others do not. */
static void
test_own (void)
{
  Fixture fixture = fixture_new ();
  SalveTodayView *view = fixture.view;

  works_here (&fixture, "seven", "d07");
  g_assert_cmpstr (view->lane_id, ==, "d07");
  g_assert_cmpstr (salve_today_view_get_turn (view)->id, ==, "d07");
  click (view->all_button);
  g_assert_null (view->lane_id);
  works_here (&fixture, "eight", "d08");
  g_assert_cmpstr (view->lane_id, ==, "d08");
  works_here (&fixture, "seven", "d07");
  g_assert_null (view->lane_id);
  g_assert_cmpstr (salve_today_view_get_turn (view)->id, ==, "d07");
  g_assert_true (salve_flow_board_focus_card (view->board, "v02-05"));
  g_assert_cmpstr (salve_today_view_get_turn (view)->id, ==, "d02");
  salve_today_view_choose_lane (view, "d07");
  works_here (&fixture, "eight", "d08");
  works_here (&fixture, "seven", "d07");
  g_assert_cmpstr (view->lane_id, ==, "d07");
  salve_desk_rights_set (salve_clinic_get_rights (fixture.desk->clinic), NULL);
  g_assert_null (view->lane_id);
  fixture_clear (&fixture);
}

/* Ctrl+J where the keyboard is: of two who wait the one who is next is called, in that lane. */
static void
test_next_here (void)
{
  Fixture fixture = fixture_new ();
  SalveTodayView *view = fixture.view;

  arrives (&fixture, "v02-02");
  arrives (&fixture, "v02-06");
  while (part_of (&fixture, "v02-06") != SALVE_FLOW_WAITING)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (salve_flow_board_focus_card (view->board, "v02-06"));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (view), "today.next-patient", NULL));
  while (part_of (&fixture, "v02-02") != SALVE_FLOW_INSIDE)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (part_of (&fixture, "v02-06"), ==, SALVE_FLOW_WAITING);
  fixture_clear (&fixture);
}

static void
put_place (Fixture *fixture, const char *id, const char *name, const char *kind, const char *inside)
{
  g_autofree char *part = inside != NULL
                              ? g_strdup_printf (",\"partOf\":{\"reference\":\"Location/%s\"}", inside)
                              : g_strdup ("");
  g_autofree char *json =
      g_strdup_printf ("{\"resourceType\":\"Location\",\"id\":\"%s\",\"status\":\"active\",\"name\":\"%s\","
                       "\"physicalType\":{\"coding\":[{\"code\":\"%s\"}]}%s}",
                       id, name, kind, part);

  patients_desk_put (fixture->desk->store, json);
}

static char *
state_of (Fixture *fixture, const char *place)
{
  SalveFlowTone tone;

  return salve_flow_lane_state (
      fixture->view->shown->lanes->pdata[salve_today_view_find_lane (fixture->view, place)],
      fixture->desk->clinic, &tone);
}

static void
into (Fixture *fixture, const char *id, const char *place)
{
  g_autofree char *name = g_strdup_printf ("The %s", place);
  SalveAppointmentStep steps[SALVE_APPOINTMENT_MOST_STEPS];
  g_autoptr (SalveAppointmentDetails) visit = calendar_desk_read (fixture->desk, id);
  SalveAppointmentWalk plan = { .steps = steps, .room_id = place, .room_name = name };

  plan.n_steps =
      salve_appointment_find_steps (visit->status, SALVE_APPOINTMENT_CHECKED_IN, SALVE_ROLES_STAFF, steps);
  calendar_desk_done (salve_appointment_walk (fixture->desk->clinic, id, &plan));
}

static void
wait_for_lane (Fixture *fixture, const char *id, const char *place)
{
  const SalveFlowLane *lane = NULL;

  do
    g_main_context_iteration (NULL, TRUE);
  while (salve_flow_day_find (fixture->view->shown, id, &lane) == NULL || g_strcmp0 (lane->id, place) != 0);
}

/* Rooms and beds, free or taken; who is put there is there, moves on, and leaves it free. */
static void
test_places (void)
{
  Fixture fixture = fixture_new ();
  g_autofree char *free = NULL, *taken = NULL, *left = NULL, *done = NULL;

  put_place (&fixture, "r1", "Room 1", "ro", NULL);
  put_place (&fixture, "b1", "Bed 1", "bd", "r1");
  put_place (&fixture, "b2", "Bed 2", "bd", NULL);
  g_object_set (fixture.view, "by-room", TRUE, NULL);
  while (salve_today_view_find_lane (fixture.view, "b2") == GTK_INVALID_LIST_POSITION)
    g_main_context_iteration (NULL, TRUE);
  free = state_of (&fixture, "b1");
  g_assert_cmpstr (free, ==, "Free");
  into (&fixture, "v00-02", "b1");
  wait_for_lane (&fixture, "v00-02", "b1");
  taken = state_of (&fixture, "b1");
  g_assert_cmpstr (taken, ==, "Taken");
  into (&fixture, "v00-02", "b2");
  wait_for_lane (&fixture, "v00-02", "b2");
  left = state_of (&fixture, "b1");
  g_assert_cmpstr (left, ==, "Free");
  calendar_desk_done (salve_appointment_take_step (fixture.desk->clinic, "v00-02", SALVE_STEP_FINISH, NULL,
                                                   SALVE_SERIES_THIS));
  while (part_of (&fixture, "v00-02") != SALVE_FLOW_DONE)
    g_main_context_iteration (NULL, TRUE);
  done = state_of (&fixture, "b2");
  g_assert_cmpstr (done, ==, "Free");
  g_settings_reset (fixture.view->settings, "today-by-room");
  fixture_clear (&fixture);
}

static char *
told_of (Fixture *fixture, const char *id)
{
  return salve_flow_entry_describe (salve_flow_day_find (fixture->view->shown, id, NULL), PATIENTS_DESK_NOW,
                                    fixture->desk->clinic);
}

/* Whoever may see only whom they treat sees that the others' time is taken, and nothing else of them. */
static void
test_sight (void)
{
  Fixture fixture = fixture_new ();
  g_autoptr (SalveSight) sight = salve_sight_new (SALVE_REACH_TREATED, SALVE_REACH_TREATED);
  g_autofree char *all = told_of (&fixture, "v03-00"), *own = NULL, *other = NULL;

  g_assert_nonnull (strstr (all, "Brecht"));
  g_assert_true (salve_store_add_to_sight (fixture.desk->store, sight, "anna03", NULL));
  salve_store_set_sight (fixture.desk->store, sight);
  while (!salve_flow_day_find (fixture.view->shown, "v03-00", NULL)->row->hidden)
    g_main_context_iteration (NULL, TRUE);
  own = told_of (&fixture, "v03-01");
  other = told_of (&fixture, "v03-00");
  g_assert_nonnull (strstr (own, "Keller"));
  g_assert_null (strstr (other, "Brecht"));
  g_assert_nonnull (strstr (other, "Taken"));
  gtk_editable_set_text (fixture.view->search_entry, "brecht");
  g_signal_emit_by_name (fixture.view->search_entry, "search-changed");
  g_assert_null (salve_flow_day_find (fixture.view->shown, "v03-00", NULL));
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
  g_test_add_func ("/flow-board/list", test_list);
  g_test_add_func ("/flow-board/own", test_own);
  g_test_add_func ("/flow-board/next-here", test_next_here);
  g_test_add_func ("/flow-board/places", test_places);
  g_test_add_func ("/flow-board/sight", test_sight);
  g_test_add_func ("/flow-board/head-is-over-cards", test_head_is_over_cards);
  return g_test_run ();
}
