/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-demo"

#include "config.h"

#include "salve-demo-private.h"

#include <string.h>

/* A year of appointments around today: three quarters of it past. Each doctor's hours are filled with visits of the
 * lengths that the visit types have, buffers included, densely before today and ever more thinly after it. Nobody is
 * booked twice, nobody sees two doctors at once, and nobody is booked when the doctor is away; but one patient was put
 * upon another's time, with the reason. */

#define GAP 15 /* minutes that stay free where nobody comes */
#define SERIES_COUNT 10
#define SERIES_BACK 28 /* days since a series began */

/* One that is to be written. */
typedef struct
{
  SalvePartialDate day;
  int offset; /* days from today */
  int minute;
  guint patient;
  const SalveDemoVisitType *type;
  gboolean branch;
  gboolean series;
  const char *overbooked; /* why, or NULL */
  const char *status;     /* set when it is written */
} Visit;

static const char *
status_of (SalveDemo *self, SalveDemoRandom *random, const Visit *visit)
{
  guint luck = salve_demo_random_below (random, 1000);
  int now = self->options->minute_of_day, length = visit->type->minutes;

  if (visit->offset < 0 || (visit->offset == 0 && visit->minute + length < now))
    return luck < 50 ? "noshow" : luck < 110 ? "cancelled" : "fulfilled";
  if (visit->offset == 0 && visit->minute <= now)
    return "checked-in";
  if (visit->offset == 0 && visit->minute <= now + 40)
    return luck < 600 ? "arrived" : "booked";
  return luck < 40 ? "cancelled" : luck < 100 ? "pending" : "booked";
}

static void
add_series (SalveDemo *self, GString *out, guint index, const Visit *visit)
{
  g_autofree char *day = salve_partial_date_to_iso (visit->day);
  char id[37];

  salve_demo_make_id (self->options->seed, KIND_SERIES, index, id);
  g_string_append_printf (
      out,
      ",{\"url\":\"" SALVE_DEMO_X "appointment-series\",\"extension\":[{\"url\":\"id\","
      "\"valueString\":\"%s\"},{\"url\":\"rule\",\"valueString\":\"FREQ=WEEKLY;COUNT=%d\"},"
      "{\"url\":\"day\",\"valueDate\":\"%s\"}]}",
      id, SERIES_COUNT, day);
}

static void
add_moment (SalveDemo *self, GString *out, const Visit *visit, const char *name, int minute)
{
  SalveInstant at = salve_instant_from_local (visit->day, minute / 60, minute % 60, self->options->zone);
  g_autofree char *text = salve_instant_format_fhir (at);

  g_string_append_printf (out, "{\"url\":\"%s\",\"valueInstant\":\"%s\"},", name, text);
}

/* How today's visits went so far: who came a little early, and was called a little late. */
static void
add_flow (SalveDemo *self, GString *out, const Visit *visit)
{
  int now = self->options->minute_of_day, late = (int)(visit->patient % 5) * 2;
  int came = MIN (visit->minute - 5 - (int)(visit->patient % 4) * 6, now - (int)(visit->patient % 7));
  gboolean inside = strcmp (visit->status, "checked-in") == 0,
           done = strcmp (visit->status, "fulfilled") == 0;

  if (visit->offset != 0 || (strcmp (visit->status, "arrived") != 0 && !inside && !done))
    return;
  g_string_append (out, ",{\"url\":\"" SALVE_DEMO_X "appointment-flow\",\"extension\":[");
  add_moment (self, out, visit, "arrived", MAX (came, 0));
  if (inside || done)
    add_moment (self, out, visit, "called", MIN (visit->minute + late, now));
  if (done)
    add_moment (self, out, visit, "finished", MIN (visit->minute + visit->type->minutes + late, now));
  g_string_append_printf (out, "{\"url\":\"ticket\",\"valueString\":\"%c%u\"}]}",
                          "ABCDEFGHJKLMNPQRSTUVWXYZ"[visit->patient % 24], 10 + visit->patient / 24 % 90);
}

