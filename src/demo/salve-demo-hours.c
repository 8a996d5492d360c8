/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When doctors work: weekly hours at one or two places, new hours since some months for some, absences, holidays and
 * times that were opened by hand. The same functions say what is written and what appointments are fitted into. */
#define G_LOG_DOMAIN "salve-demo"

#include "config.h"

#include "salve-demo-private.h"

#include <string.h>

#define CHANGED_BACK 120 /* days since some doctors have new hours */

static gboolean
has_two_places (guint index)
{
  return index % 4 == 1;
}

static gboolean
has_new_hours (guint index)
{
  return index % 5 == 2;
}

/* The last day of the week's work is spent at the other place. */
static guint
branch_weekday (const SalveDemoDoctor *doctor)
{
  for (guint day = 7; day > 0; day--)
    if (doctor->days & (1u << day))
      return day;
  return 0;
}

/**
 * salve_demo_doctor_day:
 * @blocks: (out): from and to of the morning and of the afternoon, in minutes; equal where there is none
 * @branch: (out): whether it is spent at the other place
 *
 * Returns: whether the doctor works on that weekday then, absences aside
 */
gboolean
salve_demo_doctor_day (SalveDemo *self, guint index, SalvePartialDate day, int blocks[4], gboolean *branch)
{
  const SalveDemoDoctor *doctor = &self->doctors[index];
  guint weekday = salve_partial_date_weekday (day);
  int back = salve_partial_date_days_between (day, self->options->today);

  *branch = FALSE;
  if ((doctor->days & (1u << weekday)) == 0)
    return FALSE;
  blocks[0] = doctor->start;
  blocks[1] = doctor->middle;
  blocks[2] = doctor->middle_end;
  blocks[3] = doctor->end;
  if (has_two_places (index) && weekday == branch_weekday (doctor))
    {
      *branch = TRUE;
      blocks[0] = 540;
      blocks[1] = 780;
      blocks[2] = blocks[3] = 0;
    }
  else if (has_new_hours (index) && back > CHANGED_BACK)
    blocks[0] += 60;
  return TRUE;
}

static const struct
{
  const char *reason;
  int days; /* 0: an afternoon */
} absences[SALVE_DEMO_ABSENCES] = {
  { "Holiday", 12 },
  { "Congress", 2 },
  { "Training", 0 },
  { "Holiday", 5 },
};

/**
 * salve_demo_absence:
 * @n: 0 to SALVE_DEMO_ABSENCES - 1
 * @first: (out): its first day
 * @days: (out): how many; 0 for an afternoon
 *
 * Returns: why
 */
const char *
salve_demo_absence (SalveDemo *self, guint index, guint n, SalvePartialDate *first, int *days)
{
  static const int around[SALVE_DEMO_ABSENCES][2] = { { -240, -30 }, { -25, -8 }, { 2, 12 }, { 20, 80 } };
  SalveDemoRandom random;

  salve_demo_random_init (&random, self->options->seed, KIND_SLOT, index * 100 + n);
  *first = salve_partial_date_add_days (self->options->today,
                                        salve_demo_random_range (&random, around[n][0], around[n][1]));
  *days = absences[n].days;
  return absences[n].reason;
}

static const struct
{
  guint8 month, day;
  const char *name;
} holidays[] = {
  { 1, 1, "New Year’s Day" },
  { 5, 1, "Labour Day" },
  { 12, 25, "Christmas Day" },
  { 12, 26, "Second Day of Christmas" },
};

static const char *
holiday_of (SalvePartialDate day)
{
  for (gsize i = 0; i < G_N_ELEMENTS (holidays); i++)
    if (day.month == holidays[i].month && day.day == holidays[i].day)
      return holidays[i].name;
  return NULL;
}

/* Returns: whether the doctor, or everybody, is away at that minute or in the next so many */
gboolean
salve_demo_is_away (SalveDemo *self, guint index, SalvePartialDate day, int from, int to)
{
  if (holiday_of (day) != NULL)
    return TRUE;
  for (guint n = 0; n < SALVE_DEMO_ABSENCES; n++)
    {
      SalvePartialDate first;
      int days, into;

      salve_demo_absence (self, index, n, &first, &days);
      into = salve_partial_date_days_between (first, day);
      if (days > 0 ? into >= 0 && into < days : into == 0 && to > SALVE_DEMO_AFTERNOON && from < 1440)
        return TRUE;
    }
  return FALSE;
}

