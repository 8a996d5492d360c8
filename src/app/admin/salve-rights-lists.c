/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-rights-lists.h"

#include "salve-record-words.h"
#include "salve-role-dialog.h"

#include <glib/gi18n.h>

/* Of what was reviewed the last ones; the audit trail has all. */
#define MOST_REVIEWED 50

static AdwPreferencesGroup *
add_group (GPtrArray *groups, const char *title, const char *description)
{
  GtkWidget *group = adw_preferences_group_new ();

  if (title != NULL)
    adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  if (description != NULL)
    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), description);
  g_ptr_array_add (groups, group);
  return ADW_PREFERENCES_GROUP (group);
}

static void
open_role (SalveAskedList *list, SalveRoleItem *role)
{
  SalveRoleDialog *dialog = salve_role_dialog_new (salve_asked_list_get_people (list), role);

  g_signal_connect_object (dialog, "saved", G_CALLBACK (salve_asked_list_refresh), list, G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (list));
}

static void
on_role (AdwActionRow *row, SalveAskedList *list)
{
  open_role (list, g_object_get_data (G_OBJECT (row), "salve-item"));
}

static GtkWidget *
make_role (SalveRoleItem *role, SalveAskedList *list)
{
  const char *state = role->default_rules == NULL                       ? _ ("Made by the clinic")
                      : !g_str_equal (role->rules, role->default_rules) ? _ ("Changed by the clinic")
                                                                        : NULL;
  GtkWidget *row = salve_asked_row_new (salve_role_words (role->name), state);

  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "salve-item", g_object_ref (role), g_object_unref);
  g_signal_connect_object (row, "activated", G_CALLBACK (on_role), list, 0);
  return row;
}

static GPtrArray *
fill_roles (GListModel *items, SalveAskedList *list)
{
  GPtrArray *groups = g_ptr_array_new ();
  AdwPreferencesGroup *group =
      add_group (groups, NULL, _ ("What somebody may see and do is what all their roles together allow."));

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (SalveRoleItem) role = g_list_model_get_item (items, i);

      adw_preferences_group_add (group, make_role (role, list));
    }
  return groups;
}

static DexFuture *
ask_roles (SalvePeople *people)
{
  return SALVE_PEOPLE_GET_IFACE (people)->list_roles (people);
}

/**
 * salve_roles_list_new:
 *
 * Returns: (transfer floating): a #SalveAskedList of the roles, each of which opens
 */
GtkWidget *
salve_roles_list_new (SalveClinic *clinic, SalvePeople *people)
{
  GtkWidget *list = salve_asked_list_new (clinic, people, ask_roles, fill_roles);

  salve_asked_list_refresh (SALVE_ASKED_LIST (list));
  return list;
}

/**
 * salve_roles_list_add:
 * @list: of salve_roles_list_new()
 *
 * Asks what a new role may do.
 */
void
salve_roles_list_add (SalveAskedList *list)
{
  open_role (list, NULL);
}

static void
on_revoke_answer (AdwAlertDialog *dialog, const char *answer, SalveAskedList *list)
{
  SalvePeople *people = salve_asked_list_get_people (list);

  if (g_str_equal (answer, "revoke"))
    salve_asked_list_do (list, SALVE_PEOPLE_GET_IFACE (people)->remove_program (
                                   people, g_object_get_data (G_OBJECT (dialog), "salve-item")));
}

/* What is revoked cannot come back: it enrols anew. */
static void
on_revoke (GtkWidget *button, SalveAskedList *list)
{
  SalveProgram *program = g_object_get_data (G_OBJECT (button), "salve-item");
  /* Translators: %s is the name of a program or a device */
  g_autofree char *heading = g_strdup_printf (_ ("Revoke “%s”?"), program->name);
  AdwDialog *dialog = adw_alert_dialog_new (
      heading, _ ("It is signed out at once and has to be enrolled again to come back."));

  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "revoke", _ ("_Revoke"),
                                  NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "revoke", ADW_RESPONSE_DESTRUCTIVE);
  g_object_set_data_full (G_OBJECT (dialog), "salve-item", g_object_ref (program), g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_revoke_answer), list, 0);
  adw_dialog_present (dialog, GTK_WIDGET (list));
}

static GtkWidget *
make_program (SalveProgram *program, SalveAskedList *list)
{
  GtkWidget *row = salve_asked_row_new (program->name, program->scopes);
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Revoke"));
  g_object_set_data_full (G_OBJECT (button), "salve-item", g_object_ref (program), g_object_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_revoke), list, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

static void
add_programs (GPtrArray *groups, GListModel *items, gboolean by_itself, SalveAskedList *list)
{
  AdwPreferencesGroup *group = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (SalveProgram) program = g_list_model_get_item (items, i);

      if ((program->account_id != NULL) != by_itself)
        continue;
      if (group == NULL)
        group = add_group (groups, by_itself ? _ ("Devices and Kiosks") : _ ("Programs"),
                           by_itself ? _ ("They sign in by themselves, since they were enrolled with a code.")
                                     : _ ("People sign in with them in a browser."));
      adw_preferences_group_add (group, make_program (program, list));
    }
}

