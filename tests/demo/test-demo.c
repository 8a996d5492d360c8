/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The demo clinic is believable to the program: every resource is valid, refers to what is there, and comes out the same
 * from the same seed. */
#include "config.h"

#include "salve-demo.h"
#include "salve-fhir-error.h"
#include "salve-resource.h"

#include <string.h>

typedef struct
{
  GHashTable *known; /* "Type/id" */
  GPtrArray *references;
  GHashTable *types; /* type → count */
  GChecksum *checksum;
} Clinic;

static void
collect_references (Clinic *clinic, const char *text, gsize length)
{
  const char *end = text + length;
  const char *at = text;
  static const char member[] = "\"reference\":\"";

  while ((at = memmem (at, (gsize)(end - at), member, sizeof member - 1)))
    {
      const char *stop;

      at += sizeof member - 1;
      stop = memchr (at, '"', (gsize)(end - at));
      g_ptr_array_add (clinic->references, g_strndup (at, (gsize)(stop - at)));
    }
}

static gboolean
take (const char *type, const char *id, GBytes *json, gpointer user_data, GError **error)
{
  Clinic *clinic = user_data;
  g_autoptr (SalveResource) resource = salve_resource_new (json, error);
  gsize length;
  const char *text = g_bytes_get_data (json, &length);

  if (!resource)
    {
      g_prefix_error (error, "%.*s: ", (int)length, text);
      return FALSE;
    }
  g_assert_cmpstr (salve_resource_get_type_name (resource), ==, type);
  g_assert_cmpstr (salve_resource_get_id (resource), ==, id);
  g_assert_true (g_hash_table_add (clinic->known, g_strconcat (type, "/", id, NULL)));
  g_hash_table_insert (clinic->types, g_strdup (type),
                       GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (clinic->types, type)) + 1));
  collect_references (clinic, text, length);
  g_checksum_update (clinic->checksum, (const guchar *)text, (gssize)length);
  return TRUE;
}

static void
clinic_init (Clinic *clinic)
{
  clinic->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  clinic->references = g_ptr_array_new_with_free_func (g_free);
  clinic->types = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  clinic->checksum = g_checksum_new (G_CHECKSUM_SHA256);
}

static void
clinic_clear (Clinic *clinic)
{
  g_hash_table_unref (clinic->known);
  g_ptr_array_unref (clinic->references);
  g_hash_table_unref (clinic->types);
  g_checksum_free (clinic->checksum);
}

static void
generate (Clinic *clinic, guint patients, guint64 seed, const char *tag)
{
  g_autoptr (SalveLocale) locale = tag ? salve_locale_new_for_tag (tag) : NULL;
  g_autoptr (GError) error = NULL;
  SalveDemoOptions options = { .patients = patients, .seed = seed, .locale = locale };

  options.today = salve_partial_date_new_day (2026, 11, 21);
  clinic_init (clinic);
  salve_demo_generate (&options, take, clinic, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

static guint
count (Clinic *clinic, const char *type)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (clinic->types, type));
}

static void
test_whole (void)
{
  static const char *const expected[] = {
    "Patient",           "RelatedPerson", "Practitioner",     "PractitionerRole",  "Organization",
    "Location",          "Coverage",      "Encounter",        "Condition",         "AllergyIntolerance",
    "MedicationRequest", "Observation",   "DiagnosticReport", "DocumentReference", "Device",
    "Immunization",      "Schedule",      "Appointment",
  };
  Clinic clinic;

  generate (&clinic, 600, 1, NULL);
  g_assert_cmpuint (count (&clinic, "Patient"), ==, 600);
  g_assert_cmpuint (count (&clinic, "Practitioner"), ==, 12);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_test_message ("%s: %u", expected[i], count (&clinic, expected[i]));
      g_assert_cmpuint (count (&clinic, expected[i]), >, 0);
    }
  for (guint i = 0; i < clinic.references->len; i++)
    {
      const char *reference = g_ptr_array_index (clinic.references, i);

      if (!g_hash_table_contains (clinic.known, reference))
        g_error ("%s is referred to and is not there", reference);
    }
  clinic_clear (&clinic);
}

static void
test_same_again (void)
{
  Clinic a, b, c;

  generate (&a, 150, 7, "de-DE");
  generate (&b, 150, 7, "de-DE");
  generate (&c, 150, 8, "de-DE");
  g_assert_cmpstr (g_checksum_get_string (a.checksum), ==, g_checksum_get_string (b.checksum));
  g_assert_cmpstr (g_checksum_get_string (a.checksum), !=, g_checksum_get_string (c.checksum));
  clinic_clear (&a);
  clinic_clear (&b);
  clinic_clear (&c);
}

static void
test_every_size (void)
{
  for (guint patients = 0; patients < 60; patients++)
    {
      Clinic clinic;

      generate (&clinic, patients, patients, patients % 2 ? "ar-EG" : "ja-JP");
      g_assert_cmpuint (count (&clinic, "Patient"), ==, patients);
      for (guint i = 0; i < clinic.references->len; i++)
        g_assert_true (g_hash_table_contains (clinic.known, g_ptr_array_index (clinic.references, i)));
      clinic_clear (&clinic);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/demo/whole", test_whole);
  g_test_add_func ("/demo/same-again", test_same_again);
  g_test_add_func ("/demo/every-size", test_every_size);
  return g_test_run ();
}
