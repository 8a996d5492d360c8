/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "find-widget.h"

GtkWidget *
kiosk_find_widget (GtkWidget *root, GType wanted)
{
  if (g_type_is_a (G_OBJECT_TYPE (root), wanted))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = kiosk_find_widget (child, wanted);

      if (found != NULL)
        return found;
    }
  return NULL;
}
