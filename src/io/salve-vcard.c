/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes a person as vCard 4.0 (RFC 6350), for the clipboard and for dragging into an address book. Nothing clinical
 * goes in, and no number of the clinic's. */

#define G_LOG_DOMAIN "salve-io"

#include "config.h"

#include "salve-vcard.h"

#include <string.h>

#define MAX_LINE 75 /* octets, without the line break: RFC 6350 3.2 */

/* Folds a content line so that no character is cut in two (RFC 6350 3.2). */
static void
append_line (GString *card, const char *line)
{
  gsize in_line = 0;

  for (const char *at = line; *at != '\0'; at = g_utf8_next_char (at))
    {
      gsize length = (gsize)(g_utf8_next_char (at) - at);

      if (in_line + length > MAX_LINE)
        {
          g_string_append (card, "\r\n ");
          in_line = 1;
        }
      g_string_append_len (card, at, (gssize)length);
      in_line += length;
    }
  g_string_append (card, "\r\n");
}

/* Text values: backslash, comma, semicolon and line breaks (RFC 6350 3.4). Other control characters may not stand in
 * a card at all and become spaces. */
static void
append_escaped (GString *line, const char *text)
{
  for (const char *at = text; at != NULL && *at != '\0'; at++)
    switch (*at)
      {
      case '\\':
      case ',':
      case ';':
        g_string_append_c (line, '\\');
        g_string_append_c (line, *at);
        break;
      case '\r':
        if (at[1] != '\n')
          g_string_append (line, "\\n");
        break;
      case '\n':
        g_string_append (line, "\\n");
        break;
      default:
        if (((guchar)*at < 0x20 && *at != '\t') || *at == 0x7f)
          g_string_append_c (line, ' ');
        else
          g_string_append_c (line, *at);
      }
}

static void
append_property (GString *card, const char *name_and_parameters, const char *value)
{
  g_autoptr (GString) line = g_string_new (name_and_parameters);

  g_string_append_c (line, ':');
  append_escaped (line, value);
  append_line (card, line->str);
}

static void
append_list (GString *line, char **items, guint from)
{
  gboolean first = TRUE;

  for (guint i = 0; items != NULL && items[i] != NULL; i++)
    {
      if (i < from)
        continue;
      if (!first)
        g_string_append_c (line, ',');
      first = FALSE;
      append_escaped (line, items[i]);
    }
}

/* N: family;given;additional;prefixes;suffixes (RFC 6350 6.2.2). */
static void
append_structured_name (GString *card, const SalvePersonName *name)
{
  g_autoptr (GString) line = g_string_new ("N:");

  append_escaped (line, name->family);
  g_string_append_c (line, ';');
  if (name->given && name->given[0])
    append_escaped (line, name->given[0]);
  g_string_append_c (line, ';');
  append_list (line, name->given, 1);
  g_string_append_c (line, ';');
  append_list (line, name->prefix, 0);
  g_string_append_c (line, ';');
  append_list (line, name->suffix, 0);
  append_line (card, line->str);
}

static gboolean
is_outdated (const SalvePersonName *name)
{
  return name->use == SALVE_NAME_USE_OLD || name->use == SALVE_NAME_USE_MAIDEN
         || name->use == SALVE_NAME_USE_ANONYMOUS;
}

static void
append_names (GString *card, const SalveVcardPerson *person, const SalveLocale *locale)
{
  gboolean structured = FALSE;
  guint written = 0;

  for (guint i = 0; person->names != NULL && i < person->names->len; i++)
    {
      const SalvePersonName *name = person->names->pdata[i];
      g_autofree char *full = NULL;

      if (is_outdated (name) && person->names->len > 1)
        continue;
      full = salve_person_name_format_full (name, locale);
      if (full == NULL || *full == '\0')
        continue;
      if (name->use == SALVE_NAME_USE_NICKNAME && person->names->len > 1)
        {
          append_property (card, "NICKNAME", full);
          continue;
        }
      append_property (card, written == 0 ? "FN" : "FN;PREF=2", full);
      written++;
      if (!structured && (name->family || (name->given && name->given[0])))
        {
          append_structured_name (card, name);
          structured = TRUE;
        }
    }
  if (written == 0)
    append_line (card, "FN:"); /* the property is required, its value may be empty */
}

