/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-kiosk"

#include "config.h"

#include "salve-kiosk-check-in.h"

#include <glib/gi18n.h>

#include "salve-kiosk-proof.h"
#include "salve-kiosk-signature.h"

/* Changes with the words of the consent page, so that it stays known who agreed to what. */
#define POLICY "kiosk-privacy-1"

struct _SalveKioskCheckIn
{
  SalveKioskWindow *window; /* owns this */
  SalveKioskVisit *visit;
  char *sending;                  /* the appointment whose arrival is being told; NULL: none */
  SalveKioskPage *page;           /* where something is typed, NULL elsewhere */
  SalveKioskSignature *signature; /* of the page at hand */
  SalveKioskCamera *camera;       /* the same */
  GtkWidget *changes;             /* the toggles of what has changed */
  GBytes *signed_with;            /* a PNG, from the consent's page to the telling */
};

static void
show (SalveKioskCheckIn *self)
{
  salve_kiosk_window_show (self->window);
}

static SalveKioskLink *
link_of (SalveKioskCheckIn *self)
{
  return salve_kiosk_window_get_link (self->window);
}

static void
go_on (SalveKioskCheckIn *self)
{
  salve_kiosk_visit_go_on (self->visit, salve_kiosk_link_get_day (link_of (self)), g_get_real_time ());
  show (self);
}

static void
on_begin (SalveKioskCheckIn *self)
{
  salve_kiosk_visit_begin (self->visit);
  show (self);
}

static void
on_look (SalveKioskCheckIn *self)
{
  salve_kiosk_visit_look (self->visit);
  show (self);
}

static SalveKioskPage *
welcome_page (SalveKioskCheckIn *self)
{
  SalveKioskPage *page = salve_kiosk_page_new (_ ("Welcome. Please check in."),
                                               _ ("Hold your card or your letter before the reader, or:"));

  salve_kiosk_page_add_choice (page, _ ("Birth date and name"), TRUE, G_CALLBACK (on_begin), self);
  if (salve_kiosk_camera_reads_codes ())
    salve_kiosk_page_add_choice (page, _ ("Show it to the camera"), FALSE, G_CALLBACK (on_look), self);
  salve_kiosk_page_add_choice (page, _ ("My appointments and reports"), FALSE,
                               G_CALLBACK (salve_kiosk_window_open_portal), self->window);
  return page;
}

static void
on_camera_failed (GtkWidget *camera)
{
  GtkWidget *words = gtk_label_new (_ ("The camera does not work now. Please go back and type."));

  gtk_label_set_wrap (GTK_LABEL (words), TRUE);
  gtk_label_set_justify (GTK_LABEL (words), GTK_JUSTIFY_CENTER);
  adw_bin_set_child (ADW_BIN (camera), words);
}

/**
 * salve_kiosk_camera_page_new:
 * @camera: (out) (transfer none): is on until salve_kiosk_camera_stop(), or until the page goes
 *
 * Returns: (transfer floating): a page without a way back yet
 */
SalveKioskPage *
salve_kiosk_camera_page_new (SalveKioskWindow *window, SalveKioskCamera **camera)
{
  SalveKioskPage *page = salve_kiosk_page_new (_ ("Hold the code before the camera"), NULL);
  GtkWidget *eye = salve_kiosk_camera_new (TRUE);

  g_signal_connect_object (eye, "code", G_CALLBACK (salve_kiosk_window_take_code), window, G_CONNECT_SWAPPED);
  g_signal_connect (eye, "failed", G_CALLBACK (on_camera_failed), NULL);
  salve_kiosk_page_add_widget (page, eye);
  *camera = SALVE_KIOSK_CAMERA (eye);
  return page;
}

static SalveKioskPage *
camera_page (SalveKioskCheckIn *self)
{
  SalveKioskPage *page = salve_kiosk_camera_page_new (self->window, &self->camera);

  salve_kiosk_page_add_choice (page, _ ("Back"), TRUE, G_CALLBACK (salve_kiosk_window_start_again),
                               self->window);
  return page;
}

