/* SPDX-License-Identifier: GPL-3.0-or-later */
/* No way through here ever makes a file anew where there is one: a store that does not open is told about and left as
 * it is. The key lies in guarded memory, here and in the store, while the file is open. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-early-start.h"
#include "salve-start-page.h"
#include "salve-store.h"

#include <glib/gi18n.h>

struct _SalveStartPage
{
  AdwBin parent_instance;

  GFile *file;
  char *key_path;
  SalveKeyCustody *custody;
  SalveStoreKey *new_key;
  SalveStoreKey *key; /* of the open store: a task that reads the whole file opens it once more */
  SalveKeyPlace place;
  char *code; /* the recovery key, while it is shown */

  GCancellable *stopping; /* while the file is opened */
  guint tick;
  GMutex mutex; /* guards what the opening thread reports */
  double fraction;
  char *what; /* NULL: it has nothing to report */

  GtkStack *stages;
  GtkProgressBar *progress_bar;
  GtkWidget *stop_button;
  AdwActionRow *key_row;
  GtkWidget *new_passphrase_group;
  GtkEditable *new_passphrase_row;
  GtkEditable *repeat_row;
  GtkLabel *welcome_trouble;
  GtkWidget *create_button;
  GtkLabel *code_label;
  GtkCheckButton *kept_check;
  AdwStatusPage *key_status;
  GtkWidget *keyring_button;
  GtkWidget *passphrase_group;
  GtkEditable *passphrase_row;
  GtkWidget *recovery_group;
  GtkEditable *recovery_row;
  GtkLabel *key_trouble;
  GtkWidget *open_button;
  AdwStatusPage *trouble_status;
  GtkWidget *type_key_button;
  GtkWidget *restore_button;
};

/* How often the progress is looked at, in milliseconds. */
#define FRAME_MS 100

enum
{
  PROP_0,
  PROP_FILE_NAME,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint opened_signal;
static guint needed_signal;

G_DEFINE_FINAL_TYPE (SalveStartPage, salve_start_page, ADW_TYPE_BIN)

static void open_with_key (SalveStartPage *self, SalveStoreKey *key, SalveStoreOpenFlags flags);
static void look (SalveStartPage *self);

static gboolean
may_type_key (SalveStartPage *self)
{
  return salve_key_custody_has_passphrase (self->custody, NULL)
         || salve_key_custody_has_recovery (self->custody, NULL);
}

/* Runs one of this page's functions when a future is settled; the page lives at least as long. */
typedef void (*Then) (SalveStartPage *self, const GValue *value, const GError *error);

typedef struct
{
  SalveStartPage *page;
  Then then;
} Wait;

static void
wait_free (gpointer data)
{
  Wait *wait = data;
  g_object_unref (wait->page);
  g_free (wait);
}

static DexFuture *
settled (DexFuture *future, gpointer data)
{
  Wait *wait = data;
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);

  wait->then (wait->page, value, error);
  return NULL;
}

static void
when (SalveStartPage *self, DexFuture *future, Then then)
{
  Wait *wait = g_new0 (Wait, 1);

  wait->page = g_object_ref (self);
  wait->then = then;
  dex_future_disown (dex_future_finally (future, settled, wait, wait_free));
}