static gboolean
write_slot (SalveDemo *self,
            const char *schedule,
            guint64 number,
            const char *status,
            SalvePartialDate from,
            int from_minute,
            SalvePartialDate to,
            int to_minute,
            const char *reason,
            const char *location)
{
  char id[37];

  salve_demo_make_id (self->options->seed, KIND_SLOT, number, id);
  salve_demo_begin (self, "Slot", id);
  if (location != NULL)
    salve_demo_add (self,
                    ",'extension':[{'url':'" SALVE_DEMO_X "slot-location','valueReference':{'reference':"
                    "'Location/%s'}}]",
                    location);
  salve_demo_add (self, ",'schedule':{'reference':'Schedule/%s'},'status':'%s'", schedule, status);
  salve_demo_add_time (self, "start", from, from_minute);
  salve_demo_add_time (self, "end", to, to_minute);
  salve_demo_add (self, ",'comment':%q", reason);
  return salve_demo_end (self);
}

static gboolean
write_absences (SalveDemo *self, guint index)
{
  const char *schedule = self->doctors[index].practitioner;

  for (guint n = 0; n < SALVE_DEMO_ABSENCES; n++)
    {
      SalvePartialDate first;
      int days;
      const char *reason = salve_demo_absence (self, index, n, &first, &days);
      SalvePartialDate after = salve_partial_date_add_days (first, MAX (days, 1));

      if (!write_slot (self, schedule, index * 100 + n, "busy-unavailable", first,
                       days > 0 ? 0 : SALVE_DEMO_AFTERNOON, after, 0, reason, NULL))
        return FALSE;
    }
  return TRUE;
}

/* Three mornings of the coming weeks on a day on which the doctor does not work otherwise. */
static gboolean
write_opened (SalveDemo *self, guint index)
{
  const SalveDemoDoctor *doctor = &self->doctors[index];
  guint found = 0;
  char clinic[37];

  salve_demo_make_id (self->options->seed, KIND_LOCATION, 0, clinic);
  for (int offset = 3; index % 3 == 0 && offset < 60 && found < 3; offset++)
    {
      SalvePartialDate day = salve_partial_date_add_days (self->options->today, offset);

      if ((doctor->days & (1u << salve_partial_date_weekday (day))) != 0)
        continue;
      if (!write_slot (self, doctor->practitioner, index * 100 + 50 + found, "free", day, 540, day, 720,
                       "Vaccination morning", clinic))
        return FALSE;
      found++;
    }
  return TRUE;
}

