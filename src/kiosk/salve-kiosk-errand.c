/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-kiosk"

#include "config.h"

#include "salve-kiosk-errand-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "salve-kiosk-check-in.h"

#define BIRTH_DIGITS 8
#define CODE_DIGITS 8
#define CARD_KEYS "1234567890ABCDEFGHIJKLMNOPQRSTUVWXYZ-"

/* Steps. */

static void
forget_what_was_told (SalveKioskErrand *self)
{
  self->visit = NULL;
  self->type = NULL;
  self->doctor = NULL;
  self->time = NULL;
  self->request = NULL;
  g_clear_object (&self->taken);
  g_clear_pointer (&self->own, salve_kiosk_own_free);
  g_clear_pointer (&self->offers, salve_kiosk_offers_free);
  g_clear_pointer (&self->times, g_ptr_array_unref);
  g_clear_pointer (&self->paper, salve_kiosk_paper_free);
  g_clear_pointer (&self->said, g_free);
}

static void
forget_what_was_typed (SalveKioskErrand *self)
{
  explicit_bzero (self->card, sizeof self->card);
  explicit_bzero (self->birth, sizeof self->birth);
  explicit_bzero (self->code, sizeof self->code);
  explicit_bzero (self->pin, sizeof self->pin);
  explicit_bzero (self->pin_again, sizeof self->pin_again);
  self->pin_fault = SALVE_ERRAND_PIN_GOOD;
}

/* Whoever was here is gone: the session ends, and all that was typed, told and shown goes. */
void
salve_kiosk_errand_reset (SalveKioskErrand *self)
{
  self->n_person++;
  self->no_day = self->may_choose_pin = self->has_pin = FALSE;
  self->step = SALVE_ERRAND_NONE;
  salve_kiosk_errand_leave_page (self);
  salve_kiosk_portal_end (self->portal);
  forget_what_was_typed (self);
  forget_what_was_told (self);
}

void
salve_kiosk_errand_go (SalveKioskErrand *self, SalveErrandStep step)
{
  self->step = step;
  salve_kiosk_window_show (self->window);
}

/* @text: what came of it, shown before the way back */
void
salve_kiosk_errand_say (SalveKioskErrand *self, const char *text)
{
  g_set_str (&self->said, text);
  salve_kiosk_errand_go (self, SALVE_ERRAND_SAID);
}

gboolean
salve_kiosk_errand_is_begun (SalveKioskErrand *self)
{
  return self->step != SALVE_ERRAND_NONE;
}

void
salve_kiosk_errand_begin (SalveKioskErrand *self)
{
  self->step = salve_kiosk_link_get_online (salve_kiosk_window_get_link (self->window))
                   ? SALVE_ERRAND_CARD
                   : SALVE_ERRAND_OFFLINE;
}

/* Asking the clinic. */

typedef struct
{
  SalveKioskWindow *window;
  guint n_person;
  SalveErrandAnswer answer;
} Question;

static void
question_free (gpointer data)
{
  g_object_unref (((Question *)data)->window);
  g_free (data);
}

/* A session that is over, and a line that broke, end where the person can begin again. */
static DexFuture *
on_answer (DexFuture *future, gpointer data)
{
  const Question *question = data;
  SalveKioskErrand *self = salve_kiosk_window_get_errand (question->window);
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);
  const SalveRemoteResponse *response = value != NULL ? g_value_get_boxed (value) : NULL;

  if (self == NULL || self->n_person != question->n_person)
    return NULL;
  if (response != NULL && response->status != 401)
    question->answer (self, response->status, response->body);
  else if (response == NULL && !g_error_matches (error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_AUTH))
    salve_kiosk_errand_go (self, SALVE_ERRAND_OFFLINE);
  else
    salve_kiosk_errand_say (self, _ ("Your time here is over. Please begin again with a new code."));
  return NULL;
}

/* @body: (nullable) (transfer none); @answer may show another page */
void
salve_kiosk_errand_ask (SalveKioskErrand *self,
                        const char *method,
                        const char *path,
                        GBytes *body,
                        SalveErrandAnswer answer)
{
  Question *question = g_new0 (Question, 1);

  question->window = g_object_ref (self->window);
  question->n_person = self->n_person;
  question->answer = answer;
  salve_kiosk_errand_go (self, SALVE_ERRAND_WAIT);
  dex_future_disown (dex_future_finally (salve_kiosk_portal_ask (self->portal, method, path, body), on_answer,
                                         question, question_free));
}

