/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-kiosk"

#include "config.h"

#include "salve-kiosk-window.h"

#include <glib/gi18n.h>
#include <string.h>

#include "salve-kiosk-enrol-page.h"
#include "salve-kiosk-keypad.h"
#include "salve-kiosk-language.h"
#include "salve-kiosk-signature.h"
#include "salve-kiosk-voice.h"
#include "salve-locale.h"

/* Changes with the words of the consent page, so that it stays known who agreed to what. */
#define POLICY "kiosk-privacy-1"
#define MAX_SCANNED 256

struct _SalveKioskWindow
{
  AdwApplicationWindow parent_instance;

  SalveKioskLink *link;
  SalveKioskVisit *visit;
  const SalveKioskLanguage *language;
  SalveLocale *locale;
  gboolean speaks;
  char scanned[MAX_SCANNED]; /* what a hand scanner types before its Enter */
  guint idle_source;
  guint warned; /* seconds left, 0: not asked */
  char *question;
  char *sending; /* the appointment whose arrival is being told; NULL: none */

  AdwToolbarView *view;
  AdwBin *content;
  GtkLabel *typed;          /* of the step at hand, NULL where nothing is typed */
  SalveKioskKeypad *keypad; /* the same */
  SalveKioskSignature *signature;
  GtkWidget *changes; /* the toggles of what has changed */
  GtkWidget *first;   /* gets the keyboard */
  GtkLabel *countdown;
};

G_DEFINE_FINAL_TYPE (SalveKioskWindow, salve_kiosk_window, ADW_TYPE_APPLICATION_WINDOW)

static void touch (SalveKioskWindow *self);

static void
speak (SalveKioskWindow *self, const char *text)
{
  if (self->speaks && text != NULL && *text != '\0')
    salve_kiosk_voice_say (text, self->language->code);
}

/* Building blocks. */

static GtkWidget *
label_new (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
page_new (SalveKioskWindow *self, const char *question, const char *more)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 28);

  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (box, GTK_ALIGN_FILL);
  gtk_box_append (GTK_BOX (box), label_new (question, "question"));
  if (more != NULL)
    gtk_box_append (GTK_BOX (box), label_new (more, NULL));
  g_free (self->question);
  self->question = g_strjoin (" ", question, more, NULL);
  self->first = NULL;
  return box;
}

static GtkWidget *
add_choice (SalveKioskWindow *self, GtkWidget *page, const char *label, gboolean suggested, GCallback chosen)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_label_set_wrap (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), TRUE);
  gtk_label_set_justify (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (button, "choice");
  if (suggested)
    gtk_widget_add_css_class (button, "suggested-action");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (button, "clicked", chosen, self);
  gtk_box_append (GTK_BOX (page), button);
  if (self->first == NULL)
    self->first = button;
  return button;
}

/* The steps. */

static void
go_on (SalveKioskWindow *self)
{
  salve_kiosk_visit_go_on (self->visit, salve_kiosk_link_get_day (self->link), g_get_real_time ());
  salve_kiosk_window_show (self);
}

static void
on_begin (SalveKioskWindow *self)
{
  salve_kiosk_visit_begin (self->visit);
  salve_kiosk_window_show (self);
}

static GtkWidget *
welcome_page (SalveKioskWindow *self)
{
  GtkWidget *page = page_new (self, _ ("Welcome. Please check in."),
                              _ ("Hold your card or your letter before the reader, or:"));

  add_choice (self, page, _ ("Birth date and name"), TRUE, G_CALLBACK (on_begin));
  return page;
}

/* "12 . 0_ . ____" in the order of the locale. */
static char *
shown_birth (SalveKioskWindow *self)
{
  const char *typed = salve_kiosk_visit_get_typed (self->visit);
  SalveDateOrder order = salve_locale_get_date_order (self->locale);
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
  return g_string_free (shown, FALSE);
}

