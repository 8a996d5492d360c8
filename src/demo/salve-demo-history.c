/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-demo"

#include "config.h"

#include "salve-demo-private.h"

#include <string.h>

/* A person's history with the clinic: visits over the last years, what was found, what was given, what is borne badly. */

static const SalveDemoCondition conditions[] = {
  { "I10", "Essential hypertension", 40, 110, 330, 0, TRUE, "Ramipril 5 mg", "1 tablet in the morning" },
  { "E11.9", "Type 2 diabetes mellitus", 38, 110, 130, 0, TRUE, "Metformin 850 mg",
    "1 tablet twice a day, with food" },
  { "E78.5", "Hyperlipidaemia", 40, 110, 200, 0, TRUE, "Atorvastatin 20 mg", "1 tablet in the evening" },
  { "J45.909", "Asthma", 4, 80, 80, 0, TRUE, "Salbutamol 100 µg inhaler", "2 puffs when needed" },
  { "E03.9", "Hypothyroidism", 25, 110, 60, 'f', TRUE, "Levothyroxine 75 µg", "1 tablet before breakfast" },
  { "M54.5", "Low back pain", 20, 90, 140, 0, FALSE, "Ibuprofen 400 mg", "1 tablet up to three times a day" },
  { "F32.1", "Moderate depressive episode", 18, 90, 70, 0, TRUE, "Sertraline 50 mg",
    "1 tablet in the morning" },
  { "G43.909", "Migraine", 12, 65, 90, 0, TRUE, "Sumatriptan 50 mg", "1 tablet at the onset" },
  { "I25.10", "Coronary artery disease", 55, 110, 110, 0, TRUE, "Aspirin 100 mg", "1 tablet a day" },
  { "M17.9", "Osteoarthritis of the knee", 55, 110, 160, 0, TRUE, "Paracetamol 500 mg",
    "2 tablets when needed" },
  { "J06.9", "Upper respiratory infection", 0, 110, 260, 0, FALSE, NULL, NULL },
  { "H66.90", "Otitis media", 0, 9, 220, 0, FALSE, "Amoxicillin 250 mg/5 mL",
    "5 mL three times a day for 7 days" },
  { "L20.9", "Atopic dermatitis", 0, 30, 90, 0, TRUE, "Hydrocortisone 1 % cream", "thinly, twice a day" },
  { "N39.0", "Urinary tract infection", 16, 110, 90, 'f', FALSE, "Fosfomycin 3 g", "once, in the evening" },
  { "D50.9", "Iron deficiency anaemia", 14, 55, 70, 'f', FALSE, "Iron sulphate 100 mg", "1 tablet a day" },
  { "Z34.90", "Pregnancy", 19, 42, 40, 'f', FALSE, "Folic acid 400 µg", "1 tablet a day" },
};

/**
 * salve_demo_conditions:
 * @n: (out): how many
 */
const SalveDemoCondition *
salve_demo_conditions (guint *n)
{
  *n = G_N_ELEMENTS (conditions);
  return conditions;
}

static const struct
{
  const char *substance, *category, *reaction, *criticality;
} allergies[] = {
  { "Penicillin", "medication", "Hives", "high" },
  { "Peanuts", "food", "Anaphylaxis", "high" },
  { "Birch pollen", "environment", "Sneezing", "low" },
  { "Ibuprofen", "medication", "Rash", "low" },
  { "Latex", "environment", "Contact dermatitis", "low" },
  { "Hen’s egg", "food", "Vomiting", "low" },
  { "Wasp venom", "environment", "Anaphylaxis", "high" },
  { "Sulfamethoxazole", "medication", "Rash", "high" },
};

static const struct
{
  const char *code, *text;
  int from_age, to_age;
} vaccines[] = {
  { "133", "Pneumococcal conjugate", 0, 4 },
  { "03", "Measles, mumps and rubella", 1, 18 },
  { "20", "Diphtheria, tetanus, pertussis", 0, 18 },
  { "140", "Influenza, seasonal", 60, 120 },
  { "115", "Tetanus, diphtheria, pertussis", 18, 120 },
  { "208", "COVID-19 mRNA", 12, 120 },
};

static void
add_subject (SalveDemo *self, const char *key, const SalveDemoPerson *person)
{
  salve_demo_add (self, ",'%s':{'reference':'Patient/%s'}", key, person->id);
}

