/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-lazy-menu.h"
#include "salve-sync-bar.h"
#include "salve-sync-popover.h"

#include <glib/gi18n.h>

struct _SalveSyncBar
{
  AdwBin parent_instance;

  SalveSyncFace *face;
  char *person;
  GtkMenuButton *sync_button;
  GtkMenuButton *person_button;
  GtkWidget *state_icon;
  GMenuModel *person_menu;
};

enum
{
  PROP_0,
  PROP_FACE,
  PROP_PERSON,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SalveSyncBar, salve_sync_bar, ADW_TYPE_BIN)

static void
make_popover (GtkMenuButton *button, gpointer data)
{
  SalveSyncBar *self = data;

  if (gtk_menu_button_get_popover (button) == NULL && self->face != NULL)
    gtk_menu_button_set_popover (button, salve_sync_popover_new (self->face));
}

/* The mark has the colour of what it says, beside the words that say it. */
static void
on_tone (SalveSyncBar *self)
{
  static const char *const tones[] = { "success", "warning", "error" };
  g_autofree char *tone = NULL;

  g_object_get (self->face, "tone", &tone, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tones); i++)
    if (g_strcmp0 (tone, tones[i]) == 0)
      gtk_widget_add_css_class (self->state_icon, tones[i]);
    else
      gtk_widget_remove_css_class (self->state_icon, tones[i]);
}

/* A screen reader hears a change of the state where it stands, and the whole of it on the button. */
static void
on_words (SalveSyncBar *self)
{
  const char *title = salve_sync_face_get_title (self->face);
  const char *detail = salve_sync_face_get_detail (self->face);
  /* Translators: for a screen reader: the state of sync, and what there is to say of it */
  g_autofree char *spoken = g_strdup_printf (_ ("Sync: %s. %s"), title, detail != NULL ? detail : "");

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->sync_button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
}

static void
salve_sync_bar_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_FACE:
      g_value_set_object (value, SALVE_SYNC_BAR (object)->face);
      break;
    case PROP_PERSON:
      g_value_set_string (value, SALVE_SYNC_BAR (object)->person);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
salve_sync_bar_dispose (GObject *object)
{
  SalveSyncBar *self = SALVE_SYNC_BAR (object);

  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_SYNC_BAR);
  g_clear_object (&self->face);
  g_clear_pointer (&self->person, g_free);
  G_OBJECT_CLASS (salve_sync_bar_parent_class)->dispose (object);
}

static void
salve_sync_bar_class_init (SalveSyncBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = salve_sync_bar_dispose;
  object_class->get_property = salve_sync_bar_get_property;
  properties[PROP_FACE] = g_param_spec_object ("face", NULL, NULL, SALVE_TYPE_SYNC_FACE, flags);
  properties[PROP_PERSON] = g_param_spec_string ("person", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  g_type_ensure (SALVE_TYPE_SYNC_FACE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-sync-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, SalveSyncBar, sync_button);
  gtk_widget_class_bind_template_child (widget_class, SalveSyncBar, person_button);
  gtk_widget_class_bind_template_child (widget_class, SalveSyncBar, state_icon);
  gtk_widget_class_bind_template_child (widget_class, SalveSyncBar, person_menu);
}

static void
salve_sync_bar_init (SalveSyncBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->sync_button, make_popover, self, NULL);
  salve_lazy_menu_set (self->person_button, self->person_menu);
}

/**
 * salve_sync_bar_set_face:
 * @face: what it shows, once
 */
void
salve_sync_bar_set_face (SalveSyncBar *self, SalveSyncFace *face)
{
  g_return_if_fail (SALVE_IS_SYNC_BAR (self));
  g_return_if_fail (self->face == NULL);

  self->face = g_object_ref (face);
  g_signal_connect_object (face, "notify::tone", G_CALLBACK (on_tone), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (face, "notify::title", G_CALLBACK (on_words), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (face, "notify::detail", G_CALLBACK (on_words), self, G_CONNECT_SWAPPED);
  on_tone (self);
  on_words (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FACE]);
}

/**
 * salve_sync_bar_set_person:
 * @name: who works here now
 */
void
salve_sync_bar_set_person (SalveSyncBar *self, const char *name)
{
  /* Translators: for a screen reader; %s is a person's name */
  g_autofree char *spoken = g_strdup_printf (_ ("%s works here"), name);

  g_return_if_fail (SALVE_IS_SYNC_BAR (self));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->person_button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  if (g_set_str (&self->person, name))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PERSON]);
}

/**
 * salve_sync_bar_open:
 *
 * Opens the popover, as a press on the state does.
 */
void
salve_sync_bar_open (SalveSyncBar *self)
{
  g_return_if_fail (SALVE_IS_SYNC_BAR (self));
  gtk_menu_button_popup (self->sync_button);
}