static void
on_own (SalveKioskErrand *self, guint status, GBytes *body)
{
  SalveKioskOwn *own = status == 200 ? salve_kiosk_own_new (body, NULL) : NULL;

  if (own == NULL)
    {
      salve_kiosk_errand_go (self, SALVE_ERRAND_OFFLINE);
      return;
    }
  forget_what_was_told (self);
  self->own = own;
  salve_kiosk_errand_go (self, SALVE_ERRAND_HOME);
}

/* As it is now: what was just done is seen. */
void
salve_kiosk_errand_go_home (SalveKioskErrand *self)
{
  salve_kiosk_errand_ask (self, "GET", "kiosk/own", NULL, on_own);
}

/* The proof. */

static DexFuture *
on_proven (DexFuture *future, gpointer data)
{
  const Question *question = data;
  SalveKioskErrand *self = salve_kiosk_window_get_errand (question->window);
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);

  if (self == NULL || self->n_person != question->n_person)
    return NULL;
  forget_what_was_typed (self);
  self->may_choose_pin = salve_kiosk_portal_may_choose_pin (self->portal);
  self->has_pin = salve_kiosk_portal_has_pin (self->portal);
  if (value != NULL && g_value_get_boolean (value))
    salve_kiosk_errand_go_home (self);
  else if (value != NULL)
    salve_kiosk_errand_say (
        self, _ ("That did not fit together. Please begin again, or ask at the front desk for a code."));
  else if (g_error_matches (error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_AUTH))
    salve_kiosk_errand_say (self, error->message);
  else
    salve_kiosk_errand_go (self, SALVE_ERRAND_OFFLINE);
  return NULL;
}

/* Returns: (transfer full) (nullable): NULL where there is no such day */
static char *
read_birth (SalveKioskErrand *self)
{
  SalveKioskCheckIn *check_in = salve_kiosk_window_get_check_in (self->window);

  return salve_kiosk_visit_read_birth (salve_kiosk_check_in_get_visit (check_in), self->birth);
}

static void
prove (SalveKioskErrand *self)
{
  Question *question = g_new0 (Question, 1);
  g_autofree char *birth = read_birth (self);
  DexFuture *proven =
      salve_kiosk_portal_prove (self->portal, self->card, birth != NULL ? birth : "", self->code);

  question->window = g_object_ref (self->window);
  question->n_person = self->n_person;
  salve_kiosk_errand_go (self, SALVE_ERRAND_WAIT);
  dex_future_disown (dex_future_finally (proven, on_proven, question, question_free));
}

static char *
typed_at (SalveKioskErrand *self)
{
  return self->step == SALVE_ERRAND_CARD        ? self->card
         : self->step == SALVE_ERRAND_BIRTH     ? self->birth
         : self->step == SALVE_ERRAND_PIN       ? self->pin
         : self->step == SALVE_ERRAND_PIN_AGAIN ? self->pin_again
                                                : self->code;
}

static gboolean
is_secret (SalveKioskErrand *self)
{
  return self->step != SALVE_ERRAND_CARD && self->step != SALVE_ERRAND_BIRTH;
}

static gsize
most_at (SalveKioskErrand *self)
{
  if (self->step == SALVE_ERRAND_CARD)
    return SALVE_ERRAND_TYPED - 1;
  if (self->step == SALVE_ERRAND_BIRTH)
    return BIRTH_DIGITS;
  return self->step == SALVE_ERRAND_CODE ? CODE_DIGITS : SALVE_ERRAND_PIN_DIGITS;
}

static gboolean
is_complete (SalveKioskErrand *self)
{
  const gsize length = strlen (typed_at (self));

  if (self->step == SALVE_ERRAND_CARD)
    return length > 2;
  return length == most_at (self) || (self->step == SALVE_ERRAND_CODE && length == SALVE_ERRAND_PIN_DIGITS);
}

/* The code is nobody else's to read over a shoulder. */
static char *
shown_code (const char *typed, gsize most)
{
  GString *shown = g_string_new (NULL);

  for (gsize i = 0; i < most; i++)
    g_string_append_printf (shown, "%s%s", i == most / 2 ? "  " : "", i < strlen (typed) ? "• " : "_ ");
  return g_string_free_and_steal (shown);
}

