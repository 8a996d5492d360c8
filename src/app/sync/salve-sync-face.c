/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-sync-face.h"

#include <glib/gi18n.h>

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_DETAIL,
  PROP_ICON_NAME,
  PROP_TONE,
  PROP_SERVER,
  PROP_WAITING,
  PROP_CONFLICTS,
  PROP_REFUSED,
  PROP_CONNECTED,
  PROP_RUNNING,
  PROP_CAN_SYNC,
  PROP_NEEDS_SIGN_IN,
  PROP_UNTRUSTED,
  PROP_READ_ONLY,
  PROP_HAS_PROGRESS,
  PROP_HAS_TROUBLES,
  PROP_PROGRESS,
  N_PROPS
};

static const char *const property_names[N_PROPS] = {
  NULL,        "title",        "detail",       "icon-name", "tone",     "server",        "waiting",
  "conflicts", "refused",      "connected",    "running",   "can-sync", "needs-sign-in", "untrusted",
  "read-only", "has-progress", "has-troubles", "progress",
};

struct _SalveSyncFace
{
  GObject parent_instance;

  SalveClinic *clinic;
  GObject *sync;
  char *texts[N_PROPS];    /* PROP_TITLE to PROP_REFUSED */
  gboolean flags[N_PROPS]; /* PROP_CONNECTED to PROP_HAS_TROUBLES */
  double progress;
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SalveSyncFace, salve_sync_face, G_TYPE_OBJECT)

static void
take_text (SalveSyncFace *self, guint property, char *text)
{
  if (g_set_str (&self->texts[property], text))
    g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
  g_free (text);
}

static void
set_text (SalveSyncFace *self, guint property, const char *text)
{
  take_text (self, property, g_strdup (text));
}

static void
set_flag (SalveSyncFace *self, guint property, gboolean value)
{
  value = value != FALSE;
  if (self->flags[property] == value)
    return;
  self->flags[property] = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

/* "14:32" today, else with the day. */
static char *
format_time (SalveSyncFace *self, SalveInstant time)
{
  GTimeZone *zone = salve_clinic_get_zone (self->clinic);
  SalvePartialDate day = salve_instant_to_date (time, zone);
  SalveInstantStyle style = salve_partial_date_equal (day, salve_clinic_today (self->clinic))
                                ? SALVE_INSTANT_STYLE_TIME
                                : SALVE_INSTANT_STYLE_DATE_TIME;

  return salve_instant_format_local (time, zone, salve_clinic_get_locale (self->clinic), style);
}

static char *
waiting_words (guint n)
{
  return n == 0 ? NULL
                : g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%'u change waits to be sent",
                                                "%'u changes wait to be sent", n),
                                   n);
}

/* Nobody has to fear for what was typed while the server is away. */
static char *
safe_words (guint n)
{
  return n == 0 ? NULL
                : g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                                "Your %'u change is safe here and goes out when it does.",
                                                "Your %'u changes are safe here and go out when it does.", n),
                                   n);
}

static char *
join (char *first, char *second)
{
  g_autofree char *a = first;
  g_autofree char *b = second;

  if (a == NULL || b == NULL)
    return g_strdup (a != NULL ? a : b);
  return g_strconcat (a, " ", b, NULL);
}

/* What one of the engine's states is called where nothing more urgent is to be said. */
typedef struct
{
  SalveSyncState state;
  const char *icon;
  const char *tone;
  const char *title;
} StateWords;

static const StateWords state_words[] = {
  { SALVE_SYNC_STOPPED, "network-idle-symbolic", "", N_ ("Sync is paused") },
  { SALVE_SYNC_UP_TO_DATE, "object-select-symbolic", "success", N_ ("Up to date") },
  { SALVE_SYNC_WAITING, "network-transmit-symbolic", "", N_ ("Changes waiting") },
  { SALVE_SYNC_RUNNING, "network-transmit-receive-symbolic", "", N_ ("Syncing…") },
  { SALVE_SYNC_OFFLINE, "network-offline-symbolic", "warning", N_ ("Offline") },
  { SALVE_SYNC_NEEDS_SIGN_IN, "dialog-password-symbolic", "warning", N_ ("Sign in to go on") },
  { SALVE_SYNC_UNTRUSTED, "security-low-symbolic", "error", N_ ("Stopped: another key") },
  { SALVE_SYNC_READ_ONLY, "changes-prevent-symbolic", "warning", N_ ("Reading only") },
};

