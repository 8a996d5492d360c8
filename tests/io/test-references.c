/* SPDX-License-Identifier: GPL-3.0-or-later */
/* References of a transaction become what a server would store. */
#define G_LOG_DOMAIN "salve-io-tests"

#include "salve-import-index.h"
#include "salve-reference-rewriter.h"

#include <sodium.h>
#include <string.h>

static char *
resolve_cb (const char *reference, gpointer data)
{
  return salve_import_index_resolve (data, reference);
}

static void
assert_rewritten (SalveImportIndex *index, const char *before, const char *after, guint unresolved)
{
  g_autoptr (GBytes) json = g_bytes_new_static (before, strlen (before));
  guint n = 0;
  g_autoptr (GBytes) got = salve_references_rewrite (json, resolve_cb, index, &n);
  g_autofree char *text = g_strndup (g_bytes_get_data (got, NULL), g_bytes_get_size (got));

  g_assert_cmpstr (text, ==, after);
  g_assert_cmpuint (n, ==, unresolved);
  if (g_str_equal (before, after))
    g_assert_true (got == json);
}

static void
test_rewrite (void)
{
  g_autoptr (SalveImportIndex) index = salve_import_index_new ();

  salve_import_index_add_id (index, "Patient", "057aa36e-b892-9964-75b9-ffb46b097e34");
  salve_import_index_add_url (index, "http://example.org/fhir/Device/7", "Device", "local-7");
  salve_import_index_add_url (index, "urn:oid:1.2.3", "Medication", "m1");
  salve_import_index_add_identifier (index, "Organization", "https://x.org/s", "42", "o42");
  salve_import_index_add_identifier (index, "Location", NULL, "same", "l1");
  salve_import_index_add_identifier (index, "Location", NULL, "same", "l2");

  assert_rewritten (
      index, "{\"subject\":{\"reference\":\"urn:uuid:057aa36e-b892-9964-75b9-ffb46b097e34\"},\"v\":1.00}",
      "{\"subject\":{\"reference\":\"Patient/057aa36e-b892-9964-75b9-ffb46b097e34\"},\"v\":1.00}", 0);
  assert_rewritten (index, "{ \"reference\" : \"Organization?identifier=https://x.org/s|42\" }",
                    "{ \"reference\" : \"Organization/o42\" }", 0);
  assert_rewritten (index, "{\"reference\":\"Organization?identifier=https:\\/\\/x.org\\/s|42\"}",
                    "{\"reference\":\"Organization/o42\"}", 0);
  assert_rewritten (index, "{\"reference\":\"Organization?identifier=42\"}",
                    "{\"reference\":\"Organization/o42\"}", 0);
  assert_rewritten (
      index, "[{\"reference\":\"urn:oid:1.2.3\"},{\"reference\":\"http://example.org/fhir/Device/7\"}]",
      "[{\"reference\":\"Medication/m1\"},{\"reference\":\"Device/local-7\"}]", 0);
  /* Unknown, ambiguous, elsewhere, plain. */
  assert_rewritten (index, "{\"reference\":\"urn:uuid:0\"}", "{\"reference\":\"urn:uuid:0\"}", 1);
  assert_rewritten (index, "{\"reference\":\"Location?identifier=same\"}",
                    "{\"reference\":\"Location?identifier=same\"}", 1);
  assert_rewritten (index, "{\"reference\":\"http://elsewhere/Patient/1?x\"}",
                    "{\"reference\":\"http://elsewhere/Patient/1?x\"}", 0);
  assert_rewritten (index, "{\"reference\":\"Patient/1\"}", "{\"reference\":\"Patient/1\"}", 0);
  /* What only looks like a reference. */
  assert_rewritten (index, "{\"a\":\"\\\"reference\\\":\\\"urn:oid:1.2.3\\\"\"}",
                    "{\"a\":\"\\\"reference\\\":\\\"urn:oid:1.2.3\\\"\"}", 0);
  assert_rewritten (index, "{\"reference\":{\"reference\":\"urn:oid:1.2.3\"}}",
                    "{\"reference\":{\"reference\":\"Medication/m1\"}}", 0);
  assert_rewritten (index, "[\"reference\",\"urn:oid:1.2.3\"]", "[\"reference\",\"urn:oid:1.2.3\"]", 0);
}

/* Cut anywhere, the walk stays inside of the text. */
static void
test_cut (void)
{
  static const char text[] = "{\"a\":{\"reference\" : \"urn:oid:1.2.3\\n\\u0041\"},\"reference\":\"x?y\"}";
  g_autoptr (SalveImportIndex) index = salve_import_index_new ();

  for (gsize size = 0; size < sizeof text; size++)
    {
      g_autofree char *exact = g_memdup2 (text, size);
      g_autoptr (GBytes) json = g_bytes_new_static (exact, size);
      guint n = 0;
      g_autoptr (GBytes) got = salve_references_rewrite (json, resolve_cb, index, &n);

      g_assert_true (got == json);
    }
}

static void
test_many (void)
{
  g_autoptr (SalveImportIndex) index = salve_import_index_new ();
  g_autoptr (GBytes) one = g_bytes_new_static ("1", 1);
  g_autoptr (GBytes) two = g_bytes_new_static ("2", 1);

  for (guint i = 0; i < 100000; i++)
    {
      g_autofree char *id = g_strdup_printf ("id-%u", i);

      salve_import_index_add_id (index, i % 2 == 0 ? "Patient" : "Encounter", id);
      g_assert_cmpint (salve_import_index_see (index, "Patient", id, one), ==, SALVE_IMPORT_FIRST);
    }
  for (guint i = 0; i < 100000; i++)
    {
      g_autofree char *id = g_strdup_printf ("id-%u", i);
      g_autofree char *urn = g_strconcat ("urn:uuid:", id, NULL);
      g_autofree char *expected = g_strconcat (i % 2 == 0 ? "Patient/" : "Encounter/", id, NULL);
      g_autofree char *got = salve_import_index_resolve (index, urn);

      g_assert_cmpstr (got, ==, expected);
      g_assert_cmpint (salve_import_index_see (index, "Patient", id, one), ==, SALVE_IMPORT_SAME_AGAIN);
      g_assert_cmpint (salve_import_index_see (index, "Patient", id, two), ==, SALVE_IMPORT_OTHER_AGAIN);
    }
  g_assert_null (salve_import_index_resolve (index, "urn:uuid:nobody"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);
  g_test_add_func ("/io/references/rewrite", test_rewrite);
  g_test_add_func ("/io/references/cut", test_cut);
  g_test_add_func ("/io/references/many", test_many);
  return g_test_run ();
}
