/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-chart.h"
#include "salve-record.h"

G_BEGIN_DECLS

/* A quantity that was measured, ready to be drawn. */
typedef struct
{
  char *key;
  char *title;
  gboolean vital;    /* a vital sign, else a laboratory or other value */
  guint rank;        /* vital signs first, in the order in which they are read */
  GPtrArray *series; /* of SalveChartSeries */
} SalveVital;

GPtrArray *salve_record_list_vitals (SalveRecord *record);

G_END_DECLS
