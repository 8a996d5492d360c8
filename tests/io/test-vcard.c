/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Cards are read back by a parser of the test's own, written from RFC 6350 and sharing nothing with the writer. */

#include "salve-vcard.h"

#include <string.h>

static SalveVcardPerson
empty_person (void)
{
  SalveVcardPerson person = { 0 };

  person.revised = SALVE_INSTANT_NONE;
  return person;
}

/* RFC 6350 3.2: every physical line has 75 octets at most, ends with CRLF, and is UTF-8 by itself. */
static char **
unfold (const char *card)
{
  g_auto (GStrv) physical = g_strsplit (card, "\r\n", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GString) line = NULL;

  g_assert_true (g_str_has_suffix (card, "\r\n"));
  for (guint i = 0; physical[i]; i++)
    {
      g_assert_cmpuint (strlen (physical[i]), <=, 75);
      g_assert_true (g_utf8_validate (physical[i], -1, NULL));
      g_assert_null (strpbrk (physical[i], "\r\n"));
      if (physical[i][0] == ' ' && line != NULL)
        {
          g_string_append (line, physical[i] + 1);
          continue;
        }
      if (line != NULL && line->len > 0)
        g_strv_builder_add (builder, line->str);
      if (line != NULL)
        g_string_free (line, TRUE);
      line = g_string_new (physical[i]);
    }
  g_assert_nonnull (line);
  g_assert_cmpstr (line->str, ==, "");
  return g_strv_builder_end (builder);
}

/* Splits a value at unescaped separators and unescapes the parts (RFC 6350 3.4). */
static char **
split (const char *value, char separator)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GString) part = g_string_new (NULL);

  for (const char *at = value; *at; at++)
    {
      if (*at == '\\')
        {
          at++;
          g_assert_nonnull (strchr ("\\,;nN", *at));
          g_assert_true (*at != '\0');
          g_string_append_c (part, *at == 'n' || *at == 'N' ? '\n' : *at);
        }
      else if (*at == separator)
        {
          g_strv_builder_add (builder, part->str);
          g_string_truncate (part, 0);
        }
      else
        g_string_append_c (part, *at);
    }
  g_strv_builder_add (builder, part->str);
  return g_strv_builder_end (builder);
}

static const char *
find (char **lines, const char *start)
{
  for (guint i = 0; lines[i]; i++)
    if (g_str_has_prefix (lines[i], start))
      return lines[i] + strlen (start);
  return NULL;
}

static char **
format_lines (const SalveVcardPerson *person)
{
  g_autoptr (SalveLocale) locale = salve_locale_new_for_tag ("de-DE");
  g_autofree char *card = salve_vcard_format (person, locale);

  return unfold (card);
}

