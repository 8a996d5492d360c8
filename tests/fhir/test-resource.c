/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "salve-element.h"
#include "salve-patient.h"
#include "salve-shape.h"

#include <string.h>

static char *
data_folder (const char *name)
{
  const char *base = g_getenv ("SALVE_TEST_DATA");
  g_autofree char *beside = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "shared", "data", NULL);

  return g_build_filename (base != NULL ? base : beside, name, NULL);
}

static void
refuse (const char *json, gssize length, SalveFhirError code, const char *says)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveResource) resource = salve_resource_new_from_text (json, length, &error);

  g_assert_null (resource);
  g_assert_error (error, SALVE_FHIR_ERROR, (int)code);
  g_assert_nonnull (strstr (error->message, says));
}

static void
test_refused (void)
{
  g_autoptr (GString) deep = g_string_new ("{\"resourceType\":\"Basic\",\"x\":");
  g_autoptr (GString) many = g_string_new ("{\"resourceType\":\"Basic\"");
  g_autofree char *large = g_strnfill (SALVE_RESOURCE_MAX_SIZE + 1, ' ');

  for (int i = 0; i < 100000; i++)
    g_string_append_c (deep, '[');
  for (int i = 0; i < 65536; i++)
    g_string_append_printf (many, ",\"k%05d\":1", i);
  g_string_append (many, ",\"k00007\":2}");

  refuse (deep->str, -1, SALVE_FHIR_ERROR_TOO_DEEP, "Line 1, column 92");
  refuse (many->str, -1, SALVE_FHIR_ERROR_DUPLICATE, "k00007");
  refuse (large, -1, SALVE_FHIR_ERROR_TOO_LARGE, "8388609");
  refuse ("", -1, SALVE_FHIR_ERROR_SYNTAX, "Line 1, column 1");
  refuse ("{}", -1, SALVE_FHIR_ERROR_TYPE, "/resourceType");
  refuse ("[]", -1, SALVE_FHIR_ERROR_TYPE, "/");
  refuse ("{\"resourceType\":7}", -1, SALVE_FHIR_ERROR_TYPE, "/resourceType");
  refuse ("{\"resourceType\":\"../x\"}", -1, SALVE_FHIR_ERROR_TYPE, "/resourceType");
  refuse ("{\"resourceType\":\"Basic\",\"id\":\"../x\"}", -1, SALVE_FHIR_ERROR_ID, "/id");
  refuse ("{\"resourceType\":\"Basic\",\"id\":\"..\"}", -1, SALVE_FHIR_ERROR_ID, "/id");
  refuse ("{\"resourceType\":\"Basic\",\"id\":12}", -1, SALVE_FHIR_ERROR_ID, "/id");
  refuse ("{\"resourceType\":\"Basic\",\n\"a\":{\"b\":[{\"c\":1,\"c\":1}]}}", -1, SALVE_FHIR_ERROR_DUPLICATE,
          "/a/b/0: ");
  refuse ("{\"resourceType\":\"Basic\",\"a\":1,\"\\u0061\":2}", -1, SALVE_FHIR_ERROR_DUPLICATE, "a");
  refuse ("{\"resourceType\":\"Basic\",\n \"x\":\"a\\u0000b\"}", -1, SALVE_FHIR_ERROR_ENCODING,
          "Line 2, column 8");
  refuse ("{\"resourceType\":\"Basic\",\"x\":\"\\ud800\"}", -1, SALVE_FHIR_ERROR_ENCODING, "surrogate");
  refuse ("{\"resourceType\":\"Basic\",\"x\":\"\xff\"}", -1, SALVE_FHIR_ERROR_ENCODING, "UTF-8");
  refuse ("{\"resourceType\":\"Basic\",\"x\":\"\0\"}", 30, SALVE_FHIR_ERROR_ENCODING, "UTF-8");
  refuse ("{\"resourceType\":\"Basic\"}{}", -1, SALVE_FHIR_ERROR_SYNTAX, "Line 1, column 25");
  refuse ("{\"resourceType\":\"Basic\",\"x\":01}", -1, SALVE_FHIR_ERROR_SYNTAX, "Line 1");
}

static void
test_digits (void)
{
  const char *json =
      "\xEF\xBB\xBF {\"resourceType\":\"Observation\", \"valueQuantity\":{\"value\":1.00, \"x\":1e-245, "
      "\"y\":12345678901234567890}}\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveResource) resource = salve_resource_new_from_text (json, -1, &error);
  SalveElement quantity;
  gsize length;

  g_assert_no_error (error);
  quantity = salve_element_get (salve_resource_root (resource), "valueQuantity");
  g_assert_cmpstr (salve_element_number_text (salve_element_get (quantity, "value")), ==, "1.00");
  g_assert_cmpstr (salve_element_number_text (salve_element_get (quantity, "x")), ==, "1e-245");
  g_assert_cmpstr (salve_element_number_text (salve_element_get (quantity, "y")), ==, "12345678901234567890");
  /* The kept text has a length and no zero at its end. */
  g_assert_cmpint (memcmp (salve_resource_get_text (resource, &length), "{\"resourceType\"", 15), ==, 0);
  g_assert_cmpuint (length, ==, strlen (json) - 5);
}