/* "12 . 0_ . ____" in the order of the locale. */
char *
salve_kiosk_show_date (const char *typed, const SalveLocale *locale)
{
  SalveDateOrder order = salve_locale_get_date_order (locale);
  static const int lengths[3][3] = { { 4, 2, 2 }, { 2, 2, 4 }, { 2, 2, 4 } };
  GString *shown = g_string_new (NULL);

  for (int part = 0; part < 3; part++)
    {
      if (part > 0)
        g_string_append (shown, " . ");
      for (int i = 0; i < lengths[order][part]; i++)
        {
          g_string_append_c (shown, *typed != '\0' ? *typed : '_');
          typed += *typed != '\0';
        }
    }
  return g_string_free_and_steal (shown);
}

static char *
show_letters (const char *typed)
{
  GString *shown = g_string_new (NULL);
  int n = 0;

  for (; *typed != '\0'; typed = g_utf8_next_char (typed), n++)
    g_string_append_printf (shown, "%.*s ", (int)(g_utf8_next_char (typed) - typed), typed);
  for (; n < 3; n++)
    g_string_append (shown, "_ ");
  return g_string_free_and_steal (shown);
}

static void
show_typed (SalveKioskCheckIn *self)
{
  const char *typed = salve_kiosk_visit_get_typed (self->visit);
  const SalveKioskStep step = salve_kiosk_visit_get_step (self->visit);
  g_autofree char *text = step == SALVE_KIOSK_NEW ? g_strconcat (typed, "_", NULL)
                          : step == SALVE_KIOSK_NAME
                              ? show_letters (typed)
                              : salve_kiosk_show_date (typed, salve_kiosk_window_get_locale (self->window));

  salve_kiosk_page_set_typed (self->page, text, salve_kiosk_visit_is_complete (self->visit));
}

static void
on_key_typed (SalveKioskCheckIn *self, const char *text)
{
  const SalveKioskStep step = salve_kiosk_visit_get_step (self->visit);
  const char *typed;

  salve_kiosk_window_touch (self->window);
  salve_kiosk_visit_type (self->visit, text);
  typed = salve_kiosk_visit_get_typed (self->visit);
  salve_kiosk_window_say_typed (self->window, text, (gsize)g_utf8_strlen (typed, -1),
                                step == SALVE_KIOSK_BIRTH  ? 8
                                : step == SALVE_KIOSK_NAME ? SALVE_KIOSK_LETTERS
                                                           : 0,
                                FALSE);
  show_typed (self);
}

static void
on_key_erased (SalveKioskCheckIn *self)
{
  const SalveKioskStep before = salve_kiosk_visit_get_step (self->visit);
  const SalveKioskNew question = salve_kiosk_visit_get_question (self->visit);

  salve_kiosk_window_touch (self->window);
  salve_kiosk_visit_erase (self->visit);
  if (salve_kiosk_visit_get_step (self->visit) != before
      || salve_kiosk_visit_get_question (self->visit) != question)
    show (self);
  else
    show_typed (self);
}

static gboolean
is_of_digits (SalveKioskCheckIn *self)
{
  const SalveKioskStep step = salve_kiosk_visit_get_step (self->visit);

  return step == SALVE_KIOSK_BIRTH
         || (step == SALVE_KIOSK_NEW
             && salve_kiosk_visit_get_question (self->visit) == SALVE_KIOSK_NEW_PHONE);
}

static SalveKioskPage *
typing_page (SalveKioskCheckIn *self, const char *question, const char *more, const char *keys, int columns)
{
  SalveKioskPage *page = salve_kiosk_page_new (question, more);
  GtkWidget *keypad = salve_kiosk_keypad_new (keys, columns);

  salve_kiosk_page_add_typing (page, keypad, is_of_digits (self));
  g_signal_connect_swapped (keypad, "typed", G_CALLBACK (on_key_typed), self);
  g_signal_connect_swapped (keypad, "erased", G_CALLBACK (on_key_erased), self);
  g_signal_connect_swapped (keypad, "done", G_CALLBACK (go_on), self);
  self->page = page;
  show_typed (self);
  return page;
}

