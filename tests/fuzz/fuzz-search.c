/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A search of a server: the type in the first line, behind it the question. It is refused as a search is, or answered by
 * what its asker may see: never an error of the database, never somebody else's record. */
#include "fuzz.h"

#include <sodium.h>
#include <string.h>

#include "salve-schema.h"
#include "salve-search.h"
#include "salve-store-private.h"

static const char *const clinic[] = {
  "{\"resourceType\":\"Practitioner\",\"id\":\"d1\",\"name\":[{\"family\":\"Ångström\"}]}",
  "{\"resourceType\":\"Patient\",\"id\":\"p1\",\"name\":[{\"family\":\"Weiß\"}],\"birthDate\":\"1980-05\","
  "\"generalPractitioner\":[{\"reference\":\"Practitioner/d1\"}]}",
  "{\"resourceType\":\"Patient\",\"id\":\"p2\",\"name\":[{\"family\":\"Weber\"}],\"gender\":\"male\"}",
  "{\"resourceType\":\"Observation\",\"id\":\"o1\",\"status\":\"final\",\"code\":{\"text\":\"x\"},"
  "\"subject\":"
  "{\"reference\":\"Patient/p1\"},\"valueQuantity\":{\"value\":5.4,\"code\":\"mg\"}}",
  "{\"resourceType\":\"Observation\",\"id\":\"o2\",\"status\":\"final\",\"code\":{\"text\":\"x\"},"
  "\"subject\":"
  "{\"reference\":\"Patient/p2\"},\"effectiveDateTime\":\"2024-05-01T10:00:00Z\"}",
};

static SalveConnection *
make_clinic (void)
{
  g_autoptr (GError) error = NULL;
  SalveConnection *connection = salve_connection_open (":memory:", NULL, TRUE, FALSE, &error);
  const SalveResourceState none = { 0 };

  g_assert_no_error (error);
  g_assert_true (sodium_init () >= 0 && salve_schema_migrate (connection, NULL, NULL, &error));
  g_assert_true (salve_search_index_enable (connection, &error));
  for (gsize i = 0; i < G_N_ELEMENTS (clinic); i++)
    {
      g_autoptr (SalveResource) resource = salve_resource_new_from_text (clinic[i], -1, &error);

      g_assert_no_error (error);
      g_assert_true (salve_store_write_resource (connection, resource, &none, 1, 0, &error));
    }
  return connection;
}

static void
run (SalveConnection *connection, SalveFhirSearch *search, const SalveReach *reach)
{
  g_autoptr (SalveSearchPage) page = NULL;
  g_autoptr (GError) error = NULL;

  if (!salve_fhir_search_run (search, connection, reach, 1714557600 * G_TIME_SPAN_SECOND, &page, &error))
    {
      g_assert_error (error, SALVE_SEARCH_ERROR, SALVE_SEARCH_ERROR_PAGE);
      return;
    }
  g_assert_true (reach->kind != SALVE_REACH_NONE || page->rows->len == 0);
  for (guint i = 0; i < page->rows->len && reach->kind != SALVE_REACH_ALL; i++)
    {
      const char *id = ((SalveSearchRow *)page->rows->pdata[i])->id;

      g_assert_true (!g_str_equal (id, "p2") && !g_str_equal (id, "o2"));
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static SalveConnection *connection;
  static const SalveReach reaches[] = { { SALVE_REACH_NONE, NULL },
                                        { SALVE_REACH_PATIENT, "p1" },
                                        { SALVE_REACH_TREATED, "d1" },
                                        { SALVE_REACH_ALL, NULL } };
  g_autofree char *text = g_strndup (size > 0 ? (const char *)data : "", size);
  char *query = strchr (text, '\n');

  if (connection == NULL)
    connection = make_clinic ();
  if (query == NULL)
    return 0;
  *query++ = '\0';
  g_strchomp (query);
  for (guint strict = 0; strict < 2; strict++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SalveFhirSearch) search = salve_fhir_search_parse (text, query, strict != 0, &error);

      if (search == NULL)
        {
          g_assert_true (error->domain == SALVE_SEARCH_ERROR && *error->message != '\0');
          g_assert_true (g_utf8_validate (error->message, -1, NULL));
          continue;
        }
      for (gsize i = 0; i < G_N_ELEMENTS (reaches); i++)
        run (connection, search, &reaches[i]);
    }
  return 0;
}
