/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-account-dialog.h"

#include "salve-code-slip.h"
#include "salve-directory.h"
#include "salve-patient-picker.h"
#include "salve-permission.h"

#include <glib/gi18n.h>

struct _SalveAccountDialog
{
  AdwDialog parent_instance;

  SalvePeople *people;
  SalvePersonAccount *account; /* NULL: a new one */
  GPtrArray *role_rows;        /* AdwSwitchRow */
  GPtrArray *doctor_ids;       /* char *, as doctor_row has them; NULL: nobody */
  gboolean busy;

  AdwNavigationView *navigation;
  AdwNavigationPage *form_page;
  AdwBanner *banner;
  GtkWidget *save_button;
  GtkEditable *login_row;
  GtkEditable *email_row;
  AdwSwitchRow *active_row;
  AdwPreferencesGroup *roles_group;
  GtkWidget *code_group;
  AdwStatusPage *code_status;
  SalveCodeSlip *slip;
  GtkWidget *doctor_group;
  AdwComboRow *doctor_row;
  SalvePatientPicker *patient_picker;
  AdwPreferencesRow *code_row;
};

static guint saved_signal;

G_DEFINE_FINAL_TYPE (SalveAccountDialog, salve_account_dialog, ADW_TYPE_DIALOG)

static GStrv
chosen_roles (SalveAccountDialog *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < self->role_rows->len; i++)
    if (adw_switch_row_get_active (self->role_rows->pdata[i]))
      g_strv_builder_add (builder, g_object_get_data (self->role_rows->pdata[i], "salve-role"));
  return g_strv_builder_end (builder);
}

static const char *
chosen_doctor (SalveAccountDialog *self)
{
  guint at = adw_combo_row_get_selected (self->doctor_row);

  return at < self->doctor_ids->len ? self->doctor_ids->pdata[at] : NULL;
}

/* Who is linked is asked of those whose rights depend on it, and shown of whoever is. */
static void
show_links (SalveAccountDialog *self, const char *const *roles)
{
  gboolean doctor = g_strv_contains (roles, SALVE_ROLE_NAME_DOCTOR) || chosen_doctor (self) != NULL;
  gboolean patient = g_strv_contains (roles, SALVE_ROLE_NAME_PATIENT)
                     || salve_patient_picker_get_patient_id (self->patient_picker) != NULL;

  gtk_widget_set_visible (self->doctor_group, doctor);
  gtk_widget_set_visible (GTK_WIDGET (self->patient_picker), patient);
}

static void
on_changed (SalveAccountDialog *self)
{
  g_auto (GStrv) roles = chosen_roles (self);
  g_autofree char *login = g_strstrip (g_strdup (gtk_editable_get_text (self->login_row)));

  show_links (self, (const char *const *)roles);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "account.save",
                                 !self->busy && *login != '\0' && roles[0] != NULL);
}

static void
set_busy (SalveAccountDialog *self, gboolean busy)
{
  self->busy = busy;
  on_changed (self);
}

static void
show_code (SalveAccountDialog *self, const char *login, const char *code)
{
  g_auto (GStrv) roles = chosen_roles (self);
  g_autoptr (SalvePersonAccount) now =
      salve_person_account_new (NULL, login, NULL, (const char *const *)roles, TRUE, FALSE);
  gboolean device =
      (self->account != NULL && self->account->device_id != NULL) || salve_person_account_enrols (now);
  g_autofree char *words = g_strdup_printf (
      device
          /* Translators: %s is the name of a device */
          ? _ ("Type or scan this at %s within an hour. It is good once, and is not shown again.")
          /* Translators: %s is a name to sign in with */
          : _ ("Give this to %s, and to nobody else. It is good once, to choose a password at “Sign In”, and "
               "is "
               "not shown again."),
      login);

  salve_code_slip_set_code (self->slip, login, code);
  adw_status_page_set_description (self->code_status, words);
  adw_navigation_view_push_by_tag (self->navigation, "code");
}

static DexFuture *
on_saved (DexFuture *future, gpointer data)
{
  SalveAccountDialog *self = data;
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);

  set_busy (self, FALSE);
  adw_banner_set_revealed (self->banner, value == NULL);
  if (value == NULL)
    {
      adw_banner_set_title (self->banner, error->message);
      return NULL;
    }
  g_signal_emit (self, saved_signal, 0);
  if (G_VALUE_HOLDS_STRING (value))
    {
      g_autofree char *login = g_strstrip (g_strdup (gtk_editable_get_text (self->login_row)));

      show_code (self, login, g_value_get_string (value));
    }
  else
    adw_dialog_close (ADW_DIALOG (self));
  return NULL;
}

