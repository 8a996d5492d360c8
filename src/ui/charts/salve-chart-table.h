/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-chart.h"

G_BEGIN_DECLS

GtkWidget *salve_chart_table_new (SalveChart *chart);

G_END_DECLS
