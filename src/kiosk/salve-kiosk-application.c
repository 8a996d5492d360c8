/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-kiosk"

#include "config.h"

#include "salve-kiosk-application.h"

#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "salve-key-custody.h"
#include "salve-kiosk-language.h"
#include "salve-kiosk-link.h"
#include "salve-kiosk-resources.h"
#include "salve-kiosk-window.h"
#include "salve-waiting-window.h"

#define STACK (256 * 1024)

struct _SalveKioskApplication
{
  AdwApplication parent_instance;

  SalveKioskLink *link;
  char *store_path;
  char *key_path;
  gboolean in_window;
  gboolean waiting_room; /* its screen, not the kiosk */
};

G_DEFINE_FINAL_TYPE (SalveKioskApplication, salve_kiosk_application, ADW_TYPE_APPLICATION)

/* The key of the kiosk's file is in the keyring of the kiosk's own account; nobody types one at a kiosk. */
static SalveStoreKey *
await_key (SalveKioskApplication *self, GFile *file, GError **error)
{
  g_autoptr (SalveKeyCustody) custody = NULL;
  g_autoptr (SalveNewKey) made = NULL;

  if (self->key_path != NULL)
    return salve_store_key_new_from_hex_file (self->key_path, error);
  custody = salve_key_custody_new (file);
  if (g_file_query_exists (file, NULL))
    return dex_await_boxed (salve_key_custody_look_up (custody, FALSE), error);
  made = dex_await_boxed (salve_key_custody_create (custody, NULL), error);
  return made != NULL ? salve_store_key_ref (made->key) : NULL;
}

static GFile *
store_file (SalveKioskApplication *self)
{
  if (self->store_path != NULL)
    return g_file_new_for_path (self->store_path);
  return g_file_new_build_filename (g_get_user_data_dir (), "salve",
                                    self->waiting_room ? "waiting-room.salve" : "kiosk.salve", NULL);
}

static SalveStore *
await_store (SalveKioskApplication *self, GError **error)
{
  g_autoptr (GFile) file = store_file (self);
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autoptr (SalveStoreKey) key = NULL;

  g_mkdir_with_parents (g_file_peek_path (folder), 0700);
  key = await_key (self, file, error);
  if (key == NULL)
    return NULL;
  return dex_await_object (
      salve_store_open_async (file, key, g_file_query_exists (file, NULL) ? 0 : SALVE_STORE_OPEN_CREATE, NULL,
                              NULL, NULL),
      error);
}

static void
show_trouble (SalveKioskApplication *self, const char *what)
{
  GtkWidget *window = adw_application_window_new (GTK_APPLICATION (self)), *page = adw_status_page_new ();

  adw_status_page_set_title (ADW_STATUS_PAGE (page), _ ("Please Go to the Front Desk"));
  adw_status_page_set_description (ADW_STATUS_PAGE (page), what);
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "dialog-warning-symbolic");
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), page);
  gtk_window_present (GTK_WINDOW (window));
}

/* The waiting room's screen hangs beside the desk's own: where there are several, it is the last one. */
static void
fill_screen (SalveKioskApplication *self, GtkWindow *window)
{
  GListModel *monitors = gdk_display_get_monitors (gtk_widget_get_display (GTK_WIDGET (window)));
  guint n = g_list_model_get_n_items (monitors);

  if (self->waiting_room && n > 1)
    {
      g_autoptr (GdkMonitor) last = g_list_model_get_item (monitors, n - 1);

      gtk_window_fullscreen_on_monitor (window, last);
    }
  else
    gtk_window_fullscreen (window);
}

static DexFuture *
open_fiber (gpointer data)
{
  SalveKioskApplication *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveStore) store = await_store (self, &error);
  GtkWindow *window;

  if (store != NULL)
    {
      self->link = salve_kiosk_link_new (store);
      dex_await_boolean (salve_kiosk_link_load (self->link), &error);
    }
  if (error != NULL)
    show_trouble (self, error->message);
  else
    {
      window = self->waiting_room ? salve_waiting_window_new (GTK_APPLICATION (self), self->link)
                                  : GTK_WINDOW (salve_kiosk_window_new (GTK_APPLICATION (self), self->link));
      gtk_window_set_default_size (window, 1280, 1024);
      if (!self->in_window)
        fill_screen (self, window);
      gtk_window_present (window);
    }
  g_application_release (G_APPLICATION (self));
  return dex_future_new_true ();
}

