/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-sync-actions.h"

#include "salve-conflicts-page.h"
#include "salve-connect-dialog.h"
#include "salve-person-dialog.h"
#include "salve-server-dialog.h"
#include "salve-server-link.h"
#include "salve-store-sync.h"
#include "salve-store-troubles.h"
#include "salve-window.h"

#include <glib/gi18n.h>

/* Behind the lock nothing is done. */
static SalveServerLink *
find_link (GtkWidget *widget)
{
  SalveWindow *window = SALVE_WINDOW (widget);

  return salve_window_is_locked (window) ? NULL : salve_window_get_link (window);
}

static void
now_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveServerLink *link = find_link (widget);
  SalveSync *sync = link != NULL ? salve_server_link_get_sync (link) : NULL;

  if (sync == NULL)
    return;
  salve_sync_start (sync);
  salve_sync_wake (sync);
}

static void
stop_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveServerLink *link = find_link (widget);
  SalveSync *sync = link != NULL ? salve_server_link_get_sync (link) : NULL;

  if (sync != NULL)
    dex_future_disown (salve_sync_stop (sync));
}

static void
person_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveServerLink *link = find_link (widget);
  SalveDesk *desk = link != NULL ? salve_server_link_get_desk (link) : NULL;

  if (desk == NULL)
    return;
  /* The keyring may have been locked when the desk was opened. */
  if (g_list_model_get_n_items (G_LIST_MODEL (desk)) == 0)
    dex_future_disown (salve_desk_load (desk));
  adw_dialog_present (ADW_DIALOG (salve_person_dialog_new (G_LIST_MODEL (desk), salve_desk_ways_get ())),
                      widget);
}

static DexFuture *
on_signed_out (DexFuture *future, gpointer data)
{
  SalveWindow *window = data;
  g_autoptr (GError) error = NULL;

  if (dex_future_get_value (future, &error) != NULL)
    salve_window_toast (window, _ ("Signed out; this desk has forgotten who it was"));
  else
    salve_window_show_error (window, _ ("Not everything was forgotten"), error);
  salve_sync_actions_update (GTK_WIDGET (window));
  return NULL;
}

static void
sign_out_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveServerLink *link = find_link (widget);
  SalveDesk *desk = link != NULL ? salve_server_link_get_desk (link) : NULL;
  SalveDeskPerson *person = desk != NULL ? salve_desk_get_active (desk) : NULL;

  if (person != NULL)
    dex_future_disown (dex_future_finally (salve_desk_sign_out (desk, person), on_signed_out,
                                           g_object_ref (widget), g_object_unref));
}

static void
connect_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveServerLink *link = find_link (widget);

  if (link != NULL && !salve_server_link_get_connected (link))
    adw_dialog_present (ADW_DIALOG (salve_connect_dialog_new (salve_window_get_clinic (SALVE_WINDOW (widget)),
                                                              SALVE_CONNECTOR (link))),
                        widget);
}

static DexFuture *
disconnect (gpointer data)
{
  return salve_server_link_disconnect (data);
}

static void
server_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveServerLink *link = find_link (widget);
  SalveWindow *window = SALVE_WINDOW (widget);
  SalveStore *store;
  g_autofree char *json = NULL, *accepted = NULL;
  g_autoptr (SalveServerAbilities) abilities = NULL;
  SalveServerFacts facts;

  if (link == NULL || !salve_server_link_get_connected (link))
    return;
  store = salve_clinic_get_store (salve_window_get_clinic (window));
  json = salve_store_get_setting (store, SALVE_SETTING_ABILITIES, NULL);
  accepted = salve_store_get_setting (store, SALVE_SETTING_ACCEPTED, NULL);
  abilities = json != NULL ? salve_server_abilities_from_json (json, NULL) : NULL;
  facts = (SalveServerFacts){ salve_server_link_get_base (link), salve_server_link_get_pin (link), accepted,
                              abilities };
  adw_dialog_present (ADW_DIALOG (salve_server_dialog_new (salve_window_get_face (window), &facts, disconnect,
                                                           g_object_ref (link), g_object_unref)),
                      widget);
}

static void
conflicts_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveServerLink *link = find_link (widget);
  SalveSync *sync = link != NULL ? salve_server_link_get_sync (link) : NULL;

  if (link != NULL)
    salve_window_push (SALVE_WINDOW (widget),
                       ADW_NAVIGATION_PAGE (salve_conflicts_page_new (
                           salve_window_get_clinic (SALVE_WINDOW (widget)), salve_store_troubles_get (),
                           sync != NULL ? G_OBJECT (sync) : NULL)));
}

/**
 * salve_sync_actions_install:
 * @window_class: of #SalveWindow
 */
void
salve_sync_actions_install (GtkWidgetClass *window_class)
{
  gtk_widget_class_install_action (window_class, "sync.now", NULL, now_action);
  gtk_widget_class_install_action (window_class, "sync.stop", NULL, stop_action);
  gtk_widget_class_install_action (window_class, "sync.sign-in", NULL, person_action);
  gtk_widget_class_install_action (window_class, "sync.connect", NULL, connect_action);
  gtk_widget_class_install_action (window_class, "sync.show-server", NULL, server_action);
  gtk_widget_class_install_action (window_class, "sync.show-conflicts", NULL, conflicts_action);
  gtk_widget_class_install_action (window_class, "person.switch", NULL, person_action);
  gtk_widget_class_install_action (window_class, "person.sign-out", NULL, sign_out_action);
}

/**
 * salve_sync_actions_update:
 * @window: a #SalveWindow whose clinic was connected or disconnected, or where somebody else works now
 *
 * Only what can be done is offered.
 */
void
salve_sync_actions_update (GtkWidget *window)
{
  SalveServerLink *link = salve_window_get_link (SALVE_WINDOW (window));
  gboolean connected = link != NULL && salve_server_link_get_connected (link);
  gboolean somebody = connected && salve_desk_get_active (salve_server_link_get_desk (link)) != NULL;

  gtk_widget_action_set_enabled (window, "sync.now", connected);
  gtk_widget_action_set_enabled (window, "sync.stop", connected);
  gtk_widget_action_set_enabled (window, "sync.sign-in", connected);
  gtk_widget_action_set_enabled (window, "sync.show-server", connected);
  gtk_widget_action_set_enabled (window, "sync.connect", link != NULL && !connected);
  gtk_widget_action_set_enabled (window, "person.switch", connected);
  gtk_widget_action_set_enabled (window, "person.sign-out", somebody);
}
