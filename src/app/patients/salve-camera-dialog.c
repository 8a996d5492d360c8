/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One button at a time has the focus, so that Enter, Enter takes a photo and Escape leaves from anywhere. The camera is off
 * while a photo is looked at. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-camera-dialog.h"
#include "salve-camera-portal.h"
#include "salve-camera-stream.h"
#include "salve-photo.h"

#include <glib/gi18n.h>

struct _SalveCameraDialog
{
  AdwDialog parent_instance;

  SalveCameraOpener open;
  gpointer data;
  SalveCameraStream *stream;
  gboolean closed;

  GtkStack *pages;
  GtkPicture *live_picture;
  GtkPicture *taken_picture;
  GtkWidget *take_button;
  GtkWidget *use_button;
  AdwStatusPage *problem_page;
};

static guint taken_signal;

G_DEFINE_FINAL_TYPE (SalveCameraDialog, salve_camera_dialog, ADW_TYPE_DIALOG)

static void
stop (SalveCameraDialog *self)
{
  if (self->stream == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->stream, self);
  salve_camera_stream_stop (self->stream);
  g_clear_object (&self->stream);
}

static void
show_problem (SalveCameraDialog *self, const GError *error)
{
  gboolean none = g_error_matches (error, SALVE_CAMERA_ERROR, SALVE_CAMERA_ERROR_NONE);

  stop (self);
  adw_status_page_set_title (self->problem_page, none ? _ ("No Camera") : _ ("The Camera Cannot Be Used"));
  adw_status_page_set_description (self->problem_page, error->message);
  gtk_stack_set_visible_child_name (self->pages, "problem");
}

static void
on_picture (SalveCameraStream *stream, SalveCameraDialog *self)
{
  gtk_picture_set_paintable (self->live_picture, GDK_PAINTABLE (salve_camera_stream_get_picture (stream)));
  if (g_str_equal (gtk_stack_get_visible_child_name (self->pages), "live"))
    return;
  gtk_stack_set_visible_child_name (self->pages, "live");
  gtk_widget_grab_focus (self->take_button);
}

static void
on_failed (SalveCameraStream *stream, const GError *error, SalveCameraDialog *self)
{
  show_problem (self, error);
}

static DexFuture *
open_finally (DexFuture *future, gpointer data)
{
  SalveCameraDialog *self = data;
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);
  GstElement *source = value != NULL ? g_value_get_object (value) : NULL;

  if (self->closed)
    return NULL;
  if (source != NULL)
    self->stream = salve_camera_stream_new (source, &error);
  if (self->stream == NULL)
    {
      show_problem (self, error);
      return NULL;
    }
  g_signal_connect (self->stream, "picture", G_CALLBACK (on_picture), self);
  g_signal_connect (self->stream, "failed", G_CALLBACK (on_failed), self);
  return NULL;
}

static void
start (SalveCameraDialog *self)
{
  stop (self);
  gtk_stack_set_visible_child_name (self->pages, "asking");
  dex_future_disown (
      dex_future_finally (self->open (self->data), open_finally, g_object_ref (self), g_object_unref));
}

static void
on_take (SalveCameraDialog *self)
{
  GdkTexture *picture = self->stream != NULL ? salve_camera_stream_get_picture (self->stream) : NULL;

  if (picture == NULL)
    return;
  gtk_picture_set_paintable (self->taken_picture, GDK_PAINTABLE (picture));
  gtk_stack_set_visible_child_name (self->pages, "taken");
  gtk_widget_set_sensitive (self->use_button, TRUE);
  gtk_widget_grab_focus (self->use_button);
  stop (self);
}

static void
on_small (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SalveCameraDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) photo = salve_photo_finish (result, &error);

  if (self->closed)
    return;
  if (photo == NULL)
    {
      show_problem (self, error);
      return;
    }
  g_signal_emit (self, taken_signal, 0, photo);
  adw_dialog_close (ADW_DIALOG (self));
}

static void
on_use (SalveCameraDialog *self)
{
  GdkPaintable *picture = gtk_picture_get_paintable (self->taken_picture);

  gtk_widget_set_sensitive (self->use_button,
                            FALSE); /* once: the second photo would come after the dialog is gone */
  salve_photo_shrink_texture_async (GDK_TEXTURE (picture), NULL, on_small, g_object_ref (self));
}

static void
salve_camera_dialog_closed (AdwDialog *dialog)
{
  SalveCameraDialog *self = SALVE_CAMERA_DIALOG (dialog);

  self->closed = TRUE;
  stop (self);
}

