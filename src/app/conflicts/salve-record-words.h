/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records and their fields in the words of whoever reads: what a field of a FHIR resource is called, what it says, and
 * how a record as a whole is called where only its type and id are known. Main thread: names are looked up in the store. */
#pragma once

#include "salve-clinic.h"
#include "salve-element.h"

G_BEGIN_DECLS

char *salve_record_words (SalveClinic *clinic, const char *type, const char *id, SalveResource *resource);
char *salve_field_title (const char *type, const char *name);
char *salve_field_words (SalveClinic *clinic, const char *type, const char *name, SalveElement value);

G_END_DECLS