/* Buffers, series, reminder and way of meeting have no element of their own in R4. */
static void
add_extensions (SalveDemo *self, SalveDemoRandom *random, guint index, const Visit *visit)
{
  g_autoptr (GString) out = g_string_new (NULL);
  const SalveDemoVisitType *type = visit->type;

  if (type->before > 0 || type->after > 0)
    g_string_append_printf (out, ",{\"url\":\"" SALVE_DEMO_X "appointment-buffers\",\"extension\":[");
  if (type->before > 0)
    g_string_append_printf (out, "{\"url\":\"before\",\"valueInteger\":%d}%s", type->before,
                            type->after > 0 ? "," : "");
  if (type->after > 0)
    g_string_append_printf (out, "{\"url\":\"after\",\"valueInteger\":%d}", type->after);
  if (type->before > 0 || type->after > 0)
    g_string_append (out, "]}");
  if (visit->overbooked != NULL)
    g_string_append_printf (out,
                            ",{\"url\":\"" SALVE_DEMO_X "appointment-overbooked\",\"valueString\":\"%s\"}",
                            visit->overbooked);
  if (visit->series)
    add_series (self, out, index, visit);
  if (salve_demo_random_chance (random, 300))
    g_string_append (out, ",{\"url\":\"" SALVE_DEMO_X "appointment-reminder\",\"valueInteger\":1440}");
  if (g_str_has_prefix (type->modes, "phone") || g_str_has_prefix (type->modes, "video"))
    g_string_append_printf (out, ",{\"url\":\"" SALVE_DEMO_X "appointment-mode\",\"valueCode\":\"%s\"}",
                            type->modes);
  if (g_str_has_prefix (type->modes, "video"))
    g_string_append_printf (out,
                            ",{\"url\":\"" SALVE_DEMO_X "appointment-video-link\",\"valueUrl\":"
                            "\"https://meet.example.org/%08x\"}",
                            salve_demo_random_below (random, G_MAXUINT));
  add_flow (self, out, visit);
  if (out->len > 0)
    salve_demo_add (self, ",'extension':[%s]", out->str + 1);
}

static void
add_participants (SalveDemo *self, guint index, const Visit *visit)
{
  const SalveDemoDoctor *doctor = &self->doctors[index];
  char patient[37], service[37], room[37];

  salve_demo_make_id (self->options->seed, KIND_PATIENT, visit->patient, patient);
  salve_demo_visit_type_id (self, visit->type, service);
  g_strlcpy (room, doctor->room, sizeof room);
  if (visit->branch)
    salve_demo_make_id (self->options->seed, KIND_LOCATION, SALVE_DEMO_BRANCH + 1 + index, room);
  salve_demo_add (
      self,
      ",'participant':[{'actor':{'reference':'Patient/%s'},'status':'accepted'},{'actor':{'reference':"
      "'Practitioner/%s','display':%q},'status':'accepted'}",
      patient, doctor->practitioner, doctor->name);
  if (g_str_has_prefix (visit->type->modes, "in-person") && visit->overbooked == NULL)
    salve_demo_add (self, ",{'actor':{'reference':'Location/%s'},'status':'accepted'}", room);
  salve_demo_add (self, ",{'actor':{'reference':'HealthcareService/%s'},'status':'accepted'}]", service);
}

