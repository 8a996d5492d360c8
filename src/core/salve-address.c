/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-core"

#include "config.h"

#include "salve-address.h"

#include <string.h>

/* A postal address: FHIR Address (https://hl7.org/fhir/R4/datatypes.html#Address) as a value, and the order in which
 * a country writes its parts. */

G_DEFINE_BOXED_TYPE (SalveAddress, salve_address, salve_address_copy, salve_address_free)

static const char *const use_codes[] = { NULL, "home", "work", "temp", "old", "billing" };

/**
 * salve_address_use_to_code:
 * @use: a use
 *
 * Returns: (nullable) (transfer none): FHIR's code of @use, NULL for none
 */
const char *
salve_address_use_to_code (SalveAddressUse use)
{
  return (guint)use < G_N_ELEMENTS (use_codes) ? use_codes[use] : NULL;
}

/**
 * salve_address_use_from_code:
 * @code: (nullable): a code of FHIR's value set address-use
 *
 * Returns: the use, or NONE where @code is not one of the set
 */
SalveAddressUse
salve_address_use_from_code (const char *code)
{
  for (guint i = 1; code != NULL && i < G_N_ELEMENTS (use_codes); i++)
    {
      if (strcmp (code, use_codes[i]) == 0)
        return i;
    }
  return SALVE_ADDRESS_USE_NONE;
}

/**
 * salve_address_new:
 *
 * Returns: (transfer full): an address without any part
 */
SalveAddress *
salve_address_new (void)
{
  return g_new0 (SalveAddress, 1);
}

/**
 * salve_address_copy:
 * @self: an address
 *
 * Returns: (transfer full): a copy of @self and of all its text
 */
SalveAddress *
salve_address_copy (const SalveAddress *self)
{
  SalveAddress *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = salve_address_new ();
  copy->use = self->use;
  copy->text = g_strdup (self->text);
  copy->lines = g_strdupv (self->lines);
  copy->city = g_strdup (self->city);
  copy->district = g_strdup (self->district);
  copy->state = g_strdup (self->state);
  copy->postal_code = g_strdup (self->postal_code);
  copy->country = g_strdup (self->country);
  return copy;
}

/**
 * salve_address_free:
 * @self: (nullable) (transfer full): an address
 */
void
salve_address_free (SalveAddress *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->lines, g_strfreev);
  g_clear_pointer (&self->city, g_free);
  g_clear_pointer (&self->district, g_free);
  g_clear_pointer (&self->state, g_free);
  g_clear_pointer (&self->postal_code, g_free);
  g_clear_pointer (&self->country, g_free);
  g_free (self);
}

static gboolean
strv_equal (char **a, char **b)
{
  gboolean a_empty = a == NULL || a[0] == NULL;
  gboolean b_empty = b == NULL || b[0] == NULL;

  if (a_empty || b_empty)
    return a_empty == b_empty;
  return g_strv_equal ((const char *const *)a, (const char *const *)b);
}

/**
 * salve_address_equal:
 * @a: an address
 * @b: an address
 *
 * Returns: whether every part of @a is the same as that of @b
 */
gboolean
salve_address_equal (const SalveAddress *a, const SalveAddress *b)
{
  return a->use == b->use && g_strcmp0 (a->text, b->text) == 0 && strv_equal (a->lines, b->lines)
         && g_strcmp0 (a->city, b->city) == 0 && g_strcmp0 (a->district, b->district) == 0
         && g_strcmp0 (a->state, b->state) == 0 && g_strcmp0 (a->postal_code, b->postal_code) == 0
         && g_strcmp0 (a->country, b->country) == 0;
}

static gboolean
is_blank (const char *text)
{
  return text == NULL || *text == '\0';
}

/**
 * salve_address_is_empty:
 * @self: an address
 *
 * Returns: whether @self has no part that can be shown
 */
gboolean
salve_address_is_empty (const SalveAddress *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  for (guint i = 0; self->lines != NULL && self->lines[i] != NULL; i++)
    {
      if (*self->lines[i] != '\0')
        return FALSE;
    }
  return is_blank (self->text) && is_blank (self->city) && is_blank (self->district) && is_blank (self->state)
         && is_blank (self->postal_code) && is_blank (self->country);
}

typedef enum
{
  CITY_LINE_POSTAL_FIRST, /* 10115 Berlin */
  CITY_LINE_STATE_POSTAL, /* Springfield, IL 62701 */
  CITY_LINE_OWN_LINE,     /* London / N1 9GU */
  CITY_LINE_LARGE_FIRST,  /* 〒100-0001 東京都千代田区… */
} CityLine;

/* Country names that people write out, for those whose order is not the continental one. */
static const struct
{
  const char *country;
  CityLine line;
} country_lines[] = {
  { "us", CITY_LINE_STATE_POSTAL },
  { "usa", CITY_LINE_STATE_POSTAL },
  { "united states", CITY_LINE_STATE_POSTAL },
  { "united states of america", CITY_LINE_STATE_POSTAL },
  { "ca", CITY_LINE_STATE_POSTAL },
  { "canada", CITY_LINE_STATE_POSTAL },
  { "au", CITY_LINE_STATE_POSTAL },
  { "australia", CITY_LINE_STATE_POSTAL },
  { "in", CITY_LINE_STATE_POSTAL },
  { "india", CITY_LINE_STATE_POSTAL },
  { "gb", CITY_LINE_OWN_LINE },
  { "uk", CITY_LINE_OWN_LINE },
  { "united kingdom", CITY_LINE_OWN_LINE },
  { "ie", CITY_LINE_OWN_LINE },
  { "ireland", CITY_LINE_OWN_LINE },
  { "jp", CITY_LINE_LARGE_FIRST },
  { "cn", CITY_LINE_LARGE_FIRST },
  { "tw", CITY_LINE_LARGE_FIRST },
  { "kr", CITY_LINE_LARGE_FIRST },
};