static void
follow (SalveAccountDialog *self, DexFuture *future)
{
  set_busy (self, TRUE);
  dex_future_disown (dex_future_finally (future, on_saved, g_object_ref (self), g_object_unref));
}

static void
save (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveAccountDialog *self = SALVE_ACCOUNT_DIALOG (widget);
  g_auto (GStrv) roles = chosen_roles (self);
  g_autofree char *login = g_strstrip (g_strdup (gtk_editable_get_text (self->login_row)));
  g_autofree char *email = g_strstrip (g_strdup (gtk_editable_get_text (self->email_row)));
  g_autoptr (SalvePersonAccount) account = salve_person_account_new (
      self->account != NULL ? self->account->id : NULL, login, *email != '\0' ? email : NULL,
      (const char *const *)roles, adw_switch_row_get_active (self->active_row),
      self->account != NULL && self->account->has_password);
  SalvePeopleInterface *iface = SALVE_PEOPLE_GET_IFACE (self->people);

  salve_person_account_link (account, chosen_doctor (self),
                             salve_patient_picker_get_patient_id (self->patient_picker),
                             self->account != NULL ? self->account->device_id : NULL);
  if (!self->busy)
    follow (self, self->account != NULL ? iface->update (self->people, account)
                                        : iface->add (self->people, account));
}

static void
on_new_code (SalveAccountDialog *self)
{
  if (!self->busy)
    follow (self, SALVE_PEOPLE_GET_IFACE (self->people)->issue_code (self->people, self->account));
}

static void
on_end (SalveAccountDialog *self)
{
  if (!self->busy)
    follow (self, SALVE_PEOPLE_GET_IFACE (self->people)->end_sign_ins (self->people, self->account));
}

static void
add_role (SalveAccountDialog *self, const char *role)
{
  GtkWidget *row = adw_switch_row_new ();
  gboolean has = self->account != NULL && g_strv_contains ((const char *const *)self->account->roles, role);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), salve_role_words (role));
  adw_switch_row_set_active (ADW_SWITCH_ROW (row), has);
  g_object_set_data_full (G_OBJECT (row), "salve-role", g_strdup (role), g_free);
  g_signal_connect_object (row, "notify::active", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->roles_group, row);
  g_ptr_array_add (self->role_rows, row);
}

static gboolean
has_role_row (SalveAccountDialog *self, const char *role)
{
  for (guint i = 0; i < self->role_rows->len; i++)
    if (g_str_equal (g_object_get_data (self->role_rows->pdata[i], "salve-role"), role))
      return TRUE;
  return FALSE;
}

/* Those that every server has, and what somebody has already; the clinic's own ones come when the server has said them. */
static void
add_roles (SalveAccountDialog *self)
{
  const char *const *names = salve_role_names ();

  for (guint i = 0; names[i] != NULL; i++)
    add_role (self, names[i]);
  for (guint i = 0; self->account != NULL && self->account->roles[i] != NULL; i++)
    if (!has_role_row (self, self->account->roles[i]))
      add_role (self, self->account->roles[i]);
}

static DexFuture *
on_roles (DexFuture *future, gpointer data)
{
  SalveAccountDialog *self = data;
  const GValue *value = dex_future_get_value (future, NULL);
  GListModel *roles = value != NULL ? g_value_get_object (value) : NULL;

  for (guint i = 0; roles != NULL && self->roles_group != NULL && i < g_list_model_get_n_items (roles); i++)
    {
      g_autoptr (SalveRoleItem) role = g_list_model_get_item (roles, i);

      if (!has_role_row (self, role->name))
        add_role (self, role->name);
    }
  return NULL;
}

static void
add_doctor (SalveAccountDialog *self, GtkStringList *names, const char *id, const char *name)
{
  gtk_string_list_append (names, name);
  g_ptr_array_add (self->doctor_ids, g_strdup (id));
}

/* A doctor who does not work here any more is kept, by their number. */
static void
fill_doctors (SalveAccountDialog *self, SalveClinic *clinic)
{
  g_autoptr (SalveDirectory) directory = salve_directory_new (salve_clinic_get_store (clinic), NULL);
  GPtrArray *doctors = directory != NULL ? salve_directory_get_doctors (directory) : NULL;
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  const char *id = self->account != NULL ? self->account->practitioner_id : NULL;
  guint selected = 0;

  add_doctor (self, names, NULL, C_ ("doctor", "Nobody"));
  for (guint i = 0; doctors != NULL && i < doctors->len; i++)
    {
      const SalveDoctorRow *row = doctors->pdata[i];

      add_doctor (self, names, row->id, row->name);
      if (g_strcmp0 (row->id, id) == 0)
        selected = i + 1;
    }
  if (id != NULL && selected == 0)
    {
      add_doctor (self, names, id, id);
      selected = self->doctor_ids->len - 1;
    }
  adw_combo_row_set_model (self->doctor_row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->doctor_row, selected);
}