static const StateWords *
find_words (SalveSyncState state)
{
  for (guint i = 0; i < G_N_ELEMENTS (state_words); i++)
    if (state_words[i].state == state)
      return &state_words[i];
  return &state_words[0];
}

static char *
offline_words (SalveSyncFace *self, const SalveSyncFacts *facts)
{
  g_autofree char *time = NULL;

  if (facts->last_success == 0)
    return join (g_strdup (_ ("The clinic’s server does not answer.")), safe_words (facts->n_waiting));
  time = format_time (self, facts->last_success);
  /* Translators: %s is a time, or a day and a time */
  return join (g_strdup_printf (_ ("The clinic’s server has not answered since %s."), time),
               safe_words (facts->n_waiting));
}

static char *
detail_words (SalveSyncFace *self, const SalveSyncFacts *facts)
{
  g_autofree char *time = NULL;

  switch (facts->state)
    {
    case SALVE_SYNC_OFFLINE:
      return offline_words (self, facts);
    case SALVE_SYNC_NEEDS_SIGN_IN:
      return join (g_strdup (_ ("The clinic’s server wants to know who works here.")),
                   waiting_words (facts->n_waiting));
    case SALVE_SYNC_UNTRUSTED:
      return g_strdup (_ ("Another key than the clinic’s answers at its address. Nothing is sent to it."));
    case SALVE_SYNC_READ_ONLY:
      return join (g_strdup (_ ("The server does not guard against overwriting, so nothing is sent.")),
                   waiting_words (facts->n_waiting));
    case SALVE_SYNC_RUNNING:
      return facts->what != NULL ? g_strdup (facts->what) : waiting_words (facts->n_waiting);
    case SALVE_SYNC_WAITING:
      if (facts->what != NULL)
        return g_strdup (facts->what);
      break;
    case SALVE_SYNC_STOPPED:
    case SALVE_SYNC_UP_TO_DATE:
    default:
      break;
    }
  if (facts->last_success == 0)
    return g_strdup (_ ("Not synced yet"));
  time = format_time (self, facts->last_success);
  /* Translators: %s is a time, or a day and a time: all was the same as on the server then */
  return g_strdup_printf (_ ("As of %s"), time);
}

/* Without a server the state says where the records are and no more. */
static void
show_local (SalveSyncFace *self, const SalveSyncFacts *facts)
{
  char *kept =
      facts->n_waiting == 0
          ? NULL
          : g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "All saved; %'u change kept for a server",
                                          "All saved; %'u changes kept for a server", facts->n_waiting),
                             facts->n_waiting);

  if (kept == NULL)
    kept = g_strdup (_ ("All saved; there is no server yet"));
  set_text (self, PROP_TITLE, facts->demo ? _ ("Demo clinic") : _ ("On this computer only"));
  if (facts->demo)
    set_text (self, PROP_DETAIL, _ ("Nobody in it exists"));
  else
    set_text (self, PROP_DETAIL, kept);
  g_free (kept);
  set_text (self, PROP_ICON_NAME, "computer-symbolic");
  set_text (self, PROP_TONE, "");
}

/* Up to date is said only when nothing waits for anybody. */
static char *
title_words (const SalveSyncFacts *facts, const StateWords *words)
{
  gboolean quiet = facts->state == SALVE_SYNC_UP_TO_DATE || facts->state == SALVE_SYNC_WAITING;

  if (quiet && facts->n_conflicts > 0)
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%'u conflict", "%'u conflicts", facts->n_conflicts),
        facts->n_conflicts);
  if (quiet && facts->n_refused > 0)
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%'u change refused", "%'u changes refused", facts->n_refused),
        facts->n_refused);
  if (quiet && facts->n_waiting > 0)
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%'u change waiting", "%'u changes waiting", facts->n_waiting),
        facts->n_waiting);
  return g_strdup (_ (words->title));
}

