/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-person-name.h"

G_BEGIN_DECLS

/* Private to the core: what the parts of a name are made of. */
typedef enum
{
  SALVE_NAME_SCRIPT_OTHER,
  SALVE_NAME_SCRIPT_HAN,        /* with or without kana beside it: no space, family first */
  SALVE_NAME_SCRIPT_KANA,       /* kana alone, a reading or a foreign name: space, family first */
  SALVE_NAME_SCRIPT_HANGUL,     /* no space, family first */
  SALVE_NAME_SCRIPT_VIETNAMESE, /* letters that only Vietnamese has: family first */
} SalveNameScript;

SalveNameScript salve_name_script_of_text (const char *text);
SalveNameScript salve_name_script_of (const SalvePersonName *name);
gboolean salve_name_is_family_first (const SalvePersonName *name, const SalveLocale *locale);

gboolean salve_name_word_is_particle (const char *word);
gboolean salve_name_word_is_prefix (const char *word, const SalveLocale *locale);
gboolean salve_name_word_is_suffix (const char *word);
gboolean salve_name_word_is_generation (const char *word);
gsize salve_name_particle_length (const char *family);

G_END_DECLS
