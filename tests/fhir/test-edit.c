/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "salve-list-merge.h"
#include "salve-patient.h"

#include <string.h>

static SalveEdit *
begin (const char *json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveResource) resource = salve_resource_new_from_text (json, -1, &error);

  g_assert_no_error (error);
  return salve_resource_edit (resource);
}

static void
expect (SalveEdit *edit, const char *wanted)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveResource) resource = salve_edit_finish (edit, &error);
  g_autofree char *text = NULL;
  const char *bytes;
  gsize length;

  g_assert_no_error (error);
  bytes = salve_resource_get_text (resource, &length);
  text = g_strndup (bytes, length);
  g_assert_cmpstr (text, ==, wanted);
}

static void
test_bytes_stay (void)
{
  g_autoptr (SalveEdit) edit = begin (
      "{ \"resourceType\" : \"Patient\",\n  \"name\":[ {\"family\":\"K\\u00fc\" , \"given\" :[\"A\"] } ],"
      "\n  \"x\": 1.00\n}");

  salve_edit_set_string (edit, "/name/0/family", "Lee \"x\"\n");
  salve_edit_set_string (edit, "/name/0/given/1", "B");
  salve_edit_set_string (edit, "/gender", "female");
  expect (edit, "{ \"resourceType\" : \"Patient\",\n  \"name\":[ {\"family\":\"Lee \\\"x\\\"\\n\" , "
                "\"given\" :[\"A\",\"B\"] } ],"
                "\n  \"x\": 1.00,\"gender\":\"female\"\n}");
  salve_edit_remove (edit, "/gender");
  salve_edit_remove (edit, "/name/0/given/0");
  salve_edit_remove (edit, "/name/0/given/0");
  salve_edit_remove (edit, "/name/0/family");
  expect (edit, "{ \"resourceType\" : \"Patient\",\n  \"x\": 1.00\n}");
}

static void
test_makes_what_is_missing (void)
{
  g_autoptr (SalveEdit) edit = begin ("{\"resourceType\":\"Patient\"}");

  salve_edit_set_string (edit, "/name/0/given/0", "Anna");
  salve_edit_append_json (edit, "/telecom", "{\"value\":\"1\"}");
  salve_edit_append_json (edit, "/telecom", "{\"value\":\"2\"}");
  salve_edit_set_boolean (edit, "/active", TRUE);
  expect (edit, "{\"resourceType\":\"Patient\",\"name\":[{\"given\":[\"Anna\"]}],\"telecom\":[{\"value\":"
                "\"1\"},{\"value\":"
                "\"2\"}],\"active\":true}");
}

static void
test_bad_place (void)
{
  g_autoptr (SalveEdit) edit = begin ("{\"resourceType\":\"Patient\",\"active\":true}");
  g_autoptr (GError) error = NULL;

  salve_edit_set_string (edit, "/active/x", "no");
  g_assert_null (salve_edit_finish (edit, &error));
  g_assert_error (error, SALVE_FHIR_ERROR, SALVE_FHIR_ERROR_POINTER);
  g_assert_nonnull (strstr (error->message, "/active/x"));
}

static void
test_birth_date_keeps_what_it_does_not_know (void)
{
  g_autoptr (SalveEdit) edit =
      begin ("{\"resourceType\":\"Patient\",\"birthDate\":\"1980-03-12\",\"_birthDate\":{\"extension\":[{"
             "\"url\":\"u\",\"valueString\":\"kept\"}]}}");
  SalvePartialDate date = salve_partial_date_new_year (1981);

  date.estimated = 1;
  salve_patient_set_birth_date (edit, date);
  expect (edit, "{\"resourceType\":\"Patient\",\"birthDate\":\"1981\",\"_birthDate\":{\"extension\":[{"
                "\"url\":\"u\",\"valueString\":\"kept\"},{\"url\":\"" SALVE_EXTENSION_BIRTH_DATE_ESTIMATED
                "\",\"valueBoolean\":true}]}}");
}

static void
test_empty_key (void)
{
  g_autoptr (SalveEdit) edit = begin ("{\"resourceType\":\"Patient\",\"\":1}");

  g_assert_true (salve_edit_has (edit, "/"));
  salve_edit_remove (edit, "/");
  expect (edit, "{\"resourceType\":\"Patient\"}");
}

