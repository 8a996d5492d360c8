/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A kiosk of the clinic's day without its window: its own store, its own line to the clinic, the rules by which a patient
 * gets from a card to a ticket.
 *
 * usage: day-kiosk STORE KEY-FILE */
#include "config.h"

#include "line-driver.h"
#include "salve-kiosk-link.h"
#include "salve-kiosk-visit.h"

typedef struct
{
  SalveStore *store;
  SalveKioskLink *link;
  SalveKioskVisit *visit;
} Kiosk;

/* enrol BASE FINGERPRINT CODE */
static char *
do_enrol (gpointer data, char **words, GError **error)
{
  Kiosk *kiosk = data;

  dex_await (salve_kiosk_link_enrol (kiosk->link, words[1], words[2], words[3], "2468"), error);
  return g_strdup ("enrolled");
}

/* Asks for the day, as the kiosk does by itself; tells whether there is a line. */
static char *
do_refresh (gpointer data, char **words, GError **error)
{
  Kiosk *kiosk = data;

  g_autoptr (GError) why = NULL;

  dex_await (salve_kiosk_link_refresh (kiosk->link), &why);
  return g_strdup_printf ("%s %s", salve_kiosk_link_get_online (kiosk->link) ? "online" : "offline",
                          why != NULL ? why->message : "");
}

/* card CODE: all is right, they agree, and take their ticket */
static char *
do_card (gpointer data, char **words, GError **error)
{
  Kiosk *kiosk = data;
  SalveKioskDay *day = salve_kiosk_link_get_day (kiosk->link);
  const SalveKioskEntry *entry;
  g_autofree char *id = NULL, *promised = NULL, *ticket = NULL;
  g_autoptr (GError) local = NULL;

  salve_kiosk_visit_reset (kiosk->visit);
  salve_kiosk_visit_scan (kiosk->visit, words[1], day, g_get_real_time ());
  if (salve_kiosk_visit_get_step (kiosk->visit) != SALVE_KIOSK_CONFIRM)
    return g_strdup ("desk");
  salve_kiosk_visit_confirm (kiosk->visit, TRUE);
  if (salve_kiosk_visit_get_step (kiosk->visit) == SALVE_KIOSK_CONSENT)
    salve_kiosk_visit_consent (kiosk->visit, TRUE);
  entry = salve_kiosk_visit_get_entry (kiosk->visit);
  id = g_strdup (entry->id);
  promised = g_strdup (entry->ticket);
  ticket = dex_await_string (salve_kiosk_link_check_in (kiosk->link, id, "", NULL, "1", NULL), &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  salve_kiosk_visit_finish (kiosk->visit, ticket != NULL && *ticket == '\0', ticket);
  if (salve_kiosk_visit_get_step (kiosk->visit) != SALVE_KIOSK_DONE)
    return g_strdup ("desk");
  return g_strdup (ticket != NULL ? ticket : promised);
}

static const LineCommand commands[] = {
  { "enrol", 4, do_enrol },
  { "refresh", 1, do_refresh },
  { "card", 2, do_card },
};

int
main (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveStoreKey) key = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (SalveKioskVisit) visit = salve_kiosk_visit_new ();
  Kiosk kiosk = { 0 };

  dex_init ();
  if (argc != 3)
    return 2;
  key = SALVE_ENCRYPTION ? salve_store_key_new_from_hex_file (argv[2], &error) : NULL;
  g_assert_no_error (error);
  file = g_file_new_for_path (argv[1]);
  kiosk.store = salve_store_open (file, key, SALVE_STORE_OPEN_CREATE, &error);
  g_assert_no_error (error);
  kiosk.link = salve_kiosk_link_new (kiosk.store);
  kiosk.visit = visit;
  line_driver_run (commands, G_N_ELEMENTS (commands), &kiosk);
  return 0;
}