static void
salve_account_dialog_dispose (GObject *object)
{
  SalveAccountDialog *self = SALVE_ACCOUNT_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_ACCOUNT_DIALOG);
  g_clear_object (&self->people);
  g_clear_object (&self->account);
  G_OBJECT_CLASS (salve_account_dialog_parent_class)->dispose (object);
}

static void
salve_account_dialog_finalize (GObject *object)
{
  g_ptr_array_unref (SALVE_ACCOUNT_DIALOG (object)->role_rows);
  g_ptr_array_unref (SALVE_ACCOUNT_DIALOG (object)->doctor_ids);
  G_OBJECT_CLASS (salve_account_dialog_parent_class)->finalize (object);
}

static void
salve_account_dialog_class_init (SalveAccountDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (SALVE_TYPE_CODE_SLIP);
  g_type_ensure (SALVE_TYPE_PATIENT_PICKER);
  G_OBJECT_CLASS (klass)->dispose = salve_account_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = salve_account_dialog_finalize;
  saved_signal = g_signal_new ("saved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-account-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SalveAccountDialog, navigation);
  gtk_widget_class_bind_template_child (widget_class, SalveAccountDialog, form_page);
  gtk_widget_class_bind_template_child (widget_class, SalveAccountDialog, banner);
  gtk_widget_class_bind_template_child (widget_class, SalveAccountDialog, save_button);
  gtk_widget_class_bind_template_child (widget_class, SalveAccountDialog, login_row);
  gtk_widget_class_bind_template_child (widget_class, SalveAccountDialog, email_row);
  gtk_widget_class_bind_template_child (widget_class, SalveAccountDialog, active_row);
  gtk_widget_class_bind_template_child (widget_class, SalveAccountDialog, roles_group);
  gtk_widget_class_bind_template_child (widget_class, SalveAccountDialog, code_group);
  gtk_widget_class_bind_template_child (widget_class, SalveAccountDialog, code_status);
  gtk_widget_class_bind_template_child (widget_class, SalveAccountDialog, slip);
  gtk_widget_class_bind_template_child (widget_class, SalveAccountDialog, doctor_group);
  gtk_widget_class_bind_template_child (widget_class, SalveAccountDialog, doctor_row);
  gtk_widget_class_bind_template_child (widget_class, SalveAccountDialog, patient_picker);
  gtk_widget_class_bind_template_child (widget_class, SalveAccountDialog, code_row);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_new_code);
  gtk_widget_class_bind_template_callback (widget_class, on_end);
  gtk_widget_class_install_action (widget_class, "account.save", NULL, save);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "account.save", NULL);
}

static void
salve_account_dialog_init (SalveAccountDialog *self)
{
  self->role_rows = g_ptr_array_new ();
  self->doctor_ids = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * salve_account_dialog_new:
 * @clinic: where doctors and patients are looked up
 * @account: (nullable): whom to change; %NULL: somebody new
 *
 * Returns: (transfer floating): a dialog
 */
SalveAccountDialog *
salve_account_dialog_new (SalveClinic *clinic, SalvePeople *people, SalvePersonAccount *account)
{
  SalveAccountDialog *self = g_object_new (SALVE_TYPE_ACCOUNT_DIALOG, NULL);

  self->people = g_object_ref (people);
  g_set_object (&self->account, account);
  salve_patient_picker_set_clinic (self->patient_picker, clinic);
  fill_doctors (self, clinic);
  add_roles (self);
  gtk_widget_set_visible (self->code_group, account != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->active_row), account != NULL);
  if (account != NULL)
    {
      adw_navigation_page_set_title (self->form_page, account->login);
      gtk_editable_set_text (self->login_row, account->login);
      gtk_editable_set_text (self->email_row, account->email != NULL ? account->email : "");
      adw_switch_row_set_active (self->active_row, account->active);
      salve_patient_picker_set_patient_id (self->patient_picker, account->patient_id);
      if (salve_person_account_enrols (account))
        adw_preferences_row_set_title (self->code_row, _ ("_New Code to Enrol the Device…"));
    }
  on_changed (self);
  dex_future_disown (dex_future_finally (SALVE_PEOPLE_GET_IFACE (people)->list_roles (people), on_roles,
                                         g_object_ref (self), g_object_unref));
  return self;
}
