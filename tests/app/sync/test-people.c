/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several people at one desk, and the server they share: who may take over and how, and what is never clicked through. */
#include "config.h"

#include "patients-desk.h"
#include "salve-lock-page.h"
#include "salve-person-dialog.h"
#include "salve-resources.h"
#include "salve-server-dialog.h"
#include "shown.h"

/* A person whose PIN is 2468, and a desk that knows the password "right" of everybody. */
#define FAKE_TYPE_PERSON (fake_person_get_type ())
G_DECLARE_FINAL_TYPE (FakePerson, fake_person, FAKE, PERSON, GObject)

struct _FakePerson
{
  GObject parent_instance;
  char *login;
  gboolean has_pin;
  gboolean needs_password;
  gboolean active;
};

G_DEFINE_FINAL_TYPE (FakePerson, fake_person, G_TYPE_OBJECT)

enum
{
  PROP_LOGIN = 1,
  PROP_HAS_PIN,
  PROP_NEEDS_PASSWORD,
  PROP_ACTIVE
};

static void
fake_person_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  FakePerson *self = FAKE_PERSON (object);

  if (id == PROP_LOGIN)
    g_value_set_string (value, self->login);
  else
    g_value_set_boolean (value, id == PROP_HAS_PIN          ? self->has_pin
                                : id == PROP_NEEDS_PASSWORD ? self->needs_password
                                                            : self->active);
}

static void
fake_person_finalize (GObject *object)
{
  g_free (FAKE_PERSON (object)->login);
  G_OBJECT_CLASS (fake_person_parent_class)->finalize (object);
}

static void
fake_person_class_init (FakePersonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = fake_person_get_property;
  object_class->finalize = fake_person_finalize;
  g_object_class_install_property (object_class, PROP_LOGIN,
                                   g_param_spec_string ("login", NULL, NULL, NULL, G_PARAM_READABLE));
  g_object_class_install_property (object_class, PROP_HAS_PIN,
                                   g_param_spec_boolean ("has-pin", NULL, NULL, FALSE, G_PARAM_READABLE));
  g_object_class_install_property (
      object_class, PROP_NEEDS_PASSWORD,
      g_param_spec_boolean ("needs-password", NULL, NULL, FALSE, G_PARAM_READABLE));
  g_object_class_install_property (object_class, PROP_ACTIVE,
                                   g_param_spec_boolean ("active", NULL, NULL, FALSE, G_PARAM_READABLE));
}

static void
fake_person_init (FakePerson *self)
{
}

static void
add_person (GListStore *desk, const char *login, gboolean has_pin, gboolean needs_password, gboolean active)
{
  g_autoptr (FakePerson) person = g_object_new (FAKE_TYPE_PERSON, NULL);

  person->login = g_strdup (login);
  person->has_pin = has_pin;
  person->needs_password = needs_password;
  person->active = active;
  g_list_store_append (desk, person);
}

static GListStore *
make_desk (void)
{
  GListStore *desk = g_list_store_new (FAKE_TYPE_PERSON);

  add_person (desk, "anna.keller", TRUE, FALSE, TRUE);
  add_person (desk, "amara.lee", TRUE, FALSE, FALSE);
  add_person (desk, "karl.weiss", TRUE, TRUE, FALSE);
  return desk;
}

static void
activate (GListStore *desk, const char *login)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (desk)); i++)
    {
      g_autoptr (FakePerson) person = g_list_model_get_item (G_LIST_MODEL (desk), i);

      person->active = g_strcmp0 (person->login, login) == 0;
      g_object_notify (G_OBJECT (person), "active");
    }
}

static const char *
active_of (GListStore *desk)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (desk)); i++)
    {
      g_autoptr (FakePerson) person = g_list_model_get_item (G_LIST_MODEL (desk), i);

      if (person->active)
        return person->login;
    }
  return NULL;
}

static DexFuture *
fake_sign_in (gpointer desk, const char *login, const char *password)
{
  if (!g_str_equal (password, "right"))
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                                  "The name or the password is wrong.");
  activate (desk, login);
  return dex_future_new_true ();
}

static DexFuture *
fake_browser (gpointer desk)
{
  activate (desk, "karl.weiss");
  return dex_future_new_true ();
}

static DexFuture *
fake_activate (gpointer desk, const char *code, const char *password)
{
  activate (desk, "karl.weiss");
  return dex_future_new_true ();
}

static char *new_pin;

static DexFuture *
fake_set_pin (gpointer desk, gpointer person, const char *pin)
{
  if (strlen (pin) < 4)
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_FAILED, "This PIN is too easy to guess.");
  g_set_str (&new_pin, pin);
  return dex_future_new_true ();
}

static DexFuture *
fake_switch (gpointer desk, gpointer person, const char *pin)
{
  if (!g_str_equal (pin, "2468"))
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_FAILED, "Not this PIN: 2 attempts are left.");
  activate (desk, FAKE_PERSON (person)->login);
  return dex_future_new_true ();
}