/* RFC 6350 4.3.1: 19740412, 1974-03, 1974, --0412; an estimate has no form but words (6.2.5). */
static void
append_birth_date (GString *card, SalvePartialDate date)
{
  g_autofree char *value = NULL;

  if (date.year == 0 && date.month != 0 && date.day != 0)
    value = g_strdup_printf ("--%02u%02u", date.month, date.day);
  else
    switch ((SalveDatePrecision)date.precision)
      {
      case SALVE_DATE_PRECISION_DAY:
        value = g_strdup_printf ("%04d%02u%02u", date.year, date.month, date.day);
        break;
      case SALVE_DATE_PRECISION_MONTH:
        value = g_strdup_printf ("%04d-%02u", date.year, date.month);
        break;
      case SALVE_DATE_PRECISION_YEAR:
        value = g_strdup_printf ("%04d", date.year);
        break;
      case SALVE_DATE_PRECISION_NONE:
      default:
        return;
      }
  if (date.estimated)
    {
      g_autofree char *about = g_strconcat ("circa ", value, NULL);

      append_property (card, "BDAY;VALUE=text", about);
    }
  else
    append_property (card, "BDAY", value);
}

static void
append_gender (GString *card, const char *gender)
{
  if (g_strcmp0 (gender, "male") == 0)
    append_line (card, "GENDER:M");
  else if (g_strcmp0 (gender, "female") == 0)
    append_line (card, "GENDER:F");
  else if (g_strcmp0 (gender, "other") == 0)
    append_line (card, "GENDER:O");
  else if (g_strcmp0 (gender, "unknown") == 0)
    append_line (card, "GENDER:U");
}

static const char *
telecom_property (SalveTelecomSystem system)
{
  switch (system)
    {
    case SALVE_TELECOM_SYSTEM_EMAIL:
      return "EMAIL";
    case SALVE_TELECOM_SYSTEM_URL:
      return "URL";
    case SALVE_TELECOM_SYSTEM_PHONE:
    case SALVE_TELECOM_SYSTEM_FAX:
    case SALVE_TELECOM_SYSTEM_PAGER:
    case SALVE_TELECOM_SYSTEM_SMS:
      return "TEL";
    case SALVE_TELECOM_SYSTEM_NONE:
    case SALVE_TELECOM_SYSTEM_OTHER:
    default:
      return NULL;
    }
}

static void
append_telecom (GString *card, const SalveTelecom *telecom)
{
  const char *property = telecom_property (telecom->system);
  g_autoptr (GString) line = g_string_new (property);
  g_autoptr (GString) types = g_string_new (NULL);

  if (property == NULL || telecom->value == NULL || telecom->use == SALVE_TELECOM_USE_OLD)
    return;
  if (telecom->use == SALVE_TELECOM_USE_HOME)
    g_string_append (types, ",home");
  else if (telecom->use == SALVE_TELECOM_USE_WORK)
    g_string_append (types, ",work");
  if (telecom->system == SALVE_TELECOM_SYSTEM_FAX)
    g_string_append (types, ",fax");
  else if (telecom->system == SALVE_TELECOM_SYSTEM_PAGER)
    g_string_append (types, ",pager");
  else if (telecom->system == SALVE_TELECOM_SYSTEM_SMS)
    g_string_append (types, ",text");
  else if (telecom->system == SALVE_TELECOM_SYSTEM_PHONE)
    g_string_append (types, telecom->use == SALVE_TELECOM_USE_MOBILE ? ",cell" : ",voice");
  if (types->len > 0)
    g_string_append_printf (line, ";TYPE=%s", types->str + 1);
  if (telecom->rank >= 1 && telecom->rank <= 100)
    g_string_append_printf (line, ";PREF=%u", telecom->rank);
  /* A URL is a URI, in which these characters are not escaped (RFC 6350 6.7.8). */
  g_string_append_c (line, ':');
  if (telecom->system == SALVE_TELECOM_SYSTEM_URL)
    {
      g_autofree char *uri = g_uri_escape_string (telecom->value, ":/?#[]@!$&'()*+,;=%", FALSE);

      g_string_append (line, uri);
    }
  else
    append_escaped (line, telecom->value);
  append_line (card, line->str);
}

/* ADR: box;extended;street;locality;region;code;country (RFC 6350 6.3.1). */
static void
append_address (GString *card, const SalveAddress *address)
{
  g_autoptr (GString) line = g_string_new ("ADR");

  if (address->use == SALVE_ADDRESS_USE_OLD || salve_address_is_empty (address))
    return;
  if (address->use == SALVE_ADDRESS_USE_HOME)
    g_string_append (line, ";TYPE=home");
  else if (address->use == SALVE_ADDRESS_USE_WORK)
    g_string_append (line, ";TYPE=work");
  g_string_append (line, ":;;");
  if (address->lines && address->lines[0])
    append_list (line, address->lines, 0);
  else if (address->city == NULL && address->postal_code == NULL)
    append_escaped (line, address->text);
  g_string_append_c (line, ';');
  append_escaped (line, address->city);
  g_string_append_c (line, ';');
  append_escaped (line, address->state ? address->state : address->district);
  g_string_append_c (line, ';');
  append_escaped (line, address->postal_code);
  g_string_append_c (line, ';');
  append_escaped (line, address->country);
  append_line (card, line->str);
}

