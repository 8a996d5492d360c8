/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-patient-words.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>

/* Returns: what stands between two facts in one line */
const char *
salve_words_joint (void)
{
  /* The zero of the Arabic digits is a dot: "22 · 44 years" would be read as "22044 years". */
  return gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL ? "، " : " · ";
}

const char *
salve_gender_to_words (SalveGender gender)
{
  switch (gender)
    {
    case SALVE_GENDER_FEMALE:
      return C_ ("sex", "Female");
    case SALVE_GENDER_MALE:
      return C_ ("sex", "Male");
    case SALVE_GENDER_OTHER:
      return C_ ("sex", "Other");
    case SALVE_GENDER_UNKNOWN:
      return C_ ("sex", "Unknown");
    case SALVE_GENDER_NONE:
    default:
      return "";
    }
}

/* "1,204 patients", in the person's digits and separators. */
char *
salve_patient_count_words (guint n, const SalveLocale *locale)
{
  g_autofree char *digits = g_strdup_printf ("%'u", n);

  /* Translators: %s is a number, such as 1,204 */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s patient", "%s patients", n), digits);
}

char *
salve_patient_name_words (SalvePatientRow *row)
{
  if (row->name_sort != NULL && *row->name_sort != '\0')
    return g_strdup (row->name_sort);

  return g_strdup (_ ("Unidentified person"));
}

/* "12/03/1974 · 52 years" */
char *
salve_patient_birth_words (SalvePatientRow *row, SalveClinic *clinic)
{
  SalveLocale *locale = salve_clinic_get_locale (clinic);
  g_autofree char *date = NULL;
  g_autofree char *age = NULL;

  if (!salve_partial_date_is_set (row->birth_date))
    return g_strdup ("");

  date = salve_partial_date_format (row->birth_date, locale);
  if (row->deceased)
    return g_strconcat (date, salve_words_joint (), _ ("deceased"), NULL);

  age = salve_partial_date_format_age (row->birth_date, salve_clinic_today (clinic), locale);
  if (*age == '\0')
    return g_steal_pointer (&date);

  return g_strconcat (date, salve_words_joint (), age, NULL);
}

/* Returns: (transfer full): @phone as it is dialled; between words that run from right to left its groups would change
 * places */
char *
salve_phone_words (const char *phone)
{
  if (!phone || !*phone || gtk_widget_get_default_direction () != GTK_TEXT_DIR_RTL)
    return g_strdup (phone);
  /* A left-to-right isolate (Unicode Standard Annex #9). */
  return g_strconcat ("\u2066", phone, "\u2069", NULL);
}

/* One line for cards and narrow lists: "Female · 12/03/1974 · 52 years · 0171 2345678". */
char *
salve_patient_short_words (SalvePatientRow *row, SalveClinic *clinic)
{
  g_autofree char *birth = salve_patient_birth_words (row, clinic);
  g_autofree char *phone = salve_phone_words (row->phone);
  const char *parts[] = { salve_gender_to_words (row->gender), birth, phone };
  GString *words = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      if (parts[i] == NULL || *parts[i] == '\0')
        continue;
      if (words->len > 0)
        g_string_append (words, salve_words_joint ());
      g_string_append (words, parts[i]);
    }

  return g_string_free (words, FALSE);
}

char *
salve_duplicate_reason_words (SalveDuplicateReasons reasons)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) words = NULL;

  if (reasons & SALVE_DUPLICATE_NUMBER)
    g_strv_builder_add (builder, _ ("same number"));
  if (reasons & SALVE_DUPLICATE_NAME)
    g_strv_builder_add (builder, _ ("same name"));
  else if (reasons & SALVE_DUPLICATE_SIMILAR_NAME)
    g_strv_builder_add (builder, _ ("similar name"));
  if (reasons & SALVE_DUPLICATE_BIRTH_DATE)
    g_strv_builder_add (builder, _ ("same birth date"));
  if (reasons & SALVE_DUPLICATE_PHONE)
    g_strv_builder_add (builder, _ ("same phone"));
  words = g_strv_builder_end (builder);

  /* Translators: between the reasons why two people may be one: "same name, same phone" */
  return g_strjoinv (_ (", "), words);
}

char *
salve_instant_day_words (SalveInstant instant, SalveClinic *clinic)
{
  if (instant == SALVE_INSTANT_NONE)
    return g_strdup ("");

  return salve_instant_format_local (instant, salve_clinic_get_zone (clinic),
                                     salve_clinic_get_locale (clinic), SALVE_INSTANT_STYLE_DATE);
}
