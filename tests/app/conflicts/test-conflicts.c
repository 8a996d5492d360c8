/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A conflict is shown by field in words, settled by choosing, and the record that comes of it says what was chosen. */
#include "config.h"

#include "patients-desk.h"
#include "salve-conflict-page.h"
#include "salve-conflicts-page.h"
#include "salve-element.h"
#include "salve-record-words.h"
#include "salve-resources.h"
#include "shown.h"

#define PATIENT(more) "{\"resourceType\":\"Patient\",\"id\":\"anna\",\"active\":true" more "}"
#define NAME(family) ",\"name\":[{\"family\":\"" family "\",\"given\":[\"Anna\"]}]"
#define PHONE(number) ",\"telecom\":[{\"system\":\"phone\",\"value\":\"" number "\"}]"
#define MORE(url, text) "{\"url\":\"http://example.org/" url "\",\"valueString\":\"" text "\"}"

static SalveResource *
parse (const char *json)
{
  g_autoptr (GError) error = NULL;
  SalveResource *resource = json != NULL ? salve_resource_new_from_text (json, -1, &error) : NULL;

  g_assert_no_error (error);
  return resource;
}

static SalveConflictItem *
make_item (PatientsDesk *desk, const char *base, const char *ours, const char *theirs, const char *fields)
{
  g_autoptr (SalveResource) before = parse (base);
  g_autoptr (SalveResource) here = parse (ours);
  g_autoptr (SalveResource) there = parse (theirs);
  SalveSyncConflict conflict = {
    .id = 7,
    .type = (char *)"Patient",
    .resource_id = (char *)"anna",
    .base = before,
    .ours = here,
    .theirs = there,
    .fields = (char *)fields,
    .our_actor = (char *)"Anna Keller",
    .our_time = PATIENTS_DESK_NOW - 3600 * SALVE_INSTANT_SECOND,
    .their_actor = (char *)"Dr Amara Lee",
    .their_time = PATIENTS_DESK_NOW - 1800 * SALVE_INSTANT_SECOND,
  };

  return salve_conflict_item_new (desk->clinic, &conflict);
}

/* Name and birth date clash; the phone was changed there, the address here, an extension on each side. */
static SalveConflictItem *
make_usual (PatientsDesk *desk)
{
  return make_item (
      desk,
      PATIENT (NAME ("Keller") ",\"birthDate\":\"1974-03-12\"" PHONE (
          "030 5550111") ",\"gender\":\"female\","
                         "\"extension\":[" MORE ("one", "a") "," MORE ("two", "b") "]"),
      PATIENT (NAME ("Keller-Weiß") ",\"birthDate\":\"1974-03-21\",\"_birthDate\":{\"id\":\"x\"}" PHONE (
          "030 5550111") ",\"gender\":\"female\",\"address\":[{\"line\":[\"Hauptstraße "
                         "4\"],\"city\":\"Basel\"}],"
                         "\"extension\":[" MORE ("one", "ours") "," MORE ("two", "b") "]"),
      PATIENT (NAME ("Weiss") ",\"birthDate\":\"1975-03-12\"" PHONE (
          "030 5550222") ",\"gender\":\"female\","
                         "\"extension\":[" MORE ("two", "theirs") "," MORE ("one", "a") "]"),
      "/name/0/family\n/birthDate");
}

static guint
index_of (SalveSettlement *settlement, const char *name, const char *url)
{
  for (guint i = 0; i < salve_settlement_get_n_fields (settlement); i++)
    {
      const SalveSettlementField *field = salve_settlement_get_field (settlement, i);

      if (g_str_equal (field->name, name)
          && (url == NULL || (field->url != NULL && g_str_has_suffix (field->url, url))))
        return i;
    }
  g_assert_not_reached ();
}

static char *
made (SalveSettlement *settlement)
{
  g_autoptr (SalveResource) chosen = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (salve_settlement_make (settlement, &chosen, &error));
  g_assert_no_error (error);
  return chosen != NULL ? g_strdup (salve_resource_get_text (chosen, NULL)) : NULL;
}

