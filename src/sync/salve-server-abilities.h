/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server really does, as probes found it; never by what it says of itself alone. */
#pragma once

#include <libdex.h>

#include "salve-remote.h"

G_BEGIN_DECLS

/* Counted up with every new one: what an older program has found out is asked for again. */
#define SALVE_SERVER_QUESTIONS 2

#define SALVE_TYPE_SERVER_ABILITIES (salve_server_abilities_get_type ())
typedef struct
{
  char *name;           /* software and version as the server gives them; NULL where it does not */
  gboolean is_salve;    /* our own: change notices, overlap checked by the server, no overlap window needed */
  gboolean put_creates; /* PUT with the client's id makes the resource … */
  gboolean put_if_none_match;   /* … and with If-None-Match: * changes nothing that is there */
  gboolean if_match;            /* a stale If-Match is refused */
  gboolean if_none_exist;       /* a second conditional create makes nothing */
  gboolean atomic_transactions; /* a refused entry undoes the others */
  gboolean type_history;        /* [type]/_history?_since */
  guint max_count;              /* entries a page that were really given; 0 unknown */
  gint64 probed;                /* when, microseconds since 1970; 0: never */
  guint questions;              /* SALVE_SERVER_QUESTIONS of the program that asked */
} SalveServerAbilities;

GType salve_server_abilities_get_type (void) G_GNUC_CONST;
SalveServerAbilities *salve_server_abilities_copy (const SalveServerAbilities *self);
void salve_server_abilities_free (SalveServerAbilities *self);
char *salve_server_abilities_to_json (const SalveServerAbilities *self);
SalveServerAbilities *salve_server_abilities_from_json (const char *json, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveServerAbilities, salve_server_abilities_free)

G_END_DECLS
