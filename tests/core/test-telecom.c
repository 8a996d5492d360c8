/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "salve-telecom.h"

/* Numbers and addresses: kept as typed, searched by digits. */

static void
assert_digits (const char *value, const char *digits, const char *uri)
{
  g_autoptr (SalveTelecom) telecom =
      salve_telecom_new (SALVE_TELECOM_SYSTEM_PHONE, SALVE_TELECOM_USE_HOME, value);
  g_autofree char *found = salve_telecom_digits (telecom);
  g_autofree char *found_uri = salve_telecom_to_uri (telecom);

  g_assert_cmpstr (found, ==, digits);
  g_assert_cmpstr (found_uri, ==, uri);
  g_assert_cmpstr (telecom->value, ==, value);
}

static void
test_digits (void)
{
  assert_digits ("+49 30 1234-56", "4930123456", "tel:+4930123456");
  assert_digits ("+49 (0)30 123456", "4930123456", "tel:+4930123456");
  assert_digits ("0049 30 123456", "4930123456", "tel:+4930123456");
  assert_digits ("(0)30 123", "030123", "tel:030123");
  assert_digits ("030 123456", "030123456", "tel:030123456");
  assert_digits ("(555) 010-9999 ext. 12", "5550109999", "tel:5550109999");
  assert_digits ("555-0109 x12", "5550109", "tel:5550109");
  assert_digits ("٠٢ ٢٧٩٥", "022795", "tel:022795");
  assert_digits ("unknown", "", NULL);
  assert_digits ("", "", NULL);
}

static void
test_mail (void)
{
  g_autoptr (SalveTelecom) mail =
      salve_telecom_new (SALVE_TELECOM_SYSTEM_EMAIL, SALVE_TELECOM_USE_HOME, "anna.1974@example.org");
  g_autoptr (SalveTelecom) script =
      salve_telecom_new (SALVE_TELECOM_SYSTEM_URL, SALVE_TELECOM_USE_HOME, "javascript:alert(1)");
  g_autofree char *digits = salve_telecom_digits (mail);
  g_autofree char *uri = salve_telecom_to_uri (mail);

  g_assert_cmpstr (digits, ==, "");
  g_assert_cmpstr (uri, ==, "mailto:anna.1974@example.org");
  g_assert_null (salve_telecom_to_uri (script));
}

static void
test_parse (void)
{
  static const struct
  {
    const char *text;
    SalveTelecomSystem system;
  } cases[] = {
    { "030 1234", SALVE_TELECOM_SYSTEM_PHONE },
    { " anna@example.org ", SALVE_TELECOM_SYSTEM_EMAIL },
    { "https://example.org", SALVE_TELECOM_SYSTEM_URL },
    { "www.example.org", SALVE_TELECOM_SYSTEM_URL },
    { "٠٢٠١٢", SALVE_TELECOM_SYSTEM_PHONE },
    { "@anna", SALVE_TELECOM_SYSTEM_OTHER },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SalveTelecom) telecom = salve_telecom_parse_typed (cases[i].text);
      g_assert_cmpint (telecom->system, ==, cases[i].system);
    }
  g_assert_null (salve_telecom_parse_typed ("  "));
}

static void
test_format (void)
{
  g_autoptr (SalveTelecom) phone =
      salve_telecom_new (SALVE_TELECOM_SYSTEM_PHONE, SALVE_TELECOM_USE_HOME, " +49  30 12 ");
  g_autoptr (SalveTelecom) none =
      salve_telecom_new (SALVE_TELECOM_SYSTEM_PHONE, SALVE_TELECOM_USE_HOME, NULL);
  g_autofree char *text = salve_telecom_format (phone);
  g_autofree char *empty = salve_telecom_format (none);

  g_assert_cmpstr (text, ==, "\u200e+49 30 12");
  g_assert_cmpstr (empty, ==, "");
}

static void
test_copy_and_codes (void)
{
  g_autoptr (SalveTelecom) phone =
      salve_telecom_new (SALVE_TELECOM_SYSTEM_PHONE, SALVE_TELECOM_USE_MOBILE, "030");
  g_autoptr (SalveTelecom) copy = NULL;

  phone->rank = 2;
  copy = salve_telecom_copy (phone);
  g_assert_true (salve_telecom_equal (phone, copy));
  copy->rank = 1;
  g_assert_false (salve_telecom_equal (phone, copy));
  for (SalveTelecomSystem s = SALVE_TELECOM_SYSTEM_PHONE; s <= SALVE_TELECOM_SYSTEM_OTHER; s++)
    g_assert_cmpint (salve_telecom_system_from_code (salve_telecom_system_to_code (s)), ==, s);
  for (SalveTelecomUse u = SALVE_TELECOM_USE_HOME; u <= SALVE_TELECOM_USE_MOBILE; u++)
    g_assert_cmpint (salve_telecom_use_from_code (salve_telecom_use_to_code (u)), ==, u);
  g_assert_cmpint (salve_telecom_system_from_code ("telex"), ==, SALVE_TELECOM_SYSTEM_NONE);
  g_assert_cmpint (salve_telecom_use_from_code (NULL), ==, SALVE_TELECOM_USE_NONE);
}

static void
test_is_email (void)
{
  static const char *const good[] = { "anna@example.org", " a.b+c@x.co ", "jörg@münchen.de" };
  static const char *const bad[] = {
    "",          "anna",     "@example.org", "anna@",           "anna@example", "a@b@c.d", "an na@ex.org",
    "anna@.org", "anna@ex.", "a@b..c",       "a@x.org, b@x.org"
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (salve_telecom_is_email (good[i]));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (salve_telecom_is_email (bad[i]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/telecom/digits", test_digits);
  g_test_add_func ("/core/telecom/mail", test_mail);
  g_test_add_func ("/core/telecom/parse", test_parse);
  g_test_add_func ("/core/telecom/format", test_format);
  g_test_add_func ("/core/telecom/copy-and-codes", test_copy_and_codes);
  g_test_add_func ("/telecom/is-email", test_is_email);
  return g_test_run ();
}