static char *
shown_letters (SalveKioskWindow *self)
{
  const char *typed = salve_kiosk_visit_get_typed (self->visit);
  GString *shown = g_string_new (NULL);
  int n = 0;

  for (; *typed != '\0'; typed = g_utf8_next_char (typed), n++)
    g_string_append_printf (shown, "%.*s ", (int)(g_utf8_next_char (typed) - typed), typed);
  for (; n < 3; n++)
    g_string_append (shown, "_ ");
  return g_string_free (shown, FALSE);
}

/* What is typed is shown without another page being built under the finger. */
static void
show_typed (SalveKioskWindow *self)
{
  g_autofree char *text = salve_kiosk_visit_get_step (self->visit) == SALVE_KIOSK_NAME ? shown_letters (self)
                                                                                       : shown_birth (self);

  if (self->typed == NULL)
    return;
  gtk_label_set_label (self->typed, text);
  salve_kiosk_keypad_set_complete (self->keypad, salve_kiosk_visit_is_complete (self->visit));
}

static void
on_key_typed (SalveKioskWindow *self, const char *text)
{
  touch (self);
  salve_kiosk_visit_type (self->visit, text);
  speak (self, text);
  show_typed (self);
}

static void
on_key_erased (SalveKioskWindow *self)
{
  SalveKioskStep before = salve_kiosk_visit_get_step (self->visit);

  touch (self);
  salve_kiosk_visit_erase (self->visit);
  if (salve_kiosk_visit_get_step (self->visit) != before)
    salve_kiosk_window_show (self);
  else
    show_typed (self);
}

static GtkWidget *
typing_page (SalveKioskWindow *self, const char *question, const char *more, const char *keys, int columns)
{
  GtkWidget *page = page_new (self, question, more);
  GtkWidget *typed = label_new ("", "answer");
  GtkWidget *keypad = salve_kiosk_keypad_new (keys, columns);

  /* The digits of a date stand in the same order in every script. */
  gtk_widget_set_direction (typed, GTK_TEXT_DIR_LTR);
  if (salve_kiosk_visit_get_step (self->visit) == SALVE_KIOSK_BIRTH)
    gtk_widget_set_direction (keypad, GTK_TEXT_DIR_LTR);
  gtk_box_append (GTK_BOX (page), typed);
  gtk_box_append (GTK_BOX (page), keypad);
  g_signal_connect_swapped (keypad, "typed", G_CALLBACK (on_key_typed), self);
  g_signal_connect_swapped (keypad, "erased", G_CALLBACK (on_key_erased), self);
  g_signal_connect_swapped (keypad, "done", G_CALLBACK (go_on), self);
  self->typed = GTK_LABEL (typed);
  self->keypad = SALVE_KIOSK_KEYPAD (keypad);
  self->first = keypad;
  show_typed (self);
  return page;
}

static const char *
birth_hint (SalveKioskWindow *self)
{
  switch (salve_locale_get_date_order (self->locale))
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

static GtkWidget *
birth_page (SalveKioskWindow *self)
{
  gboolean failed = salve_kiosk_visit_get_failed (self->visit);
  gboolean no_day = failed && *salve_kiosk_visit_get_typed (self->visit) != '\0';
  const char *hint = no_day   ? _ ("There is no such day. Please look again.")
                     : failed ? _ ("That did not lead to an appointment of today. Please try again.")
                              : birth_hint (self);

  return typing_page (self, _ ("When were you born?"), hint, "1234567890", 5);
}

static GtkWidget *
letters_page (SalveKioskWindow *self)
{
  return typing_page (self, _ ("The first three letters of your family name"), NULL, self->language->letters,
                      9);
}

static void
add_fact (GtkWidget *grid, int row, const char *what, const char *fact)
{
  GtkWidget *name = gtk_label_new (what), *value = gtk_label_new (fact);

  gtk_widget_add_css_class (name, "dim-label");
  gtk_widget_add_css_class (value, "fact");
  gtk_label_set_xalign (GTK_LABEL (name), 1);
  gtk_label_set_xalign (GTK_LABEL (value), 0);
  gtk_grid_attach (GTK_GRID (grid), name, 0, row, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), value, 1, row, 1, 1);
}

