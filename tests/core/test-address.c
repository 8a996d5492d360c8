/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "salve-address.h"

/* Addresses in the order of their country. Parts are "line;line|district|city|state|postal code|country". */

static SalveAddress *
make (const char *parts)
{
  g_auto (GStrv) part = g_strsplit (parts, "|", 6);
  SalveAddress *address = salve_address_new ();

  address->lines = g_strsplit (part[0], ";", -1);
  g_set_str (&address->district, part[1]);
  g_set_str (&address->city, part[2]);
  g_set_str (&address->state, part[3]);
  g_set_str (&address->postal_code, part[4]);
  g_set_str (&address->country, part[5]);
  return address;
}

static void
assert_formats (const char *tag, const char *parts, const char *text, const char *line)
{
  g_autoptr (SalveLocale) locale = salve_locale_new_for_tag (tag);
  g_autoptr (SalveAddress) address = make (parts);
  g_autofree char *found = salve_address_format (address, locale);
  g_autofree char *found_line = salve_address_format_line (address, locale);

  g_assert_cmpstr (found, ==, text);
  g_assert_cmpstr (found_line, ==, line);
}

static void
test_format (void)
{
  assert_formats ("de_DE", "Hauptstr. 5||Berlin||10115|DE", "Hauptstr. 5\n10115 Berlin\nDE",
                  "Hauptstr. 5, 10115 Berlin, DE");
  assert_formats ("en_US", "5 Main St;Apt 2||Springfield|IL|62701|",
                  "5 Main St\nApt 2\nSpringfield, IL 62701", "5 Main St, Apt 2, Springfield, IL 62701");
  assert_formats ("en_US", "Hauptstr. 5||Berlin||10115|Germany", "Hauptstr. 5\n10115 Berlin\nGermany",
                  "Hauptstr. 5, 10115 Berlin, Germany");
  assert_formats ("en_GB", "1 High St||London||N1 9GU|", "1 High St\nLondon\nN1 9GU",
                  "1 High St, London, N1 9GU");
  assert_formats ("ja_JP", "1-1||千代田区|東京都|100-0001|", "100-0001 東京都千代田区1-1",
                  "100-0001 東京都千代田区1-1");
  assert_formats ("de_DE", "||Berlin|||", "Berlin", "Berlin");
  assert_formats ("de_DE", "||Berlin|Berlin|10115|", "10115 Berlin", "10115 Berlin");
  assert_formats ("en_US", "|||||", "", "");
  assert_formats ("ar_EG", "شارع النيل ٥||القاهرة|||", "شارع النيل ٥\nالقاهرة", "شارع النيل ٥، القاهرة");
}

static void
test_text (void)
{
  g_autoptr (SalveAddress) address = salve_address_new ();
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;

  g_assert_true (salve_address_is_empty (address));
  g_set_str (&address->text, "behind the mill\nGreendale");
  g_assert_false (salve_address_is_empty (address));
  text = salve_address_format (address, NULL);
  line = salve_address_format_line (address, NULL);
  g_assert_cmpstr (text, ==, "behind the mill\nGreendale");
  g_assert_cmpstr (line, ==, "behind the mill, Greendale");
}

static void
test_copy_and_codes (void)
{
  g_autoptr (SalveAddress) address = make ("a;b|c|d|e|f|g");
  g_autoptr (SalveAddress) copy = salve_address_copy (address);

  g_assert_true (salve_address_equal (address, copy));
  g_set_str (&copy->country, "h");
  g_assert_false (salve_address_equal (address, copy));
  for (SalveAddressUse u = SALVE_ADDRESS_USE_HOME; u <= SALVE_ADDRESS_USE_BILLING; u++)
    g_assert_cmpint (salve_address_use_from_code (salve_address_use_to_code (u)), ==, u);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/address/format", test_format);
  g_test_add_func ("/core/address/text", test_text);
  g_test_add_func ("/core/address/copy-and-codes", test_copy_and_codes);
  return g_test_run ();
}
