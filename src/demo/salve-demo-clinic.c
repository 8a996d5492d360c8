/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-demo"

#include "config.h"

#include "salve-demo-private.h"

#include <string.h>

/* The clinic itself: its organization, rooms and machines, its insurers, its doctors with their hours. */

static const struct
{
  const char *specialty, *service_code, *service_text, *qualification;
  gboolean children;
} specialties[] = {
  { "General practice", "124", "General Practice", "MD", FALSE },
  { "General practice", "124", "General Practice", "MB BS", FALSE },
  { "Paediatrics", "200", "Paediatric Medicine", "MD", TRUE },
  { "General practice", "124", "General Practice", "MD", FALSE },
  { "Internal medicine", "124", "General Practice", "MD, PhD", FALSE },
  { "Cardiology", "165", "Cardiology", "MD", FALSE },
  { "Obstetrics and gynaecology", "58", "Maternal & Child Health", "MD", FALSE },
  { "Dermatology", "168", "Dermatology", "MD", FALSE },
  { "General practice", "124", "General Practice", "MD", FALSE },
  { "Neurology", "177", "Neurology", "MD, PhD", FALSE },
  { "Paediatrics", "200", "Paediatric Medicine", "MD", TRUE },
  { "Physiotherapy", "65", "Physiotherapy", "MSc", FALSE },
};

/* Hours of the day: from, break, back, until. */
static const int hours[][4] = {
  { 480, 720, 780, 1020 }, { 450, 720, 780, 960 },  { 540, 780, 840, 1080 },
  { 480, 750, 810, 990 },  { 600, 840, 900, 1170 },
};

/* The days of a week's work, from the day on which it begins: bit 0 is the first. */
static const guint work_days[] = { 0x1f, 0x1f, 0x1b, 0x0f, 0x1e, 0x17 };

static const char *const insurers[] = { "Harbour Mutual Health", "Northern Sick Fund", "Concordia Insurance",
                                        "National Health Plan" };

static const struct
{
  const char *name, *maker, *model, *type;
} machines[] = {
  { "Blood pressure monitor 1", "Cardex", "BP-200", "Sphygmomanometer" },
  { "Pulse oximeter 1", "Oxylab", "Clip 3", "Pulse oximeter" },
  { "Scale with stadiometer", "Wägetechnik", "S 80", "Scale" },
  { "Glucometer 1", "Glucotek", "G4", "Glucometer" },
  { "Ear thermometer 1", "Thermonova", "T2", "Thermometer" },
  { "ECG", "Cardex", "E-12", "Electrocardiograph" },
};

static void
set_doctor (SalveDemo *self, guint index)
{
  SalveDemoDoctor *doctor = &self->doctors[index];
  guint64 seed = self->options->seed;
  const int *day;
  guint days, first_day = salve_locale_get_first_weekday (self->locale) == 6 ? 7 : 1;
  SalveDemoRandom random;

  salve_demo_random_init (&random, seed, KIND_DOCTOR, index);
  salve_demo_make_id (seed, KIND_DOCTOR, index, doctor->practitioner);
  salve_demo_make_id (seed, KIND_ROLE, index, doctor->role);
  salve_demo_make_id (seed, KIND_LOCATION, index + 1, doctor->room);
  doctor->specialty = specialties[index % G_N_ELEMENTS (specialties)].specialty;
  doctor->service_code = specialties[index % G_N_ELEMENTS (specialties)].service_code;
  doctor->service_text = specialties[index % G_N_ELEMENTS (specialties)].service_text;
  doctor->children = specialties[index % G_N_ELEMENTS (specialties)].children;
  day = hours[salve_demo_random_below (&random, G_N_ELEMENTS (hours))];
  doctor->start = day[0];
  doctor->middle = day[1];
  doctor->middle_end = day[2];
  doctor->end = day[3];
  days = work_days[salve_demo_random_below (&random, G_N_ELEMENTS (work_days))];
  for (guint i = 0; i < 5; i++)
    {
      if (days & (1u << i))
        doctor->days |= 1u << ((first_day - 1 + i) % 7 + 1);
    }
}

void
salve_demo_doctors_init (SalveDemo *self)
{
  self->n_doctors = self->options->doctors > 0 ? self->options->doctors : 12;
  self->doctors = g_new0 (SalveDemoDoctor, self->n_doctors);
  for (guint i = 0; i < self->n_doctors; i++)
    set_doctor (self, i);
  salve_demo_make_id (self->options->seed, KIND_ORGANIZATION, 0, self->organization);
  salve_demo_make_id (self->options->seed, KIND_ORGANIZATION, 1, self->laboratory);
  for (guint i = 0; i < 4; i++)
    salve_demo_make_id (self->options->seed, KIND_ORGANIZATION, i + 2, self->insurers[i]);
}

