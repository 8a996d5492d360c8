/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-patients-bar.h"

struct _SalvePatientsBar
{
  AdwBin parent_instance;

  SalvePatientsView *view; /* within which it is; not owned */
  GtkWidget *copy_button;
  GtkWidget *copy_icon;
  GtkWidget *selection_label;
};

enum
{
  PROP_0,
  PROP_VIEW,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SalvePatientsBar, salve_patients_bar, ADW_TYPE_BIN)

static void
salve_patients_bar_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_VIEW:
      g_value_set_object (value, SALVE_PATIENTS_BAR (object)->view);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
salve_patients_bar_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_VIEW:
      g_set_weak_pointer (&SALVE_PATIENTS_BAR (object)->view, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
salve_patients_bar_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_PATIENTS_BAR);
  g_clear_weak_pointer (&SALVE_PATIENTS_BAR (object)->view);
  G_OBJECT_CLASS (salve_patients_bar_parent_class)->dispose (object);
}

static void
salve_patients_bar_class_init (SalvePatientsBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = salve_patients_bar_dispose;
  object_class->get_property = salve_patients_bar_get_property;
  object_class->set_property = salve_patients_bar_set_property;
  properties[PROP_VIEW] =
      g_param_spec_object ("view", NULL, NULL, SALVE_TYPE_PATIENTS_VIEW,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-patients-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, SalvePatientsBar, copy_button);
  gtk_widget_class_bind_template_child (widget_class, SalvePatientsBar, copy_icon);
  gtk_widget_class_bind_template_child (widget_class, SalvePatientsBar, selection_label);
}

static void
salve_patients_bar_init (SalvePatientsBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * salve_patients_bar_new:
 * @view: within which it will be
 */
SalvePatientsBar *
salve_patients_bar_new (SalvePatientsView *view)
{
  return g_object_new (SALVE_TYPE_PATIENTS_BAR, "view", view, NULL);
}

/**
 * salve_patients_bar_set_narrow:
 * @narrow: whether there is room for icons alone
 */
void
salve_patients_bar_set_narrow (SalvePatientsBar *self, gboolean narrow)
{
  g_return_if_fail (SALVE_IS_PATIENTS_BAR (self));

  gtk_widget_set_visible (self->copy_button, !narrow);
  gtk_widget_set_visible (self->copy_icon, narrow);
  gtk_widget_set_visible (self->selection_label, !narrow);
}
