/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-code-page.h"
#include "salve-person-dialog.h"

#include "salve-server-link.h"

#include <glib/gi18n.h>

struct _SalvePersonDialog
{
  AdwDialog parent_instance;

  GListModel *desk;
  const SalveDeskWays *ways;
  GObject *person;   /* who is about to take over */
  GPtrArray *people; /* GtkWidget: their rows */
  guint serial;      /* of what is waited for */
  gboolean busy;

  AdwNavigationView *navigation;
  AdwNavigationPage *pin_page;
  AdwPreferencesGroup *people_group;
  AdwPreferencesGroup *own_group;
  AdwPreferencesRow *pin_button;
  AdwBanner *people_banner;
  AdwBanner *pin_banner;
  AdwBanner *sign_in_banner;
  AdwBanner *new_pin_banner;
  GtkEditable *pin_row;
  GtkEditable *login_row;
  GtkEditable *password_row;
  GtkEditable *new_pin_row;
  GtkEditable *again_row;
  GtkWidget *switch_button;
  GtkWidget *sign_in_button;
  GtkWidget *browser_button;
  GtkWidget *set_button;
};

G_DEFINE_FINAL_TYPE (SalvePersonDialog, salve_person_dialog, ADW_TYPE_DIALOG)

typedef struct
{
  char *login;
  gboolean has_pin;
  gboolean needs_password;
  gboolean active;
} Person;

static void
person_clear (Person *person)
{
  g_free (person->login);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Person, person_clear)

static void
read_person (GObject *object, Person *person)
{
  g_object_get (object, "login", &person->login, "has-pin", &person->has_pin, "needs-password",
                &person->needs_password, "active", &person->active, NULL);
}

/* (nullable) (transfer full) */
static GObject *
find_active (SalvePersonDialog *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (self->desk); i++)
    {
      g_autoptr (GObject) object = g_list_model_get_item (self->desk, i);
      g_auto (Person) person = { 0 };

      read_person (object, &person);
      if (person.active)
        return g_steal_pointer (&object);
    }
  return NULL;
}

static gboolean
is_filled (GtkEditable *entry)
{
  return *gtk_editable_get_text (entry) != '\0';
}

static gboolean
pins_agree (SalvePersonDialog *self)
{
  return g_str_equal (gtk_editable_get_text (self->new_pin_row), gtk_editable_get_text (self->again_row));
}

static void
on_typed (SalvePersonDialog *self)
{
  gtk_widget_set_sensitive (self->switch_button, !self->busy && is_filled (self->pin_row));
  gtk_widget_set_sensitive (self->sign_in_button,
                            !self->busy && is_filled (self->login_row) && is_filled (self->password_row));
  gtk_widget_set_sensitive (self->browser_button, !self->busy);
  gtk_widget_set_sensitive (self->set_button,
                            !self->busy && is_filled (self->new_pin_row) && pins_agree (self));
}

static void
show_banner (AdwBanner *banner, const char *text)
{
  if (text != NULL)
    adw_banner_set_title (banner, text);
  adw_banner_set_revealed (banner, text != NULL);
}

/* No secret stays in an entry longer than it is needed. */
static void
forget_typed (SalvePersonDialog *self)
{
  gtk_editable_set_text (self->pin_row, "");
  gtk_editable_set_text (self->password_row, "");
  gtk_editable_set_text (self->new_pin_row, "");
  gtk_editable_set_text (self->again_row, "");
}

typedef struct
{
  SalvePersonDialog *dialog;
  guint serial;
  AdwBanner *banner;
  GtkEditable *entry; /* (nullable): where the keyboard goes after a refusal */
  gboolean closes;
} Wait;

static void
wait_free (gpointer data)
{
  Wait *wait = data;

  g_object_unref (wait->dialog);
  g_free (wait);
}

