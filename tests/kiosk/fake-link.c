/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-link.h"

struct _SalveKioskLink
{
  GObject parent_instance;

  SalveKioskDay *day;
  GPtrArray *asked; /* of DexPromise */
  gboolean online;
};

G_DEFINE_FINAL_TYPE (SalveKioskLink, salve_kiosk_link, G_TYPE_OBJECT)

static void
salve_kiosk_link_finalize (GObject *object)
{
  g_clear_pointer (&SALVE_KIOSK_LINK (object)->day, salve_kiosk_day_unref);
  g_clear_pointer (&SALVE_KIOSK_LINK (object)->asked, g_ptr_array_unref);
  G_OBJECT_CLASS (salve_kiosk_link_parent_class)->finalize (object);
}

static void
salve_kiosk_link_class_init (SalveKioskLinkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_kiosk_link_finalize;
}

static void
salve_kiosk_link_init (SalveKioskLink *self)
{
  self->asked = g_ptr_array_new_with_free_func (dex_unref);
  self->online = TRUE;
}

SalveKioskLink *
fake_link_new (SalveKioskDay *day)
{
  SalveKioskLink *self = g_object_new (SALVE_TYPE_KIOSK_LINK, NULL);

  self->day = salve_kiosk_day_ref (day);
  return self;
}

void
fake_link_set_online (SalveKioskLink *self, gboolean online)
{
  self->online = online;
}

gboolean
salve_kiosk_link_get_enrolled (SalveKioskLink *self)
{
  return TRUE;
}

gboolean
salve_kiosk_link_get_online (SalveKioskLink *self)
{
  return self->online;
}

gboolean
salve_kiosk_link_exit_pin_fits (SalveKioskLink *self, const char *pin)
{
  return FALSE;
}

SalveKioskDay *
salve_kiosk_link_get_day (SalveKioskLink *self)
{
  return self->day;
}

char *
salve_kiosk_link_address (SalveKioskLink *self, const char *path)
{
  return g_strconcat ("https://clinic.invalid/api/v1/", path, NULL);
}

SalveRemote *
salve_kiosk_link_new_remote (SalveKioskLink *self, SalveTokenSource *tokens)
{
  return NULL;
}

/* Whoever asks waits, until the end. */
static DexFuture *
wait_for_end (SalveKioskLink *self)
{
  DexPromise *promise = dex_promise_new ();

  g_ptr_array_add (self->asked, dex_ref (promise));
  return DEX_FUTURE (promise);
}

void
fake_link_end (SalveKioskLink *self)
{
  for (guint i = 0; i < self->asked->len; i++)
    dex_promise_reject (self->asked->pdata[i],
                        g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "the end"));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

DexFuture *
salve_kiosk_link_send (SalveKioskLink *self, const char *method, const char *what, GBytes *body)
{
  return wait_for_end (self);
}

DexFuture *
salve_kiosk_link_enrol (SalveKioskLink *self,
                        const char *base,
                        const char *fingerprint,
                        const char *code,
                        const char *exit_pin)
{
  return wait_for_end (self);
}

DexFuture *
salve_kiosk_link_check_in (SalveKioskLink *self,
                           const char *appointment_id,
                           const char *wrong,
                           const char *const *now,
                           const char *policy,
                           GBytes *signature)
{
  return wait_for_end (self);
}
