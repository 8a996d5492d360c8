/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bench-people.h"

#include <math.h>

static const char *const givens[] = {
  "Anna",   "Maria",   "José",   "Mohammed", "Li",      "Sofia",  "Lukas",  "Emma",     "Noah",      "Fatima",
  "Juan",   "Marie",   "Peter",  "Thomas",   "Michael", "Ahmed",  "Elena",  "Olga",     "Ivan",      "Chloé",
  "Léa",    "Zoë",     "Hans",   "Jürgen",   "Aisha",   "Yusuf",  "Priya",  "Rahul",    "Wei",       "Jing",
  "Carlos", "Lucía",   "Paul",   "Andrea",   "Stefan",  "Laura",  "Julia",  "Daniel",   "David",     "Sarah",
  "Miriam", "Johanna", "Katrin", "Björn",    "Søren",   "Łukasz", "Agata",  "Zbigniew", "Nguyen",    "Thị",
  "Minh",   "Kenji",   "Yuki",   "Haruto",   "Olivia",  "Amelia", "George", "Harry",    "Charlotte", "Grace",
  "Samuel", "Omar",    "Layla",  "Nora",     "Matteo",  "Giulia"
};
static const char *const families[] = {
  "Müller",   "Schmidt",  "Schneider", "Fischer",   "Weber",     "Meyer",     "Wagner",   "Becker",
  "Keller",   "Nguyễn",   "Tran",      "Le",        "García",    "Rodríguez", "Martínez", "López",
  "Sánchez",  "Smith",    "Johnson",   "Williams",  "Brown",     "Jones",     "Miller",   "Davis",
  "Wilson",   "Anderson", "Khan",      "Ahmed",     "Ali",       "Hussain",   "Singh",    "Kaur",
  "Patel",    "Sharma",   "Kumar",     "Wang",      "Li",        "Zhang",     "Liu",      "Chen",
  "Yang",     "Ivanov",   "Petrov",    "Smirnova",  "Kowalski",  "Nowak",     "Wójcik",   "Rossi",
  "Russo",    "Ferrari",  "Dubois",    "Durand",    "Lefèvre",   "Moreau",    "Silva",    "Santos",
  "Oliveira", "Sørensen", "Hansen",    "Johansson", "Andersson", "O’Brien",   "Murphy"
};
static const char *const syllables[] = { "ba",  "be",  "bri", "da", "den", "dor", "el",  "fa", "fin", "ga",
                                         "gre", "hal", "ho",  "in", "ja",  "ka",  "kel", "ko", "la",  "len",
                                         "lo",  "ma",  "mar", "mi", "na",  "nel", "no",  "or", "pa",  "pe",
                                         "ra",  "ren", "ri",  "ro", "sa",  "sen", "sta", "ta", "tel", "ti",
                                         "ul",  "va",  "ver", "vi", "wa",  "wen", "ya",  "ze" };

static guint32
mix (guint32 n, guint32 salt)
{
  n = n * 2654435761u + salt * 40503u;
  n ^= n >> 15;
  n *= 2246822519u;
  n ^= n >> 13;
  n *= 3266489917u;
  return n ^ (n >> 16);
}

/* Half of the people have one of the frequent names, the first ones more often; the others have rare ones. */
static char *
name (guint n, guint32 salt, const char *const *frequent, gsize n_frequent)
{
  guint32 r = mix (n, salt);
  double u = (double)(mix (n, salt + 1) % 100000) / 100000.0;
  GString *text;

  if (r % 2 == 0)
    return g_strdup (frequent[(gsize)(pow (u, 1.7) * (double)n_frequent)]);
  text = g_string_new (NULL);
  for (guint i = 0; i < 2 + r / 2 % 3; i++)
    g_string_append (text, syllables[(gsize)(pow ((double)(mix (n, salt + 2 + i) % 10000) / 10000.0, 1.3)
                                             * G_N_ELEMENTS (syllables))]);
  text->str[0] = g_ascii_toupper (text->str[0]);
  return g_string_free_and_steal (text);
}

char *
bench_person_family (guint n)
{
  return name (n, 10, families, G_N_ELEMENTS (families));
}

