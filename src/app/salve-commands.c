/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-commands.h"

#include <glib/gi18n.h>

static const SalveCommand commands[] = {
  { N_ ("Find and Register"), N_ ("Find anything"), "palette.open", NULL, { "<Control>k" } },
  { N_ ("Find and Register"), N_ ("Find a patient"), "view.search", "edit-find-symbolic", { "<Control>f" } },
  { N_ ("Find and Register"),
    N_ ("Register a patient"),
    "patient.register('')",
    "list-add-symbolic",
    { NULL } },
  { N_ ("Find and Register"),
    N_ ("Register a patient; among the doctors, add a doctor"),
    "view.new",
    NULL,
    { "<Control>n" } },
  { N_ ("Find and Register"), N_ ("Add a doctor"), "doctor.new", "list-add-symbolic", { NULL } },
  { N_ ("Appointments"),
    N_ ("Book an appointment"),
    "appointment.new('')",
    "x-office-calendar-symbolic",
    { "<Control>b" } },
  { N_ ("Appointments"),
    N_ ("Somebody is here without an appointment"),
    "appointment.walk-in('')",
    "contact-new-symbolic",
    { "<Control>i" } },
  { N_ ("Appointments"),
    N_ ("Call in the next patient"),
    "view.next-patient",
    "go-next-symbolic",
    { "<Control>j" } },
  { N_ ("Appointments"), N_ ("Go to a date"), NULL, NULL, { "<Control>g" } },
  { N_ ("Appointments"), N_ ("Day"), NULL, NULL, { "<Control>1" } },
  { N_ ("Appointments"), N_ ("Work Week"), NULL, NULL, { "<Control>2" } },
  { N_ ("Appointments"), N_ ("Week"), NULL, NULL, { "<Control>3" } },
  { N_ ("Appointments"), N_ ("Month"), NULL, NULL, { "<Control>4" } },
  { N_ ("Appointments"), N_ ("Agenda"), NULL, NULL, { "<Control>5" } },
  { N_ ("Find and Register"), N_ ("Save a form"), NULL, NULL, { "<Control>Return" } },
  { N_ ("Find and Register"), N_ ("Look at the selected patient without opening"), NULL, NULL, { "space" } },
  { N_ ("Views"), N_ ("Show today"), "view.show('today')", "view-list-symbolic", { "<Alt>1" } },
  { N_ ("Views"),
    N_ ("Show the calendar"),
    "view.show('calendar')",
    "x-office-calendar-symbolic",
    { "<Alt>2" } },
  { N_ ("Views"), N_ ("Show all patients"), "view.show('patients')", "system-users-symbolic", { "<Alt>3" } },
  { N_ ("Views"), N_ ("Show the doctors"), "view.show('doctors')", "avatar-default-symbolic", { "<Alt>4" } },
  { N_ ("Views"), N_ ("Show the devices"), "view.show('devices')", "network-wired-symbolic", { "<Alt>5" } },
  { N_ ("Views"),
    N_ ("Show the reports"),
    "view.show('reports')",
    "x-office-document-symbolic",
    { "<Alt>6" } },
  { N_ ("Views"), N_ ("Back"), NULL, NULL, { "<Alt>Left" } },
  { N_ ("Changes"), N_ ("Undo the last change"), "history.undo", "edit-undo-symbolic", { "<Control>z" } },
  { N_ ("Changes"),
    N_ ("Redo"),
    "history.redo",
    "edit-redo-symbolic",
    { "<Control><Shift>z", "<Control>y" } },
  { N_ ("Changes"),
    N_ ("Show what was changed"),
    "history.show",
    "document-open-recent-symbolic",
    { "<Control>h" } },
  { N_ ("The Clinic"),
    N_ ("Visit types"),
    "clinic.setup('visit-types')",
    "view-list-bullet-symbolic",
    { NULL } },
  { N_ ("The Clinic"), N_ ("Rooms"), "clinic.setup('rooms')", "mark-location-symbolic", { NULL } },
  { N_ ("The Clinic"),
    N_ ("Devices of the clinic"),
    "clinic.setup('devices')",
    "network-wired-symbolic",
    { NULL } },
  { N_ ("The Clinic"),
    N_ ("Holidays of the clinic"),
    "clinic.setup('holidays')",
    "x-office-calendar-symbolic",
    { NULL } },
  { N_ ("The Clinic"), N_ ("Administration"), "admin.show", "system-users-symbolic", { NULL } },
  { N_ ("The Clinic’s File"),
    N_ ("Import FHIR files"),
    "clinic.import",
    "document-open-symbolic",
    { "<Control>o" } },
  { N_ ("The Clinic’s File"),
    N_ ("Export all records"),
    "clinic.export",
    "document-save-symbolic",
    { NULL } },
  { N_ ("The Clinic’s File"), N_ ("Back up the file"), "clinic.backup", "media-floppy-symbolic", { NULL } },
  { N_ ("The Clinic’s File"), N_ ("Restore a backup"), "app.restore", "document-revert-symbolic", { NULL } },
  { N_ ("The Clinic’s File"), N_ ("Check the file"), "clinic.check", "object-select-symbolic", { NULL } },
  { N_ ("The Clinic’s Server"), N_ ("Sync now"), "sync.now", "view-refresh-symbolic", { "<Control>r" } },
  { N_ ("The Clinic’s Server"),
    N_ ("Show conflicts and refusals"),
    "sync.show-conflicts",
    "dialog-warning-symbolic",
    { NULL } },
  { N_ ("The Clinic’s Server"),
    N_ ("Switch person"),
    "person.switch",
    "avatar-default-symbolic",
    { "<Control><Shift>l" } },
  { N_ ("The Clinic’s Server"),
    N_ ("Connect to a server"),
    "sync.connect",
    "network-server-symbolic",
    { NULL } },
  { N_ ("Salve"), N_ ("Lock"), "session.lock", "changes-prevent-symbolic", { "<Control>l" } },
  { N_ ("Salve"),
    N_ ("Preferences"),
    "app.preferences",
    "preferences-system-symbolic",
    { "<Control>comma" } },
  { N_ ("Salve"),
    N_ ("Keyboard shortcuts"),
    "app.shortcuts",
    "input-keyboard-symbolic",
    { "<Control>question" } },
  { N_ ("Salve"), N_ ("Help"), "app.help", "help-browser-symbolic", { "F1" } },
  { N_ ("Salve"), N_ ("About Salve"), "app.about", "help-about-symbolic", { NULL } },
  { N_ ("Salve"), N_ ("Main menu"), NULL, NULL, { "F10" } },
  { N_ ("Salve"), N_ ("Close the window"), "window.close", NULL, { "<Control>w" } },
  { N_ ("Salve"), N_ ("Quit"), "app.quit", "application-exit-symbolic", { "<Control>q" } },
};

/**
 * salve_commands_get:
 * @n_commands: (out): how many there are
 *
 * Returns: (transfer none): all commands, those of one section together
 */
const SalveCommand *
salve_commands_get (guint *n_commands)
{
  *n_commands = G_N_ELEMENTS (commands);
  return commands;
}

/**
 * salve_command_get_key_label:
 *
 * Returns: (transfer full): the keys as this desktop writes them ("Ctrl+K"), or an empty string
 */
char *
salve_command_get_key_label (const SalveCommand *command)
{
  guint key;
  GdkModifierType modifiers;

  if (!command->keys[0] || !gtk_accelerator_parse (command->keys[0], &key, &modifiers))
    return g_strdup ("");
  return gtk_accelerator_get_label (key, modifiers);
}
