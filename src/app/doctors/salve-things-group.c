/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-things-group.h"

#include <glib/gi18n.h>

#include "salve-appointments.h"
#include "salve-edit.h"
#include "salve-json.h"

static const struct
{
  const char *type;
  const char *hint;
  const char *title;
  const char *add;
  const char *added;
  const char *renamed;
  const char *removed;
  GPtrArray *(*list) (SalveStore *store, GError **error);
} kinds[] = {
  [SALVE_THINGS_ROOMS] = { "Location", N_ ("Rooms can be booked with appointments"), N_ ("Room"),
                           N_ ("Add a room"), N_ ("Room added"), N_ ("Room renamed"), N_ ("Room removed"),
                           salve_store_list_rooms },
  [SALVE_THINGS_BEDS] = { "Location",
                          N_ ("A patient who is here can be put into a bed on the board of today"),
                          N_ ("Bed"), N_ ("Add a bed"), N_ ("Bed added"), N_ ("Bed renamed"),
                          N_ ("Bed removed"), salve_store_list_beds },
  [SALVE_THINGS_DEVICES] = { "Device", N_ ("Devices can be booked with appointments"), N_ ("Device"),
                             N_ ("Add a device"), N_ ("Device added"), N_ ("Device renamed"),
                             N_ ("Device removed"), salve_store_list_devices },
};

/* What a group's rows need; it lives as long as the group. */
typedef struct
{
  AdwPreferencesGroup *group; /* not counted */
  SalveThings kind;
  SalveClinic *clinic;
  SalveThingsCommit commit;
  gpointer user_data;
} Things;

static void
things_free (gpointer data)
{
  Things *things = data;

  g_object_unref (things->clinic);
  g_free (things);
}

static char *
text_of (AdwEntryRow *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

/* Reads what the row is about. Returns: (transfer full) (nullable): for changing it */
static SalveEdit *
edit_thing (Things *things, gpointer row, gint64 *version)
{
  g_autoptr (SalveResource) old =
      salve_store_read (salve_clinic_get_store (things->clinic), kinds[things->kind].type,
                        g_object_get_data (row, "thing"), version, NULL);

  return old != NULL ? salve_resource_edit (old) : NULL;
}

static void
put_thing (Things *things, SalveEdit *edit, gint64 version, const char *label)
{
  g_autoptr (SalveResource) written = salve_edit_finish (edit, NULL);
  g_autoptr (SalveChange) change = salve_clinic_begin (things->clinic, label);

  if (written == NULL)
    return;
  salve_change_put (change, written, version);
  things->commit (things->user_data, change);
}

/* A device may have several names; people call it by the first. */
static void
set_device_name (SalveEdit *edit, const char *name)
{
  g_autofree char *quoted = salve_json_quote (name);
  g_autofree char *names = g_strdup_printf ("[{\"name\":%s,\"type\":\"user-friendly-name\"}]", quoted);

  if (salve_edit_has (edit, "/deviceName/0"))
    salve_edit_set_string (edit, "/deviceName/0/name", name);
  else
    salve_edit_set_json (edit, "/deviceName", names);
}

static void
on_renamed (Things *things, AdwEntryRow *row)
{
  g_autofree char *name = text_of (row);
  gint64 version = 0;
  g_autoptr (SalveEdit) edit = edit_thing (things, row, &version);

  if (edit == NULL || *name == '\0')
    return;
  if (things->kind == SALVE_THINGS_DEVICES)
    set_device_name (edit, name);
  else
    salve_edit_set_string (edit, "/name", name);
  put_thing (things, edit, version, _ (kinds[things->kind].renamed));
}

/* It stays in the records of what took place in it, or with it. */
static void
on_removed (Things *things, GtkWidget *button)
{
  gint64 version = 0;
  g_autoptr (SalveEdit) edit = edit_thing (things, button, &version);

  if (edit == NULL)
    return;
  salve_edit_set_string (edit, "/status", "inactive");
  put_thing (things, edit, version, _ (kinds[things->kind].removed));
}

static SalveResource *
build_place (const char *name, const char *code, const char *part_of)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *quoted = salve_json_quote (name);
  g_autofree char *inside = part_of != NULL
                                ? g_strdup_printf (",\"partOf\":{\"reference\":\"Location/%s\"}", part_of)
                                : g_strdup ("");
  g_autofree char *json = g_strdup_printf (
      "{\"resourceType\":\"Location\",\"id\":\"%s\",\"status\":\"active\",\"name\":%s,\"mode\":\"instance\","
      "\"physicalType\":{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/"
      "location-physical-type\","
      "\"code\":\"%s\"}]}%s}",
      id, quoted, code, inside);

  return salve_resource_new_from_text (json, -1, NULL);
}