static DexFuture *
fake_sign_out (gpointer desk, gpointer person)
{
  guint position;

  g_assert_true (g_list_store_find (desk, person, &position));
  g_list_store_remove (desk, position);
  return dex_future_new_true ();
}

static const SalveDeskWays ways = { fake_sign_in, fake_browser, fake_activate,
                                    fake_set_pin, fake_switch,  fake_sign_out };

typedef struct
{
  GListStore *desk;
  SalvePersonDialog *dialog;
  GtkWidget *window;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->desk = make_desk ();
  self->dialog = g_object_ref (salve_person_dialog_new (G_LIST_MODEL (self->desk), &ways));
  self->window = shown_open (GTK_WIDGET (self->dialog), &shapes[0]);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  shown_close (self->window);
  g_object_unref (self->dialog);
  g_object_unref (self->desk);
}

static const char *
step (Fixture *self)
{
  shown_paint (self->window);
  return salve_person_dialog_get_step (self->dialog);
}

static void
choose (Fixture *self, const char *title)
{
  GtkWidget *row = shown_find (GTK_WIDGET (self->dialog), ADW_TYPE_PREFERENCES_ROW, title);

  g_assert_nonnull (row);
  g_signal_emit_by_name (row, "activated");
}

static void
type_into (Fixture *self, const char *title, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (shown_find (GTK_WIDGET (self->dialog), ADW_TYPE_ENTRY_ROW, title)),
                         text);
}

static void
press (Fixture *self, const char *label)
{
  GtkWidget *button = shown_find (GTK_WIDGET (self->dialog), GTK_TYPE_BUTTON, label);

  g_assert_nonnull (button);
  if (gtk_widget_is_sensitive (button))
    g_signal_emit_by_name (button, "clicked");
}

static void
test_switch (Fixture *self, gconstpointer data)
{
  choose (self, "amara.lee");
  g_assert_cmpstr (step (self), ==, "pin");
  shown_picture (self->window, "person-pin");
  press (self, "_Take Over");
  g_assert_cmpstr (step (self), ==, "pin"); /* nothing typed */
  type_into (self, "PIN", "1111");
  press (self, "_Take Over");
  g_assert_cmpstr (step (self), ==, "pin");
  g_assert_cmpstr (active_of (self->desk), ==, "anna.keller"); /* stays who was there */
  g_assert_nonnull (shown_find (self->window, GTK_TYPE_LABEL, "Not this PIN: 2 attempts are left."));
  g_assert_cmpstr (gtk_editable_get_text (
                       GTK_EDITABLE (shown_find (GTK_WIDGET (self->dialog), ADW_TYPE_ENTRY_ROW, "PIN"))),
                   ==, "");
  type_into (self, "PIN", "2468");
  press (self, "_Take Over");
  shown_paint (self->window);
  g_assert_cmpstr (active_of (self->desk), ==, "amara.lee");
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (self->dialog)));
}

/* Whose PIN is used up takes over with the password only. */
static void
test_password (Fixture *self, gconstpointer data)
{
  choose (self, "karl.weiss");
  g_assert_cmpstr (step (self), ==, "sign-in");
  type_into (self, "Password", "wrong");
  press (self, "_Sign In");
  g_assert_cmpstr (step (self), ==, "sign-in");
  g_assert_nonnull (shown_find (self->window, GTK_TYPE_LABEL, "The name or the password is wrong."));
  type_into (self, "Password", "right");
  press (self, "_Sign In");
  shown_paint (self->window);
  g_assert_cmpstr (active_of (self->desk), ==, "karl.weiss");
}

static void
test_set_pin (Fixture *self, gconstpointer data)
{
  choose (self, "Change Your _PIN…");
  g_assert_cmpstr (step (self), ==, "new-pin");
  type_into (self, "New PIN", "9753");
  type_into (self, "Once More", "9735");
  press (self, "_Set");
  g_assert_cmpstr (step (self), ==, "new-pin"); /* they differ */
  g_assert_null (new_pin);
  type_into (self, "Once More", "9753");
  press (self, "_Set");
  g_assert_cmpstr (step (self), ==, "people");
  g_assert_cmpstr (new_pin, ==, "9753");
}

static void
test_sign_out (Fixture *self, gconstpointer data)
{
  choose (self, "Sign _Out");
  shown_paint (self->window);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->desk)), ==, 2);
  g_assert_null (shown_find (GTK_WIDGET (self->dialog), ADW_TYPE_PREFERENCES_ROW, "anna.keller"));
  g_assert_null (shown_find (GTK_WIDGET (self->dialog), ADW_TYPE_PREFERENCES_ROW, "Sign _Out"));
}

static GtkWidget *
make_dialog (gpointer data)
{
  g_autoptr (GListStore) desk = make_desk ();

  return GTK_WIDGET (salve_person_dialog_new (G_LIST_MODEL (desk), &ways));
}

