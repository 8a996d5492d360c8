/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses of servers, from what a person types to the one form in which they are kept and compared. */
#define G_LOG_DOMAIN "salve-net"

#include "config.h"

#include "salve-server-address.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_ADDRESS 2048

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, SALVE_NET_ERROR, SALVE_NET_ERROR_ADDRESS, message);
  return FALSE;
}

/**
 * salve_server_address_is_loopback:
 * @host: a name or an address without brackets
 *
 * Whether what goes to @host stays on this machine. Only the name "localhost" itself counts among names: any other may
 * come to mean another machine (RFC 6761, section 6.3).
 */
gboolean
salve_server_address_is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = NULL;

  g_return_val_if_fail (host != NULL, FALSE);
  if (g_ascii_strcasecmp (host, "localhost") == 0)
    return TRUE;
  address = g_inet_address_new_from_string (host);
  return address != NULL && g_inet_address_get_is_loopback (address);
}

static int
get_port (GUri *uri)
{
  int port = g_uri_get_port (uri);

  if (port != -1)
    return port;
  return g_str_equal (g_uri_get_scheme (uri), "https") || g_str_equal (g_uri_get_scheme (uri), "wss") ? 443
                                                                                                      : 80;
}

/**
 * salve_server_address_same_origin:
 *
 * Whether both have the same scheme, host and port, exactly; credentials go nowhere else.
 */
gboolean
salve_server_address_same_origin (GUri *one, GUri *other)
{
  return g_ascii_strcasecmp (g_uri_get_scheme (one), g_uri_get_scheme (other)) == 0
         && g_uri_get_host (one) != NULL && g_uri_get_host (other) != NULL
         && g_ascii_strcasecmp (g_uri_get_host (one), g_uri_get_host (other)) == 0
         && get_port (one) == get_port (other);
}

/* Three kinds: "https://…", "host:port/path", and an IPv6 address without its brackets. */
static char *
complete (const char *typed, gboolean *scheme_typed)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (typed);

  *scheme_typed = strstr (typed, "://") != NULL;
  if (*scheme_typed)
    return g_strdup (typed);
  if (address != NULL && g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6)
    return g_strdup_printf ("https://[%s]", typed);
  return g_strconcat ("https://", typed, NULL);
}

static char *
normalise_host (GUri *uri, GError **error)
{
  const char *host = g_uri_get_host (uri);
  g_autofree char *ascii = NULL;

  if (host == NULL || *host == '\0')
    {
      refuse (
          error,
          _ ("This address names no computer: type the server’s name or address, such as clinic.example"));
      return NULL;
    }
  /* An address of IPv6 that needs a network's name beside it (RFC 4007) is no address for all desks. */
  if (g_hostname_is_ip_address (host) && strchr (host, '%') == NULL)
    return g_ascii_strdown (host, -1);
  ascii = g_hostname_to_ascii (host);
  if (ascii == NULL || ascii[strspn (ascii, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS ".-_")] != '\0'
      || *ascii == '.' || strstr (ascii, "..") != NULL)
    {
      g_set_error (error, SALVE_NET_ERROR, SALVE_NET_ERROR_ADDRESS, _ ("“%s” is not the name of a computer"),
                   host);
      return NULL;
    }
  return g_ascii_strdown (ascii, -1);
}

