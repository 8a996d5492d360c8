/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-kiosk"

#include "config.h"

#include "salve-waiting-window.h"

#include <glib/gi18n.h>
#include <string.h>
#include <yyjson.h>

#include "salve-json.h"
#include "salve-kiosk-chime.h"
#include "salve-kiosk-enrol-page.h"
#include "salve-kiosk-language.h"
#include "salve-kiosk-voice.h"

#define MAX_CALLS 5
/* Without a line nobody knows who was called since; what is older is not shown as if it were so now. */
#define STALE_SECONDS 300
/* So high are the letters, of the height of the screen: on one of 80 cm (32 inches) a ticket's number is 31 mm high and a
 * room's name 23 mm, which is read from 5 m with half the sight that is thought to be normal. All calls and the words about
 * the line fit together. */
#define NUMBER_SHARE 0.110
#define PLACE_SHARE 0.082
#define WORDS_SHARE 0.050

struct _SalveWaitingWindow
{
  AdwApplicationWindow parent_instance;

  SalveKioskLink *link;
  GHashTable *called; /* the tickets on the screen: what is not in it is new, and is said aloud */
  AdwBin *content;
  GtkWidget *offline;
  GtkCssProvider *sizes;
  int height; /* for which the letters have their size */
  guint size_source;
  guint stale_source;
  GQueue *to_say;        /* of char *: said when the chime has ended */
  GtkMediaStream *chime; /* while it sounds */
};

G_DEFINE_FINAL_TYPE (SalveWaitingWindow, salve_waiting_window, ADW_TYPE_APPLICATION_WINDOW)

static GtkWidget *
label_new (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, css_class);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  return label;
}

/* All at once, one after the other: whoever is called first is not cut short by the next. */
static void
say_all (SalveWaitingWindow *self)
{
  g_autoptr (GString) words = g_string_new (NULL);
  char *text;

  g_clear_object (&self->chime);
  while ((text = g_queue_pop_head (self->to_say)) != NULL)
    {
      g_string_append_printf (words, "%s%s", words->len > 0 ? ". " : "", text);
      g_free (text);
    }
  if (words->len > 0)
    salve_kiosk_voice_add (words->str, salve_kiosk_language_of_session ()->code);
}

static void
on_chime (SalveWaitingWindow *self)
{
  if (self->chime == NULL)
    return;
  if (gtk_media_stream_get_error (self->chime) != NULL)
    gdk_display_beep (gtk_widget_get_display (GTK_WIDGET (self)));
  else if (!gtk_media_stream_get_ended (self->chime))
    return;
  say_all (self);
}

/* Once for all who are called at the same moment. Where nothing can play it, the display's own sound has to do. */
static void
chime (SalveWaitingWindow *self)
{
  g_autoptr (GBytes) sound = NULL;
  g_autoptr (GInputStream) stream = NULL;

  if (self->chime != NULL || g_queue_is_empty (self->to_say))
    return;
  sound = salve_kiosk_chime_new ();
  stream = g_memory_input_stream_new_from_bytes (sound);
  self->chime = gtk_media_file_new_for_input_stream (stream);
  g_signal_connect_object (self->chime, "notify::ended", G_CALLBACK (on_chime), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->chime, "notify::error", G_CALLBACK (on_chime), self, G_CONNECT_SWAPPED);
  gtk_media_stream_play (self->chime);
  on_chime (self);
}

/* Words for whoever does not look. */
static void
say_call (SalveWaitingWindow *self, const char *ticket, const char *room)
{
  /* Translators: said in the waiting room; %1$s is a ticket such as K47, %2$s a room */
  char *text = room != NULL ? g_strdup_printf (_ ("%1$s, please come to %2$s"), ticket, room)
                            : g_strdup_printf (_ ("%s, please come in"), ticket);

  gtk_accessible_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
  g_queue_push_tail (self->to_say, text);
}

static void
add_call (SalveWaitingWindow *self, GtkGrid *grid, int row, const char *ticket, const char *room)
{
  GtkWidget *number = label_new (ticket, "call"), *place = label_new (room != NULL ? room : "", "place");

  gtk_label_set_xalign (GTK_LABEL (number), 1);
  gtk_label_set_xalign (GTK_LABEL (place), 0);
  gtk_grid_attach (grid, number, 0, row, 1, 1);
  gtk_grid_attach (grid, place, 1, row, 1, 1);
}