static void
say (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

/* A file that opens by itself is seen before any of this would be, so it is made when it is needed. */
static void
ensure_stages (SalveStartPage *self)
{
  if (self->stages == NULL)
    gtk_widget_init_template (GTK_WIDGET (self));
}

static void
show_stage (SalveStartPage *self, const char *stage)
{
  if (self->stages != NULL)
    gtk_stack_set_visible_child_name (self->stages, stage);
}

/* What can be done about it: another key where this one does not fit, a backup where the file cannot be read. */
static void
show_ways_on (SalveStartPage *self, const GError *error)
{
  gboolean wrong_key = g_error_matches (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_WRONG_KEY);
  gboolean damaged = g_error_matches (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_CORRUPT);

  gtk_widget_set_visible (self->type_key_button,
                          wrong_key && !self->key_path && self->custody && may_type_key (self));
  gtk_widget_set_visible (self->restore_button, (wrong_key || damaged) && self->key);
}

static void
show_trouble (SalveStartPage *self, const GError *error)
{
  g_autofree char *text = g_markup_escape_text (error->message, -1);

  ensure_stages (self);
  adw_status_page_set_title (self->trouble_status, g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
                                                       ? _ ("Stopped: the File Is as It Was")
                                                       : _ ("The File Cannot Be Opened"));
  adw_status_page_set_description (self->trouble_status, text);
  show_ways_on (self, error);
  show_stage (self, "trouble");
  if (gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    gtk_widget_child_focus (gtk_stack_get_visible_child (self->stages), GTK_DIR_TAB_FORWARD);
  g_signal_emit (self, needed_signal, 0, error->message);
}

/* On the thread that opens the file. */
static void
report (double fraction, const char *what, gpointer data)
{
  SalveStartPage *self = data;

  g_mutex_lock (&self->mutex);
  self->fraction = fraction;
  g_set_str (&self->what, what);
  g_mutex_unlock (&self->mutex);
}

/* A file that only has to be opened reports nothing and is there at once. */
static gboolean
show_progress (gpointer data)
{
  SalveStartPage *self = data;
  g_autofree char *what = NULL;
  double fraction;

  g_mutex_lock (&self->mutex);
  fraction = self->fraction;
  what = g_strdup (self->what);
  g_mutex_unlock (&self->mutex);
  if (!what)
    return G_SOURCE_CONTINUE;
  ensure_stages (self);
  gtk_progress_bar_set_fraction (self->progress_bar, CLAMP (fraction, 0, 1));
  gtk_progress_bar_set_text (self->progress_bar, what);
  show_stage (self, "updating");
  return G_SOURCE_CONTINUE;
}

static void
stop_watching (SalveStartPage *self)
{
  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_object (&self->stopping);
  g_clear_pointer (&self->what, g_free);
}

static void
on_stop (SalveStartPage *self)
{
  gtk_widget_set_sensitive (self->stop_button, FALSE);
  if (self->stopping)
    g_cancellable_cancel (self->stopping);
}

static void
on_store_opened (SalveStartPage *self, const GValue *value, const GError *error)
{
  stop_watching (self);
  if (error)
    {
      g_message ("The store did not open: %s", error->message);
      show_trouble (self, error);
      return;
    }
  g_signal_emit (self, opened_signal, 0, g_value_get_object (value));
}

static void
open_with_key (SalveStartPage *self, SalveStoreKey *key, SalveStoreOpenFlags flags)
{
  salve_store_key_ref (key);
  g_clear_pointer (&self->key, salve_store_key_unref);
  self->key = key;
  stop_watching (self);
  self->stopping = g_cancellable_new ();
  self->tick = g_timeout_add (FRAME_MS, show_progress, self);
  if (self->stages != NULL)
    gtk_widget_set_sensitive (self->stop_button, TRUE);
  show_stage (self, "opening");
  when (self, salve_store_open_async (self->file, key, flags, report, self, self->stopping), on_store_opened);
}

static void
on_key (SalveStartPage *self, const GValue *value, const GError *error)
{
  gtk_widget_set_sensitive (self->open_button, TRUE);
  if (error)
    {
      say (self->key_trouble, error->message);
      show_stage (self, "key");
      return;
    }
  gtk_editable_set_text (self->passphrase_row, "");
  gtk_editable_set_text (self->recovery_row, "");
  open_with_key (self, g_value_get_boxed (value), 0);
}

/* @passphrase, @recovery: what may be typed */
static void
show_key (SalveStartPage *self, gboolean passphrase, gboolean recovery)
{
  gboolean locked = self->place == SALVE_KEY_PLACE_KEYRING_LOCKED;
  const char *text;

  ensure_stages (self);
  if (locked)
    text = _ ("This computer’s keyring has the key and is locked. Unlock it, or type what you have.");
  else if (passphrase)
    text = _ ("Type the passphrase of the clinic’s file.");
  else
    text =
        _ ("This computer’s keyring does not have the key of the clinic’s file. It may be a new computer, or "
           "the keyring was reset. Type the recovery key that was printed at the first start.");
  adw_status_page_set_description (self->key_status, text);
  gtk_widget_set_visible (self->keyring_button, locked);
  gtk_widget_set_visible (self->passphrase_group, passphrase);
  gtk_widget_set_visible (self->recovery_group, recovery);
  gtk_widget_set_visible (self->open_button, passphrase || recovery);
  say (self->key_trouble, NULL);
  show_stage (self, "key");
  g_signal_emit (self, needed_signal, 0, text);
  if (passphrase)
    gtk_widget_grab_focus (GTK_WIDGET (self->passphrase_row));
  else if (recovery)
    gtk_widget_grab_focus (GTK_WIDGET (self->recovery_row));
}

static void
ask_for_key (SalveStartPage *self)
{
  show_key (self, salve_key_custody_has_passphrase (self->custody, NULL),
            salve_key_custody_has_recovery (self->custody, NULL));
}

static void
on_looked_up (SalveStartPage *self, const GValue *value, const GError *error)
{
  if (error)
    ask_for_key (self);
  else
    open_with_key (self, g_value_get_boxed (value), 0);
}

static void
show_welcome (SalveStartPage *self)
{
  gboolean keyring = self->place != SALVE_KEY_PLACE_NONE;

  ensure_stages (self);
  adw_action_row_set_subtitle (self->key_row,
                               keyring ? _ ("In this computer’s keyring, and as a recovery key to print")
                                       : _ ("Your passphrase, and a recovery key to print"));
  gtk_widget_set_visible (self->new_passphrase_group, !keyring);
  say (self->welcome_trouble, NULL);
  show_stage (self, "welcome");
  g_signal_emit (self, needed_signal, 0, _ ("There is no clinic yet in this file."));
  gtk_widget_grab_focus (keyring ? self->create_button : GTK_WIDGET (self->new_passphrase_row));
}

static void
on_probed (SalveStartPage *self, const GValue *value, const GError *error)
{
  self->place = error ? SALVE_KEY_PLACE_NONE : (SalveKeyPlace)g_value_get_uint (value);
  if (!g_file_query_exists (self->file, NULL))
    show_welcome (self);
  else if (self->place == SALVE_KEY_PLACE_KEYRING)
    when (self, salve_key_custody_look_up (self->custody, FALSE), on_looked_up);
  else
    ask_for_key (self);
}

static void
look (SalveStartPage *self)
{
  show_stage (self, "opening");
  if (self->key_path)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SalveStoreKey) key = salve_store_key_new_from_hex_file (self->key_path, &error);

      if (!key)
        show_trouble (self, error);
      else
        open_with_key (self, key, g_file_query_exists (self->file, NULL) ? 0 : SALVE_STORE_OPEN_CREATE);
      return;
    }
  when (self, salve_key_custody_probe (self->custody), on_probed);
}

