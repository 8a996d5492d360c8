/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cuts a stream of FHIR into its resources: one, many a line, or a Bundle of any size, never held as a whole. */
#pragma once

#include <gio/gio.h>

#include "salve-resource.h"

G_BEGIN_DECLS

/**
 * SalveReadItem:
 * @bytes: (nullable): one resource's JSON, not yet checked; %NULL when @error says why there is none
 * @error: (nullable): what is wrong here; reading goes on behind it
 * @full_url: (nullable): of the Bundle's entry
 * @method: (nullable): `request.method` of the entry
 * @outcome: the entry is a search's own OperationOutcome (`search.mode`)
 * @where: `line 12` or `/entry/3`, for a report
 */
typedef struct
{
  GBytes *bytes;
  GError *error;
  char *full_url;
  char *method;
  gboolean outcome;
  char *where;
} SalveReadItem;

void salve_read_item_free (SalveReadItem *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveReadItem, salve_read_item_free)

typedef struct _SalveResourceReader SalveResourceReader;

SalveResourceReader *salve_resource_reader_new (GInputStream *stream);
void salve_resource_reader_free (SalveResourceReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveResourceReader, salve_resource_reader_free)

void salve_resource_reader_set_lines (SalveResourceReader *self, gboolean lines);
gboolean salve_resource_reader_next (SalveResourceReader *self,
                                     SalveReadItem **item,
                                     GCancellable *cancellable,
                                     GError **error);

G_END_DECLS
