/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-doctor-line.h"

#include <glib/gi18n.h>

#include "salve-colours.h"
#include "salve-text.h"

/* Widths of the columns at the right, in pixels. */
#define ROOM_WIDTH 170
#define TODAY_WIDTH 120
#define FREE_WIDTH 190

struct _SalveDoctorLine
{
  AdwBin parent_instance;

  SalveDoctorItem *item;
  AdwAvatar *avatar;
  SalveColourDot *dot;
  GtkInscription *name;
  GtkInscription *specialties;
  GtkInscription *third; /* the columns' words where there is no room for columns */
  GtkInscription *rooms;
  GtkInscription *today;
  GtkInscription *next_free;
  char *query;
  gboolean narrow;
};

enum
{
  PROP_0,
  PROP_NARROW,
  PROP_QUERY,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SalveDoctorLine, salve_doctor_line, ADW_TYPE_BIN)

static void
show_times (SalveDoctorLine *self)
{
  const char *parts[] = { salve_doctor_item_get_next_free (self->item),
                          salve_doctor_item_get_today (self->item),
                          salve_doctor_item_get_rooms (self->item) };
  g_autoptr (GString) third = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      if (*parts[i] == '\0')
        continue;
      g_string_append_printf (third, "%s%s", third->len > 0 ? " · " : "", parts[i]);
    }
  gtk_inscription_set_text (self->next_free, parts[0]);
  gtk_inscription_set_text (self->today, parts[1]);
  gtk_inscription_set_text (self->rooms, parts[2]);
  gtk_inscription_set_text (self->third, third->str);
}

static void
salve_doctor_line_dispose (GObject *object)
{
  SalveDoctorLine *self = SALVE_DOCTOR_LINE (object);

  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_clear_object (&self->item);
  g_clear_pointer (&self->query, g_free);
  G_OBJECT_CLASS (salve_doctor_line_parent_class)->dispose (object);
}

static void
mark_matches (GtkInscription *inscription, const char *words, const char *query)
{
  g_autofree char *markup = NULL;

  if (query == NULL || *query == '\0')
    {
      gtk_inscription_set_attributes (inscription, NULL);
      gtk_inscription_set_text (inscription, words);
      return;
    }
  markup = salve_text_match_markup (words, query);
  gtk_inscription_set_markup (inscription, markup);
}

static void
show_item (SalveDoctorLine *self)
{
  adw_avatar_set_text (self->avatar, salve_doctor_item_get_initials_of (self->item));
  adw_avatar_set_custom_image (self->avatar, GDK_PAINTABLE (salve_doctor_item_get_photo (self->item)));
  salve_colour_dot_set_colour (self->dot, salve_doctor_item_get_colour (self->item));
  mark_matches (self->name, salve_doctor_item_get_name (self->item), self->query);
  mark_matches (self->specialties,
                salve_doctor_item_get_active (self->item) ? salve_doctor_item_get_specialties (self->item)
                                                          : _ ("No longer works here"),
                self->query);
  show_times (self);
}

static void
set_narrow (SalveDoctorLine *self, gboolean narrow)
{
  self->narrow = narrow;
  gtk_widget_set_visible (GTK_WIDGET (self->third), narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->rooms), !narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->today), !narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->next_free), !narrow);
}

static void
salve_doctor_line_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SalveDoctorLine *self = SALVE_DOCTOR_LINE (object);

  switch (id)
    {
    case PROP_NARROW:
      g_value_set_boolean (value, self->narrow);
      break;
    case PROP_QUERY:
      g_value_set_string (value, self->query);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
salve_doctor_line_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SalveDoctorLine *self = SALVE_DOCTOR_LINE (object);

  switch (id)
    {
    case PROP_NARROW:
      if (self->narrow == g_value_get_boolean (value))
        break;
      set_narrow (self, g_value_get_boolean (value));
      g_object_notify_by_pspec (object, pspec);
      break;
    case PROP_QUERY:
      if (!g_set_str (&self->query, g_value_get_string (value)))
        break;
      if (self->item != NULL)
        show_item (self);
      g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
salve_doctor_line_class_init (SalveDoctorLineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = salve_doctor_line_dispose;
  object_class->get_property = salve_doctor_line_get_property;
  object_class->set_property = salve_doctor_line_set_property;
  properties[PROP_NARROW] = g_param_spec_boolean (
      "narrow", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_QUERY] = g_param_spec_string (
      "query", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static GtkInscription *
add_inscription (GtkWidget *box, int width, const char *style)
{
  GtkWidget *inscription = gtk_inscription_new (NULL);

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (inscription), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (inscription), 4);
  gtk_inscription_set_nat_lines (GTK_INSCRIPTION (inscription), 1);
  gtk_inscription_set_min_lines (GTK_INSCRIPTION (inscription), 1);
  gtk_inscription_set_xalign (GTK_INSCRIPTION (inscription), 0);
  gtk_widget_set_valign (inscription, GTK_ALIGN_CENTER);
  if (width > 0)
    gtk_widget_set_size_request (inscription, width, -1);
  else
    gtk_widget_set_hexpand (inscription, TRUE);
  if (style != NULL)
    gtk_widget_add_css_class (inscription, style);
  gtk_box_append (GTK_BOX (box), inscription);
  return GTK_INSCRIPTION (inscription);
}

static void
salve_doctor_line_init (SalveDoctorLine *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *first = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->avatar = ADW_AVATAR (adw_avatar_new (40, NULL, TRUE));
  gtk_widget_set_valign (GTK_WIDGET (self->avatar), GTK_ALIGN_CENTER);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->avatar), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->avatar));
  self->dot = SALVE_COLOUR_DOT (salve_colour_dot_new (-1));
  gtk_box_append (GTK_BOX (first), GTK_WIDGET (self->dot));
  self->name = add_inscription (first, 0, "heading");
  gtk_box_append (GTK_BOX (words), first);
  self->specialties = add_inscription (words, 0, "dimmed");
  self->third = add_inscription (words, 0, "caption");
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (line), words);
  self->rooms = add_inscription (line, ROOM_WIDTH, NULL);
  self->today = add_inscription (line, TODAY_WIDTH, "numeric");
  self->next_free = add_inscription (line, FREE_WIDTH, "numeric");
  adw_bin_set_child (ADW_BIN (self), line);
  set_narrow (self, FALSE);
}

GtkWidget *
salve_doctor_line_new (void)
{
  return g_object_new (SALVE_TYPE_DOCTOR_LINE, NULL);
}

/**
 * salve_doctor_line_set_item:
 * @item: (nullable): who stands here
 */
void
salve_doctor_line_set_item (SalveDoctorLine *self, SalveDoctorItem *item)
{
  g_return_if_fail (SALVE_IS_DOCTOR_LINE (self));

  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_set_object (&self->item, item);
  if (item == NULL)
    return;
  g_signal_connect_object (item, "changed", G_CALLBACK (show_times), self, G_CONNECT_SWAPPED);
  show_item (self);
}
