/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The photo is read and made small by salve-photo.c; the row waits for it, and for the last one chosen only. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-photo-row.h"
#include "salve-photo.h"

#if SALVE_CAMERA
#include "salve-camera-dialog.h"
#endif

#include <glib/gi18n.h>

typedef struct
{
  GObject *holder;
  SalvePhotoGetter get;
  SalvePhotoSetter set;
  AdwAvatar *avatar;
  GtkWidget *remove;
  AdwActionRow *row;
  GCancellable *reading; /* nullable */
} Photo;

static void
show_photo (Photo *photo)
{
  GBytes *bytes = photo->get (photo->holder);
  g_autoptr (GdkTexture) texture = bytes != NULL ? gdk_texture_new_from_bytes (bytes, NULL) : NULL;

  adw_avatar_set_custom_image (photo->avatar, GDK_PAINTABLE (texture));
  gtk_widget_set_visible (photo->remove, bytes != NULL);
}

static void
stop_reading (Photo *photo)
{
  g_cancellable_cancel (photo->reading);
  g_clear_object (&photo->reading);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AdwActionRow) row = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) small = salve_photo_finish (result, &error);
  Photo *photo = g_object_get_data (G_OBJECT (row), "photo");

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&photo->reading);
  adw_action_row_set_subtitle (row, error != NULL ? error->message : NULL);
  if (small == NULL)
    return;
  photo->set (photo->holder, small, "image/jpeg");
  show_photo (photo);
}

static void
on_chosen (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AdwActionRow) row = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (source), result, &error);
  Photo *photo = g_object_get_data (G_OBJECT (row), "photo");

  if (file != NULL)
    {
      stop_reading (photo);
      photo->reading = g_cancellable_new ();
      adw_action_row_set_subtitle (row, _ ("Reading the picture…"));
      salve_photo_read_async (file, photo->reading, on_read, g_object_ref (row));
    }
  else if (!g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED)
           && !g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_CANCELLED))
    adw_action_row_set_subtitle (row, error->message);
}

static void
on_choose (GtkButton *button, Photo *photo)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_add_mime_type (filter, "image/*");
  gtk_file_filter_set_name (filter, _ ("Pictures"));
  gtk_file_dialog_set_default_filter (dialog, filter);
  gtk_file_dialog_set_title (dialog, _ ("Choose a Photo"));
  gtk_file_dialog_open (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (button))), NULL, on_chosen,
                        g_object_ref (photo->row));
}

#if SALVE_CAMERA
static void
on_taken (AdwDialog *dialog, GBytes *photo_bytes, AdwActionRow *row)
{
  Photo *photo = g_object_get_data (G_OBJECT (row), "photo");

  stop_reading (photo);
  adw_action_row_set_subtitle (row, NULL);
  photo->set (photo->holder, photo_bytes, "image/jpeg");
  show_photo (photo);
}

static void
on_take (GtkButton *button, Photo *photo)
{
  AdwDialog *dialog = salve_camera_dialog_new ();

  g_signal_connect_object (dialog, "taken", G_CALLBACK (on_taken), photo->row, 0);
  adw_dialog_present (dialog, GTK_WIDGET (button));
}

static GtkWidget *
make_camera_button (Photo *photo)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("camera-photo-symbolic");

  gtk_widget_set_tooltip_text (button, _ ("Take a Photo"));
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect (button, "clicked", G_CALLBACK (on_take), photo);
  return button;
}
#endif

static void
on_remove (GtkButton *button, Photo *photo)
{
  stop_reading (photo);
  adw_action_row_set_subtitle (photo->row, NULL);
  photo->set (photo->holder, NULL, NULL);
  show_photo (photo);
}

static void
photo_free (gpointer data)
{
  Photo *photo = data;

  stop_reading (photo);
  g_object_unref (photo->holder);
  g_free (photo);
}

static GBytes *
get_from_editor (gpointer editor)
{
  return salve_patient_editor_get_photo (editor);
}

static void
set_in_editor (gpointer editor, GBytes *bytes, const char *content_type)
{
  salve_patient_editor_set_photo (editor, bytes, content_type);
}

GtkWidget *
salve_photo_row_new (SalvePatientEditor *editor)
{
  return salve_photo_row_new_for (G_OBJECT (editor), get_from_editor, set_in_editor);
}

/**
 * salve_photo_row_new_for:
 * @holder: whose photo it is
 * @get: asks it for the photo, (transfer none) (nullable)
 * @set: gives it a small JPEG, or %NULL to take the photo away
 *
 * Returns: (transfer floating): a row in which a photo is chosen
 */
GtkWidget *
salve_photo_row_new_for (GObject *holder, SalvePhotoGetter get, SalvePhotoSetter set)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *choose = gtk_button_new_from_icon_name ("document-open-symbolic");
  Photo *photo = g_new0 (Photo, 1);

  photo->holder = g_object_ref (holder);
  photo->get = get;
  photo->set = set;
  photo->row = ADW_ACTION_ROW (row);
  photo->avatar = ADW_AVATAR (adw_avatar_new (48, NULL, FALSE));
  photo->remove = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_object_set_data_full (G_OBJECT (row), "photo", photo, photo_free);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Photo"));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), GTK_WIDGET (photo->avatar));
  gtk_widget_set_tooltip_text (photo->remove, _ ("Remove the photo"));
  gtk_widget_add_css_class (photo->remove, "flat");
  gtk_widget_set_valign (photo->remove, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (choose, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (choose, "flat");
  gtk_widget_set_tooltip_text (choose, _ ("Choose a Photo"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (choose), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Choose a Photo"), -1);
  g_signal_connect (choose, "clicked", G_CALLBACK (on_choose), photo);
  /* A photo that comes after the form was closed is nobody's. */
  g_signal_connect_swapped (row, "unrealize", G_CALLBACK (stop_reading), photo);
  g_signal_connect (photo->remove, "clicked", G_CALLBACK (on_remove), photo);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), photo->remove);
#if SALVE_CAMERA
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_camera_button (photo));
#endif
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), choose);
  show_photo (photo);
  return row;
}
