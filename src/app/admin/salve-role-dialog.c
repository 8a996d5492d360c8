/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-role-dialog.h"

#include "salve-asked-list.h"
#include "salve-rule-lines.h"

#include <glib/gi18n.h>

struct _SalveRoleDialog
{
  AdwDialog parent_instance;

  SalvePeople *people;
  SalveRoleItem *role;    /* NULL: a new one */
  GPtrArray *lines;       /* SalveRuleLine */
  SalveRuleLine *line;    /* of @lines: the one on the second page; nullable */
  GPtrArray *line_rows;   /* GtkWidget, on the first page */
  GPtrArray *switch_rows; /* GtkWidget, on the second */
  gboolean busy;

  AdwNavigationView *navigation;
  AdwNavigationPage *form_page;
  AdwBanner *banner;
  GtkWidget *name_group;
  GtkEditable *name_row;
  AdwPreferencesGroup *own_group;
  AdwPreferencesGroup *treated_group;
  AdwPreferencesGroup *all_group;
  GtkWidget *undo_group;
  GtkWidget *restore_row;
  GtkWidget *remove_row;
  AdwComboRow *reach_row;
  AdwPreferencesGroup *actions_group;
  AdwPreferencesGroup *types_group;
};

static guint saved_signal;

G_DEFINE_FINAL_TYPE (SalveRoleDialog, salve_role_dialog, ADW_TYPE_DIALOG)

static char *
get_name (SalveRoleDialog *self)
{
  return self->role != NULL ? g_strdup (self->role->name)
                            : g_strstrip (g_strdup (gtk_editable_get_text (self->name_row)));
}

static void
on_changed (SalveRoleDialog *self)
{
  g_autofree char *name = get_name (self);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "role.save", !self->busy && *name != '\0');
}

static AdwPreferencesGroup *
group_of (SalveRoleDialog *self, SalveReachKind reach)
{
  return reach == SALVE_REACH_PATIENT   ? self->own_group
         : reach == SALVE_REACH_TREATED ? self->treated_group
                                        : self->all_group;
}

static void
add_switch (SalveRoleDialog *self,
            AdwPreferencesGroup *group,
            const char *words,
            gboolean active,
            GCallback callback,
            gpointer what)
{
  GtkWidget *row = adw_switch_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), words);
  adw_switch_row_set_active (ADW_SWITCH_ROW (row), active);
  g_object_set_data (G_OBJECT (row), "salve-group", group);
  g_object_set_data_full (G_OBJECT (row), "salve-what", what, g_free);
  g_signal_connect_object (row, "notify::active", callback, self, 0);
  adw_preferences_group_add (group, row);
  g_ptr_array_add (self->switch_rows, row);
}

static void
on_action (AdwSwitchRow *row, GParamSpec *pspec, SalveRoleDialog *self)
{
  guint bit = *(guint *)g_object_get_data (G_OBJECT (row), "salve-what");

  self->line->actions =
      adw_switch_row_get_active (row) ? self->line->actions | bit : self->line->actions & ~bit;
}

static void
on_type (AdwSwitchRow *row, GParamSpec *pspec, SalveRoleDialog *self)
{
  salve_rule_line_set (self->line, g_object_get_data (G_OBJECT (row), "salve-what"),
                       adw_switch_row_get_active (row));
}

static void
add_type (SalveRoleDialog *self, const char *type)
{
  add_switch (self, self->types_group, salve_kind_words (type), salve_rule_line_has (self->line, type),
              G_CALLBACK (on_type), g_strdup (type));
}

/* The second page. A kind that Salve does not offer is kept, and can be taken away. */
static void
open_line (SalveRoleDialog *self, SalveRuleLine *line)
{
  const char *const *kinds = salve_kinds ();

  for (guint i = 0; i < self->switch_rows->len; i++)
    adw_preferences_group_remove (g_object_get_data (self->switch_rows->pdata[i], "salve-group"),
                                  self->switch_rows->pdata[i]);
  g_ptr_array_set_size (self->switch_rows, 0);
  self->line = NULL;
  adw_combo_row_set_selected (self->reach_row, line->reach - SALVE_REACH_PATIENT);
  self->line = line;
  for (guint i = 0; i < SALVE_N_ACTIONS; i++)
    {
      const guint bit = 1u << i;

      add_switch (self, self->actions_group, salve_action_words (i), (line->actions & bit) != 0,
                  G_CALLBACK (on_action), g_memdup2 (&bit, sizeof bit));
    }
  for (guint i = 0; i < line->types->len; i++)
    if (!g_strv_contains (kinds, line->types->pdata[i]))
      add_type (self, line->types->pdata[i]);
  for (guint i = 0; kinds[i] != NULL; i++)
    add_type (self, kinds[i]);
  adw_navigation_view_push_by_tag (self->navigation, "line");
}