static void
test_shapes (void)
{
  shown_in_all_shapes ("people", make_dialog, NULL);
}

static void
on_unlocked (SalveLockPage *page, guint *n)
{
  (*n)++;
}

/* Where people have PINs the lock opens to one of them, and not to a press. */
static void
test_lock (void)
{
  g_autoptr (GListStore) desk = make_desk ();
  GtkWidget *page = g_object_new (SALVE_TYPE_LOCK_PAGE, NULL), *window = shown_open (page, &shapes[2]),
            *unlock;
  guint unlocked = 0;

  g_signal_connect (page, "unlocked", G_CALLBACK (on_unlocked), &unlocked);
  salve_lock_page_lock (SALVE_LOCK_PAGE (page), NULL, NULL, G_LIST_MODEL (desk), &ways);
  shown_paint (window);
  shown_picture (window, "lock-people");
  unlock = shown_find (page, GTK_TYPE_BUTTON, "_Unlock");
  g_signal_emit_by_name (unlock, "clicked");
  shown_paint (window);
  g_assert_cmpuint (unlocked, ==, 0);
  gtk_editable_set_text (GTK_EDITABLE (shown_find (page, ADW_TYPE_PASSWORD_ENTRY_ROW, "PIN")), "1357");
  g_signal_emit_by_name (unlock, "clicked");
  shown_paint (window);
  g_assert_cmpuint (unlocked, ==, 0);
  g_assert_nonnull (shown_find (page, GTK_TYPE_LABEL, "Not this PIN: 2 attempts are left."));
  gtk_editable_set_text (GTK_EDITABLE (shown_find (page, ADW_TYPE_PASSWORD_ENTRY_ROW, "PIN")), "2468");
  g_signal_emit_by_name (unlock, "clicked");
  shown_paint (window);
  g_assert_cmpuint (unlocked, ==, 1);
  /* Nobody has a PIN: as before, a button. */
  g_list_store_remove_all (desk);
  salve_lock_page_lock (SALVE_LOCK_PAGE (page), NULL, NULL, G_LIST_MODEL (desk), &ways);
  g_signal_emit_by_name (unlock, "clicked");
  g_assert_cmpuint (unlocked, ==, 2);
  shown_close (window);
}

static guint disconnected;

static DexFuture *
disconnect (gpointer data)
{
  disconnected++;
  return dex_future_new_true ();
}

#define PIN "3f9a11c07d5e2b84a6609e1c48d2f7b39c5510e8aa24cf6d7713b05e92d8461f"

static GtkWidget *
make_server (gpointer data)
{
  SalveServerAbilities abilities = { .name = (char *)"Salve 0.4", .is_salve = TRUE, .if_match = TRUE };
  SalveServerFacts facts = { "https://clinic.local:8443/fhir", PIN, "anna, 2026-06-21: one desk only writes",
                             &abilities };

  return GTK_WIDGET (salve_server_dialog_new (data, &facts, disconnect, NULL, NULL));
}

/* A changed key is a hard stop: the only way on is to disconnect, and that asks first. */
static void
test_server (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (0, "en-GB");
  g_autoptr (SalveSyncFace) face = salve_sync_face_new (desk->clinic);
  SalveSyncFacts facts = { .connected = TRUE, .state = SALVE_SYNC_UNTRUSTED, .progress = -1 };
  GtkWidget *dialog, *window;
  AdwDialog *question;

  salve_sync_face_set_facts (face, &facts);
  shown_in_all_shapes ("server", make_server, face);
  dialog = make_server (face);
  window = shown_open (dialog, &shapes[0]);
  g_assert_nonnull (shown_find (dialog, GTK_TYPE_LABEL, "Another Key Answers"));
  for (guint i = 0; i < 2; i++)
    {
      g_signal_emit_by_name (shown_find (dialog, ADW_TYPE_PREFERENCES_ROW, "_Disconnect…"), "activated");
      shown_paint (window);
      question = adw_window_get_visible_dialog (ADW_WINDOW (window));
      g_assert_true (ADW_IS_ALERT_DIALOG (question));
      g_assert_cmpuint (disconnected, ==, 0);
      g_signal_emit_by_name (question, "response", i == 0 ? "stay" : "disconnect");
      adw_dialog_force_close (question);
      shown_paint (window);
    }
  g_assert_cmpuint (disconnected, ==, 1);
  facts.state = SALVE_SYNC_UP_TO_DATE;
  shown_close (window);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  dex_init ();
  g_resources_register (salve_get_resource ());
#define ADD(name, function) g_test_add ("/people/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("switch", test_switch);
  ADD ("password", test_password);
  ADD ("set-pin", test_set_pin);
  ADD ("sign-out", test_sign_out);
  g_test_add_func ("/people/shapes", test_shapes);
  g_test_add_func ("/people/lock", test_lock);
  g_test_add_func ("/server/untrusted", test_server);
  return g_test_run ();
}
