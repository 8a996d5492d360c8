/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-flow-card.h"

#include "salve-appointment-actions.h"
#include "salve-calendar-palette.h"
#include "salve-flow-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define EDGE 4   /* pixels of the colour at its beginning */
#define INDENT 8 /* so far before what is written */

struct _SalveFlowCard
{
  GtkWidget parent_instance;

  char *id;
  guint serial; /* of the day that it shows; 0: none */
  int colour;
  GtkWidget *lines; /* the two of them */
  GtkWidget *time;
  GtkWidget *name;
  GtkWidget *changed; /* something is to be confirmed */
  GtkWidget *ticket;
  GtkWidget *state;
  GtkWidget *step;
};

enum
{
  STEP,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SalveFlowCard, salve_flow_card, GTK_TYPE_WIDGET)

static void
on_step (SalveFlowCard *self)
{
  g_signal_emit (self, signals[STEP], 0);
}

static GtkWidget *
label_new (const char *first_class, const char *second_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, first_class);
  if (second_class != NULL)
    gtk_widget_add_css_class (label, second_class);
  return label;
}

/* That of the kind of visit or of the doctor, as in the calendar. */
static GdkRGBA
edge_colour (SalveFlowCard *self)
{
  AdwStyleManager *manager = adw_style_manager_get_for_display (gtk_widget_get_display (GTK_WIDGET (self)));
  guint32 value = 0;
  GdkRGBA colour;

  if (self->colour < 0)
    {
      gtk_widget_get_color (GTK_WIDGET (self), &colour);
      colour.alpha *= 0.3f;
      return colour;
    }
  value = salve_calendar_palette_get (self->colour, adw_style_manager_get_dark (manager));
  return (GdkRGBA){ (float)(value >> 16 & 0xff) / 255, (float)(value >> 8 & 0xff) / 255,
                    (float)(value & 0xff) / 255, 1 };
}

static void
salve_flow_card_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SalveFlowCard *self = SALVE_FLOW_CARD (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  float height = (float)gtk_widget_get_height (widget);
  float x = rtl ? (float)gtk_widget_get_width (widget) + INDENT - EDGE : -INDENT;
  GdkRGBA colour = edge_colour (self);
  GskRoundedRect rounded;

  gsk_rounded_rect_init_from_rect (&rounded, &GRAPHENE_RECT_INIT (x, 0, EDGE, height), EDGE / 2.0f);
  gtk_snapshot_push_rounded_clip (snapshot, &rounded);
  gtk_snapshot_append_color (snapshot, &colour, &rounded.bounds);
  gtk_snapshot_pop (snapshot);
  GTK_WIDGET_CLASS (salve_flow_card_parent_class)->snapshot (widget, snapshot);
}

static void
salve_flow_card_dispose (GObject *object)
{
  SalveFlowCard *self = SALVE_FLOW_CARD (object);

  g_clear_pointer (&self->lines, gtk_widget_unparent);
  g_clear_pointer (&self->id, g_free);
  G_OBJECT_CLASS (salve_flow_card_parent_class)->dispose (object);
}

static void
salve_flow_card_class_init (SalveFlowCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = salve_flow_card_dispose;
  widget_class->snapshot = salve_flow_card_snapshot;
  signals[STEP] = g_signal_new ("step", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "salveflowcard");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
}

/* The button is for the mouse and for a screen reader: with the keyboard the card itself takes the step. */
static GtkWidget *
make_second_line (SalveFlowCard *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->state = label_new ("caption", "numeric");
  gtk_label_set_ellipsize (GTK_LABEL (self->state), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->state, TRUE);
  /* With a label from the beginning, so that a card of nobody is as high as the others. */
  self->step = gtk_button_new_with_label ("");
  gtk_button_set_use_underline (GTK_BUTTON (self->step), TRUE);
  gtk_widget_set_focusable (self->step, FALSE);
  gtk_widget_set_valign (self->step, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->step, "step");
  g_signal_connect_object (self->step, "clicked", G_CALLBACK (on_step), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (line), self->state);
  gtk_box_append (GTK_BOX (line), self->step);
  return line;
}

