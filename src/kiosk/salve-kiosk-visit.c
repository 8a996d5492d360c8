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
  gboolean failed; /* just now */
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

/* Returns: (transfer none): what was typed at this step */
const char *
salve_kiosk_visit_get_typed (SalveKioskVisit *self)
{
  return self->step == SALVE_KIOSK_NAME ? self->letters : self->birth;
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

/* @text: a digit, or a letter of any script; anything else is passed over */
void
salve_kiosk_visit_type (SalveKioskVisit *self, const char *text)
{
  gunichar c = g_utf8_get_char (text);

  self->failed = FALSE;
  if (self->step == SALVE_KIOSK_BIRTH && g_unichar_isdigit (c) && strlen (self->birth) < BIRTH_DIGITS)
    self->birth[strlen (self->birth)] = (char)('0' + g_unichar_digit_value (c));
  else if (self->step == SALVE_KIOSK_NAME && g_unichar_isalpha (c)
           && g_utf8_strlen (self->letters, -1) < SALVE_KIOSK_LETTERS)
    g_strlcat (self->letters, text, sizeof self->letters);
}

/* Takes the last one away; from an empty answer it goes back. */
void
salve_kiosk_visit_erase (SalveKioskVisit *self)
{
  char *text = self->step == SALVE_KIOSK_NAME ? self->letters : self->birth;

  self->failed = FALSE;
  if (self->step != SALVE_KIOSK_BIRTH && self->step != SALVE_KIOSK_NAME)
    return;
  if (*text == '\0')
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

static void
after_confirmation (SalveKioskVisit *self)
{
  self->step = self->entry->consented ? SALVE_KIOSK_SENDING : SALVE_KIOSK_CONSENT;
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
  after_confirmation (self);
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
