/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-task-dialog.h"

#include <glib/gi18n.h>

#define FRAME_MS 100

struct _SalveTaskDialog
{
  AdwDialog parent_instance;

  SalveTaskFunc func;
  gpointer data;
  GDestroyNotify destroy;
  GCancellable *cancellable;
  char *outcome; /* the thread's, until it has ended */
  guint tick;

  GMutex mutex; /* guards what the thread reports */
  double fraction;
  char *what;

  GtkStack *stages;
  GtkProgressBar *progress_bar;
  GtkWidget *stop_button;
  AdwStatusPage *outcome_status;
  GtkWidget *close_button;
  GtkWidget *next_button;
  void (*next) (SalveTaskDialog *dialog, gpointer data);
  gpointer next_data;
};

G_DEFINE_FINAL_TYPE (SalveTaskDialog, salve_task_dialog, ADW_TYPE_DIALOG)

static gboolean
show_progress (gpointer data)
{
  SalveTaskDialog *self = data;
  g_autofree char *what = NULL;
  double fraction;

  g_mutex_lock (&self->mutex);
  fraction = self->fraction;
  what = g_strdup (self->what);
  g_mutex_unlock (&self->mutex);
  if (fraction >= 0)
    gtk_progress_bar_set_fraction (self->progress_bar, CLAMP (fraction, 0, 1));
  else
    gtk_progress_bar_pulse (self->progress_bar);
  gtk_progress_bar_set_text (self->progress_bar, what && *what ? what : NULL);
  gtk_progress_bar_set_show_text (self->progress_bar, what && *what);
  return G_SOURCE_CONTINUE;
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  SalveTaskDialog *self = source;
  g_autoptr (GError) error = NULL;

  if (self->func (self, self->data, &self->outcome, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
show_outcome (SalveTaskDialog *self, const char *icon, const char *title, const char *text)
{
  adw_status_page_set_icon_name (self->outcome_status, icon);
  adw_status_page_set_title (self->outcome_status, title);
  adw_status_page_set_description (self->outcome_status, text);
  gtk_stack_set_visible_child_name (self->stages, "outcome");
  gtk_widget_grab_focus (self->close_button);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), title, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
offer_next (SalveTaskDialog *self)
{
  gtk_widget_set_visible (self->next_button, TRUE);
  gtk_widget_remove_css_class (self->close_button, "suggested-action");
  gtk_button_set_label (GTK_BUTTON (self->close_button), _ ("_Cancel"));
}

static void
on_next (SalveTaskDialog *self)
{
  self->next (self, self->next_data);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  SalveTaskDialog *self = SALVE_TASK_DIALOG (source);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  g_clear_handle_id (&self->tick, g_source_remove);
  adw_dialog_set_can_close (ADW_DIALOG (self), TRUE);
  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      text = self->outcome ? g_markup_escape_text (self->outcome, -1) : NULL;
      show_outcome (self, "object-select-symbolic", self->next ? _ ("Ready") : _ ("Done"), text);
      if (self->next)
        offer_next (self);
    }
  else if (g_cancellable_is_cancelled (self->cancellable))
    {
      show_outcome (self, "media-playback-stop-symbolic", _ ("Stopped"),
                    _ ("Nothing that was there before was changed."));
    }
  else
    {
      text = g_markup_escape_text (error->message, -1);
      show_outcome (self, "dialog-warning-symbolic", _ ("This Did Not Work"), text);
    }
}

static void
on_stop (SalveTaskDialog *self)
{
  gtk_widget_set_sensitive (self->stop_button, FALSE);
  g_cancellable_cancel (self->cancellable);
}

static void
on_close (SalveTaskDialog *self)
{
  adw_dialog_close (ADW_DIALOG (self));
}

static void
salve_task_dialog_dispose (GObject *object)
{
  g_clear_handle_id (&SALVE_TASK_DIALOG (object)->tick, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_TASK_DIALOG);
  G_OBJECT_CLASS (salve_task_dialog_parent_class)->dispose (object);
}

static void
salve_task_dialog_finalize (GObject *object)
{
  SalveTaskDialog *self = SALVE_TASK_DIALOG (object);

  if (self->destroy)
    self->destroy (self->data);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->outcome, g_free);
  g_clear_pointer (&self->what, g_free);
  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (salve_task_dialog_parent_class)->finalize (object);
}

static void
salve_task_dialog_class_init (SalveTaskDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = salve_task_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = salve_task_dialog_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-task-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SalveTaskDialog, stages);
  gtk_widget_class_bind_template_child (widget_class, SalveTaskDialog, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, SalveTaskDialog, stop_button);
  gtk_widget_class_bind_template_child (widget_class, SalveTaskDialog, outcome_status);
  gtk_widget_class_bind_template_child (widget_class, SalveTaskDialog, close_button);
  gtk_widget_class_bind_template_child (widget_class, SalveTaskDialog, next_button);
  gtk_widget_class_bind_template_callback (widget_class, on_stop);
  gtk_widget_class_bind_template_callback (widget_class, on_close);
  gtk_widget_class_bind_template_callback (widget_class, on_next);
}

static void
salve_task_dialog_init (SalveTaskDialog *self)
{
  g_mutex_init (&self->mutex);
  self->fraction = -1;
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * salve_task_dialog_new:
 * @title: what is being done, in header capitals
 * @func: (scope notified): does it, on a thread that starts at once
 *
 * Returns: (transfer floating): a dialog to present; it stays until the work has ended or was stopped
 */
AdwDialog *
salve_task_dialog_new (const char *title, SalveTaskFunc func, gpointer data, GDestroyNotify destroy)
{
  SalveTaskDialog *self = g_object_new (SALVE_TYPE_TASK_DIALOG, "title", title, NULL);
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, on_done, NULL);

  self->func = func;
  self->data = data;
  self->destroy = destroy;
  self->tick = g_timeout_add (FRAME_MS, show_progress, self);
  g_task_run_in_thread (task, run);
  return ADW_DIALOG (self);
}

/**
 * salve_task_dialog_offer:
 * @label: of a button, with an underline before its key
 * @func: what the button does; @data must live as long as the dialog
 *
 * What a person may do once the work has been done and its outcome read.
 */
void
salve_task_dialog_offer (SalveTaskDialog *self,
                         const char *label,
                         void (*func) (SalveTaskDialog *dialog, gpointer data),
                         gpointer data)
{
  g_return_if_fail (SALVE_IS_TASK_DIALOG (self));

  gtk_button_set_label (GTK_BUTTON (self->next_button), label);
  self->next = func;
  self->next_data = data;
}

/**
 * salve_task_dialog_report:
 * @fraction: how far it is, 0 to 1; less than 0 where nobody can tell
 * @what: (nullable): what is being looked at, for a person
 * @dialog: the #SalveTaskDialog
 *
 * On any thread, as often as one likes. Has the shape that the store and the exporter ask of a progress function.
 */
void
salve_task_dialog_report (double fraction, const char *what, gpointer dialog)
{
  SalveTaskDialog *self = dialog;

  g_mutex_lock (&self->mutex);
  self->fraction = fraction;
  g_set_str (&self->what, what);
  g_mutex_unlock (&self->mutex);
}
