/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recovery key as people print and type it. */
#define G_LOG_DOMAIN "salve-auth-tests"

#include "salve-key-error.h"
#include "salve-recovery-code.h"

#include <sodium.h>
#include <string.h>

static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static void
test_new (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 1000; i++)
    {
      g_autoptr (GError) error = NULL;
      char *code = salve_recovery_code_new ();
      g_autofree char *again = salve_recovery_code_normalise (code, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (again, ==, code);
      g_assert_cmpuint (strlen (code), ==, 41);
      g_assert_cmpuint (salve_recovery_code_count_good_groups (code), ==, SALVE_RECOVERY_CODE_GROUPS);
      g_assert_true (g_hash_table_add (seen, code));
    }
}

static void
test_as_typed (void)
{
  g_autofree char *code = salve_recovery_code_new ();
  g_autofree char *lower = g_ascii_strdown (code, -1);
  g_autofree char *letters = g_strdup (code);
  g_autofree char *spaced = NULL;
  g_autofree char *bare = NULL;
  g_auto (GStrv) groups = g_strsplit (code, "-", -1);
  /* As a program that shows, prints or copies it may write it. */
  g_autofree char *soft = g_strjoinv ("-\u200b", groups), *hard = g_strjoinv ("\u2011\u00a0", groups);
  const char *variants[6];

  g_strdelimit (letters, "0", 'o');
  g_strdelimit (letters, "1", 'l');
  spaced = g_strjoinv (" ", groups);
  bare = g_strjoinv ("", groups);
  variants[0] = lower;
  variants[1] = letters;
  variants[2] = spaced;
  variants[3] = bare;
  variants[4] = soft;
  variants[5] = hard;
  for (guint i = 0; i < G_N_ELEMENTS (variants); i++)
    {
      g_autofree char *normal = salve_recovery_code_normalise (variants[i], NULL);

      g_assert_cmpstr (normal, ==, code);
    }
}

/* Every single wrong digit and every swap of two neighbours is found, and its group is named. */
static void
test_typing_errors (void)
{
  g_autofree char *code = salve_recovery_code_new ();

  for (guint at = 0; code[at] != '\0'; at++)
    {
      g_autofree char *wrong = g_strdup (code);
      g_autofree char *group_text = g_strdup_printf ("Group %u ", at / 6 + 1);

      if (code[at] == '-')
        continue;
      for (const char *digit = digits; *digit != '\0'; digit++)
        {
          g_autoptr (GError) error = NULL;

          wrong[at] = *digit;
          if (*digit == code[at])
            continue;
          g_assert_null (salve_recovery_code_normalise (wrong, &error));
          g_assert_error (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_MISTYPED);
          g_assert_true (g_str_has_prefix (error->message, group_text));
        }
      wrong[at] = code[at];
      if (code[at + 1] == '\0' || code[at + 1] == '-' || code[at + 1] == code[at])
        continue;
      wrong[at] = code[at + 1];
      wrong[at + 1] = code[at];
      g_assert_null (salve_recovery_code_normalise (wrong, NULL));
      g_assert_cmpuint (salve_recovery_code_count_good_groups (wrong), ==, at / 6);
    }
}

static void
test_groups_swapped (void)
{
  g_autofree char *code = salve_recovery_code_new ();
  g_auto (GStrv) groups = g_strsplit (code, "-", -1);

  for (guint i = 0; i < SALVE_RECOVERY_CODE_GROUPS; i++)
    for (guint j = i + 1; j < SALVE_RECOVERY_CODE_GROUPS; j++)
      {
        g_autofree char *joined = NULL;
        char *kept = groups[i];

        groups[i] = groups[j];
        groups[j] = kept;
        joined = g_strjoinv ("-", groups);
        groups[j] = groups[i];
        groups[i] = kept;
        g_assert_null (salve_recovery_code_normalise (joined, NULL));
      }
}

static void
test_hostile (void)
{
  const char *const texts[] = { "",      "-",        "hello", "ÄÖÜ",
                                "3FJ7K", "\xff\xfe", "U",     "00000-00000-00000-00000-00000-00000-00000" };
  g_autofree char *code = salve_recovery_code_new ();
  g_autofree char *longer = g_strconcat (code, "0", NULL);
  g_autofree char *huge = g_strnfill (1000000, '7');

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      if (!g_utf8_validate (texts[i], -1, NULL))
        continue;
      g_assert_null (salve_recovery_code_normalise (texts[i], &error));
      g_assert_error (error, SALVE_KEY_ERROR, SALVE_KEY_ERROR_MISTYPED);
      salve_recovery_code_count_good_groups (texts[i]);
    }
  g_assert_null (salve_recovery_code_normalise (longer, NULL));
  g_assert_null (salve_recovery_code_normalise (huge, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);
  g_test_add_func ("/auth/recovery-code/new", test_new);
  g_test_add_func ("/auth/recovery-code/as-typed", test_as_typed);
  g_test_add_func ("/auth/recovery-code/typing-errors", test_typing_errors);
  g_test_add_func ("/auth/recovery-code/groups-swapped", test_groups_swapped);
  g_test_add_func ("/auth/recovery-code/hostile", test_hostile);
  return g_test_run ();
}
