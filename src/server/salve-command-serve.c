/* SPDX-License-Identifier: GPL-3.0-or-later */
/* serve: the clinic's server. At its first start it makes its file, its certificate and a code for the first
 * administrator, and says what to type or scan at a desk. */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gi18n.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "salve-announce.h"
#include "salve-clinic-ca.h"
#include "salve-command.h"
#include "salve-fingerprint.h"
#include "salve-jobs.h"
#include "salve-listener.h"
#include "salve-notice-board.h"
#include "salve-oauth.h"
#include "salve-fixed-token.h"
#include "salve-http-remote.h"
#include "salve-index-maker.h"
#include "salve-qr-text.h"
#include "salve-relay.h"
#include "salve-server-address.h"
#include "salve-service.h"
#include "salve-store-sync.h"
#include "salve-upkeep.h"

#define DEFAULT_PORT 8443
/* The first descriptor that systemd hands over (sd_listen_fds(3)). */
#define FIRST_FD 3

static char **listen_options = NULL;
static char **name_options = NULL;
static char *folder_option = NULL;
static char *zone_option = NULL;
static char *admin_option = NULL;
static char *relay_option = NULL;
static char *relay_token_option = NULL;
static int relay_interval_option = 300;
static int connections_option = 256;
static int address_connections_option = 32;
static int index_wait_option = 5;
static gboolean plain_option = FALSE;
static gboolean quiet_option = FALSE;

static const GOptionEntry serve_options[] = {
  { "listen", 'l', 0, G_OPTION_ARG_STRING_ARRAY, &listen_options,
    N_ ("Listen at ADDRESS:PORT; every address at port 8443 if not given; again for more"),
    N_ ("ADDRESS:PORT") },
  { "name", 'n', 0, G_OPTION_ARG_STRING_ARRAY, &name_options,
    N_ ("A further name or address by which desks reach this machine"), N_ ("NAME") },
  { "folder", 0, 0, G_OPTION_ARG_FILENAME, &folder_option,
    N_ ("Keep the certificates in FOLDER; beside the store if not given"), N_ ("FOLDER") },
  { "zone", 0, 0, G_OPTION_ARG_STRING, &zone_option, N_ ("The clinic’s time zone, such as Europe/Berlin"),
    N_ ("ZONE") },
  { "administrator", 0, 0, G_OPTION_ARG_STRING, &admin_option,
    N_ ("Name of the first administrator; “admin” if not given"), N_ ("NAME") },
  { "relay", 0, 0, G_OPTION_ARG_STRING, &relay_option,
    N_ ("Send new reports on to the FHIR server at ADDRESS"), N_ ("ADDRESS") },
  { "relay-token-file", 0, 0, G_OPTION_ARG_FILENAME, &relay_token_option,
    N_ ("The token for that server is in FILE"), N_ ("FILE") },
  { "relay-interval", 0, 0, G_OPTION_ARG_INT, &relay_interval_option,
    N_ ("Every so many SECONDS; 300 if not given"), N_ ("SECONDS") },
  { "connections", 0, 0, G_OPTION_ARG_INT, &connections_option,
    N_ ("Let at most N programs be connected at one time; 256 if not given"), N_ ("N") },
  { "connections-per-address", 0, 0, G_OPTION_ARG_INT, &address_connections_option,
    N_ ("At most N from one address that are not signed in; 32 if not given"), N_ ("N") },
  { "index-wait", 0, 0, G_OPTION_ARG_INT, &index_wait_option,
    N_ ("Listen after so many SECONDS, though searches wait until their index is made; 5 if not given"),
    N_ ("SECONDS") },
  { "plain", 0, 0, G_OPTION_ARG_NONE, &plain_option,
    N_ ("Without TLS; only at this machine’s own address, behind a proxy that has it"), NULL },
  { "quiet", 'q', 0, G_OPTION_ARG_NONE, &quiet_option,
    N_ ("Print one line with the address, and no picture to scan"), NULL },
  G_OPTION_ENTRY_NULL,
};

