/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what the command line and the settings say, and hands values in: nothing below knows either. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-application.h"
#include "salve-clinic-tasks.h"
#include "salve-commands.h"
#include "salve-early-start.h"
#include "salve-formats.h"
#include "salve-help-map.h"
#include "salve-help-window.h"
#include "salve-preferences.h"
#include "salve-resources.h"
#include "salve-restore.h"
#include "salve-search-provider.h"
#include "salve-shortcuts-dialog.h"
#include "salve-start-page.h"
#include "salve-tour.h"
#include "salve-window.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#define DEMO_PATIENTS 2000

/* A file that opens within this time, in milliseconds, is seen at once, without a page before it. */
#define OPENING 150

struct _SalveApplication
{
  AdwApplication parent_instance;

  GSettings *settings;
  SalveSearchProvider *search; /* of the desktop; NULL in a program beside the desk */
  SalveClinic *clinic;         /* of the window, while it is open */
  SalveStore *store;
  char *store_path;
  char *key_path;
  char *tour_folder;
  gboolean demo;
  gboolean restored;     /* just now, or tried to be: the next window says so */
  GFile *before_restore; /* the file whose place was taken */
  GError *restore_error;
  guint present_source;
  DexFuture *early; /* the file being opened while GTK begins; NULL once the start page has it */
  gboolean failed;  /* a tour that could not be taken */
};

G_DEFINE_FINAL_TYPE (SalveApplication, salve_application, ADW_TYPE_APPLICATION)

static void tell_of_restore (SalveApplication *self, SalveWindow *window);

static void
apply_color_scheme (SalveApplication *self)
{
  g_autofree char *scheme = g_settings_get_string (self->settings, "color-scheme");
  AdwColorScheme wanted = ADW_COLOR_SCHEME_DEFAULT;

  if (g_str_equal (scheme, "light"))
    wanted = ADW_COLOR_SCHEME_FORCE_LIGHT;
  else if (g_str_equal (scheme, "dark"))
    wanted = ADW_COLOR_SCHEME_FORCE_DARK;
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), wanted);
}

static void
apply_formats (SalveApplication *self)
{
  g_autoptr (SalveLocale) locale = salve_formats_read_locale (self->settings);

  if (self->clinic)
    salve_clinic_set_locale (self->clinic, locale);
}

static GFile *
store_file (SalveApplication *self)
{
  g_autofree char *path = NULL;

  if (self->store_path)
    return g_file_new_for_commandline_arg (self->store_path);
  path = g_settings_get_string (self->settings, "store-path");
  if (*path)
    return g_file_new_for_path (path);
  return g_file_new_build_filename (g_get_user_data_dir (), "salve", "clinic.salve", NULL);
}

/* Nobody in the demo clinic exists, so its key may lie beside it, and nothing is asked. */
static char *
make_demo_key (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "salve", NULL);
  g_autofree char *path = g_build_filename (folder, "demo.key", NULL);
  g_autoptr (GString) hex = g_string_new (NULL);
  int file;

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&path);
  g_mkdir_with_parents (folder, 0700);
  for (guint i = 0; i < 8; i++)
    g_string_append_printf (hex, "%08x", g_random_int ());
  g_string_append_c (hex, '\n');
  file = g_open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0 || write (file, hex->str, hex->len) != (gssize)hex->len)
    g_warning ("The demo clinic's key cannot be written: %s", g_strerror (errno));
  if (file >= 0)
    g_close (file, NULL);
  return g_steal_pointer (&path);
}

static void
use_demo (SalveApplication *self)
{
  g_free (self->store_path);
  g_free (self->key_path);
  self->store_path = g_build_filename (g_get_user_data_dir (), "salve", "demo.salve", NULL);
  self->key_path = make_demo_key ();
  self->demo = TRUE;
}

static void
opening_is_slow (gpointer data)
{
  SalveApplication *self = data;
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  self->present_source = 0;
  if (window)
    gtk_window_present (window);
}

static void
on_opened (SalveStartPage *page, SalveStore *store, SalveApplication *self)
{
  g_autoptr (SalveLocale) locale = salve_formats_read_locale (self->settings);
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  const char *actor = g_get_real_name ();
  g_autoptr (SalveClinic) clinic = NULL;
  /* Not the active one: that is none while the window is not shown yet, or another one. */
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (page)));

  if (!actor || g_str_equal (actor, "Unknown"))
    actor = g_get_user_name ();
  g_clear_handle_id (&self->present_source, g_source_remove);
  g_set_object (&self->store, store);
  clinic = salve_clinic_new (store, locale, zone, actor);
  g_set_weak_pointer (&self->clinic, clinic);
  if (self->tour_folder)
    {
      salve_tour_start (GTK_APPLICATION (self), clinic, self->tour_folder);
      gtk_window_destroy (window);
    }
  else
    {
      salve_window_set_demo (SALVE_WINDOW (window), self->demo);
      salve_window_set_clinic (SALVE_WINDOW (window), clinic);
      if (!gtk_widget_get_visible (GTK_WIDGET (window)))
        gtk_window_present (window);
      tell_of_restore (self, SALVE_WINDOW (window));
      if (self->demo && !salve_store_has_any (store, "Patient", NULL))
        salve_clinic_fill_demo (clinic, DEMO_PATIENTS, window);
    }
}

