/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-check-in-dialog.h"

#include "salve-check-in.h"
#include "salve-correction.h"
#include "salve-patient-words.h"
#include "salve-ticket-print.h"

#include <glib/gi18n.h>

struct _SalveCheckInDialog
{
  AdwDialog parent_instance;

  SalveClinic *clinic;
  char *id; /* of the Appointment */
  char *patient_id;
  guint rebuild_source;
  AdwToolbarView *view;
  AdwBanner *banner;
  GtkWidget *arrived;
  GtkWidget *content;
};

G_DEFINE_FINAL_TYPE (SalveCheckInDialog, salve_check_in_dialog, ADW_TYPE_DIALOG)

static DexFuture *
on_failed (DexFuture *future, gpointer data)
{
  SalveCheckInDialog *self = data;
  g_autoptr (GError) error = NULL;

  dex_future_get_value (future, &error);
  adw_banner_set_title (self->banner, error->message);
  adw_banner_set_revealed (self->banner, TRUE);
  gtk_widget_set_sensitive (self->arrived, TRUE);
  return NULL;
}

/* @future: (transfer full) */
static void
watch (SalveCheckInDialog *self, DexFuture *future)
{
  dex_future_disown (dex_future_catch (future, on_failed, g_object_ref (self), g_object_unref));
}

static GtkWidget *
row_new (const char *title, const char *text, gboolean warning)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon =
      gtk_image_new_from_icon_name (warning ? "dialog-warning-symbolic" : "object-select-symbolic");

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text != NULL && *text != '\0' ? text : _ ("Not known"));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  /* The words stay as they are: in that colour the small ones are hard to read. */
  if (warning)
    gtk_widget_add_css_class (icon, "warning");
  return row;
}

static GtkWidget *
add_button (GtkWidget *row, const char *label, GCallback callback, SalveCheckInDialog *self)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return button;
}

static void
on_edit (SalveCheckInDialog *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "patient.edit", "s", self->patient_id);
}

static void
on_agreed (SalveCheckInDialog *self)
{
  watch (self, salve_check_in_agree (self->clinic, self->patient_id));
}

static void
on_taken_over (SalveCheckInDialog *self, GtkWidget *button)
{
  watch (self,
         salve_check_in_settle (self->clinic, self->id, g_object_get_data (G_OBJECT (button), "word"), TRUE));
}

static void
on_refused (SalveCheckInDialog *self, GtkWidget *button)
{
  watch (self, salve_check_in_settle (self->clinic, self->id, g_object_get_data (G_OBJECT (button), "word"),
                                      FALSE));
}

static void
on_accepted (SalveCheckInDialog *self, GtkWidget *button)
{
  watch (self, salve_check_in_accept (self->clinic, self->id, g_object_get_data (G_OBJECT (button), "word"),
                                      g_object_get_data (G_OBJECT (button), "said")));
}

static GtkWidget *
add_answer (GtkWidget *box, const char *label, const char *word, GCallback callback, SalveCheckInDialog *self)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  g_object_set_data (G_OBJECT (button), "word", (gpointer)word);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  adw_wrap_box_append (ADW_WRAP_BOX (box), button);
  return button;
}

