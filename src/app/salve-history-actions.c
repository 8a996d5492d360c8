/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-history-actions.h"

#include "salve-changes-dialog.h"
#include "salve-window.h"

#include <glib/gi18n.h>

static DexFuture *
on_history_failed (DexFuture *future, gpointer data)
{
  g_autoptr (GError) error = NULL;

  dex_future_get_value (future, &error);
  salve_window_show_error (data, _ ("This change cannot be undone"), error);
  return NULL;
}

static DexFuture *
on_undone (DexFuture *future, gpointer data)
{
  salve_window_say_undone (data);
  return NULL;
}

static void
history_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveWindow *self = SALVE_WINDOW (widget);
  SalveClinic *clinic = salve_window_get_clinic (self);
  gboolean undo = g_str_equal (name, "history.undo");
  DexFuture *future;

  if (!clinic || salve_window_is_locked (self))
    return;
  future = undo ? salve_clinic_undo (clinic) : salve_clinic_redo (clinic);
  if (undo)
    future = dex_future_then (future, on_undone, g_object_ref (self), g_object_unref);
  dex_future_disown (dex_future_catch (future, on_history_failed, g_object_ref (self), g_object_unref));
}

static void
undo_change_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveWindow *self = SALVE_WINDOW (widget);
  SalveClinic *clinic = salve_window_get_clinic (self);
  DexFuture *future;

  if (!clinic || salve_window_is_locked (self))
    return;
  future = salve_clinic_undo_change (clinic, g_variant_get_int64 (parameter), _ ("Undone"));
  dex_future_disown (dex_future_catch (future, on_history_failed, g_object_ref (self), g_object_unref));
}

static void
show_history_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveWindow *self = SALVE_WINDOW (widget);
  SalveClinic *clinic = salve_window_get_clinic (self);

  if (clinic && !salve_window_is_locked (self))
    adw_dialog_present (salve_changes_dialog_new (clinic), widget);
}

/**
 * salve_history_actions_update:
 * @window: a #SalveWindow
 *
 * Offers what can be undone and done again now.
 */
void
salve_history_actions_update (GtkWidget *window)
{
  SalveClinic *clinic = salve_window_get_clinic (SALVE_WINDOW (window));

  gtk_widget_action_set_enabled (window, "history.undo", clinic && salve_clinic_get_can_undo (clinic));
  gtk_widget_action_set_enabled (window, "history.redo", clinic && salve_clinic_get_can_redo (clinic));
}

void
salve_history_actions_install (GtkWidgetClass *window_class)
{
  gtk_widget_class_install_action (window_class, "history.undo", NULL, history_action);
  gtk_widget_class_install_action (window_class, "history.redo", NULL, history_action);
  gtk_widget_class_install_action (window_class, "history.show", NULL, show_history_action);
  gtk_widget_class_install_action (window_class, "history.undo-change", "x", undo_change_action);
}