/* A tour has nobody to ask: it ends with an error instead of waiting for ever. */
static void
on_person_needed (SalveStartPage *page, const char *why, SalveApplication *self)
{
  if (!self->tour_folder)
    return;
  g_printerr (_ ("No pictures were taken, because the clinic cannot be opened: %s\n"), why);
  self->failed = TRUE;
  g_application_quit (G_APPLICATION (self));
}

static void
salve_application_activate (GApplication *application)
{
  SalveApplication *self = SALVE_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));
  g_autoptr (GFile) file = NULL;
  g_autoptr (SalveStartPage) page = NULL;

  if (window)
    {
      gtk_window_present (window);
      return;
    }
  file = store_file (self);
  page = g_object_ref_sink (g_object_new (SALVE_TYPE_START_PAGE, NULL));
  g_signal_connect_object (page, "opened", G_CALLBACK (on_opened), self, 0);
  g_signal_connect_object (page, "needed", G_CALLBACK (on_person_needed), self, 0);
  self->present_source = g_timeout_add_once (OPENING, opening_is_slow, self);
  salve_window_new (GTK_APPLICATION (self), self->settings, page);
  /* The file may be open by now, which is said at once. */
  salve_start_page_open (page, file, self->key_path, g_steal_pointer (&self->early));
}

static int
salve_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  SalveApplication *self = SALVE_APPLICATION (application);

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("Salve %s\n", SALVE_VERSION);
      return 0;
    }
  g_variant_dict_lookup (options, "store", "^ay", &self->store_path);
  g_variant_dict_lookup (options, "key-file", "^ay", &self->key_path);
  g_variant_dict_lookup (options, "tour", "^ay", &self->tour_folder);
  self->demo = g_variant_dict_contains (options, "demo");
  if (self->demo && (self->store_path || self->key_path))
    {
      g_printerr ("%s\n", _ ("--demo has a file and a key of its own; leave --store and --key-file away."));
      return 2;
    }
  /* Two stores at once, or a tour beside the desk, are two programs. */
  if (self->store_path || self->demo || self->tour_folder)
    g_application_set_flags (application, g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
  return -1;
}

static void
on_preferences (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SalveApplication *self = data;
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (!SALVE_IS_WINDOW (window) || salve_window_is_locked (SALVE_WINDOW (window)))
    return;
  adw_dialog_present (
      salve_preferences_new (self->settings, self->store, salve_window_may_have_pin (SALVE_WINDOW (window))),
      GTK_WIDGET (window));
}

static void
on_about (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *window = gtk_application_get_active_window (data);
  AdwDialog *about = adw_about_dialog_new ();

  g_object_set (about, "application-name", _ ("Salve"), "application-icon", SALVE_APPLICATION_ID,
                "developer-name", _ ("The Salve founders"), "version", SALVE_VERSION, "comments",
                _ ("The clinic’s desk: patients, records and the calendar, with or without a network."),
                "website", "https://github.com/salveclinic/salve", "issue-url",
                "https://github.com/salveclinic/salve/issues", "license-type", GTK_LICENSE_GPL_3_0,
                /* Translators: your name and address, a line each, for the credits */
                "translator-credits", _ ("translator-credits"), NULL);
  adw_dialog_present (about, GTK_WIDGET (window));
}

static void
on_quit (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GList *windows = g_list_copy (gtk_application_get_windows (data));

  /* Each window may first have to put away what is half written. */
  for (GList *item = windows; item; item = item->next)
    gtk_window_close (item->data);
  g_list_free (windows);
}

/* Another clinic is another program, so that the two are never mixed up; from the start page it is this one. */
static void
on_demo (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SalveApplication *self = data;
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));
  g_autoptr (GFile) file = NULL;

  if (!SALVE_IS_WINDOW (window) || salve_window_is_locked (SALVE_WINDOW (window)))
    return;
  if (salve_window_get_clinic (SALVE_WINDOW (window)))
    {
      const char *arguments[] = { "/proc/self/exe", "--demo", NULL };
      g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
      g_autoptr (GError) error = NULL;

      arguments[0] = program ? program : "salve";
      if (!g_spawn_async (NULL, (char **)arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &error))
        salve_window_show_error (SALVE_WINDOW (window), _ ("The demo clinic did not open"), error);
      return;
    }
  use_demo (self);
  file = store_file (self);
  salve_start_page_open (salve_window_get_start_page (SALVE_WINDOW (window)), file, self->key_path, NULL);
}

