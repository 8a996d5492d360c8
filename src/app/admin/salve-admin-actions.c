/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-admin-actions.h"

#include "salve-admin-page.h"
#include "salve-http-people.h"
#include "salve-window.h"

/* (nullable) (transfer full): the people of the server, where there is one */
static SalvePeople *
find_people (SalveWindow *window)
{
  SalveServerLink *link = salve_window_get_link (window);
  SalveRemote *remote = link != NULL ? salve_server_link_get_remote (link) : NULL;

  return remote != NULL ? salve_http_people_new (remote) : NULL;
}

static void
show_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveWindow *window = SALVE_WINDOW (widget);
  g_autoptr (SalvePeople) people = find_people (window);

  if (salve_window_get_clinic (window) != NULL && !salve_window_is_locked (window))
    salve_window_push (window,
                       ADW_NAVIGATION_PAGE (salve_admin_page_new (salve_window_get_clinic (window), people)));
}

static DexFuture *
on_list (DexFuture *future, gpointer data)
{
  SalveServerLink *link = salve_window_get_link (data);

  /* The window may be closed, or the clinic by itself again. */
  if (link != NULL && salve_server_link_get_connected (link))
    gtk_widget_action_set_enabled (data, "admin.show", dex_future_get_value (future, NULL) != NULL);
  return NULL;
}

/**
 * salve_admin_actions_install:
 * @window_class: of #SalveWindow
 */
void
salve_admin_actions_install (GtkWidgetClass *window_class)
{
  gtk_widget_class_install_action (window_class, "admin.show", NULL, show_action);
}

/**
 * salve_admin_actions_update:
 * @window: a #SalveWindow where somebody else works now, or whose clinic has another server
 *
 * A clinic by itself belongs to whoever opens it; at a server it is the server that says who may administer, so that it
 * is asked.
 */
void
salve_admin_actions_update (GtkWidget *window)
{
  SalveServerLink *link = salve_window_get_link (SALVE_WINDOW (window));
  g_autoptr (SalvePeople) people = NULL;
  SalveDesk *desk = link != NULL ? salve_server_link_get_desk (link) : NULL;

  gtk_widget_action_set_enabled (window, "admin.show", link != NULL && desk == NULL);
  if (desk == NULL || salve_desk_get_active (desk) == NULL)
    return;
  people = find_people (SALVE_WINDOW (window));
  if (people == NULL)
    return;
  dex_future_disown (dex_future_finally (SALVE_PEOPLE_GET_IFACE (people)->list (people), on_list,
                                         g_object_ref (window), g_object_unref));
}