static void
show_typed (SalveKioskErrand *self)
{
  const char *typed = typed_at (self);
  g_autofree char *shown = self->step == SALVE_ERRAND_CARD ? g_strdup (*typed != '\0' ? typed : "_")
                           : self->step == SALVE_ERRAND_BIRTH
                               ? salve_kiosk_show_date (typed, salve_kiosk_window_get_locale (self->window))
                               : shown_code (typed, most_at (self));

  salve_kiosk_page_set_typed (self->page, shown, is_complete (self));
}

static void
on_typed (SalveKioskErrand *self, const char *text)
{
  const gunichar c = g_utf8_get_char (text);
  char *typed = typed_at (self);
  const gsize most = most_at (self), length = strlen (typed);

  salve_kiosk_window_touch (self->window);
  if (length < most && g_unichar_isdigit (c))
    typed[length] = (char)('0' + g_unichar_digit_value (c));
  else if (length < most && self->step == SALVE_ERRAND_CARD && c < 128 && g_ascii_isgraph ((char)c))
    typed[length] = g_ascii_toupper ((char)c);
  else
    return;
  salve_kiosk_window_say_typed (self->window, text, length + 1, self->step == SALVE_ERRAND_CARD ? 0 : most,
                                is_secret (self));
  show_typed (self);
}

static void
on_erased (SalveKioskErrand *self)
{
  char *typed = typed_at (self);

  salve_kiosk_window_touch (self->window);
  self->no_day = FALSE;
  if (*typed != '\0')
    {
      typed[strlen (typed) - 1] = '\0';
      show_typed (self);
    }
  else if (self->step == SALVE_ERRAND_CARD)
    salve_kiosk_window_start_again (self->window);
  else if (self->step == SALVE_ERRAND_PIN)
    salve_kiosk_errand_go (self, SALVE_ERRAND_HOME);
  else
    salve_kiosk_errand_go (self, self->step - 1);
}

static void
on_done (SalveKioskErrand *self)
{
  g_autofree char *birth = self->step == SALVE_ERRAND_BIRTH ? read_birth (self) : NULL;

  self->no_day = self->step == SALVE_ERRAND_BIRTH && birth == NULL;
  if (self->step == SALVE_ERRAND_CODE)
    prove (self);
  else if (self->step == SALVE_ERRAND_PIN_AGAIN)
    salve_kiosk_errand_take_pin (self);
  else if (self->no_day)
    salve_kiosk_window_show (self->window);
  else
    salve_kiosk_errand_go (self, self->step + 1);
}

/* @code: what a camera or a scanner read */
void
salve_kiosk_errand_scan (SalveKioskErrand *self, const char *code)
{
  if ((self->step != SALVE_ERRAND_CARD && self->step != SALVE_ERRAND_CAMERA)
      || strlen (code) >= sizeof self->card)
    return;
  g_strlcpy (self->card, code, sizeof self->card);
  salve_kiosk_errand_go (self, SALVE_ERRAND_BIRTH);
}

/* @more: (nullable) */
SalveKioskPage *
salve_kiosk_errand_typing_page (SalveKioskErrand *self,
                                const char *question,
                                const char *more,
                                const char *keys,
                                int columns)
{
  SalveKioskPage *page = salve_kiosk_page_new (question, more);
  GtkWidget *keypad = salve_kiosk_keypad_new (keys, columns);

  salve_kiosk_page_add_typing (page, keypad, TRUE);
  g_signal_connect_swapped (keypad, "typed", G_CALLBACK (on_typed), self);
  g_signal_connect_swapped (keypad, "erased", G_CALLBACK (on_erased), self);
  g_signal_connect_swapped (keypad, "done", G_CALLBACK (on_done), self);
  self->page = page;
  show_typed (self);
  return page;
}

/* Building blocks. */

char *
salve_kiosk_errand_format_time (SalveKioskErrand *self, SalveInstant instant)
{
  const SalveLocale *locale = salve_kiosk_window_get_locale (self->window);
  GTimeZone *zone = self->own->zone;
  const SalvePartialDate day = salve_instant_to_date (instant, zone);
  g_autofree char *date =
      salve_instant_format_local (instant, zone, locale, SALVE_INSTANT_STYLE_DATE_TIME_LONG);

  return g_strdup_printf ("%s, %s",
                          salve_locale_weekday_name (locale, salve_partial_date_weekday (day), FALSE), date);
}