static void
on_right (SalveKioskWindow *self)
{
  salve_kiosk_visit_confirm (self->visit, TRUE);
  salve_kiosk_window_show (self);
}

static void
on_wrong (SalveKioskWindow *self)
{
  salve_kiosk_visit_confirm (self->visit, FALSE);
  salve_kiosk_window_show (self);
}

static GtkWidget *
confirm_page (SalveKioskWindow *self)
{
  const SalveKioskEntry *entry = salve_kiosk_visit_get_entry (self->visit);
  GtkWidget *page = page_new (self, _ ("Is this you?"), NULL), *grid = gtk_grid_new ();

  gtk_grid_set_column_spacing (GTK_GRID (grid), 24);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 12);
  gtk_widget_set_halign (grid, GTK_ALIGN_CENTER);
  add_fact (grid, 0, _ ("Name"), entry->name != NULL ? entry->name : "•••");
  if (entry->birth_day > 0)
    {
      g_autofree char *birth = g_strdup_printf ("%d •• %d", entry->birth_day, entry->birth_year);

      add_fact (grid, 1, _ ("Birth date"), birth);
    }
  if (entry->phone != NULL)
    add_fact (grid, 2, _ ("Phone"), entry->phone);
  if (entry->city != NULL)
    add_fact (grid, 3, _ ("City"), entry->city);
  gtk_box_append (GTK_BOX (page), grid);
  add_choice (self, page, _ ("Yes, all is right"), TRUE, G_CALLBACK (on_right));
  add_choice (self, page, _ ("Something has changed"), FALSE, G_CALLBACK (on_wrong));
  return page;
}

static void
on_wrong_said (SalveKioskWindow *self)
{
  g_autoptr (GString) words = g_string_new (NULL);
  GtkWidget *box = self->changes;

  for (GtkWidget *child = gtk_widget_get_first_child (box); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (child)))
      g_string_append_printf (words, "%s%s", words->len > 0 ? " " : "", gtk_widget_get_name (child));
  salve_kiosk_visit_say_wrong (self->visit, words->str);
  salve_kiosk_window_show (self);
}

static GtkWidget *
wrong_page (SalveKioskWindow *self)
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
  GtkWidget *page = page_new (self, _ ("What has changed?"), _ ("The front desk will ask you about it.")),
            *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      GtkWidget *toggle = gtk_toggle_button_new_with_label (words[i].label);

      gtk_widget_set_name (toggle, words[i].word);
      gtk_widget_add_css_class (toggle, "choice");
      gtk_box_append (GTK_BOX (box), toggle);
    }
  gtk_box_append (GTK_BOX (page), box);
  self->changes = box;
  add_choice (self, page, _ ("Next"), TRUE, G_CALLBACK (on_wrong_said));
  self->first = gtk_widget_get_first_child (box);
  return page;
}

static void
on_agreed (SalveKioskWindow *self)
{
  salve_kiosk_visit_consent (self->visit, TRUE);
  salve_kiosk_window_show (self);
}

static void
on_not_agreed (SalveKioskWindow *self)
{
  salve_kiosk_visit_consent (self->visit, FALSE);
  salve_kiosk_window_show (self);
}