char *
bench_person_given (guint n)
{
  return name (n, 20, givens, G_N_ELEMENTS (givens));
}

static SalveResource *
parse (char *json)
{
  g_autofree char *text = json;
  SalveResource *resource = salve_resource_new_from_text (text, -1, NULL);

  g_assert_nonnull (resource);
  return resource;
}

SalveResource *
bench_patient (guint n)
{
  g_autofree char *family = bench_person_family (n), *given = bench_person_given (n),
                  *middle = bench_person_given (n + 77777777);
  guint32 r = mix (n, 5);

  return parse (g_strdup_printf (
      "{\"resourceType\":\"Patient\",\"id\":\"%08x-0000-4000-8000-%012x\",\"identifier\":[{\"use\":\"usual\","
      "\"type\":"
      "{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/"
      "v2-0203\",\"code\":\"MR\"}]},\"system\":"
      "\"http://salveclinic.github.io/fhir/sid/"
      "record-number\",\"value\":\"%07u\"}],\"active\":true,\"name\":[{\"use\":"
      "\"official\",\"family\":\"%s\",\"given\":[\"%s\"%s%s%s]}],\"telecom\":[{\"system\":\"phone\","
      "\"value\":"
      "\"+49 %03u "
      "%07u\",\"use\":\"mobile\"}],\"gender\":\"%s\",\"birthDate\":\"%04u-%02u-%02u\",\"address\":[{\"line\":"
      "[\"Hauptstraße %u\"],\"city\":\"Neustadt\",\"postalCode\":\"%05u\",\"country\":\"DE\"}]}",
      n, n, n, family, given, r % 3 == 0 ? ",\"" : "", r % 3 == 0 ? middle : "", r % 3 == 0 ? "\"" : "",
      151 + r % 29, mix (n, 6) % 10000000, r & 8 ? "female" : "male", 1925 + mix (n, 7) % 100,
      1 + mix (n, 8) % 12, 1 + mix (n, 9) % 28, 1 + r % 200, 10000 + r % 89999));
}

SalveResource *
bench_encounter (guint n, guint patient)
{
  guint32 r = mix (n, 30);

  return parse (g_strdup_printf (
      "{\"resourceType\":\"Encounter\",\"id\":\"e%08x-0000-4000-8000-%011x\",\"status\":\"finished\","
      "\"class\":{\"system\":"
      "\"http://terminology.hl7.org/CodeSystem/v3-ActCode\",\"code\":\"AMB\"},\"subject\":{\"reference\":"
      "\"Patient/"
      "%08x-0000-4000-8000-%012x\"},\"period\":{\"start\":\"20%02u-%02u-%02uT%02u:15:00+01:00\",\"end\":"
      "\"20%02u-%02u-%02uT%02u:35:00+01:00\"}}",
      n, n, patient, patient, 15 + r % 11, 1 + r % 12, 1 + r % 28, 8 + r % 9, 15 + r % 11, 1 + r % 12,
      1 + r % 28, 8 + r % 9));
}

SalveResource *
bench_observation (guint n, guint patient)
{
  guint32 r = mix (n, 31);

  return parse (g_strdup_printf (
      "{\"resourceType\":\"Observation\",\"id\":\"o%08x-0000-4000-8000-%011x\",\"status\":\"final\","
      "\"category\":[{\"coding\":"
      "[{\"system\":\"http://terminology.hl7.org/CodeSystem/"
      "observation-category\",\"code\":\"vital-signs\"}]}],\"code\":"
      "{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"8867-4\",\"display\":\"Heart "
      "rate\"}]},\"subject\":"
      "{\"reference\":\"Patient/"
      "%08x-0000-4000-8000-%012x\"},\"effectiveDateTime\":\"20%02u-%02u-%02uT%02u:20:00+01:00\","
      "\"valueQuantity\":{\"value\":%u.%u0,\"unit\":\"/min\",\"system\":\"http://"
      "unitsofmeasure.org\",\"code\":\"/min\"}}",
      n, n, patient, patient, 15 + r % 11, 1 + r % 12, 1 + r % 28, 8 + r % 9, 50 + r % 60, r % 10));
}