void
salve_demo_doctors_clear (SalveDemo *self)
{
  for (guint i = 0; i < self->n_doctors; i++)
    g_clear_pointer (&self->doctors[i].name, g_free);
  g_clear_pointer (&self->doctors, g_free);
}

static gboolean
write_organization (SalveDemo *self,
                    const char *id,
                    const char *name,
                    const char *type,
                    const char *text,
                    guint index)
{
  SalveDemoRandom random;

  salve_demo_random_init (&random, self->options->seed, KIND_ORGANIZATION, index);
  salve_demo_begin (self, "Organization", id);
  salve_demo_add (
      self,
      ",'active':true,'type':[{'coding':[{'system':"
      "'http://terminology.hl7.org/CodeSystem/organization-type','code':'%s','display':'%s'}]}],'name':%q",
      type, text, name);
  salve_demo_add (self, ",'telecom':[");
  salve_demo_add_phone (self, &random, FALSE, "work");
  salve_demo_add (self, "],'address':[");
  salve_demo_add_address (self, 900000 + index, "work");
  salve_demo_add (self, "]");
  return salve_demo_end (self);
}

static gboolean
write_location (SalveDemo *self, guint index, const char *name, const char *code, const char *text)
{
  char id[37], clinic[37];

  salve_demo_make_id (self->options->seed, KIND_LOCATION, index > SALVE_DEMO_BRANCH ? SALVE_DEMO_BRANCH : 0,
                      clinic);
  salve_demo_make_id (self->options->seed, KIND_LOCATION, index, id);
  salve_demo_begin (self, "Location", id);
  salve_demo_add (
      self,
      ",'status':'active','name':%q,'mode':'instance','physicalType':{'coding':[{'system':"
      "'http://terminology.hl7.org/CodeSystem/location-physical-type','code':'%s','display':'%s'}]}",
      name, code, text);
  salve_demo_add (self, ",'managingOrganization':{'reference':'Organization/%s'}", self->organization);
  if (index > 0)
    salve_demo_add (self, ",'partOf':{'reference':'Location/%s'}", clinic);
  return salve_demo_end (self);
}

static void
add_qualifications (SalveDemo *self, guint index, SalveDemoRandom *random, const char *language)
{
  static const char *const others[] = { "en", "de", "fr", "es", "ar", "pl", "tr" };
  const char *other = others[salve_demo_random_below (random, G_N_ELEMENTS (others))];
  guint kind = index % G_N_ELEMENTS (specialties);
  int year = self->options->today.year - salve_demo_random_range (random, 8, 30);

  salve_demo_add (self, ",'qualification':[{'code':{'text':%q},'period':{'start':'%d'}},",
                  specialties[kind].qualification, year);
  salve_demo_add (self,
                  "{'code':{'text':%q},'period':{'start':'%d'},'issuer':{'display':'Medical Chamber'}}]",
                  specialties[kind].specialty, year + 5);
  salve_demo_add (self, ",'communication':[{'coding':[{'system':'urn:ietf:bcp:47','code':'%s'}]}", language);
  if (strcmp (other, language) != 0)
    salve_demo_add (self, ",{'coding':[{'system':'urn:ietf:bcp:47','code':'%s'}]}", other);
  salve_demo_add (self, "]");
}

/* Two of three have a picture. */
static void
add_photo (SalveDemo *self, guint index)
{
  g_autofree char *picture = index % 3 != 2 ? salve_demo_portrait (index * 7 + 1) : NULL;

  if (picture != NULL)
    salve_demo_add (self, ",'photo':[{'contentType':'image/png','data':'%s'}]", picture);
}