static void
test_fields (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (0, "en-GB");
  g_autoptr (SalveConflictItem) item = make_usual (desk);
  g_autoptr (SalveSettlement) settlement = salve_settlement_new (item, NULL);
  g_autofree char *fields = salve_conflict_item_get_fields_words (item);
  g_autofree char *ours = salve_conflict_item_get_our_words (item);
  const SalveSettlementField *birth, *phone;

  g_assert_cmpstr (fields, ==, "Name · Birth date");
  g_assert_cmpstr (ours, ==, "Anna Keller, 20/06/2026 23:00");
  g_assert_cmpuint (salve_settlement_count_open (settlement), ==, 2);
  g_assert_cmpuint (salve_settlement_get_n_fields (settlement), ==, 6);
  birth = salve_settlement_get_field (settlement, index_of (settlement, "birthDate", NULL));
  g_assert_cmpstr (birth->title, ==, "Birth date");
  g_assert_cmpstr (birth->words[SALVE_SIDE_BASE], ==, "12 March 1974");
  g_assert_cmpstr (birth->words[SALVE_SIDE_OURS], ==, "21 March 1974");
  g_assert_cmpstr (birth->words[SALVE_SIDE_THEIRS], ==, "12 March 1975");
  phone = salve_settlement_get_field (settlement, index_of (settlement, "telecom", NULL));
  g_assert_false (phone->clashes);
  g_assert_cmpint (phone->chosen, ==, SALVE_SIDE_THEIRS);
  g_assert_cmpstr (phone->words[phone->chosen], ==, "030 5550222");
}

static void
test_result (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (0, "en-GB");
  g_autoptr (SalveConflictItem) item = make_usual (desk);
  g_autoptr (SalveSettlement) settlement = salve_settlement_new (item, NULL);
  g_autofree char *json = NULL, *before = NULL;

  salve_settlement_choose (settlement, index_of (settlement, "name", NULL), SALVE_SIDE_OURS);
  salve_settlement_choose (settlement, index_of (settlement, "birthDate", NULL), SALVE_SIDE_THEIRS);
  json = made (settlement);
  g_assert_nonnull (strstr (json, "\"Keller-Weiß\""));
  g_assert_nonnull (strstr (json, "\"birthDate\":\"1975-03-12\""));
  g_assert_null (strstr (json, "_birthDate")); /* goes with what it stands beside */
  g_assert_nonnull (strstr (json, "030 5550222"));
  g_assert_nonnull (strstr (json, "Hauptstraße 4"));
  g_assert_nonnull (strstr (json, MORE ("one", "ours")));
  g_assert_nonnull (strstr (json, MORE ("two", "theirs")));
  g_assert_null (strstr (json, MORE ("one", "a")));
  /* As before is a choice too, where it is neither one's. */
  salve_settlement_choose (settlement, index_of (settlement, "birthDate", NULL), SALVE_SIDE_BASE);
  before = made (settlement);
  g_assert_nonnull (strstr (before, "\"birthDate\":\"1974-03-12\""));
}

/* What was put together by others is taken where nothing clashes. */
static void
test_merged (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (0, "en-GB");
  g_autoptr (SalveConflictItem) item =
      make_item (desk, PATIENT (NAME ("K") PHONE ("1")),
                 PATIENT (NAME ("L") ",\"telecom\":[{\"value\":\"1\"},{\"value\":\"2\"}]"),
                 PATIENT (NAME ("M") ",\"telecom\":[{\"value\":\"1\"},{\"value\":\"3\"}]"), "/name");
  g_autoptr (SalveResource) merged =
      parse (PATIENT (NAME ("L") ",\"telecom\":[{\"value\":\"1\"},{\"value\":\"2\"},{\"value\":\"3\"}]"));
  g_autoptr (SalveSettlement) settlement = salve_settlement_new (item, merged);
  g_autoptr (SalveSettlement) alone = salve_settlement_new (item, NULL);
  g_autofree char *json = NULL;

  g_assert_cmpuint (salve_settlement_count_open (settlement), ==, 1);
  salve_settlement_choose_all (settlement, SALVE_SIDE_THEIRS);
  json = made (settlement);
  g_assert_nonnull (strstr (json, "[{\"value\":\"1\"},{\"value\":\"2\"},{\"value\":\"3\"}]"));
  g_assert_nonnull (strstr (json, "\"M\""));
  /* Where nobody put it together, nothing is dropped in silence. */
  g_assert_cmpuint (salve_settlement_count_open (alone), ==, 2);
}