static GtkWidget *
line_new (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

/* What the record has, and what they say it is; taken over as it stands there by one press. */
static void
add_correction (SalveCheckInDialog *self,
                GtkWidget *box,
                GtkWidget *answers,
                const char *word,
                const char *said,
                SalveResource *patient)
{
  const SalveLocale *locale = salve_clinic_get_locale (self->clinic);
  g_autofree char *was = salve_correction_words (patient, word, NULL, locale),
                  *is = salve_correction_words (patient, word, said, locale);
  g_autofree char *from = g_strdup_printf (_ ("Until now: %s"), was != NULL ? was : _ ("Not known"));
  g_autofree char *to = g_strdup_printf (_ ("From now on: %s"), is != NULL ? is : said);
  GtkWidget *button;

  gtk_box_append (GTK_BOX (box), line_new (from, "body"));
  gtk_box_append (GTK_BOX (box), line_new (to, "heading"));
  button = add_answer (answers, _ ("_Take Over"), word, G_CALLBACK (on_accepted), self);
  g_object_set_data_full (G_OBJECT (button), "said", g_strdup (said), g_free);
}

/* @word: for ever the same; @said: (nullable): what it is now, where they said so */
static GtkWidget *
change_row_new (SalveCheckInDialog *self,
                const char *word,
                const char *text,
                const char *said,
                SalveResource *patient)
{
  GtkWidget *row = adw_preferences_row_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *answers = adw_wrap_box_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), text);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  adw_wrap_box_set_child_spacing (ADW_WRAP_BOX (answers), 6);
  adw_wrap_box_set_line_spacing (ADW_WRAP_BOX (answers), 6);
  gtk_box_append (GTK_BOX (box), line_new (text, "warning"));
  if (said != NULL)
    add_correction (self, box, answers, word, said, patient);
  add_answer (answers, _ ("_Edit"), word, G_CALLBACK (on_edit), self);
  if (said == NULL)
    add_answer (answers, _ ("_Taken Over"), word, G_CALLBACK (on_taken_over), self);
  add_answer (answers, _ ("As It _Was"), word, G_CALLBACK (on_refused), self);
  gtk_box_append (GTK_BOX (box), answers);
  gtk_widget_add_css_class (box, "change");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  return row;
}

/* What they said at the kiosk is not right any more: it is asked, written down, and settled. */
static void
add_changes (SalveCheckInDialog *self, GtkWidget *page, const SalveAppointmentDetails *visit)
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
  g_auto (GStrv) words = g_strsplit (visit->to_confirm != NULL ? visit->to_confirm : "", " ", -1);
  g_autoptr (SalveResource) patient =
      salve_store_read (salve_clinic_get_store (self->clinic), "Patient", visit->patient_id, NULL, NULL);
  GtkWidget *group = adw_preferences_group_new ();
  gboolean any = FALSE;

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Said at the Kiosk"));
  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    if (g_strv_contains ((const char *const *)words, changes[i].word))
      {
        const char *said = patient != NULL ? salve_correction_of (visit, changes[i].word) : NULL;

        adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                                   change_row_new (self, changes[i].word, changes[i].text, said, patient));
        any = TRUE;
      }
  gtk_widget_set_visible (group, any);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
}

static void
add_person (SalveCheckInDialog *self, GtkWidget *page, const SalveCheckIn *facts)
{
  GtkWidget *group = adw_preferences_group_new (), *edit = gtk_button_new_with_mnemonic (_ ("_Edit"));
  GtkWidget *name = row_new (_ ("Name"), facts->person->name_full, FALSE);
  g_autofree char *birth = salve_patient_birth_words (facts->person, self->clinic);
  g_autofree char *phone = facts->person->phone != NULL ? salve_phone_words (facts->person->phone) : NULL;

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Is It Them?"));
  gtk_widget_add_css_class (edit, "flat");
  g_signal_connect_object (edit, "clicked", G_CALLBACK (on_edit), self, G_CONNECT_SWAPPED);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (group), edit);
  adw_action_row_add_suffix (ADW_ACTION_ROW (name), adw_avatar_new (40, facts->person->name_full, TRUE));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), name);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                             row_new (_ ("Birth date"), birth, *birth == '\0'));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row_new (_ ("Phone"), phone, phone == NULL));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                             row_new (_ ("Address"), facts->address, facts->address == NULL));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
}

static char *
card_words (SalveCheckInDialog *self, const SalveCheckIn *facts)
{
  g_autofree char *day =
      salve_partial_date_is_set (facts->card_day)
          ? salve_partial_date_format (facts->card_day, salve_clinic_get_locale (self->clinic))
          : NULL;
  g_autofree char *validity = NULL;

  if (facts->card == SALVE_CARD_NONE)
    return g_strdup (_ ("None is known"));
  if (facts->card == SALVE_CARD_EXPIRED)
    validity = g_strdup_printf (_ ("expired %s"), day);
  else if (facts->card == SALVE_CARD_VALID)
    validity = g_strdup_printf (_ ("valid until %s"), day);
  else if (facts->card == SALVE_CARD_NOT_YET)
    validity = g_strdup_printf (_ ("valid from %s"), day);
  if (facts->insurer != NULL && validity != NULL)
    return g_strdup_printf (C_ ("card", "%1$s · %2$s"), facts->insurer, validity);
  return g_strdup (validity != NULL ? validity : facts->insurer);
}