static void
salve_flow_card_init (SalveFlowCard *self)
{
  GtkWidget *first = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  self->lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  self->time = label_new ("numeric", "dimmed");
  self->name = label_new ("name", NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->name), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->name, TRUE);
  self->changed = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  gtk_widget_add_css_class (self->changed, "warning");
  gtk_widget_set_tooltip_text (self->changed, _ ("Something has changed and is to be confirmed"));
  self->ticket = label_new ("ticket", "numeric");
  gtk_box_append (GTK_BOX (first), self->time);
  gtk_box_append (GTK_BOX (first), self->name);
  gtk_box_append (GTK_BOX (first), self->changed);
  gtk_box_append (GTK_BOX (first), self->ticket);
  gtk_box_append (GTK_BOX (self->lines), first);
  gtk_box_append (GTK_BOX (self->lines), make_second_line (self));
  gtk_widget_set_parent (self->lines, GTK_WIDGET (self));
}

/* Returns: (transfer floating): a card of nobody */
GtkWidget *
salve_flow_card_new (void)
{
  return g_object_new (SALVE_TYPE_FLOW_CARD, NULL);
}

static void
show_step (SalveFlowCard *self, const SalveFlowEntry *entry, gboolean next, SalveClinic *clinic)
{
  SalveAppointmentStep step;
  gboolean there =
      salve_appointment_next_step (entry->row->visit->status, salve_clinic_get_roles (clinic), &step);
  g_autofree char *name = salve_flow_entry_name (entry);
  g_autofree char *spoken = NULL;
  g_auto (GStrv) parts = NULL;

  /* All cards are as high as one with a button: the board sees to that. */
  gtk_widget_set_visible (self->step, there);
  if (!there)
    return;
  gtk_button_set_label (GTK_BUTTON (self->step), salve_appointment_step_title (step));
  parts = g_strsplit (salve_appointment_step_title (step), "_", 2);
  spoken = g_strjoinv ("", parts);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->step), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, name, -1);
  if (next)
    gtk_widget_add_css_class (self->step, "suggested-action");
  else
    gtk_widget_remove_css_class (self->step, "suggested-action");
}

static void
show_tone (GtkWidget *label, SalveFlowTone tone)
{
  const char *const classes[] = { "caption", "numeric",
                                  tone == SALVE_FLOW_TONE_QUIET    ? "dimmed"
                                  : tone == SALVE_FLOW_TONE_STRONG ? "long"
                                                                   : "warning",
                                  NULL };

  gtk_widget_set_css_classes (label, (const char **)classes);
}

static void
show_texts (SalveFlowCard *self, const SalveFlowEntry *entry, SalveInstant now, SalveClinic *clinic)
{
  const SalveAppointmentDetails *visit = entry->row->visit;
  g_autofree char *time =
      salve_instant_format_local (visit->span.start, salve_clinic_get_zone (clinic),
                                  salve_clinic_get_locale (clinic), SALVE_INSTANT_STYLE_TIME);
  g_autofree char *name = salve_flow_entry_name (entry);
  g_autofree char *words = salve_flow_entry_describe (entry, now, clinic);
  SalveFlowTone tone;
  g_autofree char *state = salve_flow_entry_state (entry, now, clinic, &tone);

  gtk_label_set_label (GTK_LABEL (self->time), time);
  gtk_label_set_label (GTK_LABEL (self->name), name);
  gtk_label_set_label (GTK_LABEL (self->state), state);
  show_tone (self->state, tone);
  gtk_label_set_label (GTK_LABEL (self->ticket), visit->ticket != NULL ? visit->ticket : "");
  gtk_widget_set_visible (self->ticket, visit->ticket != NULL);
  gtk_widget_set_visible (self->changed, visit->to_confirm != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), words);
}

/**
 * salve_flow_card_show:
 * @entry: shown from now on, and not kept
 * @next: whether it is their turn in the lane: calling them in is what is suggested there
 * @serial: of the day that it is of: the same visit of the same day is not shown again
 */
void
salve_flow_card_show (SalveFlowCard *self,
                      const SalveFlowEntry *entry,
                      gboolean next,
                      guint serial,
                      SalveInstant now,
                      SalveClinic *clinic)
{
  const char *id = entry->row->visit->id;

  if (serial == self->serial && g_strcmp0 (self->id, id) == 0)
    return;
  g_set_str (&self->id, id);
  self->serial = serial;
  self->colour = entry->colour;
  show_texts (self, entry, now, clinic);
  show_step (self, entry, next, clinic);
  if (entry->part >= SALVE_FLOW_DONE)
    gtk_widget_add_css_class (GTK_WIDGET (self), "over");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "over");
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Returns: (nullable) (transfer none): of the Appointment */
const char *
salve_flow_card_get_id (SalveFlowCard *self)
{
  return self->id;
}