const char *
salve_kiosk_date_hint (const SalveLocale *locale)
{
  switch (salve_locale_get_date_order (locale))
    {
    case SALVE_DATE_ORDER_YMD:
      return _ ("Year, month, day");
    case SALVE_DATE_ORDER_MDY:
      return _ ("Month, day, year");
    case SALVE_DATE_ORDER_DMY:
    default:
      return _ ("Day, month, year");
    }
}

static SalveKioskPage *
birth_page (SalveKioskCheckIn *self)
{
  gboolean failed = salve_kiosk_visit_get_failed (self->visit);
  gboolean no_day = failed && *salve_kiosk_visit_get_typed (self->visit) != '\0';
  const char *hint = no_day   ? _ ("There is no such day. Please look again.")
                     : failed ? _ ("That did not lead to an appointment of today. Please try again.")
                              : salve_kiosk_date_hint (salve_kiosk_window_get_locale (self->window));

  return typing_page (self, _ ("When were you born?"), hint, "1234567890", 5);
}

static SalveKioskPage *
letters_page (SalveKioskCheckIn *self)
{
  return typing_page (self, _ ("The first three letters of your family name"), NULL,
                      salve_kiosk_window_get_language (self->window)->letters, 9);
}

static void
on_right (SalveKioskCheckIn *self)
{
  salve_kiosk_visit_confirm (self->visit, TRUE);
  show (self);
}

static void
on_wrong (SalveKioskCheckIn *self)
{
  salve_kiosk_visit_confirm (self->visit, FALSE);
  show (self);
}

static SalveKioskPage *
confirm_page (SalveKioskCheckIn *self)
{
  const SalveKioskEntry *entry = salve_kiosk_visit_get_entry (self->visit);
  SalveKioskPage *page = salve_kiosk_page_new (_ ("Is this you?"), NULL);

  salve_kiosk_page_add_fact (page, _ ("Name"), entry->name != NULL ? entry->name : "•••");
  if (entry->birth_day > 0)
    {
      g_autofree char *birth = g_strdup_printf ("%d •• %d", entry->birth_day, entry->birth_year);

      salve_kiosk_page_add_fact (page, _ ("Birth date"), birth);
    }
  if (entry->phone != NULL)
    {
      /* LEFT-TO-RIGHT ISOLATE: its last digits are at its end in every script. */
      g_autofree char *phone = g_strdup_printf ("\u2066%s\u2069", entry->phone);

      salve_kiosk_page_add_fact (page, _ ("Phone"), phone);
    }
  if (entry->city != NULL)
    salve_kiosk_page_add_fact (page, _ ("City"), entry->city);
  salve_kiosk_page_add_choice (page, _ ("Yes, all is right"), TRUE, G_CALLBACK (on_right), self);
  salve_kiosk_page_add_choice (page, _ ("Something has changed"), FALSE, G_CALLBACK (on_wrong), self);
  return page;
}

static void
on_wrong_said (SalveKioskCheckIn *self)
{
  g_autoptr (GString) words = g_string_new (NULL);

  for (GtkWidget *child = gtk_widget_get_first_child (self->changes); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (child)))
      g_string_append_printf (words, "%s%s", words->len > 0 ? " " : "", gtk_widget_get_name (child));
  salve_kiosk_visit_say_wrong (self->visit, words->str);
  show (self);
}

static void
on_changed (GtkWidget *toggle, SalveKioskCheckIn *self)
{
  g_autofree char *words = salve_kiosk_words_of (toggle, TRUE);

  salve_kiosk_window_touch (self->window);
  salve_kiosk_window_say (self->window, words);
}

