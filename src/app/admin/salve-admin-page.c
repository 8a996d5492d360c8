/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-account-dialog.h"
#include "salve-admin-page.h"
#include "salve-audit-view.h"
#include "salve-rights-lists.h"

#include <glib/gi18n.h>

struct _SalveAdminPage
{
  AdwNavigationPage parent_instance;

  SalveClinic *clinic;
  SalvePeople *people; /* NULL: no server */
  GPtrArray *rows;     /* GtkWidget */

  AdwViewStack *parts;
  GtkStack *people_stack;
  AdwStatusPage *error_page;
  AdwPreferencesGroup *people_group;
  AdwViewStackPage *roles_page;
  AdwViewStackPage *programs_page;
  AdwViewStackPage *glass_page;
  GtkWidget *add_button;
  AdwBin *roles_bin;
  AdwBin *programs_bin;
  AdwBin *glass_bin;
  AdwBin *audit_bin;
};

G_DEFINE_FINAL_TYPE (SalveAdminPage, salve_admin_page, ADW_TYPE_NAVIGATION_PAGE)

static void refresh (SalveAdminPage *self);

static void
open_account (SalveAdminPage *self, SalvePersonAccount *account)
{
  SalveAccountDialog *dialog = salve_account_dialog_new (self->clinic, self->people, account);

  g_signal_connect_object (dialog, "saved", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (self));
}

static void
on_person (AdwActionRow *row, SalveAdminPage *self)
{
  open_account (self, g_object_get_data (G_OBJECT (row), "salve-account"));
}

static GtkWidget *
make_row (SalveAdminPage *self, SalvePersonAccount *account)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *roles = salve_roles_words ((const char *const *)account->roles);
  const char *state = !account->active ? _ ("May not sign in")
                      : !account->has_password && !salve_person_account_enrols (account)
                          ? _ ("No password yet")
                          : NULL;
  g_autofree char *words = state != NULL ? g_strdup_printf ("%s\n%s", roles, state) : g_strdup (roles);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), account->login);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), adw_avatar_new (32, account->login, TRUE));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "salve-account", g_object_ref (account), g_object_unref);
  g_signal_connect (row, "activated", G_CALLBACK (on_person), self);
  return row;
}

static void
fill (SalveAdminPage *self, GListModel *accounts)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->people_group, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (SalvePersonAccount) account = g_list_model_get_item (accounts, i);
      GtkWidget *row = make_row (self, account);

      adw_preferences_group_add (self->people_group, row);
      g_ptr_array_add (self->rows, row);
    }
}

static DexFuture *
on_list (DexFuture *future, gpointer data)
{
  SalveAdminPage *self = data;
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);

  if (value != NULL)
    fill (self, g_value_get_object (value));
  else
    adw_status_page_set_description (self->error_page, error->message);
  gtk_stack_set_visible_child_name (self->people_stack, value != NULL ? "list" : "error");
  return NULL;
}

static void
refresh (SalveAdminPage *self)
{
  if (self->people == NULL)
    gtk_stack_set_visible_child_name (self->people_stack, "none");
  else
    dex_future_disown (dex_future_finally (SALVE_PEOPLE_GET_IFACE (self->people)->list (self->people),
                                           on_list, g_object_ref (self), g_object_unref));
}

static gboolean
is_part (SalveAdminPage *self, const char *part)
{
  return g_strcmp0 (adw_view_stack_get_visible_child_name (self->parts), part) == 0;
}

static void
add_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveAdminPage *self = SALVE_ADMIN_PAGE (widget);

  if (is_part (self, "roles"))
    salve_roles_list_add (SALVE_ASKED_LIST (adw_bin_get_child (self->roles_bin)));
  else
    open_account (self, NULL);
}

/* A part is asked for only when somebody looks at it. */
static void
fill_bin (SalveAdminPage *self, AdwBin *bin, GtkWidget *(*make) (SalveClinic *, SalvePeople *))
{
  if (adw_bin_get_child (bin) == NULL)
    adw_bin_set_child (bin, make (self->clinic, self->people));
  else if (SALVE_IS_ASKED_LIST (adw_bin_get_child (bin)))
    salve_asked_list_refresh (SALVE_ASKED_LIST (adw_bin_get_child (bin)));
}

