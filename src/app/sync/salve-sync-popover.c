/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-sync-popover.h"

struct _SalveSyncPopover
{
  GtkPopover parent_instance;

  SalveSyncFace *face;
};

enum
{
  PROP_0,
  PROP_FACE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SalveSyncPopover, salve_sync_popover, GTK_TYPE_POPOVER)

static gboolean
has_text (GtkWidget *widget, const char *text)
{
  return text != NULL && *text != '\0';
}

static gboolean
is_false (GtkWidget *widget, gboolean value)
{
  return !value;
}

/* Where another key answers, the one button that says so is enough. */
static gboolean
is_ordinary (GtkWidget *widget, gboolean connected, gboolean untrusted)
{
  return connected && !untrusted;
}

static void
salve_sync_popover_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_FACE:
      g_value_set_object (value, SALVE_SYNC_POPOVER (object)->face);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
salve_sync_popover_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_FACE:
      SALVE_SYNC_POPOVER (object)->face = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
salve_sync_popover_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_SYNC_POPOVER);
  g_clear_object (&SALVE_SYNC_POPOVER (object)->face);
  G_OBJECT_CLASS (salve_sync_popover_parent_class)->dispose (object);
}

static void
salve_sync_popover_class_init (SalveSyncPopoverClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = salve_sync_popover_dispose;
  object_class->get_property = salve_sync_popover_get_property;
  object_class->set_property = salve_sync_popover_set_property;
  properties[PROP_FACE] =
      g_param_spec_object ("face", NULL, NULL, SALVE_TYPE_SYNC_FACE,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  g_type_ensure (SALVE_TYPE_SYNC_FACE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-sync-popover.ui");
  gtk_widget_class_bind_template_callback (widget_class, has_text);
  gtk_widget_class_bind_template_callback (widget_class, is_false);
  gtk_widget_class_bind_template_callback (widget_class, is_ordinary);
}

static void
salve_sync_popover_init (SalveSyncPopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * salve_sync_popover_new:
 * @face: what it shows
 *
 * Returns: (transfer floating): a popover for a button inside the window, whose actions it takes
 */
GtkWidget *
salve_sync_popover_new (SalveSyncFace *face)
{
  return g_object_new (SALVE_TYPE_SYNC_POPOVER, "face", face, NULL);
}
