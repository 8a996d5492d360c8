/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The quick add line, read from its first word to its last: at each, what can stand there is tried in one order, and
 * what nothing takes is the patient's name, or is said not to be understood. The words of the locale's language are
 * known (English, German, French, Spanish, Arabic), and English ones everywhere. */
#define G_LOG_DOMAIN "salve-core"

#include "config.h"

#include "salve-quick-private.h"

#include "salve-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_TEXT 1024

void
salve_quick_problem (SalveQuickReading *self, char *sentence)
{
  g_ptr_array_add (self->result->problems, sentence);
}

/* What was typed, of n tokens from i on. */
char *
salve_quick_said (const SalveQuickReading *self, guint i, guint n)
{
  const SalveQuickToken *first = &g_array_index (self->tokens, SalveQuickToken, i);
  const SalveQuickToken *last =
      &g_array_index (self->tokens, SalveQuickToken, MIN (i + n, self->tokens->len) - 1);

  return g_strndup (self->text + first->start, last->end - first->start);
}

static void
add_range (SalveQuickReading *self, SalveQuickPart part, guint i, guint n)
{
  GArray *ranges = self->result->ranges;
  SalveQuickRange range = { part, g_array_index (self->tokens, SalveQuickToken, i).start,
                            g_array_index (self->tokens, SalveQuickToken, i + n - 1).end };
  SalveQuickRange *last = ranges->len > 0 ? &g_array_index (ranges, SalveQuickRange, ranges->len - 1) : NULL;

  /* A name is one part though it has several words. */
  if (last != NULL && part == SALVE_QUICK_PATIENT && last->part == part)
    last->end = range.end;
  else
    g_array_append_val (ranges, range);
}

static void
add_unknown (SalveQuickReading *self, guint i, guint n)
{
  g_autofree char *said = salve_quick_said (self, i, n);

  salve_quick_problem (self, g_strdup_printf (_ ("“%s” is not understood."), said));
  add_range (self, SALVE_QUICK_UNKNOWN, i, n);
}

/* TRUE where a part was not yet said; else the sentence that it is said again. */
static gboolean
check_first (SalveQuickReading *self, SalveQuickPart part, const char *format, guint i, guint n)
{
  g_autofree char *said = NULL;

  for (guint j = 0; j < self->result->ranges->len; j++)
    if (g_array_index (self->result->ranges, SalveQuickRange, j).part == part)
      {
        said = salve_quick_said (self, i, n);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        salve_quick_problem (self, g_strdup_printf (format, said));
#pragma GCC diagnostic pop
        return FALSE;
      }
  return TRUE;
}

static guint
take_date (SalveQuickReading *self, guint i)
{
  SalvePartialDate day = SALVE_PARTIAL_DATE_NONE;
  guint n = salve_quick_read_date (self, i, &day);

  if (n == 0)
    return 0;
  if (check_first (self, SALVE_QUICK_DATE, _ ("A second date is said: “%s”."), i, n))
    self->result->day = day;
  add_range (self, SALVE_QUICK_DATE, i, n);
  return n;
}

static guint
take_time (SalveQuickReading *self, guint i)
{
  int minute;
  guint n = salve_quick_read_time (self, i, &minute);

  if (n == 0)
    return 0;
  if (check_first (self, SALVE_QUICK_TIME, _ ("A second time is said: “%s”."), i, n))
    self->result->minute = minute;
  add_range (self, SALVE_QUICK_TIME, i, n);
  return n;
}

static guint
take_length (SalveQuickReading *self, guint i)
{
  int minutes;
  guint n = salve_quick_read_length (self, i, &minutes);

  if (n == 0)
    return 0;
  if (check_first (self, SALVE_QUICK_LENGTH, _ ("A second length is said: “%s”."), i, n))
    self->result->minutes = minutes;
  add_range (self, SALVE_QUICK_LENGTH, i, n);
  return n;
}

/* Whether a doctor's name has the word: whole, or a beginning of it of three letters and more. */
static gboolean
name_has (const char *name, const char *word, gboolean whole)
{
  g_auto (GStrv) tokens = salve_text_tokenise (name);

  for (guint i = 0; tokens[i] != NULL; i++)
    if (strcmp (tokens[i], word) == 0
        || (!whole && g_utf8_strlen (word, -1) >= 3 && g_str_has_prefix (tokens[i], word)))
      return TRUE;
  return FALSE;
}

/* A doctor's name may have parts that are several tokens, as "Müller-Lüdenscheidt". */
static gboolean
name_matches (const char *name, const char *word, gboolean whole)
{
  g_auto (GStrv) parts = salve_text_tokenise (word);

  for (guint i = 0; parts[i] != NULL; i++)
    if (!name_has (name, parts[i], whole))
      return FALSE;
  return parts[0] != NULL;
}