static void
test_whole_person (void)
{
  SalveVcardPerson person = empty_person ();
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_person_name_free);
  g_autoptr (GPtrArray) telecoms = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_telecom_free);
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_address_free);
  SalvePersonName *name = salve_person_name_new ("O'Hara; Smith, the \\ 2nd", NULL);
  SalveAddress *address = salve_address_new ();
  const char *languages[] = { "de", "en-GB", NULL };
  g_auto (GStrv) lines = NULL;
  g_auto (GStrv) parts = NULL;
  g_auto (GStrv) street = NULL;

  name->given = g_strsplit ("Anna|Maria|Luise", "|", -1);
  name->prefix = g_strsplit ("Dr.", "|", -1);
  g_ptr_array_add (names, name);
  g_ptr_array_add (telecoms,
                   salve_telecom_new (SALVE_TELECOM_SYSTEM_PHONE, SALVE_TELECOM_USE_MOBILE, "+49 170 1; 2"));
  g_ptr_array_add (telecoms,
                   salve_telecom_new (SALVE_TELECOM_SYSTEM_EMAIL, SALVE_TELECOM_USE_HOME, "a@b.example"));
  g_ptr_array_add (telecoms, salve_telecom_new (SALVE_TELECOM_SYSTEM_PHONE, SALVE_TELECOM_USE_OLD, "000"));
  g_ptr_array_add (telecoms, salve_telecom_new (SALVE_TELECOM_SYSTEM_URL, SALVE_TELECOM_USE_NONE,
                                                "https://a.example/?b=1,2;c"));
  address->use = SALVE_ADDRESS_USE_HOME;
  address->lines = g_strsplit ("c/o Müller, 3. OG|Straße 1", "|", -1);
  address->city = g_strdup ("Köln");
  address->postal_code = g_strdup ("50667");
  address->country = g_strdup ("DE");
  g_ptr_array_add (addresses, address);

  person.uid = "0b1ae59c-0a6f-4a0e-b1a0-0b2a4ab7c2c6";
  person.names = names;
  person.telecoms = telecoms;
  person.addresses = addresses;
  person.languages = languages;
  person.birth_date = salve_partial_date_new_day (1974, 4, 12);
  person.gender = "female";
  person.revised = 0;
  lines = format_lines (&person);

  g_assert_cmpstr (lines[0], ==, "BEGIN:VCARD");
  g_assert_cmpstr (lines[1], ==, "VERSION:4.0");
  g_assert_cmpstr (lines[g_strv_length (lines) - 1], ==, "END:VCARD");
  g_assert_cmpstr (find (lines, "UID:"), ==, "urn:uuid:0b1ae59c-0a6f-4a0e-b1a0-0b2a4ab7c2c6");
  g_assert_cmpstr (find (lines, "BDAY:"), ==, "19740412");
  g_assert_cmpstr (find (lines, "GENDER:"), ==, "F");
  g_assert_cmpstr (find (lines, "EMAIL;TYPE=home:"), ==, "a@b.example");
  g_assert_cmpstr (find (lines, "TEL;TYPE=cell:"), ==, "+49 170 1\\; 2");
  g_assert_cmpstr (find (lines, "URL:"), ==, "https://a.example/?b=1,2;c");
  g_assert_cmpstr (find (lines, "LANG;PREF=1:"), ==, "de");
  g_assert_cmpstr (find (lines, "REV:"), ==, "19700101T000000Z");
  g_assert_null (find (lines, "TEL;TYPE=voice"));

  parts = split (find (lines, "N:"), ';');
  g_assert_cmpuint (g_strv_length (parts), ==, 5);
  g_assert_cmpstr (parts[0], ==, "O'Hara; Smith, the \\ 2nd");
  g_assert_cmpstr (parts[1], ==, "Anna");
  g_assert_cmpstr (parts[2], ==, "Maria,Luise");
  g_assert_cmpstr (parts[3], ==, "Dr.");
  street = split (find (lines, "ADR;TYPE=home:"), ';');
  g_assert_cmpuint (g_strv_length (street), ==, 7);
  g_assert_cmpstr (street[2], ==, "c/o Müller, 3. OG,Straße 1");
  g_assert_cmpstr (street[3], ==, "Köln");
  g_assert_cmpstr (street[5], ==, "50667");
}