/* A room or a bed. Holidays hang on the clinic itself, so it is made with its first one. */
static void
put_place (Things *things, SalveChange *change, const char *name)
{
  g_autofree char *clinic = salve_store_find_clinic_place (salve_clinic_get_store (things->clinic), NULL);
  g_autoptr (SalveResource) made = NULL;

  if (clinic == NULL)
    {
      g_autoptr (SalveResource) place = build_place (_ ("Clinic"), "bu", NULL);

      clinic = g_strdup (salve_resource_get_id (place));
      salve_change_put (change, place, SALVE_VERSION_NONE);
    }
  made = build_place (name, things->kind == SALVE_THINGS_BEDS ? "bd" : "ro", clinic);
  salve_change_put (change, made, SALVE_VERSION_NONE);
}

static void
put_device (SalveChange *change, const char *name)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *quoted = salve_json_quote (name);
  g_autofree char *json =
      g_strdup_printf ("{\"resourceType\":\"Device\",\"id\":\"%s\",\"status\":\"active\",\"deviceName\":[{"
                       "\"name\":%s,\"type\":\"user-friendly-name\"}]}",
                       id, quoted);
  g_autoptr (SalveResource) device = salve_resource_new_from_text (json, -1, NULL);

  salve_change_put (change, device, SALVE_VERSION_NONE);
}

static void
on_added (Things *things, AdwEntryRow *row)
{
  g_autofree char *name = text_of (row);
  g_autoptr (SalveChange) change = NULL;

  if (*name == '\0')
    return;
  change = salve_clinic_begin (things->clinic, _ (kinds[things->kind].added));
  if (things->kind == SALVE_THINGS_DEVICES)
    put_device (change, name);
  else
    put_place (things, change, name);
  gtk_editable_set_text (GTK_EDITABLE (row), "");
  things->commit (things->user_data, change);
}

static GtkWidget *
add_row (Things *things, const char *title, const char *name, GCallback callback)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_editable_set_text (GTK_EDITABLE (row), name);
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
  g_signal_connect_swapped (row, "apply", callback, things);
  adw_preferences_group_add (things->group, row);
  return row;
}

static void
add_thing (Things *things, const SalveRoomRow *thing)
{
  GtkWidget *row = add_row (things, _ (kinds[things->kind].title), thing->name, G_CALLBACK (on_renamed));
  GtkWidget *remove = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *name = g_strdup_printf (_ ("Remove %s"), thing->name);

  gtk_widget_set_tooltip_text (remove, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (remove), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (remove, "flat");
  g_object_set_data_full (G_OBJECT (row), "thing", g_strdup (thing->id), g_free);
  g_object_set_data_full (G_OBJECT (remove), "thing", g_strdup (thing->id), g_free);
  g_signal_connect_swapped (remove, "clicked", G_CALLBACK (on_removed), things);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (row), remove);
}

/**
 * salve_things_group_fill:
 * @group: an empty one; what it shows is not looked after when it changes
 * @commit: makes the change; called as long as @group lives
 */
void
salve_things_group_fill (AdwPreferencesGroup *group,
                         SalveThings kind,
                         SalveClinic *clinic,
                         SalveThingsCommit commit,
                         gpointer user_data)
{
  g_autoptr (GPtrArray) rows = kinds[kind].list (salve_clinic_get_store (clinic), NULL);
  Things *things = g_new0 (Things, 1);

  *things = (Things){ group, kind, g_object_ref (clinic), commit, user_data };
  g_object_set_data_full (G_OBJECT (group), "things", things, things_free);
  adw_preferences_group_set_description (group, _ (kinds[kind].hint));
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    if (((const SalveRoomRow *)g_ptr_array_index (rows, i))->active)
      add_thing (things, g_ptr_array_index (rows, i));
  add_row (things, _ (kinds[kind].add), "", G_CALLBACK (on_added));
}
