/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-kiosk"

#include "config.h"

#include "salve-kiosk-visit.h"

#include <string.h>

#include "salve-kiosk-proof.h"

#define MAX_TYPED 64 /* bytes */
#define BIRTH_DIGITS 8

struct _SalveKioskVisit
{
  SalveKioskStep step;
  char order[4]; /* of "d", "m", "y" */
  char birth[BIRTH_DIGITS + 1];
  char letters[MAX_TYPED];
  char ticket[16];
  char wrong[MAX_TYPED];
  char news[SALVE_KIOSK_N_NEW][MAX_TYPED];
  SalveKioskNew question; /* at SALVE_KIOSK_NEW */
  gboolean failed;        /* just now */
  guint tries;
  SalveKioskDay *day; /* of the entry */
  const SalveKioskEntry *entry;

  /* Of all people. */
  SalveInstant failures[SALVE_KIOSK_FAILURES]; /* a ring */
  guint n_failures;
};

SalveKioskVisit *
salve_kiosk_visit_new (void)
{
  SalveKioskVisit *self = g_new0 (SalveKioskVisit, 1);

  strcpy (self->order, "dmy");
  return self;
}

/* Begins anew, for somebody else: what the last one typed is overwritten, not only forgotten. */
void
salve_kiosk_visit_reset (SalveKioskVisit *self)
{
  explicit_bzero (self->birth, sizeof self->birth);
  explicit_bzero (self->letters, sizeof self->letters);
  explicit_bzero (self->ticket, sizeof self->ticket);
  explicit_bzero (self->wrong, sizeof self->wrong);
  explicit_bzero (self->news, sizeof self->news);
  self->step = SALVE_KIOSK_WELCOME;
  self->failed = FALSE;
  self->tries = 0;
  self->entry = NULL;
  g_clear_pointer (&self->day, salve_kiosk_day_unref);
}

void
salve_kiosk_visit_free (SalveKioskVisit *self)
{
  salve_kiosk_visit_reset (self);
  g_free (self);
}

SalveKioskStep
salve_kiosk_visit_get_step (SalveKioskVisit *self)
{
  return self->step;
}

static char *
typed_at (SalveKioskVisit *self)
{
  if (self->step == SALVE_KIOSK_NEW)
    return self->news[self->question];
  return self->step == SALVE_KIOSK_NAME ? self->letters : self->birth;
}

/* Returns: (transfer none): what was typed at this step */
const char *
salve_kiosk_visit_get_typed (SalveKioskVisit *self)
{
  return typed_at (self);
}

/* Whether what was typed last led to nobody, or is no date. */
gboolean
salve_kiosk_visit_get_failed (SalveKioskVisit *self)
{
  return self->failed;
}

const SalveKioskEntry *
salve_kiosk_visit_get_entry (SalveKioskVisit *self)
{
  return self->entry;
}

/* Returns: (transfer none): the words of what is not right any more; "" where all is */
const char *
salve_kiosk_visit_get_wrong (SalveKioskVisit *self)
{
  return self->wrong;
}

const char *
salve_kiosk_visit_get_ticket (SalveKioskVisit *self)
{
  return self->ticket;
}

/* @order: the three letters d, m and y */
void
salve_kiosk_visit_set_order (SalveKioskVisit *self, const char *order)
{
  g_return_if_fail (strlen (order) == 3 && strchr (order, 'd') && strchr (order, 'm') && strchr (order, 'y'));
  memcpy (self->order, order, sizeof self->order);
}

void
salve_kiosk_visit_begin (SalveKioskVisit *self)
{
  if (self->step == SALVE_KIOSK_WELCOME)
    self->step = SALVE_KIOSK_BIRTH;
}

/* They hold something before the camera. */
void
salve_kiosk_visit_look (SalveKioskVisit *self)
{
  if (self->step == SALVE_KIOSK_WELCOME)
    self->step = SALVE_KIOSK_LOOK;
}

static gboolean
is_of_phone (gunichar c)
{
  return g_unichar_isdigit (c) || (c < 128 && strchr ("+-/() ", (int)c) != NULL);
}