static void
test_birth_dates (void)
{
  struct
  {
    SalvePartialDate date;
    const char *start;
    const char *value;
  } rows[] = {
    { salve_partial_date_new_day (1974, 4, 12), "BDAY:", "19740412" },
    { salve_partial_date_new_month (1974, 3), "BDAY:", "1974-03" },
    { salve_partial_date_new_year (1974), "BDAY:", "1974" },
    { { .month = 4, .day = 12, .precision = SALVE_DATE_PRECISION_DAY }, "BDAY:", "--0412" },
    { { .year = 1990, .precision = SALVE_DATE_PRECISION_YEAR, .estimated = 1 },
      "BDAY;VALUE=text:",
      "circa 1990" },
    { SALVE_PARTIAL_DATE_NONE, "BDAY", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      SalveVcardPerson person = empty_person ();
      g_auto (GStrv) lines = NULL;

      person.birth_date = rows[i].date;
      lines = format_lines (&person);
      g_assert_cmpstr (find (lines, rows[i].start), ==, rows[i].value);
    }
}

static void
test_nobody (void)
{
  SalveVcardPerson person = empty_person ();
  g_auto (GStrv) lines = format_lines (&person);

  /* FN is the one property besides BEGIN, VERSION and END that must be there (RFC 6350 6.2.1). */
  g_assert_cmpstr (find (lines, "FN"), ==, ":");
  g_assert_null (find (lines, "N:"));
}

static void
test_several_names (void)
{
  SalveVcardPerson person = empty_person ();
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_person_name_free);
  SalvePersonName *nick = salve_person_name_new (NULL, "Anni");
  SalvePersonName *maiden = salve_person_name_new ("Geheim", "Anna");
  g_auto (GStrv) lines = NULL;

  g_ptr_array_add (names, salve_person_name_new ("Keller", "Anna"));
  nick->use = SALVE_NAME_USE_NICKNAME;
  maiden->use = SALVE_NAME_USE_MAIDEN;
  g_ptr_array_add (names, nick);
  g_ptr_array_add (names, maiden);
  person.names = names;
  lines = format_lines (&person);
  g_assert_cmpstr (find (lines, "FN:"), ==, "Anna Keller");
  g_assert_cmpstr (find (lines, "NICKNAME:"), ==, "Anni");
  for (guint i = 0; lines[i]; i++)
    g_assert_null (strstr (lines[i], "Geheim"));
}

static void
test_photo_is_folded (void)
{
  SalveVcardPerson person = empty_person ();
  guint8 bytes[5000];
  g_autoptr (GBytes) photo = NULL;
  g_autofree guchar *back = NULL;
  g_auto (GStrv) lines = NULL;
  gsize length;

  for (guint i = 0; i < sizeof (bytes); i++)
    bytes[i] = (guint8)(i * 7);
  photo = g_bytes_new (bytes, sizeof (bytes));
  person.photo = photo;
  person.photo_type = "image/png";
  lines = format_lines (&person);
  back = g_base64_decode (find (lines, "PHOTO:data:image/png;base64,"), &length);
  g_assert_cmpmem (back, length, bytes, sizeof (bytes));
}

/* Whatever a name is made of, it is read back the same, and never breaks out of its line. */
static void
test_any_text_comes_back (void)
{
  static const gunichar alphabet[] = { 'a', 'Z',  ' ',  ',',   ';',   ':',    '\\',    '"',   '\n',   '\t',
                                       '^', 0xe9, 0xdf, 0x5d0, 0x627, 0x4e2d, 0x1f600, 0x301, 0x200f, '=' };
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint round = 0; round < 3000; round++)
    {
      SalveVcardPerson person = empty_person ();
      g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_person_name_free);
      g_autoptr (GString) family = g_string_new ("x");
      g_auto (GStrv) lines = NULL;
      g_auto (GStrv) parts = NULL;
      int length = g_rand_int_range (random, 0, 200);

      for (int i = 0; i < length; i++)
        g_string_append_unichar (family, alphabet[g_rand_int_range (random, 0, G_N_ELEMENTS (alphabet))]);
      g_ptr_array_add (names, salve_person_name_new (family->str, "Ada"));
      person.names = names;
      lines = format_lines (&person);
      parts = split (find (lines, "N:"), ';');
      g_assert_cmpuint (g_strv_length (parts), ==, 5);
      g_assert_cmpstr (parts[0], ==, ((SalvePersonName *)names->pdata[0])->family);
      g_assert_cmpstr (parts[1], ==, "Ada");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vcard/whole-person", test_whole_person);
  g_test_add_func ("/vcard/birth-dates", test_birth_dates);
  g_test_add_func ("/vcard/nobody", test_nobody);
  g_test_add_func ("/vcard/several-names", test_several_names);
  g_test_add_func ("/vcard/photo-is-folded", test_photo_is_folded);
  g_test_add_func ("/vcard/any-text-comes-back", test_any_text_comes_back);
  return g_test_run ();
}
