/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a kiosk knows of people, and tickets. */
#include "config.h"

#include "salve-kiosk-proof.h"
#include "salve-ticket.h"

static void
check_letters (const char *typed, const char *expected)
{
  g_autofree char *letters = salve_kiosk_letters (typed);

  g_assert_cmpstr (letters, ==, expected);
}

static void
test_letters (void)
{
  check_letters ("Kellermann", "kel");
  check_letters ("ÉMILE", "emi");
  check_letters ("Li", "li");
  check_letters ("O’Brien", "obr");
  check_letters ("محمد", "محم");
  check_letters ("42", "");
  check_letters ("", "");
}

static void
test_proofs (void)
{
  const SalvePartialDate day = salve_partial_date_new_day (1980, 3, 12);
  g_autofree char *a = salve_kiosk_prove_birth ("salt", day, "kel"),
                  *b = salve_kiosk_prove_birth ("salt", day, "kel");
  g_autofree char *other_salt = salve_kiosk_prove_birth ("pepper", day, "kel");
  g_autofree char *other_day =
      salve_kiosk_prove_birth ("salt", salve_partial_date_new_day (1980, 3, 13), "kel");
  g_autofree char *month = salve_kiosk_prove_birth ("salt", salve_partial_date_new_month (1980, 3), "kel");
  g_autofree char *code = salve_kiosk_prove_code ("salt", " vk 998877\n"),
                  *same = salve_kiosk_prove_code ("salt", "VK998877");

  g_assert_cmpstr (a, ==, b);
  g_assert_cmpstr (a, !=, other_salt);
  g_assert_cmpstr (a, !=, other_day);
  g_assert_cmpstr (a, !=, month);
  g_assert_cmpstr (code, ==, same);
  g_assert_cmpstr (code, !=, a);
}

static void
check_mask (char *masked, const char *expected)
{
  g_assert_cmpstr (masked, ==, expected);
  g_free (masked);
}

static void
test_masks (void)
{
  check_mask (salve_kiosk_mask_words ("Anna Keller"), "A••• K•••••");
  check_mask (salve_kiosk_mask_words ("Özgür"), "Ö••••");
  check_mask (salve_kiosk_mask_words ("Oz\xcc\x88gur"), "O••••");
  check_mask (salve_kiosk_mask_words (""), "");
  check_mask (salve_kiosk_mask_words (NULL), "");
  check_mask (salve_kiosk_mask_number ("+43 512 5550147"), "•••47");
  check_mask (salve_kiosk_mask_number ("٠٥٥٤٧"), "•••47");
  check_mask (salve_kiosk_mask_number ("112"), "");
  check_mask (salve_kiosk_mask_number (NULL), "");
}

/* The same visit, the same ticket; of a full day's visits no two the same, and each to be said in one breath. */
static void
test_tickets (void)
{
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (int i = 0; i < 2160; i++)
    {
      g_autofree char *id = g_strdup_printf ("visit-%d", i);
      g_autofree char *again = salve_ticket_choose (id, taken);
      char *ticket = salve_ticket_choose (id, taken);

      g_assert_cmpstr (ticket, ==, again);
      g_assert_true (salve_ticket_is_valid (ticket));
      g_assert_true (g_hash_table_add (taken, ticket));
    }
  g_assert_false (salve_ticket_is_valid ("I12"));
  g_assert_false (salve_ticket_is_valid ("A09"));
  g_assert_false (salve_ticket_is_valid ("A123"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kiosk/letters", test_letters);
  g_test_add_func ("/kiosk/proofs", test_proofs);
  g_test_add_func ("/kiosk/masks", test_masks);
  g_test_add_func ("/kiosk/tickets", test_tickets);
  return g_test_run ();
}
