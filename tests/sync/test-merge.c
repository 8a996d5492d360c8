/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three states in, one out: a table of what two people may do to one record, and what has to become of it. */
#include "config.h"

#include "salve-merge.h"

typedef struct
{
  const char *name;
  const char *base; /* members beside resourceType and id; NULL: nobody knows */
  const char *ours;
  const char *theirs;
  const char *merged;  /* NULL: not looked at */
  const char *clashes; /* pointers, a space between them; "" none */
} Case;

#define PHONE(n) "{\"system\":\"phone\",\"value\":\"" n "\"}"
#define MAIL(n) "{\"system\":\"email\",\"value\":\"" n "\"}"

static const Case patients[] = {
  { "different-members", "\"gender\":\"male\"", "\"gender\":\"female\"",
    "\"gender\":\"male\",\"active\":true", "\"gender\":\"female\",\"active\":true", "" },
  { "the-same-twice", "\"gender\":\"male\"", "\"gender\":\"female\"", "\"gender\":\"female\"",
    "\"gender\":\"female\"", "" },
  { "one-member-two-ways", "\"gender\":\"male\"", "\"gender\":\"female\"", "\"gender\":\"other\"",
    "\"gender\":\"female\"", "/gender" },
  { "taken-away-here-changed-there", "\"gender\":\"male\"", "\"active\":true", "\"gender\":\"other\"", NULL,
    "/gender" },
  { "taken-away-there", "\"gender\":\"male\",\"active\":true", "\"gender\":\"male\",\"active\":false",
    "\"active\":true", "\"active\":false", "" },
  { "digits-count", "\"multipleBirthInteger\":1", "\"multipleBirthInteger\":1.0",
    "\"multipleBirthInteger\":1.00", NULL, "/multipleBirthInteger" },
  { "lists-grow-on-both-sides", "\"telecom\":[" PHONE ("1") "]",
    "\"telecom\":[" PHONE ("1") "," PHONE ("2") "]", "\"telecom\":[" MAIL ("a@b") "," PHONE ("1") "]",
    "\"telecom\":[" MAIL ("a@b") "," PHONE ("1") "," PHONE ("2") "]", "" },
  { "an-item-goes-another-comes", "\"telecom\":[" PHONE ("1") "," PHONE ("2") "]",
    "\"telecom\":[" PHONE ("2") "]", "\"telecom\":[" PHONE ("1") "," PHONE ("2") "," PHONE ("3") "]",
    "\"telecom\":[" PHONE ("2") "," PHONE ("3") "]", "" },
  { "one-number-corrected-in-two-ways", "\"telecom\":[" PHONE ("1") "]", "\"telecom\":[" PHONE ("2") "]",
    "\"telecom\":[" PHONE ("3") "]", "\"telecom\":[" PHONE ("2") "]", "/telecom" },
  { "the-last-item-goes", "\"telecom\":[" PHONE ("1") "]", "\"active\":true",
    "\"telecom\":[" PHONE ("1") "],\"gender\":\"male\"", "\"active\":true,\"gender\":\"male\"", "" },
  { "given-names-are-one-thing", "\"name\":[{\"family\":\"A\",\"given\":[\"B\",\"C\"]}]",
    "\"name\":[{\"family\":\"A\",\"given\":[\"B\"]}]",
    "\"name\":[{\"family\":\"A\",\"given\":[\"B\",\"C\",\"D\"]}]", NULL, "/name" },
  { "an-identifier-and-a-phone", "\"identifier\":[{\"system\":\"s\",\"value\":\"1\"}]",
    "\"identifier\":[{\"system\":\"s\",\"value\":\"1\"},{\"system\":\"s\",\"value\":\"2\"}]",
    "\"identifier\":[{\"system\":\"s\",\"value\":\"1\"}],\"active\":true",
    "\"identifier\":[{\"system\":\"s\",\"value\":\"1\"},{\"system\":\"s\",\"value\":\"2\"}],\"active\":true",
    "" },
  { "identifiers-are-a-persons-decision", "\"identifier\":[{\"system\":\"s\",\"value\":\"1\"}]",
    "\"identifier\":[{\"system\":\"s\",\"value\":\"1\"},{\"system\":\"s\",\"value\":\"2\"}]",
    "\"identifier\":[{\"system\":\"s\",\"value\":\"1\"},{\"system\":\"s\",\"value\":\"3\"}]", NULL,
    "/identifier" },
  { "birth-date", "\"birthDate\":\"1980\"", "\"birthDate\":\"1980-02\"", "\"birthDate\":\"1980-03\"", NULL,
    "/birthDate" },
  { "deceased-in-two-ways", "\"active\":true", "\"active\":true,\"deceasedBoolean\":true",
    "\"active\":true,\"deceasedDateTime\":\"2026\"", NULL, "/deceasedDateTime" },
  { "nobody-knows-the-base", NULL, "\"gender\":\"male\",\"active\":true",
    "\"gender\":\"male\",\"birthDate\":\"1980\"",
    "\"gender\":\"male\",\"active\":true,\"birthDate\":\"1980\"", "" },
  { "nobody-knows-the-base-and-they-differ", NULL, "\"gender\":\"male\"", "\"gender\":\"female\"", NULL,
    "/gender" },
  { "an-extension-each", "\"extension\":[{\"url\":\"a\",\"valueDecimal\":1.00}]",
    "\"extension\":[{\"url\":\"a\",\"valueDecimal\":1.00},{\"url\":\"b\",\"valueDecimal\":0.10}]",
    "\"extension\":[{\"url\":\"a\",\"valueDecimal\":1.0}]",
    "\"extension\":[{\"url\":\"a\",\"valueDecimal\":1.0},{\"url\":\"b\",\"valueDecimal\":0.10}]", "" },
  /* What was done to an appointment grows at each desk. */
  { "entries-with-ids-of-their-own", "\"extension\":[{\"id\":\"1\",\"url\":\"a\",\"valueCode\":\"x\"}]",
    "\"extension\":[{\"id\":\"1\",\"url\":\"a\",\"valueCode\":\"x\"},{\"id\":\"2\",\"url\":\"a\","
    "\"valueCode\":\"y\"}]",
    "\"extension\":[{\"id\":\"1\",\"url\":\"a\",\"valueCode\":\"x\"},{\"id\":\"3\",\"url\":\"a\","
    "\"valueCode\":\"z\"}]",
    "\"extension\":[{\"id\":\"1\",\"url\":\"a\",\"valueCode\":\"x\"},{\"id\":\"3\",\"url\":\"a\","
    "\"valueCode\":\"z\"},"
    "{\"id\":\"2\",\"url\":\"a\",\"valueCode\":\"y\"}]",
    "" },
  { "meta-is-the-servers", "\"meta\":{\"versionId\":\"1\"}", "\"meta\":{\"versionId\":\"1\"},\"active\":true",
    "\"meta\":{\"versionId\":\"2\",\"lastUpdated\":\"2026-01-01T00:00:00Z\"}",
    "\"meta\":{\"versionId\":\"2\",\"lastUpdated\":\"2026-01-01T00:00:00Z\"},\"active\":true", "" },
  { "labels-are-merged", "\"meta\":{\"tag\":[{\"system\":\"s\",\"code\":\"a\"}]}",
    "\"meta\":{\"tag\":[{\"system\":\"s\",\"code\":\"a\"},{\"system\":\"s\",\"code\":\"b\"}]}",
    "\"meta\":{\"versionId\":\"2\",\"tag\":[{\"system\":\"s\",\"code\":\"a\"},{\"system\":\"s\",\"code\":"
    "\"c\"}]}",
    "\"meta\":{\"versionId\":\"2\",\"tag\":[{\"system\":\"s\",\"code\":\"a\"},{\"system\":\"s\",\"code\":"
    "\"c\"},"
    "{\"system\":\"s\",\"code\":\"b\"}]}",
    "" },
};