/* The file is open, or whatever stood in the way is met again here, where it can be told. */
static void
on_early (SalveStartPage *self, const GValue *value, const GError *error)
{
  SalveEarlyClinic *clinic;

  if (error)
    {
      g_debug ("The file was not opened before the window: %s", error->message);
      look (self);
      return;
    }
  clinic = g_value_get_boxed (value);
  salve_store_adopt (clinic->store);
  g_clear_pointer (&self->key, salve_store_key_unref);
  self->key = salve_store_key_ref (clinic->key);
  g_signal_emit (self, opened_signal, 0, clinic->store);
}

/* A line may end behind each dash. */
static void
show_code (SalveStartPage *self, const char *code)
{
  g_auto (GStrv) groups = g_strsplit (code, "-", -1);
  g_autofree char *shown = g_strjoinv ("-\u200b", groups);

  g_set_str (&self->code, code);
  gtk_label_set_label (self->code_label, shown);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->code_label), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  code, -1);
}

static void
forget_code (SalveStartPage *self)
{
  gtk_label_set_label (self->code_label, "");
  gtk_accessible_reset_property (GTK_ACCESSIBLE (self->code_label), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
  g_clear_pointer (&self->code, g_free);
}

static void
on_created (SalveStartPage *self, const GValue *value, const GError *error)
{
  SalveNewKey *made;

  gtk_widget_set_sensitive (self->create_button, TRUE);
  if (error)
    {
      say (self->welcome_trouble, error->message);
      return;
    }
  made = g_value_get_boxed (value);
  g_clear_pointer (&self->new_key, salve_store_key_unref);
  self->new_key = salve_store_key_ref (made->key);
  show_code (self, made->recovery_code);
  gtk_editable_set_text (self->new_passphrase_row, "");
  gtk_editable_set_text (self->repeat_row, "");
  show_stage (self, "recovery");
}

static void
on_create (SalveStartPage *self)
{
  const char *passphrase = NULL;
  g_autoptr (GFile) folder = g_file_get_parent (self->file);
  g_autoptr (GError) error = NULL;

  say (self->welcome_trouble, NULL);
  if (self->place == SALVE_KEY_PLACE_NONE)
    {
      passphrase = gtk_editable_get_text (self->new_passphrase_row);
      if (!g_str_equal (passphrase, gtk_editable_get_text (self->repeat_row)))
        {
          say (self->welcome_trouble, _ ("The two passphrases differ. Type them again."));
          gtk_widget_grab_focus (GTK_WIDGET (self->repeat_row));
          return;
        }
    }
  if (g_mkdir_with_parents (g_file_peek_path (folder), 0700) != 0)
    {
      g_autofree char *text = g_strdup_printf (_ ("The folder %s cannot be made: %s."),
                                               g_file_peek_path (folder), g_strerror (errno));
      say (self->welcome_trouble, text);
      return;
    }
  gtk_widget_set_sensitive (self->create_button, FALSE);
  when (self, salve_key_custody_create (self->custody, passphrase), on_created);
}

static void
on_kept (SalveStartPage *self)
{
  g_autoptr (SalveStoreKey) key = g_steal_pointer (&self->new_key);

  forget_code (self);
  open_with_key (self, key, SALVE_STORE_OPEN_CREATE);
}

static void
on_copy_code (SalveStartPage *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->code);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _ ("Recovery key copied"));
}