static void
show_connected (SalveSyncFace *self, const SalveSyncFacts *facts)
{
  const StateWords *words = find_words (facts->state);
  gboolean quiet = facts->state == SALVE_SYNC_UP_TO_DATE || facts->state == SALVE_SYNC_WAITING;
  gboolean trouble = quiet && facts->n_conflicts + facts->n_refused > 0;

  if (facts->state == SALVE_SYNC_UP_TO_DATE && facts->n_waiting > 0)
    words = find_words (SALVE_SYNC_WAITING);
  take_text (self, PROP_TITLE, title_words (facts, words));
  take_text (self, PROP_DETAIL, detail_words (self, facts));
  set_text (self, PROP_ICON_NAME, trouble ? "dialog-warning-symbolic" : words->icon);
  set_text (self, PROP_TONE, trouble ? "warning" : words->tone);
}

/**
 * salve_sync_face_set_facts:
 * @facts: what is so; copied
 *
 * Says it. What salve_sync_face_follow() follows calls this by itself.
 */
void
salve_sync_face_set_facts (SalveSyncFace *self, const SalveSyncFacts *facts)
{
  gboolean on = facts->connected;

  g_return_if_fail (SALVE_IS_SYNC_FACE (self));

  g_object_freeze_notify (G_OBJECT (self));
  set_flag (self, PROP_HAS_TROUBLES, facts->n_conflicts + facts->n_refused > 0);
  if (on)
    show_connected (self, facts);
  else
    show_local (self, facts);
  set_text (self, PROP_SERVER, on ? facts->server : NULL);
  /* Where the title or the detail do not say it already. */
  take_text (self, PROP_WAITING,
             on && (facts->state == SALVE_SYNC_RUNNING || self->flags[PROP_HAS_TROUBLES])
                 ? waiting_words (facts->n_waiting)
                 : NULL);
  take_text (self, PROP_CONFLICTS,
             facts->n_conflicts == 0
                 ? NULL
                 : g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%'u conflict waits for a person",
                                                 "%'u conflicts wait for a person", facts->n_conflicts),
                                    facts->n_conflicts));
  take_text (self, PROP_REFUSED,
             facts->n_refused == 0
                 ? NULL
                 : g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%'u change was refused by the server",
                                                 "%'u changes were refused by the server", facts->n_refused),
                                    facts->n_refused));
  set_flag (self, PROP_CONNECTED, on);
  set_flag (self, PROP_RUNNING, on && facts->state == SALVE_SYNC_RUNNING);
  set_flag (self, PROP_CAN_SYNC,
            on && facts->state != SALVE_SYNC_RUNNING && facts->state != SALVE_SYNC_UNTRUSTED
                && facts->state != SALVE_SYNC_NEEDS_SIGN_IN);
  set_flag (self, PROP_NEEDS_SIGN_IN, on && facts->state == SALVE_SYNC_NEEDS_SIGN_IN);
  set_flag (self, PROP_UNTRUSTED, on && facts->state == SALVE_SYNC_UNTRUSTED);
  set_flag (self, PROP_READ_ONLY, on && facts->state == SALVE_SYNC_READ_ONLY);
  set_flag (self, PROP_HAS_PROGRESS, on && facts->state == SALVE_SYNC_RUNNING && facts->progress >= 0);
  if (self->progress != CLAMP (facts->progress, 0, 1))
    {
      self->progress = CLAMP (facts->progress, 0, 1);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROGRESS]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

static void
read_sync (SalveSyncFace *self)
{
  SalveSyncFacts facts = { .connected = TRUE, .server = self->texts[PROP_SERVER] };
  g_autofree char *what = NULL;
  g_autofree char *server = g_strdup (self->texts[PROP_SERVER]);
  int state = 0;

  g_object_get (self->sync, "state", &state, "n-waiting", &facts.n_waiting, "n-conflicts", &facts.n_conflicts,
                "n-quarantined", &facts.n_refused, "progress", &facts.progress, "what", &what, "last-success",
                &facts.last_success, NULL);
  facts.state = (SalveSyncState)state;
  facts.what = what;
  facts.server = server;
  salve_sync_face_set_facts (self, &facts);
}

