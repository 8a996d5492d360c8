/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the board says of a visit and of a lane. */
#pragma once

#include "salve-clinic.h"
#include "salve-flow-day.h"

G_BEGIN_DECLS

typedef enum
{
  SALVE_FLOW_TONE_QUIET,
  SALVE_FLOW_TONE_STRONG, /* somebody waits longer than is good */
  SALVE_FLOW_TONE_WARNING,
} SalveFlowTone;

const char *salve_flow_part_title (SalveFlowPart part);
char *salve_flow_entry_name (const SalveFlowEntry *entry);
char *salve_flow_entry_state (const SalveFlowEntry *entry,
                              SalveInstant now,
                              SalveClinic *clinic,
                              SalveFlowTone *tone);
char *salve_flow_entry_describe (const SalveFlowEntry *entry, SalveInstant now, SalveClinic *clinic);
char *salve_flow_length_words (int minutes, SalveClinic *clinic);
char *salve_flow_lane_state (const SalveFlowLane *lane, SalveClinic *clinic, SalveFlowTone *tone);

G_END_DECLS