static void
draw_code (GtkPrintOperation *operation, GtkPrintContext *context, int page, SalveStartPage *self)
{
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  g_autoptr (PangoLayout) layout = gtk_print_context_create_pango_layout (context);
  g_autofree char *markup =
      g_markup_printf_escaped ("<span size='xx-large' weight='bold'>%s</span>\n\n%s\n\n<span size='x-large' "
                               "font_family='monospace'>%s</span>\n\n%s",
                               _ ("Salve: recovery key"),
                               _ ("Opens the clinic’s file when the computer’s keyring is lost. Whoever has "
                                  "this sheet and the file can read "
                                  "every record in it."),
                               self->code, g_file_peek_path (self->file));

  pango_layout_set_width (layout, (int)(gtk_print_context_get_width (context) * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_markup (layout, markup, -1);
  pango_cairo_show_layout (cr, layout);
}

static void
on_print_code (SalveStartPage *self)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr (GError) error = NULL;

  gtk_print_operation_set_n_pages (operation, 1);
  gtk_print_operation_set_job_name (operation, _ ("Salve: recovery key"));
  g_signal_connect_object (operation, "draw-page", G_CALLBACK (draw_code), self, 0);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                           GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), &error);
  if (error)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
}

static void
on_unlock_keyring (SalveStartPage *self)
{
  when (self, salve_key_custody_look_up (self->custody, TRUE), on_key);
}

static void
on_passphrase (SalveStartPage *self)
{
  gtk_widget_set_sensitive (self->open_button, FALSE);
  when (self,
        salve_key_custody_open_with_passphrase (self->custody, gtk_editable_get_text (self->passphrase_row)),
        on_key);
}

static void
on_recovery (SalveStartPage *self)
{
  gtk_widget_set_sensitive (self->open_button, FALSE);
  when (self, salve_key_custody_recover (self->custody, gtk_editable_get_text (self->recovery_row)), on_key);
}

static void
on_open_typed (SalveStartPage *self)
{
  if (*gtk_editable_get_text (self->recovery_row) || !gtk_widget_get_visible (self->passphrase_group))
    on_recovery (self);
  else
    on_passphrase (self);
}

static void
on_type_key (SalveStartPage *self)
{
  self->place = SALVE_KEY_PLACE_KEYRING_EMPTY;
  ask_for_key (self);
}