static gboolean
write_visit (SalveDemo *self, guint index, SalveDemoRandom *random, Visit *visit)
{
  static const char *const reasons[] = {
    "Cough",        "Back pain", "Blood pressure", "Results of the laboratory", "Headache", "Rash",
    "Prescription", "Sick note", "Dizziness",      "Check of a wound"
  };
  static const char *const notes[] = { "Comes in a wheelchair", "Please fasting", "Brings an interpreter",
                                       "Wants to pay in cash", "Call back if earlier is possible" };
  static const char *const why[] = { "Cancelled by the patient", "Ill", "Cannot get off work" };
  const char *status = visit->series || visit->overbooked ? "booked" : status_of (self, random, visit);
  char id[37];

  if (visit->series && visit->offset < 0)
    status = "fulfilled";
  visit->status = status;
  salve_demo_next_id (self, random, id);
  salve_demo_begin (self, "Appointment", id);
  add_extensions (self, random, index, visit);
  salve_demo_add (self, ",'status':'%s'", status);
  if (strcmp (status, "cancelled") == 0)
    salve_demo_add (self, ",'cancelationReason':{'text':%q}",
                    why[salve_demo_random_below (random, G_N_ELEMENTS (why))]);
  salve_demo_add (self, ",'serviceType':[{'text':%q}]", visit->type->name);
  if (salve_demo_random_chance (random, 700))
    salve_demo_add (self, ",'reasonCode':[{'text':%q}]",
                    reasons[salve_demo_random_below (random, G_N_ELEMENTS (reasons))]);
  salve_demo_add_time (self, "start", visit->day, visit->minute);
  salve_demo_add_time (self, "end", visit->day, visit->minute + visit->type->minutes);
  salve_demo_add (self, ",'minutesDuration':%d", visit->type->minutes);
  if (salve_demo_random_chance (random, 80))
    salve_demo_add (self, ",'comment':%q", notes[salve_demo_random_below (random, G_N_ELEMENTS (notes))]);
  add_participants (self, index, visit);
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

/* Who was registered twice by mistake is booked under the first registration. */
static gboolean
can_come (SalveDemo *self, guint patient, SalvePartialDate day)
{
  return !salve_demo_is_duplicate (patient) && is_living (self, patient, day);
}

/* Every third doctor has a patient who comes ten times, each week at the beginning of the same day. */
static gboolean
is_series_day (SalveDemo *self, guint index, int offset)
{
  const SalveDemoDoctor *doctor = &self->doctors[index];
  int first = -SERIES_BACK;

  if (index % 3 != 2)
    return FALSE;
  while ((doctor->days
          & (1u << salve_partial_date_weekday (salve_partial_date_add_days (self->options->today, first))))
         == 0)
    first++;
  return offset >= first && offset < first + 7 * SERIES_COUNT && (offset - first) % 7 == 0;
}

/* The patient of a doctor's series: the first of the doctor's own who is alive throughout. */
static int
series_patient (SalveDemo *self, guint index, guint share)
{
  SalvePartialDate from = salve_partial_date_add_days (self->options->today, -SERIES_BACK);
  SalvePartialDate to = salve_partial_date_add_days (self->options->today, 7 * SERIES_COUNT);

  for (guint patient = index * share; patient < (index + 1) * share; patient++)
    if (can_come (self, patient, from) && can_come (self, patient, to))
      return (int)patient;
  return -1;
}

typedef struct
{
  guint index;
  guint share;
  guint fill;
  SalveDemoRandom random;
  SalvePartialDate day;
  int offset;
  gboolean branch;
  guint written;
} Day;

/* Whoever waits longest in pain is taken in between: the first visit after today has another patient upon it. */
static gboolean
write_overbooked (SalveDemo *self, Day *day, const Visit *onto)
{
  Visit visit = *onto;

  if (day->offset < 1 || self->overbooked || onto->series || day->share < 2
      || strcmp (onto->status, "booked") != 0)
    return TRUE;
  visit.patient = day->index * day->share + (onto->patient - day->index * day->share + 1) % day->share;
  visit.type = salve_demo_visit_type (6);
  visit.overbooked = "Acute pain, taken in between";
  if (!can_come (self, visit.patient, visit.day))
    return TRUE;
  self->overbooked = TRUE;
  return write_visit (self, day->index, &day->random, &visit);
}

static gboolean
write_block (SalveDemo *self, Day *day, int from, int to, gboolean series)
{
  const SalveDemoDoctor *doctor = &self->doctors[day->index];
  int minute = from;

  while (minute + 10 <= to)
    {
      Visit visit = { day->day, day->offset, 0, 0, NULL, day->branch, series, NULL, NULL };
      int patient = (int)(day->index * day->share + salve_demo_random_below (&day->random, day->share));

      visit.type = series ? salve_demo_visit_type (2) : salve_demo_visit_type_pick (&day->random, doctor);
      if (series)
        patient = series_patient (self, day->index, day->share);
      /* Before the first visit of a block nothing needs to be got ready in working time. */
      visit.minute = minute == from ? minute : minute + visit.type->before;
      if (visit.minute + visit.type->minutes + visit.type->after > to || patient < 0
          || (!series && !salve_demo_random_chance (&day->random, day->fill))
          || salve_demo_is_away (self, day->index, day->day, visit.minute - visit.type->before,
                                 visit.minute + visit.type->minutes + visit.type->after)
          || !can_come (self, (guint)patient, day->day))
        {
          minute += GAP;
          series = FALSE;
          continue;
        }
      visit.patient = (guint)patient;
      if (!write_visit (self, day->index, &day->random, &visit))
        return FALSE;
      day->written++;
      if (!write_overbooked (self, day, &visit))
        return FALSE;
      /* Visits begin at times that people can remember. */
      minute = (visit.minute + visit.type->minutes + visit.type->after + 4) / 5 * 5;
      series = FALSE;
    }
  return TRUE;
}

static gboolean
write_day (SalveDemo *self, guint index, SalvePartialDate date, int offset)
{
  /* Each doctor draws from own patients, so that nobody is with two doctors at one time. */
  Day day = {
    .index = index, .share = self->options->patients / self->n_doctors, .day = date, .offset = offset
  };
  int blocks[4];

  if (day.share < 1 || !salve_demo_doctor_day (self, index, date, blocks, &day.branch))
    return TRUE;
  /* A small clinic's day is as full as its patients allow. */
  day.fill = offset <= 0 ? 850 : offset < 14 ? 650 : offset < 40 ? 250 : 60;
  day.fill = MIN (day.fill, day.share * 2);
  salve_demo_random_init (&day.random, self->options->seed, KIND_DAY,
                          (guint64)index * 100000 + (guint64)(offset + SALVE_DEMO_DAYS_BACK));
  return write_block (self, &day, blocks[0], blocks[1], is_series_day (self, index, offset))
         && write_block (self, &day, blocks[2], blocks[3], FALSE);
}

static char *
time_text (SalveDemo *self, SalvePartialDate day)
{
  return salve_instant_format_fhir_zone (salve_instant_from_local (day, 0, 0, self->options->zone),
                                         self->options->zone);
}

static gboolean
write_wish (SalveDemo *self, guint n, guint patient)
{
  g_autofree char *from = NULL, *until = NULL;
  SalveDemoRandom random;
  const SalveDemoDoctor *doctor;
  const SalveDemoVisitType *type;
  char id[37], patient_id[37], service[37];
  SalvePartialDate today = self->options->today;
  guint share = MAX (1, self->options->patients / self->n_doctors);

  salve_demo_random_init (&random, self->options->seed, KIND_WISH, n);
  doctor = &self->doctors[MIN (patient / share, self->n_doctors - 1)];
  type = salve_demo_visit_type_pick (&random, doctor);
  salve_demo_make_id (self->options->seed, KIND_WISH, n, id);
  salve_demo_make_id (self->options->seed, KIND_PATIENT, patient, patient_id);
  salve_demo_visit_type_id (self, type, service);
  salve_demo_begin (self, "Appointment", id);
  salve_demo_add (self,
                  ",'extension':[{'url':'" SALVE_DEMO_X "wish','extension':[{'url':'minutes',"
                  "'valueInteger':%d}",
                  type->minutes);
  if (salve_demo_random_chance (&random, 500))
    salve_demo_add (self, ",{'url':'weekdays','valueInteger':%d}",
                    salve_demo_random_chance (&random, 500) ? 0x0e : 0x30);
  if (salve_demo_random_chance (&random, 500))
    salve_demo_add (self, ",{'url':'from','valueInteger':%d},{'url':'to','valueInteger':%d}", 480, 720);
  salve_demo_add (self, "]}],'status':'waitlist','serviceType':[{'text':%q}]", type->name);
  if (salve_demo_random_chance (&random, 300))
    salve_demo_add (self, ",'priority':%d", salve_demo_random_range (&random, 1, 8));
  salve_demo_add (self, ",'minutesDuration':%d", type->minutes);
  salve_demo_add_time (self, "created",
                       salve_partial_date_add_days (today, -salve_demo_random_range (&random, 1, 40)),
                       salve_demo_random_range (&random, 480, 1020));
  salve_demo_add (self, ",'participant':[{'actor':{'reference':'Patient/%s'},'status':'accepted'}",
                  patient_id);
  if (salve_demo_random_chance (&random, 600))
    salve_demo_add (self, ",{'actor':{'reference':'Practitioner/%s','display':%q},'status':'accepted'}",
                    doctor->practitioner, doctor->name);
  salve_demo_add (self, ",{'actor':{'reference':'HealthcareService/%s'},'status':'accepted'}]", service);
  from = time_text (self, today);
  until = time_text (self, salve_partial_date_add_days (today, salve_demo_random_range (&random, 7, 60)));
  salve_demo_add (self, ",'requestedPeriod':[{'start':'%s','end':'%s'}]", from, until);
  return salve_demo_end (self);
}

/* One in sixty waits for a time. */
static gboolean
write_wishes (SalveDemo *self)
{
  guint n = self->options->patients < 20 ? 0 : MIN (400, 6 + self->options->patients / 60);
  guint written = 0;

  for (guint patient = 3; patient < self->options->patients && written < n; patient += 7)
    {
      if (!can_come (self, patient, self->options->today))
        continue;
      if (!write_wish (self, written, patient))
        return FALSE;
      written++;
    }
  return TRUE;
}

/**
 * salve_demo_write_appointments:
 *
 * Writes all doctors' appointments, day by day, and who waits for one.
 */
gboolean
salve_demo_write_appointments (SalveDemo *self,
                               SalveDemoProgressFunc progress,
                               gpointer progress_data,
                               GCancellable *cancellable)
{
  for (int offset = -SALVE_DEMO_DAYS_BACK; offset <= SALVE_DEMO_DAYS_AHEAD; offset++)
    {
      SalvePartialDate day = salve_partial_date_add_days (self->options->today, offset);

      if (g_cancellable_set_error_if_cancelled (cancellable, self->error))
        return FALSE;
      for (guint i = 0; i < self->n_doctors; i++)
        if (!write_day (self, i, day, offset))
          return FALSE;
    }
  return write_wishes (self);
}
