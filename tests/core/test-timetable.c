/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "salve-timetable.h"

#include "scheduling-zones.h"

/* Open time against a model that asks each minute by itself, over the odd zones; and hours as people write them. */

typedef struct
{
  SalveTimetable *timetable;
  GTimeZone *zone;
} Model;

static gboolean
rule_holds (const SalveHoursRule *rule, SalvePartialDate day, int minute)
{
  return rule->weekday == salve_partial_date_weekday (day) && rule->start_minute <= minute
         && minute < rule->end_minute
         && (!salve_partial_date_is_set (rule->valid_from)
             || salve_partial_date_compare (rule->valid_from, day) <= 0)
         && (!salve_partial_date_is_set (rule->valid_to)
             || salve_partial_date_compare (day, rule->valid_to) <= 0);
}

static gboolean
has_exception (const Model *model, SalveExceptionKind kind, SalveInstant at)
{
  const GPtrArray *all = salve_timetable_get_exceptions (model->timetable);

  for (guint i = 0; i < all->len; i++)
    {
      const SalveTimetableException *exception = g_ptr_array_index (all, i);

      if (exception->kind == kind && exception->span.start <= at && at < exception->span.end)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_open (const Model *model, SalveInstant at)
{
  const GArray *rules = salve_timetable_get_rules (model->timetable);
  SalvePartialDate day = salve_instant_to_date (at, model->zone);
  int minute = (int)salve_instant_to_minute_of_day (at, model->zone);
  gboolean open = FALSE;

  for (guint i = 0; i < rules->len; i++)
    open = open || rule_holds (&g_array_index (rules, SalveHoursRule, i), day, minute);
  open = open && !has_exception (model, SALVE_EXCEPTION_HOLIDAY, at);
  open = open || has_exception (model, SALVE_EXCEPTION_OPENED, at);
  return open && !has_exception (model, SALVE_EXCEPTION_ABSENCE, at);
}

/* Hours begin and end in the part of the day in which no clock of the list changes, or at midnight. */
static int
random_minute (GRand *random)
{
  return g_rand_int_range (random, 5 * 4, 22 * 4) * 15;
}

static void
fill (GRand *random, const Model *model, SalvePartialDate first)
{
  SalveInstant start = salve_wall_clock_day (first, model->zone).start;
  int n = g_rand_int_range (random, 1, 14);

  for (int i = 0; i < n; i++)
    {
      SalveHoursRule rule = { .weekday = (guint)g_rand_int_range (random, 1, 8) };
      int a = g_rand_int_range (random, 0, 5) == 0 ? 0 : random_minute (random);
      int b = g_rand_int_range (random, 0, 5) == 0 ? 1440 : random_minute (random);

      if (a >= b)
        continue;
      rule.start_minute = a;
      rule.end_minute = b;
      if (g_rand_int_range (random, 0, 4) == 0)
        rule.valid_from = salve_partial_date_add_days (first, g_rand_int_range (random, -2, 5));
      if (g_rand_int_range (random, 0, 4) == 0)
        rule.valid_to = salve_partial_date_add_days (first, g_rand_int_range (random, -2, 5));
      salve_timetable_add_rule (model->timetable, rule);
    }
  n = g_rand_int_range (random, 0, 8);
  for (int i = 0; i < n; i++)
    {
      SalveInstant from = start + g_rand_int_range (random, -100, 480) * 15 * SALVE_INSTANT_MINUTE;
      SalveTimeSpan span = { from, from + g_rand_int_range (random, 1, 120) * 15 * SALVE_INSTANT_MINUTE };

      salve_timetable_add_exception (model->timetable, (SalveExceptionKind)g_rand_int_range (random, 0, 3),
                                     span, NULL, NULL, g_rand_boolean (random) ? "here" : NULL);
    }
}

static void
compare_with_model (const Model *model, SalveTimeSpan range)
{
  g_autoptr (GArray) open = salve_timetable_list_open (model->timetable, range, model->zone);

  for (guint i = 0; i < open->len; i++)
    {
      SalveTimeSpan span = g_array_index (open, SalveOpenTime, i).span;

      g_assert_cmpint (span.start, <, span.end);
      g_assert_cmpint (range.start, <=, span.start);
      g_assert_cmpint (span.end, <=, range.end);
    }
  for (SalveInstant at = range.start; at < range.end; at += 15 * SALVE_INSTANT_MINUTE)
    {
      gboolean found = FALSE;

      for (guint i = 0; i < open->len; i++)
        {
          SalveTimeSpan span = g_array_index (open, SalveOpenTime, i).span;

          found = found || (span.start <= at && at < span.end);
        }
      g_assert_true (found == is_open (model, at));
    }
}

static void
test_model (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint i = 0; i < G_N_ELEMENTS (salve_test_changes); i++)
    for (int round = 0; round < 25; round++)
      {
        g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (salve_test_changes[i].zone);
        g_autoptr (SalveTimetable) timetable = salve_timetable_new ("doctor");
        Model model = { timetable, zone };
        SalvePartialDate first = salve_partial_date_add_days (
            salve_partial_date_new_day (salve_test_changes[i].year, salve_test_changes[i].month,
                                        salve_test_changes[i].day),
            -2);
        SalveTimeSpan range = { salve_wall_clock_day (first, zone).start,
                                salve_wall_clock_day (salve_partial_date_add_days (first, 5), zone).end };

        fill (random, &model, first);
        compare_with_model (&model, range);
        range.start += g_rand_int_range (random, 0, 200) * 15 * SALVE_INSTANT_MINUTE;
        range.end -= g_rand_int_range (random, 0, 200) * 15 * SALVE_INSTANT_MINUTE;
        compare_with_model (&model, range);
      }
}

/* A visit may cross the seam of two hours that follow each other at one place, and not at two. */
static void
test_seams (void)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  SalvePartialDate monday = salve_partial_date_new_day (2026, 11, 23);
  SalveTimeSpan day = salve_wall_clock_day (monday, utc);

  for (int same = 0; same < 2; same++)
    {
      g_autoptr (SalveTimetable) timetable = salve_timetable_new ("doctor");
      g_autoptr (GArray) open = NULL;

      salve_timetable_add_rule (
          timetable,
          (SalveHoursRule){ .weekday = 1, .start_minute = 480, .end_minute = 720, .location_id = "a" });
      salve_timetable_add_rule (timetable, (SalveHoursRule){ .weekday = 1,
                                                             .start_minute = 720,
                                                             .end_minute = 780,
                                                             .location_id = same ? "a" : "b" });
      open = salve_timetable_list_open (timetable, day, utc);
      g_assert_cmpuint (open->len, ==, same ? 1 : 2);
    }
}