static void
test_texts_keep_what_hangs_on_them (void)
{
  g_autoptr (SalveEdit) edit =
      begin ("{\"resourceType\":\"Patient\",\"name\":[{\"given\":[\"A\", null,\"B\"],"
             "\"_given\":[{\"id\":\"a\"},{\"id\":\"n\"},{\"id\":\"b\"}]}]}");
  const char *same[] = { "A", "B", NULL }, *less[] = { "B", NULL }, *more[] = { "C", "B", "D", NULL };

  salve_list_merge_strings (edit, "/name/0/given", same);
  expect (edit, "{\"resourceType\":\"Patient\",\"name\":[{\"given\":[\"A\", null,\"B\"],"
                "\"_given\":[{\"id\":\"a\"},{\"id\":\"n\"},{\"id\":\"b\"}]}]}");
  salve_list_merge_strings (edit, "/name/0/given", less);
  expect (edit, "{\"resourceType\":\"Patient\",\"name\":[{\"given\":[\"B\"],\"_given\":[{\"id\":\"b\"}]}]}");
  salve_list_merge_strings (edit, "/name/0/given", more);
  expect (edit, "{\"resourceType\":\"Patient\",\"name\":[{\"given\":[\"C\",\"B\",\"D\"],"
                "\"_given\":[null,{\"id\":\"b\"},null]}]}");
}

/* Writes something at a random leaf of a resource, then the old text back: every byte is as before. */
static void
test_property_there_and_back (void)
{
  static const char *const leaves[] = { "/id", "/name/0/family", "/name/1/given/1", "/contact/0/name/family",
                                        "/n",  "/a/0/2/1" };
  const char *json = "{ \"resourceType\" : \"Patient\", "
                     "\"id\":\"p\",\n\t\"name\":[{\"family\":\"\\u00e9[}\\\"\"},{\"given\":[\"a\" ,\"b\"]}],"
                     "\"contact\" : [{ \"name\":{\"family\":\"C, D\"}}],\"n\":1.00E+3 , "
                     "\"a\":[[0,[],[{},\"x\",true]],null]}";

  for (int round = 0; round < 500; round++)
    {
      g_autoptr (SalveEdit) edit = begin (json);
      const char *pointer = leaves[g_test_rand_int_range (0, G_N_ELEMENTS (leaves))];
      g_autofree char *before = salve_edit_get_json (edit, pointer);
      g_autofree char *text =
          g_strnfill ((gsize)g_test_rand_int_range (1, 40), (char)g_test_rand_int_range (33, 127));

      g_assert_nonnull (before);
      if (g_test_rand_bit ())
        salve_edit_set_string (edit, pointer, text);
      else
        salve_edit_set_json (edit, pointer, "{\"deep\":[1,{\"er\":\"]\"}]}");
      salve_edit_set_json (edit, pointer, before);
      expect (edit, json);
    }
}

/* Adding members and taking them out again leaves what was there, at any place. */
static void
test_property_add_and_remove (void)
{
  static const char *const holders[] = { "", "/name/0", "/contact/0/name" };
  const char *json =
      "{\n  \"resourceType\": \"Patient\",\n  \"name\": [\n    {\n      \"family\": \"K\"\n    }\n  ],\n"
      "  \"contact\": [{\"name\": {\"text\": \"x\"}}]\n}";

  for (int round = 0; round < 300; round++)
    {
      g_autoptr (SalveEdit) edit = begin (json);
      g_autofree char *pointer =
          g_strdup_printf ("%s/extra%d/0/deeper", holders[g_test_rand_int_range (0, 3)], round % 7);

      salve_edit_set_string (edit, pointer, "v");
      g_assert_true (salve_edit_has (edit, pointer));
      salve_edit_remove (edit, pointer);
      expect (edit, json);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/edit/bytes-stay", test_bytes_stay);
  g_test_add_func ("/edit/makes-what-is-missing", test_makes_what_is_missing);
  g_test_add_func ("/edit/bad-place", test_bad_place);
  g_test_add_func ("/edit/birth-date-keeps-what-it-does-not-know",
                   test_birth_date_keeps_what_it_does_not_know);
  g_test_add_func ("/edit/empty-key", test_empty_key);
  g_test_add_func ("/edit/texts-keep-what-hangs-on-them", test_texts_keep_what_hangs_on_them);
  g_test_add_func ("/edit/property/there-and-back", test_property_there_and_back);
  g_test_add_func ("/edit/property/add-and-remove", test_property_add_and_remove);
  return g_test_run ();
}
