/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-desk-pin-dialog.h"

#include "salve-desk-pin.h"

#include <glib/gi18n.h>

struct _SalveDeskPinDialog
{
  AdwDialog parent_instance;

  SalveStore *store;
  char *wanted; /* while it is saved; NULL: none */
  gboolean busy;

  AdwBanner *banner;
  GtkEditable *old_row;
  GtkEditable *new_row;
  GtkEditable *again_row;
  GtkWidget *remove_group;
};

static guint saved_signal;

G_DEFINE_FINAL_TYPE (SalveDeskPinDialog, salve_desk_pin_dialog, ADW_TYPE_DIALOG)

static void
on_changed (SalveDeskPinDialog *self)
{
  const char *pin = gtk_editable_get_text (self->new_row);
  gboolean same = g_str_equal (pin, gtk_editable_get_text (self->again_row));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "pin.save", !self->busy && *pin != '\0' && same);
}

static void
set_busy (SalveDeskPinDialog *self, gboolean busy)
{
  self->busy = busy;
  gtk_widget_set_sensitive (self->remove_group, !busy);
  on_changed (self);
}

static DexFuture *
on_done (DexFuture *future, gpointer data)
{
  SalveDeskPinDialog *self = data;
  g_autoptr (GError) error = NULL;
  gboolean good = dex_future_get_value (future, &error) != NULL;

  g_clear_pointer (&self->wanted, g_free);
  if (self->banner == NULL)
    return NULL;
  set_busy (self, FALSE);
  if (!good)
    adw_banner_set_title (self->banner, error->message);
  adw_banner_set_revealed (self->banner, !good);
  if (!good)
    return NULL;
  g_signal_emit (self, saved_signal, 0);
  adw_dialog_close (ADW_DIALOG (self));
  return NULL;
}

static DexFuture *
on_old_fits (DexFuture *future, gpointer data)
{
  SalveDeskPinDialog *self = data;

  return salve_desk_pin_set (self->store, self->wanted);
}

/* Who found the desk open does not change the PIN of those who work at it. */
static void
set_pin (SalveDeskPinDialog *self, const char *pin)
{
  DexFuture *future;

  if (self->busy)
    return;
  set_busy (self, TRUE);
  g_set_str (&self->wanted, pin);
  future = salve_desk_pin_is_set (self->store)
               ? salve_desk_pin_open (self->store, gtk_editable_get_text (self->old_row), g_get_real_time ())
               : dex_future_new_true ();
  future = dex_future_then (future, on_old_fits, g_object_ref (self), g_object_unref);
  dex_future_disown (dex_future_finally (future, on_done, g_object_ref (self), g_object_unref));
}

static void
save (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveDeskPinDialog *self = SALVE_DESK_PIN_DIALOG (widget);

  set_pin (self, gtk_editable_get_text (self->new_row));
}

static void
on_activated (SalveDeskPinDialog *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "pin.save", NULL);
}

static void
on_remove (SalveDeskPinDialog *self)
{
  set_pin (self, NULL);
}

static void
salve_desk_pin_dialog_dispose (GObject *object)
{
  SalveDeskPinDialog *self = SALVE_DESK_PIN_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_DESK_PIN_DIALOG);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (salve_desk_pin_dialog_parent_class)->dispose (object);
}

static void
salve_desk_pin_dialog_class_init (SalveDeskPinDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = salve_desk_pin_dialog_dispose;
  saved_signal = g_signal_new ("saved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-desk-pin-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SalveDeskPinDialog, banner);
  gtk_widget_class_bind_template_child (widget_class, SalveDeskPinDialog, old_row);
  gtk_widget_class_bind_template_child (widget_class, SalveDeskPinDialog, new_row);
  gtk_widget_class_bind_template_child (widget_class, SalveDeskPinDialog, again_row);
  gtk_widget_class_bind_template_child (widget_class, SalveDeskPinDialog, remove_group);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_remove);
  gtk_widget_class_install_action (widget_class, "pin.save", NULL, save);
}

static void
salve_desk_pin_dialog_init (SalveDeskPinDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * salve_desk_pin_dialog_new:
 *
 * Returns: (transfer floating): a dialog
 */
SalveDeskPinDialog *
salve_desk_pin_dialog_new (SalveStore *store)
{
  SalveDeskPinDialog *self = g_object_new (SALVE_TYPE_DESK_PIN_DIALOG, NULL);
  gboolean set = salve_desk_pin_is_set (store);

  self->store = g_object_ref (store);
  gtk_widget_set_visible (GTK_WIDGET (self->old_row), set);
  gtk_widget_set_visible (self->remove_group, set);
  on_changed (self);
  return self;
}
