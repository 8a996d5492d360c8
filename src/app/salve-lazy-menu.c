/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-lazy-menu.h"

static void
make_menu (GtkMenuButton *button, gpointer menu)
{
  if (gtk_menu_button_get_menu_model (button) == NULL)
    gtk_menu_button_set_menu_model (button, menu);
}

/**
 * salve_lazy_menu_set:
 * @button: a menu button without a menu
 * @menu: what it opens
 *
 * The menu's widgets are made when it is opened for the first time: a popover of twenty items costs as much as a window, and
 * nobody opens one before the first frame.
 */
void
salve_lazy_menu_set (GtkMenuButton *button, GMenuModel *menu)
{
  gtk_menu_button_set_create_popup_func (button, make_menu, g_object_ref (menu), g_object_unref);
}