typedef struct
{
  SalveCommandContext *context;
  SalveStore *store;
  SalveAccounts *accounts;
  SalveService *service;
  SalveListener *listener;
  SalveAnnounce *announce;
  SalveUpkeep *upkeep;
  SalveIndexMaker *indexing;
  SalveRelay *relay;
  guint renewal;
  GTlsCertificate *certificate;
  char *fingerprint;
  char *code; /* of the first administrator; NULL where there is one */
  char *base;
} Serve;

static void
serve_clear (Serve *self)
{
  g_clear_object (&self->announce);
  g_clear_object (&self->listener);
  g_clear_handle_id (&self->renewal, g_source_remove);
  g_clear_pointer (&self->relay, salve_relay_free);
  g_clear_pointer (&self->upkeep, salve_upkeep_free);
  g_clear_pointer (&self->indexing, salve_index_maker_free);
  g_clear_pointer (&self->service, salve_service_free);
  g_clear_object (&self->accounts);
  g_clear_object (&self->certificate);
  g_free (self->fingerprint);
  g_free (self->code);
  g_free (self->base);
}

/* By what this machine may be called: its name, the name that mDNS gives it, every address it has. */
static GStrv
list_names (void)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autofree char *local = g_strconcat (g_get_host_name (), ".local", NULL);
  struct ifaddrs *all = NULL;

  g_strv_builder_add_many (names, g_get_host_name (), local, "localhost", NULL);
  if (getifaddrs (&all) == 0)
    for (struct ifaddrs *one = all; one != NULL; one = one->ifa_next)
      {
        g_autoptr (GSocketAddress) address = NULL;
        g_autofree char *text = NULL;

        if (one->ifa_addr == NULL
            || (one->ifa_addr->sa_family != AF_INET && one->ifa_addr->sa_family != AF_INET6))
          continue;
        address = g_socket_address_new_from_native (one->ifa_addr, one->ifa_addr->sa_family == AF_INET
                                                                       ? sizeof (struct sockaddr_in)
                                                                       : sizeof (struct sockaddr_in6));
        text = g_inet_address_to_string (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
        g_strv_builder_add (names, text);
      }
  freeifaddrs (all);
  for (guint i = 0; name_options != NULL && name_options[i] != NULL; i++)
    g_strv_builder_add (names, name_options[i]);
  return g_strv_builder_end (names);
}

static gboolean
make_certificate (Serve *self, GError **error)
{
  g_autofree char *beside = g_path_get_dirname (self->context->store_path);
  g_autofree char *path =
      folder_option != NULL ? g_strdup (folder_option) : g_build_filename (beside, "server", NULL);
  g_autoptr (GFile) folder = g_file_new_for_path (path);
  g_auto (GStrv) names = list_names ();

  if (plain_option)
    return TRUE;
  self->certificate = salve_clinic_ca_ensure (folder, (const char *const *)names,
                                              g_get_real_time () / G_USEC_PER_SEC, &self->fingerprint, error);
  return self->certificate != NULL;
}

/* A server runs for years, a certificate does not; its key stays, so that no desk notices. */
static gboolean
renew_cb (gpointer data)
{
  Serve *self = data;
  g_autoptr (GError) error = NULL;

  g_clear_object (&self->certificate);
  g_clear_pointer (&self->fingerprint, g_free);
  if (make_certificate (self, &error))
    salve_listener_set_certificate (self->listener, self->certificate);
  else
    g_warning ("The certificate could not be looked after: %s", error->message);
  return G_SOURCE_CONTINUE;
}

static GTimeZone *
clinic_zone (GError **error)
{
  GTimeZone *zone;

  if (zone_option == NULL)
    return g_time_zone_new_local ();
  zone = g_time_zone_new_identifier (zone_option);
  if (zone == NULL)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _ ("There is no time zone “%s”"),
                 zone_option);
  return zone;
}

