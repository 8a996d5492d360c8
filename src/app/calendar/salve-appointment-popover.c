/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-appointment-popover.h"

#include "salve-appointment-actions.h"
#include "salve-calendar-draw.h"
#include "salve-clash-words.h"
#include "salve-flow-words.h"
#include "salve-patient-words.h"
#include "salve-video-link.h"
#include "salve-visit-history.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define LINE_CHARACTERS 34
#define AROUND 40 /* pixels of a popover around what is in it */

static void
add_line (GtkWidget *box, const char *icon, const char *text, const char *style)
{
  GtkWidget *line, *image, *label;

  if (!text || !*text)
    return;
  line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  image = gtk_image_new_from_icon_name (icon);
  label = gtk_label_new (text);
  gtk_widget_set_valign (image, GTK_ALIGN_START);
  gtk_widget_add_css_class (image, "dimmed");
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (label), LINE_CHARACTERS);
  if (style)
    gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (line), image);
  gtk_box_append (GTK_BOX (line), label);
  gtk_box_append (GTK_BOX (box), line);
}

static void
on_copy_link (GtkWidget *button, gpointer data)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (button), g_object_get_data (G_OBJECT (button), "link"));
  gtk_widget_activate_action (button, "win.toast", "s", _ ("The link was copied"));
}

