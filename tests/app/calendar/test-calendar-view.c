/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The calendar's view and what happens around it while it is shown. */
#include "config.h"

#include <adwaita.h>

#include "calendar-desk.h"
#include "salve-calendar-view-private.h"
#include "salve-resources.h"

/* A doctor changes before the mini-month's loads are counted: they are counted of those who were shown. */
static void
test_directory_changes (void)
{
  g_autoptr (PatientsDesk) desk = calendar_desk_open ();
  SalveCalendarView *view =
      g_object_ref_sink (g_object_new (SALVE_TYPE_CALENDAR_VIEW, "clinic", desk->clinic, NULL));
  SalveDirectory *before;

  salve_calendar_view_show (view, SALVE_CALENDAR_WEEK, salve_partial_date_new_day (2026, 6, 22));
  before = salve_directory_ref (view->directory);
  g_signal_emit_by_name (desk->store, "changed", "Practitioner", "hopper");
  g_assert_true (view->loads_wanted);
  while (view->follow_up_source != 0 || view->reload_source != 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (view->loads_wanted);
  g_assert_true (view->directory != before);
  salve_directory_unref (before);
  g_object_unref (view);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_resources_register (salve_get_resource ());
  adw_init ();
  g_test_add_func ("/calendar-view/directory-changes", test_directory_changes);
  return g_test_run ();
}
