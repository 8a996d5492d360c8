/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to the appointment form's files. */
#pragma once

#include "salve-appointment-details.h"
#include "salve-appointment-dialog.h"
#include "salve-appointment-flows.h"
#include "salve-appointments.h"
#include "salve-clash-finder.h"
#include "salve-directory.h"
#include "salve-free-filter.h"
#include "salve-patient-picker.h"
#include "salve-series-visits-box.h"

G_BEGIN_DECLS

struct _SalveAppointmentDialog
{
  AdwDialog parent_instance;

  SalveClinic *clinic;
  SalveDirectory *directory;
  SalveAppointmentDetails *details; /* as the form says */
  SalveAppointmentDetails *before;  /* as it was; NULL for a new one */
  gint64 version;
  gboolean filling;
  gboolean to_offers; /* the keyboard goes to the free times when they come */
  /* What fill_form() wrote, so that only what a person changes is read back. */
  char *filled_date;
  char *filled_time;
  int filled_length;
  guint filled_reminder;
  GVariant *filled;       /* all that the rows said then */
  SalveSeriesScope scope; /* of what is saved */
  guint n_staying;        /* visits of the series that keep what is changed in the others */
  gboolean over;          /* only the note can be changed */
  gboolean done;          /* saved or thrown away: no draft is kept any more */
  char *draft_key;
  guint draft_source;
  SalveClashFinder *finder;
  gboolean visits_stale; /* the series is to be looked at again */
  SalveFreeTimes *offered;
  guint64 asked;
  guint ask_source;

  AdwBanner *banner;
  GtkWidget *save_button;
  SalvePatientPicker *picker;
  AdwComboRow *type_row;
  AdwComboRow *doctor_row;
  AdwEntryRow *date_row;
  AdwEntryRow *time_row;
  AdwSpinRow *length_row;
  AdwComboRow *room_row;
  AdwComboRow *device_row;
  AdwComboRow *mode_row;
  AdwEntryRow *link_row;
  AdwEntryRow *reason_row;
  AdwEntryRow *note_row;
  AdwComboRow *reminder_row;
  AdwPreferencesGroup *series_group;
  AdwComboRow *repeat_row;
  AdwSpinRow *count_row;
  AdwEntryRow *until_row;
  SalveSeriesVisitsBox *visits_box;
  GtkWidget *times_box;
  GtkBox *clash_box;
  GtkToggleButton *any_doctor;
  SalveFreeFilter *filter;
  GtkListBox *free_list;
};

void salve_appointment_dialog_show_error (SalveAppointmentDialog *self, const GError *error);
void salve_appointment_dialog_update (SalveAppointmentDialog *self);

void salve_appointment_free_ask (SalveAppointmentDialog *self);
void salve_appointment_free_choose (SalveAppointmentDialog *self, GtkListBoxRow *row);

gboolean salve_appointment_series_is_one (SalveAppointmentDialog *self);
char *salve_appointment_series_rule (SalveAppointmentDialog *self);
gboolean salve_appointment_series_is_sound (SalveAppointmentDialog *self);
void salve_appointment_series_show_rows (SalveAppointmentDialog *self);
void salve_appointment_series_show (SalveAppointmentDialog *self);
gboolean salve_appointment_series_is_decided (SalveAppointmentDialog *self);

gpointer salve_appointment_form_selected (AdwComboRow *row, GPtrArray *of);
void salve_appointment_form_fill_choices (SalveAppointmentDialog *self);
void salve_appointment_form_fill (SalveAppointmentDialog *self);
gboolean salve_appointment_form_read (SalveAppointmentDialog *self);
gboolean salve_appointment_form_has_sound_link (SalveAppointmentDialog *self);
void salve_appointment_form_set_time (SalveAppointmentDialog *self, SalveTimeSpan span);
void salve_appointment_form_set_doctor (SalveAppointmentDialog *self, const char *id);
void salve_appointment_form_lock (SalveAppointmentDialog *self);
GVariant *salve_appointment_form_say (SalveAppointmentDialog *self);
void salve_appointment_form_say_again (SalveAppointmentDialog *self, GVariant *said);
void salve_appointment_form_choose_mode (SalveAppointmentDialog *self, SalveVisitModes allowed);

/* What was typed and not saved: kept in the store until it is saved or thrown away. */
#define SALVE_APPOINTMENT_DRAFT_KIND "appointment"
gboolean salve_appointment_draft_is_touched (SalveAppointmentDialog *self);
void salve_appointment_draft_note (SalveAppointmentDialog *self);
void salve_appointment_draft_drop (SalveAppointmentDialog *self);
void salve_appointment_draft_offer (SalveAppointmentDialog *self);
void salve_appointment_draft_take_up (SalveAppointmentDialog *self);
void salve_appointment_draft_ask (SalveAppointmentDialog *self);
void salve_appointment_draft_close (SalveAppointmentDialog *self);

G_END_DECLS