/* Whoever sends e-mail comes later: until then the administrator reads the code here and hands it over. */
static void
print_code (SalveCodeKind kind, const SalveAccount *account, const char *to, const char *code, gpointer data)
{
  fprintf (stderr, _ ("salve-server: one-time code for “%s”: %s\n"), account->login, code);
}

/* What a desk keeps the same with its server is no server's file itself. */
static gboolean
check_no_desk (Serve *self, GError **error)
{
  g_autofree char *server = salve_store_get_setting (self->store, SALVE_SETTING_SERVER, NULL);

  if (server == NULL || *server == '\0')
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("“%s” is the file of a desk that is connected to %s: give the server a file of its own"),
               self->context->store_path, server);
  return FALSE;
}

static gboolean
open_store (Serve *self, GError **error)
{
  self->store = salve_command_open_store (self->context, TRUE, error);
  if (self->store == NULL)
    return FALSE;
  if (!check_no_desk (self, error))
    return FALSE;
  salve_store_set_keeps_outbox (self->store, FALSE);
  self->indexing = salve_index_maker_new (self->store);
  if (!salve_index_maker_run_for (self->indexing, MAX (0, index_wait_option) * G_TIME_SPAN_SECOND,
                                  self->context, error))
    return FALSE;
  self->accounts = salve_accounts_new (self->store);
  salve_accounts_set_sender (self->accounts, print_code, NULL, NULL);
  return TRUE;
}

static gboolean
ensure_administrator (Serve *self, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  self->code = dex_await_string (
      salve_accounts_ensure_administrator (self->accounts, admin_option != NULL ? admin_option : "admin"),
      &local_error);
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
listen_one (Serve *self, const char *text, GError **error)
{
  g_autoptr (GSocketConnectable) parsed = g_network_address_parse (text, DEFAULT_PORT, error);
  g_autoptr (GInetAddress) host = NULL;
  g_autoptr (GSocketAddress) address = NULL;

  if (parsed == NULL)
    return FALSE;
  host = g_inet_address_new_from_string (g_network_address_get_hostname (G_NETWORK_ADDRESS (parsed)));
  if (host == NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("“%s” is no address to listen at, such as 192.168.1.10:8443 or [::]:8443"), text);
      return FALSE;
    }
  address = g_inet_socket_address_new (host, g_network_address_get_port (G_NETWORK_ADDRESS (parsed)));
  return salve_listener_listen (self->listener, address, self->certificate, error);
}

/* systemd hands sockets over where the unit says so; otherwise we make our own. Returns: how many were handed over */
static int
n_handed_over (void)
{
  const char *process = g_getenv ("LISTEN_PID"), *count = g_getenv ("LISTEN_FDS");
  guint64 id, n;

  if (process == NULL || count == NULL || !g_ascii_string_to_unsigned (process, 10, 1, G_MAXINT, &id, NULL)
      || (pid_t)id != getpid () || !g_ascii_string_to_unsigned (count, 10, 1, 16, &n, NULL))
    return 0;
  return (int)n;
}

/* Each connection is a file; the store, TLS and what is sent need some more. */
#define OTHER_FILES 256

static gboolean
read_limits (SalveListenerLimits *limits, GError **error)
{
  struct rlimit files;

  if (connections_option < 1 || address_connections_option < 1)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _ ("The number of connections has to be 1 or more"));
      return FALSE;
    }
  limits->total = (guint)connections_option;
  limits->per_address = (guint)address_connections_option;
  if (getrlimit (RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < (rlim_t)connections_option + OTHER_FILES)
    {
      files.rlim_cur = MIN (files.rlim_max, (rlim_t)connections_option + OTHER_FILES);
      setrlimit (RLIMIT_NOFILE, &files);
    }
  return TRUE;
}