static DexFuture *
on_answer (DexFuture *future, gpointer data)
{
  Wait *wait = data;
  SalvePersonDialog *self = wait->dialog;
  g_autoptr (GError) error = NULL;
  gboolean done = dex_future_get_value (future, &error) != NULL;

  if (wait->serial != self->serial)
    return NULL;
  self->busy = FALSE;
  forget_typed (self);
  on_typed (self);
  if (!done)
    show_banner (wait->banner, error->message);
  if (!done && wait->entry != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (wait->entry));
  if (done && wait->closes)
    adw_dialog_close (ADW_DIALOG (self));
  else if (done)
    adw_navigation_view_pop_to_tag (self->navigation, "people");
  return NULL;
}

static void
wait_for (SalvePersonDialog *self, DexFuture *future, AdwBanner *banner, GtkEditable *entry, gboolean closes)
{
  Wait *wait = g_new0 (Wait, 1);

  *wait = (Wait){ g_object_ref (self), ++self->serial, banner, entry, closes };
  self->busy = TRUE;
  show_banner (banner, NULL);
  on_typed (self);
  dex_future_disown (dex_future_finally (future, on_answer, wait, wait_free));
}

static void
on_popped (SalvePersonDialog *self)
{
  self->serial++;
  self->busy = FALSE;
  forget_typed (self);
  show_banner (self->pin_banner, NULL);
  show_banner (self->sign_in_banner, NULL);
  show_banner (self->new_pin_banner, NULL);
  on_typed (self);
}

static void
ask_password (SalvePersonDialog *self, const char *login)
{
  gtk_editable_set_text (self->login_row, login != NULL ? login : "");
  adw_navigation_view_push_by_tag (self->navigation, "sign-in");
  gtk_widget_grab_focus (GTK_WIDGET (login != NULL ? self->password_row : self->login_row));
}

static void
on_somebody_else (SalvePersonDialog *self)
{
  ask_password (self, NULL);
}

static void
on_password_instead (SalvePersonDialog *self)
{
  g_auto (Person) person = { 0 };

  read_person (self->person, &person);
  ask_password (self, person.login);
}

static void
on_person (AdwActionRow *row, SalvePersonDialog *self)
{
  GObject *object = g_object_get_data (G_OBJECT (row), "salve-person");
  g_auto (Person) person = { 0 };

  read_person (object, &person);
  g_set_object (&self->person, object);
  if (person.active)
    {
      adw_dialog_close (ADW_DIALOG (self));
      return;
    }
  if (!person.has_pin || person.needs_password)
    {
      ask_password (self, person.login);
      return;
    }
  adw_navigation_page_set_title (self->pin_page, person.login);
  adw_navigation_view_push_by_tag (self->navigation, "pin");
  gtk_widget_grab_focus (GTK_WIDGET (self->pin_row));
}

static void
on_pin (SalvePersonDialog *self)
{
  if (!self->busy && is_filled (self->pin_row))
    wait_for (self, self->ways->switch_to (self->desk, self->person, gtk_editable_get_text (self->pin_row)),
              self->pin_banner, self->pin_row, TRUE);
}

static void
on_sign_in (SalvePersonDialog *self)
{
  g_autofree char *login = g_strstrip (g_strdup (gtk_editable_get_text (self->login_row)));

  if (!self->busy && *login != '\0' && is_filled (self->password_row))
    wait_for (self, self->ways->sign_in (self->desk, login, gtk_editable_get_text (self->password_row)),
              self->sign_in_banner, self->password_row, TRUE);
}

static void
on_browser (SalvePersonDialog *self)
{
  if (!self->busy)
    wait_for (self, self->ways->sign_in_with_browser (self->desk), self->sign_in_banner, NULL, TRUE);
}

static DexFuture *
activate (gpointer data, const char *code, const char *password)
{
  SalvePersonDialog *self = data;

  return self->ways->activate (self->desk, code, password);
}

static void
on_activated (gpointer data)
{
  adw_dialog_close (data);
}

