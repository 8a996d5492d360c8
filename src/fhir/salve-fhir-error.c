/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "salve-fhir-error.h"

G_DEFINE_QUARK (salve - fhir - error - quark, salve_fhir_error)