/* Blanks are between words, not before them. */
static void
type_new (SalveKioskVisit *self, const char *text, gunichar c)
{
  char *typed = self->news[self->question];
  const gboolean fits = self->question == SALVE_KIOSK_NEW_PHONE ? is_of_phone (c) : g_unichar_isprint (c);
  const gboolean blank = g_unichar_isspace (c);

  if (fits && strlen (typed) + strlen (text) < MAX_TYPED
      && !(blank && (*typed == '\0' || g_str_has_suffix (typed, " "))))
    g_strlcat (typed, blank ? " " : text, MAX_TYPED);
}

/* @text: a digit, or a letter of any script; anything else is passed over */
void
salve_kiosk_visit_type (SalveKioskVisit *self, const char *text)
{
  gunichar c = g_utf8_get_char (text);

  self->failed = FALSE;
  if (self->step == SALVE_KIOSK_NEW)
    type_new (self, text, c);
  else if (self->step == SALVE_KIOSK_BIRTH && g_unichar_isdigit (c) && strlen (self->birth) < BIRTH_DIGITS)
    self->birth[strlen (self->birth)] = (char)('0' + g_unichar_digit_value (c));
  else if (self->step == SALVE_KIOSK_NAME && g_unichar_isalpha (c)
           && g_utf8_strlen (self->letters, -1) < SALVE_KIOSK_LETTERS)
    g_strlcat (self->letters, text, sizeof self->letters);
}

/* Of what they said has changed. */
static gboolean
is_asked (SalveKioskVisit *self, int question)
{
  static const char *const words[] = { "name", "phone", "address", "address", "address" };
  g_auto (GStrv) wrong = g_strsplit (self->wrong, " ", -1);

  return g_strv_contains ((const char *const *)wrong, words[question]);
}

static void
go_back (SalveKioskVisit *self)
{
  for (int question = (int)self->question - 1; question >= 0; question--)
    if (is_asked (self, question))
      {
        self->question = (SalveKioskNew)question;
        return;
      }
  self->step = SALVE_KIOSK_WRONG;
}

/* Takes the last one away; from an empty answer it goes back. */
void
salve_kiosk_visit_erase (SalveKioskVisit *self)
{
  char *text = typed_at (self);

  self->failed = FALSE;
  if (self->step != SALVE_KIOSK_BIRTH && self->step != SALVE_KIOSK_NAME && self->step != SALVE_KIOSK_NEW)
    return;
  if (*text == '\0' && self->step == SALVE_KIOSK_NEW)
    go_back (self);
  else if (*text == '\0')
    self->step = self->step == SALVE_KIOSK_NAME ? SALVE_KIOSK_BIRTH : SALVE_KIOSK_WELCOME;
  else
    *g_utf8_find_prev_char (text, text + strlen (text)) = '\0';
}

/* Whether there is enough to go on with. */
gboolean
salve_kiosk_visit_is_complete (SalveKioskVisit *self)
{
  if (self->step == SALVE_KIOSK_NAME)
    return *self->letters != '\0';
  if (self->step == SALVE_KIOSK_NEW) /* not every country has postal codes */
    return self->question == SALVE_KIOSK_NEW_POSTAL
           || strlen (typed_at (self)) >= (self->question == SALVE_KIOSK_NEW_PHONE ? 3 : 1);
  return self->step == SALVE_KIOSK_BIRTH && strlen (self->birth) == BIRTH_DIGITS;
}

static SalvePartialDate
read_birth (SalveKioskVisit *self, const char *digits)
{
  const char *at = digits;
  int parts[3] = { 0 };

  for (guint i = 0; i < 3; i++)
    {
      const guint length = self->order[i] == 'y' ? 4 : 2;

      for (guint d = 0; d < length; d++)
        parts[strchr ("dmy", self->order[i]) - "dmy"] =
            parts[strchr ("dmy", self->order[i]) - "dmy"] * 10 + (*at++ - '0');
    }
  return salve_partial_date_new_day (parts[2], parts[1], parts[0]);
}