static void
test_deleted (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (0, "en-GB");
  g_autoptr (SalveConflictItem) item =
      make_item (desk, PATIENT (NAME ("Keller")), NULL, PATIENT (NAME ("Weiss")), "");
  g_autoptr (SalveSettlement) settlement = salve_settlement_new (item, NULL);
  g_autofree char *fields = salve_conflict_item_get_fields_words (item);
  g_autofree char *kept = NULL;

  g_assert_cmpstr (fields, ==, "Deleted here, changed there");
  g_assert_cmpuint (salve_settlement_get_n_fields (settlement), ==, 1);
  g_assert_false (salve_settlement_can_choose (settlement, 0, SALVE_SIDE_BASE));
  salve_settlement_choose (settlement, 0, SALVE_SIDE_OURS);
  g_assert_null (made (settlement));
  salve_settlement_choose (settlement, 0, SALVE_SIDE_THEIRS);
  kept = made (settlement);
  g_assert_nonnull (strstr (kept, "Weiss"));
}

typedef struct
{
  guint calls;
  char *json;
  gboolean refuse;
} Settled;

static DexFuture *
settle (SalveConflictItem *item, SalveResource *chosen, gpointer data)
{
  Settled *settled = data;

  settled->calls++;
  g_set_str (&settled->json, chosen != NULL ? salve_resource_get_text (chosen, NULL) : NULL);
  if (settled->refuse)
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_FAILED, "The file is full.");
  return dex_future_new_for_int64 (1);
}

static gboolean
can_apply (GtkWidget *page)
{
  GtkWidget *button = shown_find (page, GTK_TYPE_BUTTON, "_Apply");

  return gtk_widget_get_sensitive (button);
}

/* Nothing can be applied before all is decided; an error is said, and what was chosen stays. */
static void
test_page (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (0, "en-GB");
  g_autoptr (SalveConflictItem) item = make_usual (desk);
  Settled settled = { .refuse = TRUE };
  SalveConflictPage *page = salve_conflict_page_new (item, NULL, settle, &settled, NULL);
  GtkWidget *window = shown_open (GTK_WIDGET (page), &shapes[0]);

  g_assert_false (can_apply (GTK_WIDGET (page)));
  gtk_widget_activate_action (GTK_WIDGET (page), "conflict.apply", NULL);
  g_assert_cmpuint (settled.calls, ==, 0);
  gtk_widget_activate_action (GTK_WIDGET (page), "conflict.take-theirs", NULL);
  g_assert_true (can_apply (GTK_WIDGET (page)));
  gtk_widget_activate_action (GTK_WIDGET (page), "conflict.apply", NULL);
  shown_paint (window);
  g_assert_cmpuint (settled.calls, ==, 1);
  g_assert_nonnull (strstr (settled.json, "Weiss"));
  g_assert_nonnull (shown_find (window, GTK_TYPE_LABEL, "The file is full."));
  g_assert_true (can_apply (GTK_WIDGET (page)));
  shown_picture (window, "conflict-error");
  shown_close (window);
  g_free (settled.json);
}

static GtkWidget *
make_page (gpointer data)
{
  SalveConflictPage *page = salve_conflict_page_new (data, NULL, settle, NULL, NULL);

  salve_settlement_choose (salve_conflict_page_get_settlement (page), 0, SALVE_SIDE_OURS);
  return GTK_WIDGET (page);
}

static void
test_page_shapes (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (0, "en-GB");
  g_autoptr (SalveConflictItem) item = make_usual (desk);

  shown_in_all_shapes ("conflict", make_page, item);
}

static char *
words (PatientsDesk *desk, const char *type, const char *name, const char *json)
{
  g_autofree char *whole =
      g_strdup_printf ("{\"resourceType\":\"%s\",\"id\":\"x\",\"%s\":%s}", type, name, json);
  g_autoptr (SalveResource) resource = parse (whole);

  return salve_field_words (desk->clinic, type, name,
                            salve_element_get (salve_resource_root (resource), name));
}