static GtkWidget *
consent_page (SalveKioskWindow *self)
{
  GtkWidget *page =
      page_new (self, _ ("Your data"),
                _ ("The clinic keeps what it needs for your treatment, and only those who treat you see "
                   "it. You can ask for a copy at the front desk at any time."));
  GtkWidget *signature = salve_kiosk_signature_new ();

  gtk_accessible_update_property (GTK_ACCESSIBLE (signature), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Field for your signature; you can agree without it"), -1);
  self->signature = SALVE_KIOSK_SIGNATURE (signature);
  gtk_box_append (GTK_BOX (page), label_new (_ ("Sign here with your finger, if you like"), "dim-label"));
  gtk_box_append (GTK_BOX (page), signature);
  add_choice (self, page, _ ("I agree"), TRUE, G_CALLBACK (on_agreed));
  add_choice (self, page, _ ("I would rather talk to somebody"), FALSE, G_CALLBACK (on_not_agreed));
  return page;
}

typedef struct
{
  SalveKioskWindow *self;
  char *id;
} Sending;

static void
sending_free (gpointer data)
{
  Sending *sending = data;

  g_object_unref (sending->self);
  g_free (sending->id);
  g_free (sending);
}

/* An answer that comes when somebody else stands here is not theirs. */
static DexFuture *
on_checked_in (DexFuture *future, gpointer data)
{
  const Sending *sending = data;
  SalveKioskWindow *self = sending->self;
  const GValue *value = dex_future_get_value (future, NULL);
  const char *ticket = value != NULL ? g_value_get_string (value) : NULL;
  const SalveKioskEntry *entry = self->visit != NULL ? salve_kiosk_visit_get_entry (self->visit) : NULL;

  if (g_strcmp0 (self->sending, sending->id) == 0)
    g_clear_pointer (&self->sending, g_free);
  if (entry == NULL || !g_str_equal (entry->id, sending->id))
    return NULL;
  salve_kiosk_visit_finish (self->visit, value == NULL || (ticket != NULL && *ticket == '\0'), ticket);
  salve_kiosk_window_show (self);
  return NULL;
}

static void
send_arrival (SalveKioskWindow *self, const SalveKioskEntry *entry, GBytes *signature)
{
  Sending *sending = g_new0 (Sending, 1);

  sending->self = g_object_ref (self);
  sending->id = g_strdup (entry->id);
  g_set_str (&self->sending, entry->id);
  dex_future_disown (dex_future_finally (
      salve_kiosk_link_check_in (self->link, entry->id, salve_kiosk_visit_get_wrong (self->visit),
                                 entry->consented ? NULL : POLICY, signature),
      on_checked_in, sending, sending_free));
}

/* Shown again, as in another language, it tells nothing again. */
static GtkWidget *
sending_page (SalveKioskWindow *self, GBytes *signature)
{
  const SalveKioskEntry *entry = salve_kiosk_visit_get_entry (self->visit);
  GtkWidget *page = page_new (self, _ ("One moment, please"), NULL), *spinner = adw_spinner_new ();

  gtk_widget_set_size_request (spinner, 64, 64);
  gtk_box_append (GTK_BOX (page), spinner);
  if (g_strcmp0 (self->sending, entry->id) != 0)
    send_arrival (self, entry, signature);
  return page;
}

static void
start_again (SalveKioskWindow *self)
{
  salve_kiosk_visit_reset (self->visit);
  salve_kiosk_window_set_language (self, salve_kiosk_language_of_session ()->code);
}

static GtkWidget *
done_page (SalveKioskWindow *self)
{
  const SalveKioskEntry *entry = salve_kiosk_visit_get_entry (self->visit);
  const char *ticket = salve_kiosk_visit_get_ticket (self->visit);
  GtkWidget *page = page_new (self, _ ("You are checked in"),
                              _ ("Please take a seat. You will be called with this number:"));
  GtkWidget *number = label_new (ticket, "ticket");
  g_autofree char *spoken = g_strjoin (" ", self->question, ticket, NULL);

  gtk_box_append (GTK_BOX (page), number);
  if (*salve_kiosk_visit_get_wrong (self->visit) != '\0')
    gtk_box_append (GTK_BOX (page),
                    label_new (_ ("Please also come to the front desk, for what has changed."), NULL));
  else if (entry->room != NULL)
    gtk_box_append (GTK_BOX (page), label_new (entry->room, "dim-label"));
  g_set_str (&self->question, spoken);
  add_choice (self, page, _ ("Done"), TRUE, G_CALLBACK (start_again));
  return page;
}

static GtkWidget *
desk_page (SalveKioskWindow *self)
{
  GtkWidget *page =
      page_new (self, _ ("Please go to the front desk"), _ ("Somebody there will help you at once."));

  add_choice (self, page, _ ("Done"), TRUE, G_CALLBACK (start_again));
  return page;
}

static GtkWidget *
build_page (SalveKioskWindow *self, GBytes *signature)
{
  switch (salve_kiosk_visit_get_step (self->visit))
    {
    case SALVE_KIOSK_BIRTH:
      return birth_page (self);
    case SALVE_KIOSK_NAME:
      return letters_page (self);
    case SALVE_KIOSK_CONFIRM:
      return confirm_page (self);
    case SALVE_KIOSK_WRONG:
      return wrong_page (self);
    case SALVE_KIOSK_CONSENT:
      return consent_page (self);
    case SALVE_KIOSK_SENDING:
      return sending_page (self, signature);
    case SALVE_KIOSK_DONE:
      return done_page (self);
    case SALVE_KIOSK_DESK:
      return desk_page (self);
    case SALVE_KIOSK_WELCOME:
    default:
      return welcome_page (self);
    }
}

/* The bars: language and voice are at the same place on every page. */

static void
on_language (GtkButton *button, SalveKioskWindow *self)
{
  touch (self);
  salve_kiosk_window_set_language (self, gtk_widget_get_name (GTK_WIDGET (button)));
}

static void
on_speak (GtkToggleButton *button, SalveKioskWindow *self)
{
  touch (self);
  self->speaks = gtk_toggle_button_get_active (button);
  if (self->speaks)
    speak (self, self->question);
  else
    salve_kiosk_voice_stop ();
}

static GtkWidget *
top_bar (SalveKioskWindow *self)
{
  GtkWidget *bar = gtk_center_box_new (), *languages = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  for (gsize i = 0; i < salve_kiosk_n_languages; i++)
    {
      GtkWidget *button = gtk_button_new_with_label (salve_kiosk_languages[i].name);

      gtk_widget_set_name (button, salve_kiosk_languages[i].code);
      gtk_widget_add_css_class (button,
                                &salve_kiosk_languages[i] == self->language ? "suggested-action" : "flat");
      g_signal_connect (button, "clicked", G_CALLBACK (on_language), self);
      gtk_box_append (GTK_BOX (languages), button);
    }
  gtk_widget_add_css_class (bar, "bar");
  gtk_widget_add_css_class (bar, "toolbar");
  gtk_center_box_set_start_widget (GTK_CENTER_BOX (bar), languages);
  if (salve_kiosk_voice_is_there ())
    {
      GtkWidget *voice = gtk_toggle_button_new_with_label (_ ("Speak to me"));

      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (voice), self->speaks);
      g_signal_connect (voice, "toggled", G_CALLBACK (on_speak), self);
      gtk_center_box_set_end_widget (GTK_CENTER_BOX (bar), voice);
    }
  return bar;
}

