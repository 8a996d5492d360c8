/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-visit-type-page.h"

#include <glib/gi18n.h>

#include "salve-appointment-words.h"
#include "salve-colours.h"
#include "salve-hours-map.h"

static const struct
{
  guint flag;
  const char *title;
} modes[] = {
  { SALVE_VISIT_IN_PERSON, NC_ ("visit", "In Person") },
  { SALVE_VISIT_PHONE, NC_ ("visit", "By Phone") },
  { SALVE_VISIT_VIDEO, NC_ ("visit", "By Video") },
};

static const struct
{
  guint flag;
  const char *title;
} roles[] = {
  { SALVE_ROLE_PATIENT, NC_ ("role", "Patients Themselves") },
  { SALVE_ROLE_FRONT_DESK, NC_ ("role", "Front Desk") },
  { SALVE_ROLE_NURSE, NC_ ("role", "Nurses") },
  { SALVE_ROLE_DOCTOR, NC_ ("role", "Doctors") },
  { SALVE_ROLE_ADMINISTRATOR, NC_ ("role", "Administrators") },
};

struct _SalveVisitTypePage
{
  AdwNavigationPage parent_instance;

  SalveClinic *clinic;
  SalveResource *base; /* NULL for a new one */
  gint64 version;
  SalveVisitType *type;
  gboolean saving;

  AdwBanner *banner;
  GtkWidget *name;
  GtkWidget *specialty;
  GtkWidget *minutes;
  GtkWidget *before;
  GtkWidget *after;
  GtkWidget *colour;
  GtkWidget *modes[G_N_ELEMENTS (modes)];
  GtkWidget *roles[G_N_ELEMENTS (roles)];
  GtkWidget *active;
};

G_DEFINE_FINAL_TYPE (SalveVisitTypePage, salve_visit_type_page, ADW_TYPE_NAVIGATION_PAGE)

/**
 * salve_visit_modes_format:
 * @flags: #SalveVisitModes
 *
 * Returns: (transfer full): "In Person, By Phone"
 */
char *
salve_visit_modes_format (guint flags)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) words = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    if (flags & modes[i].flag)
      g_strv_builder_add (builder, g_dpgettext2 (GETTEXT_PACKAGE, "visit", modes[i].title));
  words = g_strv_builder_end (builder);
  return g_strjoinv (_ (", "), words);
}

static void
warn (SalveVisitTypePage *self, const char *text)
{
  if (text != NULL)
    adw_banner_set_title (self->banner, text);
  adw_banner_set_revealed (self->banner, text != NULL);
}

static void
take_all (SalveVisitTypePage *self)
{
  guint chosen_modes = 0, chosen_roles = 0;
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name))));
  g_autofree char *specialty = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->specialty))));

  g_set_str (&self->type->name, name);
  g_set_str (&self->type->specialty, *specialty != '\0' ? specialty : NULL);
  self->type->minutes = (int)adw_spin_row_get_value (ADW_SPIN_ROW (self->minutes));
  self->type->buffer_before = (int)adw_spin_row_get_value (ADW_SPIN_ROW (self->before));
  self->type->buffer_after = (int)adw_spin_row_get_value (ADW_SPIN_ROW (self->after));
  self->type->colour = salve_colour_row_get_colour (SALVE_COLOUR_ROW (self->colour));
  self->type->active = adw_switch_row_get_active (ADW_SWITCH_ROW (self->active));
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    if (adw_switch_row_get_active (ADW_SWITCH_ROW (self->modes[i])))
      chosen_modes |= modes[i].flag;
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (adw_switch_row_get_active (ADW_SWITCH_ROW (self->roles[i])))
      chosen_roles |= roles[i].flag;
  self->type->modes = chosen_modes;
  self->type->bookable_by = chosen_roles;
}

static DexFuture *
on_saved (DexFuture *future, gpointer data)
{
  SalveVisitTypePage *self = data;
  GtkWidget *dialog = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_PREFERENCES_DIALOG);
  g_autoptr (GError) error = NULL;

  self->saving = FALSE;
  if (dex_future_get_value (future, &error) == NULL)
    warn (self, error->message);
  else if (dialog != NULL)
    adw_preferences_dialog_pop_subpage (ADW_PREFERENCES_DIALOG (dialog));
  return NULL;
}

static void
save_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  SalveVisitTypePage *self = SALVE_VISIT_TYPE_PAGE (widget);
  g_autoptr (SalveResource) written = NULL;
  g_autoptr (SalveChange) change = NULL;
  g_autoptr (GError) error = NULL;

  if (self->saving)
    return;
  take_all (self);
  if (*self->type->name == '\0' || self->type->modes == 0)
    {
      warn (self, *self->type->name == '\0' ? _ ("A visit type needs a name")
                                            : _ ("Choose at least one way in which it takes place"));
      return;
    }
  written = salve_visit_type_write (self->type, self->base, &error);
  if (written == NULL)
    {
      warn (self, error->message);
      return;
    }
  change = salve_clinic_begin (self->clinic,
                               self->base != NULL ? _ ("Visit type changed") : _ ("Visit type added"));
  salve_change_put (change, written, self->version);
  self->saving = TRUE;
  dex_future_disown (dex_future_finally (salve_clinic_commit (self->clinic, change), on_saved,
                                         g_object_ref (self), g_object_unref));
}

