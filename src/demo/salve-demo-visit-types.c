/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people come for, as HealthcareServices. */
#define G_LOG_DOMAIN "salve-demo"

#include "config.h"

#include "salve-demo-private.h"

#include <string.h>

/* weight: how often it is what somebody comes for. */
static const SalveDemoVisitType types[] = {
  { "Consultation", NULL, 20, 0, 0, 0, "in-person", "patient front-desk nurse doctor", 40 },
  { "First visit", NULL, 40, 0, 5, 1, "in-person", "patient front-desk doctor", 10 },
  { "Check-up", NULL, 30, 0, 5, 2, "in-person", "patient front-desk nurse doctor", 14 },
  { "Telephone call", NULL, 10, 0, 0, 3, "phone", "patient front-desk doctor", 8 },
  { "Video consultation", NULL, 20, 0, 0, 4, "video", "patient front-desk doctor", 5 },
  { "Vaccination", NULL, 10, 0, 5, 5, "in-person", "patient front-desk nurse doctor", 8 },
  { "Blood sample", NULL, 10, 0, 0, 6, "in-person", "front-desk nurse doctor", 8 },
  { "Results", NULL, 15, 0, 0, 9, "in-person phone video", "front-desk doctor", 7 },
  { "ECG", "Cardiology", 30, 5, 5, 7, "in-person", "front-desk nurse doctor", 30 },
  { "Minor surgery", "Dermatology", 60, 10, 10, 8, "in-person", "doctor", 15 },
  { "Ultrasound", "Obstetrics and gynaecology", 30, 5, 5, 11, "in-person", "front-desk doctor", 30 },
  { "Physiotherapy", "Physiotherapy", 45, 0, 5, 10, "in-person", "front-desk nurse doctor", 90 },
};

const SalveDemoVisitType *
salve_demo_visit_type (guint n)
{
  return n < G_N_ELEMENTS (types) ? &types[n] : NULL;
}

void
salve_demo_visit_type_id (SalveDemo *self, const SalveDemoVisitType *type, char id[37])
{
  salve_demo_make_id (self->options->seed, KIND_VISIT_TYPE, (guint64)(type - types), id);
}

static gboolean
suits (const SalveDemoVisitType *type, const SalveDemoDoctor *doctor)
{
  return type->specialty == NULL || strcmp (type->specialty, doctor->specialty) == 0;
}

/* Returns: one that the doctor offers, the frequent more often */
const SalveDemoVisitType *
salve_demo_visit_type_pick (SalveDemoRandom *random, const SalveDemoDoctor *doctor)
{
  guint sum = 0, at;

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    sum += suits (&types[i], doctor) ? types[i].weight : 0;
  at = salve_demo_random_below (random, sum);
  for (guint i = 0;; i++)
    {
      if (!suits (&types[i], doctor))
        continue;
      if (at < types[i].weight)
        return &types[i];
      at -= types[i].weight;
    }
}

/* Adds ,"healthcareService":[…] of a doctor's role. */
void
salve_demo_add_services (SalveDemo *self, const SalveDemoDoctor *doctor)
{
  gboolean first = TRUE;

  salve_demo_add (self, ",'healthcareService':[");
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      char id[37];

      if (!suits (&types[i], doctor))
        continue;
      salve_demo_visit_type_id (self, &types[i], id);
      salve_demo_add (self, "%s{'reference':'HealthcareService/%s'}", first ? "" : ",", id);
      first = FALSE;
    }
  salve_demo_add (self, "]");
}

static void
add_codes (SalveDemo *self, const char *url, const char *codes)
{
  g_auto (GStrv) all = g_strsplit (codes, " ", -1);

  for (guint i = 0; all[i] != NULL; i++)
    salve_demo_add (self, ",{'url':'%s','valueCode':'%s'}", url, all[i]);
}

gboolean
salve_demo_write_visit_types (SalveDemo *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      char id[37];

      salve_demo_visit_type_id (self, &types[i], id);
      salve_demo_begin (self, "HealthcareService", id);
      salve_demo_add (self,
                      ",'extension':[{'url':'" SALVE_DEMO_X "visit-type','extension':[{'url':'minutes',"
                      "'valueInteger':%d},{'url':'bufferBefore','valueInteger':%d},{'url':'bufferAfter',"
                      "'valueInteger':%d},{'url':'colour','valueInteger':%d}",
                      types[i].minutes, types[i].before, types[i].after, types[i].colour);
      add_codes (self, "mode", types[i].modes);
      add_codes (self, "bookableBy", types[i].bookable_by);
      salve_demo_add (self, "]}],'active':true,'providedBy':{'reference':'Organization/%s'}",
                      self->organization);
      if (types[i].specialty != NULL)
        salve_demo_add (self, ",'specialty':[{'text':%q}]", types[i].specialty);
      salve_demo_add (self, ",'name':%q", types[i].name);
      if (!salve_demo_end (self))
        return FALSE;
    }
  return TRUE;
}
