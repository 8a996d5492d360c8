/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fault proxy as a program, for tests of whole processes: prints its port, works until its standard input ends, and
 * then prints what happened, a line a fault. */
#include "fault-proxy.h"

#include <stdio.h>

static guint
parse_faults (const char *text, GError **error)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);
  guint faults = 0;

  for (guint i = 0; words[i] != NULL; i++)
    {
      guint fault = FAULT_DROP;

      while (fault < N_FAULTS && !g_str_equal (words[i], fault_to_string (fault)))
        fault++;
      if (fault == N_FAULTS)
        {
          g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "There is no fault \"%s\"", words[i]);
          return 0;
        }
      faults |= 1u << fault;
    }
  return faults;
}

static FaultProxy *
start (int *argc, char ***argv, GError **error)
{
  gint64 seed = 0;
  int port = 0, listen_port = 0, per_mille = 100, most_delay = 0;
  gboolean tls = FALSE;
  g_autofree char *host = NULL, *faults = NULL, *certificate = NULL;
  g_autoptr (GTlsCertificate) own = NULL;
  const GOptionEntry entries[] = {
    { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, "Decides what happens to which connection", "NUMBER" },
    { "host", 0, 0, G_OPTION_ARG_STRING, &host, "The server's (127.0.0.1)", "HOST" },
    { "port", 0, 0, G_OPTION_ARG_INT, &port, "The server's", "PORT" },
    { "listen", 0, 0, G_OPTION_ARG_INT, &listen_port, "The proxy's (any)", "PORT" },
    { "tls", 0, 0, G_OPTION_ARG_NONE, &tls, "The server speaks TLS", NULL },
    { "certificate", 0, 0, G_OPTION_ARG_FILENAME, &certificate, "The proxy speaks TLS, with this and its key",
      "FILE" },
    { "per-mille", 0, 0, G_OPTION_ARG_INT, &per_mille, "How many of 1000 connections meet with a fault (100)",
      "N" },
    { "faults", 0, 0, G_OPTION_ARG_STRING, &faults, "Which (all)", "NAME,NAME" },
    { "most-delay", 0, 0, G_OPTION_ARG_INT, &most_delay, "How late an answer may be (50)", "MILLISECONDS" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("- a bad network");
  FaultProxyConfig config = { 0 };

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return NULL;
  if (faults != NULL && (config.faults = parse_faults (faults, error)) == 0)
    return NULL;
  if (certificate != NULL && (own = g_tls_certificate_new_from_file (certificate, error)) == NULL)
    return NULL;
  config.seed = seed;
  config.host = host;
  config.port = port;
  config.listen_port = listen_port;
  config.server_tls = tls;
  config.certificate = own;
  config.per_mille = per_mille;
  config.most_delay = most_delay;
  return fault_proxy_new (&config, error);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FaultProxy) proxy = start (&argc, &argv, &error);

  if (proxy == NULL)
    {
      fprintf (stderr, "fault-proxy: %s\n", error->message);
      return 2;
    }
  printf ("%u\n", fault_proxy_get_port (proxy));
  fflush (stdout);
  while (getchar () != EOF)
    ;
  for (guint fault = FAULT_NONE; fault < N_FAULTS; fault++)
    printf ("%s %u\n", fault_to_string (fault), fault_proxy_get_count (proxy, fault));
  return 0;
}