/* Only an address that is sound can be opened with a click; whatever else a server calls a link is only shown and copied. */
static void
add_link (GtkWidget *box, const char *link)
{
  GtkWidget *line, *text, *copy;
  gboolean web = salve_video_link_is_sound (link);

  if (!link || !*link)
    return;
  line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  text = web ? gtk_link_button_new_with_label (link, _ ("Join the Video Visit")) : gtk_label_new (link);
  copy = gtk_button_new_from_icon_name ("edit-copy-symbolic");
  gtk_widget_set_hexpand (text, TRUE);
  if (!web)
    {
      gtk_label_set_ellipsize (GTK_LABEL (text), PANGO_ELLIPSIZE_END);
      gtk_label_set_max_width_chars (GTK_LABEL (text), LINE_CHARACTERS);
      gtk_label_set_xalign (GTK_LABEL (text), 0);
    }
  gtk_widget_set_halign (text, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (copy, _ ("Copy the Link"));
  gtk_widget_add_css_class (copy, "flat");
  g_object_set_data_full (G_OBJECT (copy), "link", g_strdup (link), g_free);
  g_signal_connect (copy, "clicked", G_CALLBACK (on_copy_link), NULL);
  gtk_box_append (GTK_BOX (line), text);
  gtk_box_append (GTK_BOX (line), copy);
  gtk_box_append (GTK_BOX (box), line);
}

static void
add_head (GtkWidget *box, SalveClinic *clinic, const SalveAppointmentDetails *details)
{
  g_autoptr (SalvePatientRow) patient =
      details->patient_id
          ? salve_store_read_patient_row (salve_clinic_get_store (clinic), details->patient_id, NULL)
          : NULL;
  g_autofree char *words = patient ? salve_patient_short_words (patient, clinic) : NULL;
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *names = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *name = gtk_label_new (patient ? patient->name_full : _ ("Nobody named"));

  gtk_box_append (GTK_BOX (head), adw_avatar_new (40, patient ? patient->name_full : NULL, TRUE));
  gtk_widget_add_css_class (name, "title-4");
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_wrap (GTK_LABEL (name), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (name), LINE_CHARACTERS - 6);
  gtk_box_append (GTK_BOX (names), name);
  if (words)
    {
      GtkWidget *second = gtk_label_new (words);

      gtk_label_set_xalign (GTK_LABEL (second), 0);
      gtk_label_set_ellipsize (GTK_LABEL (second), PANGO_ELLIPSIZE_END);
      gtk_widget_add_css_class (second, "dimmed");
      gtk_widget_add_css_class (second, "caption");
      gtk_box_append (GTK_BOX (names), second);
    }
  gtk_widget_set_valign (names, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (head), names);
  gtk_box_append (GTK_BOX (box), head);
}

static char *
when_words (SalveClinic *clinic, const SalveAppointmentDetails *details)
{
  g_autofree char *day = NULL, *times = NULL;

  if (!salve_appointment_details_has_time (details))
    return g_strdup (_ ("No time yet"));
  day = salve_day_words (salve_instant_to_date (details->span.start, salve_clinic_get_zone (clinic)), clinic);
  times = salve_time_span_words (details->span, clinic);
  return g_strdup_printf (C_ ("day and time", "%1$s, %2$s"), day, times);
}

/* By what the patient is called, and since when they wait; what they said at a kiosk is not right any more. */
static void
add_ticket (GtkWidget *box, SalveClinic *clinic, const SalveAppointmentDetails *details)
{
  const struct
  {
    const char *word;
    const char *text;
  } changes[] = {
    { "name", _ ("The name has changed") },
    { "phone", _ ("The phone number has changed") },
    { "address", _ ("The address has changed") },
    { "insurance", _ ("The insurance has changed") },
  };
  g_auto (GStrv) words = g_strsplit (details->to_confirm != NULL ? details->to_confirm : "", " ", -1);

  if (details->ticket != NULL && details->status == SALVE_APPOINTMENT_ARRIVED
      && details->arrived != SALVE_INSTANT_NONE)
    {
      int minutes = (int)MAX ((salve_clinic_now (clinic) - details->arrived) / SALVE_INSTANT_MINUTE, 0);
      g_autofree char *length = salve_flow_length_words (minutes, clinic);
      /* Translators: %1$s is a ticket such as K47; for how long somebody has been waiting, such as "1 h 5 min" */
      g_autofree char *text = g_strdup_printf (_ ("Ticket %1$s, waiting for %2$s"), details->ticket, length);

      add_line (box, "alarm-symbolic", text, "numeric");
    }
  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    if (g_strv_contains ((const char *const *)words, changes[i].word))
      add_line (box, "dialog-warning-symbolic", changes[i].text, "warning");
}

static void
add_facts (GtkWidget *box,
           SalveClinic *clinic,
           SalveDirectory *directory,
           const SalveAppointmentDetails *details)
{
  g_autoptr (SalveSeries) series = NULL;
  const SalveDoctorRow *doctor = salve_directory_find_doctor (directory, details->doctor_id);
  const SalveRoomRow *room = salve_directory_find_room (directory, details->room_id);
  g_autofree char *when = when_words (clinic, details);
  g_autofree char *status = salve_status_title (details->status);
  g_autofree char *repeat = NULL;

  add_line (box, "x-office-calendar-symbolic", when, "numeric");
  add_line (box, "avatar-default-symbolic", doctor ? doctor->name : NULL, NULL);
  add_line (box, "user-bookmarks-symbolic", details->visit_type_name, NULL);
  add_line (box, "find-location-symbolic", room ? room->name : details->room_name, NULL);
  add_line (box, "call-start-symbolic", details->mode == SALVE_VISIT_PHONE ? _ ("By phone") : NULL, NULL);
  add_line (box, "camera-video-symbolic", details->mode == SALVE_VISIT_VIDEO ? _ ("By video") : NULL, NULL);
  add_link (box, details->video_link);
  add_line (box, "dialog-question-symbolic", details->reason ? details->reason : details->description, NULL);
  add_line (box, "document-edit-symbolic", details->note, NULL);
  if (details->series_rule && salve_partial_date_is_set (details->series_day))
    series = salve_series_new (details->series_rule, details->series_day, 0, 1, NULL);
  repeat = series ? salve_series_describe (series, salve_clinic_get_locale (clinic)) : NULL;
  add_line (box, "media-playlist-repeat-symbolic",
            repeat               ? repeat
            : details->series_id ? _ ("One of a series")
                                 : NULL,
            NULL);
  add_line (box, "dialog-information-symbolic", status, NULL);
  add_ticket (box, clinic, details);
  add_line (box, "edit-delete-symbolic", details->cancel_reason, NULL);
  add_line (box, "dialog-warning-symbolic", details->overbooked_reason, "warning");
}

static void
add_button (GtkWidget *buttons, const char *title, const char *action, const char *id, const char *style)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (title);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", id);
  if (style)
    gtk_widget_add_css_class (button, style);
  adw_wrap_box_append (ADW_WRAP_BOX (buttons), button);
}

static const char *
step_action (SalveAppointmentStep step)
{
  static const char *const actions[SALVE_APPOINTMENT_N_STEPS] = {
    [SALVE_STEP_BOOK] = "appointment.confirm",     [SALVE_STEP_ARRIVE] = "appointment.arrive",
    [SALVE_STEP_START] = "appointment.start",      [SALVE_STEP_FINISH] = "appointment.finish",
    [SALVE_STEP_CANCEL] = "appointment.cancel",    [SALVE_STEP_NO_SHOW] = "appointment.no-show",
    [SALVE_STEP_BACK] = "appointment.back",        [SALVE_STEP_WAIT] = "appointment.wait",
    [SALVE_STEP_ERROR] = "appointment.strike-out",
  };

  return actions[step];
}