/* @digits: eight of them, in the order that was set. Returns: (transfer full) (nullable): "1980-03-12"; NULL: no such day */
char *
salve_kiosk_visit_read_birth (SalveKioskVisit *self, const char *digits)
{
  SalvePartialDate birth;

  if (strlen (digits) != BIRTH_DIGITS)
    return NULL;
  birth = read_birth (self, digits);
  return salve_partial_date_is_valid (birth) && birth.precision == SALVE_DATE_PRECISION_DAY
             ? salve_partial_date_to_iso (birth)
             : NULL;
}

static gboolean
is_locked (SalveKioskVisit *self, SalveInstant now)
{
  guint recent = 0;

  for (guint i = 0; i < MIN (self->n_failures, SALVE_KIOSK_FAILURES); i++)
    recent += self->failures[i] > now - SALVE_KIOSK_FAILURES_WITHIN;
  return recent >= SALVE_KIOSK_FAILURES;
}

/* Nobody, or several: the same to see, and the same to go on with. */
static void
take (SalveKioskVisit *self, const SalveKioskEntry *entry, SalveKioskDay *day, SalveInstant now)
{
  if (entry != NULL && !is_locked (self, now))
    {
      self->day = salve_kiosk_day_ref (day);
      self->entry = entry;
      g_strlcpy (self->ticket, entry->ticket != NULL ? entry->ticket : "", sizeof self->ticket);
      self->step = entry->arrived ? SALVE_KIOSK_DONE : SALVE_KIOSK_CONFIRM;
      return;
    }
  self->failures[self->n_failures++ % SALVE_KIOSK_FAILURES] = now;
  self->failed = TRUE;
  self->tries++;
  explicit_bzero (self->birth, sizeof self->birth);
  explicit_bzero (self->letters, sizeof self->letters);
  self->step = self->tries >= SALVE_KIOSK_TRIES ? SALVE_KIOSK_DESK : SALVE_KIOSK_BIRTH;
}

static void
after_confirmation (SalveKioskVisit *self)
{
  self->step = self->entry->consented ? SALVE_KIOSK_SENDING : SALVE_KIOSK_CONSENT;
}

/* The next question from @from on that is to be asked, or what comes after all of them. */
static void
ask_new (SalveKioskVisit *self, int from)
{
  for (int question = from; question < SALVE_KIOSK_N_NEW; question++)
    if (is_asked (self, question))
      {
        self->question = (SalveKioskNew)question;
        self->step = SALVE_KIOSK_NEW;
        return;
      }
  after_confirmation (self);
}

/**
 * salve_kiosk_visit_go_on:
 * @day: (nullable): NULL where the kiosk knows nothing of today
 */
void
salve_kiosk_visit_go_on (SalveKioskVisit *self, SalveKioskDay *day, SalveInstant now)
{
  SalvePartialDate birth;

  if (!salve_kiosk_visit_is_complete (self))
    return;
  if (self->step == SALVE_KIOSK_NEW)
    {
      ask_new (self, (int)self->question + 1);
      return;
    }
  birth = read_birth (self, self->birth);
  if (self->step == SALVE_KIOSK_BIRTH)
    {
      self->failed = birth.precision != SALVE_DATE_PRECISION_DAY || !salve_partial_date_is_valid (birth);
      self->step = self->failed ? SALVE_KIOSK_BIRTH : SALVE_KIOSK_NAME;
    }
  else if (day == NULL || !salve_kiosk_day_is_on (day, now))
    self->step = SALVE_KIOSK_DESK;
  else
    take (self, salve_kiosk_day_find_birth (day, birth, self->letters, now), day, now);
}

/* A card or a code was read, wherever the person was before they were known. */
void
salve_kiosk_visit_scan (SalveKioskVisit *self, const char *code, SalveKioskDay *day, SalveInstant now)
{
  if (self->step > SALVE_KIOSK_NAME)
    return;
  if (day == NULL || !salve_kiosk_day_is_on (day, now))
    self->step = SALVE_KIOSK_DESK;
  else
    take (self, salve_kiosk_day_find_code (day, code, now), day, now);
}

