/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-application.h"
#include "salve-kiosk-application.h"

#include <glib/gi18n.h>
#include <libdex.h>
#include <locale.h>
#include <sys/prctl.h>
#include <sys/resource.h>

/* Patients' data shall not be in a core dump, nor readable by another program of the same person through /proc. */
static void
keep_memory_private (void)
{
  const struct rlimit none = { 0, 0 };

  setrlimit (RLIMIT_CORE, &none);
  if (!g_getenv ("SALVE_DEBUG"))
    prctl (PR_SET_DUMPABLE, 0);
}

int
main (int argc, char *argv[])
{
  g_autoptr (SalveApplication) application = NULL;
  const char *locale_dir = g_getenv ("SALVE_LOCALE_DIR");
  int status;

  if (salve_kiosk_is_asked_for (argc, argv))
    salve_kiosk_forget_what_is_freed (argv);
  keep_memory_private ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, locale_dir ? locale_dir : SALVE_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  if (salve_kiosk_is_asked_for (argc, argv))
    {
      g_autoptr (GApplication) kiosk = salve_kiosk_application_new ();

      dex_init ();
      return g_application_run (kiosk, argc, argv);
    }
  dex_init ();

  application = salve_application_new ();
  status = g_application_run (G_APPLICATION (application), argc, argv);
  return status == 0 && salve_application_has_failed (application) ? 1 : status;
}