static gboolean
write_practitioner (SalveDemo *self, guint index)
{
  SalveDemoDoctor *doctor = &self->doctors[index];
  const SalveDemoCulture *culture;
  SalveDemoRandom random;
  gboolean woman;
  g_autofree char *given = NULL;
  g_autofree char *family = NULL;
  g_auto (GStrv) given_parts = NULL;
  g_auto (GStrv) family_parts = NULL;

  salve_demo_random_init (&random, self->options->seed, KIND_DOCTOR, 1000 + index);
  do /* doctors are listed in the clinic's own letters */
    {
      culture = salve_demo_culture_pick (&random, self->locale);
    }
  while (strcmp (culture->script, salve_locale_get_script (self->locale)) != 0);
  woman = salve_demo_random_chance (&random, 520);
  given = salve_demo_list_pick (&random, woman ? culture->females : culture->males);
  family = salve_demo_list_pick (&random, culture->families);
  given_parts = g_strsplit (given, "=", 2);
  family_parts = g_strsplit (family, "=", 2);
  g_free (doctor->name);
  doctor->name = g_strconcat ("Dr. ", given_parts[0], " ", family_parts[0], NULL);
  salve_demo_begin (self, "Practitioner", doctor->practitioner);
  salve_demo_add (self, ",'extension':[{'url':'" SALVE_DEMO_X "colour','valueInteger':%d}]", index % 12);
  salve_demo_add (
      self,
      ",'identifier':[{'system':'http://salveclinic.github.io/fhir/sid/demo-licence','value':'L-%2%2'}]",
      index / 100 + 40, index % 100);
  salve_demo_add (self,
                  ",'active':true,'name':[{'use':'official','family':%q,'given':[%q],'prefix':['Dr.']}]",
                  family_parts[0], given_parts[0]);
  salve_demo_add (self, ",'telecom':[");
  salve_demo_add_phone (self, &random, FALSE, "work");
  salve_demo_add (self, "],'gender':'%s'", woman ? "female" : "male");
  salve_demo_add (self, ",'birthDate':'%d-%2-%2'",
                  self->options->today.year - salve_demo_random_range (&random, 32, 64),
                  salve_demo_random_range (&random, 1, 12), salve_demo_random_range (&random, 1, 28));
  add_photo (self, index);
  add_qualifications (self, index, &random, culture->language);
  return salve_demo_end (self);
}

static gboolean
write_machine (SalveDemo *self, guint index)
{
  char id[37];
  SalveDemoRandom random;

  salve_demo_random_init (&random, self->options->seed, KIND_DEVICE, index);
  salve_demo_make_id (self->options->seed, KIND_DEVICE, index, id);
  salve_demo_begin (self, "Device", id);
  salve_demo_add (self, ",'identifier':[{'system':'urn:ietf:rfc:7042','value':'02-00-5E-10-%2-%2'}]", index,
                  salve_demo_random_range (&random, 10, 99));
  salve_demo_add (self,
                  ",'status':'active','manufacturer':%q,'manufactureDate':'%d-%2-01','serialNumber':'SN-%d'",
                  machines[index].maker, self->options->today.year - salve_demo_random_range (&random, 1, 6),
                  salve_demo_random_range (&random, 1, 12), salve_demo_random_range (&random, 10000, 99999));
  salve_demo_add (
      self, ",'deviceName':[{'name':%q,'type':'user-friendly-name'}],'modelNumber':%q,'type':{'text':%q}",
      machines[index].name, machines[index].model, machines[index].type);
  salve_demo_add (self, ",'version':[{'type':{'text':'firmware'},'value':'%d.%d.%d'}]",
                  salve_demo_random_range (&random, 1, 4), salve_demo_random_range (&random, 0, 9),
                  salve_demo_random_range (&random, 0, 9));
  salve_demo_add (self, ",'owner':{'reference':'Organization/%s'}", self->organization);
  return salve_demo_end (self);
}

gboolean
salve_demo_write_clinic (SalveDemo *self)
{
  if (!write_organization (self, self->organization, "Greenbridge Clinic", "prov", "Healthcare Provider", 0)
      || !write_organization (self, self->laboratory, "Meridian Laboratory", "dept", "Hospital Department",
                              1))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (insurers); i++)
    {
      if (!write_organization (self, self->insurers[i], insurers[i], "ins", "Insurance Company", i + 2))
        return FALSE;
    }
  if (!write_location (self, 0, "Greenbridge Clinic", "bu", "Building"))
    return FALSE;
  for (guint i = 0; i < self->n_doctors; i++)
    {
      g_autofree char *room = g_strdup_printf ("Room %u", i + 1);
      g_autofree char *there = g_strdup_printf ("Riverside room %u", i + 1);

      if (!write_location (self, i + 1, room, "ro", "Room") || !write_practitioner (self, i)
          || (i % 4 == 1 && !write_location (self, SALVE_DEMO_BRANCH + 1 + i, there, "ro", "Room")))
        return FALSE;
    }
  if (!write_location (self, SALVE_DEMO_BRANCH, "Greenbridge Riverside", "bu", "Building")
      || !salve_demo_write_visit_types (self) || !salve_demo_write_hours (self))
    return FALSE;
  if (!write_location (self, self->n_doctors + 1, "Treatment room", "ro", "Room")
      || !write_location (self, self->n_doctors + 2, "Bed 1", "bd", "Bed"))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (machines); i++)
    {
      if (!write_machine (self, i))
        return FALSE;
    }
  return TRUE;
}