#define FLOW(parts)                                                                                          \
  "\"extension\":[{\"url\":\"http://salveclinic.github.io/fhir/StructureDefinition/appointment-flow\","      \
  "\"extension\":[" parts "]}]"
#define AT(name, minute) "{\"url\":\"" name "\",\"valueInstant\":\"2026-03-02T09:" minute ":00Z\"}"
#define SAID(name, words) "{\"url\":\"" name "\",\"valueString\":\"" words "\"}"

static const Case others[] = {
  { "Appointment/both-saw-them-come", "\"status\":\"booked\"",
    "\"status\":\"arrived\"," FLOW (AT ("arrived", "05") "," SAID ("ticket", "A1")),
    "\"status\":\"arrived\"," FLOW (AT ("arrived", "03") "," SAID ("ticket", "B2")),
    "\"status\":\"arrived\"," FLOW (AT ("arrived", "03") "," SAID ("ticket", "B2")), "" },
  { "Appointment/here-they-came-there-they-are-done", "\"status\":\"booked\"",
    "\"status\":\"arrived\"," FLOW (AT ("arrived", "02") "," SAID ("ticket", "A1")),
    "\"status\":\"fulfilled\"," FLOW (AT ("arrived", "03") "," AT ("called", "10") "," AT ("finished", "20")),
    "\"status\":\"fulfilled\"," FLOW (
        AT ("arrived", "02") "," AT ("called", "10") "," AT ("finished", "20") "," SAID ("ticket", "A1")),
    "" },
  { "Appointment/one-step-each", "\"status\":\"arrived\"," FLOW (AT ("arrived", "02")),
    "\"status\":\"checked-in\"," FLOW (AT ("arrived", "02") "," AT ("called", "09")),
    "\"status\":\"fulfilled\"," FLOW (AT ("arrived", "02") "," AT ("called", "10") "," AT ("finished", "20")),
    "\"status\":\"fulfilled\"," FLOW (AT ("arrived", "02") "," AT ("called", "09") "," AT ("finished", "20")),
    "" },
  { "Appointment/back-contradicts", "\"status\":\"arrived\"", "\"status\":\"booked\"",
    "\"status\":\"checked-in\"", NULL, "/status" },
  { "Appointment/cancelled-contradicts", "\"status\":\"booked\"", "\"status\":\"cancelled\"",
    "\"status\":\"arrived\"", NULL, "/status" },
  { "Appointment/no-show-contradicts", "\"status\":\"booked\"", "\"status\":\"arrived\"",
    "\"status\":\"noshow\"", NULL, "/status" },
  { "Appointment/what-is-to-confirm", "\"status\":\"arrived\"," FLOW (SAID ("to-confirm", "phone address")),
    "\"status\":\"arrived\"," FLOW (SAID ("to-confirm", "address insurance")),
    "\"status\":\"arrived\"," FLOW (SAID ("to-confirm", "phone address name")),
    "\"status\":\"arrived\"," FLOW (SAID ("to-confirm", "address name insurance")), "" },
  { "Encounter/made-at-two-desks", NULL,
    "\"status\":\"arrived\",\"period\":{\"start\":\"2026-03-02T09:05:00Z\"}",
    "\"status\":\"finished\",\"period\":{\"start\":\"2026-03-02T09:06:00Z\",\"end\":\"2026-03-02T09:30:"
    "00Z\"}",
    "\"status\":\"finished\",\"period\":{\"start\":\"2026-03-02T09:05:00Z\",\"end\":\"2026-03-02T09:30:"
    "00Z\"}",
    "" },
  { "Encounter/struck-out-contradicts", "\"status\":\"arrived\"", "\"status\":\"entered-in-error\"",
    "\"status\":\"in-progress\"", NULL, "/status" },
  { "Appointment/moved-here-noted-there",
    "\"start\":\"2026-01-01T10:00:00Z\",\"end\":\"2026-01-01T10:15:00Z\"",
    "\"start\":\"2026-01-01T11:00:00Z\",\"end\":\"2026-01-01T11:15:00Z\"",
    "\"start\":\"2026-01-01T10:00:00Z\",\"end\":\"2026-01-01T10:15:00Z\",\"comment\":\"x\"",
    "\"start\":\"2026-01-01T11:00:00Z\",\"end\":\"2026-01-01T11:15:00Z\",\"comment\":\"x\"", "" },
  { "Appointment/a-start-and-an-end-make-no-time",
    "\"start\":\"2026-01-01T10:00:00Z\",\"end\":\"2026-01-01T10:15:00Z\"",
    "\"start\":\"2026-01-01T09:45:00Z\",\"end\":\"2026-01-01T10:15:00Z\"",
    "\"start\":\"2026-01-01T10:00:00Z\",\"end\":\"2026-01-01T10:30:00Z\"", NULL, "/start" },
  { "Appointment/two-people-in-it",
    "\"participant\":[{\"actor\":{\"reference\":\"Patient/"
    "p\"},\"status\":\"needs-action\"},{\"actor\":{\"reference\":"
    "\"Practitioner/d\"},\"status\":\"accepted\"}]",
    "\"participant\":[{\"actor\":{\"reference\":\"Patient/"
    "p\"},\"status\":\"accepted\"},{\"actor\":{\"reference\":"
    "\"Practitioner/d\"},\"status\":\"accepted\"}]",
    "\"participant\":[{\"actor\":{\"reference\":\"Patient/"
    "p\"},\"status\":\"needs-action\"},{\"actor\":{\"reference\":"
    "\"Practitioner/d\"},\"status\":\"declined\"}]",
    "\"participant\":[{\"actor\":{\"reference\":\"Patient/"
    "p\"},\"status\":\"accepted\"},{\"actor\":{\"reference\":"
    "\"Practitioner/d\"},\"status\":\"declined\"}]",
    "" },
  { "AllergyIntolerance/apart-is-not-enough", "\"criticality\":\"low\"", "\"criticality\":\"high\"",
    "\"criticality\":\"low\",\"onsetString\":\"as a child\"", NULL, "" },
  { "MedicationStatement/apart-is-not-enough", "\"status\":\"active\"", "\"status\":\"stopped\"",
    "\"status\":\"active\",\"taken\":\"y\"", NULL, "" },
  { "Observation/a-quantity-is-never-cut", "\"valueQuantity\":{\"value\":5.0,\"unit\":\"mmol/l\"}",
    "\"valueQuantity\":{\"value\":5.1,\"unit\":\"mmol/l\"}",
    "\"valueQuantity\":{\"value\":5.0,\"unit\":\"mg/dl\"}", NULL, "/valueQuantity" },
  { "Observation/two-kinds-of-value", "\"status\":\"final\"", "\"status\":\"final\",\"valueString\":\"5\"",
    "\"status\":\"final\",\"valueInteger\":5", NULL, "/valueInteger" },
};

