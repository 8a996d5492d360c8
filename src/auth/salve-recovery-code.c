/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A recovery key is 28 random digits of base 32 (140 bits), written as seven groups of four digits and a
 * check digit each: `3FJ7K-…`. The digits are Crockford's, without I, L, O and U, so that nothing on paper
 * is taken for something else; what people type instead (small letters, O for 0, I and L for 1, any
 * dashes and spaces) is understood. The check digit of a group is a weighted sum over GF(32) that also
 * counts the group's place: one wrong digit, two digits swapped and two groups swapped are all caught, and
 * the message can name the group.
 */
#define G_LOG_DOMAIN "salve-auth"

#include "config.h"

#include "salve-key-error.h"
#include "salve-recovery-code.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#define GROUPS SALVE_RECOVERY_CODE_GROUPS
#define GROUP_LENGTH SALVE_RECOVERY_CODE_GROUP_LENGTH
#define DIGITS (GROUPS * GROUP_LENGTH)

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* What a program that shows, prints or copies the key may have put between its digits: another dash, a hard space, a
 * place where a line may end. */
static gboolean
is_skipped (gunichar typed)
{
  GUnicodeType type = g_unichar_type (typed);

  return g_unichar_isspace (typed) || type == G_UNICODE_DASH_PUNCTUATION || type == G_UNICODE_FORMAT;
}

/* The value of a typed character, -1 for one to skip, -2 for one that never occurs. */
static int
digit_value (const char *typed)
{
  gunichar character = g_utf8_get_char_validated (typed, -1);
  char upper = g_ascii_toupper (*typed);
  const char *found;

  if (character == (gunichar)-1 || character == (gunichar)-2)
    return -2;
  if (is_skipped (character))
    return -1;
  if (character >= 0x80)
    return -2;
  if (upper == 'O')
    upper = '0';
  else if (upper == 'I' || upper == 'L')
    upper = '1';
  found = upper != '\0' ? strchr (alphabet, upper) : NULL;
  return found != NULL ? (int)(found - alphabet) : -2;
}

/* Times x in GF(32) with x^5 + x^2 + 1. */
static guint
gf32_double (guint value)
{
  value <<= 1;
  return (value & 32) != 0 ? value ^ 0x25 : value;
}

static guint
group_check (const guint8 *digits, guint place)
{
  guint sum = place + 1;

  for (guint i = 0; i < GROUP_LENGTH - 1; i++)
    sum = gf32_double (sum) ^ digits[i];
  return gf32_double (sum);
}

static char *
print_digits (const guint8 *digits)
{
  GString *text = g_string_sized_new (DIGITS + GROUPS);

  for (guint i = 0; i < DIGITS; i++)
    {
      if (i > 0 && i % GROUP_LENGTH == 0)
        g_string_append_c (text, '-');
      g_string_append_c (text, alphabet[digits[i]]);
    }
  return g_string_free_and_steal (text);
}

/**
 * salve_recovery_code_new:
 *
 * Makes a recovery key from 140 random bits.
 *
 * Returns: (transfer full): the key as it is printed, 41 characters; free it with sodium_memzero() first
 */
char *
salve_recovery_code_new (void)
{
  guint8 digits[DIGITS];
  char *text;

  for (guint group = 0; group < GROUPS; group++)
    {
      guint8 *first = digits + group * GROUP_LENGTH;

      for (guint i = 0; i < GROUP_LENGTH - 1; i++)
        first[i] = randombytes_uniform (32);
      first[GROUP_LENGTH - 1] = group_check (first, group);
    }
  text = print_digits (digits);
  sodium_memzero (digits, sizeof digits);
  return text;
}

/* Reads as many digits as there are; FALSE at one that never occurs, or when there are too many. */
static gboolean
read_digits (const char *typed, guint8 *digits, guint *n_digits, GError **error)
{
  *n_digits = 0;
  for (const char *at = typed; *at != '\0'; at = g_utf8_next_char (at))
    {
      int value = digit_value (at);

      if (value == -1)
        continue;
      if (value == -2)
        {
          g_set_error (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_MISTYPED,
                       _ ("Group %u of the recovery key has a character that a recovery key never has"),
                       MIN (*n_digits / GROUP_LENGTH + 1, GROUPS));
          return FALSE;
        }
      if (*n_digits == DIGITS)
        {
          g_set_error (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_MISTYPED,
                       _ ("The recovery key is too long: it has %d groups of %d characters"), GROUPS,
                       GROUP_LENGTH);
          return FALSE;
        }
      digits[(*n_digits)++] = value;
    }
  return TRUE;
}

static gboolean
group_is_good (const guint8 *digits, guint group)
{
  const guint8 *first = digits + group * GROUP_LENGTH;

  return group_check (first, group) == first[GROUP_LENGTH - 1];
}

/**
 * salve_recovery_code_normalise:
 * @typed: what a person typed, UTF-8
 * @error: %SALVE_KEY_ERROR_MISTYPED, naming the group where the error is
 *
 * Understands small letters, spaces, dashes or none, O for 0, and I or L for 1.
 *
 * Returns: (transfer full) (nullable): the key as it is printed
 */
char *
salve_recovery_code_normalise (const char *typed, GError **error)
{
  guint8 digits[DIGITS];
  guint n_digits;
  char *text = NULL;

  g_return_val_if_fail (typed != NULL, NULL);

  if (!read_digits (typed, digits, &n_digits, error))
    goto out;
  for (guint group = 0; group < n_digits / GROUP_LENGTH; group++)
    if (!group_is_good (digits, group))
      {
        g_set_error (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_MISTYPED,
                     _ ("Group %u of the recovery key has a typing error"), group + 1);
        goto out;
      }
  if (n_digits < DIGITS)
    {
      g_set_error (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_MISTYPED,
                   _ ("The recovery key is too short: it has %d groups of %d characters"), GROUPS,
                   GROUP_LENGTH);
      goto out;
    }
  text = print_digits (digits);
out:
  sodium_memzero (digits, sizeof digits);
  return text;
}

/**
 * salve_recovery_code_count_good_groups:
 * @typed: what a person has typed so far
 *
 * For a form that shows progress: how many groups from the first on are complete and free of typing errors.
 *
 * Returns: 0 to %SALVE_RECOVERY_CODE_GROUPS
 */
guint
salve_recovery_code_count_good_groups (const char *typed)
{
  guint8 digits[DIGITS];
  guint n_digits;
  guint good = 0;

  g_return_val_if_fail (typed != NULL, 0);

  read_digits (typed, digits, &n_digits, NULL);
  while (good < n_digits / GROUP_LENGTH && group_is_good (digits, good))
    good++;
  sodium_memzero (digits, sizeof digits);
  return good;
}