static void
salve_kiosk_application_activate (GApplication *application)
{
  SalveKioskApplication *self = SALVE_KIOSK_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (window != NULL)
    {
      gtk_window_present (window);
      return;
    }
  g_application_hold (application);
  dex_future_disown (dex_scheduler_spawn (NULL, STACK, open_fiber, g_object_ref (self), g_object_unref));
}

static void
salve_kiosk_application_startup (GApplication *application)
{
  g_autoptr (GtkCssProvider) style = gtk_css_provider_new ();

  g_resources_register (salve_kiosk_get_resource ());
  G_APPLICATION_CLASS (salve_kiosk_application_parent_class)->startup (application);
  gtk_css_provider_load_from_resource (style, "/io/github/salveclinic/Salve/Kiosk/kiosk.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (style),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  /* A hand that rests on the glass is no wish to copy or to open a menu; the last person's words are in no clipboard. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-primary-paste", FALSE, "gtk-recent-files-enabled",
                FALSE, NULL);
}

static int
salve_kiosk_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  SalveKioskApplication *self = SALVE_KIOSK_APPLICATION (application);

  g_variant_dict_lookup (options, "store", "^ay", &self->store_path);
  g_variant_dict_lookup (options, "key-file", "^ay", &self->key_path);
  g_variant_dict_lookup (options, "in-window", "b", &self->in_window);
  g_variant_dict_lookup (options, "waiting-room", "b", &self->waiting_room);
  if (self->waiting_room)
    g_application_set_application_id (application, "io.github.salveclinic.Salve.WaitingRoom");
  return -1;
}

static void
salve_kiosk_application_finalize (GObject *object)
{
  SalveKioskApplication *self = SALVE_KIOSK_APPLICATION (object);

  g_clear_object (&self->link);
  g_free (self->store_path);
  g_free (self->key_path);
  G_OBJECT_CLASS (salve_kiosk_application_parent_class)->finalize (object);
}

static void
salve_kiosk_application_class_init (SalveKioskApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = salve_kiosk_application_finalize;
  application_class->activate = salve_kiosk_application_activate;
  application_class->startup = salve_kiosk_application_startup;
  application_class->handle_local_options = salve_kiosk_application_handle_local_options;
}

static void
salve_kiosk_application_init (SalveKioskApplication *self)
{
  const GOptionEntry options[] = {
    { "kiosk", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Be the patients’ kiosk"), NULL },
    { "waiting-room", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Be the screen of the waiting room"), NULL },
    { "in-window", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Do not fill the screen"), NULL },
    { "store", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("The kiosk’s own file"), N_ ("FILE") },
    { "key-file", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("A file with its key, in place of the keyring"),
      N_ ("FILE") },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

/* Whether the command line asks for the kiosk or the waiting room: before any program is made, because it is another one. */
gboolean
salve_kiosk_is_asked_for (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    if (g_str_equal (argv[i], "--kiosk") || g_str_equal (argv[i], "--waiting-room"))
      return TRUE;
  return FALSE;
}

/* What is freed is overwritten at once, by glibc itself, GTK's copies too: nothing of the last patient stays in memory. Both
 * settings are read when a program starts, so that it starts once more. */
void
salve_kiosk_forget_what_is_freed (char **argv)
{
  static const char settings[] = "glibc.malloc.tcache_count=0:glibc.malloc.perturb=165";

  if (g_strcmp0 (g_getenv ("GLIBC_TUNABLES"), settings) == 0)
    return;
  g_setenv ("GLIBC_TUNABLES", settings, TRUE);
  execv ("/proc/self/exe", argv);
}

/* Before the first thread. */
GApplication *
salve_kiosk_application_new (void)
{
  salve_kiosk_language_prepare ();
  return g_object_new (SALVE_TYPE_KIOSK_APPLICATION, "application-id", "io.github.salveclinic.Salve.Kiosk",
                       "resource-base-path", "/io/github/salveclinic/Salve", NULL);
}