static void
test_words (void)
{
  static const struct
  {
    const char *type;
    const char *name;
    const char *json;
    const char *words;
  } cases[] = {
    { "Patient", "gender", "\"female\"", "Female" },
    { "Patient", "deceasedBoolean", "true", "Yes" },
    { "Patient", "birthDate", "\"1974\"", "1974" },
    { "Appointment", "status", "\"checked-in\"", "in the room" },
    { "Appointment", "start", "\"2026-06-22T09:30:00Z\"", "22 June 2026 09:30" },
    { "Appointment", "minutesDuration", "30", "30" },
    { "Appointment", "participant",
      "[{\"actor\":{\"reference\":\"Patient/anna\"},\"status\":\"accepted\"},{\"actor\":{\"display\":\"Dr "
      "Lee\"}}]",
      "Anna Keller\nDr Lee" },
    { "Observation", "valueQuantity", "{\"value\":36.50,\"unit\":\"°C\"}", "36.50 °C" },
    { "Condition", "code", "{\"coding\":[{\"code\":\"38341003\",\"display\":\"Hypertension\"}]}",
      "Hypertension" },
    { "Encounter", "period", "{\"start\":\"2026-06-22\",\"end\":\"2026-06-24\"}",
      "22 June 2026 to 24 June 2026" },
    { "Patient", "photo", "[{\"contentType\":\"image/png\",\"data\":\"AAAA\"}]", "Picture (3 bytes)" },
    { "AllergyIntolerance", "note", "[{\"text\":\"one\"},{\"text\":\"two\"}]", "one\ntwo" },
  };
  g_autoptr (PatientsDesk) desk = patients_desk_new (0, "en-GB");

  patients_desk_put (desk->store, PATIENT (NAME ("Keller")));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *said = words (desk, cases[i].type, cases[i].name, cases[i].json);

      g_assert_cmpstr (said, ==, cases[i].words);
    }
}

/* A store that has what a test says, and remembers what was asked of it. */
static struct
{
  PatientsDesk *desk;
  guint n_conflicts;
  guint n_refusals;
  gboolean broken;
  gint64 settled;
  gint64 retried;
  gint64 dropped;
} store;

static GPtrArray *
list_conflicts (SalveStore *unused, guint limit, GError **error)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < store.n_conflicts; i++)
    {
      SalveSyncConflict *conflict = g_new0 (SalveSyncConflict, 1);
      static SalveResource *base, *ours, *theirs;

      base = base != NULL ? base : parse (PATIENT (NAME ("Keller")));
      ours = ours != NULL ? ours : parse (PATIENT (NAME ("Keller-Weiß") ",\"birthDate\":\"1974\""));
      theirs = theirs != NULL ? theirs : parse (PATIENT (NAME ("Weiss")));
      *conflict = (SalveSyncConflict){ .id = 7 + i,
                                       .type = (char *)"Patient",
                                       .resource_id = (char *)"anna",
                                       .base = base,
                                       .ours = ours,
                                       .theirs = i == 1 ? NULL : theirs,
                                       .fields = (char *)"/name",
                                       .our_actor = (char *)"Anna Keller",
                                       .our_time = PATIENTS_DESK_NOW,
                                       .their_time = PATIENTS_DESK_NOW };
      g_ptr_array_add (list, conflict);
    }
  return list;
}

static GPtrArray *
list_refusals (SalveStore *unused, guint limit, GError **error)
{
  GPtrArray *list;

  if (store.broken)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The file cannot be read.");
      return NULL;
    }
  list = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < store.n_refusals; i++)
    {
      SalveSyncRefusal *refusal = g_new0 (SalveSyncRefusal, 1);

      *refusal = (SalveSyncRefusal){ 40 + i,
                                     (char *)"Patient",
                                     (char *)"anna",
                                     (char *)(i == 0 ? "update" : "create"),
                                     (char *)"422 Patient.birthDate: a birth date cannot lie in the future "
                                             "<2031-01-01>",
                                     3 };
      g_ptr_array_add (list, refusal);
    }
  return list;
}

static DexFuture *
settle_one (SalveStore *unused, gint64 conflict, SalveResource *chosen, const char *actor, const char *device)
{
  store.settled = conflict;
  store.n_conflicts--;
  return dex_future_new_for_int64 (1);
}

static DexFuture *
retry_one (SalveStore *unused, gint64 sequence)
{
  store.retried = sequence;
  store.n_refusals--;
  return dex_future_new_true ();
}

