/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* All of the core's values at once. */
#include "salve-address.h"
#include "salve-identifier.h"
#include "salve-instant.h"
#include "salve-locale.h"
#include "salve-partial-date.h"
#include "salve-person-name.h"
#include "salve-telecom.h"
#include "salve-text.h"
