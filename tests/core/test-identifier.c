/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "salve-identifier.h"

static void
test_identifier (void)
{
  g_autoptr (SalveIdentifier) number =
      salve_identifier_new (SALVE_IDENTIFIER_SYSTEM_RECORD_NUMBER, "P-000123", "MR");
  g_autoptr (SalveIdentifier) foreign = salve_identifier_new ("urn:oid:1.2.36", "123", "MR");
  g_autoptr (SalveIdentifier) card = salve_identifier_new ("urn:oid:1.2.36", "123", "SN");
  g_autoptr (SalveIdentifier) copy = NULL;

  g_assert_true (salve_identifier_is_record_number (number));
  g_assert_true (salve_identifier_is_record_number (foreign));
  g_assert_false (salve_identifier_is_record_number (card));
  g_set_str (&number->type_text, "Record");
  g_set_str (&number->period_end, "2027-01");
  number->use = SALVE_IDENTIFIER_USE_USUAL;
  copy = salve_identifier_copy (number);
  g_assert_true (salve_identifier_equal (number, copy));
  g_set_str (&copy->period_end, "2028-01");
  g_assert_false (salve_identifier_equal (number, copy));
  for (SalveIdentifierUse u = SALVE_IDENTIFIER_USE_USUAL; u <= SALVE_IDENTIFIER_USE_OLD; u++)
    g_assert_cmpint (salve_identifier_use_from_code (salve_identifier_use_to_code (u)), ==, u);
  g_assert_cmpint (salve_identifier_use_from_code ("x"), ==, SALVE_IDENTIFIER_USE_NONE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/identifier/values", test_identifier);
  return g_test_run ();
}