/* What a menu over a popover starts must not be done below that popover. */
static void
add_item (GMenu *menu, const char *title, const char *action, const char *id)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (title, NULL);

  g_menu_item_set_action_and_target (item, "visit.do", "(ss)", action, id);
  g_menu_append_item (menu, item);
}

static GMenuModel *
make_menu (SalveClinic *clinic,
           const SalveAppointmentDetails *details,
           SalveAppointmentStep next,
           gboolean has_next)
{
  GMenu *menu = g_menu_new ();
  GMenu *steps = g_menu_new ();
  GMenu *rest = g_menu_new ();

  for (SalveAppointmentStep step = 0; step < SALVE_APPOINTMENT_N_STEPS; step++)
    {
      if ((has_next && step == next)
          || !salve_appointment_step_allowed (details->status, step, salve_clinic_get_roles (clinic), NULL)
          || !salve_appointment_step_is_due (step, details->span.start, salve_clinic_now (clinic)))
        continue;
      add_item (steps, salve_appointment_step_title (step), step_action (step), details->id);
    }
  if (details->status == SALVE_APPOINTMENT_BOOKED || details->status == SALVE_APPOINTMENT_PENDING
      || details->status == SALVE_APPOINTMENT_ARRIVED)
    add_item (rest, _ ("_Move"), "appointment.move", details->id);
  if (details->patient_id)
    add_item (rest, _ ("Book _Again…"), "appointment.again", details->id);
  if (details->patient_id && details->status == SALVE_APPOINTMENT_BOOKED)
    add_item (rest, _ ("Check _In…"), "appointment.check-in", details->id);
  if (details->patient_id
      && (details->status == SALVE_APPOINTMENT_ARRIVED || details->status == SALVE_APPOINTMENT_CHECKED_IN))
    add_item (rest, _ ("_Room or Bed…"), "appointment.place", details->id);
  if (details->ticket)
    add_item (rest, _ ("_Print Ticket"), "appointment.print-ticket", details->id);
  add_item (rest, _ ("_Print Card"), "appointment.print", details->id);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (steps));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (rest));
  g_object_unref (steps);
  g_object_unref (rest);
  return G_MENU_MODEL (menu);
}

static void
add_buttons (GtkWidget *box, SalveClinic *clinic, const SalveAppointmentDetails *details)
{
  GtkWidget *buttons = adw_wrap_box_new ();
  GtkWidget *more = gtk_menu_button_new ();
  SalveAppointmentStep next = SALVE_STEP_BOOK;
  gboolean has_next = salve_appointment_next_step (details->status, salve_clinic_get_roles (clinic), &next);
  g_autoptr (GMenuModel) menu = make_menu (clinic, details, next, has_next);

  if (has_next)
    add_button (buttons, salve_appointment_step_title (next), step_action (next), details->id,
                "suggested-action");
  if (details->patient_id)
    add_button (buttons, _ ("Open _Record"), "patient.open", details->patient_id, NULL);
  add_button (buttons, _ ("_Edit"), "appointment.open", details->id, NULL);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (more), "view-more-symbolic");
  gtk_widget_set_tooltip_text (more, _ ("More"));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (more), menu);
  adw_wrap_box_append (ADW_WRAP_BOX (buttons), more);
  adw_wrap_box_set_child_spacing (ADW_WRAP_BOX (buttons), 6);
  adw_wrap_box_set_line_spacing (ADW_WRAP_BOX (buttons), 6);
  gtk_widget_set_margin_top (buttons, 6);
  gtk_box_append (GTK_BOX (box), buttons);
}

/* Below what is known of it. */
static void
add_history (GtkWidget *box, SalveClinic *clinic, const char *id)
{
  GtkWidget *history = salve_visit_history_new (clinic, id, LINE_CHARACTERS);

  if (!history)
    return;
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (box), history);
}

static void
on_do (GSimpleAction *do_action, GVariant *parameter, GtkWidget *popover)
{
  GtkWidget *over = gtk_widget_get_parent (popover);
  const char *action, *id;

  g_variant_get (parameter, "(&s&s)", &action, &id);
  gtk_popover_popdown (GTK_POPOVER (popover));
  if (over)
    gtk_widget_activate_action (over, action, "s", id);
}