static GtkWidget *
bottom_bar (SalveKioskWindow *self)
{
  GtkWidget *bar = gtk_center_box_new ();

  gtk_widget_add_css_class (bar, "bar");
  gtk_widget_add_css_class (bar, "toolbar");
  if (salve_kiosk_visit_get_step (self->visit) != SALVE_KIOSK_WELCOME)
    {
      GtkWidget *again = gtk_button_new_with_label (_ ("Start again"));

      g_signal_connect_swapped (again, "clicked", G_CALLBACK (start_again), self);
      gtk_center_box_set_start_widget (GTK_CENTER_BOX (bar), again);
    }
  if (!salve_kiosk_link_get_online (self->link))
    gtk_center_box_set_center_widget (
        GTK_CENTER_BOX (bar),
        label_new (
            _ ("No line to the clinic’s server: checking in works, everything else at the front desk."),
            NULL));
  return bar;
}

static void
put_bars (SalveKioskWindow *self, GtkWidget *top, GtkWidget *bottom)
{
  GtkWidget *old_top = g_object_get_data (G_OBJECT (self->view), "top"),
            *old_bottom = g_object_get_data (G_OBJECT (self->view), "bottom");

  if (old_top != NULL)
    adw_toolbar_view_remove (self->view, old_top);
  if (old_bottom != NULL)
    adw_toolbar_view_remove (self->view, old_bottom);
  adw_toolbar_view_add_top_bar (self->view, top);
  adw_toolbar_view_add_bottom_bar (self->view, bottom);
  g_object_set_data (G_OBJECT (self->view), "top", top);
  g_object_set_data (G_OBJECT (self->view), "bottom", bottom);
}

