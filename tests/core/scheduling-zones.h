/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zones whose clocks do something odd, and a day of each on which they do it. */
#pragma once

#include "salve-time-span.h"

static const struct
{
  const char *zone;
  int year, month, day; /* of a change of the clock */
} salve_test_changes[] = {
  { "Europe/Berlin", 2026, 3, 29 },       { "Europe/Berlin", 2026, 10, 25 },
  { "Europe/London", 2026, 3, 29 },       { "Europe/London", 2026, 10, 25 },
  { "Europe/Dublin", 2026, 10, 25 },      { "America/New_York", 2026, 3, 8 },
  { "America/New_York", 2026, 11, 1 },    { "America/St_Johns", 2026, 3, 8 },
  { "America/Los_Angeles", 2026, 11, 1 }, { "America/Havana", 2026, 3, 8 }, /* at midnight */
  { "America/Havana", 2026, 11, 1 },                                        /* back over midnight's hour */
  { "America/Santiago", 2026, 9, 6 },                                       /* midnight does not exist */
  { "America/Santiago", 2026, 4, 4 },                                       /* 23:00 comes twice */
  { "America/Asuncion", 2023, 10, 1 },    { "Asia/Beirut", 2026, 3, 29 },
  { "Asia/Kolkata", 2026, 6, 1 },         { "Asia/Kathmandu", 2026, 6, 1 },
  { "Asia/Tehran", 2022, 3, 22 },         { "Australia/Lord_Howe", 2026, 4, 5 }, /* half an hour */
  { "Australia/Lord_Howe", 2026, 10, 4 }, { "Australia/Sydney", 2026, 4, 5 },
  { "Atlantic/Azores", 2026, 3, 29 },     { "Atlantic/Azores", 2026, 10, 25 },
  { "Africa/Casablanca", 2026, 2, 15 },   { "Africa/Cairo", 2026, 4, 24 },
  { "Antarctica/Troll", 2026, 3, 29 },                                      /* two hours */
  { "Antarctica/Troll", 2026, 10, 25 },   { "Pacific/Apia", 2011, 12, 30 }, /* the day that was left out */
  { "Pacific/Apia", 2011, 12, 29 },       { "Pacific/Kiritimati", 2026, 6, 1 },
  { "Pacific/Chatham", 2026, 4, 5 },      { "UTC", 2026, 3, 29 },
};