static void
test_spread (void)
{
  g_autoptr (GTimeZone) berlin = g_time_zone_new_identifier ("Europe/Berlin");
  SalvePartialDate first = salve_partial_date_new_day (2026, 3, 28),
                   last = salve_partial_date_new_day (2026, 3, 31);
  g_autoptr (GArray) all = salve_timetable_spread (first, last, 0xfe, 8 * 60, 9 * 60 + 20, 15, berlin);
  g_autoptr (GArray) monday = salve_timetable_spread (first, last, 1u << 1, 8 * 60, 12 * 60, 0, berlin);
  g_autoptr (GArray) night = salve_timetable_spread (first, last, 1u << 7, 60, 240, 60, berlin);

  g_assert_cmpuint (all->len, ==, 4 * 5); /* the last five minutes of each day are too short */
  g_assert_cmpuint (monday->len, ==, 1);
  g_assert_cmpuint (night->len, ==, 2); /* from one to four is two hours in that night */
  for (guint i = 0; i < all->len; i++)
    g_assert_cmpint (salve_instant_to_minute_of_day (g_array_index (all, SalveTimeSpan, i).start, berlin), ==,
                     480 + (i % 5) * 15);
}

static void
test_typed (void)
{
  static const struct
  {
    const char *tag, *text, *written; /* NULL: refused */
  } cases[] = {
    { "en-GB", "Mon-Fri 8-12, 13:00-17:30; Sat 9-12", "Mon–Fri 08:00–12:00, 13:00–17:30; Sat 09:00–12:00" },
    { "en-GB", "mo-we 0830-1200", "Mon–Wed 08:30–12:00" },
    { "en-GB", "tuesday 8.15 to 9.45", "Tue 08:15–09:45" },
    { "en-GB", "sat-mon 10-14", "Mon 10:00–14:00; Sat–Sun 10:00–14:00" },
    { "en-GB", "Mon, Wed & Fri 9-10 11-12",
      "Mon 09:00–10:00, 11:00–12:00; Wed 09:00–10:00, 11:00–12:00; Fri 09:00–10:00, 11:00–12:00" },
    { "en-GB", "Mon 8-12 Tue 9-10\nWed 7-8", "Mon 08:00–12:00; Tue 09:00–10:00; Wed 07:00–08:00" },
    { "en-GB", "Mon 0-24", "Mon 00:00–24:00" },
    { "en-GB", "mon 1pm-5:30pm", "Mon 13:00–17:30" },
    { "en-GB", "", "" },
    { "de-DE", "Mo-Fr 8-12, Sa 9-12", "Mo–Fr 08:00–12:00; Sa 09:00–12:00" },
    { "de-DE", "Montag bis Mittwoch 8 bis 12", "Mo–Mi 08:00–12:00" },
    { "fr-FR", "lundi à vendredi 8h30-12h", "lun.–ven. 08:30–12:00" },
    { "es-ES", "lunes a viernes 8:00 a 14:00", "lun–vie 08:00–14:00" },
    { "de-DE", "Mo-Fr 8-12 Uhr", "Mo–Fr 08:00–12:00" },
    { "de-DE", "Mo und Mi 8-12 Uhr und 13 Uhr bis 17:30 Uhr",
      "Mo 08:00–12:00, 13:00–17:30; Mi 08:00–12:00, 13:00–17:30" },
    { "de-DE", "montags von 8 bis 12, mittwochs und Freitags 9-10",
      "Mo 08:00–12:00; Mi 09:00–10:00; Fr 09:00–10:00" },
    { "es-ES", "lunes y miércoles 8-12", "lun 08:00–12:00; mié 08:00–12:00" },
    { "es-ES", "de lunes a viernes de 8 a 12 y de 16 a 20 horas", "lun–vie 08:00–12:00, 16:00–20:00" },
    { "es-ES", "los sábados 9-13", "sáb 09:00–13:00" },
    { "fr-FR", "du lundi au vendredi 8h30-12h", "lun.–ven. 08:30–12:00" },
    { "fr-FR", "Du lundi au mercredi de 8 à 12 heures et de 14 à 18 heures",
      "lun.–mer. 08:00–12:00, 14:00–18:00" },
    { "fr-FR", "le mardi et le jeudi 9-12", "mar. 09:00–12:00; jeu. 09:00–12:00" },
    { "en-GB", "MON TO FRI 8-12", "Mon–Fri 08:00–12:00" },
    { "en-GB", "From Monday until Wednesday 8am to 12pm and 1 p.m. till 5 P.M.",
      "Mon–Wed 08:00–12:00, 13:00–17:00" },
    { "en-GB", "Mondays and Thursdays 9-10", "Mon 09:00–10:00; Thu 09:00–10:00" },
    { "ar-EG", "الاثنين والأربعاء ٨-١٢",
      "الاثنين ٨:٠٠\u202fص–١٢:٠٠\u202fم; الأربعاء ٨:٠٠\u202fص–١٢:٠٠\u202fم" },
    { "fi-FI", "ma to 8-12", "ma 08:00–12:00; to 08:00–12:00" }, /* Thursday, not "to" */
    { "ko-KR", "월–금 오전 8:00–오후 1:30", "월–금 오전 8:00–오후 1:30" },
    { "de-DE", "Mo 8-12 Uhrzeit", NULL },
    { "en-GB", "Mon and 8", NULL },
    { "en-GB", "Mon 13pm-14pm", NULL },
    { "en-GB", "and and", NULL },
    { "en-GB", "8-12", NULL },
    { "en-GB", "T 8-12", NULL }, /* Tuesday or Thursday */
    { "en-GB", "Xyz 8-12", NULL },
    { "en-GB", "Mon", NULL },
    { "en-GB", "Mon 8", NULL },
    { "en-GB", "Mon 12-8", NULL },
    { "en-GB", "Mon 8-8", NULL },
    { "en-GB", "Mon 8-25", NULL },
    { "en-GB", "Mon 8:60-9", NULL },
    { "en-GB", "Mon 8-12, 11-13", NULL }, /* overlap */
    { "en-GB", "Mon 8-12; Mon 9-10", NULL },
    { "en-GB", "Mon 8-12 !", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SalveLocale) locale = salve_locale_new_for_tag (cases[i].tag);
      g_autoptr (GError) error = NULL;
      g_autoptr (GArray) rules = salve_hours_parse_typed (cases[i].text, locale, &error);
      g_autofree char *written = rules ? salve_hours_format (rules, locale) : NULL;

      g_test_message ("%s: %s → %s (%s)", cases[i].tag, cases[i].text, written, error ? error->message : "");
      g_assert_cmpstr (written, ==, cases[i].written);
      g_assert_true ((error != NULL) == (rules == NULL));
    }
}