static SalveKioskPage *
wrong_page (SalveKioskCheckIn *self)
{
  const struct
  {
    const char *word;
    const char *label;
  } words[] = {
    { "name", _ ("Name") },
    { "phone", _ ("Phone") },
    { "address", _ ("Address") },
    { "insurance", _ ("Insurance") },
  };
  SalveKioskPage *page =
      salve_kiosk_page_new (_ ("What has changed?"), _ ("The front desk will ask you about it."));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      GtkWidget *toggle = gtk_toggle_button_new_with_label (words[i].label);

      gtk_widget_set_name (toggle, words[i].word);
      gtk_widget_add_css_class (toggle, "choice");
      g_signal_connect (toggle, "toggled", G_CALLBACK (on_changed), self);
      gtk_box_append (GTK_BOX (box), toggle);
    }
  salve_kiosk_page_add_widget (page, box);
  self->changes = box;
  salve_kiosk_page_add_choice (page, _ ("Next"), TRUE, G_CALLBACK (on_wrong_said), self);
  salve_kiosk_page_set_first (page, gtk_widget_get_first_child (box));
  return page;
}

static void
on_skip (SalveKioskCheckIn *self)
{
  salve_kiosk_visit_skip (self->visit);
  show (self);
}

/* What has changed, as it is now. It waits for the front desk, which is asked where somebody would rather not type. */
static SalveKioskPage *
new_page (SalveKioskCheckIn *self)
{
  const char *letters = salve_kiosk_window_get_language (self->window)->letters;
  const struct
  {
    const char *question;
    const char *digits;
    const char *letters;
    const char *signs;
  } questions[SALVE_KIOSK_N_NEW] = {
    [SALVE_KIOSK_NEW_NAME] = { _ ("Your family name now"), "", letters, "-’ " },
    [SALVE_KIOSK_NEW_PHONE] = { _ ("Your phone number now"), "1234567890", "", "+" },
    [SALVE_KIOSK_NEW_STREET] = { _ ("Your street and number now"), "1234567890", letters, "-./ " },
    [SALVE_KIOSK_NEW_POSTAL] = { _ ("Your postal code now"), "1234567890", letters, "- " },
    [SALVE_KIOSK_NEW_CITY] = { _ ("Your town or city now"), "", letters, "-. " },
  };
  const SalveKioskNew question = salve_kiosk_visit_get_question (self->visit);
  /* As many as make whole rows of most alphabets. */
  const int columns = question == SALVE_KIOSK_NEW_PHONE ? 4 : *questions[question].digits != '\0' ? 13 : 12;
  g_autofree char *keys =
      g_strconcat (questions[question].digits, questions[question].letters, questions[question].signs, NULL);
  SalveKioskPage *page = typing_page (self, questions[question].question, NULL, keys, columns);

  salve_kiosk_page_add_choice (page, _ ("Tell the front desk instead"), FALSE, G_CALLBACK (on_skip), self);
  return page;
}

static void
on_agreed (SalveKioskCheckIn *self)
{
  salve_kiosk_visit_consent (self->visit, TRUE);
  show (self);
}

static void
on_not_agreed (SalveKioskCheckIn *self)
{
  salve_kiosk_visit_consent (self->visit, FALSE);
  show (self);
}