static gboolean
check_parts (GUri *uri, GError **error)
{
  const char *scheme = g_uri_get_scheme (uri);
  const char *path = g_uri_get_path (uri);

  if (!g_str_equal (scheme, "https") && !g_str_equal (scheme, "http"))
    {
      g_set_error (error, SALVE_NET_ERROR, SALVE_NET_ERROR_ADDRESS,
                   _ ("A server’s address begins with https://, not with %s://"), scheme);
      return FALSE;
    }
  if (g_uri_get_userinfo (uri) != NULL)
    return refuse (error, _ ("A server’s address holds no name or password: leave out what is before the @"));
  if (g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    return refuse (error, _ ("A server’s address ends before any ? or #"));
  /* RFC 3986, section 3.3. */
  if (path[strspn (path, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-._~!$&'()*+,;=:@%/")] != '\0')
    return refuse (error, _ ("A server’s address has signs in it that no address has"));
  if (g_uri_get_port (uri) == 0)
    return refuse (error, _ ("There is no port 0"));
  return TRUE;
}

static char *
normalise_path (const char *path, gboolean scheme_typed)
{
  g_autoptr (GString) text = g_string_new (path);

  while (text->len > 0 && text->str[text->len - 1] == '/')
    g_string_truncate (text, text->len - 1);
  if (text->len == 0 && !scheme_typed)
    g_string_assign (text, SALVE_SERVER_DEFAULT_PATH);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * salve_server_address_parse:
 * @typed: what a person typed or a server announced: "clinic.example", "192.168.1.5:8443", "fd00::1",
 *   "https://clinic.example/fhir"
 * @error: (nullable): SALVE_NET_ERROR_ADDRESS, in words for that person
 *
 * Without a scheme it is a salve-server: its own port and path stand in for what is missing. Plain HTTP is taken for this
 * machine alone.
 *
 * Returns: (transfer full) (nullable): the base address, without a slash at its end
 */
char *
salve_server_address_parse (const char *typed, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (typed));
  g_autofree char *whole = NULL;
  g_autofree char *host = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GUri) uri = NULL;
  g_autoptr (GUri) base = NULL;
  gboolean scheme_typed;
  int port;

  g_return_val_if_fail (typed != NULL, NULL);
  if (*stripped == '\0' || strlen (stripped) > MAX_ADDRESS || !g_utf8_validate (stripped, -1, NULL))
    {
      refuse (error, _ ("Type the server’s name or address, such as clinic.example"));
      return NULL;
    }
  for (const char *p = stripped; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p) || *p == ' ')
      {
        refuse (error, _ ("There is no space or line break in a server’s address"));
        return NULL;
      }
  whole = complete (stripped, &scheme_typed);
  uri = g_uri_parse (whole, G_URI_FLAGS_ENCODED, NULL);
  if (uri == NULL)
    {
      g_set_error (error, SALVE_NET_ERROR, SALVE_NET_ERROR_ADDRESS, _ ("“%s” is not a server’s address"),
                   stripped);
      return NULL;
    }
  if (!check_parts (uri, error) || (host = normalise_host (uri, error)) == NULL)
    return NULL;
  if (g_str_equal (g_uri_get_scheme (uri), "http") && !salve_server_address_is_loopback (host))
    {
      refuse (error, _ ("Patients’ data does not go over an open line: use https:// (http:// works on this "
                        "computer only)"));
      return NULL;
    }
  path = normalise_path (g_uri_get_path (uri), scheme_typed);
  port = g_uri_get_port (uri);
  if (port == -1 && !scheme_typed)
    port = SALVE_SERVER_DEFAULT_PORT;
  if (port == (g_str_equal (g_uri_get_scheme (uri), "https") ? 443 : 80))
    port = -1;
  base = g_uri_build (G_URI_FLAGS_ENCODED, g_uri_get_scheme (uri), NULL, host, port, path, NULL, NULL);
  return g_uri_to_string (base);
}

/**
 * salve_server_address_origin:
 * @address: an absolute address
 *
 * Returns: (transfer full) (nullable): its scheme, host and port; NULL when it has none
 */
char *
salve_server_address_origin (const char *address)
{
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr (GUri) origin = NULL;

  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return NULL;
  origin = g_uri_build (G_URI_FLAGS_ENCODED, g_uri_get_scheme (uri), NULL, g_uri_get_host (uri),
                        g_uri_get_port (uri), "", NULL, NULL);
  return g_uri_to_string (origin);
}
