/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-demo"

#include "config.h"

#include "salve-demo-private.h"

#include <string.h>

/* What follows from an ill: what is taken for it, what was done about it, and what is planned; and letters, whose text
 * lies in a resource of its own. */

static gboolean
write_statement (SalveDemo *self,
                 const SalveDemoPerson *person,
                 SalveDemoRandom *random,
                 const SalveDemoCondition *condition,
                 SalvePartialDate day)
{
  g_autofree char *since = salve_partial_date_to_iso (day);
  char id[37];

  salve_demo_next_id (self, random, id);
  salve_demo_begin (self, "MedicationStatement", id);
  salve_demo_add (self,
                  ",'status':'active','medicationCodeableConcept':{'text':%q},'subject':{'reference':"
                  "'Patient/%s'},'effectivePeriod':{'start':'%s'},'dateAsserted':'%s'",
                  condition->medication, person->id, since, since);
  salve_demo_add (self, ",'informationSource':{'reference':'Patient/%s'},'reasonCode':[{'text':%q}]",
                  person->id, condition->text);
  salve_demo_add (self, ",'dosage':[{'text':%q}]", condition->dose);
  return salve_demo_end (self);
}

static gboolean
write_procedure (SalveDemo *self,
                 const SalveDemoPerson *person,
                 SalveDemoRandom *random,
                 const SalveDemoDoctor *doctor,
                 SalvePartialDate day,
                 const char *encounter)
{
  static const char *const done[] = { "Electrocardiogram", "Wound dressing", "Removal of stitches",
                                      "Ear irrigation",    "Spirometry",     "Ultrasound of the abdomen" };
  char id[37];

  salve_demo_next_id (self, random, id);
  salve_demo_begin (self, "Procedure", id);
  salve_demo_add (self, ",'status':'completed','code':{'text':%q},'subject':{'reference':'Patient/%s'}",
                  done[salve_demo_random_below (random, G_N_ELEMENTS (done))], person->id);
  salve_demo_add (self, ",'encounter':{'reference':'Encounter/%s'}", encounter);
  salve_demo_add_time (self, "performedDateTime", day, doctor->start + 15);
  salve_demo_add (self, ",'performer':[{'actor':{'reference':'Practitioner/%s','display':%q}}]",
                  doctor->practitioner, doctor->name);
  return salve_demo_end (self);
}

static gboolean
write_plan (SalveDemo *self,
            const SalveDemoPerson *person,
            SalveDemoRandom *random,
            const SalveDemoCondition *condition,
            SalvePartialDate day)
{
  static const char *const steps[] = { "Blood pressure at home, twice a week",
                                       "Laboratory every three months", "Walk for half an hour a day",
                                       "Check-up every six months" };
  g_autofree char *since = salve_partial_date_to_iso (day);
  char id[37];

  salve_demo_next_id (self, random, id);
  salve_demo_begin (self, "CarePlan", id);
  salve_demo_add (self, ",'status':'active','intent':'plan','title':%q,'subject':{'reference':'Patient/%s'}",
                  condition->text, person->id);
  salve_demo_add (self, ",'period':{'start':'%s'},'created':'%s'", since, since);
  salve_demo_add (self,
                  ",'activity':[{'detail':{'status':'in-progress','description':%q}},{'detail':{'status':"
                  "'scheduled','description':%q}}]",
                  steps[salve_demo_random_below (random, 2)], steps[2 + salve_demo_random_below (random, 2)]);
  return salve_demo_end (self);
}

/**
 * salve_demo_write_care:
 * @condition: (nullable): what the visit was for
 *
 * Writes what a visit brought besides what was found and prescribed.
 */
gboolean
salve_demo_write_care (SalveDemo *self,
                       const SalveDemoPerson *person,
                       SalveDemoRandom *random,
                       const SalveDemoCondition *condition,
                       const SalveDemoDoctor *doctor,
                       SalvePartialDate day,
                       const char *encounter)
{
  if (condition != NULL && condition->chronic && condition->medication != NULL
      && !write_statement (self, person, random, condition, day))
    return FALSE;
  if (condition != NULL && condition->chronic && salve_demo_random_chance (random, 300)
      && !write_plan (self, person, random, condition, day))
    return FALSE;
  return !salve_demo_random_chance (random, 90)
         || write_procedure (self, person, random, doctor, day, encounter);
}

static gboolean
write_binary (SalveDemo *self, const SalveDemoPerson *person, const char *id, const char *text)
{
  g_autofree char *data = g_base64_encode ((const guchar *)text, strlen (text));

  salve_demo_begin (self, "Binary", id);
  salve_demo_add (self,
                  ",'contentType':'text/plain; charset=utf-8','securityContext':{'reference':'Patient/%s'},"
                  "'data':'%s'",
                  person->id, data);
  return salve_demo_end (self);
}

/* A referral letter and the Binary that holds its text. */
gboolean
salve_demo_write_letter (SalveDemo *self,
                         const SalveDemoPerson *person,
                         SalveDemoRandom *random,
                         const SalveDemoDoctor *doctor,
                         SalvePartialDate day,
                         const char *reason)
{
  char id[37], binary[37];
  g_autofree char *text =
      g_strdup_printf ("Dear colleague,\n\nthank you for seeing this patient for: %s.\n\nKind regards,\n%s\n",
                       reason, doctor->name);

  salve_demo_next_id (self, random, id);
  salve_demo_next_id (self, random, binary);
  salve_demo_begin (self, "DocumentReference", id);
  salve_demo_add (
      self,
      ",'status':'current','type':{'coding':[{'system':'http://loinc.org','code':'57133-1','display':"
      "'Referral note'}],'text':'Referral letter'},'subject':{'reference':'Patient/%s'}",
      person->id);
  salve_demo_add_time (self, "date", day, 900);
  salve_demo_add (self, ",'author':[{'reference':'Practitioner/%s','display':%q}],'description':%q",
                  doctor->practitioner, doctor->name, reason);
  salve_demo_add (self,
                  ",'content':[{'attachment':{'contentType':'text/plain; charset=utf-8','url':'Binary/%s',"
                  "'title':'Referral letter'}}]",
                  binary);
  return salve_demo_end (self) && write_binary (self, person, binary, text);
}