static gboolean
write_encounter (SalveDemo *self,
                 const SalveDemoPerson *person,
                 const SalveDemoDoctor *doctor,
                 const char *id,
                 SalvePartialDate day,
                 int minute,
                 const char *reason)
{
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  GTimeZone *zone = self->options->zone;

  from =
      salve_instant_format_fhir_zone (salve_instant_from_local (day, minute / 60, minute % 60, zone), zone);
  to = salve_instant_format_fhir_zone (
      salve_instant_from_local (day, (minute + 20) / 60, (minute + 20) % 60, zone), zone);
  salve_demo_begin (self, "Encounter", id);
  salve_demo_add (self,
                  ",'status':'finished','class':{'system':'http://terminology.hl7.org/CodeSystem/v3-ActCode',"
                  "'code':'AMB','display':'ambulatory'},'type':[{'text':%q}]",
                  doctor->service_text);
  add_subject (self, "subject", person);
  salve_demo_add (self, ",'participant':[{'individual':{'reference':'Practitioner/%s','display':%q}}]",
                  doctor->practitioner, doctor->name);
  salve_demo_add (self, ",'period':{'start':'%s','end':'%s'},'reasonCode':[{'text':%q}]", from, to, reason);
  salve_demo_add (self,
                  ",'location':[{'location':{'reference':'Location/%s'}}],'serviceProvider':{'reference':"
                  "'Organization/%s'}",
                  doctor->room, self->organization);
  return salve_demo_end (self);
}

static gboolean
write_condition (SalveDemo *self,
                 const SalveDemoPerson *person,
                 SalveDemoRandom *random,
                 const SalveDemoCondition *condition,
                 SalvePartialDate day,
                 const char *encounter)
{
  char id[37];
  g_autofree char *onset = salve_partial_date_to_iso (day);
  gboolean active = condition->chronic || salve_partial_date_days_between (day, self->options->today) < 21;

  salve_demo_next_id (self, random, id);
  salve_demo_begin (self, "Condition", id);
  salve_demo_add (self,
                  ",'clinicalStatus':{'coding':[{'system':"
                  "'http://terminology.hl7.org/CodeSystem/condition-clinical','code':'%s'}]}",
                  active ? "active" : "resolved");
  salve_demo_add (self, ",'verificationStatus':{'coding':[{'system':"
                        "'http://terminology.hl7.org/CodeSystem/condition-ver-status','code':'confirmed'}]}");
  salve_demo_add (self,
                  ",'category':[{'coding':[{'system':"
                  "'http://terminology.hl7.org/CodeSystem/condition-category','code':'%s'}]}]",
                  condition->chronic ? "problem-list-item" : "encounter-diagnosis");
  salve_demo_add (
      self,
      ",'code':{'coding':[{'system':'http://hl7.org/fhir/sid/icd-10-cm','code':'%s','display':%q}],"
      "'text':%q}",
      condition->code, condition->text, condition->text);
  add_subject (self, "subject", person);
  salve_demo_add (self, ",'encounter':{'reference':'Encounter/%s'}", encounter);
  salve_demo_add (self, ",'onsetDateTime':'%s','recordedDate':'%s'", onset, onset);
  return salve_demo_end (self);
}

static gboolean
write_prescription (SalveDemo *self,
                    const SalveDemoPerson *person,
                    SalveDemoRandom *random,
                    const SalveDemoCondition *condition,
                    const SalveDemoDoctor *doctor,
                    SalvePartialDate day,
                    const char *encounter)
{
  char id[37];
  g_autofree char *written = salve_partial_date_to_iso (day);

  salve_demo_next_id (self, random, id);
  salve_demo_begin (self, "MedicationRequest", id);
  salve_demo_add (self, ",'status':'%s','intent':'order','medicationCodeableConcept':{'text':%q}",
                  condition->chronic ? "active" : "completed", condition->medication);
  add_subject (self, "subject", person);
  salve_demo_add (self, ",'encounter':{'reference':'Encounter/%s'},'authoredOn':'%s'", encounter, written);
  salve_demo_add (self,
                  ",'requester':{'reference':'Practitioner/%s','display':%q},'reasonCode':[{'text':%q}]",
                  doctor->practitioner, doctor->name, condition->text);
  salve_demo_add (self, ",'dosageInstruction':[{'text':%q}]", condition->dose);
  return salve_demo_end (self);
}

static gboolean
write_allergy (SalveDemo *self, const SalveDemoPerson *person, SalveDemoRandom *random, SalvePartialDate day)
{
  guint index = salve_demo_random_below (random, G_N_ELEMENTS (allergies));
  char id[37];
  g_autofree char *recorded = salve_partial_date_to_iso (day);

  salve_demo_next_id (self, random, id);
  salve_demo_begin (self, "AllergyIntolerance", id);
  salve_demo_add (self,
                  ",'clinicalStatus':{'coding':[{'system':"
                  "'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical','code':'active'}]}");
  salve_demo_add (
      self, ",'verificationStatus':{'coding':[{'system':"
            "'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification','code':'confirmed'}]}");
  salve_demo_add (self, ",'type':'allergy','category':['%s'],'criticality':'%s','code':{'text':%q}",
                  allergies[index].category, allergies[index].criticality, allergies[index].substance);
  add_subject (self, "patient", person);
  salve_demo_add (self, ",'recordedDate':'%s','reaction':[{'manifestation':[{'text':%q}]}]", recorded,
                  allergies[index].reaction);
  return salve_demo_end (self);
}