static void
salve_camera_dialog_dispose (GObject *object)
{
  stop (SALVE_CAMERA_DIALOG (object));
  G_OBJECT_CLASS (salve_camera_dialog_parent_class)->dispose (object);
}

static void
salve_camera_dialog_class_init (SalveCameraDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = salve_camera_dialog_dispose;
  ADW_DIALOG_CLASS (klass)->closed = salve_camera_dialog_closed;
  /* The photo, a small JPEG; the dialog closes itself then. */
  taken_signal = g_signal_new ("taken", SALVE_TYPE_CAMERA_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 1, G_TYPE_BYTES);
}

static GtkWidget *
make_button (SalveCameraDialog *self, const char *label, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_add_css_class (button, "pill");
  g_signal_connect_swapped (button, "clicked", callback, self);
  return button;
}

/* A picture with buttons below. */
static GtkWidget *
make_page (GtkPicture *picture, const char *name, GtkWidget *first, GtkWidget *second)
{
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_picture_set_content_fit (picture, GTK_CONTENT_FIT_CONTAIN);
  gtk_picture_set_alternative_text (picture, name);
  gtk_widget_set_vexpand (GTK_WIDGET (picture), TRUE);
  gtk_widget_set_size_request (GTK_WIDGET (picture), 280, 210);
  gtk_widget_set_halign (buttons, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (buttons), first);
  if (second != NULL)
    gtk_box_append (GTK_BOX (buttons), second);
  gtk_widget_set_margin_bottom (buttons, 24);
  gtk_box_append (GTK_BOX (page), GTK_WIDGET (picture));
  gtk_box_append (GTK_BOX (page), buttons);
  return page;
}

static GtkWidget *
make_waiting_page (void)
{
  GtkWidget *page = adw_status_page_new ();
  GtkWidget *spinner = adw_spinner_new ();

  gtk_widget_set_size_request (spinner, 32, 32);
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _ ("Waiting for the Camera"));
  adw_status_page_set_child (ADW_STATUS_PAGE (page), spinner);
  return page;
}

static void
salve_camera_dialog_init (SalveCameraDialog *self)
{
  GtkWidget *view = adw_toolbar_view_new ();
  GtkWidget *again;

  self->pages = GTK_STACK (gtk_stack_new ());
  self->live_picture = GTK_PICTURE (gtk_picture_new ());
  self->taken_picture = GTK_PICTURE (gtk_picture_new ());
  self->problem_page = ADW_STATUS_PAGE (adw_status_page_new ());
  self->take_button = make_button (self, _ ("_Take"), G_CALLBACK (on_take));
  self->use_button = make_button (self, _ ("_Use This Photo"), G_CALLBACK (on_use));
  again = make_button (self, _ ("Take _Again"), G_CALLBACK (start));
  gtk_widget_add_css_class (self->take_button, "suggested-action");
  gtk_widget_add_css_class (self->use_button, "suggested-action");
  adw_status_page_set_icon_name (self->problem_page, "camera-photo-symbolic");
  gtk_stack_add_named (self->pages, make_waiting_page (), "asking");
  gtk_stack_add_named (self->pages,
                       make_page (self->live_picture, _ ("What the camera sees"), self->take_button, NULL),
                       "live");
  gtk_stack_add_named (self->pages, make_page (self->taken_picture, _ ("The photo"), again, self->use_button),
                       "taken");
  gtk_stack_add_named (self->pages, GTK_WIDGET (self->problem_page), "problem");
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), GTK_WIDGET (self->pages));
  adw_dialog_set_child (ADW_DIALOG (self), view);
  adw_dialog_set_title (ADW_DIALOG (self), _ ("Take a Photo"));
  adw_dialog_set_content_width (ADW_DIALOG (self), 520);
  adw_dialog_set_content_height (ADW_DIALOG (self), 560);
}

/**
 * salve_camera_dialog_new_with_opener:
 * @open: called whenever pictures are wanted
 * @data: for it; lives as long as the dialog
 *
 * Returns: (transfer floating): a dialog that begins to ask for the camera
 */
AdwDialog *
salve_camera_dialog_new_with_opener (SalveCameraOpener open, gpointer data)
{
  SalveCameraDialog *self = g_object_new (SALVE_TYPE_CAMERA_DIALOG, NULL);

  self->open = open;
  self->data = data;
  start (self);
  return ADW_DIALOG (self);
}

static DexFuture *
open_portal (gpointer data)
{
  return salve_camera_open ();
}

/**
 * salve_camera_dialog_new:
 *
 * Returns: (transfer floating): a dialog with the camera that the desktop gives
 */
AdwDialog *
salve_camera_dialog_new (void)
{
  return salve_camera_dialog_new_with_opener (open_portal, NULL);
}