static void
on_reach (SalveRoleDialog *self)
{
  if (self->line != NULL)
    self->line->reach = SALVE_REACH_PATIENT + (SalveReachKind)adw_combo_row_get_selected (self->reach_row);
}

static void
on_line (AdwActionRow *row, SalveRoleDialog *self)
{
  open_line (self, g_object_get_data (G_OBJECT (row), "salve-line"));
}

static void
add_line (SalveRoleDialog *self, SalveRuleLine *line)
{
  g_autofree char *actions = salve_rule_line_get_actions_words (line);
  g_autofree char *types = salve_rule_line_get_types_words (line);
  GtkWidget *row = salve_asked_row_new (actions, types);

  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data (G_OBJECT (row), "salve-line", line);
  g_object_set_data (G_OBJECT (row), "salve-group", group_of (self, line->reach));
  g_signal_connect (row, "activated", G_CALLBACK (on_line), self);
  adw_preferences_group_add (group_of (self, line->reach), row);
  g_ptr_array_add (self->line_rows, row);
}

/* The first page, as the lines are now; what says nothing any more is dropped. */
static void
show_lines (SalveRoleDialog *self)
{
  static const SalveReachKind reaches[] = { SALVE_REACH_PATIENT, SALVE_REACH_TREATED, SALVE_REACH_ALL };
  gboolean any[SALVE_REACH_ALL + 1] = { FALSE };

  for (guint i = 0; i < self->line_rows->len; i++)
    adw_preferences_group_remove (g_object_get_data (self->line_rows->pdata[i], "salve-group"),
                                  self->line_rows->pdata[i]);
  g_ptr_array_set_size (self->line_rows, 0);
  for (guint i = self->lines->len; i-- > 0;)
    {
      const SalveRuleLine *line = self->lines->pdata[i];

      if (line->actions == 0 || line->types->len == 0)
        g_ptr_array_remove_index (self->lines, i);
    }
  for (guint i = 0; i < self->lines->len; i++)
    {
      SalveRuleLine *line = self->lines->pdata[i];

      any[line->reach] = TRUE;
      add_line (self, line);
    }
  for (guint i = 0; i < G_N_ELEMENTS (reaches); i++)
    gtk_widget_set_visible (GTK_WIDGET (group_of (self, reaches[i])), any[reaches[i]]);
}

static void
on_form_showing (SalveRoleDialog *self)
{
  self->line = NULL;
  if (self->lines != NULL)
    show_lines (self);
}

static void
on_add (SalveRoleDialog *self)
{
  SalveRuleLine *line = salve_rule_line_new (SALVE_REACH_ALL, 1u << SALVE_ACTION_READ);

  g_ptr_array_add (self->lines, line);
  open_line (self, line);
}

static gboolean
set_rules (SalveRoleDialog *self, const char *rules)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *lines = salve_rule_lines_parse (rules, &error);

  if (lines == NULL)
    {
      adw_banner_set_title (self->banner, error->message);
      adw_banner_set_revealed (self->banner, TRUE);
      return FALSE;
    }
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  self->lines = lines;
  show_lines (self);
  return TRUE;
}

static void
on_restore (SalveRoleDialog *self)
{
  set_rules (self, self->role->default_rules);
}

static DexFuture *
on_saved (DexFuture *future, gpointer data)
{
  SalveRoleDialog *self = data;
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);

  self->busy = FALSE;
  if (self->banner == NULL)
    return NULL;
  on_changed (self);
  adw_banner_set_revealed (self->banner, value == NULL);
  if (value == NULL)
    {
      adw_banner_set_title (self->banner, error->message);
      adw_navigation_view_pop_to_tag (self->navigation, "form");
      return NULL;
    }
  g_signal_emit (self, saved_signal, 0);
  adw_dialog_close (ADW_DIALOG (self));
  return NULL;
}

static void
set_role (SalveRoleDialog *self, const char *rules)
{
  g_autofree char *name = get_name (self);

  if (self->busy)
    return;
  self->busy = TRUE;
  on_changed (self);
  dex_future_disown (
      dex_future_finally (SALVE_PEOPLE_GET_IFACE (self->people)->set_role (self->people, name, rules),
                          on_saved, g_object_ref (self), g_object_unref));
}

