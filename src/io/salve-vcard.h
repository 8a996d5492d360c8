/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-core.h"

G_BEGIN_DECLS

/* What a visiting card says of a person. Nothing is owned: the caller keeps what it points to. Anything may be NULL,
 * and lists may be empty; only a name is asked for, and is made up of what there is. */
typedef struct
{
  const char *uid;  /* a UUID, without "urn:uuid:" */
  GPtrArray *names; /* of SalvePersonName, the one to call them by first */
  SalvePartialDate birth_date;
  const char *gender;           /* FHIR administrative-gender code */
  GPtrArray *telecoms;          /* of SalveTelecom */
  GPtrArray *addresses;         /* of SalveAddress */
  const char *const *languages; /* BCP 47, the preferred one first */
  GBytes *photo;
  const char *photo_type; /* "image/jpeg" */
  SalveInstant revised;   /* SALVE_INSTANT_NONE for no REV */
} SalveVcardPerson;

char *salve_vcard_format (const SalveVcardPerson *person, const SalveLocale *locale);
char *salve_vcard_format_text (const SalveVcardPerson *person, const SalveLocale *locale);

G_END_DECLS
