/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server of three people, as the page of administration sees one. What was asked for last is kept; where "trouble" is
 * set everything is refused with it. */
#pragma once

#include "salve-people.h"

#define FAKE_TYPE_PEOPLE (fake_people_get_type ())
G_DECLARE_FINAL_TYPE (FakePeople, fake_people, FAKE, PEOPLE, GObject)

struct _FakePeople
{
  GObject parent_instance;
  GListStore *list;
  GListStore *roles;
  GListStore *programs;
  GListStore *glass;
  GPtrArray *audit; /* SalveAuditRow, the newest first */
  const char *trouble;
  SalvePersonAccount *last;
  char *rules; /* that were set last */
  guint codes;
  guint ended; /* sign-ins */
};
