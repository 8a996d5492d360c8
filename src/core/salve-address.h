/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-locale.h"

G_BEGIN_DECLS

/* FHIR Address.use (https://hl7.org/fhir/R4/valueset-address-use.html). */
typedef enum
{
  SALVE_ADDRESS_USE_NONE,
  SALVE_ADDRESS_USE_HOME,
  SALVE_ADDRESS_USE_WORK,
  SALVE_ADDRESS_USE_TEMP,
  SALVE_ADDRESS_USE_OLD,
  SALVE_ADDRESS_USE_BILLING,
} SalveAddressUse;

const char *salve_address_use_to_code (SalveAddressUse use);
SalveAddressUse salve_address_use_from_code (const char *code);

/* A postal or physical address. Any part may be NULL; country is a name or an ISO 3166 code, as it was typed. */
#define SALVE_TYPE_ADDRESS (salve_address_get_type ())
typedef struct
{
  SalveAddressUse use;
  char *text;
  char **lines;
  char *city;
  char *district;
  char *state;
  char *postal_code;
  char *country;
} SalveAddress;

GType salve_address_get_type (void) G_GNUC_CONST;
SalveAddress *salve_address_new (void);
SalveAddress *salve_address_copy (const SalveAddress *self);
void salve_address_free (SalveAddress *self);
gboolean salve_address_equal (const SalveAddress *a, const SalveAddress *b);
gboolean salve_address_is_empty (const SalveAddress *self);
char *salve_address_format (const SalveAddress *self, const SalveLocale *locale);
char *salve_address_format_line (const SalveAddress *self, const SalveLocale *locale);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveAddress, salve_address_free)

G_END_DECLS