static char *
consent_words (SalveCheckInDialog *self, const SalveCheckIn *facts)
{
  g_autofree char *day = NULL;

  if (facts->consent_refused)
    return g_strdup (_ ("Consent refused"));
  if (!salve_partial_date_is_set (facts->consented))
    return g_strdup (_ ("Not given yet"));
  if (facts->consented.precision != SALVE_DATE_PRECISION_DAY)
    return g_strdup (_ ("Given"));
  day = salve_partial_date_format (facts->consented, salve_clinic_get_locale (self->clinic));
  /* Translators: a date on which somebody agreed */
  return g_strdup_printf (_ ("Given %s"), day);
}

static void
add_papers (SalveCheckInDialog *self, GtkWidget *page, const SalveCheckIn *facts)
{
  GtkWidget *group = adw_preferences_group_new ();
  gboolean agreed = salve_partial_date_is_set (facts->consented) && !facts->consent_refused;
  g_autofree char *card = card_words (self, facts), *consent = consent_words (self, facts);
  g_autofree char *forms = facts->forms[0] != NULL ? g_strjoinv (_ (", "), facts->forms) : NULL;
  GtkWidget *card_row =
      row_new (_ ("Insurance"), card, facts->card != SALVE_CARD_VALID && facts->card != SALVE_CARD_UNDATED);
  GtkWidget *consent_row = row_new (_ ("Consent"), consent, !agreed);
  GtkWidget *photo = row_new (_ ("Photo"), facts->person->has_photo ? _ ("Taken") : _ ("None yet"),
                              !facts->person->has_photo);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Is Everything There?"));
  if (!agreed)
    add_button (consent_row, _ ("A_greed"), G_CALLBACK (on_agreed), self);
  if (!facts->person->has_photo)
    add_button (photo, _ ("_Add…"), G_CALLBACK (on_edit), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), card_row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), consent_row);
  adw_preferences_group_add (
      ADW_PREFERENCES_GROUP (group),
      row_new (_ ("Forms"), forms != NULL ? forms : _ ("None is missing"), forms != NULL));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), photo);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
}

/* The page as it is now; it is made again whenever something of it has changed. */
static void
rebuild (gpointer data)
{
  SalveCheckInDialog *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveAppointmentDetails) visit = salve_appointment_read (self->clinic, self->id, NULL, &error);
  g_autoptr (SalveCheckIn) facts = visit != NULL && visit->patient_id != NULL
                                       ? salve_check_in_read (self->clinic, visit->patient_id, &error)
                                       : NULL;
  GtkWidget *page;

  self->rebuild_source = 0;
  if (facts == NULL)
    {
      adw_dialog_force_close (ADW_DIALOG (self));
      return;
    }
  page = adw_preferences_page_new ();
  add_changes (self, page, visit);
  add_person (self, page, facts);
  add_papers (self, page, facts);
  self->content = page;
  adw_toolbar_view_set_content (self->view, page);
  gtk_widget_set_visible (self->arrived, visit->status == SALVE_APPOINTMENT_BOOKED);
}

static void
on_store_changed (SalveCheckInDialog *self, const char *type)
{
  /* After the arrival the ticket stands there. */
  if (self->content != NULL && self->rebuild_source == 0)
    self->rebuild_source = g_idle_add_once (rebuild, self);
}