/* Returns: (nullable) */
const char *
salve_kiosk_errand_doctor_name (SalveKioskErrand *self, const char *doctor_id)
{
  for (guint i = 0; self->offers != NULL && i < self->offers->doctors->len; i++)
    {
      const SalveKioskOffer *doctor = self->offers->doctors->pdata[i];

      if (g_strcmp0 (doctor->id, doctor_id) == 0)
        return doctor->name;
    }
  return NULL;
}

typedef struct
{
  SalveKioskErrand *self;
  SalveErrandChoose choose;
  gconstpointer row;
} Row;

static void
on_row (Row *row)
{
  row->choose (row->self, row->row);
}

/* @row: lives as long as the page */
GtkWidget *
salve_kiosk_errand_add_row (SalveKioskErrand *self,
                            SalveKioskPage *page,
                            const char *label,
                            SalveErrandChoose choose,
                            gconstpointer data)
{
  Row *row = g_new (Row, 1);
  GtkWidget *button;

  *row = (Row){ self, choose, data };
  button = salve_kiosk_page_add_choice (page, label, FALSE, G_CALLBACK (on_row), row);
  gtk_widget_add_css_class (button, "row");
  salve_kiosk_page_hide_choice (page, button);
  g_object_set_data_full (G_OBJECT (button), "salve-row", row, g_free);
  return button;
}

void
salve_kiosk_errand_add_back (SalveKioskErrand *self, SalveKioskPage *page, GCallback back)
{
  salve_kiosk_page_add_choice (page, _ ("Back"), FALSE, back, self);
}

/* Pages. */

static void
on_visits (SalveKioskErrand *self)
{
  salve_kiosk_errand_go (self, SALVE_ERRAND_VISITS);
}

static void
on_papers (SalveKioskErrand *self)
{
  salve_kiosk_errand_go (self, SALVE_ERRAND_PAPERS);
}

static void
on_requests (SalveKioskErrand *self)
{
  salve_kiosk_errand_go (self, SALVE_ERRAND_REQUESTS);
}

static SalveKioskPage *
home_page (SalveKioskErrand *self)
{
  SalveKioskPage *page = salve_kiosk_page_new (_ ("What would you like to do?"), NULL);

  salve_kiosk_page_set_dense (page);
  if (self->own->visits->len > 0)
    salve_kiosk_page_add_choice (page, _ ("See, move or cancel my appointments"), FALSE,
                                 G_CALLBACK (on_visits), self);
  salve_kiosk_page_add_choice (page, _ ("Book an appointment"), FALSE,
                               G_CALLBACK (salve_kiosk_errand_look_for_offers), self);
  if (self->own->papers->len > 0)
    salve_kiosk_page_add_choice (page, _ ("Read my reports and prescriptions"), FALSE, G_CALLBACK (on_papers),
                                 self);
  if (self->own->requests->len > 0)
    salve_kiosk_page_add_choice (page, _ ("Give a picture that the doctor asked for"), FALSE,
                                 G_CALLBACK (on_requests), self);
  salve_kiosk_errand_add_pin (self, page);
  salve_kiosk_page_add_choice (page, _ ("Done"), TRUE, G_CALLBACK (salve_kiosk_window_start_again),
                               self->window);
  return page;
}

static SalveKioskPage *
wait_page (void)
{
  SalveKioskPage *page = salve_kiosk_page_new (_ ("One moment, please"), NULL);
  GtkWidget *spinner = adw_spinner_new ();

  gtk_widget_set_size_request (spinner, 64, 64);
  salve_kiosk_page_add_widget (page, spinner);
  return page;
}

static SalveKioskPage *
said_page (SalveKioskErrand *self)
{
  SalveKioskPage *page = salve_kiosk_page_new (self->said, NULL);

  if (salve_kiosk_portal_is_open (self->portal))
    salve_kiosk_page_add_choice (page, _ ("Back"), TRUE, G_CALLBACK (salve_kiosk_errand_go_home), self);
  salve_kiosk_page_add_choice (page, _ ("Done"), FALSE, G_CALLBACK (salve_kiosk_window_start_again),
                               self->window);
  return page;
}

static SalveKioskPage *
offline_page (SalveKioskErrand *self)
{
  SalveKioskPage *page = salve_kiosk_page_new (
      _ ("That cannot be done here now"),
      _ ("The kiosk has no line to the clinic’s server. Booking and reading need one: please go to the front "
         "desk. Checking in works."));

  salve_kiosk_page_add_choice (page, _ ("Done"), TRUE, G_CALLBACK (salve_kiosk_window_start_again),
                               self->window);
  return page;
}

