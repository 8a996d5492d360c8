/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A file that lies in a resource: text and pictures are shown, and each can be saved or opened elsewhere when somebody
 * asks for it. What is opened elsewhere lies in the session's own memory-backed folder until the view is closed. */

#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-attachment.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

typedef struct
{
  GBytes *bytes;
  char *type;
  char *temporary;
} Content;

static void
content_free (gpointer data)
{
  Content *content = data;

  if (content->temporary)
    g_unlink (content->temporary);
  g_clear_pointer (&content->bytes, g_bytes_unref);
  g_free (content->type);
  g_free (content->temporary);
  g_free (content);
}

static const char *
find_extension (const char *type)
{
  static const struct
  {
    const char *type;
    const char *extension;
  } known[] = { { "application/pdf", ".pdf" },
                { "image/jpeg", ".jpg" },
                { "image/png", ".png" },
                { "text/plain", ".txt" },
                { "text/html", ".html" } };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_has_prefix (type, known[i].type))
      return known[i].extension;
  return "";
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) widget = data;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);
  Content *content = g_object_get_data (G_OBJECT (widget), "content");
  g_autoptr (GError) error = NULL;

  if (file == NULL)
    return;
  if (!g_file_replace_contents (file, g_bytes_get_data (content->bytes, NULL),
                                g_bytes_get_size (content->bytes), NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL,
                                NULL, &error))
    {
      g_autofree char *text = g_strdup_printf (_ ("The file was not saved: %s"), error->message);

      gtk_widget_activate_action (widget, "win.toast", "s", text);
      return;
    }
  gtk_widget_activate_action (widget, "win.toast", "s", _ ("File saved"));
}

static void
on_save (GtkWidget *widget)
{
  Content *content = g_object_get_data (G_OBJECT (widget), "content");
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  /* No name and no date: a file's name is seen by others. */
  g_autofree char *name = g_strconcat (_ ("document"), find_extension (content->type), NULL);

  gtk_file_dialog_set_initial_name (dialog, name);
  gtk_file_dialog_save (dialog, GTK_WINDOW (gtk_widget_get_root (widget)), NULL, on_saved,
                        g_object_ref (widget));
}

static void
on_open (GtkWidget *widget)
{
  Content *content = g_object_get_data (G_OBJECT (widget), "content");
  g_autoptr (GtkFileLauncher) launcher = NULL;
  g_autoptr (GFile) file = NULL;
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *name = g_strconcat ("salve-", uuid, find_extension (content->type), NULL);
  g_autoptr (GError) error = NULL;

  if (content->temporary == NULL)
    {
      g_autofree char *path = g_build_filename (g_get_user_runtime_dir (), name, NULL);

      if (!g_file_set_contents_full (path, g_bytes_get_data (content->bytes, NULL),
                                     (gssize)g_bytes_get_size (content->bytes), G_FILE_SET_CONTENTS_NONE,
                                     0600, &error))
        {
          gtk_widget_activate_action (widget, "win.toast", "s", error->message);
          return;
        }
      content->temporary = g_steal_pointer (&path);
    }
  file = g_file_new_for_path (content->temporary);
  launcher = gtk_file_launcher_new (file);
  gtk_file_launcher_launch (launcher, GTK_WINDOW (gtk_widget_get_root (widget)), NULL, NULL, NULL);
}

/* A Binary belongs to nobody's record: it is found by the reference to it, on this server's address or another's. */
static GBytes *
read_bytes (SalveRecord *record, SalveElement attachment)
{
  const char *data = salve_element_string (attachment, "data");
  const char *url = salve_element_string (attachment, "url");
  g_autoptr (SalveResource) binary = NULL;
  gsize length;
  guchar *raw;

  if (data == NULL && url != NULL)
    binary = salve_record_fetch (record, url);
  if (binary != NULL)
    data = salve_element_string (salve_resource_root (binary), "data");
  if (data == NULL || *data == '\0')
    return NULL;
  raw = g_base64_decode (data, &length);
  return g_bytes_new_take (raw, length);
}

static GtkWidget *
make_text (GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autofree char *text = g_utf8_make_valid (data, (gssize)length);
  GtkWidget *label = gtk_label_new (g_strstrip (text));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "card");
  gtk_widget_add_css_class (label, "chart-card");
  return label;
}

static GtkWidget *
make_button (const char *label, GCallback clicked, GtkWidget *box)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  g_signal_connect_object (button, "clicked", clicked, box, G_CONNECT_SWAPPED);
  return button;
}

/**
 * salve_attachment_new:
 * @record: the record it belongs to
 * @attachment: a FHIR Attachment
 *
 * Returns: a view of the file
 */
GtkWidget *
salve_attachment_new (SalveRecord *record, SalveElement attachment)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  const char *type = salve_element_string (attachment, "contentType");
  const char *title = salve_element_string (attachment, "title");
  g_autoptr (GBytes) bytes = read_bytes (record, attachment);
  g_autofree char *heading = NULL;
  GtkWidget *label;
  Content *content;

  type = type ? type : "application/octet-stream";
  heading = g_strdup_printf ("%s · %s", title ? title : _ ("File"), type);
  label = gtk_label_new (heading);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "dimmed");
  gtk_widget_add_css_class (label, "caption");
  if (bytes == NULL)
    {
      gtk_label_set_label (GTK_LABEL (label), _ ("The file itself is not on this computer."));
      gtk_box_append (GTK_BOX (box), label);
      return box;
    }
  content = g_new0 (Content, 1);
  content->bytes = g_bytes_ref (bytes);
  content->type = g_strdup (type);
  g_object_set_data_full (G_OBJECT (box), "content", content, content_free);
  if (g_str_has_prefix (type, "text/plain"))
    gtk_box_append (GTK_BOX (box), make_text (bytes));
  else if (g_str_has_prefix (type, "image/"))
    {
      g_autoptr (GdkTexture) texture = gdk_texture_new_from_bytes (bytes, NULL);

      if (texture)
        {
          GtkWidget *picture = gtk_picture_new_for_paintable (GDK_PAINTABLE (texture));

          gtk_picture_set_alternative_text (GTK_PICTURE (picture), title ? title : _ ("Image"));
          gtk_widget_set_size_request (picture, -1, 240);
          gtk_box_append (GTK_BOX (box), picture);
        }
    }
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (buttons), make_button (_ ("_Save…"), G_CALLBACK (on_save), box));
  gtk_box_append (GTK_BOX (buttons), make_button (_ ("_Open"), G_CALLBACK (on_open), box));
  gtk_box_append (GTK_BOX (box), buttons);
  return box;
}