static guint
keep_matching (const SalveQuickName *names,
               GArray *candidates,
               const char *word,
               gboolean whole,
               GArray *kept)
{
  g_array_set_size (kept, 0);
  for (guint i = 0; i < candidates->len; i++)
    {
      guint index = g_array_index (candidates, guint, i);

      if (names[index].name != NULL && name_matches (names[index].name, word, whole))
        g_array_append_val (kept, index);
    }
  return kept->len;
}

/* How many tokens from i on name one or more of the doctors, who are left in candidates. */
static guint
match_doctor (const SalveQuickReading *self, guint i, const SalveQuickName *names, GArray *candidates)
{
  g_autoptr (GArray) kept = g_array_new (FALSE, FALSE, sizeof (guint));
  guint n = 0;

  /* A title begins another name, although it is a word of this one too. */
  while (i + n < self->tokens->len && salve_quick_match (self, i + n, SALVE_QUICK_WORD_DOCTOR, NULL) == 0
         && (keep_matching (names, candidates, salve_quick_token (self, i + n), TRUE, kept) > 0
             || keep_matching (names, candidates, salve_quick_token (self, i + n), FALSE, kept) > 0))
    {
      g_array_set_size (candidates, 0);
      g_array_append_vals (candidates, kept->data, kept->len);
      n++;
    }
  return n;
}

static void
say_ambiguous_doctor (SalveQuickReading *self,
                      const SalveQuickName *names,
                      GArray *candidates,
                      guint i,
                      guint n)
{
  g_autofree char *said = salve_quick_said (self, i, n);

  salve_quick_problem (self,
                       /* Translators: %1$s is what was typed, the others are two doctors' names */
                       g_strdup_printf (_ ("“%1$s” could be %2$s or %3$s. Write more of the name."), said,
                                        names[g_array_index (candidates, guint, 0)].name,
                                        names[g_array_index (candidates, guint, 1)].name));
  add_range (self, SALVE_QUICK_UNKNOWN, i, n);
}

/* "dr lee", "bei Müller", "mit dr. lee": a name without a word before it is the patient's. */
static guint
take_doctor (SalveQuickReading *self, guint i, const SalveQuickName *names, gsize n_names)
{
  g_autoptr (GArray) candidates = g_array_new (FALSE, FALSE, sizeof (guint));
  guint before = salve_quick_match (self, i, SALVE_QUICK_WORD_WITH, NULL), n;

  before += salve_quick_match (self, i + before, SALVE_QUICK_WORD_DOCTOR, NULL);
  if (before == 0)
    return 0;
  if (i + before == self->tokens->len)
    {
      add_unknown (self, i, before);
      return before;
    }
  for (guint j = 0; j < n_names; j++)
    g_array_append_val (candidates, j);
  n = match_doctor (self, i + before, names, candidates);
  if (n == 0)
    {
      g_autofree char *said = salve_quick_said (self, i + before, 1);

      salve_quick_problem (self, g_strdup_printf (_ ("There is no doctor “%s”."), said));
      add_range (self, SALVE_QUICK_UNKNOWN, i, before + 1);
      return before + 1;
    }
  n += before;
  if (candidates->len > 1)
    say_ambiguous_doctor (self, names, candidates, i, n);
  else
    {
      if (check_first (self, SALVE_QUICK_DOCTOR, _ ("A second doctor is said: “%s”."), i, n))
        self->result->doctor_id = g_strdup (names[g_array_index (candidates, guint, 0)].id);
      add_range (self, SALVE_QUICK_DOCTOR, i, n);
    }
  return n;
}

/* How many tokens from i on are the whole name. */
static guint
match_name (const SalveQuickReading *self, guint i, const char *name)
{
  g_autofree char *folded = salve_text_fold (name);
  g_autoptr (GArray) words = salve_quick_cut (folded);
  guint n = words != NULL ? words->len : 0;

  for (guint j = 0; j < n; j++)
    if (strcmp (salve_quick_token (self, i + j), g_array_index (words, SalveQuickToken, j).folded) != 0)
      return 0;
  return n;
}

/* The longest visit type whose whole name stands here. */
static guint
take_visit_type (SalveQuickReading *self, guint i, const SalveQuickName *types, gsize n_types)
{
  const SalveQuickName *best = NULL;
  guint longest = 0;
  gboolean twice = FALSE;

  for (gsize j = 0; j < n_types; j++)
    {
      guint n = types[j].name != NULL ? match_name (self, i, types[j].name) : 0;

      if (n > longest)
        best = &types[j];
      twice = n > longest ? FALSE : twice || (n == longest && n > 0);
      longest = MAX (n, longest);
    }
  if (longest == 0)
    return 0;
  if (twice)
    {
      g_autofree char *said = salve_quick_said (self, i, longest);

      salve_quick_problem (self, g_strdup_printf (_ ("More than one visit type is called “%s”."), said));
      add_range (self, SALVE_QUICK_UNKNOWN, i, longest);
      return longest;
    }
  if (check_first (self, SALVE_QUICK_VISIT_TYPE, _ ("A second visit type is said: “%s”."), i, longest))
    self->result->visit_type_id = g_strdup (best->id);
  add_range (self, SALVE_QUICK_VISIT_TYPE, i, longest);
  return longest;
}

