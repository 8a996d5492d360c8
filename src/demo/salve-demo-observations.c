/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-demo"

#include "config.h"

#include "salve-demo-private.h"

/* What is measured: vital signs at a visit, and the laboratory's panels. LOINC and UCUM, as FHIR's own profiles ask. */

static void
begin (SalveDemo *self,
       const SalveDemoPerson *person,
       SalveDemoRandom *random,
       const char *category,
       const char *code,
       const char *text,
       const char *encounter)
{
  char id[37];

  salve_demo_next_id (self, random, id);
  salve_demo_begin (self, "Observation", id);
  salve_demo_add (self,
                  ",'status':'final','category':[{'coding':[{'system':"
                  "'http://terminology.hl7.org/CodeSystem/observation-category','code':'%s'}]}]",
                  category);
  salve_demo_add (self,
                  ",'code':{'coding':[{'system':'http://loinc.org','code':'%s','display':%q}],'text':%q}",
                  code, text, text);
  salve_demo_add (self, ",'subject':{'reference':'Patient/%s'}", person->id);
  if (encounter)
    salve_demo_add (self, ",'encounter':{'reference':'Encounter/%s'}", encounter);
}

/* A quantity in tenths: "37.5", "84.0". */
static void
add_tenths (SalveDemo *self, const char *key, int tenths, const char *unit, const char *ucum)
{
  salve_demo_add (self, "'%s':{'value':%d.%d,'unit':%q,'system':'http://unitsofmeasure.org','code':%q}", key,
                  tenths / 10, tenths % 10, unit, ucum);
}

static void
add_whole (SalveDemo *self, const char *key, int value, const char *unit, const char *ucum)
{
  salve_demo_add (self, "'%s':{'value':%d,'unit':%q,'system':'http://unitsofmeasure.org','code':%q}", key,
                  value, unit, ucum);
}

static gboolean
end (SalveDemo *self, const SalveDemoDoctor *doctor, SalvePartialDate day, int minute)
{
  salve_demo_add_time (self, "effectiveDateTime", day, minute);
  if (doctor)
    salve_demo_add (self, ",'performer':[{'reference':'Practitioner/%s','display':%q}]", doctor->practitioner,
                    doctor->name);
  return salve_demo_end (self);
}

static gboolean
write_pressure (SalveDemo *self,
                const SalveDemoPerson *person,
                SalveDemoRandom *random,
                const char *encounter,
                const SalveDemoDoctor *doctor,
                SalvePartialDate day,
                int minute,
                int age)
{
  int systolic = 108 + MIN (age, 80) / 3 + salve_demo_random_range (random, -9, 16);
  int diastolic = 66 + MIN (age, 60) / 5 + salve_demo_random_range (random, -6, 9);

  begin (self, person, random, "vital-signs", "85354-9", "Blood pressure", encounter);
  salve_demo_add (self,
                  ",'component':[{'code':{'coding':[{'system':'http://loinc.org','code':'8480-6','display':"
                  "'Systolic blood pressure'}],'text':'Systolic'},");
  add_whole (self, "valueQuantity", systolic, "mmHg", "mm[Hg]");
  salve_demo_add (self, "},{'code':{'coding':[{'system':'http://loinc.org','code':'8462-4','display':"
                        "'Diastolic blood pressure'}],'text':'Diastolic'},");
  add_whole (self, "valueQuantity", diastolic, "mmHg", "mm[Hg]");
  salve_demo_add (self, "}]");
  return end (self, doctor, day, minute);
}

/* Grown people's height stays what their index says; children grow. In tenths of a centimetre and of a kilogram. */
static void
body_of (const SalveDemoPerson *person, int age, int *height, int *weight)
{
  int grown = (person->sex == 'm' ? 1690 : 1570) + (int)(person->index * 37 % 180);

  *height = age >= 17 ? grown : 520 + (grown - 520) * MAX (age, 0) / 17;
  *weight = (int)((gint64)*height * *height * (age >= 17 ? 235 + person->index * 13 % 75 : 165) / 1000000);
}

/**
 * salve_demo_write_vitals:
 * @full: with height and oxygen too, as at a first visit
 */