static gint64
called_at (yyjson_val *call)
{
  const char *raw = yyjson_get_raw (yyjson_obj_get (call, "called"));

  return raw != NULL ? g_ascii_strtoll (raw, NULL, 10) : 0;
}

static int
compare_calls (gconstpointer a, gconstpointer b)
{
  gint64 one = called_at (*(yyjson_val **)a), other = called_at (*(yyjson_val **)b);

  return one > other ? -1 : one < other;
}

/* Returns: (transfer container): the calls, the newest first */
static GPtrArray *
sort_calls (yyjson_doc *doc)
{
  GPtrArray *calls = g_ptr_array_new ();
  size_t index, n;
  yyjson_val *call;

  yyjson_arr_foreach (yyjson_obj_get (yyjson_doc_get_root (doc), "calls"), index, n, call)
    {
      if (yyjson_is_str (yyjson_obj_get (call, "ticket")))
        g_ptr_array_add (calls, call);
    }
  g_ptr_array_sort (calls, compare_calls);
  g_ptr_array_set_size (calls, (int)MIN (calls->len, MAX_CALLS));
  return calls;
}

static void
show_calls (SalveWaitingWindow *self, GPtrArray *calls)
{
  g_autoptr (GHashTable) shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_column_spacing (GTK_GRID (grid), 64);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 18);
  gtk_widget_set_halign (grid, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (grid, GTK_ALIGN_CENTER);
  for (guint i = 0; i < calls->len; i++)
    {
      const char *ticket = yyjson_get_str (yyjson_obj_get (calls->pdata[i], "ticket"));
      const char *room = yyjson_get_str (yyjson_obj_get (calls->pdata[i], "room"));

      add_call (self, GTK_GRID (grid), (int)i, ticket, room);
      g_hash_table_add (shown, g_strdup (ticket));
      if (self->called != NULL && !g_hash_table_contains (self->called, ticket))
        say_call (self, ticket, room);
    }
  if (calls->len == 0)
    {
      GtkWidget *nobody = label_new (_ ("You will be called here by the number of your ticket"), "words");

      gtk_label_set_ellipsize (GTK_LABEL (nobody), PANGO_ELLIPSIZE_NONE);
      gtk_label_set_wrap (GTK_LABEL (nobody), TRUE);
      gtk_label_set_justify (GTK_LABEL (nobody), GTK_JUSTIFY_CENTER);
      gtk_label_set_max_width_chars (GTK_LABEL (nobody), 24);
      gtk_grid_attach (GTK_GRID (grid), nobody, 0, 0, 2, 1);
    }
  chime (self);
  g_clear_pointer (&self->called, g_hash_table_unref);
  self->called = g_steal_pointer (&shown);
  adw_bin_set_child (self->content, grid);
}

static void
on_stale (gpointer data)
{
  SalveWaitingWindow *self = data;
  g_autoptr (GPtrArray) nobody = g_ptr_array_new ();

  self->stale_source = 0;
  show_calls (self, nobody);
  /* Whoever is still called when the line is back is not called twice. */
  g_clear_pointer (&self->called, g_hash_table_unref);
}

/* The list comes once a minute at least while there is a line. */
static void
wait_until_stale (SalveWaitingWindow *self)
{
  g_clear_handle_id (&self->stale_source, g_source_remove);
  self->stale_source = g_timeout_add_seconds_once (STALE_SECONDS, on_stale, self);
}

static DexFuture *
on_calls (DexFuture *future, gpointer data)
{
  SalveWaitingWindow *self = data;
  const GValue *value = dex_future_get_value (future, NULL);
  const char *json = value != NULL ? g_value_get_string (value) : NULL;
  g_autoptr (yyjson_doc) doc = json != NULL ? salve_json_parse (json, strlen (json), NULL) : NULL;
  g_autoptr (GPtrArray) calls = NULL;

  if (doc == NULL)
    return NULL;
  calls = sort_calls (doc);
  show_calls (self, calls);
  wait_until_stale (self);
  return NULL;
}

/* With each list of the day that comes, thus within a moment after somebody is called. */
static void
on_day (SalveWaitingWindow *self)
{
  dex_future_disown (dex_future_finally (salve_kiosk_link_read_calls (self->link), on_calls,
                                         g_object_ref (self), g_object_unref));
}

static void
show_line (SalveWaitingWindow *self)
{
  gtk_widget_set_visible (self->offline, salve_kiosk_link_get_enrolled (self->link)
                                             && !salve_kiosk_link_get_online (self->link));
}

