/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The head of a record, which never scrolls away: who it is, what must be seen before anything is done, and when they
 * come next. It can be dragged out as a visiting card. */

#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-facts.h"
#include "salve-record-care.h"
#include "salve-record-head.h"

#include <glib/gi18n.h>

struct _SalveRecordHead
{
  AdwBin parent_instance;

  SalveRecord *record;
  GtkWidget *avatar;
  GtkWidget *name;
  GtkWidget *identity;
  GtkWidget *alerts;
  GtkWidget *care;
  GtkWidget *next;
};

G_DEFINE_FINAL_TYPE (SalveRecordHead, salve_record_head, ADW_TYPE_BIN)

static void
salve_record_head_dispose (GObject *object)
{
  g_clear_object (&SALVE_RECORD_HEAD (object)->record);
  G_OBJECT_CLASS (salve_record_head_parent_class)->dispose (object);
}

static void
salve_record_head_class_init (SalveRecordHeadClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = salve_record_head_dispose;
}

static GdkContentProvider *
on_drag_prepare (GtkDragSource *source, double x, double y, SalveRecordHead *self)
{
  g_autofree char *card = self->record ? salve_record_format_vcard (self->record, FALSE) : NULL;
  g_autofree char *text = self->record ? salve_record_format_vcard (self->record, TRUE) : NULL;
  g_autoptr (GBytes) bytes = NULL;
  GdkContentProvider *both[2];

  if (card == NULL)
    return NULL;
  bytes = g_bytes_new (card, strlen (card));
  both[0] = gdk_content_provider_new_for_bytes ("text/vcard", bytes);
  both[1] = gdk_content_provider_new_typed (G_TYPE_STRING, text);
  return gdk_content_provider_new_union (both, 2);
}

static GtkWidget *
make_label (const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_selectable (GTK_LABEL (label), FALSE);
  gtk_widget_add_css_class (label, style);
  return label;
}

static void
salve_record_head_init (SalveRecordHead *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 16);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkDragSource *drag = gtk_drag_source_new ();

  self->avatar = adw_avatar_new (64, NULL, TRUE);
  gtk_widget_set_valign (self->avatar, GTK_ALIGN_START);
  self->name = make_label ("title-2");
  self->identity = make_label ("numeric");
  self->care = make_label ("caption");
  self->next = make_label ("caption");
  self->alerts = adw_wrap_box_new ();
  gtk_widget_add_css_class (self->next, "dimmed");
  adw_wrap_box_set_child_spacing (ADW_WRAP_BOX (self->alerts), 6);
  adw_wrap_box_set_line_spacing (ADW_WRAP_BOX (self->alerts), 6);
  gtk_widget_set_margin_top (self->alerts, 4);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), self->name);
  gtk_box_append (GTK_BOX (words), self->identity);
  gtk_box_append (GTK_BOX (words), self->care);
  gtk_box_append (GTK_BOX (words), self->next);
  gtk_box_append (GTK_BOX (words), self->alerts);
  gtk_box_append (GTK_BOX (line), self->avatar);
  gtk_box_append (GTK_BOX (line), words);
  gtk_widget_add_css_class (line, "record-head");
  adw_bin_set_child (ADW_BIN (self), line);

  gtk_drag_source_set_actions (drag, GDK_ACTION_COPY);
  g_signal_connect_object (drag, "prepare", G_CALLBACK (on_drag_prepare), self, 0);
  gtk_widget_add_controller (self->avatar, GTK_EVENT_CONTROLLER (drag));
}

GtkWidget *
salve_record_head_new (void)
{
  return g_object_new (SALVE_TYPE_RECORD_HEAD, NULL);
}

