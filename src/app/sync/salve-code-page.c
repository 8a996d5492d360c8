/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-code-page.h"

#include <glib/gi18n.h>

struct _SalveCodePage
{
  AdwNavigationPage parent_instance;

  SalveActivateFunc activate;
  SalveActivatedFunc activated;
  GObject *owner; /* weak */
  gboolean busy;

  AdwBanner *banner;
  GtkEditable *code_row;
  GtkEditable *password_row;
  GtkEditable *again_row;
  GtkWidget *button;
};

G_DEFINE_FINAL_TYPE (SalveCodePage, salve_code_page, ADW_TYPE_NAVIGATION_PAGE)

static gboolean
is_complete (SalveCodePage *self)
{
  const char *password = gtk_editable_get_text (self->password_row);

  return *gtk_editable_get_text (self->code_row) != '\0' && *password != '\0'
         && g_str_equal (password, gtk_editable_get_text (self->again_row));
}

static void
on_changed (SalveCodePage *self)
{
  gtk_widget_set_sensitive (self->button, !self->busy && is_complete (self));
}

static DexFuture *
on_answer (DexFuture *future, gpointer data)
{
  SalveCodePage *self = data;
  g_autoptr (GError) error = NULL;
  gboolean done = dex_future_get_value (future, &error) != NULL;

  self->busy = FALSE;
  if (!done)
    adw_banner_set_title (self->banner, error->message);
  adw_banner_set_revealed (self->banner, !done);
  if (done)
    {
      gtk_editable_set_text (self->password_row, "");
      gtk_editable_set_text (self->again_row, "");
    }
  on_changed (self);
  if (done && self->owner != NULL)
    self->activated (self->owner);
  return NULL;
}

static void
on_activate (SalveCodePage *self)
{
  g_autofree char *code = g_strstrip (g_strdup (gtk_editable_get_text (self->code_row)));

  if (self->busy || !is_complete (self) || self->owner == NULL)
    return;
  self->busy = TRUE;
  on_changed (self);
  dex_future_disown (
      dex_future_finally (self->activate (self->owner, code, gtk_editable_get_text (self->password_row)),
                          on_answer, g_object_ref (self), g_object_unref));
}

static void
salve_code_page_dispose (GObject *object)
{
  SalveCodePage *self = SALVE_CODE_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_CODE_PAGE);
  g_clear_weak_pointer (&self->owner);
  G_OBJECT_CLASS (salve_code_page_parent_class)->dispose (object);
}

static void
salve_code_page_class_init (SalveCodePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = salve_code_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-code-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SalveCodePage, banner);
  gtk_widget_class_bind_template_child (widget_class, SalveCodePage, code_row);
  gtk_widget_class_bind_template_child (widget_class, SalveCodePage, password_row);
  gtk_widget_class_bind_template_child (widget_class, SalveCodePage, again_row);
  gtk_widget_class_bind_template_child (widget_class, SalveCodePage, button);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
}

static void
salve_code_page_init (SalveCodePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * salve_code_page_new:
 * @activate: chooses the password, with @owner first
 * @activated: what follows, with @owner
 * @owner: the dialog that it is a page of; not kept alive
 *
 * Returns: (transfer floating): a page to push
 */
SalveCodePage *
salve_code_page_new (SalveActivateFunc activate, SalveActivatedFunc activated, GObject *owner)
{
  SalveCodePage *self = g_object_new (SALVE_TYPE_CODE_PAGE, NULL);

  self->activate = activate;
  self->activated = activated;
  g_set_weak_pointer (&self->owner, owner);
  return self;
}
