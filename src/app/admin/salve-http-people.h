/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The people of a salve-server, through its /api/v1/users. */
#pragma once

#include "salve-people.h"
#include "salve-remote.h"

G_BEGIN_DECLS

#define SALVE_TYPE_HTTP_PEOPLE (salve_http_people_get_type ())
G_DECLARE_FINAL_TYPE (SalveHttpPeople, salve_http_people, SALVE, HTTP_PEOPLE, GObject)

SalvePeople *salve_http_people_new (SalveRemote *remote);

G_END_DECLS
