/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-lock-page.h"

#include <glib/gi18n.h>

struct _SalveLockPage
{
  AdwBin parent_instance;

  SalveKeyCustody *custody;
  gboolean needs_passphrase;
  AdwPasswordEntryRow *passphrase_row;
  GtkLabel *trouble_label;
  GtkWidget *unlock_button;
};

enum
{
  PROP_0,
  PROP_NEEDS_PASSPHRASE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint unlocked_signal;

G_DEFINE_FINAL_TYPE (SalveLockPage, salve_lock_page, ADW_TYPE_BIN)

static void
set_trouble (SalveLockPage *self, const char *text)
{
  gtk_label_set_label (self->trouble_label, text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->trouble_label), text != NULL);
}

static DexFuture *
on_right (DexFuture *future, gpointer data)
{
  SalveLockPage *self = data;

  gtk_editable_set_text (GTK_EDITABLE (self->passphrase_row), "");
  gtk_widget_set_sensitive (self->unlock_button, TRUE);
  g_signal_emit (self, unlocked_signal, 0);
  return NULL;
}

static DexFuture *
on_wrong (DexFuture *future, gpointer data)
{
  SalveLockPage *self = data;
  g_autoptr (GError) error = NULL;

  dex_future_get_value (future, &error);
  set_trouble (self, error->message);
  gtk_widget_set_sensitive (self->unlock_button, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->passphrase_row));
  return NULL;
}

static void
on_unlock (SalveLockPage *self)
{
  DexFuture *future;

  set_trouble (self, NULL);
  if (!self->needs_passphrase)
    {
      g_signal_emit (self, unlocked_signal, 0);
      return;
    }
  gtk_widget_set_sensitive (self->unlock_button, FALSE);
  future = salve_key_custody_open_with_passphrase (
      self->custody, gtk_editable_get_text (GTK_EDITABLE (self->passphrase_row)));
  future = dex_future_then (future, on_right, g_object_ref (self), g_object_unref);
  dex_future_disown (dex_future_catch (future, on_wrong, g_object_ref (self), g_object_unref));
}

static void
salve_lock_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_NEEDS_PASSPHRASE:
      g_value_set_boolean (value, SALVE_LOCK_PAGE (object)->needs_passphrase);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
salve_lock_page_dispose (GObject *object)
{
  g_clear_object (&SALVE_LOCK_PAGE (object)->custody);
  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_LOCK_PAGE);
  G_OBJECT_CLASS (salve_lock_page_parent_class)->dispose (object);
}

static void
salve_lock_page_class_init (SalveLockPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = salve_lock_page_dispose;
  object_class->get_property = salve_lock_page_get_property;
  properties[PROP_NEEDS_PASSPHRASE] =
      g_param_spec_boolean ("needs-passphrase", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  unlocked_signal = g_signal_new ("unlocked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-lock-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SalveLockPage, passphrase_row);
  gtk_widget_class_bind_template_child (widget_class, SalveLockPage, trouble_label);
  gtk_widget_class_bind_template_child (widget_class, SalveLockPage, unlock_button);
  gtk_widget_class_bind_template_callback (widget_class, on_unlock);
}

static void
salve_lock_page_init (SalveLockPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * salve_lock_page_lock:
 * @custody: (nullable): who keeps the store's key; without one, or without a passphrase, the desk opens by a button
 *   and what guards it is the desktop's own lock
 */
void
salve_lock_page_lock (SalveLockPage *self, SalveKeyCustody *custody)
{
  g_return_if_fail (SALVE_IS_LOCK_PAGE (self));

  g_set_object (&self->custody, custody);
  self->needs_passphrase = custody && salve_key_custody_has_passphrase (custody, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NEEDS_PASSPHRASE]);
  set_trouble (self, NULL);
  gtk_widget_grab_focus (self->needs_passphrase ? GTK_WIDGET (self->passphrase_row) : self->unlock_button);
}