static void
on_try_again (SalveStartPage *self)
{
  look (self);
}

static void
salve_start_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SalveStartPage *self = SALVE_START_PAGE (object);

  switch (id)
    {
    case PROP_FILE_NAME:
      g_value_take_string (value, self->file ? g_file_get_parse_name (self->file) : NULL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
salve_start_page_dispose (GObject *object)
{
  SalveStartPage *self = SALVE_START_PAGE (object);

  if (self->stopping)
    g_cancellable_cancel (self->stopping);
  stop_watching (self);
  g_clear_pointer (&self->code, g_free);
  g_clear_object (&self->file);
  g_clear_pointer (&self->key_path, g_free);
  g_clear_object (&self->custody);
  g_clear_pointer (&self->new_key, salve_store_key_unref);
  g_clear_pointer (&self->key, salve_store_key_unref);
  if (self->stages != NULL)
    gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_START_PAGE);
  G_OBJECT_CLASS (salve_start_page_parent_class)->dispose (object);
}

static void
salve_start_page_finalize (GObject *object)
{
  g_mutex_clear (&SALVE_START_PAGE (object)->mutex);
  G_OBJECT_CLASS (salve_start_page_parent_class)->finalize (object);
}

static void
salve_start_page_map (GtkWidget *widget)
{
  ensure_stages (SALVE_START_PAGE (widget));
  GTK_WIDGET_CLASS (salve_start_page_parent_class)->map (widget);
}

static void
salve_start_page_class_init (SalveStartPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = salve_start_page_dispose;
  object_class->finalize = salve_start_page_finalize;
  object_class->get_property = salve_start_page_get_property;
  widget_class->map = salve_start_page_map;
  properties[PROP_FILE_NAME] =
      g_param_spec_string ("file-name", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * SalveStartPage::opened:
   * @store: the open store
   */
  opened_signal = g_signal_new ("opened", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, SALVE_TYPE_STORE);
  /**
   * SalveStartPage::needed:
   * @why: in words
   *
   * The clinic is not open, and goes no further without a person.
   */
  needed_signal = g_signal_new ("needed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-start-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SalveStartPage, stages);
  gtk_widget_class_bind_template_child (widget_class, SalveStartPage, key_row);
  gtk_widget_class_bind_template_child (widget_class, SalveStartPage, new_passphrase_group);
  gtk_widget_class_bind_template_child (widget_class, SalveStartPage, new_passphrase_row);
  gtk_widget_class_bind_template_child (widget_class, SalveStartPage, repeat_row);
  gtk_widget_class_bind_template_child (widget_class, SalveStartPage, welcome_trouble);
  gtk_widget_class_bind_template_child (widget_class, SalveStartPage, create_button);
  gtk_widget_class_bind_template_child (widget_class, SalveStartPage, code_label);
  gtk_widget_class_bind_template_child (widget_class, SalveStartPage, kept_check);
  gtk_widget_class_bind_template_child (widget_class, SalveStartPage, key_status);
  gtk_widget_class_bind_template_child (widget_class, SalveStartPage, keyring_button);
  gtk_widget_class_bind_template_child (widget_class, SalveStartPage, passphrase_group);
  gtk_widget_class_bind_template_child (widget_class, SalveStartPage, passphrase_row);
  gtk_widget_class_bind_template_child (widget_class, SalveStartPage, recovery_group);
  gtk_widget_class_bind_template_child (widget_class, SalveStartPage, recovery_row);
  gtk_widget_class_bind_template_child (widget_class, SalveStartPage, key_trouble);
  gtk_widget_class_bind_template_child (widget_class, SalveStartPage, open_button);
  gtk_widget_class_bind_template_child (widget_class, SalveStartPage, trouble_status);
  gtk_widget_class_bind_template_child (widget_class, SalveStartPage, type_key_button);
  gtk_widget_class_bind_template_child (widget_class, SalveStartPage, restore_button);
  gtk_widget_class_bind_template_child (widget_class, SalveStartPage, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, SalveStartPage, stop_button);
  gtk_widget_class_bind_template_callback (widget_class, on_stop);
  gtk_widget_class_bind_template_callback (widget_class, on_type_key);
  gtk_widget_class_bind_template_callback (widget_class, on_create);
  gtk_widget_class_bind_template_callback (widget_class, on_kept);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_code);
  gtk_widget_class_bind_template_callback (widget_class, on_print_code);
  gtk_widget_class_bind_template_callback (widget_class, on_unlock_keyring);
  gtk_widget_class_bind_template_callback (widget_class, on_passphrase);
  gtk_widget_class_bind_template_callback (widget_class, on_recovery);
  gtk_widget_class_bind_template_callback (widget_class, on_open_typed);
  gtk_widget_class_bind_template_callback (widget_class, on_try_again);
}

static void
salve_start_page_init (SalveStartPage *self)
{
  g_mutex_init (&self->mutex);
}

/**
 * salve_start_page_open:
 * @file: the clinic's file, which need not be there yet
 * @key_path: (nullable): a file with the key in hexadecimal digits, for unattended machines, tests and the demo
 * @early: (nullable) (transfer full): salve_early_start() of the same file, which then need not be opened again
 *
 * Opens the store, asking for what is needed. Ends with SalveStartPage::opened.
 */
void
salve_start_page_open (SalveStartPage *self, GFile *file, const char *key_path, DexFuture *early)
{
  g_return_if_fail (SALVE_IS_START_PAGE (self));

  g_set_object (&self->file, file);
  g_set_str (&self->key_path, key_path);
  g_clear_object (&self->custody);
  self->custody = salve_key_custody_new (file);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FILE_NAME]);
  if (early)
    when (self, early, on_early);
  else
    look (self);
}