static gboolean
write_vaccine (SalveDemo *self,
               const SalveDemoPerson *person,
               SalveDemoRandom *random,
               guint index,
               SalvePartialDate day)
{
  char id[37];
  g_autofree char *given = salve_partial_date_to_iso (day);

  salve_demo_next_id (self, random, id);
  salve_demo_begin (self, "Immunization", id);
  salve_demo_add (
      self,
      ",'status':'completed','vaccineCode':{'coding':[{'system':'http://hl7.org/fhir/sid/cvx','code':"
      "'%s','display':%q}],'text':%q}",
      vaccines[index].code, vaccines[index].text, vaccines[index].text);
  add_subject (self, "patient", person);
  salve_demo_add (self, ",'occurrenceDateTime':'%s','primarySource':true,'lotNumber':'%u%d'", given,
                  salve_demo_random_below (random, 90) + 10, salve_demo_random_range (random, 1000, 9999));
  return salve_demo_end (self);
}

static gboolean
write_visit (SalveDemo *self,
             const SalveDemoPerson *person,
             SalveDemoRandom *random,
             SalvePartialDate day,
             const SalveDemoCondition *condition,
             gboolean first)
{
  const SalveDemoDoctor *doctor = &self->doctors[person->doctor];
  int minute = doctor->start + 20 * (int)salve_demo_random_below (random, 10);
  const char *reason = condition ? condition->text : "Check-up";
  char encounter[37];

  salve_demo_next_id (self, random, encounter);
  if (!write_encounter (self, person, doctor, encounter, day, minute, reason)
      || !salve_demo_write_vitals (self, person, random, encounter, doctor, day, minute + 5, first))
    return FALSE;
  if (condition && !write_condition (self, person, random, condition, day, encounter))
    return FALSE;
  if (condition && condition->medication
      && !write_prescription (self, person, random, condition, doctor, day, encounter))
    return FALSE;
  if (salve_demo_random_chance (random, 180)
      && !salve_demo_write_laboratory (self, person, random, encounter, day))
    return FALSE;
  if (!salve_demo_write_care (self, person, random, condition, doctor, day, encounter))
    return FALSE;
  return !salve_demo_random_chance (random, 60)
         || salve_demo_write_letter (self, person, random, doctor, day, reason);
}

/* The last day on which the person can have been here. */
static SalvePartialDate
last_day (SalveDemo *self, const SalveDemoPerson *person)
{
  SalvePartialDate day = salve_partial_date_add_days (self->options->today, -1);

  if (salve_partial_date_is_set (person->died))
    {
      SalvePartialDate died = salve_partial_date_add_days (salve_partial_date_first_day (person->died), -1);

      if (salve_partial_date_compare (died, day) < 0)
        day = died;
    }
  return day;
}

static gboolean
write_visits (SalveDemo *self, const SalveDemoPerson *person, SalveDemoRandom *random, SalvePartialDate last)
{
  const SalveDemoCondition *found[3] = { NULL };
  guint n_found = 0, n_conditions;
  const SalveDemoCondition *all = salve_demo_conditions (&n_conditions);
  guint age = (guint)MAX (0, salve_partial_date_age_years (person->birth, last));
  guint visits = salve_demo_random_below (random, 4);

  for (guint i = 0; i < n_conditions && n_found < G_N_ELEMENTS (found); i++)
    if (age >= all[i].from_age && age <= all[i].to_age && (!all[i].sex || all[i].sex == person->sex)
        && salve_demo_random_chance (random, all[i].per_mille))
      found[n_found++] = &all[i];
  visits = MAX (visits, n_found);
  for (guint i = 0; i < visits; i++)
    {
      int back = (int)(i * 1100 / visits) + salve_demo_random_range (random, 0, 300);
      SalvePartialDate day = salve_partial_date_add_days (last, -back);

      if (salve_partial_date_compare (day, person->birth) <= 0)
        continue;
      if (!write_visit (self, person, random, day, i < n_found ? found[i] : NULL, i + 1 == visits))
        return FALSE;
    }
  return TRUE;
}

/**
 * salve_demo_write_history:
 *
 * Writes what the clinic knows of a person's health.
 */
gboolean
salve_demo_write_history (SalveDemo *self, const SalveDemoPerson *person)
{
  SalveDemoRandom random;
  SalvePartialDate last = last_day (self, person);
  int age;

  if (salve_partial_date_compare (last, person->birth) <= 0)
    return TRUE;
  salve_demo_random_init (&random, self->options->seed, KIND_HISTORY, person->index);
  age = salve_partial_date_age_years (person->birth, last);
  if (!write_visits (self, person, &random, last))
    return FALSE;
  if (salve_demo_random_chance (&random, 140) && !write_allergy (self, person, &random, last))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (vaccines); i++)
    {
      SalvePartialDate day = salve_partial_date_add_days (last, -salve_demo_random_range (&random, 30, 900));

      if (age < vaccines[i].from_age || age > vaccines[i].to_age || !salve_demo_random_chance (&random, 300)
          || salve_partial_date_compare (day, person->birth) <= 0)
        continue;
      if (!write_vaccine (self, person, &random, i, day))
        return FALSE;
    }
  return TRUE;
}
