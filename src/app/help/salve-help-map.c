/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-help-map.h"
#include "salve-help-page.h"

#include <adwaita.h>

/* Views and dialogs by the names of their types; views that have none of their own by the tag of their page. Whatever is not
 * here shows the page of what it lies over. tests/house/check-help.py knows of a view that was forgotten. */
static const struct
{
  const char *view;
  const char *page;
} map[] = {
  { "SalveTodayView", "today" },
  { "SalveCheckInDialog", "check-in" },
  { "SalveWalkInDialog", "walk-in" },
  { "SalveCalendarView", "calendar" },
  { "SalveQuickAddBox", "book" },
  { "SalveWaitingBox", "waiting-list" },
  { "SalveWishDialog", "waiting-list" },
  { "SalveAppointmentDialog", "book" },
  { "SalveSeriesVisitsBox", "series" },
  { "SalveExportDialog", "export" },
  { "SalvePatientsView", "find" },
  { "SalvePatientForm", "register" },
  { "SalveCameraDialog", "register" },
  { "SalveMergeSearch", "merge" },
  { "SalveMergePage", "merge" },
  { "SalveRecordPage", "record" },
  { "SalveDoctorsView", "doctors" },
  { "SalveDoctorPage", "doctors" },
  { "SalveDoctorForm", "doctors" },
  { "SalveHoursDialog", "doctors" },
  { "SalveOpeningDialog", "open-times" },
  { "SalveCloseDialog", "close-range" },
  { "SalveBusyDialog", "close-range" },
  { "SalveClinicSetup", "visit-types" },
  { "SalveVisitTypePage", "visit-types" },
  { "SalveConflictsPage", "conflicts" },
  { "SalveConflictPage", "conflicts" },
  { "SalveSyncBar", "offline" },
  { "SalveConnectDialog", "connect" },
  { "SalveServerDialog", "connect" },
  { "SalveCodePage", "sign-in" },
  { "SalvePersonDialog", "sign-in" },
  { "SalveDeskPinDialog", "lock" },
  { "SalveLockPage", "lock" },
  { "SalveAdminPage", "people" },
  { "SalveAccountDialog", "people" },
  { "SalveRoleDialog", "people" },
  { "SalveImportDialog", "import" },
  { "SalveTaskDialog", "backup" },
  { "SalvePreferences", "preferences" },
  { "SalvePalette", "find" },
  { "SalveStartPage", "recovery-key" },
  { "devices", "import" },
  { "reports", "record" },
};

/**
 * salve_help_map_look_up:
 * @name: a type's, or a page's tag
 *
 * Returns: (nullable): the id of the help's page for it
 */
const char *
salve_help_map_look_up (const char *name)
{
  for (guint i = 0; name && i < G_N_ELEMENTS (map); i++)
    if (g_str_equal (map[i].view, name))
      return map[i].page;
  return NULL;
}

static const char *
find_above (GtkWidget *widget)
{
  const char *page = NULL;

  for (; widget && !page; widget = gtk_widget_get_parent (widget))
    {
      page = salve_help_map_look_up (G_OBJECT_TYPE_NAME (widget));
      if (!page && ADW_IS_NAVIGATION_PAGE (widget))
        page = salve_help_map_look_up (adw_navigation_page_get_tag (ADW_NAVIGATION_PAGE (widget)));
    }
  return page;
}

/* The first view of the table that is on the screen below @widget. */
static const char *
find_below (GtkWidget *widget)
{
  const char *page;

  if (!gtk_widget_get_child_visible (widget) || !gtk_widget_get_visible (widget))
    return NULL;
  page = salve_help_map_look_up (G_OBJECT_TYPE_NAME (widget));
  if (!page && ADW_IS_NAVIGATION_PAGE (widget))
    page = salve_help_map_look_up (adw_navigation_page_get_tag (ADW_NAVIGATION_PAGE (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !page;
       child = gtk_widget_get_next_sibling (child))
    /* The sidebar is on the screen with every view. */
    if (g_strcmp0 (G_OBJECT_TYPE_NAME (child), "SalveSyncBar") != 0)
      page = find_below (child);
  return page;
}

/**
 * salve_help_map_find:
 * @window: what is asked about
 *
 * Returns: the id of the page for where the keyboard is, else for what is shown; the index where neither has a page
 */
const char *
salve_help_map_find (GtkWindow *window)
{
  GtkWidget *focus = gtk_window_get_focus (window);
  AdwDialog *dialog = ADW_IS_APPLICATION_WINDOW (window)
                          ? adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window))
                          : NULL;
  const char *page = NULL;

  if (dialog)
    page = find_below (GTK_WIDGET (dialog));
  if (!page && !dialog)
    page = find_above (focus);
  if (!page)
    page = find_below (GTK_WIDGET (window));
  return page ? page : SALVE_HELP_INDEX;
}
