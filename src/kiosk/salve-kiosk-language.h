/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The language of whoever stands before the kiosk. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *code;
  const char *name; /* in itself */
  gboolean right_to_left;
  const char *letters; /* of its script, in their order */
} SalveKioskLanguage;

extern const SalveKioskLanguage salve_kiosk_languages[];
extern const gsize salve_kiosk_n_languages;

void salve_kiosk_language_prepare (void);
const SalveKioskLanguage *salve_kiosk_language_of_session (void);
void salve_kiosk_language_use (const SalveKioskLanguage *language);

G_END_DECLS