static void
save (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveRoleDialog *self = SALVE_ROLE_DIALOG (widget);
  g_autofree char *rules = salve_rule_lines_format (self->lines);

  set_role (self, rules);
}

static void
on_remove (SalveRoleDialog *self)
{
  set_role (self, NULL);
}

static void
salve_role_dialog_dispose (GObject *object)
{
  SalveRoleDialog *self = SALVE_ROLE_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_ROLE_DIALOG);
  g_clear_object (&self->people);
  g_clear_object (&self->role);
  G_OBJECT_CLASS (salve_role_dialog_parent_class)->dispose (object);
}

static void
salve_role_dialog_finalize (GObject *object)
{
  SalveRoleDialog *self = SALVE_ROLE_DIALOG (object);

  g_ptr_array_unref (self->lines);
  g_ptr_array_unref (self->line_rows);
  g_ptr_array_unref (self->switch_rows);
  G_OBJECT_CLASS (salve_role_dialog_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, SalveRoleDialog, navigation);
  gtk_widget_class_bind_template_child (widget_class, SalveRoleDialog, form_page);
  gtk_widget_class_bind_template_child (widget_class, SalveRoleDialog, banner);
  gtk_widget_class_bind_template_child (widget_class, SalveRoleDialog, name_group);
  gtk_widget_class_bind_template_child (widget_class, SalveRoleDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, SalveRoleDialog, own_group);
  gtk_widget_class_bind_template_child (widget_class, SalveRoleDialog, treated_group);
  gtk_widget_class_bind_template_child (widget_class, SalveRoleDialog, all_group);
  gtk_widget_class_bind_template_child (widget_class, SalveRoleDialog, undo_group);
  gtk_widget_class_bind_template_child (widget_class, SalveRoleDialog, restore_row);
  gtk_widget_class_bind_template_child (widget_class, SalveRoleDialog, remove_row);
  gtk_widget_class_bind_template_child (widget_class, SalveRoleDialog, reach_row);
  gtk_widget_class_bind_template_child (widget_class, SalveRoleDialog, actions_group);
  gtk_widget_class_bind_template_child (widget_class, SalveRoleDialog, types_group);
}

static void
salve_role_dialog_class_init (SalveRoleDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = salve_role_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = salve_role_dialog_finalize;
  saved_signal = g_signal_new ("saved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-role-dialog.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_form_showing);
  gtk_widget_class_bind_template_callback (widget_class, on_add);
  gtk_widget_class_bind_template_callback (widget_class, on_restore);
  gtk_widget_class_bind_template_callback (widget_class, on_remove);
  gtk_widget_class_bind_template_callback (widget_class, on_reach);
  gtk_widget_class_install_action (widget_class, "role.save", NULL, save);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "role.save", NULL);
}

static void
salve_role_dialog_init (SalveRoleDialog *self)
{
  g_autoptr (GtkStringList) reaches = gtk_string_list_new (NULL);

  self->line_rows = g_ptr_array_new ();
  self->switch_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  for (SalveReachKind i = SALVE_REACH_PATIENT; i <= SALVE_REACH_ALL; i++)
    {
      gtk_string_list_append (reaches, salve_reach_words (i));
      adw_preferences_group_set_title (group_of (self, i), salve_reach_words (i));
    }
  adw_combo_row_set_model (self->reach_row, G_LIST_MODEL (reaches));
}

/**
 * salve_role_dialog_new:
 * @role: (nullable): which to change; %NULL: a new one
 *
 * Returns: (transfer floating): a dialog
 */
SalveRoleDialog *
salve_role_dialog_new (SalvePeople *people, SalveRoleItem *role)
{
  SalveRoleDialog *self = g_object_new (SALVE_TYPE_ROLE_DIALOG, NULL);
  gboolean restores = role != NULL && role->default_rules != NULL;

  self->people = g_object_ref (people);
  g_set_object (&self->role, role);
  self->lines = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_rule_line_free);
  gtk_widget_set_visible (self->name_group, role == NULL);
  gtk_widget_set_visible (self->undo_group, role != NULL);
  gtk_widget_set_visible (self->restore_row, restores);
  gtk_widget_set_visible (self->remove_row, !restores);
  if (role != NULL)
    adw_navigation_page_set_title (self->form_page, salve_role_words (role->name));
  set_rules (self, role != NULL ? role->rules : "");
  on_changed (self);
  return self;
}