static SalveKioskPage *
consent_page (SalveKioskCheckIn *self)
{
  SalveKioskPage *page = salve_kiosk_page_new (
      _ ("Your data"), _ ("The clinic keeps what it needs for your treatment, and only those who treat you "
                          "see it. You can ask for a copy at the front desk at any time."));
  GtkWidget *signature = salve_kiosk_signature_new ();

  gtk_accessible_update_property (GTK_ACCESSIBLE (signature), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Field for your signature; you can agree without it"), -1);
  self->signature = SALVE_KIOSK_SIGNATURE (signature);
  salve_kiosk_page_add_text (page, _ ("Sign here with your finger, if you like"), "dim-label");
  salve_kiosk_page_add_widget (page, signature);
  salve_kiosk_page_add_choice (page, _ ("I agree"), TRUE, G_CALLBACK (on_agreed), self);
  salve_kiosk_page_add_choice (page, _ ("I would rather talk to somebody"), FALSE, G_CALLBACK (on_not_agreed),
                               self);
  return page;
}

typedef struct
{
  SalveKioskWindow *window;
  char *id;
} Sending;

static void
sending_free (gpointer data)
{
  Sending *sending = data;

  g_object_unref (sending->window);
  g_free (sending->id);
  g_free (sending);
}

/* An answer that comes when somebody else stands here is not theirs. */
static DexFuture *
on_checked_in (DexFuture *future, gpointer data)
{
  const Sending *sending = data;
  SalveKioskCheckIn *self = salve_kiosk_window_get_check_in (sending->window);
  const GValue *value = dex_future_get_value (future, NULL);
  const char *ticket = value != NULL ? g_value_get_string (value) : NULL;
  const SalveKioskEntry *entry = self != NULL ? salve_kiosk_visit_get_entry (self->visit) : NULL;

  if (self != NULL && g_strcmp0 (self->sending, sending->id) == 0)
    g_clear_pointer (&self->sending, g_free);
  if (entry == NULL || !g_str_equal (entry->id, sending->id))
    return NULL;
  salve_kiosk_visit_finish (self->visit, value == NULL || (ticket != NULL && *ticket == '\0'), ticket);
  show (self);
  return NULL;
}

/* Pairs of what has changed and what it is now. */
static char **
read_news (SalveKioskCheckIn *self)
{
  static const char *const words[] = { "name", "phone", "address" };
  g_autoptr (GStrvBuilder) pairs = g_strv_builder_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *now = salve_kiosk_visit_get_new (self->visit, words[i]);

      if (now != NULL)
        g_strv_builder_add_many (pairs, words[i], now, NULL);
    }
  return g_strv_builder_end (pairs);
}

static void
send_arrival (SalveKioskCheckIn *self, const SalveKioskEntry *entry)
{
  Sending *sending = g_new0 (Sending, 1);
  g_auto (GStrv) now = read_news (self);

  sending->window = g_object_ref (self->window);
  sending->id = g_strdup (entry->id);
  g_set_str (&self->sending, entry->id);
  dex_future_disown (dex_future_finally (
      salve_kiosk_link_check_in (link_of (self), entry->id, salve_kiosk_visit_get_wrong (self->visit),
                                 (const char *const *)now, entry->consented ? NULL : POLICY,
                                 self->signed_with),
      on_checked_in, sending, sending_free));
  g_clear_pointer (&self->signed_with, g_bytes_unref);
}

/* Shown again, as in another language, it tells nothing again. */
static SalveKioskPage *
sending_page (SalveKioskCheckIn *self)
{
  const SalveKioskEntry *entry = salve_kiosk_visit_get_entry (self->visit);
  SalveKioskPage *page = salve_kiosk_page_new (_ ("One moment, please"), NULL);
  GtkWidget *spinner = adw_spinner_new ();

  gtk_widget_set_size_request (spinner, 64, 64);
  salve_kiosk_page_add_widget (page, spinner);
  if (g_strcmp0 (self->sending, entry->id) != 0)
    send_arrival (self, entry);
  return page;
}

static SalveKioskPage *
done_page (SalveKioskCheckIn *self)
{
  const SalveKioskEntry *entry = salve_kiosk_visit_get_entry (self->visit);
  SalveKioskPage *page = salve_kiosk_page_new (
      _ ("You are checked in"), _ ("Please take a seat. You will be called with this number:"));

  salve_kiosk_page_add_text (page, salve_kiosk_visit_get_ticket (self->visit), "ticket");
  if (*salve_kiosk_visit_get_wrong (self->visit) != '\0')
    salve_kiosk_page_add_text (page, _ ("Please also come to the front desk, for what has changed."), NULL);
  else if (entry->room != NULL)
    salve_kiosk_page_add_text (page, entry->room, "dim-label");
  salve_kiosk_page_add_choice (page, _ ("Done"), TRUE, G_CALLBACK (salve_kiosk_window_start_again),
                               self->window);
  return page;
}

