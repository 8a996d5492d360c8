/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-core"

#include "config.h"

#include "salve-telecom.h"

#include <string.h>

#include "salve-text.h"

/* A way to reach a person: FHIR ContactPoint (https://hl7.org/fhir/R4/datatypes.html#ContactPoint) as a value. What
 * was typed is never rewritten; what is searched and dialled is derived from it. */

G_DEFINE_BOXED_TYPE (SalveTelecom, salve_telecom, salve_telecom_copy, salve_telecom_free)

static const char *const system_codes[] = { NULL, "phone", "fax", "email", "pager", "url", "sms", "other" };
static const char *const use_codes[] = { NULL, "home", "work", "temp", "old", "mobile" };

static guint
index_of_code (const char *const *codes, gsize n_codes, const char *code)
{
  for (gsize i = 1; code != NULL && i < n_codes; i++)
    {
      if (strcmp (codes[i], code) == 0)
        return i;
    }
  return 0;
}

/**
 * salve_telecom_system_to_code:
 * @system: a system
 *
 * Returns: (nullable) (transfer none): FHIR's code of @system, NULL for none
 */
const char *
salve_telecom_system_to_code (SalveTelecomSystem system)
{
  return (guint)system < G_N_ELEMENTS (system_codes) ? system_codes[system] : NULL;
}

/**
 * salve_telecom_system_from_code:
 * @code: (nullable): a code of FHIR's value set contact-point-system
 *
 * Returns: the system, or NONE where @code is not one of the set
 */
SalveTelecomSystem
salve_telecom_system_from_code (const char *code)
{
  return index_of_code (system_codes, G_N_ELEMENTS (system_codes), code);
}

/**
 * salve_telecom_use_to_code:
 * @use: a use
 *
 * Returns: (nullable) (transfer none): FHIR's code of @use, NULL for none
 */
const char *
salve_telecom_use_to_code (SalveTelecomUse use)
{
  return (guint)use < G_N_ELEMENTS (use_codes) ? use_codes[use] : NULL;
}

/**
 * salve_telecom_use_from_code:
 * @code: (nullable): a code of FHIR's value set contact-point-use
 *
 * Returns: the use, or NONE where @code is not one of the set
 */
SalveTelecomUse
salve_telecom_use_from_code (const char *code)
{
  return index_of_code (use_codes, G_N_ELEMENTS (use_codes), code);
}

/**
 * salve_telecom_new:
 * @system: what it is
 * @use: what for
 * @value: (nullable): the number or address, as typed
 *
 * Returns: (transfer full): a new telecom without rank
 */
SalveTelecom *
salve_telecom_new (SalveTelecomSystem system, SalveTelecomUse use, const char *value)
{
  SalveTelecom *self = g_new0 (SalveTelecom, 1);

  self->system = system;
  self->use = use;
  self->value = g_strdup (value);
  return self;
}

/**
 * salve_telecom_copy:
 * @self: a telecom
 *
 * Returns: (transfer full): a copy of @self
 */
SalveTelecom *
salve_telecom_copy (const SalveTelecom *self)
{
  SalveTelecom *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = salve_telecom_new (self->system, self->use, self->value);
  copy->rank = self->rank;
  return copy;
}

/**
 * salve_telecom_free:
 * @self: (nullable) (transfer full): a telecom
 */
void
salve_telecom_free (SalveTelecom *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->value, g_free);
  g_free (self);
}

/**
 * salve_telecom_equal:
 * @a: a telecom
 * @b: a telecom
 *
 * Returns: whether every part of @a is the same as that of @b
 */
gboolean
salve_telecom_equal (const SalveTelecom *a, const SalveTelecom *b)
{
  return a->system == b->system && a->use == b->use && a->rank == b->rank
         && g_strcmp0 (a->value, b->value) == 0;
}

static gboolean
is_numeric_system (SalveTelecomSystem system)
{
  return system == SALVE_TELECOM_SYSTEM_NONE || system == SALVE_TELECOM_SYSTEM_PHONE
         || system == SALVE_TELECOM_SYSTEM_FAX || system == SALVE_TELECOM_SYSTEM_SMS
         || system == SALVE_TELECOM_SYSTEM_PAGER;
}

/* An extension is dialled after the call is up, so it is not a part of the number that people know. */
static char *
number_without_extension (const char *value)
{
  static const char *const marks[] = { ";ext=", "ext.", " ext", " x", "#" };
  g_autofree char *lower = g_ascii_strdown (value, -1);
  const char *first = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      const char *found = strstr (lower, marks[i]);
      if (found != NULL && found > lower && (first == NULL || found < first))
        first = found;
    }
  return first != NULL ? g_strndup (value, first - lower) : g_strdup (value);
}

/**
 * salve_telecom_digits:
 * @self: a telecom
 *
 * The digits by which a number is searched: those of every script as 0 to 9, no punctuation, no extension, and
 * neither the international prefix 00 nor the national 0 that people write in brackets, as in "+49 (0)30 1234". A
 * search for a fragment of a number finds it wherever it stands in these digits.
 *
 * Returns: (transfer full): the digits, "" where @self is no number
 */
