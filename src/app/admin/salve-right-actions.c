/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-right-actions.h"

#include <glib/gi18n.h>
#include <string.h>

static const struct
{
  const char *action;
  SalveAction right;
  const char *type;
} needs[] = {
  { "patient.register", SALVE_ACTION_CREATE, "Patient" },
  { "patients.register", SALVE_ACTION_CREATE, "Patient" },
  { "patients.register-typed", SALVE_ACTION_CREATE, "Patient" },
  { "patient.edit", SALVE_ACTION_UPDATE, "Patient" },
  { "record.edit", SALVE_ACTION_UPDATE, "Patient" },
  { "record.kiosk-code", SALVE_ACTION_CREATE, "patient-code" },
  { "record.ask-picture", SALVE_ACTION_CREATE, "ServiceRequest" },
  { "patient.merge", SALVE_ACTION_UPDATE, "Patient" },
  { "appointment.new", SALVE_ACTION_CREATE, "Appointment" },
  { "appointment.book-for", SALVE_ACTION_CREATE, "Appointment" },
  { "appointment.again", SALVE_ACTION_CREATE, "Appointment" },
  { "calendar.new", SALVE_ACTION_CREATE, "Appointment" },
  { "appointment.confirm", SALVE_ACTION_UPDATE, "Appointment" },
  { "appointment.arrive", SALVE_ACTION_UPDATE, "Appointment" },
  { "appointment.start", SALVE_ACTION_UPDATE, "Appointment" },
  { "appointment.finish", SALVE_ACTION_UPDATE, "Appointment" },
  { "appointment.cancel", SALVE_ACTION_UPDATE, "Appointment" },
  { "appointment.no-show", SALVE_ACTION_UPDATE, "Appointment" },
  { "appointment.back", SALVE_ACTION_UPDATE, "Appointment" },
  { "appointment.wait", SALVE_ACTION_UPDATE, "Appointment" },
  { "appointment.strike-out", SALVE_ACTION_UPDATE, "Appointment" },
  { "appointment.move", SALVE_ACTION_UPDATE, "Appointment" },
  { "doctor.new", SALVE_ACTION_CREATE, "Practitioner" },
  { "doctor.edit", SALVE_ACTION_UPDATE, "Practitioner" },
  { "doctor.add-hours", SALVE_ACTION_CREATE, "PractitionerRole" },
  { "doctor.edit-hours", SALVE_ACTION_UPDATE, "PractitionerRole" },
  { "doctor.add-absence", SALVE_ACTION_CREATE, "Slot" },
  { "doctor.edit-absence", SALVE_ACTION_UPDATE, "Slot" },
  { "doctor.remove-exception", SALVE_ACTION_DELETE, "Slot" },
  { "doctor.open-times", SALVE_ACTION_CREATE, "Slot" },
  { "doctor.close-range", SALVE_ACTION_CREATE, "Slot" },
  { "doctor.import-absences", SALVE_ACTION_CREATE, "Slot" },
  { "clinic.setup", SALVE_ACTION_UPDATE, "HealthcareService" },
  /* Of all kinds at once. */
  { "clinic.import", SALVE_ACTION_CREATE, "*" },
  { "clinic.export", SALVE_ACTION_EXPORT, "*" },
};

/**
 * salve_right_actions_may:
 * @action: the name of an action, perhaps with a target
 *
 * Returns: whether whoever works here has the right that it needs
 */
gboolean
salve_right_actions_may (SalveDeskRights *rights, const char *action)
{
  gsize length;

  g_return_val_if_fail (SALVE_IS_DESK_RIGHTS (rights) && action != NULL, FALSE);

  length = strcspn (action, "(:");
  for (gsize i = 0; i < G_N_ELEMENTS (needs); i++)
    if (strlen (needs[i].action) == length && strncmp (needs[i].action, action, length) == 0)
      return salve_desk_rights_may (rights, needs[i].right, needs[i].type);
  return TRUE;
}

/**
 * salve_right_actions_refusal:
 *
 * Returns: (transfer none): why something is not done, for whoever asked for it by a key
 */
const char *
salve_right_actions_refusal (void)
{
  return _ ("What you may do in this clinic does not include that.");
}

static void
update (GtkWidget *widget, SalveDeskRights *rights)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_GET_CLASS (widget);
  const GVariantType *parameter;
  const char *name, *property;
  GType owner;

  for (guint i = 0; gtk_widget_class_query_action (widget_class, i, &owner, &name, &parameter, &property);
       i++)
    for (gsize j = 0; j < G_N_ELEMENTS (needs); j++)
      if (g_str_equal (needs[j].action, name))
        gtk_widget_action_set_enabled (widget, name,
                                       salve_desk_rights_may (rights, needs[j].right, needs[j].type));
}

static void
on_changed (SalveDeskRights *rights, GtkWidget *widget)
{
  update (widget, rights);
}

/**
 * salve_right_actions_follow:
 * @widget: whose class has installed some of the table's actions
 *
 * From now on those are enabled that whoever works here has the right to.
 */
void
salve_right_actions_follow (GtkWidget *widget, SalveDeskRights *rights)
{
  g_return_if_fail (GTK_IS_WIDGET (widget) && SALVE_IS_DESK_RIGHTS (rights));

  g_signal_connect_object (rights, "changed", G_CALLBACK (on_changed), widget, 0);
  update (widget, rights);
}

static void
update_map (GActionMap *map, SalveDeskRights *rights)
{
  const char *prefix = g_object_get_data (G_OBJECT (map), "salve-prefix");

  for (gsize i = 0; i < G_N_ELEMENTS (needs); i++)
    {
      const char *name = needs[i].action + strlen (prefix);
      GAction *action =
          g_str_has_prefix (needs[i].action, prefix) ? g_action_map_lookup_action (map, name) : NULL;

      if (action != NULL)
        g_simple_action_set_enabled (G_SIMPLE_ACTION (action),
                                     salve_desk_rights_may (rights, needs[i].right, needs[i].type));
    }
}

static void
on_map_changed (SalveDeskRights *rights, GActionMap *map)
{
  update_map (map, rights);
}

/**
 * salve_right_actions_follow_map:
 * @map: of #GSimpleAction
 * @prefix: (not nullable): under which the map is inserted, with its dot; a literal
 *
 * The same for actions that a widget has in a group of its own.
 */
void
salve_right_actions_follow_map (GActionMap *map, const char *prefix, SalveDeskRights *rights)
{
  g_return_if_fail (G_IS_ACTION_MAP (map) && SALVE_IS_DESK_RIGHTS (rights));

  g_object_set_data (G_OBJECT (map), "salve-prefix", (gpointer)prefix);
  g_signal_connect_object (rights, "changed", G_CALLBACK (on_map_changed), map, 0);
  update_map (map, rights);
}
