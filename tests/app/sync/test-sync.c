/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the desk says about sync is what is so, in every state. The clinic's clock stands at 2026-06-21, 00:00 UTC. */
#include "config.h"

#include "fake-sync.h"
#include "patients-desk.h"
#include "salve-resources.h"
#include "salve-sync-bar.h"
#include "salve-sync-popover.h"
#include "shown.h"

#define MINUTES_PAST(n) (PATIENTS_DESK_NOW + (n) * 60 * SALVE_INSTANT_SECOND)

typedef struct
{
  SalveSyncFacts facts;
  const char *title;
  const char *detail; /* a piece of it; NULL: not looked at */
} Case;

static const Case cases[] = {
  { { .connected = TRUE, .state = SALVE_SYNC_UP_TO_DATE, .last_success = MINUTES_PAST (14), .progress = -1 },
    "Up to date",
    "As of 00:14" },
  { { .connected = TRUE,
      .state = SALVE_SYNC_UP_TO_DATE,
      .last_success = PATIENTS_DESK_NOW - 1,
      .progress = -1 },
    "Up to date",
    "As of 20/06/2026 23:59" },
  /* Never "up to date" while something waits, whatever the engine's state is called. */
  { { .connected = TRUE, .state = SALVE_SYNC_UP_TO_DATE, .n_waiting = 1, .progress = -1 },
    "1 change waiting",
    NULL },
  { { .connected = TRUE, .state = SALVE_SYNC_WAITING, .n_waiting = 3, .progress = -1 },
    "3 changes waiting",
    NULL },
  { { .connected = TRUE, .state = SALVE_SYNC_UP_TO_DATE, .n_conflicts = 2, .progress = -1 },
    "2 conflicts",
    NULL },
  { { .connected = TRUE, .state = SALVE_SYNC_UP_TO_DATE, .n_refused = 1, .progress = -1 },
    "1 change refused",
    NULL },
  { { .connected = TRUE,
      .state = SALVE_SYNC_OFFLINE,
      .n_waiting = 3,
      .last_success = MINUTES_PAST (5),
      .progress = -1 },
    "Offline",
    "The clinic’s server has not answered since 00:05. Your 3 changes are safe here" },
  { { .connected = TRUE, .state = SALVE_SYNC_OFFLINE, .n_conflicts = 3, .progress = -1 },
    "Offline",
    "The clinic’s server does not answer." },
  { { .connected = TRUE, .state = SALVE_SYNC_NEEDS_SIGN_IN, .progress = -1 }, "Sign in to go on", NULL },
  { { .connected = TRUE, .state = SALVE_SYNC_UNTRUSTED, .progress = -1 },
    "Stopped: another key",
    "Nothing is sent to it." },
  { { .connected = TRUE, .state = SALVE_SYNC_READ_ONLY, .progress = -1 }, "Reading only", "nothing is sent" },
  { { .connected = TRUE, .state = SALVE_SYNC_RUNNING, .what = "Patients: 400 of 2,000", .progress = 0.2 },
    "Syncing…",
    "Patients: 400 of 2,000" },
};

static gboolean
flag (SalveSyncFace *face, const char *name)
{
  gboolean value;

  g_object_get (face, name, &value, NULL);
  return value;
}

static void
test_words (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (0, "en-GB");
  g_autoptr (SalveSyncFace) face = salve_sync_face_new (desk->clinic);
  g_autoptr (FakeSync) sync = fake_sync_new ();

  g_assert_cmpstr (salve_sync_face_get_title (face), ==, "On this computer only");
  salve_sync_face_follow (face, G_OBJECT (sync), "https://clinic.local:8443/fhir");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      fake_sync_set (sync, &cases[i].facts);
      g_assert_cmpstr (salve_sync_face_get_title (face), ==, cases[i].title);
      if (cases[i].detail != NULL)
        g_assert_nonnull (strstr (salve_sync_face_get_detail (face), cases[i].detail));
      g_assert_cmpint (flag (face, "needs-sign-in"), ==, cases[i].facts.state == SALVE_SYNC_NEEDS_SIGN_IN);
      g_assert_cmpint (flag (face, "untrusted"), ==, cases[i].facts.state == SALVE_SYNC_UNTRUSTED);
      g_assert_cmpint (flag (face, "has-troubles"), ==,
                       cases[i].facts.n_conflicts + cases[i].facts.n_refused > 0);
      /* Another key is a hard stop: there is no way to sync on. */
      if (cases[i].facts.state == SALVE_SYNC_UNTRUSTED)
        g_assert_false (flag (face, "can-sync"));
    }
  salve_sync_face_follow (face, NULL, NULL);
  fake_sync_set (sync, &cases[0].facts);
  g_assert_cmpstr (salve_sync_face_get_title (face), ==, "Syncing…");
}

/* Each state as it is seen, and only what can be done in it offered. */
static void
test_popover (void)
{
  g_autoptr (PatientsDesk) desk = patients_desk_new (0, "en-GB");
  g_autoptr (SalveSyncFace) face = salve_sync_face_new (desk->clinic);
  GtkWidget *bar = g_object_new (SALVE_TYPE_SYNC_BAR, "valign", GTK_ALIGN_END, NULL);
  GtkWidget *window, *popover;

  salve_sync_bar_set_face (SALVE_SYNC_BAR (bar), face);
  salve_sync_bar_set_person (SALVE_SYNC_BAR (bar), "Anna Keller");
  window = shown_open (bar, &shapes[2]);
  salve_sync_bar_open (SALVE_SYNC_BAR (bar));
  shown_paint (window);
  popover = shown_find (bar, SALVE_TYPE_SYNC_POPOVER, NULL);
  g_assert_nonnull (popover);
  g_assert_nonnull (shown_find (popover, GTK_TYPE_BUTTON, "_Connect to a Server…"));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SalveSyncFacts facts = cases[i].facts;
      g_autofree char *name = g_strdup_printf ("sync-popover-%u", i);

      facts.server = "https://clinic.local:8443/fhir";
      salve_sync_face_set_facts (face, &facts);
      shown_paint (window);
      shown_picture (popover, name);
      g_assert_null (shown_find (popover, GTK_TYPE_BUTTON, "_Connect to a Server…"));
      g_assert_cmpint (shown_find (popover, GTK_TYPE_BUTTON, "_Sign In…") != NULL, ==,
                       facts.state == SALVE_SYNC_NEEDS_SIGN_IN);
      g_assert_cmpint (shown_find (popover, GTK_TYPE_BUTTON, "S_top") != NULL, ==,
                       facts.state == SALVE_SYNC_RUNNING);
      g_assert_cmpint (shown_find (popover, GTK_TYPE_PROGRESS_BAR, NULL) != NULL, ==, facts.progress >= 0);
    }
  shown_close (window);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  dex_init ();
  g_resources_register (salve_get_resource ());
  g_test_add_func ("/sync/words", test_words);
  g_test_add_func ("/sync/popover", test_popover);
  return g_test_run ();
}