static void
salve_visit_type_page_dispose (GObject *object)
{
  SalveVisitTypePage *self = SALVE_VISIT_TYPE_PAGE (object);

  g_clear_object (&self->clinic);
  g_clear_pointer (&self->base, salve_resource_unref);
  g_clear_pointer (&self->type, salve_visit_type_free);
  G_OBJECT_CLASS (salve_visit_type_page_parent_class)->dispose (object);
}

static void
salve_visit_type_page_class_init (SalveVisitTypePageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = salve_visit_type_page_dispose;
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "visit-type.save", NULL, save_action);
}

static void
salve_visit_type_page_init (SalveVisitTypePage *self)
{
  salve_dialog_add_save_keys (GTK_WIDGET (self), "visit-type.save");
}

static AdwPreferencesGroup *
add_group (GtkWidget *page, const char *title)
{
  GtkWidget *group = adw_preferences_group_new ();

  if (title != NULL)
    adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  return ADW_PREFERENCES_GROUP (group);
}

static GtkWidget *
add_entry (AdwPreferencesGroup *group, const char *title, const char *text)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_editable_set_text (GTK_EDITABLE (row), text != NULL ? text : "");
  adw_preferences_group_add (group, row);
  return row;
}

static GtkWidget *
add_spin (AdwPreferencesGroup *group, const char *title, double least, double most, int value)
{
  GtkWidget *row = adw_spin_row_new_with_range (least, most, 5);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_spin_row_set_value (ADW_SPIN_ROW (row), value);
  adw_preferences_group_add (group, row);
  return row;
}

static GtkWidget *
add_switch (AdwPreferencesGroup *group, const char *title, gboolean active)
{
  GtkWidget *row = adw_switch_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_switch_row_set_active (ADW_SWITCH_ROW (row), active);
  adw_preferences_group_add (group, row);
  return row;
}

static void
fill (SalveVisitTypePage *self, GtkWidget *page)
{
  AdwPreferencesGroup *group = add_group (page, NULL);

  self->name = add_entry (group, _ ("Name"), self->type->name);
  self->specialty = add_entry (group, _ ("Specialty; empty: any"), self->type->specialty);
  self->colour = salve_colour_row_new (_ ("Colour"), TRUE);
  salve_colour_row_set_colour (SALVE_COLOUR_ROW (self->colour), self->type->colour);
  adw_preferences_group_add (group, self->colour);
  group = add_group (page, _ ("Minutes"));
  self->minutes = add_spin (group, _ ("Length"), 1, 1440, self->type->minutes);
  self->before = add_spin (group, _ ("Kept Free Before"), 0, 240, self->type->buffer_before);
  self->after = add_spin (group, _ ("Kept Free Afterwards"), 0, 240, self->type->buffer_after);
  group = add_group (page, _ ("How It Takes Place"));
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    self->modes[i] = add_switch (group, g_dpgettext2 (GETTEXT_PACKAGE, "visit", modes[i].title),
                                 (self->type->modes & modes[i].flag) != 0);
  group = add_group (page, _ ("Who May Book It"));
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    self->roles[i] = add_switch (group, g_dpgettext2 (GETTEXT_PACKAGE, "role", roles[i].title),
                                 (self->type->bookable_by & roles[i].flag) != 0);
  group = add_group (page, NULL);
  self->active = add_switch (group, _ ("Offered"), self->type->active);
}

static void
read_type (SalveVisitTypePage *self, const char *id)
{
  g_autofree char *fresh = g_uuid_string_random ();

  self->version = SALVE_VERSION_NONE;
  if (id != NULL)
    self->base = salve_store_read (salve_clinic_get_store (self->clinic), "HealthcareService", id,
                                   &self->version, NULL);
  if (self->base != NULL)
    self->type = salve_visit_type_read (self->base);
  if (self->type != NULL)
    return;
  g_clear_pointer (&self->base, salve_resource_unref);
  self->type = salve_visit_type_new (fresh, "", 20);
  self->type->active = TRUE;
  self->type->colour = -1;
  self->type->modes = SALVE_VISIT_IN_PERSON;
  self->type->bookable_by = SALVE_ROLES_STAFF;
}

/**
 * salve_visit_type_page_new:
 * @visit_type_id: (nullable): of the HealthcareService; %NULL for a new one
 *
 * Returns: (transfer floating): a subpage of a preferences dialog; it goes away when it is saved
 */
AdwNavigationPage *
salve_visit_type_page_new (SalveClinic *clinic, const char *visit_type_id)
{
  SalveVisitTypePage *self = g_object_new (SALVE_TYPE_VISIT_TYPE_PAGE, NULL);
  GtkWidget *view = adw_toolbar_view_new (), *header = adw_header_bar_new ();
  GtkWidget *page = adw_preferences_page_new (), *save = gtk_button_new_with_mnemonic (_ ("_Save"));

  self->clinic = g_object_ref (clinic);
  read_type (self, visit_type_id);
  adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self),
                                 self->base != NULL ? _ ("Visit Type") : _ ("New Visit Type"));
  gtk_widget_add_css_class (save, "suggested-action");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (save), "visit-type.save");
  gtk_widget_set_tooltip_text (save, _ ("Save (Ctrl+Enter)"));
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), save);
  self->banner = ADW_BANNER (adw_banner_new (""));
  adw_banner_set_use_markup (self->banner, FALSE);
  fill (self, page);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), header);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), GTK_WIDGET (self->banner));
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), page);
  adw_navigation_page_set_child (ADW_NAVIGATION_PAGE (self), view);
  return ADW_NAVIGATION_PAGE (self);
}
