/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The people of a salve-server and their rights, through its plain JSON. */
#pragma once

#include <yyjson.h>

#include "salve-people.h"
#include "salve-remote.h"

G_BEGIN_DECLS

#define SALVE_TYPE_HTTP_PEOPLE (salve_http_people_get_type ())
G_DECLARE_FINAL_TYPE (SalveHttpPeople, salve_http_people, SALVE, HTTP_PEOPLE, GObject)

SalvePeople *salve_http_people_new (SalveRemote *remote);
SalveRemote *salve_http_people_get_remote (SalveHttpPeople *self);
DexFuture *salve_http_read_items (yyjson_val *root, GType type, GObject *(*make) (yyjson_val *item));
void salve_http_rights_init_iface (SalvePeopleInterface *iface);

G_END_DECLS
