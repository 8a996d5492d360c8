/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-sync.h"

G_DEFINE_FINAL_TYPE (FakeSync, fake_sync, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_STATE,
  PROP_WAITING,
  PROP_CONFLICTS,
  PROP_QUARANTINED,
  PROP_PROGRESS,
  PROP_WHAT,
  PROP_LAST_SUCCESS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
fake_sync_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  FakeSync *self = FAKE_SYNC (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_int (value, (int)self->facts.state);
      break;
    case PROP_WAITING:
      g_value_set_uint (value, self->facts.n_waiting);
      break;
    case PROP_CONFLICTS:
      g_value_set_uint (value, self->facts.n_conflicts);
      break;
    case PROP_QUARANTINED:
      g_value_set_uint (value, self->facts.n_refused);
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, self->facts.progress);
      break;
    case PROP_WHAT:
      g_value_set_string (value, self->facts.what);
      break;
    case PROP_LAST_SUCCESS:
      g_value_set_int64 (value, self->facts.last_success);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
fake_sync_class_init (FakeSyncClass *klass)
{
  G_OBJECT_CLASS (klass)->get_property = fake_sync_get_property;
  properties[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, 0, 99, 0, G_PARAM_READABLE);
  properties[PROP_WAITING] = g_param_spec_uint ("n-waiting", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE);
  properties[PROP_CONFLICTS] =
      g_param_spec_uint ("n-conflicts", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE);
  properties[PROP_QUARANTINED] =
      g_param_spec_uint ("n-quarantined", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE);
  properties[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, -1, 1, -1, G_PARAM_READABLE);
  properties[PROP_WHAT] = g_param_spec_string ("what", NULL, NULL, NULL, G_PARAM_READABLE);
  properties[PROP_LAST_SUCCESS] =
      g_param_spec_int64 ("last-success", NULL, NULL, 0, G_MAXINT64, 0, G_PARAM_READABLE);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
}

static void
fake_sync_init (FakeSync *self)
{
}

FakeSync *
fake_sync_new (void)
{
  return g_object_new (FAKE_TYPE_SYNC, NULL);
}

void
fake_sync_set (FakeSync *self, const SalveSyncFacts *facts)
{
  self->facts = *facts;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}