/**
 * salve_start_page_preview:
 * @stage: "welcome", "welcome-passphrase", "recovery", "key", "updating" or "trouble"
 *
 * Shows what a person sees then, with made-up contents; for pictures. Nothing is opened or made.
 */
void
salve_start_page_preview (SalveStartPage *self, const char *stage)
{
  g_autoptr (GError) damaged =
      g_error_new (SALVE_STORE_ERROR, SALVE_STORE_ERROR_CORRUPT,
                   _ ("“%s” is damaged. Do not delete it: copy it to a safe place, then restore a backup."),
                   "/home/clinic/.local/share/salve/clinic.salve");

  g_return_if_fail (SALVE_IS_START_PAGE (self));

  g_clear_object (&self->file);
  self->file = g_file_new_for_path ("/home/clinic/.local/share/salve/clinic.salve");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FILE_NAME]);
  self->place =
      g_str_equal (stage, "welcome-passphrase") ? SALVE_KEY_PLACE_NONE : SALVE_KEY_PLACE_KEYRING_LOCKED;
  ensure_stages (self);
  show_code (self, "AB3DE-FG7HJ-KLMN2-PQRST-UVW4X-YZ23A-BCDE5");
  gtk_progress_bar_set_fraction (self->progress_bar, 0.64);
  gtk_progress_bar_set_text (self->progress_bar, _ ("Copying"));
  if (g_str_has_prefix (stage, "welcome"))
    show_welcome (self);
  else if (g_str_equal (stage, "key"))
    show_key (self, TRUE, TRUE);
  else if (g_str_equal (stage, "trouble"))
    show_trouble (self, damaged);
  else
    show_stage (self, stage);
}

/**
 * salve_start_page_get_custody:
 *
 * Returns: (transfer none) (nullable): who keeps the open store's key; %NULL when a key file does
 */
SalveKeyCustody *
salve_start_page_get_custody (SalveStartPage *self)
{
  g_return_val_if_fail (SALVE_IS_START_PAGE (self), NULL);
  return self->key_path ? NULL : self->custody;
}

/* Returns: (transfer none) (nullable): the clinic's file, open or not */
GFile *
salve_start_page_get_file (SalveStartPage *self)
{
  g_return_val_if_fail (SALVE_IS_START_PAGE (self), NULL);
  return self->file;
}

/**
 * salve_start_page_get_key:
 *
 * Returns: (transfer none) (nullable): the key that the file was opened with, or tried with
 */
SalveStoreKey *
salve_start_page_get_key (SalveStartPage *self)
{
  g_return_val_if_fail (SALVE_IS_START_PAGE (self), NULL);
  return self->key;
}