static void
on_code (SalvePersonDialog *self)
{
  if (!self->busy)
    adw_navigation_view_push (self->navigation, ADW_NAVIGATION_PAGE (salve_code_page_new (
                                                    activate, on_activated, G_OBJECT (self))));
}

static void
on_new_pin (SalvePersonDialog *self)
{
  adw_navigation_view_push_by_tag (self->navigation, "new-pin");
  gtk_widget_grab_focus (GTK_WIDGET (self->new_pin_row));
}

static void
on_set_pin (SalvePersonDialog *self)
{
  g_autoptr (GObject) active = find_active (self);

  if (active != NULL && !self->busy && is_filled (self->new_pin_row) && pins_agree (self))
    wait_for (self, self->ways->set_pin (self->desk, active, gtk_editable_get_text (self->new_pin_row)),
              self->new_pin_banner, self->new_pin_row, FALSE);
}

static void
on_sign_out (SalvePersonDialog *self)
{
  g_autoptr (GObject) active = find_active (self);

  if (active != NULL && !self->busy)
    wait_for (self, self->ways->sign_out (self->desk, active), self->people_banner, NULL, FALSE);
}

static const char *
person_words (const Person *person)
{
  if (person->active)
    return _ ("Works here now");
  if (person->needs_password)
    return _ ("Takes over with the password: the PIN was wrong too often, or the server ended the session");
  return person->has_pin ? _ ("Takes over with the PIN") : _ ("Takes over with the password");
}

static GtkWidget *
make_row (SalvePersonDialog *self, GObject *object)
{
  GtkWidget *row = adw_action_row_new ();
  g_auto (Person) person = { 0 };

  read_person (object, &person);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), person.login);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), person_words (&person));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), adw_avatar_new (32, person.login, TRUE));
  adw_action_row_add_suffix (
      ADW_ACTION_ROW (row),
      gtk_image_new_from_icon_name (person.active ? "object-select-symbolic" : "go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "salve-person", g_object_ref (object), g_object_unref);
  g_signal_connect (row, "activated", G_CALLBACK (on_person), self);
  return row;
}

static void
fill (SalvePersonDialog *self)
{
  g_autoptr (GObject) active = find_active (self);
  gboolean has_pin = FALSE;

  for (guint i = 0; i < self->people->len; i++)
    adw_preferences_group_remove (self->people_group, self->people->pdata[i]);
  g_ptr_array_set_size (self->people, 0);
  for (guint i = 0; i < g_list_model_get_n_items (self->desk); i++)
    {
      g_autoptr (GObject) object = g_list_model_get_item (self->desk, i);
      GtkWidget *row = make_row (self, object);

      g_ptr_array_add (self->people, row);
      adw_preferences_group_add (self->people_group, row);
      g_signal_handlers_disconnect_by_func (object, fill, self);
      g_signal_connect_object (object, "notify", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->own_group), active != NULL);
  if (active != NULL)
    g_object_get (active, "has-pin", &has_pin, NULL);
  adw_preferences_row_set_title (self->pin_button, has_pin ? _ ("Change Your _PIN…") : _ ("Set a _PIN…"));
}

static void
salve_person_dialog_dispose (GObject *object)
{
  SalvePersonDialog *self = SALVE_PERSON_DIALOG (object);

  self->serial++;
  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_PERSON_DIALOG);
  g_clear_object (&self->person);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (salve_person_dialog_parent_class)->dispose (object);
}