gboolean
salve_demo_write_vitals (SalveDemo *self,
                         const SalveDemoPerson *person,
                         SalveDemoRandom *random,
                         const char *encounter,
                         const SalveDemoDoctor *doctor,
                         SalvePartialDate day,
                         int minute,
                         gboolean full)
{
  int age = salve_partial_date_age_years (person->birth, day);
  int height, weight;

  body_of (person, age, &height, &weight);
  if (age >= 6 && !write_pressure (self, person, random, encounter, doctor, day, minute, age))
    return FALSE;
  begin (self, person, random, "vital-signs", "8867-4", "Heart rate", encounter);
  salve_demo_add (self, ",");
  add_whole (self, "valueQuantity", (age < 6 ? 100 : 66) + salve_demo_random_range (random, -8, 20),
             "beats/minute", "/min");
  if (!end (self, doctor, day, minute))
    return FALSE;
  begin (self, person, random, "vital-signs", "29463-7", "Body weight", encounter);
  salve_demo_add (self, ",");
  add_tenths (self, "valueQuantity", weight + salve_demo_random_range (random, -weight / 40, weight / 40),
              "kg", "kg");
  if (!end (self, doctor, day, minute))
    return FALSE;
  begin (self, person, random, "vital-signs", "8310-5", "Body temperature", encounter);
  salve_demo_add (self, ",");
  add_tenths (self, "valueQuantity", 364 + salve_demo_random_range (random, -2, 9), "°C", "Cel");
  if (!end (self, doctor, day, minute))
    return FALSE;
  if (!full)
    return TRUE;
  begin (self, person, random, "vital-signs", "8302-2", "Body height", encounter);
  salve_demo_add (self, ",");
  add_tenths (self, "valueQuantity", height, "cm", "cm");
  if (!end (self, doctor, day, minute))
    return FALSE;
  begin (self, person, random, "vital-signs", "2708-6", "Oxygen saturation", encounter);
  salve_demo_add (self, ",");
  add_whole (self, "valueQuantity", 99 - (int)salve_demo_random_below (random, 5), "%", "%");
  return end (self, doctor, day, minute);
}

static const struct
{
  const char *code, *text, *unit, *ucum;
  int low, high; /* the reference range, in tenths */
} panel[] = {
  { "2339-0", "Glucose", "mg/dL", "mg/dL", 700, 1000 },
  { "2160-0", "Creatinine", "mg/dL", "mg/dL", 6, 13 },
  { "718-7", "Haemoglobin", "g/dL", "g/dL", 120, 175 },
  { "2093-3", "Cholesterol", "mg/dL", "mg/dL", 1200, 2000 },
  { "2823-3", "Potassium", "mmol/L", "mmol/L", 35, 51 },
};

static gboolean
write_value (SalveDemo *self,
             const SalveDemoPerson *person,
             SalveDemoRandom *random,
             const char *encounter,
             SalvePartialDate day,
             guint index,
             char id[37])
{
  int low = panel[index].low, high = panel[index].high;
  int value = salve_demo_random_range (random, low - (high - low) / 8, high + (high - low) / 4);

  begin (self, person, random, "laboratory", panel[index].code, panel[index].text, encounter);
  g_strlcpy (id, self->id, 37);
  salve_demo_add (self, ",");
  add_tenths (self, "valueQuantity", value, panel[index].unit, panel[index].ucum);
  if (value < low || value > high)
    salve_demo_add (self,
                    ",'interpretation':[{'coding':[{'system':"
                    "'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation','code':'%s'}]}]",
                    value < low ? "L" : "H");
  salve_demo_add (self, ",'referenceRange':[{");
  add_tenths (self, "low", low, panel[index].unit, panel[index].ucum);
  salve_demo_add (self, ",");
  add_tenths (self, "high", high, panel[index].unit, panel[index].ucum);
  salve_demo_add (self, "}]");
  return end (self, NULL, day, 540);
}

/**
 * salve_demo_write_laboratory:
 *
 * Writes a panel's values and the report that holds them together.
 */
gboolean
salve_demo_write_laboratory (SalveDemo *self,
                             const SalveDemoPerson *person,
                             SalveDemoRandom *random,
                             const char *encounter,
                             SalvePartialDate day)
{
  char ids[G_N_ELEMENTS (panel)][37];
  char report[37];

  for (guint i = 0; i < G_N_ELEMENTS (panel); i++)
    if (!write_value (self, person, random, encounter, day, i, ids[i]))
      return FALSE;
  salve_demo_next_id (self, random, report);
  salve_demo_begin (self, "DiagnosticReport", report);
  salve_demo_add (self,
                  ",'status':'final','category':[{'coding':[{'system':"
                  "'http://terminology.hl7.org/CodeSystem/v2-0074','code':'LAB','display':'Laboratory'}]}]");
  salve_demo_add (self, ",'code':{'coding':[{'system':'http://loinc.org','code':'24323-8','display':"
                        "'Comprehensive metabolic panel'}],'text':'Blood panel'}");
  salve_demo_add (self, ",'subject':{'reference':'Patient/%s'}", person->id);
  if (encounter)
    salve_demo_add (self, ",'encounter':{'reference':'Encounter/%s'}", encounter);
  salve_demo_add_time (self, "effectiveDateTime", day, 540);
  salve_demo_add_time (self, "issued", day, 960);
  salve_demo_add (self, ",'performer':[{'reference':'Organization/%s'}],'result':[", self->laboratory);
  for (guint i = 0; i < G_N_ELEMENTS (panel); i++)
    salve_demo_add (self, i > 0 ? ",{'reference':'Observation/%s'}" : "{'reference':'Observation/%s'}",
                    ids[i]);
  salve_demo_add (self, "]");
  return salve_demo_end (self);
}