static gboolean
is_east_asian (const char *text)
{
  gunichar c = text != NULL ? g_utf8_get_char (text) : 0;

  return (c >= 0x3040 && c <= 0x9fff) || (c >= 0xac00 && c <= 0xd7a3);
}

static CityLine
city_line_for (const SalveAddress *self, const SalveLocale *locale)
{
  g_autofree char *country = NULL;
  const char *where = !is_blank (self->country) ? self->country : salve_locale_get_region (locale);

  if (where != NULL)
    {
      country = g_utf8_strdown (where, -1);
      for (guint i = 0; i < G_N_ELEMENTS (country_lines); i++)
        {
          /* An address in Japan that is written in Latin letters runs from small to large. */
          if (strcmp (country, country_lines[i].country) == 0
              && (country_lines[i].line != CITY_LINE_LARGE_FIRST || is_east_asian (self->city)))
            return country_lines[i].line;
        }
    }
  return is_east_asian (self->city) ? CITY_LINE_LARGE_FIRST : CITY_LINE_POSTAL_FIRST;
}

static void
add_joined (GStrvBuilder *lines, const char *a, const char *separator, const char *b)
{
  if (is_blank (a) && is_blank (b))
    return;
  if (is_blank (a) || is_blank (b))
    g_strv_builder_add (lines, is_blank (a) ? b : a);
  else
    g_strv_builder_take (lines, g_strconcat (a, separator, b, NULL));
}

static void
add_street (GStrvBuilder *lines, const SalveAddress *self)
{
  for (guint i = 0; self->lines != NULL && self->lines[i] != NULL; i++)
    {
      if (*self->lines[i] != '\0')
        g_strv_builder_add (lines, self->lines[i]);
    }
}

static void
add_large_first (GStrvBuilder *lines, const SalveAddress *self)
{
  g_autofree char *street = self->lines != NULL ? g_strjoinv (" ", self->lines) : g_strdup ("");
  const char *state = self->state != NULL && g_strcmp0 (self->state, self->city) != 0 ? self->state : "";
  g_autofree char *place = g_strconcat (state, self->city != NULL ? self->city : "",
                                        self->district != NULL ? self->district : "", street, NULL);

  add_joined (lines, self->postal_code, " ", place);
}

static char **
address_lines (const SalveAddress *self, const SalveLocale *locale)
{
  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();
  g_autofree char *region = NULL;
  const char *state = g_strcmp0 (self->state, self->city) != 0 ? self->state : NULL;

  switch (city_line_for (self, locale))
    {
    case CITY_LINE_STATE_POSTAL:
      add_street (lines, self);
      add_joined (lines, self->district, "", NULL);
      region = is_blank (state) || is_blank (self->postal_code)
                   ? g_strdup (is_blank (state) ? self->postal_code : state)
                   : g_strconcat (state, " ", self->postal_code, NULL);
      add_joined (lines, self->city, ", ", region);
      break;
    case CITY_LINE_OWN_LINE:
      add_street (lines, self);
      add_joined (lines, self->district, "", NULL);
      add_joined (lines, self->city, ", ", state);
      add_joined (lines, self->postal_code, "", NULL);
      break;
    case CITY_LINE_LARGE_FIRST:
      add_large_first (lines, self);
      break;
    case CITY_LINE_POSTAL_FIRST:
    default:
      add_street (lines, self);
      add_joined (lines, self->district, "", NULL);
      add_joined (lines, self->postal_code, " ", self->city);
      add_joined (lines, state, "", NULL);
      break;
    }
  add_joined (lines, self->country, "", NULL);
  return g_strv_builder_end (lines);
}

static char *
join_address (const SalveAddress *self, const SalveLocale *locale, const char *separator)
{
  g_auto (GStrv) lines = address_lines (self, locale);

  if (lines[0] != NULL)
    return g_strjoinv (separator, lines);
  if (is_blank (self->text))
    return g_strdup ("");
  if (*separator == '\n')
    return g_strdup (self->text);
  g_auto (GStrv) parts = g_strsplit (self->text, "\n", -1);
  return g_strjoinv (separator, parts);
}

/**
 * salve_address_format:
 * @self: an address
 * @locale: (nullable): whose order counts where the address names no country
 *
 * Returns: (transfer full): the address as it is written on a letter, its lines parted by newlines; the text as it
 *   came where it has no parts; "" where it is empty
 */
char *
salve_address_format (const SalveAddress *self, const SalveLocale *locale)
{
  g_return_val_if_fail (self != NULL, NULL);

  return join_address (self, locale, "\n");
}

/**
 * salve_address_format_line:
 * @self: an address
 * @locale: (nullable): whose order counts where the address names no country
 *
 * Returns: (transfer full): the same on one line, its parts parted by commas
 */
char *
salve_address_format_line (const SalveAddress *self, const SalveLocale *locale)
{
  const char *comma;

  g_return_val_if_fail (self != NULL, NULL);

  comma = g_strcmp0 (salve_locale_get_script (locale), "Arab") == 0 ? "، " : ", ";
  return join_address (self, locale, comma);
}