void
salve_kiosk_visit_confirm (SalveKioskVisit *self, gboolean all_right)
{
  if (self->step != SALVE_KIOSK_CONFIRM)
    return;
  if (all_right)
    after_confirmation (self);
  else
    self->step = SALVE_KIOSK_WRONG;
}

/* @words: of "name", "phone", "address" and "insurance", with blanks between them */
void
salve_kiosk_visit_say_wrong (SalveKioskVisit *self, const char *words)
{
  if (self->step != SALVE_KIOSK_WRONG)
    return;
  g_strlcpy (self->wrong, words, sizeof self->wrong);
  ask_new (self, 0);
}

SalveKioskNew
salve_kiosk_visit_get_question (SalveKioskVisit *self)
{
  return self->question;
}

/* They would rather be asked at the desk what it is now; of an address then all of it. */
void
salve_kiosk_visit_skip (SalveKioskVisit *self)
{
  const gboolean address = self->question >= SALVE_KIOSK_NEW_STREET;

  if (self->step != SALVE_KIOSK_NEW)
    return;
  for (int i = address ? SALVE_KIOSK_NEW_STREET : (int)self->question;
       i <= (address ? SALVE_KIOSK_NEW_CITY : (int)self->question); i++)
    explicit_bzero (self->news[i], sizeof self->news[i]);
  ask_new (self, address ? SALVE_KIOSK_N_NEW : (int)self->question + 1);
}

/* The keys of the screen are capital letters: "HOFGASSE 4" was meant as "Hofgasse 4". */
static char *
calm (const char *typed)
{
  g_autofree char *stripped = g_strstrip (g_strdup (typed));
  g_autoptr (GString) words = g_string_new (NULL);
  gboolean begins = TRUE;

  for (const char *at = stripped; *at != '\0'; at = g_utf8_next_char (at))
    {
      const gunichar c = g_utf8_get_char (at);

      if (g_unichar_islower (c))
        return g_steal_pointer (&stripped);
      g_string_append_unichar (words, begins ? c : g_unichar_tolower (c));
      begins = !g_unichar_isalpha (c);
    }
  return g_string_free_and_steal (g_steal_pointer (&words));
}

/**
 * salve_kiosk_visit_get_new:
 * @word: of what has changed
 *
 * Returns: (transfer full) (nullable): what it is now, as salve-correction.h has it; NULL where they did not say
 */
char *
salve_kiosk_visit_get_new (SalveKioskVisit *self, const char *word)
{
  const SalveKioskNew question = g_str_equal (word, "name") ? SALVE_KIOSK_NEW_NAME : SALVE_KIOSK_NEW_PHONE;

  if (g_str_equal (word, "name") || g_str_equal (word, "phone"))
    return *self->news[question] != '\0' ? calm (self->news[question]) : NULL;
  if (g_str_equal (word, "address") && *self->news[SALVE_KIOSK_NEW_CITY] != '\0')
    {
      g_autofree char *street = calm (self->news[SALVE_KIOSK_NEW_STREET]),
                      *city = calm (self->news[SALVE_KIOSK_NEW_CITY]);
      g_autofree char *postal = g_strstrip (g_strdup (self->news[SALVE_KIOSK_NEW_POSTAL]));

      return g_strjoin ("\n", street, postal, city, NULL);
    }
  return NULL;
}

void
salve_kiosk_visit_consent (SalveKioskVisit *self, gboolean agreed)
{
  if (self->step == SALVE_KIOSK_CONSENT)
    self->step = agreed ? SALVE_KIOSK_SENDING : SALVE_KIOSK_DESK;
}

/**
 * salve_kiosk_visit_finish:
 * @refused: the clinic says that this visit cannot check in here
 * @ticket: (nullable): NULL where the clinic could not be asked: the one that was foreseen counts
 */
void
salve_kiosk_visit_finish (SalveKioskVisit *self, gboolean refused, const char *ticket)
{
  if (self->step != SALVE_KIOSK_SENDING)
    return;
  if (ticket != NULL)
    g_strlcpy (self->ticket, ticket, sizeof self->ticket);
  self->step = refused || *self->ticket == '\0' ? SALVE_KIOSK_DESK : SALVE_KIOSK_DONE;
}
