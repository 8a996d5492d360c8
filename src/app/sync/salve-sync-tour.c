/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stops on the tour that need a server in earnest show what is there without one, and what the words are: how sync
 * stands, a conflict between two states of somebody in the clinic, and the audit trail of its file. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-sync-tour.h"

#include "salve-admin-page.h"
#include "salve-conflict-page.h"
#include "salve-edit.h"
#include "salve-sync-bar.h"
#include "salve-window.h"

#include <adwaita.h>

#define MINUTE (60 * SALVE_INSTANT_SECOND)

static void
show_offline (GtkWindow *window, SalveClinic *clinic)
{
  SalveSyncFacts facts = { .connected = TRUE,
                           .state = SALVE_SYNC_OFFLINE,
                           .n_waiting = 3,
                           .progress = -1,
                           .last_success = salve_clinic_now (clinic) - 12 * MINUTE,
                           .server = "https://clinic.local:8443/fhir" };

  salve_sync_face_set_facts (salve_window_get_face (SALVE_WINDOW (window)), &facts);
}

static void
show_conflicts_waiting (GtkWindow *window, SalveClinic *clinic)
{
  SalveSyncFacts facts = { .connected = TRUE,
                           .state = SALVE_SYNC_UP_TO_DATE,
                           .n_conflicts = 2,
                           .n_refused = 1,
                           .progress = -1,
                           .last_success = salve_clinic_now (clinic) - MINUTE,
                           .server = "https://clinic.local:8443/fhir" };

  salve_sync_face_set_facts (salve_window_get_face (SALVE_WINDOW (window)), &facts);
}

static SalveSyncBar *
find_bar (GtkWidget *widget)
{
  SalveSyncBar *bar = SALVE_IS_SYNC_BAR (widget) ? SALVE_SYNC_BAR (widget) : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !bar;
       child = gtk_widget_get_next_sibling (child))
    bar = find_bar (child);
  return bar;
}

static void
open_popover (GtkWindow *window, SalveClinic *clinic)
{
  salve_sync_bar_open (find_bar (GTK_WIDGET (window)));
}

static gboolean
take_first (SalveResource *patient, gpointer data, GError **error)
{
  *(SalveResource **)data = salve_resource_ref (patient);
  return FALSE;
}

static SalveResource *
changed (SalveResource *patient, const char *birth_date, const char *phone)
{
  g_autoptr (SalveEdit) edit = salve_resource_edit (patient);
  g_autofree char *telecom = g_strdup_printf ("[{\"system\":\"phone\",\"value\":\"%s\"}]", phone);

  salve_edit_set_string (edit, "/birthDate", birth_date);
  salve_edit_set_json (edit, "/telecom", telecom);
  return salve_edit_finish (edit, NULL);
}

static DexFuture *
settle_nothing (SalveConflictItem *item, SalveResource *chosen, gpointer data)
{
  return dex_future_new_true ();
}

/* Nothing of it is in the file: it is only looked at. */
static void
show_conflict (GtkWindow *window, SalveClinic *clinic)
{
  g_autoptr (SalveResource) patient = NULL, ours = NULL, theirs = NULL;
  g_autoptr (SalveConflictItem) item = NULL;
  SalveSyncConflict conflict = { .type = (char *)"Patient",
                                 .fields = (char *)"/birthDate\n/telecom",
                                 .our_actor = (char *)salve_clinic_get_actor (clinic),
                                 .our_time = salve_clinic_now (clinic) - 12 * MINUTE,
                                 .their_actor = (char *)"Dr Amara Lee",
                                 .their_time = salve_clinic_now (clinic) - 10 * MINUTE };
  SalveConflictPage *page;

  salve_store_foreach (salve_clinic_get_store (clinic), "Patient", take_first, &patient, NULL, NULL);
  ours = patient != NULL ? changed (patient, "1974-03-21", "030 5550111") : NULL;
  theirs = patient != NULL ? changed (patient, "1975-03-12", "030 5550222") : NULL;
  if (ours == NULL || theirs == NULL)
    return;
  conflict.resource_id = (char *)salve_resource_get_id (patient);
  conflict.base = patient;
  conflict.ours = ours;
  conflict.theirs = theirs;
  item = salve_conflict_item_new (clinic, &conflict);
  page = salve_conflict_page_new (item, NULL, settle_nothing, NULL, NULL);
  salve_settlement_choose (salve_conflict_page_get_settlement (page), 0, SALVE_SIDE_THEIRS);
  salve_window_push (SALVE_WINDOW (window), ADW_NAVIGATION_PAGE (page));
}

static void
show_audit (GtkWindow *window, SalveClinic *clinic)
{
  SalveAdminPage *page = salve_admin_page_new (clinic, NULL);

  salve_admin_page_show (page, "audit");
  salve_window_push (SALVE_WINDOW (window), ADW_NAVIGATION_PAGE (page));
}

const SalveTourScene *
salve_sync_tour_scenes (void)
{
  static const SalveTourScene scenes[] = {
    { .name = "sync-popover", .place = "patients", .show = show_offline, .then = open_popover, .main = TRUE },
    { .name = "sync-offline", .place = "patients", .show = show_offline },
    { .name = "sync-conflicts-waiting", .place = "patients", .show = show_conflicts_waiting },
    { .name = "sync-connect", .place = "today", .action = "sync.connect", .main = TRUE },
    { .name = "sync-no-conflicts", .place = "patients", .action = "sync.show-conflicts" },
    { .name = "sync-conflict", .place = "patients", .show = show_conflict, .main = TRUE },
    { .name = "admin", .place = "patients", .action = "admin.show" },
    { .name = "admin-audit", .place = "patients", .show = show_audit, .main = TRUE },
    { .name = NULL },
  };

  return scenes;
}
