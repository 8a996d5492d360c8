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
  salve_demo_make_id (seed, KIND_SCHEDULE, index, doctor->schedule);
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

  salve_demo_make_id (self->options->seed, KIND_LOCATION, 0, clinic);
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
  salve_demo_add (self, ",'qualification':[{'code':{'text':%q}}]",
                  specialties[index % G_N_ELEMENTS (specialties)].qualification);
  salve_demo_add (self, ",'communication':[{'coding':[{'system':'urn:ietf:bcp:47','code':'%s'}]}]",
                  culture->language);
  return salve_demo_end (self);
}

static void
add_days (SalveDemo *self, guint days)
{
  static const char *const codes[] = { "", "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
  gboolean first = TRUE;

  salve_demo_add (self, "'daysOfWeek':[");
  for (guint i = 1; i <= 7; i++)
    {
      if ((days & (1u << i)) == 0)
        continue;
      salve_demo_add (self, first ? "'%s'" : ",'%s'", codes[i]);
      first = FALSE;
    }
  salve_demo_add (self, "]");
}

static gboolean
write_role (SalveDemo *self, guint index)
{
  const SalveDemoDoctor *doctor = &self->doctors[index];

  salve_demo_begin (self, "PractitionerRole", doctor->role);
  salve_demo_add (self, ",'active':true,'practitioner':{'reference':'Practitioner/%s','display':%q}",
                  doctor->practitioner, doctor->name);
  salve_demo_add (self, ",'organization':{'reference':'Organization/%s'}", self->organization);
  salve_demo_add (self,
                  ",'code':[{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/"
                  "practitioner-role','code':'doctor',"
                  "'display':'Doctor'}]}],'specialty':[{'text':%q}]",
                  doctor->specialty);
  salve_demo_add (self, ",'location':[{'reference':'Location/%s'}],'availableTime':[{", doctor->room);
  add_days (self, doctor->days);
  salve_demo_add (self, ",'availableStartTime':'%2:%2:00','availableEndTime':'%2:%2:00'},{",
                  doctor->start / 60, doctor->start % 60, doctor->middle / 60, doctor->middle % 60);
  add_days (self, doctor->days);
  salve_demo_add (self, ",'availableStartTime':'%2:%2:00','availableEndTime':'%2:%2:00'}]",
                  doctor->middle_end / 60, doctor->middle_end % 60, doctor->end / 60, doctor->end % 60);
  return salve_demo_end (self);
}

static gboolean
write_schedule (SalveDemo *self, guint index)
{
  const SalveDemoDoctor *doctor = &self->doctors[index];
  int year = self->options->today.year;

  salve_demo_begin (self, "Schedule", doctor->schedule);
  salve_demo_add (self,
                  ",'active':true,'serviceType':[{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/"
                  "service-type',"
                  "'code':'%s','display':%q}]}],'specialty':[{'text':%q}]",
                  doctor->service_code, doctor->service_text, doctor->specialty);
  salve_demo_add (self, ",'actor':[{'reference':'Practitioner/%s','display':%q},{'reference':'Location/%s'}]",
                  doctor->practitioner, doctor->name, doctor->room);
  salve_demo_add (self, ",'planningHorizon':{'start':'%d-01-01','end':'%d-12-31'}", year - 1, year + 1);
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
      if (!write_location (self, i + 1, room, "ro", "Room") || !write_practitioner (self, i)
          || !write_role (self, i) || !write_schedule (self, i))
        return FALSE;
    }
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