static GtkWidget *
warning_page (SalveKioskWindow *self)
{
  GtkWidget *page = page_new (self, _ ("Are you still there?"), NULL), *left = label_new ("", "answer");

  self->countdown = GTK_LABEL (left);
  gtk_box_append (GTK_BOX (page), left);
  /* Whoever needs more time goes on where they were. */
  add_choice (self, page, _ ("I need more time"), TRUE, G_CALLBACK (salve_kiosk_window_show));
  return page;
}

/* The widgets of the page that is going, which are nobody's from now on. */
static void
forget_page (SalveKioskWindow *self)
{
  self->signature = NULL;
  self->changes = NULL;
  self->typed = NULL;
  self->keypad = NULL;
  self->countdown = NULL;
  self->warned = 0;
}

static void
put_page (SalveKioskWindow *self, GtkWidget *page)
{
  GtkWidget *scrolled = gtk_scrolled_window_new (), *clamp = adw_clamp_new ();

  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 1100);
  adw_clamp_set_child (ADW_CLAMP (clamp), page);
  gtk_widget_set_margin_start (clamp, 24);
  gtk_widget_set_margin_end (clamp, 24);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  adw_bin_set_child (self->content, scrolled);
  if (self->first != NULL)
    gtk_widget_child_focus (self->first, GTK_DIR_TAB_FORWARD);
  speak (self, self->question);
}

/**
 * salve_kiosk_window_show:
 *
 * Shows the step at which the visit is; nothing of the step before is left in any widget.
 */
void
salve_kiosk_window_show (SalveKioskWindow *self)
{
  g_autoptr (GBytes) signature = NULL;

  if (!salve_kiosk_link_get_enrolled (self->link))
    {
      if (!SALVE_IS_KIOSK_ENROL_PAGE (adw_bin_get_child (self->content)))
        adw_bin_set_child (self->content, salve_kiosk_enrol_page_new (self->link));
      return;
    }
  if (self->signature != NULL)
    {
      signature = salve_kiosk_signature_to_png (self->signature);
      salve_kiosk_signature_clear (self->signature);
    }
  forget_page (self);
  put_bars (self, top_bar (self), bottom_bar (self));
  put_page (self, build_page (self, signature));
  touch (self);
}

/* The clock that gives the kiosk back to the next person. */

static void
show_countdown (SalveKioskWindow *self)
{
  g_autofree char *text = g_strdup_printf ("%u", self->warned);

  gtk_label_set_label (self->countdown, text);
}

static gboolean
on_countdown (gpointer data)
{
  SalveKioskWindow *self = data;

  if (--self->warned == 0)
    {
      self->idle_source = 0;
      start_again (self);
      return G_SOURCE_REMOVE;
    }
  show_countdown (self);
  return G_SOURCE_CONTINUE;
}