static void
on_show_card (SalveKioskErrand *self)
{
  salve_kiosk_errand_go (self, SALVE_ERRAND_CAMERA);
}

static void
on_type_card (SalveKioskErrand *self)
{
  salve_kiosk_errand_go (self, SALVE_ERRAND_CARD);
}

static SalveKioskPage *
card_page (SalveKioskErrand *self)
{
  SalveKioskPage *page = salve_kiosk_errand_typing_page (
      self, _ ("The number of your card"), _ ("Hold it before the reader, or type it."), CARD_KEYS, 13);

  if (salve_kiosk_camera_reads_codes ())
    salve_kiosk_page_add_choice (page, _ ("Show it to the camera"), FALSE, G_CALLBACK (on_show_card), self);
  return page;
}

static SalveKioskPage *
camera_page (SalveKioskErrand *self)
{
  SalveKioskPage *page = salve_kiosk_camera_page_new (self->window, &self->camera);

  salve_kiosk_errand_add_back (self, page, G_CALLBACK (on_type_card));
  return page;
}

/* Returns: (transfer floating): the page of the step at which the errand is */
SalveKioskPage *
salve_kiosk_errand_build (SalveKioskErrand *self)
{
  static SalveKioskPage *(*const pages[]) (SalveKioskErrand *self) = {
    [SALVE_ERRAND_HOME] = home_page,
    [SALVE_ERRAND_VISITS] = salve_kiosk_visits_page,
    [SALVE_ERRAND_VISIT] = salve_kiosk_visit_page,
    [SALVE_ERRAND_CANCEL] = salve_kiosk_cancel_page,
    [SALVE_ERRAND_TYPES] = salve_kiosk_types_page,
    [SALVE_ERRAND_DOCTORS] = salve_kiosk_doctors_page,
    [SALVE_ERRAND_TIMES] = salve_kiosk_times_page,
    [SALVE_ERRAND_BOOK] = salve_kiosk_book_page,
    [SALVE_ERRAND_PAPERS] = salve_kiosk_papers_page,
    [SALVE_ERRAND_PAPER] = salve_kiosk_paper_page,
    [SALVE_ERRAND_REQUESTS] = salve_kiosk_requests_page,
    [SALVE_ERRAND_PICTURE] = salve_kiosk_picture_page,
    [SALVE_ERRAND_PIN] = salve_kiosk_pin_page,
    [SALVE_ERRAND_PIN_AGAIN] = salve_kiosk_pin_again_page,
    [SALVE_ERRAND_CAMERA] = camera_page,
    [SALVE_ERRAND_SAID] = said_page,
    [SALVE_ERRAND_OFFLINE] = offline_page,
  };

  if (self->step == SALVE_ERRAND_CARD)
    return card_page (self);
  if (self->step == SALVE_ERRAND_BIRTH)
    return salve_kiosk_errand_typing_page (
        self, _ ("When were you born?"),
        self->no_day ? _ ("There is no such day. Please look again.")
                     : salve_kiosk_date_hint (salve_kiosk_window_get_locale (self->window)),
        "1234567890", 5);
  if (self->step == SALVE_ERRAND_CODE)
    return salve_kiosk_errand_typing_page (
        self, _ ("Your PIN or your code"),
        _ ("Six digits of your own, or the eight that the front desk gave you"), "1234567890", 5);
  return pages[self->step] != NULL ? pages[self->step](self) : wait_page ();
}

void
salve_kiosk_errand_leave_page (SalveKioskErrand *self)
{
  self->page = NULL;
  if (self->camera != NULL)
    salve_kiosk_camera_stop (self->camera);
  self->camera = NULL;
}

/* @window: (transfer none): outlives it */
SalveKioskErrand *
salve_kiosk_errand_new (SalveKioskWindow *window)
{
  SalveKioskErrand *self = g_new0 (SalveKioskErrand, 1);

  self->window = window;
  self->portal = salve_kiosk_portal_new (salve_kiosk_window_get_link (window));
  return self;
}

void
salve_kiosk_errand_free (SalveKioskErrand *self)
{
  salve_kiosk_portal_end (self->portal);
  salve_kiosk_errand_leave_page (self);
  forget_what_was_typed (self);
  forget_what_was_told (self);
  g_object_unref (self->portal);
  g_free (self);
}