static void
append_languages (GString *card, const char *const *languages)
{
  for (guint i = 0; languages != NULL && languages[i] != NULL; i++)
    {
      g_autofree char *property = g_strdup_printf ("LANG;PREF=%u", MIN (i + 1, 100));

      append_property (card, property, languages[i]);
    }
}

static void
append_photo (GString *card, const SalveVcardPerson *person)
{
  g_autofree char *base64 = NULL;
  g_autofree char *line = NULL;

  if (person->photo == NULL || person->photo_type == NULL || strpbrk (person->photo_type, ",;:\r\n ") != NULL)
    return;
  base64 = g_base64_encode (g_bytes_get_data (person->photo, NULL), g_bytes_get_size (person->photo));
  line = g_strdup_printf ("PHOTO:data:%s;base64,%s", person->photo_type, base64);
  append_line (card, line);
}

static void
append_revision (GString *card, SalveInstant revised)
{
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *line = NULL;

  if (revised == SALVE_INSTANT_NONE)
    return;
  time = g_date_time_new_from_unix_utc_usec (revised);
  if (time == NULL)
    return;
  line = g_date_time_format (time, "REV:%Y%m%dT%H%M%SZ");
  append_line (card, line);
}

/**
 * salve_vcard_format:
 * @person: what is known of the person
 * @locale: in which order the parts of a name stand
 *
 * May be called on any thread.
 *
 * Returns: (transfer full): a vCard 4.0 (https://www.rfc-editor.org/rfc/rfc6350), its lines ended by CRLF
 */
char *
salve_vcard_format (const SalveVcardPerson *person, const SalveLocale *locale)
{
  GString *card = g_string_new (NULL);

  append_line (card, "BEGIN:VCARD");
  append_line (card, "VERSION:4.0");
  append_line (card, "PRODID:-//Salve//Salve " SALVE_VERSION "//EN");
  append_line (card, "KIND:individual");
  if (person->uid)
    {
      g_autofree char *urn = g_strconcat ("urn:uuid:", person->uid, NULL);

      append_property (card, "UID", urn);
    }
  append_names (card, person, locale);
  append_birth_date (card, person->birth_date);
  append_gender (card, person->gender);
  for (guint i = 0; person->telecoms != NULL && i < person->telecoms->len; i++)
    append_telecom (card, person->telecoms->pdata[i]);
  for (guint i = 0; person->addresses != NULL && i < person->addresses->len; i++)
    append_address (card, person->addresses->pdata[i]);
  append_languages (card, person->languages);
  append_photo (card, person);
  append_revision (card, person->revised);
  append_line (card, "END:VCARD");
  return g_string_free_and_steal (card);
}

/**
 * salve_vcard_format_text:
 * @person: what is known of the person
 * @locale: how names, dates and addresses are written
 *
 * May be called on any thread.
 *
 * Returns: (transfer full): the same for a letter or a message: a line each for the name, the birth date, and every
 * way to reach them
 */
char *
salve_vcard_format_text (const SalveVcardPerson *person, const SalveLocale *locale)
{
  GString *text = g_string_new (NULL);
  const SalvePersonName *name = person->names ? salve_person_name_pick (person->names) : NULL;
  g_autofree char *full = name ? salve_person_name_format_full (name, locale) : NULL;

  if (full && *full)
    g_string_append_printf (text, "%s\n", full);
  if (salve_partial_date_is_set (person->birth_date))
    {
      g_autofree char *date = salve_partial_date_format (person->birth_date, locale);

      g_string_append_printf (text, "%s\n", date);
    }
  for (guint i = 0; person->telecoms != NULL && i < person->telecoms->len; i++)
    {
      const SalveTelecom *telecom = person->telecoms->pdata[i];

      if (telecom->value && telecom->use != SALVE_TELECOM_USE_OLD)
        g_string_append_printf (text, "%s\n", telecom->value);
    }
  for (guint i = 0; person->addresses != NULL && i < person->addresses->len; i++)
    {
      const SalveAddress *address = person->addresses->pdata[i];
      g_autofree char *formatted = salve_address_format (address, locale);

      if (address->use != SALVE_ADDRESS_USE_OLD && formatted && *formatted)
        g_string_append_printf (text, "%s\n", formatted);
    }
  return g_string_free_and_steal (text);
}