static void
salve_person_dialog_finalize (GObject *object)
{
  g_ptr_array_unref (SALVE_PERSON_DIALOG (object)->people);
  G_OBJECT_CLASS (salve_person_dialog_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
#define CHILD(name) gtk_widget_class_bind_template_child (widget_class, SalvePersonDialog, name)
  CHILD (navigation);
  CHILD (pin_page);
  CHILD (people_group);
  CHILD (own_group);
  CHILD (pin_button);
  CHILD (people_banner);
  CHILD (pin_banner);
  CHILD (sign_in_banner);
  CHILD (new_pin_banner);
  CHILD (pin_row);
  CHILD (login_row);
  CHILD (password_row);
  CHILD (new_pin_row);
  CHILD (again_row);
  CHILD (switch_button);
  CHILD (sign_in_button);
  CHILD (browser_button);
  CHILD (set_button);
#undef CHILD
}

static void
salve_person_dialog_class_init (SalvePersonDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = salve_person_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = salve_person_dialog_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-person-dialog.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_popped);
  gtk_widget_class_bind_template_callback (widget_class, on_typed);
  gtk_widget_class_bind_template_callback (widget_class, on_somebody_else);
  gtk_widget_class_bind_template_callback (widget_class, on_password_instead);
  gtk_widget_class_bind_template_callback (widget_class, on_pin);
  gtk_widget_class_bind_template_callback (widget_class, on_sign_in);
  gtk_widget_class_bind_template_callback (widget_class, on_browser);
  gtk_widget_class_bind_template_callback (widget_class, on_code);
  gtk_widget_class_bind_template_callback (widget_class, on_new_pin);
  gtk_widget_class_bind_template_callback (widget_class, on_set_pin);
  gtk_widget_class_bind_template_callback (widget_class, on_sign_out);
}

static void
salve_person_dialog_init (SalvePersonDialog *self)
{
  self->people = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

static DexFuture *
desk_sign_in (gpointer desk, const char *login, const char *password)
{
  return salve_desk_sign_in (desk, login, password);
}

static DexFuture *
desk_sign_in_with_browser (gpointer desk)
{
  return salve_desk_sign_in_with_browser (desk, salve_open_in_browser, NULL, NULL);
}

static DexFuture *
desk_activate (gpointer desk, const char *code, const char *password)
{
  return salve_desk_activate (desk, code, password);
}

static DexFuture *
desk_set_pin (gpointer desk, gpointer person, const char *pin)
{
  return salve_desk_set_pin (desk, person, pin);
}

static DexFuture *
desk_switch_to (gpointer desk, gpointer person, const char *pin)
{
  return salve_desk_switch (desk, person, pin);
}

static DexFuture *
desk_sign_out (gpointer desk, gpointer person)
{
  return salve_desk_sign_out (desk, person);
}

/**
 * salve_desk_ways_get:
 *
 * Returns: (transfer none): the ways of a #SalveDesk
 */
const SalveDeskWays *
salve_desk_ways_get (void)
{
  static const SalveDeskWays ways = { desk_sign_in,   desk_sign_in_with_browser,
                                      desk_activate,  desk_set_pin,
                                      desk_switch_to, desk_sign_out };

  return &ways;
}

/**
 * salve_person_dialog_new:
 * @desk: the people who are signed in here
 * @ways: what can be done with @desk and each of them; static
 *
 * Returns: (transfer floating): a dialog; where nobody is signed in yet it begins with the password
 */
SalvePersonDialog *
salve_person_dialog_new (GListModel *desk, const SalveDeskWays *ways)
{
  SalvePersonDialog *self = g_object_new (SALVE_TYPE_PERSON_DIALOG, NULL);

  self->desk = g_object_ref (desk);
  self->ways = ways;
  g_signal_connect_object (desk, "items-changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  fill (self);
  on_typed (self);
  if (g_list_model_get_n_items (desk) == 0)
    ask_password (self, NULL);
  return self;
}

/**
 * salve_person_dialog_get_step:
 *
 * Returns: (transfer none): people, pin, sign-in or new-pin
 */
const char *
salve_person_dialog_get_step (SalvePersonDialog *self)
{
  AdwNavigationPage *page;

  g_return_val_if_fail (SALVE_IS_PERSON_DIALOG (self), NULL);
  page = adw_navigation_view_get_visible_page (self->navigation);
  return page != NULL ? adw_navigation_page_get_tag (page) : NULL;
}