static SalveResource *
make (const char *type, const char *members)
{
  g_autofree char *json = g_strdup_printf ("{\"resourceType\":\"%s\",\"id\":\"a\"%s%s}", type,
                                           *members != '\0' ? "," : "", members);
  g_autoptr (GError) error = NULL;
  SalveResource *resource = salve_resource_new_from_text (json, -1, &error);

  g_assert_no_error (error);
  return resource;
}

static void
check (const char *type, const Case *test, gboolean always_asks)
{
  g_autoptr (SalveResource) base = test->base != NULL ? make (type, test->base) : NULL;
  g_autoptr (SalveResource) ours = make (type, test->ours);
  g_autoptr (SalveResource) theirs = make (type, test->theirs);
  g_autoptr (SalveResource) merged = NULL;
  g_autoptr (GPtrArray) clashes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autofree char *found = NULL;

  merged = salve_merge (base, ours, theirs, clashes, &error);
  g_assert_no_error (error);
  if (always_asks)
    g_assert_cmpuint (clashes->len, ==, 1);
  else
    g_assert_cmpuint (clashes->len, ==, *test->clashes != '\0' ? 1 : 0);
  found = clashes->len > 0 ? g_strdup (clashes->pdata[0]) : g_strdup ("");
  g_assert_cmpstr (found, ==, test->clashes);
  if (test->merged != NULL)
    {
      g_autoptr (SalveResource) wanted = make (type, test->merged);

      g_test_message ("%s", salve_resource_get_text (merged, NULL));
      g_assert_true (salve_resource_equal_value (merged, wanted));
    }
}