static DexFuture *
drop_one (SalveStore *unused, gint64 sequence, const char *actor, const char *device)
{
  store.dropped = sequence;
  store.n_refusals--;
  return dex_future_new_for_int64 (2);
}

static const SalveTroubles troubles = {
  list_conflicts, list_refusals, settle_one, retry_one, drop_one, NULL
};

static GtkWidget *
make_list (gpointer data)
{
  return GTK_WIDGET (salve_conflicts_page_new (data, &troubles, NULL));
}

static void
press (GtkWidget *root, const char *mnemonic)
{
  GtkWidget *label = shown_find (root, GTK_TYPE_LABEL, mnemonic);

  g_assert_nonnull (label);
  g_signal_emit_by_name (gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON), "clicked");
}

static void
test_list (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (0, "en-GB");
  SalveConflictsPage *page;
  GtkWidget *window;

  patients_desk_put (desk->store, PATIENT (NAME ("Keller")));
  store.desk = desk;
  store.n_conflicts = 2;
  store.n_refusals = 2;
  shown_in_all_shapes ("conflicts", make_list, desk->clinic);
  page = SALVE_CONFLICTS_PAGE (make_list (desk->clinic));
  window = shown_open (GTK_WIDGET (page), &shapes[0]);
  g_assert_cmpuint (salve_conflicts_page_get_n_conflicts (page), ==, 2);
  g_assert_cmpuint (salve_conflicts_page_get_n_refusals (page), ==, 2);
  press (window, "_Send Again");
  shown_paint (window);
  g_assert_cmpint (store.retried, ==, 40);
  g_assert_cmpuint (salve_conflicts_page_get_n_refusals (page), ==, 1);
  /* Giving up is a change like any other: it can be undone. */
  g_assert_false (salve_clinic_get_can_undo (desk->clinic));
  press (window, "_Give Up");
  shown_paint (window);
  g_assert_cmpint (store.dropped, ==, 40);
  g_assert_true (salve_clinic_get_can_undo (desk->clinic));
  shown_close (window);
}

static void
test_settle_from_list (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (0, "en-GB");
  GtkWidget *page, *window, *row, *conflict;

  store.n_conflicts = 1;
  store.n_refusals = 0;
  page = make_list (desk->clinic);
  window = shown_open (page, &shapes[0]);
  row = shown_find (window, ADW_TYPE_ACTION_ROW, "Anna Keller-Weiß");
  g_assert_nonnull (row);
  g_signal_emit_by_name (row, "activated");
  shown_paint (window);
  conflict = shown_find (window, SALVE_TYPE_CONFLICT_PAGE, NULL);
  g_assert_nonnull (conflict);
  gtk_widget_activate_action (conflict, "conflict.take-ours", NULL);
  gtk_widget_activate_action (conflict, "conflict.apply", NULL);
  shown_paint (window);
  g_assert_cmpint (store.settled, ==, 7);
  g_assert_true (salve_clinic_get_can_undo (desk->clinic));
  g_assert_nonnull (shown_find (window, ADW_TYPE_STATUS_PAGE, NULL));
  shown_picture (window, "conflicts-empty");
  store.broken = TRUE;
  salve_conflicts_page_refresh (SALVE_CONFLICTS_PAGE (page));
  shown_paint (window);
  g_assert_nonnull (shown_find (window, GTK_TYPE_BUTTON, "_Try Again"));
  shown_picture (window, "conflicts-error");
  store.broken = FALSE;
  shown_close (window);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  dex_init ();
  g_resources_register (salve_get_resource ());
  g_test_add_func ("/conflicts/words", test_words);
  g_test_add_func ("/conflicts/fields", test_fields);
  g_test_add_func ("/conflicts/result", test_result);
  g_test_add_func ("/conflicts/merged", test_merged);
  g_test_add_func ("/conflicts/deleted", test_deleted);
  g_test_add_func ("/conflicts/page", test_page);
  g_test_add_func ("/conflicts/page-shapes", test_page_shapes);
  g_test_add_func ("/conflicts/list", test_list);
  g_test_add_func ("/conflicts/settle-from-list", test_settle_from_list);
  return g_test_run ();
}