typedef struct
{
  SalveApplication *application;
  GFile *file;
  GFile *prepared;
} Replacement;

static void
replacement_free (gpointer data)
{
  Replacement *replacement = data;

  g_application_release (G_APPLICATION (replacement->application));
  g_object_unref (replacement->application);
  g_object_unref (replacement->file);
  g_object_unref (replacement->prepared);
  g_free (replacement);
}

/* The file is closed: the two change places, and a new window opens what is there now. */
static DexFuture *
swap_and_open (DexFuture *closed, gpointer data)
{
  Replacement *replacement = data;
  SalveApplication *self = replacement->application;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) aside = salve_restore_swap (replacement->file, replacement->prepared, &error);

  g_clear_object (&self->before_restore);
  self->before_restore = g_steal_pointer (&aside);
  self->restore_error = g_steal_pointer (&error);
  self->restored = TRUE;
  salve_application_activate (G_APPLICATION (self));
  return NULL;
}

static void
replace_file (GFile *prepared, gpointer data)
{
  SalveApplication *self = data;
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));
  SalveStartPage *page = salve_window_get_start_page (SALVE_WINDOW (window));
  Replacement *replacement = g_new0 (Replacement, 1);
  g_autoptr (SalveStore) store = g_steal_pointer (&self->store);

  g_application_hold (G_APPLICATION (self));
  replacement->application = g_object_ref (self);
  replacement->file = g_object_ref (salve_start_page_get_file (page));
  replacement->prepared = g_object_ref (prepared);
  gtk_window_destroy (window);
  /* A file that did not open, because it is damaged, is closed already. */
  dex_future_disown (
      dex_future_finally (store ? salve_store_close (store) : dex_future_new_for_boolean (TRUE),
                          swap_and_open, replacement, replacement_free));
}

static void
on_restore (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SalveApplication *self = data;
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));
  SalveStartPage *page;

  if (!SALVE_IS_WINDOW (window) || salve_window_is_locked (SALVE_WINDOW (window)))
    return;
  page = salve_window_get_start_page (SALVE_WINDOW (window));
  if (salve_start_page_get_key (page))
    salve_restore_choose (salve_start_page_get_file (page), salve_start_page_get_key (page), window,
                          replace_file, self);
}

static void
on_undo_restore (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SalveApplication *self = data;
  g_autoptr (GFile) before = g_steal_pointer (&self->before_restore);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (before && self->store && SALVE_IS_WINDOW (window) && !salve_window_is_locked (SALVE_WINDOW (window)))
    replace_file (before, self);
  else
    self->before_restore = g_steal_pointer (&before);
}

static void
tell_of_restore (SalveApplication *self, SalveWindow *window)
{
  if (!self->restored)
    return;
  self->restored = FALSE;
  if (self->before_restore)
    {
      g_autofree char *name = g_file_get_basename (self->before_restore);
      g_autofree char *text = g_strdup_printf (_ ("Restored. The file from before is kept as “%s”."), name);

      salve_window_offer (window, text, _ ("_Undo"), "app.undo-restore");
    }
  else
    salve_window_show_error (window, _ ("The backup was not restored"), self->restore_error);
  g_clear_error (&self->restore_error);
}

static void
on_shortcuts (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *window = gtk_application_get_active_window (data);

  adw_dialog_present (salve_shortcuts_dialog_new (), GTK_WIDGET (window));
}

/* A service that only answers the desktop's search opens its own files. */
static void
begin_opening (SalveApplication *self)
{
  g_autoptr (GFile) file = NULL;

  if (g_application_get_flags (G_APPLICATION (self)) & G_APPLICATION_IS_SERVICE)
    return;
  if (self->demo && !self->store_path)
    use_demo (self);
  file = store_file (self);
  self->early = salve_early_start (file, self->key_path);
}

static void
on_help (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *window = gtk_application_get_active_window (data);

  if (window)
    salve_help_window_open (salve_help_map_find (window));
}