static void
test_patient (gconstpointer data)
{
  check ("Patient", data, FALSE);
}

static void
test_other (gconstpointer data)
{
  const Case *test = data;
  g_auto (GStrv) parts = g_strsplit (test->name, "/", 2);

  check (parts[0], test,
         g_str_equal (parts[0], "AllergyIntolerance") || g_str_has_prefix (parts[0], "Medication"));
}

/* Whoever wins a clash, neither side's words are lost: what is merged is ours there, and the pointer says where. */
static void
test_ours_stays_where_they_clash (void)
{
  g_autoptr (SalveResource) base = make ("Patient", "\"gender\":\"male\"");
  g_autoptr (SalveResource) ours = make ("Patient", "\"gender\":\"female\"");
  g_autoptr (SalveResource) theirs = make ("Patient", "\"gender\":\"other\",\"active\":true");
  g_autoptr (SalveResource) wanted = make ("Patient", "\"gender\":\"female\",\"active\":true");
  g_autoptr (GPtrArray) clashes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (SalveResource) merged = salve_merge (base, ours, theirs, clashes, NULL);

  g_assert_true (salve_resource_equal_value (merged, wanted));
  g_assert_cmpstr (clashes->pdata[0], ==, "/gender");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (patients); i++)
    {
      g_autofree char *path = g_strconcat ("/merge/Patient/", patients[i].name, NULL);

      g_test_add_data_func (path, &patients[i], test_patient);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autofree char *path = g_strconcat ("/merge/", others[i].name, NULL);

      g_test_add_data_func (path, &others[i], test_other);
    }
  g_test_add_func ("/merge/ours-stays-where-they-clash", test_ours_stays_where_they_clash);
  return g_test_run ();
}
