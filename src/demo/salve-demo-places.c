/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-demo"

#include "config.h"

#include "salve-demo-private.h"

#include <string.h>

/* Streets, towns and telephone numbers of the clinic's country. Towns and streets are invented or so common that they
 * are everywhere; numbers are of the ranges that a country keeps for films where it has such. */

typedef struct
{
  const char *region, *name;
  const char *towns; /* "postal code town" */
  const char *state; /* NULL where addresses have none */
  const char *streets;
  gboolean number_first;
  const char *phone, *mobile; /* # stands for a digit */
} Country;

static const Country countries[] = {
  { "GB", "United Kingdom",
    "BX1 4QH=Greenbridge|BX2 7LN=Lower Ashcombe|BX3 1TY=Wexmouth|BX4 9DA=Marlstone|BX5 2PF=Haverleigh", NULL,
    "High Street|Station Road|Church Lane|Mill Road|Victoria Avenue|Orchard Close|Park View|Kingsway|The "
    "Green|St Mary's Walk",
    TRUE, "01632 960###", "07700 900###" },
  { "US", "United States",
    "62799=Greenbridge|62798=Maple Falls|62797=Cedar Junction|62796=Fairhaven|62795=Lakewood Heights", "IL",
    "Main Street|Oak Avenue|Maple Drive|2nd Street|Washington Boulevard|Cedar Lane|Hillcrest Road|Sunset "
    "Court|Elm Street|Lake Shore Drive",
    TRUE, "(217) 555-01##", "(309) 555-01##" },
  { "DE", "Deutschland",
    "99998=Grünbrück|99996=Oberlauterbach|99995=Mühlhofen|99994=Weißenfeld|99993=Straßdorf", NULL,
    "Hauptstraße|Bahnhofstraße|Gartenweg|Kirchplatz|Lindenallee|Am "
    "Mühlbach|Schillerstraße|Birkenweg|Rosengasse|Dorfstraße",
    FALSE, "030 23125 ###", "0171 39200 ##" },
  { "FR", "France",
    "99101=Pont-Vert|99102=Sainte-Colombe-sur-Rive|99103=Villeneuve-la-Forêt|99104=Châteaumont|99105=L'Étang",
    NULL,
    "rue de la République|avenue Victor-Hugo|place de l'Église|rue des Écoles|chemin du Moulin|boulevard de "
    "la Gare|allée des Tilleuls|rue Pasteur",
    TRUE, "01 99 00 ## ##", "06 39 98 ## ##" },
  { "ES", "España",
    "99001=Puente Verde|99002=Villanueva del Río|99003=Peñaflor de Arriba|99004=San Martín|99005=Nuñoa", NULL,
    "Calle Mayor|Avenida de la Constitución|Plaza de España|Calle de la Iglesia|Calle del Molino|Paseo de "
    "los Olmos|Calle Real|Camino Viejo",
    FALSE, "555 01# ###", "555 60# ###" },
  { "EG", "مصر",
    "99511=الجسر الأخضر|99512=مدينة النخيل|99513=قرية السلام|99514=حي الزهور|99515=كفر الشيخ علي", NULL,
    "شارع النيل|شارع الجمهورية|شارع السلام|شارع المدرسة|شارع الورد|ميدان التحرير|شارع الجامع|شارع المحطة",
    TRUE, "02 5550 ####", "010 5550 ####" },
};

static const Country *
country_of (const SalveLocale *locale)
{
  const char *region = salve_locale_get_region (locale);
  static const struct
  {
    const char *language;
    guint country;
  } languages[] = { { "en", 0 }, { "de", 2 }, { "fr", 3 }, { "es", 4 }, { "ar", 5 } };

  for (guint i = 0; region != NULL && i < G_N_ELEMENTS (countries); i++)
    {
      if (strcmp (countries[i].region, region) == 0)
        return &countries[i];
    }
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      if (strcmp (languages[i].language, salve_locale_get_language (locale)) == 0)
        return &countries[languages[i].country];
    }
  return &countries[0];
}

const char *
salve_demo_country_name (SalveDemo *self)
{
  return country_of (self->locale)->name;
}

/* The address of a household: the same index gives the same. */
void
salve_demo_add_address (SalveDemo *self, guint index, const char *use)
{
  const Country *country = country_of (self->locale);
  SalveDemoRandom random;
  g_autofree char *town = NULL;
  g_autofree char *street = NULL;
  g_autofree char *line = NULL;
  char *name;
  guint number;

  salve_demo_random_init (&random, self->options->seed, KIND_HOUSEHOLD, 1000000000 + (guint64)index);
  town = salve_demo_list_pick (&random, country->towns);
  street = salve_demo_list_pick (&random, country->streets);
  number = salve_demo_random_range (&random, 1, 180);
  line = country->number_first ? g_strdup_printf ("%u %s", number, street)
                               : g_strdup_printf ("%s %u", street, number);
  name = strchr (town, '=');
  *name++ = '\0';
  salve_demo_add (self, "{'use':%q,'line':[%q", use, line);
  if (salve_demo_random_chance (&random, 180))
    {
      g_autofree char *second = g_strdup_printf ("%u/%u", salve_demo_random_range (&random, 1, 9),
                                                 salve_demo_random_range (&random, 1, 4));
      salve_demo_add (self, ",%q", second);
    }
  salve_demo_add (self, "],'city':%q", name);
  if (country->state != NULL)
    salve_demo_add (self, ",'state':%q", country->state);
  salve_demo_add (self, ",'postalCode':%q,'country':%q}", town, country->region);
}

void
salve_demo_add_phone (SalveDemo *self, SalveDemoRandom *random, gboolean mobile, const char *use)
{
  const Country *country = country_of (self->locale);
  g_autofree char *number = g_strdup (mobile ? country->mobile : country->phone);

  for (char *p = number; *p != '\0'; p++)
    {
      if (*p == '#')
        *p = '0' + salve_demo_random_below (random, 10);
    }
  salve_demo_add (self, "{'system':'phone','value':%q,'use':%q", number, use);
  salve_demo_add (self, mobile ? ",'rank':1}" : "}");
}