static void
on_sync_changed (SalveSyncFace *self, GParamSpec *pspec, GObject *sync)
{
  if (sync == self->sync)
    read_sync (self);
}

/**
 * salve_sync_face_follow:
 * @sync: (nullable): what has the properties of #SalveSync; %NULL: nothing any more, and the words stay until they are set
 * @server: (nullable): how the server is called
 */
void
salve_sync_face_follow (SalveSyncFace *self, GObject *sync, const char *server)
{
  g_return_if_fail (SALVE_IS_SYNC_FACE (self));

  if (self->sync != NULL)
    g_signal_handlers_disconnect_by_func (self->sync, on_sync_changed, self);
  g_set_object (&self->sync, sync);
  set_text (self, PROP_SERVER, server);
  if (sync == NULL)
    return;
  g_signal_connect_object (sync, "notify", G_CALLBACK (on_sync_changed), self, G_CONNECT_SWAPPED);
  read_sync (self);
}

/**
 * salve_sync_face_get_sync:
 *
 * Returns: (transfer none) (nullable): what it follows
 */
GObject *
salve_sync_face_get_sync (SalveSyncFace *self)
{
  g_return_val_if_fail (SALVE_IS_SYNC_FACE (self), NULL);
  return self->sync;
}

const char *
salve_sync_face_get_title (SalveSyncFace *self)
{
  g_return_val_if_fail (SALVE_IS_SYNC_FACE (self), NULL);
  return self->texts[PROP_TITLE];
}

const char *
salve_sync_face_get_detail (SalveSyncFace *self)
{
  g_return_val_if_fail (SALVE_IS_SYNC_FACE (self), NULL);
  return self->texts[PROP_DETAIL];
}

static void
salve_sync_face_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SalveSyncFace *self = SALVE_SYNC_FACE (object);

  if (id >= PROP_TITLE && id <= PROP_REFUSED)
    g_value_set_string (value, self->texts[id]);
  else if (id >= PROP_CONNECTED && id <= PROP_HAS_TROUBLES)
    g_value_set_boolean (value, self->flags[id]);
  else if (id == PROP_PROGRESS)
    g_value_set_double (value, self->progress);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
salve_sync_face_finalize (GObject *object)
{
  SalveSyncFace *self = SALVE_SYNC_FACE (object);

  g_clear_object (&self->clinic);
  g_clear_object (&self->sync);
  for (guint i = 0; i < N_PROPS; i++)
    g_free (self->texts[i]);
  G_OBJECT_CLASS (salve_sync_face_parent_class)->finalize (object);
}

static void
salve_sync_face_class_init (SalveSyncFaceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = salve_sync_face_finalize;
  object_class->get_property = salve_sync_face_get_property;
  for (guint i = PROP_TITLE; i <= PROP_REFUSED; i++)
    properties[i] = g_param_spec_string (property_names[i], NULL, NULL, NULL, flags);
  for (guint i = PROP_CONNECTED; i <= PROP_HAS_TROUBLES; i++)
    properties[i] = g_param_spec_boolean (property_names[i], NULL, NULL, FALSE, flags);
  properties[PROP_PROGRESS] = g_param_spec_double (property_names[PROP_PROGRESS], NULL, NULL, 0, 1, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
salve_sync_face_init (SalveSyncFace *self)
{
}

/**
 * salve_sync_face_new:
 * @clinic: whose locale, zone and day the words are made for
 *
 * Returns: (transfer full): one that says that there is no server
 */
SalveSyncFace *
salve_sync_face_new (SalveClinic *clinic)
{
  SalveSyncFace *self = g_object_new (SALVE_TYPE_SYNC_FACE, NULL);

  g_return_val_if_fail (SALVE_IS_CLINIC (clinic), NULL);
  self->clinic = g_object_ref (clinic);
  salve_sync_face_set_facts (self, &(SalveSyncFacts){ .connected = FALSE });
  return self;
}