static void
on_print (SalveCheckInDialog *self)
{
  salve_ticket_print (self->clinic, self->id, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
}

static DexFuture *
on_has_arrived (DexFuture *future, gpointer data)
{
  SalveCheckInDialog *self = data;
  g_autoptr (SalveAppointmentDetails) visit = salve_appointment_read (self->clinic, self->id, NULL, NULL);
  GtkWidget *page = adw_status_page_new (), *print = gtk_button_new_with_mnemonic (_ ("_Print Ticket"));

  if (visit == NULL)
    return NULL;
  g_clear_handle_id (&self->rebuild_source, g_source_remove);
  self->content = NULL;
  adw_status_page_set_title (ADW_STATUS_PAGE (page), visit->ticket != NULL ? visit->ticket : "");
  adw_status_page_set_description (ADW_STATUS_PAGE (page), _ ("By this number the patient is called."));
  gtk_widget_add_css_class (print, "pill");
  gtk_widget_set_halign (print, GTK_ALIGN_CENTER);
  g_signal_connect_object (print, "clicked", G_CALLBACK (on_print), self, G_CONNECT_SWAPPED);
  adw_status_page_set_child (ADW_STATUS_PAGE (page), print);
  adw_toolbar_view_set_content (self->view, page);
  gtk_widget_set_visible (self->arrived, FALSE);
  gtk_widget_grab_focus (print);
  return NULL;
}

static void
on_arrived (SalveCheckInDialog *self)
{
  DexFuture *future =
      salve_appointment_take_step (self->clinic, self->id, SALVE_STEP_ARRIVE, NULL, SALVE_SERIES_THIS);

  gtk_widget_set_sensitive (self->arrived, FALSE);
  watch (self, dex_future_then (future, on_has_arrived, g_object_ref (self), g_object_unref));
}

static void
salve_check_in_dialog_dispose (GObject *object)
{
  SalveCheckInDialog *self = SALVE_CHECK_IN_DIALOG (object);

  g_clear_handle_id (&self->rebuild_source, g_source_remove);
  g_clear_object (&self->clinic);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->patient_id, g_free);
  G_OBJECT_CLASS (salve_check_in_dialog_parent_class)->dispose (object);
}

static void
salve_check_in_dialog_class_init (SalveCheckInDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = salve_check_in_dialog_dispose;
}

static void
salve_check_in_dialog_init (SalveCheckInDialog *self)
{
  self->view = ADW_TOOLBAR_VIEW (adw_toolbar_view_new ());
  self->banner = ADW_BANNER (adw_banner_new (""));
  self->arrived = gtk_button_new_with_mnemonic (_ ("_Arrived"));
  adw_banner_set_use_markup (self->banner, FALSE);
  gtk_widget_add_css_class (self->arrived, "suggested-action");
  gtk_widget_set_margin_start (self->arrived, 12);
  gtk_widget_set_margin_end (self->arrived, 12);
  gtk_widget_set_margin_top (self->arrived, 12);
  gtk_widget_set_margin_bottom (self->arrived, 12);
  g_signal_connect_object (self->arrived, "clicked", G_CALLBACK (on_arrived), self, G_CONNECT_SWAPPED);
  adw_toolbar_view_add_top_bar (self->view, adw_header_bar_new ());
  adw_toolbar_view_add_top_bar (self->view, GTK_WIDGET (self->banner));
  adw_toolbar_view_add_bottom_bar (self->view, self->arrived);
  adw_dialog_set_child (ADW_DIALOG (self), GTK_WIDGET (self->view));
  adw_dialog_set_title (ADW_DIALOG (self), _ ("Check-In"));
  adw_dialog_set_content_width (ADW_DIALOG (self), 520);
  adw_dialog_set_content_height (ADW_DIALOG (self), 680);
  adw_dialog_set_focus (ADW_DIALOG (self), self->arrived);
}

/**
 * salve_check_in_dialog_new:
 *
 * Returns: (transfer floating) (nullable): %NULL where the appointment has no patient, or is gone
 */
AdwDialog *
salve_check_in_dialog_new (SalveClinic *clinic, const char *appointment_id)
{
  g_autoptr (SalveAppointmentDetails) visit = salve_appointment_read (clinic, appointment_id, NULL, NULL);
  SalveCheckInDialog *self;

  if (visit == NULL || visit->patient_id == NULL)
    return NULL;
  self = g_object_new (SALVE_TYPE_CHECK_IN_DIALOG, NULL);
  self->clinic = g_object_ref (clinic);
  self->id = g_strdup (appointment_id);
  self->patient_id = g_strdup (visit->patient_id);
  g_signal_connect_object (salve_clinic_get_store (clinic), "changed", G_CALLBACK (on_store_changed), self,
                           G_CONNECT_SWAPPED);
  rebuild (self);
  return ADW_DIALOG (self);
}