static gboolean
write_holidays (SalveDemo *self)
{
  char clinic[37];

  salve_demo_make_id (self->options->seed, KIND_LOCATION, 0, clinic);
  salve_demo_begin (self, "Schedule", clinic);
  salve_demo_add (self, ",'active':true,'actor':[{'reference':'Location/%s'}]", clinic);
  if (!salve_demo_end (self))
    return FALSE;
  for (int offset = -SALVE_DEMO_DAYS_BACK; offset <= SALVE_DEMO_DAYS_AHEAD + 270; offset++)
    {
      SalvePartialDate day = salve_partial_date_add_days (self->options->today, offset);

      if (holiday_of (day) != NULL
          && !write_slot (self, clinic, 10000000 + (guint64)(offset + SALVE_DEMO_DAYS_BACK),
                          "busy-unavailable", day, 0, salve_partial_date_add_days (day, 1), 0,
                          holiday_of (day), NULL))
        return FALSE;
    }
  return TRUE;
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

static void
add_block (SalveDemo *self, guint days, int from, int to, gboolean more)
{
  salve_demo_add (self, "{");
  add_days (self, days);
  salve_demo_add (self, ",'availableStartTime':'%2:%2:00','availableEndTime':'%2:%2:00'}%s", from / 60,
                  from % 60, to / 60, to % 60, more ? "," : "");
}

static const char *
second_specialty (const SalveDemoDoctor *doctor, guint index)
{
  static const char *const seconds[] = { "Diabetology", "Palliative care", "Sports medicine",
                                         "Travel medicine" };

  return index % 3 == 1 ? seconds[index % G_N_ELEMENTS (seconds)] : NULL;
}

/* What every role of a doctor says; the place, its validity and hours follow. */
static void
begin_role (SalveDemo *self, guint index, const char *id, const char *location, const char *place)
{
  const SalveDemoDoctor *doctor = &self->doctors[index];
  const char *second = second_specialty (doctor, index);

  salve_demo_begin (self, "PractitionerRole", id);
  salve_demo_add (self, ",'active':true,'practitioner':{'reference':'Practitioner/%s','display':%q}",
                  doctor->practitioner, doctor->name);
  salve_demo_add (self, ",'organization':{'reference':'Organization/%s'}", self->organization);
  salve_demo_add (self,
                  ",'code':[{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/"
                  "practitioner-role','code':'doctor','display':'Doctor'}]}],'specialty':[{'text':%q}",
                  doctor->specialty);
  if (second != NULL)
    salve_demo_add (self, ",{'text':%q}", second);
  salve_demo_add (self, "],'location':[{'reference':'Location/%s','display':%q}]", location, place);
  salve_demo_add_services (self, doctor);
}

static gboolean
write_role (SalveDemo *self, guint index, gboolean former)
{
  const SalveDemoDoctor *doctor = &self->doctors[index];
  guint days = doctor->days & ~(has_two_places (index) ? 1u << branch_weekday (doctor) : 0);
  SalvePartialDate changed = salve_partial_date_add_days (self->options->today, -CHANGED_BACK);
  SalvePartialDate before = salve_partial_date_add_days (changed, -1);
  g_autofree char *from = salve_partial_date_to_iso (changed), *to = salve_partial_date_to_iso (before);
  char clinic[37], id[37];

  salve_demo_make_id (self->options->seed, KIND_LOCATION, 0, clinic);
  salve_demo_make_id (self->options->seed, KIND_ROLE, 2000 + index, id);
  begin_role (self, index, former ? id : doctor->role, clinic, "Greenbridge Clinic");
  if (former)
    salve_demo_add (self, ",'period':{'end':'%s'}", to);
  else if (has_new_hours (index))
    salve_demo_add (self, ",'period':{'start':'%s'}", from);
  salve_demo_add (self, ",'availableTime':[");
  add_block (self, days, doctor->start + (former ? 60 : 0), doctor->middle, TRUE);
  add_block (self, days, doctor->middle_end, doctor->end, FALSE);
  salve_demo_add (self, "]");
  return salve_demo_end (self);
}

static gboolean
write_branch_role (SalveDemo *self, guint index)
{
  const SalveDemoDoctor *doctor = &self->doctors[index];
  char branch[37], id[37];

  salve_demo_make_id (self->options->seed, KIND_LOCATION, SALVE_DEMO_BRANCH, branch);
  salve_demo_make_id (self->options->seed, KIND_ROLE, 1000 + index, id);
  begin_role (self, index, id, branch, "Greenbridge Riverside");
  salve_demo_add (self, ",'availableTime':[");
  add_block (self, 1u << branch_weekday (doctor), 540, 780, FALSE);
  salve_demo_add (self, "]");
  return salve_demo_end (self);
}

static gboolean
write_schedule (SalveDemo *self, guint index)
{
  const SalveDemoDoctor *doctor = &self->doctors[index];
  int year = self->options->today.year;

  salve_demo_begin (self, "Schedule", doctor->practitioner);
  salve_demo_add (self,
                  ",'active':true,'serviceType':[{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/"
                  "service-type','code':'%s','display':%q}]}],'specialty':[{'text':%q}]",
                  doctor->service_code, doctor->service_text, doctor->specialty);
  salve_demo_add (self, ",'actor':[{'reference':'Practitioner/%s','display':%q}]", doctor->practitioner,
                  doctor->name);
  salve_demo_add (self, ",'planningHorizon':{'start':'%d-01-01','end':'%d-12-31'}", year - 1, year + 1);
  return salve_demo_end (self);
}

/* All doctors' hours, absences and opened times, and the clinic's holidays. */
gboolean
salve_demo_write_hours (SalveDemo *self)
{
  for (guint i = 0; i < self->n_doctors; i++)
    if (!write_role (self, i, FALSE) || (has_new_hours (i) && !write_role (self, i, TRUE))
        || (has_two_places (i) && !write_branch_role (self, i)) || !write_schedule (self, i)
        || !write_absences (self, i) || !write_opened (self, i))
      return FALSE;
  return write_holidays (self);
}
