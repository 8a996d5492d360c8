/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is chosen on the merge's page is what the record that stays says afterwards. */
#include "config.h"

#include <adwaita.h>

#include "patients-desk.h"
#include "salve-merge-page.h"
#include "salve-resources.h"

#define PATIENT(id, family, more)                                                                            \
  "{\"resourceType\":\"Patient\",\"id\":\"" id "\",\"active\":true,\"name\":[{\"family\":\"" family          \
  "\"}]" more "}"

static SalveMergePage *
open_page (PatientsDesk *desk)
{
  patients_desk_put (desk->store, PATIENT ("a", "Keller", ",\"birthDate\":\"1974\",\"gender\":\"female\""));
  patients_desk_put (desk->store,
                     PATIENT ("b", "Keler",
                              ",\"birthDate\":\"1975-03-12\",\"_birthDate\":{\"id\":\"kept\"},\"telecom\":[{"
                              "\"system\":\"phone\",\"value\":\"030 5550111\"}]"));
  return SALVE_MERGE_PAGE (g_object_ref_sink (salve_merge_page_new (desk->clinic, "a", "b")));
}

static SalveResource *
merged (SalveMergePage *page)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveChange) change = salve_merge_page_make_change (page, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < salve_change_get_n_items (change); i++)
    if (g_str_equal (salve_change_get_item (change, i)->id, "a"))
      return salve_resource_ref (salve_change_get_item (change, i)->resource);
  g_assert_not_reached ();
}

static const char *
says (SalveResource *patient, const char *path)
{
  return salve_element_path_string (salve_resource_root (patient), path);
}

static void
test_keeps_and_completes (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (0, "en-GB");
  g_autoptr (SalveMergePage) page = open_page (desk);
  g_autoptr (SalveResource) patient = merged (page);

  g_assert_cmpstr (says (patient, "name.family"), ==, "Keller");
  g_assert_cmpstr (says (patient, "birthDate"), ==, "1974");
  g_assert_null (says (patient, "_birthDate.id"));
  /* What it did not know it has from the other. */
  g_assert_cmpstr (says (patient, "telecom.value"), ==, "030 5550111");
  g_assert_cmpstr (says (patient, "link.type"), ==, "replaces");
}

static void
test_takes_what_is_chosen (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (0, "en-GB");
  g_autoptr (SalveMergePage) page = open_page (desk);
  g_autoptr (SalveResource) theirs = NULL;
  g_autoptr (SalveResource) back = NULL;

  g_assert_true (salve_merge_page_take (page, "name", TRUE));
  g_assert_true (salve_merge_page_take (page, "birthDate", TRUE));
  g_assert_true (salve_merge_page_take (page, "telecom", FALSE));
  /* Neither has a photo, so that there is nothing to choose. */
  g_assert_false (salve_merge_page_take (page, "photo", TRUE));
  theirs = merged (page);
  g_assert_cmpstr (says (theirs, "name.family"), ==, "Keler");
  g_assert_cmpstr (says (theirs, "birthDate"), ==, "1975-03-12");
  g_assert_cmpstr (says (theirs, "_birthDate.id"), ==, "kept");
  g_assert_cmpstr (says (theirs, "gender"), ==, "female");
  g_assert_null (says (theirs, "telecom.value"));
  g_assert_true (salve_merge_page_take (page, "name", FALSE));
  back = merged (page);
  g_assert_cmpstr (says (back, "name.family"), ==, "Keller");
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_resources_register (salve_get_resource ());
  dex_init ();
  g_test_add_func ("/app/merge-page/keeps-and-completes", test_keeps_and_completes);
  g_test_add_func ("/app/merge-page/takes-what-is-chosen", test_takes_what_is_chosen);
  return g_test_run ();
}