static GPtrArray *
fill_programs (GListModel *items, SalveAskedList *list)
{
  GPtrArray *groups = g_ptr_array_new ();

  add_programs (groups, items, TRUE, list);
  add_programs (groups, items, FALSE, list);
  return groups;
}

static DexFuture *
ask_programs (SalvePeople *people)
{
  return SALVE_PEOPLE_GET_IFACE (people)->list_programs (people);
}

/**
 * salve_programs_list_new:
 *
 * Returns: (transfer floating): a #SalveAskedList of programs and enrolled devices, each of which can be revoked
 */
GtkWidget *
salve_programs_list_new (SalveClinic *clinic, SalvePeople *people)
{
  GtkWidget *list = salve_asked_list_new (clinic, people, ask_programs, fill_programs);

  salve_asked_list_set_empty (SALVE_ASKED_LIST (list), "computer-symbolic", _ ("No Other Programs"),
                              _ ("Everybody works with Salve’s own desks, and no device is enrolled."));
  salve_asked_list_refresh (SALVE_ASKED_LIST (list));
  return list;
}

static void
on_review (GtkWidget *button, SalveAskedList *list)
{
  SalvePeople *people = salve_asked_list_get_people (list);

  gtk_widget_set_sensitive (button, FALSE);
  salve_asked_list_do (list, SALVE_PEOPLE_GET_IFACE (people)->review_glass (
                                 people, g_object_get_data (G_OBJECT (button), "salve-item")));
}

static void
add_review_button (AdwActionRow *row, SalveGlass *glass, SalveAskedList *list)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Reviewed"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("I have looked at why"));
  g_object_set_data_full (G_OBJECT (button), "salve-item", g_object_ref (glass), g_object_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_review), list, 0);
  adw_action_row_add_suffix (row, button);
}

/* Nobody reviews what they did themself. */
static GtkWidget *
make_glass (SalveGlass *glass, SalveAskedList *list)
{
  SalveClinic *clinic = salve_asked_list_get_clinic (list);
  g_autofree char *patient = salve_record_words (clinic, "Patient", glass->patient_id, NULL);
  g_autofree char *when =
      salve_instant_format_local (glass->created, salve_clinic_get_zone (clinic),
                                  salve_clinic_get_locale (clinic), SALVE_INSTANT_STYLE_DATE_TIME);
  g_autofree char *title = g_strdup_printf ("%s · %s", glass->login, patient);
  g_autofree char *by =
      /* Translators: %s is a name to sign in with */
      glass->reviewer != NULL ? g_strdup_printf (_ ("Reviewed by %s"), glass->reviewer) : NULL;
  g_autofree char *subtitle = g_strjoin ("\n", glass->reason, when, by, NULL);
  GtkWidget *row = salve_asked_row_new (title, subtitle);

  if (glass->reviewer == NULL && g_strcmp0 (glass->login, salve_clinic_get_actor (clinic)) != 0)
    add_review_button (ADW_ACTION_ROW (row), glass, list);
  return row;
}

static void
add_glass (GPtrArray *groups, GListModel *items, gboolean reviewed, guint most, SalveAskedList *list)
{
  AdwPreferencesGroup *group = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (items) && most > 0; i++)
    {
      g_autoptr (SalveGlass) glass = g_list_model_get_item (items, i);

      if ((glass->reviewer != NULL) != reviewed)
        continue;
      if (group == NULL)
        group = reviewed ? add_group (groups, _ ("Reviewed"), NULL)
                         : add_group (groups, _ ("To Review"),
                                      _ ("Somebody looked at the record of a patient whom they do not treat, "
                                         "and said why. Ask them where that does not explain it."));
      adw_preferences_group_add (group, make_glass (glass, list));
      most--;
    }
}

static GPtrArray *
fill_glass (GListModel *items, SalveAskedList *list)
{
  GPtrArray *groups = g_ptr_array_new ();

  add_glass (groups, items, FALSE, G_MAXUINT, list);
  add_glass (groups, items, TRUE, MOST_REVIEWED, list);
  return groups;
}

static DexFuture *
ask_glass (SalvePeople *people)
{
  return SALVE_PEOPLE_GET_IFACE (people)->list_glass (people, TRUE);
}

/**
 * salve_glass_list_new:
 *
 * Returns: (transfer floating): a #SalveAskedList of looks without treating, to be reviewed and reviewed
 */
GtkWidget *
salve_glass_list_new (SalveClinic *clinic, SalvePeople *people)
{
  GtkWidget *list = salve_asked_list_new (clinic, people, ask_glass, fill_glass);

  salve_asked_list_set_empty (SALVE_ASKED_LIST (list), "emblem-ok-symbolic", _ ("Nothing to Review"),
                              _ ("Nobody looked at the record of a patient whom they do not treat."));
  salve_asked_list_refresh (SALVE_ASKED_LIST (list));
  return list;
}