static void
on_part (SalveAdminPage *self)
{
  gboolean adds = self->people != NULL && (is_part (self, "people") || is_part (self, "roles"));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "admin.add", adds);
  gtk_widget_set_visible (self->add_button, adds);
  if (is_part (self, "roles"))
    fill_bin (self, self->roles_bin, salve_roles_list_new);
  else if (is_part (self, "programs"))
    fill_bin (self, self->programs_bin, salve_programs_list_new);
  else if (is_part (self, "glass"))
    fill_bin (self, self->glass_bin, salve_glass_list_new);
  else if (is_part (self, "audit"))
    fill_bin (self, self->audit_bin, salve_audit_view_new);
}

static void
refresh_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveAdminPage *self = SALVE_ADMIN_PAGE (widget);

  if (is_part (self, "people"))
    refresh (self);
  else
    on_part (self);
}

static void
salve_admin_page_dispose (GObject *object)
{
  SalveAdminPage *self = SALVE_ADMIN_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_ADMIN_PAGE);
  g_clear_object (&self->people);
  g_clear_object (&self->clinic);
  G_OBJECT_CLASS (salve_admin_page_parent_class)->dispose (object);
}

static void
salve_admin_page_finalize (GObject *object)
{
  g_ptr_array_unref (SALVE_ADMIN_PAGE (object)->rows);
  G_OBJECT_CLASS (salve_admin_page_parent_class)->finalize (object);
}

static void
salve_admin_page_class_init (SalveAdminPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = salve_admin_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = salve_admin_page_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-admin-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SalveAdminPage, parts);
  gtk_widget_class_bind_template_child (widget_class, SalveAdminPage, people_stack);
  gtk_widget_class_bind_template_child (widget_class, SalveAdminPage, error_page);
  gtk_widget_class_bind_template_child (widget_class, SalveAdminPage, people_group);
  gtk_widget_class_bind_template_child (widget_class, SalveAdminPage, roles_page);
  gtk_widget_class_bind_template_child (widget_class, SalveAdminPage, programs_page);
  gtk_widget_class_bind_template_child (widget_class, SalveAdminPage, glass_page);
  gtk_widget_class_bind_template_child (widget_class, SalveAdminPage, add_button);
  gtk_widget_class_bind_template_child (widget_class, SalveAdminPage, roles_bin);
  gtk_widget_class_bind_template_child (widget_class, SalveAdminPage, programs_bin);
  gtk_widget_class_bind_template_child (widget_class, SalveAdminPage, glass_bin);
  gtk_widget_class_bind_template_child (widget_class, SalveAdminPage, audit_bin);
  gtk_widget_class_install_action (widget_class, "admin.refresh", NULL, refresh_action);
  gtk_widget_class_install_action (widget_class, "admin.add", NULL, add_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F5, 0, "admin.refresh", NULL);
}

static void
salve_admin_page_init (SalveAdminPage *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * salve_admin_page_new:
 * @people: (nullable): those of the clinic's server; %NULL: there is none
 *
 * Returns: (transfer floating): a page to push
 */
SalveAdminPage *
salve_admin_page_new (SalveClinic *clinic, SalvePeople *people)
{
  SalveAdminPage *self = g_object_new (SALVE_TYPE_ADMIN_PAGE, NULL);

  self->clinic = g_object_ref (clinic);
  g_set_object (&self->people, people);
  adw_view_stack_page_set_visible (self->roles_page, people != NULL);
  adw_view_stack_page_set_visible (self->programs_page, people != NULL);
  adw_view_stack_page_set_visible (self->glass_page, people != NULL);
  gtk_stack_set_visible_child_name (self->people_stack, "loading");
  g_signal_connect_object (self->parts, "notify::visible-child-name", G_CALLBACK (on_part), self,
                           G_CONNECT_SWAPPED);
  on_part (self);
  refresh (self);
  return self;
}

/**
 * salve_admin_page_show:
 * @part: people, roles, programs, glass or audit; without a server there are people and audit
 */
void
salve_admin_page_show (SalveAdminPage *self, const char *part)
{
  g_return_if_fail (SALVE_IS_ADMIN_PAGE (self));
  adw_view_stack_set_visible_child_name (self->parts, part);
}
