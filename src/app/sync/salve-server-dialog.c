/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-abilities-rows.h"
#include "salve-server-dialog.h"

#include "salve-fingerprint.h"

#include <glib/gi18n.h>

struct _SalveServerDialog
{
  AdwDialog parent_instance;

  SalveSyncFace *face;
  SalveDisconnectFunc disconnect;
  gpointer data;
  GDestroyNotify destroy;
  GPtrArray *ability_rows;

  AdwBanner *banner;
  AdwActionRow *base_row;
  AdwActionRow *pin_row;
  AdwActionRow *risk_row;
  AdwPreferencesGroup *abilities_group;
};

enum
{
  PROP_0,
  PROP_FACE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SalveServerDialog, salve_server_dialog, ADW_TYPE_DIALOG)

static DexFuture *
on_disconnected (DexFuture *future, gpointer data)
{
  SalveServerDialog *self = data;
  g_autoptr (GError) error = NULL;

  if (dex_future_get_value (future, &error) != NULL)
    {
      adw_dialog_force_close (ADW_DIALOG (self));
      return NULL;
    }
  adw_banner_set_title (self->banner, error->message);
  adw_banner_set_revealed (self->banner, TRUE);
  return NULL;
}

static void
on_response (AdwAlertDialog *dialog, const char *response, SalveServerDialog *self)
{
  if (g_str_equal (response, "disconnect"))
    dex_future_disown (dex_future_finally (self->disconnect (self->data), on_disconnected,
                                           g_object_ref (self), g_object_unref));
}

static void
on_disconnect (SalveServerDialog *self)
{
  AdwDialog *dialog = adw_alert_dialog_new (_ ("Disconnect from the Server?"),
                                            _ ("All records stay on this computer, with what was not sent "
                                               "yet. Everybody is signed out at this desk, and "
                                               "it sees no more of what the other desks do."));

  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "stay", _ ("_Stay Connected"), "disconnect",
                                  _ ("_Disconnect"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "disconnect",
                                            ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "stay");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response), self, 0);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
salve_server_dialog_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_FACE)
    g_value_set_object (value, SALVE_SERVER_DIALOG (object)->face);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
salve_server_dialog_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_FACE)
    SALVE_SERVER_DIALOG (object)->face = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
salve_server_dialog_dispose (GObject *object)
{
  SalveServerDialog *self = SALVE_SERVER_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_SERVER_DIALOG);
  if (self->destroy != NULL)
    g_clear_pointer (&self->data, self->destroy);
  self->destroy = NULL;
  g_clear_object (&self->face);
  G_OBJECT_CLASS (salve_server_dialog_parent_class)->dispose (object);
}

static void
salve_server_dialog_finalize (GObject *object)
{
  g_ptr_array_unref (SALVE_SERVER_DIALOG (object)->ability_rows);
  G_OBJECT_CLASS (salve_server_dialog_parent_class)->finalize (object);
}

static void
salve_server_dialog_class_init (SalveServerDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = salve_server_dialog_dispose;
  object_class->finalize = salve_server_dialog_finalize;
  object_class->get_property = salve_server_dialog_get_property;
  object_class->set_property = salve_server_dialog_set_property;
  properties[PROP_FACE] =
      g_param_spec_object ("face", NULL, NULL, SALVE_TYPE_SYNC_FACE,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-server-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SalveServerDialog, banner);
  gtk_widget_class_bind_template_child (widget_class, SalveServerDialog, base_row);
  gtk_widget_class_bind_template_child (widget_class, SalveServerDialog, pin_row);
  gtk_widget_class_bind_template_child (widget_class, SalveServerDialog, risk_row);
  gtk_widget_class_bind_template_child (widget_class, SalveServerDialog, abilities_group);
  gtk_widget_class_bind_template_callback (widget_class, on_disconnect);
}

static void
salve_server_dialog_init (SalveServerDialog *self)
{
  self->ability_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * salve_server_dialog_new:
 * @face: how sync stands
 * @facts: about the server; not kept
 * @disconnect: makes the clinic one by itself
 *
 * Returns: (transfer floating): a dialog
 */
SalveServerDialog *
salve_server_dialog_new (SalveSyncFace *face,
                         const SalveServerFacts *facts,
                         SalveDisconnectFunc disconnect,
                         gpointer data,
                         GDestroyNotify destroy)
{
  SalveServerDialog *self = g_object_new (SALVE_TYPE_SERVER_DIALOG, "face", face, NULL);
  g_autofree char *shown = facts->pin != NULL ? salve_fingerprint_format (facts->pin) : NULL;

  self->disconnect = disconnect;
  self->data = data;
  self->destroy = destroy;
  adw_action_row_set_subtitle (self->base_row, facts->base);
  adw_action_row_set_subtitle (
      self->pin_row, shown != NULL ? shown : _ ("The authorities that this computer believes vouch for it"));
  adw_action_row_set_subtitle (self->risk_row, facts->accepted != NULL ? facts->accepted : "");
  gtk_widget_set_visible (GTK_WIDGET (self->risk_row), facts->accepted != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->abilities_group), facts->abilities != NULL);
  if (facts->abilities != NULL)
    salve_abilities_rows_fill (self->abilities_group, self->ability_rows, facts->abilities);
  return self;
}
