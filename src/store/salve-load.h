/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first import into a store: the rows that searches walk and the indexes of the list are left out while it runs, and
 * made in one go, in their own order, at its end, or the rows when all patients have come. A mark in the file says that they
 * are missing, so that whoever opens it after a crash makes them first, and whoever searches looks at the patients one by
 * one. */
#pragma once

#include "salve-connection.h"

G_BEGIN_DECLS

/* What is missing. */
typedef enum
{
  SALVE_LOAD_COMPLETE,
  SALVE_LOAD_WITHOUT_ROWS,    /* rows that searches walk, and the indexes */
  SALVE_LOAD_WITHOUT_INDEXES, /* of the list alone: everybody is found */
} SalveLoadState;
gboolean salve_load_get_state (SalveConnection *connection, SalveLoadState *state, GError **error);
/* A store with fewer patients than these is as good as empty: to an import, and to a first download, before which come
 * those of the week. */
#define SALVE_LOAD_FEW_TO_IMPORT 2000
#define SALVE_LOAD_FEW_TO_DOWNLOAD 20000
gboolean salve_load_begin (SalveConnection *connection, gint64 few, gboolean *deferring, GError **error);

typedef struct _SalveLoadEnd SalveLoadEnd;
SalveLoadEnd *salve_load_end_new (gboolean only_rows);
void salve_load_end_free (SalveLoadEnd *self);
gboolean salve_load_end_step (SalveLoadEnd *self,
                              SalveConnection *connection,
                              gint64 duration,
                              gboolean *again,
                              GError **error);
gboolean salve_load_end_now (SalveConnection *connection, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveLoadEnd, salve_load_end_free)

G_END_DECLS