/* Whatever is written can be read again, in every language and in both kinds of clock. */
static void
test_round_trip (void)
{
  static const char *const tags[] = { "en-US", "en-GB", "de-DE", "fr-FR", "es-ES", "ar-EG", "ar-SA", "ja-JP",
                                      "ru-RU", "es-US", "es-MX", "el-GR", "ko-KR", "zh-TW", "zh-CN", "fi-FI",
                                      "pt-BR", "cs-CZ", "tr-TR", "he-IL", "hi-IN", "bn-BD" };
  g_autoptr (GRand) random = g_rand_new_with_seed (3);

  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    for (int round = 0; round < 60; round++)
      {
        g_autoptr (SalveLocale) locale = salve_locale_new_for_tag (tags[i]);
        g_autoptr (GArray) rules = g_array_new (FALSE, TRUE, sizeof (SalveHoursRule));
        g_autoptr (GArray) again = NULL;
        g_autoptr (GError) error = NULL;
        g_autofree char *text = NULL, *text_again = NULL;

        for (guint day = 1; day <= 7; day++)
          for (int at = g_rand_int_range (random, 0, 600); at < 1300;
               at += g_rand_int_range (random, 200, 700))
            {
              SalveHoursRule rule = { .weekday = day,
                                      .start_minute = at,
                                      .end_minute = at + g_rand_int_range (random, 1, 130) };
              g_array_append_val (rules, rule);
            }
        text = salve_hours_format (rules, locale);
        again = salve_hours_parse_typed (text, locale, &error);
        if (!again)
          g_test_message ("%s: %s: %s", tags[i], text, error->message);
        g_assert_no_error (error);
        g_assert_cmpuint (again->len, ==, rules->len);
        text_again = salve_hours_format (again, locale);
        g_assert_cmpstr (text, ==, text_again);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/timetable/model", test_model);
  g_test_add_func ("/timetable/seams", test_seams);
  g_test_add_func ("/timetable/spread", test_spread);
  g_test_add_func ("/timetable/typed", test_typed);
  g_test_add_func ("/timetable/round-trip", test_round_trip);
  return g_test_run ();
}