static gboolean
listen_all (Serve *self, GError **error)
{
  const char *const everywhere[] = { "[::]:8443", NULL };
  const char *const *addresses = listen_options != NULL ? (const char *const *)listen_options : everywhere;
  SalveListenerLimits limits = { 0 };
  int handed = n_handed_over ();

  if (!read_limits (&limits, error))
    return FALSE;
  self->listener = salve_listener_new (self->service->soup, &limits);
  for (int i = 0; i < handed; i++)
    if (!salve_listener_adopt (self->listener, FIRST_FD + i, self->certificate, error))
      return FALSE;
  for (guint i = 0; handed == 0 && addresses[i] != NULL; i++)
    if (!listen_one (self, addresses[i], error))
      return FALSE;
  return TRUE;
}

static void
keep_open (SoupServerMessage *message, gpointer data)
{
  salve_listener_keep_open (data, message);
}

static void
met (SoupServerMessage *message, gboolean known, gpointer data)
{
  salve_listener_set_known (data, message, known);
}

/* Bundles and uploads may be large; everything else is one resource or one form. */
static gsize
body_limit (const char *method, const char *path, gpointer data)
{
  if (g_str_has_prefix (path, "/oauth/"))
    return 16 * 1024;
  return g_str_has_prefix (path, "/api/") ? 64 * 1024 * 1024 : SALVE_RESOURCE_MAX_SIZE + 64 * 1024;
}

/* How desks reach it. The port is known only when the socket is there. */
static void
set_base (Serve *self, guint port)
{
  const char *host = name_options != NULL ? name_options[0] : NULL;
  g_autofree char *local = g_strconcat (g_get_host_name (), ".local", NULL);

  if (host == NULL && listen_options != NULL
      && (g_str_has_prefix (listen_options[0], "127.0.0.1")
          || g_str_has_prefix (listen_options[0], "localhost")))
    host = "127.0.0.1";
  self->base =
      g_strdup_printf ("%s://%s:%u", plain_option ? "http" : "https", host != NULL ? host : local, port);
}

/* Tells systemd that it is up, where it asked to be told (sd_notify(3)). */
static void
tell_systemd (const char *state)
{
  const char *path = g_getenv ("NOTIFY_SOCKET");
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GSocketAddress) address = NULL;

  if (path == NULL || (path[0] != '/' && path[0] != '@'))
    return;
  socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);
  address = path[0] == '@'
                ? g_unix_socket_address_new_with_type (path + 1, -1, G_UNIX_SOCKET_ADDRESS_ABSTRACT)
                : g_unix_socket_address_new (path);
  if (socket != NULL)
    g_socket_send_to (socket, address, state, strlen (state), NULL, NULL);
}

/* What to type or scan at a desk. */
static void
print_welcome (Serve *self)
{
  SalveCommandContext *context = self->context;
  g_autofree char *shown = self->fingerprint != NULL ? salve_fingerprint_format (self->fingerprint) : NULL;
  g_autofree char *scan =
      self->fingerprint != NULL ? g_strdup_printf ("%s/fhir#%s", self->base, self->fingerprint) : NULL;
  g_autofree char *picture = scan != NULL && !quiet_option ? salve_qr_text (scan) : NULL;

  yyjson_mut_obj_add_strcpy (context->report, context->root, "address", self->base);
  if (self->fingerprint != NULL)
    yyjson_mut_obj_add_strcpy (context->report, context->root, "fingerprint", self->fingerprint);
  salve_command_say (context, _ ("The clinic’s server is at %s"), self->base);
  if (shown != NULL)
    salve_command_say (context, _ ("Its key, to compare at each desk: %s"), shown);
  if (picture != NULL)
    salve_command_say (context, "\n%s", picture);
  if (self->code != NULL)
    salve_command_say (
        context, _ ("The first administrator is “%s”, who chooses a password with this one-time code: %s"),
        admin_option != NULL ? admin_option : "admin", self->code);
  salve_command_say (context, _ ("Ready. Ctrl+C stops it."));
  fflush (stdout);
}