static SalveKioskPage *
desk_page (SalveKioskCheckIn *self)
{
  SalveKioskPage *page =
      salve_kiosk_page_new (_ ("Please go to the front desk"), _ ("Somebody there will help you at once."));

  salve_kiosk_page_add_choice (page, _ ("Done"), TRUE, G_CALLBACK (salve_kiosk_window_start_again),
                               self->window);
  return page;
}

/* Returns: (transfer floating): the page of the step at which the visit is */
SalveKioskPage *
salve_kiosk_check_in_build (SalveKioskCheckIn *self)
{
  switch (salve_kiosk_visit_get_step (self->visit))
    {
    case SALVE_KIOSK_LOOK:
      return camera_page (self);
    case SALVE_KIOSK_BIRTH:
      return birth_page (self);
    case SALVE_KIOSK_NAME:
      return letters_page (self);
    case SALVE_KIOSK_CONFIRM:
      return confirm_page (self);
    case SALVE_KIOSK_WRONG:
      return wrong_page (self);
    case SALVE_KIOSK_NEW:
      return new_page (self);
    case SALVE_KIOSK_CONSENT:
      return consent_page (self);
    case SALVE_KIOSK_SENDING:
      return sending_page (self);
    case SALVE_KIOSK_DONE:
      return done_page (self);
    case SALVE_KIOSK_DESK:
      return desk_page (self);
    case SALVE_KIOSK_WELCOME:
    default:
      return welcome_page (self);
    }
}

/* The widgets of the page that is going are nobody's from now on; what was signed on it is kept until it is told. */
void
salve_kiosk_check_in_leave_page (SalveKioskCheckIn *self)
{
  if (self->signature != NULL)
    {
      g_clear_pointer (&self->signed_with, g_bytes_unref);
      self->signed_with = salve_kiosk_signature_to_png (self->signature);
      salve_kiosk_signature_clear (self->signature);
    }
  if (self->camera != NULL)
    salve_kiosk_camera_stop (self->camera);
  self->camera = NULL;
  self->signature = NULL;
  self->changes = NULL;
  self->page = NULL;
}

void
salve_kiosk_check_in_reset (SalveKioskCheckIn *self)
{
  salve_kiosk_check_in_leave_page (self);
  g_clear_pointer (&self->signed_with, g_bytes_unref);
  salve_kiosk_visit_reset (self->visit);
}

/* The next one need not wait until the last one's ticket is gone. */
gboolean
salve_kiosk_check_in_is_between_people (SalveKioskCheckIn *self)
{
  const SalveKioskStep step = salve_kiosk_visit_get_step (self->visit);

  return step == SALVE_KIOSK_WELCOME || step == SALVE_KIOSK_LOOK || step == SALVE_KIOSK_DONE
         || step == SALVE_KIOSK_DESK;
}

/* @code: of a card or a letter */
void
salve_kiosk_check_in_scan (SalveKioskCheckIn *self, const char *code)
{
  if (salve_kiosk_check_in_is_between_people (self))
    salve_kiosk_visit_reset (self->visit);
  salve_kiosk_visit_scan (self->visit, code, salve_kiosk_link_get_day (link_of (self)), g_get_real_time ());
  show (self);
}

SalveKioskVisit *
salve_kiosk_check_in_get_visit (SalveKioskCheckIn *self)
{
  return self->visit;
}

/* @window: (transfer none): outlives it */
SalveKioskCheckIn *
salve_kiosk_check_in_new (SalveKioskWindow *window)
{
  SalveKioskCheckIn *self = g_new0 (SalveKioskCheckIn, 1);

  self->window = window;
  self->visit = salve_kiosk_visit_new ();
  return self;
}

void
salve_kiosk_check_in_free (SalveKioskCheckIn *self)
{
  salve_kiosk_visit_free (self->visit);
  g_clear_pointer (&self->signed_with, g_bytes_unref);
  g_free (self->sending);
  g_free (self);
}