static void
test_official_examples (void)
{
  g_autofree char *folder = data_folder ("r4-examples");
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  if (dir == NULL)
    {
      g_test_skip ("HL7's R4 examples are not here");
      return;
    }
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *text = NULL;
      g_autofree char *pretty = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (SalveResource) resource = NULL;
      g_autoptr (SalveResource) again = NULL;
      gsize length;

      if (!g_str_has_suffix (name, ".json") || g_str_equal (name, "package.json"))
        continue;
      g_assert_true (g_file_get_contents (path, &text, &length, NULL));
      if (strstr (text, "\"resourceType\"") == NULL)
        continue;
      resource = salve_resource_new_from_text (text, (gssize)length, &error);
      g_assert_no_error (error);
      salve_resource_check_shape (resource, &error);
      g_assert_no_error (error);
      pretty = salve_resource_format_pretty (resource);
      again = salve_resource_new_from_text (pretty, -1, &error);
      g_assert_no_error (error);
      g_assert_true (salve_resource_equal_value (resource, again));
      n++;
    }
  g_test_message ("%u official examples came out as they went in", n);
  g_assert_cmpuint (n, >, 150);
}

static void
test_shapes (void)
{
  static const struct
  {
    const char *json, *says;
  } wrong[] = {
    { "{\"resourceType\":\"Patient\",\"birthDate\":1980}", "/birthDate: " },
    { "{\"resourceType\":\"Patient\",\"name\":{\"family\":\"K\"}}", "/name: " },
    { "{\"resourceType\":\"Patient\",\"name\":[\"K\"]}", "/name/0: " },
    { "{\"resourceType\":\"Patient\",\"name\":[{\"given\":[\"A\",7]}]}", "/name/0/given/1: " },
    { "{\"resourceType\":\"Patient\",\"active\":\"yes\"}", "/active: " },
    { "{\"resourceType\":\"Observation\",\"valueQuantity\":{\"value\":\"36.5\"}}", "/valueQuantity/value: " },
    { "{\"resourceType\":\"Basic\",\"meta\":{\"versionId\":1}}", "/meta/versionId: " },
    { "{\"resourceType\":\"Basic\",\"contained\":[{\"resourceType\":\"Patient\",\"gender\":{}}]}",
      "/contained/0/gender: " },
    { "{\"resourceType\":\"Bundle\",\"entry\":[{\"fullUrl\":[]}]}", "/entry/0/fullUrl: " },
  };
  static const char *const right[] = {
    "{\"resourceType\":\"Basic\",\"birthDate\":1980}",
    "{\"resourceType\":\"Patient\",\"name\":[{\"given\":[\"A\",null],\"_given\":[null,{\"id\":\"x\"}]}],"
    "\"what\":[[1]]}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SalveResource) resource = salve_resource_new_from_text (wrong[i].json, -1, NULL);

      g_assert_nonnull (resource);
      g_assert_false (salve_resource_check_shape (resource, &error));
      g_assert_error (error, SALVE_FHIR_ERROR, SALVE_FHIR_ERROR_SHAPE);
      g_assert_true (g_str_has_prefix (error->message, wrong[i].says));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (right); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SalveResource) resource = salve_resource_new_from_text (right[i], -1, NULL);

      g_assert_true (salve_resource_check_shape (resource, &error));
    }
}

static void
count_reference (const char *pointer, const char *reference, gpointer user_data)
{
  GString *seen = user_data;

  g_string_append_printf (seen, "%s=%s;", pointer, reference);
}

static void
test_references (void)
{
  const char *json =
      "{\"resourceType\":\"Observation\",\"subject\":{\"reference\":\"Patient/a\"},\"n\": 1.00,"
      "\"performer\":[{\"reference\":\"Patient/a\"},{\"reference\":\"Patient/ab\"}]}";
  g_autoptr (SalveResource) resource = salve_resource_new_from_text (json, -1, NULL);
  g_autoptr (SalveResource) moved =
      salve_resource_replace_reference (resource, "Patient/a", "Patient/z9", NULL);
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autofree char *text = NULL;
  gsize length;
  const char *bytes;

  salve_resource_foreach_reference (resource, count_reference, seen);
  g_assert_cmpstr (
      seen->str, ==,
      "/subject/reference=Patient/a;/performer/0/reference=Patient/a;/performer/1/reference=Patient/ab;");
  bytes = salve_resource_get_text (moved, &length);
  text = g_strndup (bytes, length);
  g_assert_cmpstr (text, ==,
                   "{\"resourceType\":\"Observation\",\"subject\":{\"reference\":\"Patient/z9\"},\"n\": 1.00,"
                   "\"performer\":[{\"reference\":\"Patient/z9\"},{\"reference\":\"Patient/ab\"}]}");
}

/* One that rests says the same when it is asked, and as often as it is sent to rest. */
static void
test_rest (void)
{
  const char *text = "{\"resourceType\":\"Observation\",\"id\":\"o1\",\"valueQuantity\":{\"value\":1.00}}";
  g_autoptr (SalveResource) resource = salve_resource_new_from_text (text, -1, NULL);
  g_autoptr (SalveResource) other = salve_resource_new_from_text (text, -1, NULL);

  for (guint i = 0; i < 2; i++)
    {
      salve_resource_rest (resource);
      g_assert_cmpstr (salve_resource_get_type_name (resource), ==, "Observation");
      g_assert_cmpstr (salve_resource_get_id (resource), ==, "o1");
      g_assert_cmpstr (salve_resource_get_text (resource, NULL), ==, text);
      g_assert_cmpstr (salve_element_number_text (
                           salve_element_path (salve_resource_root (resource), "valueQuantity.value")),
                       ==, "1.00");
      g_assert_true (salve_resource_equal_value (resource, other));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/resource/rest", test_rest);
  g_test_add_func ("/resource/refused", test_refused);
  g_test_add_func ("/resource/digits", test_digits);
  g_test_add_func ("/resource/official-examples", test_official_examples);
  g_test_add_func ("/resource/shapes", test_shapes);
  g_test_add_func ("/resource/references", test_references);
  return g_test_run ();
}