/* Whoever passes reports on is vouched for by the system's authorities, as other servers on the internet are. */
static gboolean
start_relay (Serve *self, GError **error)
{
  g_autoptr (SalveTrust) trust = NULL;
  g_autoptr (SalveTokenSource) token = NULL;
  g_autoptr (SalveRemote) remote = NULL;
  g_autofree char *base = NULL;
  g_autofree char *text = NULL;

  if (relay_option == NULL)
    return TRUE;
  base = salve_server_address_parse (relay_option, error);
  if (base == NULL
      || (relay_token_option != NULL && !g_file_get_contents (relay_token_option, &text, NULL, error)))
    return FALSE;
  trust = salve_trust_new (NULL);
  token = text != NULL ? salve_fixed_token_new (g_strstrip (text)) : NULL;
  remote = salve_http_remote_new (base, trust, token);
  self->relay = salve_relay_new (self->store, remote, (guint)MAX (1, relay_interval_option));
  return TRUE;
}

static gboolean
start (Serve *self, GError **error)
{
  g_autoptr (GTimeZone) zone = clinic_zone (error);

  if (zone == NULL || !open_store (self, error) || !make_certificate (self, error))
    return FALSE;
  /* The port is part of the address, and the socket needs the service's SoupServer: the address comes second. */
  self->service = salve_service_new (self->store, self->accounts, zone);
  if (!listen_all (self, error))
    return FALSE;
  /* The code is shown once: it is made when nothing can go wrong any more. */
  if (!ensure_administrator (self, error))
    return FALSE;
  set_base (self, salve_listener_get_port (self->listener));
  salve_service_set_base (self->service, self->base);
  salve_oauth_add_handlers (self->service->soup, self->accounts, self->base);
  salve_listener_set_body_limit (self->listener, body_limit, self);
  salve_notice_board_set_listener (self->service->notices, keep_open, self->listener);
  salve_service_set_met (self->service, met, self->listener);
  if (!plain_option)
    self->announce =
        salve_announce_new (g_get_host_name (), salve_listener_get_port (self->listener), self->fingerprint);
  if (!plain_option)
    self->renewal = g_timeout_add_seconds (24 * 3600, renew_cb, self);
  self->service->indexing = self->indexing;
  salve_index_maker_go_on (self->indexing, self->service);
  salve_jobs_start (self->service->jobs);
  self->upkeep = salve_upkeep_new (self->service);
  return start_relay (self, error);
}

static void
stop (Serve *self)
{
  tell_systemd ("STOPPING=1");
  g_clear_object (&self->announce);
  if (self->listener != NULL)
    salve_listener_stop (self->listener);
  if (self->service != NULL)
    {
      dex_await (salve_index_maker_stop (self->indexing), NULL);
      salve_notice_board_close (self->service->notices);
      dex_await (salve_service_drain (self->service), NULL);
    }
}

static SalveExit
run_serve (SalveCommandContext *context, GError **error)
{
  Serve self = { .context = context };
  gboolean good;

  if (!salve_command_check_arguments (context, 0, 0, error))
    return SALVE_EXIT_USAGE;
  good = start (&self, error);
  if (good)
    {
      print_welcome (&self);
      tell_systemd ("READY=1");
      dex_await (dex_cancellable_new_from_cancellable (context->cancellable), NULL);
    }
  stop (&self);
  serve_clear (&self);
  if (self.store != NULL && !salve_command_close_store (self.store, good ? error : NULL))
    good = FALSE;
  return good ? SALVE_EXIT_DONE : SALVE_EXIT_FAILED;
}

const SalveCommand salve_command_serve = {
  .name = "serve",
  .arguments = N_ ("[--listen ADDRESS:PORT]"),
  .summary = N_ ("Serve one clinic: FHIR over HTTPS for its desks and kiosks"),
  .description =
      N_ ("Makes the store, a certificate and the first administrator where they are not there yet, and runs "
          "until it is asked to stop (Ctrl+C, SIGTERM). What is under way is finished first."),
  .options = serve_options,
  .store_name = "server.salve",
  .run = run_serve,
};