/* Words that mean something about time but say nothing by themselves; and what has digits or no letters at all. */
static guint
take_unknown (SalveQuickReading *self, guint i)
{
  static const SalveQuickWord kinds[] = { SALVE_QUICK_WORD_MERIDIEM, SALVE_QUICK_WORD_NEXT,
                                          SALVE_QUICK_WORD_OCLOCK,   SALVE_QUICK_WORD_AT,
                                          SALVE_QUICK_WORD_IN,       SALVE_QUICK_WORD_FOR };
  gboolean letters = FALSE, digits = FALSE;
  guint n = 0;

  for (guint j = 0; n == 0 && j < G_N_ELEMENTS (kinds); j++)
    n = salve_quick_match (self, i, kinds[j], NULL);
  for (const char *p = salve_quick_token (self, i); *p != '\0'; p = g_utf8_next_char (p))
    {
      letters = letters || g_unichar_isalpha (g_utf8_get_char (p));
      digits = digits || g_ascii_isdigit (*p);
    }
  if (n == 0 && letters && !digits)
    return 0;
  n = MAX (n, 1);
  /* "3 days" is one thing that is not understood. */
  if (digits)
    n += salve_quick_match (self, i + n, SALVE_QUICK_WORD_UNIT, NULL);
  add_unknown (self, i, n);
  return n;
}

static void
take_patient (SalveQuickReading *self, guint i)
{
  g_autofree char *before = g_steal_pointer (&self->result->patient);
  g_autofree char *said = salve_quick_said (self, i, 1);

  self->result->patient = before != NULL ? g_strconcat (before, " ", said, NULL) : g_steal_pointer (&said);
  add_range (self, SALVE_QUICK_PATIENT, i, 1);
}

static SalveQuickAdd *
new_result (void)
{
  SalveQuickAdd *self = g_new0 (SalveQuickAdd, 1);

  self->minute = -1;
  self->ranges = g_array_new (FALSE, FALSE, sizeof (SalveQuickRange));
  self->problems = g_ptr_array_new_with_free_func (g_free);
  return self;
}

/**
 * salve_quick_add_parse:
 * @text: what was typed
 * @locale: (nullable): whose words and whose order of dates
 * @today: the clinic's day
 * @doctors: (array length=n_doctors) (nullable): names as they are shown; each id is copied
 * @visit_types: (array length=n_visit_types) (nullable): the same
 *
 * Returns: (transfer full): what is understood, with a sentence for what is not
 */
SalveQuickAdd *
salve_quick_add_parse (const char *text,
                       const SalveLocale *locale,
                       SalvePartialDate today,
                       const SalveQuickName *doctors,
                       gsize n_doctors,
                       const SalveQuickName *visit_types,
                       gsize n_visit_types)
{
  SalveQuickReading self = { .text = text, .locale = locale, .today = today, .result = new_result () };

  g_return_val_if_fail (text != NULL, self.result);
  g_return_val_if_fail (today.precision == SALVE_DATE_PRECISION_DAY, self.result);

  if (strlen (text) <= MAX_TEXT && g_utf8_validate (text, -1, NULL))
    self.tokens = salve_quick_cut (text);
  if (self.tokens == NULL)
    {
      salve_quick_problem (&self, g_strdup (_ ("This line is too long, or is no text.")));
      return self.result;
    }
  for (guint i = 0; i < self.tokens->len;)
    {
      guint n;

      if (*salve_quick_token (&self, i) == '\0')
        n = 1; /* marks without a letter, such as those that turn the direction */
      else if ((n = take_visit_type (&self, i, visit_types, n_visit_types)) == 0
               && (n = take_time (&self, i)) == 0 && (n = take_length (&self, i)) == 0
               && (n = take_date (&self, i)) == 0 && (n = take_doctor (&self, i, doctors, n_doctors)) == 0
               && (n = take_unknown (&self, i)) == 0)
        {
          take_patient (&self, i);
          n = 1;
        }
      i += n;
    }
  g_clear_pointer (&self.tokens, g_array_unref);
  return self.result;
}

void
salve_quick_add_free (SalveQuickAdd *self)
{
  if (self == NULL)
    return;
  g_free (self->patient);
  g_free (self->doctor_id);
  g_free (self->visit_type_id);
  g_clear_pointer (&self->ranges, g_array_unref);
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  g_free (self);
}
