/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-idle-lock.h"

#include <glib/gi18n.h>

#define WARNING_SECONDS 30

struct _SalveIdleLock
{
  GSettings *settings;
  AdwToastOverlay *toasts;
  AdwToast *toast;
  guint source;
};

/**
 * salve_idle_lock_new:
 * @settings: has lock-minutes, 0 for never
 * @toasts: (transfer none): where the warning is shown; it lives as long as this, and session.lock is taken on it
 *
 * Returns: (transfer full): watching nothing yet
 */
SalveIdleLock *
salve_idle_lock_new (GSettings *settings, AdwToastOverlay *toasts)
{
  SalveIdleLock *self = g_new0 (SalveIdleLock, 1);

  self->settings = g_object_ref (settings);
  self->toasts = toasts;
  return self;
}

static void
on_too_long (gpointer data)
{
  SalveIdleLock *self = data;

  self->source = 0;
  gtk_widget_activate_action (GTK_WIDGET (self->toasts), "session.lock", NULL);
}

static void
on_soon (gpointer data)
{
  SalveIdleLock *self = data;

  g_set_weak_pointer (&self->toast, adw_toast_new (_ ("Locks in 30 seconds; press any key to go on")));
  adw_toast_set_timeout (self->toast, 0);
  adw_toast_set_priority (self->toast, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_overlay_add_toast (self->toasts, self->toast);
  self->source = g_timeout_add_seconds_once (WARNING_SECONDS, on_too_long, self);
}

/**
 * salve_idle_lock_restart:
 * @watching: whether there is a desk to lock
 *
 * Somebody is here: the time begins anew, and a warning goes away.
 */
void
salve_idle_lock_restart (SalveIdleLock *self, gboolean watching)
{
  guint minutes = g_settings_get_uint (self->settings, "lock-minutes");

  g_clear_handle_id (&self->source, g_source_remove);
  if (self->toast)
    adw_toast_dismiss (self->toast);
  g_clear_weak_pointer (&self->toast);
  if (minutes > 0 && watching)
    self->source = g_timeout_add_seconds_once (minutes * 60 - WARNING_SECONDS, on_soon, self);
}

void
salve_idle_lock_free (SalveIdleLock *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_weak_pointer (&self->toast);
  g_object_unref (self->settings);
  g_free (self);
}
