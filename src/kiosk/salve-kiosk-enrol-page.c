/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-kiosk"

#include "config.h"

#include "salve-kiosk-enrol-page.h"

#include <glib/gi18n.h>

#include "salve-server-address.h"
#include "salve-trust.h"

struct _SalveKioskEnrolPage
{
  AdwBin parent_instance;

  SalveKioskLink *link;
  char *base;        /* that was looked at */
  char *fingerprint; /* NULL: the system's authorities vouch for it */

  GtkEditable *address;
  GtkEditable *code;
  GtkEditable *pin;
  AdwActionRow *key;
  GtkWidget *button;
  GtkLabel *trouble;
};

G_DEFINE_FINAL_TYPE (SalveKioskEnrolPage, salve_kiosk_enrol_page, ADW_TYPE_BIN)

static void
say (SalveKioskEnrolPage *self, const char *text)
{
  gtk_label_set_label (self->trouble, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), text != NULL);
  gtk_widget_set_sensitive (self->button, TRUE);
}

static DexFuture *
on_enrolled (DexFuture *future, gpointer data)
{
  SalveKioskEnrolPage *self = data;
  g_autoptr (GError) error = NULL;

  if (dex_future_get_value (future, &error) == NULL)
    say (self, error->message);
  return NULL;
}

static DexFuture *
on_looked (DexFuture *future, gpointer data)
{
  SalveKioskEnrolPage *self = data;
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);
  const SalveServerKey *key = value != NULL ? g_value_get_boxed (value) : NULL;

  if (key == NULL)
    {
      g_clear_pointer (&self->base, g_free);
      say (self, error->message);
      return NULL;
    }
  g_set_str (&self->fingerprint, key->vouched ? NULL : key->fingerprint);
  adw_action_row_set_subtitle (self->key,
                               key->shown != NULL ? key->shown : _ ("Not needed on this computer"));
  gtk_widget_set_visible (GTK_WIDGET (self->key), TRUE);
  gtk_button_set_label (GTK_BUTTON (self->button), _ ("The Key Is the Same: Connect"));
  say (self, NULL);
  return NULL;
}

/* First who answers is shown; a second press says that it is the right one. */
static void
on_button (SalveKioskEnrolPage *self)
{
  g_autoptr (GError) error = NULL;

  gtk_widget_set_sensitive (self->button, FALSE);
  if (self->base != NULL)
    {
      dex_future_disown (dex_future_finally (
          salve_kiosk_link_enrol (self->link, self->base, self->fingerprint,
                                  gtk_editable_get_text (self->code), gtk_editable_get_text (self->pin)),
          on_enrolled, g_object_ref (self), g_object_unref));
      return;
    }
  self->base = salve_server_address_parse (gtk_editable_get_text (self->address), &error);
  if (self->base == NULL)
    {
      say (self, error->message);
      return;
    }
  dex_future_disown (
      dex_future_finally (salve_trust_fetch (self->base), on_looked, g_object_ref (self), g_object_unref));
}

/* Another address is another server. */
static void
on_address (SalveKioskEnrolPage *self)
{
  g_clear_pointer (&self->base, g_free);
  gtk_widget_set_visible (GTK_WIDGET (self->key), FALSE);
  gtk_button_set_label (GTK_BUTTON (self->button), _ ("Look for the Server"));
}

static void
salve_kiosk_enrol_page_dispose (GObject *object)
{
  SalveKioskEnrolPage *self = SALVE_KIOSK_ENROL_PAGE (object);

  g_clear_object (&self->link);
  g_clear_pointer (&self->base, g_free);
  g_clear_pointer (&self->fingerprint, g_free);
  G_OBJECT_CLASS (salve_kiosk_enrol_page_parent_class)->dispose (object);
}

static void
salve_kiosk_enrol_page_class_init (SalveKioskEnrolPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = salve_kiosk_enrol_page_dispose;
}

static GtkEditable *
add_row (AdwPreferencesGroup *group, GtkWidget *row, const char *title)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_preferences_group_add (group, row);
  return GTK_EDITABLE (row);
}

static void
salve_kiosk_enrol_page_init (SalveKioskEnrolPage *self)
{
  GtkWidget *status = adw_status_page_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *clamp = adw_clamp_new ();
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_status_page_set_title (ADW_STATUS_PAGE (status), _ ("Connect This Kiosk"));
  adw_status_page_set_description (
      ADW_STATUS_PAGE (status),
      _ ("An administrator of the clinic makes an account with the role “Kiosk” and a "
         "one-time code for it."));
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (status), "io.github.salveclinic.Salve-symbolic");
  self->address = add_row (group, adw_entry_row_new (), _ ("Server’s Address"));
  self->code = add_row (group, adw_entry_row_new (), _ ("One-Time Code"));
  self->pin = add_row (group, adw_password_entry_row_new (), _ ("PIN to Leave the Kiosk"));
  self->key = ADW_ACTION_ROW (adw_action_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->key),
                                 _ ("Key of the Server: compare it with the server’s"));
  adw_action_row_set_subtitle_selectable (self->key, TRUE);
  adw_preferences_group_add (group, GTK_WIDGET (self->key));
  self->trouble = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->trouble, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->trouble), "error");
  self->button = gtk_button_new ();
  gtk_widget_add_css_class (self->button, "suggested-action");
  gtk_widget_add_css_class (self->button, "pill");
  gtk_widget_set_halign (self->button, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (group));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->trouble));
  gtk_box_append (GTK_BOX (box), self->button);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 640);
  adw_status_page_set_child (ADW_STATUS_PAGE (status), clamp);
  adw_bin_set_child (ADW_BIN (self), status);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (on_button), self);
  g_signal_connect_swapped (self->address, "changed", G_CALLBACK (on_address), self);
  on_address (self);
  say (self, NULL);
}

GtkWidget *
salve_kiosk_enrol_page_new (SalveKioskLink *link)
{
  SalveKioskEnrolPage *self = g_object_new (SALVE_TYPE_KIOSK_ENROL_PAGE, NULL);

  self->link = g_object_ref (link);
  return GTK_WIDGET (self);
}
