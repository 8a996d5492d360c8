/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-busy-spans.h"
#include "salve-diary.h"

G_BEGIN_DECLS

const SalveBusySpans *
salve_diary_get_busy (const SalveDiary *self, SalveActorKind kind, const char *actor_id);

G_END_DECLS