char *
salve_telecom_digits (const SalveTelecom *self)
{
  g_autofree char *number = NULL;
  g_autofree char *digits = NULL;
  const char *optional;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->value == NULL || !is_numeric_system (self->system))
    return g_strdup ("");

  number = number_without_extension (self->value);
  if ((optional = strstr (number, "(0)")) != NULL && optional > number)
    memset (number + (optional - number), ' ', 3);
  digits = salve_text_digits (number);
  if (g_str_has_prefix (digits, "00"))
    return g_strdup (digits + 2);
  return g_steal_pointer (&digits);
}

/**
 * salve_telecom_format:
 * @self: a telecom
 *
 * Numbers stay as they were typed, because how a number is grouped is its owner's habit; only the space around it is
 * dropped. A number is wrapped in left-to-right marks where that keeps its plus sign in front in right-to-left text.
 *
 * Returns: (transfer full): the text to show, "" where there is none
 */
char *
salve_telecom_format (const SalveTelecom *self)
{
  g_autofree char *stripped = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->value == NULL)
    return g_strdup ("");
  stripped = salve_text_strip (self->value);
  if (is_numeric_system (self->system) && (*stripped == '+' || *stripped == '('))
    return g_strconcat ("\u200e", stripped, NULL);
  return g_steal_pointer (&stripped);
}

/**
 * salve_telecom_to_uri:
 * @self: a telecom
 *
 * Returns: (transfer full) (nullable): a tel: (RFC 3966), sms:, mailto: or web address that the desktop can open, NULL
 *   where there is none
 */
char *
salve_telecom_to_uri (const SalveTelecom *self)
{
  g_autofree char *value = NULL;
  g_autofree char *digits = NULL;
  g_autofree char *escaped = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  value = self->value != NULL ? salve_text_strip (self->value) : g_strdup ("");
  if (*value == '\0')
    return NULL;
  if (self->system == SALVE_TELECOM_SYSTEM_EMAIL)
    {
      escaped = g_uri_escape_string (value, "@+", FALSE);
      return g_strconcat ("mailto:", escaped, NULL);
    }
  if (self->system == SALVE_TELECOM_SYSTEM_URL)
    return g_str_has_prefix (value, "https://") || g_str_has_prefix (value, "http://") ? g_strdup (value)
                                                                                       : NULL;
  if (!is_numeric_system (self->system))
    return NULL;
  digits = salve_telecom_digits (self);
  if (*digits == '\0')
    return NULL;
  return g_strconcat (self->system == SALVE_TELECOM_SYSTEM_SMS ? "sms:" : "tel:",
                      *value == '+' || g_str_has_prefix (value, "00") ? "+" : "", digits, NULL);
}

/**
 * salve_telecom_parse_typed:
 * @text: what a person typed
 *
 * Tells a mail address from a web address from a phone number by its look.
 *
 * Returns: (transfer full) (nullable): a telecom whose value is @text without the space around it, NULL where @text
 *   is empty
 */
SalveTelecom *
salve_telecom_parse_typed (const char *text)
{
  g_autofree char *value = NULL;
  g_autofree char *digits = NULL;
  SalveTelecomSystem system = SALVE_TELECOM_SYSTEM_OTHER;
  const char *at;

  g_return_val_if_fail (text != NULL, NULL);

  value = salve_text_strip (text);
  if (*value == '\0')
    return NULL;
  digits = salve_text_digits (value);
  at = strchr (value, '@');
  if (g_str_has_prefix (value, "http://") || g_str_has_prefix (value, "https://")
      || g_str_has_prefix (value, "www."))
    system = SALVE_TELECOM_SYSTEM_URL;
  else if (at != NULL && at > value && at[1] != '\0')
    system = SALVE_TELECOM_SYSTEM_EMAIL;
  else if (strlen (digits) >= 3)
    system = SALVE_TELECOM_SYSTEM_PHONE;
  return salve_telecom_new (system, SALVE_TELECOM_USE_NONE, value);
}

/**
 * salve_telecom_is_email:
 * @text: as it was typed
 *
 * Whether it can be an e-mail address at all: one @, something before it, a domain with a dot behind it, nothing blank.
 * Only sending to it tells whether it is one.
 */
gboolean
salve_telecom_is_email (const char *text)
{
  g_autofree char *stripped = salve_text_strip (text);
  const char *at = strchr (stripped, '@');
  const char *dot = at != NULL ? strrchr (at, '.') : NULL;

  for (const char *c = stripped; *c != '\0'; c = g_utf8_next_char (c))
    if (g_unichar_isspace (g_utf8_get_char (c)) || *c == ',' || *c == ';')
      return FALSE;
  return at != NULL && at != stripped && strchr (at + 1, '@') == NULL && dot != NULL && dot > at + 1
         && dot[1] != '\0' && at[1] != '.' && strstr (at, "..") == NULL;
}