static GtkWidget *
make_alert (SalveAlert *alert)
{
  GtkWidget *pill = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon = gtk_image_new_from_icon_name (alert->icon_name);
  GtkWidget *label = gtk_label_new (alert->text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (pill), icon);
  gtk_box_append (GTK_BOX (pill), label);
  gtk_widget_add_css_class (pill, "alert");
  if (alert->tone == SALVE_TONE_ERROR)
    gtk_widget_add_css_class (pill, "alert-error");
  else if (alert->tone == SALVE_TONE_WARNING)
    gtk_widget_add_css_class (pill, "alert-warning");
  if (alert->patient_id)
    {
      GtkWidget *button = gtk_button_new ();

      gtk_button_set_child (GTK_BUTTON (button), pill);
      gtk_widget_add_css_class (button, "alert-button");
      gtk_widget_set_tooltip_text (button, _ ("Open the Other Record"));
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, alert->text,
                                      -1);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "patient.open");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", alert->patient_id);
      return button;
    }
  return pill;
}

static void
show_photo (SalveRecordHead *self)
{
  g_autoptr (GBytes) photo = salve_patient_get_photo (salve_record_get_patient (self->record), NULL);
  g_autoptr (GdkTexture) texture = photo ? gdk_texture_new_from_bytes (photo, NULL) : NULL;

  adw_avatar_set_custom_image (ADW_AVATAR (self->avatar), texture ? GDK_PAINTABLE (texture) : NULL);
}

/* Given and family name: what the letters in the avatar are taken from, without titles. */
static char *
call_name (const SalvePersonName *name)
{
  const char *given = name->given && name->given[0] ? name->given[0] : NULL;

  if (given && name->family)
    return g_strdup_printf ("%s %s", given, name->family);
  return g_strdup (given ? given : name->family ? name->family : name->text);
}

/**
 * salve_record_head_set_record:
 * @self: a head
 * @record: who is shown from now on
 */
void
salve_record_head_set_record (SalveRecordHead *self, SalveRecord *record)
{
  g_autofree char *name = salve_record_format_name (record);
  g_autofree char *identity = salve_record_format_identity (record);
  g_autofree char *next = salve_record_describe_next_appointment (record);
  g_autofree char *next_words = NULL;
  g_autofree char *care = salve_record_describe_care (record);
  g_autofree char *initials = NULL;
  g_autoptr (GPtrArray) names = salve_patient_get_names (salve_record_get_patient (record));
  g_autoptr (GPtrArray) alerts = salve_record_list_alerts (record);
  GtkWidget *child;

  g_return_if_fail (SALVE_IS_RECORD_HEAD (self));

  g_set_object (&self->record, record);
  initials = names && names->len > 0 ? call_name (salve_person_name_pick (names)) : NULL;
  adw_avatar_set_text (ADW_AVATAR (self->avatar), initials ? initials : "");
  gtk_label_set_label (GTK_LABEL (self->name), name);
  gtk_label_set_label (GTK_LABEL (self->identity), identity);
  gtk_label_set_label (GTK_LABEL (self->care), care != NULL ? care : "");
  gtk_widget_set_visible (self->care, care != NULL);
  /* Translators: when and what */
  next_words =
      next ? g_strdup_printf (_ ("Next appointment: %s"), next) : g_strdup (_ ("No appointment booked"));
  gtk_label_set_label (GTK_LABEL (self->next), next_words);
  gtk_widget_set_visible (self->next,
                          next || !salve_patient_get_deceased (salve_record_get_patient (record), NULL));
  show_photo (self);
  while ((child = gtk_widget_get_first_child (self->alerts)))
    adw_wrap_box_remove (ADW_WRAP_BOX (self->alerts), child);
  for (guint i = 0; i < alerts->len; i++)
    adw_wrap_box_append (ADW_WRAP_BOX (self->alerts), make_alert (alerts->pdata[i]));
  gtk_widget_set_visible (self->alerts, alerts->len > 0);
}

void
salve_record_head_set_narrow (SalveRecordHead *self, gboolean narrow)
{
  adw_avatar_set_size (ADW_AVATAR (self->avatar), narrow ? 48 : 64);
}