static void
on_idle (gpointer data)
{
  SalveKioskWindow *self = data;

  self->idle_source = 0;
  if (salve_kiosk_visit_get_step (self->visit) == SALVE_KIOSK_WELCOME)
    {
      start_again (self);
      return;
    }
  forget_page (self);
  self->warned = SALVE_KIOSK_WARNING_SECONDS;
  put_page (self, warning_page (self));
  show_countdown (self);
  self->idle_source = g_timeout_add_seconds (1, on_countdown, self);
}

static void
touch (SalveKioskWindow *self)
{
  g_clear_handle_id (&self->idle_source, g_source_remove);
  if (salve_kiosk_visit_get_step (self->visit) != SALVE_KIOSK_WELCOME)
    self->idle_source = g_timeout_add_seconds_once (SALVE_KIOSK_IDLE_SECONDS, on_idle, self);
}

/* Keys: a keyboard types answers, a hand scanner types a code and Enter. */

/* The next one need not wait until the last one's ticket is gone. */
static gboolean
is_between_people (SalveKioskStep step)
{
  return step == SALVE_KIOSK_WELCOME || step == SALVE_KIOSK_DONE || step == SALVE_KIOSK_DESK;
}

static gboolean
take_scanned (SalveKioskWindow *self)
{
  gboolean any = *self->scanned != '\0';

  if (any)
    {
      if (is_between_people (salve_kiosk_visit_get_step (self->visit)))
        salve_kiosk_visit_reset (self->visit);
      salve_kiosk_visit_scan (self->visit, self->scanned, salve_kiosk_link_get_day (self->link),
                              g_get_real_time ());
      explicit_bzero (self->scanned, sizeof self->scanned);
      salve_kiosk_window_show (self);
    }
  return any;
}

static void
leave_by_pin (AdwAlertDialog *dialog, const char *response, SalveKioskWindow *self)
{
  GtkEditable *entry = GTK_EDITABLE (adw_alert_dialog_get_extra_child (dialog));

  if (g_str_equal (response, "leave")
      && salve_kiosk_link_exit_pin_fits (self->link, gtk_editable_get_text (entry)))
    g_application_quit (g_application_get_default ());
  salve_kiosk_window_show (self);
}

static void
ask_to_leave (SalveKioskWindow *self)
{
  AdwDialog *dialog = adw_alert_dialog_new (_ ("Leave the Kiosk?"), NULL);
  GtkWidget *entry = gtk_password_entry_new ();

  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("PIN of the staff"), -1);
  g_object_set (entry, "activates-default", TRUE, NULL);
  adw_alert_dialog_set_extra_child (ADW_ALERT_DIALOG (dialog), entry);
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "stay", _ ("_Stay"), "leave", _ ("_Leave"),
                                  NULL);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "leave");
  g_signal_connect_object (dialog, "response", G_CALLBACK (leave_by_pin), self, 0);
  adw_dialog_set_focus (dialog, entry);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static gboolean
on_key (SalveKioskWindow *self, guint keyval, guint keycode, GdkModifierType state)
{
  gunichar c = gdk_keyval_to_unicode (keyval);
  SalveKioskStep step = salve_kiosk_visit_get_step (self->visit);
  char text[8] = { 0 };

  if (!salve_kiosk_link_get_enrolled (self->link)
      || adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (self)))
    return GDK_EVENT_PROPAGATE;
  touch (self);
  if (keyval == GDK_KEY_Q && (state & GDK_CONTROL_MASK) != 0 && (state & GDK_SHIFT_MASK) != 0)
    {
      ask_to_leave (self);
      return GDK_EVENT_STOP;
    }
  if (keyval == GDK_KEY_BackSpace)
    {
      on_key_erased (self);
      return GDK_EVENT_STOP;
    }
  if ((keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter) && take_scanned (self))
    return GDK_EVENT_STOP;
  if (c == 0 || !g_unichar_isgraph (c) || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  text[g_unichar_to_utf8 (c, text)] = '\0';
  if (is_between_people (step))
    g_strlcat (self->scanned, text, sizeof self->scanned);
  else
    on_key_typed (self, text);
  return GDK_EVENT_STOP;
}

