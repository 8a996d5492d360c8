/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-asked-list.h"

struct _SalveAskedList
{
  AdwBin parent_instance;

  SalveClinic *clinic;
  SalvePeople *people;
  SalveAskFunc ask;
  SalveFillFunc fill;
  GPtrArray *groups; /* AdwPreferencesGroup */

  AdwBanner *banner;
  GtkStack *stack;
  AdwStatusPage *error_page;
  AdwStatusPage *empty_page;
  AdwPreferencesPage *page;
};

G_DEFINE_FINAL_TYPE (SalveAskedList, salve_asked_list, ADW_TYPE_BIN)

static void
take_groups (SalveAskedList *self, GPtrArray *groups)
{
  for (guint i = 0; i < self->groups->len; i++)
    adw_preferences_page_remove (self->page, self->groups->pdata[i]);
  g_ptr_array_set_size (self->groups, 0);
  for (guint i = 0; i < groups->len; i++)
    {
      adw_preferences_page_add (self->page, groups->pdata[i]);
      g_ptr_array_add (self->groups, groups->pdata[i]);
    }
}

static DexFuture *
on_list (DexFuture *future, gpointer data)
{
  SalveAskedList *self = data;
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);
  g_autoptr (GPtrArray) groups = NULL;

  /* The page may be closed meanwhile. */
  if (self->stack == NULL)
    return NULL;
  if (value == NULL)
    {
      adw_status_page_set_description (self->error_page, error->message);
      gtk_stack_set_visible_child_name (self->stack, "error");
      return NULL;
    }
  groups = self->fill (g_value_get_object (value), self);
  take_groups (self, groups);
  gtk_stack_set_visible_child_name (self->stack, groups->len > 0 ? "list" : "empty");
  return NULL;
}

/**
 * salve_asked_list_refresh:
 *
 * Asks again; what is shown stays until the answer is there.
 */
void
salve_asked_list_refresh (SalveAskedList *self)
{
  g_return_if_fail (SALVE_IS_ASKED_LIST (self));
  dex_future_disown (
      dex_future_finally (self->ask (self->people), on_list, g_object_ref (self), g_object_unref));
}

static DexFuture *
on_did (DexFuture *future, gpointer data)
{
  SalveAskedList *self = data;
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);

  if (self->stack == NULL)
    return NULL;
  if (value == NULL)
    adw_banner_set_title (self->banner, error->message);
  adw_banner_set_revealed (self->banner, value == NULL);
  salve_asked_list_refresh (self);
  return NULL;
}

/**
 * salve_asked_list_do:
 * @future: (transfer full): something that changes the list
 *
 * Shows the list as it is afterwards, and why it was refused where it was.
 */
void
salve_asked_list_do (SalveAskedList *self, DexFuture *future)
{
  g_return_if_fail (SALVE_IS_ASKED_LIST (self));
  dex_future_disown (dex_future_finally (future, on_did, g_object_ref (self), g_object_unref));
}

static void
on_banner (SalveAskedList *self)
{
  adw_banner_set_revealed (self->banner, FALSE);
}

static void
on_again (SalveAskedList *self)
{
  salve_asked_list_refresh (self);
}

static void
salve_asked_list_dispose (GObject *object)
{
  SalveAskedList *self = SALVE_ASKED_LIST (object);

  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_ASKED_LIST);
  g_clear_object (&self->people);
  g_clear_object (&self->clinic);
  G_OBJECT_CLASS (salve_asked_list_parent_class)->dispose (object);
}

static void
salve_asked_list_finalize (GObject *object)
{
  g_ptr_array_unref (SALVE_ASKED_LIST (object)->groups);
  G_OBJECT_CLASS (salve_asked_list_parent_class)->finalize (object);
}

static void
salve_asked_list_class_init (SalveAskedListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = salve_asked_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = salve_asked_list_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-asked-list.ui");
  gtk_widget_class_bind_template_child (widget_class, SalveAskedList, banner);
  gtk_widget_class_bind_template_child (widget_class, SalveAskedList, stack);
  gtk_widget_class_bind_template_child (widget_class, SalveAskedList, error_page);
  gtk_widget_class_bind_template_child (widget_class, SalveAskedList, empty_page);
  gtk_widget_class_bind_template_child (widget_class, SalveAskedList, page);
  gtk_widget_class_bind_template_callback (widget_class, on_banner);
  gtk_widget_class_bind_template_callback (widget_class, on_again);
}

static void
salve_asked_list_init (SalveAskedList *self)
{
  self->groups = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * salve_asked_list_new:
 * @ask: asks for the list, each time that it is refreshed
 * @fill: makes groups of rows of it
 *
 * Returns: (transfer floating): a list that has not been asked for yet
 */
GtkWidget *
salve_asked_list_new (SalveClinic *clinic, SalvePeople *people, SalveAskFunc ask, SalveFillFunc fill)
{
  SalveAskedList *self = g_object_new (SALVE_TYPE_ASKED_LIST, NULL);

  self->clinic = g_object_ref (clinic);
  self->people = g_object_ref (people);
  self->ask = ask;
  self->fill = fill;
  return GTK_WIDGET (self);
}

SalveClinic *
salve_asked_list_get_clinic (SalveAskedList *self)
{
  g_return_val_if_fail (SALVE_IS_ASKED_LIST (self), NULL);
  return self->clinic;
}

SalvePeople *
salve_asked_list_get_people (SalveAskedList *self)
{
  g_return_val_if_fail (SALVE_IS_ASKED_LIST (self), NULL);
  return self->people;
}

/**
 * salve_asked_list_set_empty:
 *
 * Says what is shown where there is nothing to show.
 */
void
salve_asked_list_set_empty (SalveAskedList *self,
                            const char *icon,
                            const char *title,
                            const char *description)
{
  g_return_if_fail (SALVE_IS_ASKED_LIST (self));
  adw_status_page_set_icon_name (self->empty_page, icon);
  adw_status_page_set_title (self->empty_page, title);
  adw_status_page_set_description (self->empty_page, description);
}

/**
 * salve_asked_row_new:
 * @subtitle: (nullable): below it
 *
 * Returns: (transfer floating): an #AdwActionRow that shows both as they are, whatever signs are in them
 */
GtkWidget *
salve_asked_row_new (const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle != NULL ? subtitle : "");
  return row;
}
