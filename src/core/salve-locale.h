/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* What the place and the language say about dates, weeks, clocks and names. An immutable value that is handed to
 * every rule that needs it, so that a rule never asks the process which locale it runs in. All functions may be
 * called on any thread. Wherever a SalveLocale is taken, NULL stands for "und": ISO dates, Monday, 24 hours. */
#define SALVE_TYPE_LOCALE (salve_locale_get_type ())
typedef struct _SalveLocale SalveLocale;

typedef enum
{
  SALVE_DATE_ORDER_YMD,
  SALVE_DATE_ORDER_DMY,
  SALVE_DATE_ORDER_MDY,
} SalveDateOrder;

GType salve_locale_get_type (void) G_GNUC_CONST;
SalveLocale *salve_locale_new_for_tag (const char *bcp47_or_posix);
SalveLocale *salve_locale_new_from_environment (void);
SalveLocale *salve_locale_ref (SalveLocale *self);
void salve_locale_unref (SalveLocale *self);

const char *salve_locale_get_tag (const SalveLocale *self);
const char *salve_locale_get_language (const SalveLocale *self);
const char *salve_locale_get_script (const SalveLocale *self);
const char *salve_locale_get_region (const SalveLocale *self);
SalveDateOrder salve_locale_get_date_order (const SalveLocale *self);
guint salve_locale_get_first_weekday (const SalveLocale *self);
gboolean salve_locale_get_24_hours (const SalveLocale *self);
gboolean salve_locale_get_family_first (const SalveLocale *self);
gboolean salve_locale_get_right_to_left (const SalveLocale *self);
gunichar salve_locale_get_digit_zero (const SalveLocale *self);
SalveLocale *salve_locale_with_24_hours (const SalveLocale *self, gboolean hours_24);
SalveLocale *salve_locale_with_dates_of (const SalveLocale *self, const char *tag);
SalveLocale *salve_locale_with_family_first (const SalveLocale *self, gboolean family_first);

const char *salve_locale_month_name (const SalveLocale *self, guint month, gboolean brief);
const char *salve_locale_weekday_name (const SalveLocale *self, guint weekday, gboolean brief);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveLocale, salve_locale_unref)

G_END_DECLS
