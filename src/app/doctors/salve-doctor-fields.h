/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be typed about a doctor, and where it lies in FHIR. */
#pragma once

#include "salve-form-section.h"

G_BEGIN_DECLS

extern const SalveFieldSpec salve_doctor_name_fields[];    /* in the chosen name */
extern const SalveFieldSpec salve_doctor_contact_fields[]; /* phone, e-mail: in the first telecom of each */
extern const SalveFieldSpec salve_doctor_role_fields[]; /* in what salve_doctor_editor makes of all roles */
extern const SalveSectionSpec salve_doctor_sections[];  /* the last has no name */

G_END_DECLS