/* A patient's page is no place to lose to a list that came. */
static void
on_online (SalveKioskWindow *self)
{
  if (salve_kiosk_visit_get_step (self->visit) == SALVE_KIOSK_WELCOME && *self->scanned == '\0')
    salve_kiosk_window_show (self);
}

static gboolean
on_close_request (GtkWindow *window)
{
  SalveKioskWindow *self = SALVE_KIOSK_WINDOW (window);

  if (!salve_kiosk_link_get_enrolled (self->link))
    return GDK_EVENT_PROPAGATE;
  ask_to_leave (self);
  return GDK_EVENT_STOP;
}

static void
salve_kiosk_window_dispose (GObject *object)
{
  SalveKioskWindow *self = SALVE_KIOSK_WINDOW (object);

  g_clear_handle_id (&self->idle_source, g_source_remove);
  g_clear_pointer (&self->visit, salve_kiosk_visit_free);
  g_clear_pointer (&self->locale, salve_locale_unref);
  g_clear_pointer (&self->question, g_free);
  g_clear_pointer (&self->sending, g_free);
  g_clear_object (&self->link);
  explicit_bzero (self->scanned, sizeof self->scanned);
  G_OBJECT_CLASS (salve_kiosk_window_parent_class)->dispose (object);
}

static void
salve_kiosk_window_class_init (SalveKioskWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = salve_kiosk_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = on_close_request;
}

static void
salve_kiosk_window_init (SalveKioskWindow *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->visit = salve_kiosk_visit_new ();
  self->view = ADW_TOOLBAR_VIEW (adw_toolbar_view_new ());
  self->content = ADW_BIN (adw_bin_new ());
  adw_toolbar_view_set_content (self->view, GTK_WIDGET (self->content));
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), GTK_WIDGET (self->view));
  gtk_widget_add_css_class (GTK_WIDGET (self), "kiosk");
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

SalveKioskVisit *
salve_kiosk_window_get_visit (SalveKioskWindow *self)
{
  return self->visit;
}

/* @code: of salve_kiosk_languages; others are passed over */
void
salve_kiosk_window_set_language (SalveKioskWindow *self, const char *code)
{
  static const char *const orders[] = { "ymd", "dmy", "mdy" };

  for (gsize i = 0; i < salve_kiosk_n_languages; i++)
    if (g_str_equal (salve_kiosk_languages[i].code, code))
      self->language = &salve_kiosk_languages[i];
  salve_kiosk_language_use (self->language);
  g_clear_pointer (&self->locale, salve_locale_unref);
  self->locale = g_str_equal (salve_kiosk_language_of_session ()->code, self->language->code)
                     ? salve_locale_new_from_environment ()
                     : salve_locale_new_for_tag (self->language->code);
  salve_kiosk_visit_set_order (self->visit, orders[salve_locale_get_date_order (self->locale)]);
  gtk_widget_set_default_direction (self->language->right_to_left ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
  salve_kiosk_window_show (self);
}

/**
 * salve_kiosk_window_new:
 *
 * Returns: (transfer none): a window that the application keeps
 */
SalveKioskWindow *
salve_kiosk_window_new (GtkApplication *application, SalveKioskLink *link)
{
  SalveKioskWindow *self =
      g_object_new (SALVE_TYPE_KIOSK_WINDOW, "application", application, "title", _ ("Check In"), NULL);

  self->link = g_object_ref (link);
  g_signal_connect_object (link, "notify::online", G_CALLBACK (on_online), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (link, "notify::enrolled", G_CALLBACK (start_again), self, G_CONNECT_SWAPPED);
  salve_kiosk_window_set_language (self, salve_kiosk_language_of_session ()->code);
  return self;
}
