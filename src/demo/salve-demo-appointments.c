/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-demo"

#include "config.h"

#include "salve-demo-private.h"

/* A year of appointments around today: three quarters of it past, each doctor's hours filled in slots of 20 minutes,
 * densely before today and ever more thinly after it. Nobody is booked twice, and nobody sees two doctors at once. */

#define SLOT_MINUTES 20
#define DAYS_BACK 270
#define DAYS_AHEAD 95

static const char *
status_of (SalveDemo *self, SalveDemoRandom *random, int day, int minute)
{
  guint luck = salve_demo_random_below (random, 1000);

  if (day < 0 || (day == 0 && minute + SLOT_MINUTES < self->options->minute_of_day))
    return luck < 50 ? "noshow" : luck < 110 ? "cancelled" : "fulfilled";
  if (day == 0 && minute <= self->options->minute_of_day)
    return "checked-in";
  if (day == 0 && minute <= self->options->minute_of_day + 40)
    return luck < 600 ? "arrived" : "booked";
  return luck < 40 ? "cancelled" : luck < 100 ? "pending" : "booked";
}

static gboolean
write_appointment (SalveDemo *self,
                   const SalveDemoDoctor *doctor,
                   SalveDemoRandom *random,
                   SalvePartialDate day,
                   int offset,
                   int minute,
                   guint patient)
{
  static const char *const reasons[] = { "Check-up",       "Follow-up", "Consultation",
                                         "Blood pressure", "Results",   "Vaccination" };
  const char *status = status_of (self, random, offset, minute);
  char id[37], patient_id[37];

  salve_demo_make_id (self->options->seed, KIND_PATIENT, patient, patient_id);
  salve_demo_next_id (self, random, id);
  salve_demo_begin (self, "Appointment", id);
  salve_demo_add (self, ",'status':'%s'", status);
  if (status[0] == 'c' && status[1] == 'a')
    salve_demo_add (self, ",'cancelationReason':{'text':'Cancelled by the patient'}");
  salve_demo_add (
      self,
      ",'serviceType':[{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/service-type','code':"
      "'%s','display':%q}]}]",
      doctor->service_code, doctor->service_text);
  salve_demo_add (self, ",'description':%q",
                  reasons[salve_demo_random_below (random, G_N_ELEMENTS (reasons))]);
  salve_demo_add_time (self, "start", day, minute);
  salve_demo_add_time (self, "end", day, minute + SLOT_MINUTES);
  salve_demo_add (self, ",'minutesDuration':%d", SLOT_MINUTES);
  salve_demo_add (
      self,
      ",'participant':[{'actor':{'reference':'Patient/%s'},'status':'accepted'},{'actor':{'reference':"
      "'Practitioner/%s','display':%q},'status':'accepted'},{'actor':{'reference':'Location/%s'},"
      "'status':'accepted'}]",
      patient_id, doctor->practitioner, doctor->name, doctor->room);
  return salve_demo_end (self);
}

/* Nobody comes before the birth or after the death. */
static gboolean
is_living (SalveDemo *self, guint index, SalvePartialDate day)
{
  SalveDemoPerson person;
  gboolean living;

  salve_demo_person_init (self, &person, index);
  living = salve_partial_date_compare (person.birth, day) <= 0
           && (!salve_partial_date_is_set (person.died) || salve_partial_date_compare (day, person.died) < 0);
  salve_demo_person_clear (&person);
  return living;
}

static gboolean
write_day (SalveDemo *self, guint index, SalvePartialDate day, int offset)
{
  const SalveDemoDoctor *doctor = &self->doctors[index];
  /* Each doctor draws from own patients, so that nobody is with two doctors at one time. */
  guint share = self->options->patients / self->n_doctors;
  guint fill = offset <= 0 ? 800 : offset < 14 ? 600 : offset < 40 ? 250 : 60;
  SalveDemoRandom random;

  if (share < 1 || (doctor->days & (1u << salve_partial_date_weekday (day))) == 0)
    return TRUE;
  /* A small clinic's day is as full as its patients allow. */
  fill = MIN (fill, share * 2);
  salve_demo_random_init (&random, self->options->seed, KIND_DAY,
                          (guint64)index * 100000 + (guint64)(offset + DAYS_BACK));
  for (int minute = doctor->start; minute + SLOT_MINUTES <= doctor->end; minute += SLOT_MINUTES)
    {
      guint patient = index * share + salve_demo_random_below (&random, share);

      if (minute + SLOT_MINUTES > doctor->middle && minute < doctor->middle_end)
        continue;
      if (!salve_demo_random_chance (&random, fill))
        continue;
      /* Who was registered twice by mistake is booked under the first registration. */
      if (salve_demo_is_duplicate (patient) || !is_living (self, patient, day))
        continue;
      if (!write_appointment (self, doctor, &random, day, offset, minute, patient))
        return FALSE;
    }
  return TRUE;
}

/**
 * salve_demo_write_appointments:
 *
 * Writes all doctors' appointments, day by day.
 */
gboolean
salve_demo_write_appointments (SalveDemo *self,
                               SalveDemoProgressFunc progress,
                               gpointer progress_data,
                               GCancellable *cancellable)
{
  for (int offset = -DAYS_BACK; offset <= DAYS_AHEAD; offset++)
    {
      SalvePartialDate day = salve_partial_date_add_days (self->options->today, offset);

      if (g_cancellable_set_error_if_cancelled (cancellable, self->error))
        return FALSE;
      for (guint i = 0; i < self->n_doctors; i++)
        if (!write_day (self, i, day, offset))
          return FALSE;
    }
  return TRUE;
}
