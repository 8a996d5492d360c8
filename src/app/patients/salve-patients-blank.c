/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-patients-blank.h"

struct _SalvePatientsBlank
{
  AdwBin parent_instance;

  SalvePatientsView *view; /* within which it is; not owned */
  GtkStack *stack;
};

enum
{
  PROP_0,
  PROP_VIEW,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SalvePatientsBlank, salve_patients_blank, ADW_TYPE_BIN)

static void
salve_patients_blank_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_VIEW:
      g_value_set_object (value, SALVE_PATIENTS_BLANK (object)->view);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
salve_patients_blank_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_VIEW:
      g_set_weak_pointer (&SALVE_PATIENTS_BLANK (object)->view, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
salve_patients_blank_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_PATIENTS_BLANK);
  g_clear_weak_pointer (&SALVE_PATIENTS_BLANK (object)->view);
  G_OBJECT_CLASS (salve_patients_blank_parent_class)->dispose (object);
}

static void
salve_patients_blank_class_init (SalvePatientsBlankClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = salve_patients_blank_dispose;
  object_class->get_property = salve_patients_blank_get_property;
  object_class->set_property = salve_patients_blank_set_property;
  properties[PROP_VIEW] =
      g_param_spec_object ("view", NULL, NULL, SALVE_TYPE_PATIENTS_VIEW,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-patients-blank.ui");
  gtk_widget_class_bind_template_child (widget_class, SalvePatientsBlank, stack);
}

static void
salve_patients_blank_init (SalvePatientsBlank *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * salve_patients_blank_new:
 * @view: within which it will be
 */
SalvePatientsBlank *
salve_patients_blank_new (SalvePatientsView *view)
{
  return g_object_new (SALVE_TYPE_PATIENTS_BLANK, "view", view, NULL);
}

/**
 * salve_patients_blank_show:
 * @name: "none" (the search found nobody), "empty" (there is nobody yet) or "error"
 */
void
salve_patients_blank_show (SalvePatientsBlank *self, const char *name)
{
  g_return_if_fail (SALVE_IS_PATIENTS_BLANK (self));

  gtk_stack_set_visible_child_name (self->stack, name);
}