static void
install_do (GtkWidget *popover)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) action = g_simple_action_new ("do", G_VARIANT_TYPE ("(ss)"));

  g_signal_connect_object (action, "activate", G_CALLBACK (on_do), popover, G_CONNECT_DEFAULT);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
  gtk_widget_insert_action_group (popover, "visit", G_ACTION_GROUP (group));
}

/* Whatever is done from here closes it. */
static void
close_after (GtkWidget *popover)
{
  gtk_popover_popdown (GTK_POPOVER (popover));
}

static void
close_after_buttons (GtkWidget *widget, GtkWidget *popover)
{
  if (GTK_IS_BUTTON (widget) && !GTK_IS_TOGGLE_BUTTON (widget))
    g_signal_connect_object (widget, "clicked", G_CALLBACK (close_after), popover,
                             G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    close_after_buttons (child, popover);
}

/* As wide and as high as there is room for, whatever size the text has: beyond that it scrolls. */
static GtkWidget *
make_room (GtkWidget *box, int max_width, int max_height)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *clamp = g_object_new (ADW_TYPE_CLAMP, "child", box, "unit", ADW_LENGTH_UNIT_PX, "maximum-size",
                                   max_width, "tightening-threshold", max_width, NULL);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), max_height);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  return scrolled;
}

/* Returns: (transfer floating) (nullable): the popover of that appointment, to be given a parent; NULL where the appointment
 * is gone */
static GtkWidget *
make_popover (SalveClinic *clinic, SalveDirectory *directory, const char *id, int max_width, int max_height)
{
  g_autoptr (SalveAppointmentDetails) details = salve_appointment_read (clinic, id, NULL, NULL);
  GtkWidget *popover, *box;

  if (!details)
    return NULL;
  popover = gtk_popover_new ();
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_add_css_class (popover, "salve-appointment");
  add_head (box, clinic, details);
  add_facts (box, clinic, directory, details);
  add_buttons (box, clinic, details);
  add_history (box, clinic, id);
  gtk_popover_set_child (GTK_POPOVER (popover), make_room (box, max_width, max_height));
  gtk_accessible_update_property (GTK_ACCESSIBLE (popover), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Appointment"),
                                  -1);
  close_after_buttons (box, popover);
  install_do (popover);
  return popover;
}

static void
on_closed (GtkWidget *popover)
{
  GtkWidget *over = gtk_widget_get_parent (popover);

  gtk_widget_unparent (popover);
  if (over)
    gtk_widget_grab_focus (over);
}

/* Where there is room for it neither below the appointment nor above, it covers the view from its top on. */
static void
point_to (GtkWidget *popover, GtkWidget *over, const GdkRectangle *rect, GtkPositionType position)
{
  int height = gtk_widget_get_height (over), needed;
  GdkRectangle where = *rect;

  /* The popover itself measures nothing before it is shown. */
  gtk_widget_measure (gtk_popover_get_child (GTK_POPOVER (popover)), GTK_ORIENTATION_VERTICAL,
                      gtk_widget_get_width (over) - AROUND, NULL, &needed, NULL, NULL);
  needed += AROUND;
  if (position == GTK_POS_BOTTOM && needed > height - rect->y - rect->height && needed > rect->y)
    {
      where.y = 0;
      where.height = 1;
      gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), &where);
}

/**
 * salve_appointment_popover_show:
 * @over: what the popover stands over; gets the keyboard back
 * @rect: where the appointment is in it
 *
 * Returns: (transfer none) (nullable): the popover, which goes away by itself when it is closed
 */
GtkWidget *
salve_appointment_popover_show (GtkWidget *over,
                                const GdkRectangle *rect,
                                GtkPositionType position,
                                SalveClinic *clinic,
                                SalveDirectory *directory,
                                const char *id)
{
  GtkWidget *popover = make_popover (clinic, directory, id, MAX (1, gtk_widget_get_width (over) - AROUND),
                                     MAX (1, gtk_widget_get_height (over) - AROUND));

  if (!popover)
    return NULL;
  gtk_widget_set_parent (popover, over);
  gtk_popover_set_position (GTK_POPOVER (popover), position);
  point_to (popover, over, rect, position);
  g_signal_connect_after (popover, "closed", G_CALLBACK (on_closed), NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
  return popover;
}