/* The letters grow with the screen. */
static void
set_sizes (gpointer data)
{
  SalveWaitingWindow *self = data;
  g_autofree char *css = NULL;

  self->size_source = 0;
  self->height = gtk_widget_get_height (GTK_WIDGET (self));
  css = g_strdup_printf ("window.waiting-room .call { font-size: %dpx; }"
                         "window.waiting-room .place { font-size: %dpx; }"
                         "window.waiting-room .words { font-size: %dpx; }",
                         (int)(self->height * NUMBER_SHARE), (int)(self->height * PLACE_SHARE),
                         (int)(self->height * WORDS_SHARE));
  gtk_css_provider_load_from_string (self->sizes, css);
}

static void
salve_waiting_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SalveWaitingWindow *self = SALVE_WAITING_WINDOW (widget);

  GTK_WIDGET_CLASS (salve_waiting_window_parent_class)->size_allocate (widget, width, height, baseline);
  /* Not while everything is being given its place. */
  if (height != self->height && self->size_source == 0)
    self->size_source = g_idle_add_once (set_sizes, self);
}

static void
show (SalveWaitingWindow *self)
{
  g_autoptr (GPtrArray) nobody = g_ptr_array_new ();

  if (!salve_kiosk_link_get_enrolled (self->link))
    adw_bin_set_child (self->content, salve_kiosk_enrol_page_new (self->link));
  else
    show_calls (self, nobody);
  show_line (self);
  /* Who was called before the screen was switched on is not called once more. */
  g_clear_pointer (&self->called, g_hash_table_unref);
}

static void
salve_waiting_window_dispose (GObject *object)
{
  SalveWaitingWindow *self = SALVE_WAITING_WINDOW (object);

  g_clear_handle_id (&self->size_source, g_source_remove);
  g_clear_handle_id (&self->stale_source, g_source_remove);
  g_clear_pointer (&self->called, g_hash_table_unref);
  g_clear_object (&self->link);
  g_clear_object (&self->chime);
  if (self->sizes != NULL)
    gtk_style_context_remove_provider_for_display (gtk_widget_get_display (GTK_WIDGET (self)),
                                                   GTK_STYLE_PROVIDER (self->sizes));
  g_clear_object (&self->sizes);
  G_OBJECT_CLASS (salve_waiting_window_parent_class)->dispose (object);
}

static void
salve_waiting_window_finalize (GObject *object)
{
  g_queue_free_full (SALVE_WAITING_WINDOW (object)->to_say, g_free);
  G_OBJECT_CLASS (salve_waiting_window_parent_class)->finalize (object);
}

static void
salve_waiting_window_class_init (SalveWaitingWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = salve_waiting_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = salve_waiting_window_finalize;
  GTK_WIDGET_CLASS (klass)->size_allocate = salve_waiting_window_size_allocate;
}

static void
salve_waiting_window_init (SalveWaitingWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *scroller;

  self->to_say = g_queue_new ();
  self->content = ADW_BIN (adw_bin_new ());
  self->offline = gtk_label_new (_ ("No line to the clinic’s server"));
  gtk_widget_add_css_class (self->offline, "words");
  gtk_widget_add_css_class (self->offline, "offline");
  gtk_widget_set_visible (self->offline, FALSE);
  /* What is shown follows the window's height, and never the other way round. */
  scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_EXTERNAL, GTK_POLICY_EXTERNAL);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->content));
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (box), scroller);
  gtk_box_append (GTK_BOX (box), self->offline);
  self->sizes = gtk_css_provider_new ();
  gtk_style_context_add_provider_for_display (gtk_widget_get_display (GTK_WIDGET (self)),
                                              GTK_STYLE_PROVIDER (self->sizes),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), box);
  gtk_widget_add_css_class (GTK_WIDGET (self), "waiting-room");
}

/**
 * salve_waiting_window_new:
 *
 * Returns: (transfer none): a window that the application keeps
 */
GtkWindow *
salve_waiting_window_new (GtkApplication *application, SalveKioskLink *link)
{
  SalveWaitingWindow *self =
      g_object_new (SALVE_TYPE_WAITING_WINDOW, "application", application, "title", _ ("Waiting Room"), NULL);

  self->link = g_object_ref (link);
  g_signal_connect_object (link, "day", G_CALLBACK (on_day), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (link, "notify::enrolled", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (link, "notify::online", G_CALLBACK (show_line), self, G_CONNECT_SWAPPED);
  show (self);
  return GTK_WINDOW (self);
}