static void
salve_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = {
    { .name = "preferences", .activate = on_preferences },
    { .name = "about", .activate = on_about },
    { .name = "shortcuts", .activate = on_shortcuts },
    { .name = "help", .activate = on_help },
    { .name = "demo", .activate = on_demo },
    { .name = "restore", .activate = on_restore },
    { .name = "undo-restore", .activate = on_undo_restore },
    { .name = "quit", .activate = on_quit },
  };
  SalveApplication *self = SALVE_APPLICATION (application);
  guint n;
  const SalveCommand *commands = salve_commands_get (&n);

  self->settings = g_settings_new (SALVE_APPLICATION_ID);
  begin_opening (self);
  g_resources_register (salve_get_resource ());
  G_APPLICATION_CLASS (salve_application_parent_class)->startup (application);
  gtk_window_set_default_icon_name (SALVE_APPLICATION_ID);
  g_signal_connect_object (self->settings, "changed::color-scheme", G_CALLBACK (apply_color_scheme), self,
                           G_CONNECT_SWAPPED);
  apply_color_scheme (self);
  g_signal_connect_object (self->settings, "changed::date-format", G_CALLBACK (apply_formats), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::name-order", G_CALLBACK (apply_formats), self,
                           G_CONNECT_SWAPPED);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  for (guint i = 0; i < n; i++)
    if (commands[i].action && commands[i].keys[0])
      gtk_application_set_accels_for_action (GTK_APPLICATION (self), commands[i].action,
                                             (const char *const *)commands[i].keys);
}

static DexFuture *
on_closed (DexFuture *future, gpointer data)
{
  return NULL;
}

/* The program ends when what was written is on the disk. */
static void
salve_application_shutdown (GApplication *application)
{
  SalveApplication *self = SALVE_APPLICATION (application);

  if (self->store)
    {
      /* The callback is what wakes this thread's loop: a promise that another thread resolves wakes nobody. */
      g_autoptr (DexFuture) closed =
          dex_future_finally (salve_store_close (self->store), on_closed, NULL, NULL);

      while (dex_future_is_pending (closed))
        g_main_context_iteration (NULL, TRUE);
      g_clear_object (&self->store);
    }
  G_APPLICATION_CLASS (salve_application_parent_class)->shutdown (application);
}

static GtkWindow *
find_window (gpointer data)
{
  return gtk_application_get_active_window (data);
}

/* Before the program's name is on the bus, so that nobody asks too early. A demo or a tour is not on it. */
static gboolean
salve_application_dbus_register (GApplication *application,
                                 GDBusConnection *connection,
                                 const char *path,
                                 GError **error)
{
  SalveApplication *self = SALVE_APPLICATION (application);
  g_autoptr (GSettings) settings = g_settings_new (SALVE_APPLICATION_ID);

  if (!G_APPLICATION_CLASS (salve_application_parent_class)
           ->dbus_register (application, connection, path, error))
    return FALSE;
  self->search = salve_search_provider_new (settings, find_window, self);
  return salve_search_provider_export (self->search, connection, error);
}

static void
salve_application_dbus_unregister (GApplication *application, GDBusConnection *connection, const char *path)
{
  g_clear_object (&SALVE_APPLICATION (application)->search);
  G_APPLICATION_CLASS (salve_application_parent_class)->dbus_unregister (application, connection, path);
}

static void
salve_application_finalize (GObject *object)
{
  SalveApplication *self = SALVE_APPLICATION (object);

  g_clear_object (&self->search);
  g_clear_handle_id (&self->present_source, g_source_remove);
  dex_clear (&self->early);
  g_clear_weak_pointer (&self->clinic);
  g_clear_object (&self->before_restore);
  g_clear_error (&self->restore_error);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->store_path, g_free);
  g_clear_pointer (&self->key_path, g_free);
  g_clear_pointer (&self->tour_folder, g_free);
  G_OBJECT_CLASS (salve_application_parent_class)->finalize (object);
}

static void
salve_application_class_init (SalveApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = salve_application_finalize;
  application_class->activate = salve_application_activate;
  application_class->startup = salve_application_startup;
  application_class->shutdown = salve_application_shutdown;
  application_class->dbus_register = salve_application_dbus_register;
  application_class->dbus_unregister = salve_application_dbus_unregister;
  application_class->handle_local_options = salve_application_handle_local_options;
}

static void
salve_application_init (SalveApplication *self)
{
  static const GOptionEntry options[] = {
    { "store", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("The clinic’s file to open"), N_ ("FILE") },
    { "key-file", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("A file with the key of that file"), N_ ("FILE") },
    { "demo", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Open a clinic of people who do not exist"), NULL },
    { "tour", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Draw every view into pictures and end"),
      N_ ("FOLDER") },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Show the version"), NULL },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

SalveApplication *
salve_application_new (void)
{
  return g_object_new (SALVE_TYPE_APPLICATION, "application-id", SALVE_APPLICATION_ID, "resource-base-path",
                       "/io/github/salveclinic/Salve", NULL);
}

GSettings *
salve_application_get_settings (SalveApplication *self)
{
  g_return_val_if_fail (SALVE_IS_APPLICATION (self), NULL);
  return self->settings;
}

/* Whether what was asked for on the command line was not done. */
gboolean
salve_application_has_failed (SalveApplication *self)
{
  g_return_val_if_fail (SALVE_IS_APPLICATION (self), TRUE);

  return self->failed;
}
