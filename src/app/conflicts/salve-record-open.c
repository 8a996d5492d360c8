/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-record-open.h"

#include "salve-datatypes.h"

static const struct
{
  const char *type;
  const char *action;
} pages[] = {
  { "Patient", "patient.open" },
  { "Practitioner", "doctor.open" },
  { "Appointment", "appointment.open" },
};

static const char *
find_action (const char *type)
{
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    if (g_strcmp0 (pages[i].type, type) == 0)
      return pages[i].action;
  return NULL;
}

/* The page of a record that has none of its own is that of the patient it belongs to. */
static const char *
find_page (SalveClinic *clinic, const char *type, const char *id, char **target)
{
  g_autoptr (SalveResource) resource =
      salve_store_read (salve_clinic_get_store (clinic), type, id, NULL, NULL);
  static const char *const owners[] = { "subject", "patient" };

  *target = NULL;
  if (resource == NULL)
    return NULL;
  if (find_action (type) != NULL)
    {
      *target = g_strdup (id);
      return find_action (type);
    }
  for (guint i = 0; i < G_N_ELEMENTS (owners) && *target == NULL; i++)
    *target = salve_reference_id (salve_element_get (salve_resource_root (resource), owners[i]), "Patient");
  return *target != NULL ? "patient.open" : NULL;
}

/**
 * salve_record_can_open:
 *
 * Returns: whether there is a page that shows this record; not for one that is deleted
 */
gboolean
salve_record_can_open (SalveClinic *clinic, const char *type, const char *id)
{
  g_autofree char *target = NULL;

  return find_page (clinic, type, id, &target) != NULL;
}

/**
 * salve_record_open:
 * @widget: inside the window whose action it takes
 *
 * Returns: whether there was a page to open
 */
gboolean
salve_record_open (GtkWidget *widget, SalveClinic *clinic, const char *type, const char *id)
{
  g_autofree char *target = NULL;
  const char *action = find_page (clinic, type, id, &target);

  return action != NULL && gtk_widget_activate_action (widget, action, "s", target);
}
