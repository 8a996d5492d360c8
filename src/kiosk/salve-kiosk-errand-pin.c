/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who came in by a code of the front desk chooses a PIN, with which they come in the next time. */
#define G_LOG_DOMAIN "salve-kiosk"

#include "config.h"

#include "salve-kiosk-errand-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define KEYS "1234567890"
#define COLUMNS 5

static void
forget_pin (SalveKioskErrand *self)
{
  explicit_bzero (self->pin, sizeof self->pin);
  explicit_bzero (self->pin_again, sizeof self->pin_again);
}

static void
choose_again (SalveKioskErrand *self, SalveErrandPinFault fault)
{
  forget_pin (self);
  self->pin_fault = fault;
  salve_kiosk_errand_go (self, SALVE_ERRAND_PIN);
}

static void
on_choose (SalveKioskErrand *self)
{
  choose_again (self, SALVE_ERRAND_PIN_GOOD);
}

/* @home: where one chooses what to do */
void
salve_kiosk_errand_add_pin (SalveKioskErrand *self, SalveKioskPage *home)
{
  if (self->may_choose_pin)
    salve_kiosk_page_add_choice (home, self->has_pin ? _ ("Change my PIN") : _ ("Choose a PIN of my own"),
                                 FALSE, G_CALLBACK (on_choose), self);
}

SalveKioskPage *
salve_kiosk_pin_page (SalveKioskErrand *self)
{
  const char *const hints[] = {
    [SALVE_ERRAND_PIN_GOOD] = _ ("With it you come in next time, without a code from the front desk."),
    [SALVE_ERRAND_PIN_DIFFERS] = _ ("The two were not the same. Please choose it again."),
    [SALVE_ERRAND_PIN_WEAK] = _ ("That PIN is easy to guess. Please choose another one."),
  };

  return salve_kiosk_errand_typing_page (self, _ ("Choose a PIN of six digits"), hints[self->pin_fault], KEYS,
                                         COLUMNS);
}

SalveKioskPage *
salve_kiosk_pin_again_page (SalveKioskErrand *self)
{
  return salve_kiosk_errand_typing_page (self, _ ("The same PIN once more"), NULL, KEYS, COLUMNS);
}

static void
on_kept (SalveKioskErrand *self, guint status, GBytes *body)
{
  if (status == 400)
    {
      choose_again (self, SALVE_ERRAND_PIN_WEAK);
      return;
    }
  self->has_pin |= status == 204;
  salve_kiosk_errand_say (self, status == 204
                                    ? _ ("Your PIN is kept. Next time you need no code.")
                                    : _ ("The clinic did not accept that here. The front desk can help."));
}

/* It was typed twice: the clinic keeps it, unless the two differ. */
void
salve_kiosk_errand_take_pin (SalveKioskErrand *self)
{
  const gboolean same = strcmp (self->pin, self->pin_again) == 0;
  g_autoptr (GBytes) body = NULL;
  char *json;

  if (!same)
    {
      choose_again (self, SALVE_ERRAND_PIN_DIFFERS);
      return;
    }
  json = g_strdup_printf ("{\"pin\":\"%s\"}", self->pin);
  body = g_bytes_new_take (json, strlen (json));
  forget_pin (self);
  salve_kiosk_errand_ask (self, "PUT", "kiosk/pin", body, on_kept);
}
