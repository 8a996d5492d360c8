/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-kiosk"

#include "config.h"

#include "salve-kiosk-window.h"

#include <glib/gi18n.h>
#include <string.h>

#include "salve-kiosk-check-in.h"
#include "salve-kiosk-enrol-page.h"
#include "salve-kiosk-errand.h"
#include "salve-kiosk-voice.h"

#define MAX_SCANNED 256
#define SCANNED_AT_ONCE (5 * G_USEC_PER_SEC)

struct _SalveKioskWindow
{
  AdwApplicationWindow parent_instance;

  SalveKioskLink *link;
  SalveKioskCheckIn *check_in;
  SalveKioskErrand *errand;
  const SalveKioskLanguage *language;
  SalveLocale *locale;
  gboolean speaks;
  gboolean says_all; /* what is private too: they chose that */
  gboolean large;
  gboolean contrast;
  char scanned[MAX_SCANNED]; /* what a hand scanner types before its Enter */
  gint64 scanned_last;       /* when the last of it came */
  gboolean typing;           /* the last key was a character */

  SalveKioskIdle idle;
  guint clock_source;
  gboolean warned;

  AdwToolbarView *view;
  AdwBin *content;
  SalveKioskPage *page;
  GtkLabel *countdown; /* of the warning */
};

G_DEFINE_FINAL_TYPE (SalveKioskWindow, salve_kiosk_window, ADW_TYPE_APPLICATION_WINDOW)

/* What is being said is broken off; nothing where nobody wants to hear it. */
void
salve_kiosk_window_say (SalveKioskWindow *self, const char *text)
{
  if (self->speaks && text != NULL && *text != '\0')
    salve_kiosk_voice_say (text, self->language->code);
}

/**
 * salve_kiosk_window_say_typed:
 * @text: the key
 * @n: how much is typed with it
 * @of: how much there will be, 0 where that is open
 * @secret: is said to nobody
 *
 * A loudspeaker is heard by others: the key itself is said only where somebody wants everything said.
 */
void
salve_kiosk_window_say_typed (SalveKioskWindow *self, const char *text, gsize n, gsize of, gboolean secret)
{
  g_autofree char *so_far =
      of > 0 ? g_strdup_printf (_ ("%u of %u"), (guint)n, (guint)of)
             : g_strdup_printf (ngettext ("%u character", "%u characters", (gulong)n), (guint)n);

  salve_kiosk_window_say (self, self->says_all && !secret ? text : so_far);
}

/* The bars: language, voice and how it looks are at the same place on every page. */

static void
on_language (GtkButton *button, SalveKioskWindow *self)
{
  salve_kiosk_window_set_language (self, gtk_widget_get_name (GTK_WIDGET (button)));
}

/* All of the page, and on which of its choices the keyboard is. */
static void
say_page (SalveKioskWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  const char *words = salve_kiosk_page_get_words (self->page, self->says_all);
  const gboolean on_choice = focus != NULL && salve_kiosk_page_get_keypad (self->page) == NULL
                             && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->page));
  g_autofree char *choice = on_choice ? salve_kiosk_words_of (focus, self->says_all) : NULL;
  g_autofree char *both = choice != NULL ? g_strjoin (". ", words, choice, NULL) : g_strdup (words);

  salve_kiosk_window_say (self, both);
}

static void
set_speaks (SalveKioskWindow *self, gboolean speaks)
{
  self->speaks = speaks;
  if (speaks)
    say_page (self);
  else
    {
      self->says_all = FALSE;
      salve_kiosk_voice_stop ();
    }
}

static void
on_speak (GtkToggleButton *button, SalveKioskWindow *self)
{
  salve_kiosk_window_touch (self);
  set_speaks (self, gtk_toggle_button_get_active (button));
}

static void
on_say_all (GtkToggleButton *button, SalveKioskWindow *self)
{
  salve_kiosk_window_touch (self);
  self->says_all = gtk_toggle_button_get_active (button);
  say_page (self);
}

static void
put_class (SalveKioskWindow *self, const char *css_class, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (GTK_WIDGET (self), css_class);
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), css_class);
}

static void
on_large (GtkToggleButton *button, SalveKioskWindow *self)
{
  salve_kiosk_window_touch (self);
  self->large = gtk_toggle_button_get_active (button);
  put_class (self, "large", self->large);
}

static void
on_contrast (GtkToggleButton *button, SalveKioskWindow *self)
{
  salve_kiosk_window_touch (self);
  self->contrast = gtk_toggle_button_get_active (button);
  put_class (self, "contrast", self->contrast);
}

static GtkWidget *
language_box (SalveKioskWindow *self)
{
  GtkWidget *languages = adw_wrap_box_new ();

  adw_wrap_box_set_child_spacing (ADW_WRAP_BOX (languages), 6);
  adw_wrap_box_set_line_spacing (ADW_WRAP_BOX (languages), 6);
  for (gsize i = 0; i < salve_kiosk_n_languages; i++)
    {
      GtkWidget *button = gtk_button_new_with_label (salve_kiosk_languages[i].name);

      gtk_widget_set_name (button, salve_kiosk_languages[i].code);
      gtk_widget_add_css_class (button,
                                &salve_kiosk_languages[i] == self->language ? "suggested-action" : "flat");
      g_signal_connect (button, "clicked", G_CALLBACK (on_language), self);
      adw_wrap_box_append (ADW_WRAP_BOX (languages), button);
    }
  return languages;
}

static GtkWidget *
add_switch (GtkWidget *box, const char *label, gboolean on, GCallback toggled, SalveKioskWindow *self)
{
  GtkWidget *button = gtk_toggle_button_new_with_label (label);

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), on);
  g_signal_connect (button, "toggled", toggled, self);
  adw_wrap_box_append (ADW_WRAP_BOX (box), button);
  return button;
}

/* Only who hears the kiosk at all can want to hear everything. */
static void
add_voice (SalveKioskWindow *self, GtkWidget *box)
{
  GtkWidget *speak = add_switch (box, _ ("Speak to me"), self->speaks, G_CALLBACK (on_speak), self);
  GtkWidget *all =
      add_switch (box, _ ("Say everything aloud"), self->says_all, G_CALLBACK (on_say_all), self);

  g_object_bind_property (speak, "active", all, "visible", G_BINDING_SYNC_CREATE);
}

static GtkWidget *
top_bar (SalveKioskWindow *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *languages = language_box (self),
            *switches = adw_wrap_box_new ();

  adw_wrap_box_set_child_spacing (ADW_WRAP_BOX (switches), 6);
  adw_wrap_box_set_line_spacing (ADW_WRAP_BOX (switches), 6);
  adw_wrap_box_set_align (ADW_WRAP_BOX (switches), 1);
  gtk_widget_add_css_class (bar, "bar");
  gtk_widget_add_css_class (bar, "toolbar");
  gtk_widget_set_hexpand (languages, TRUE);
  gtk_widget_set_hexpand (switches, TRUE);
  add_switch (switches, _ ("Large text"), self->large, G_CALLBACK (on_large), self);
  add_switch (switches, _ ("High contrast"), self->contrast, G_CALLBACK (on_contrast), self);
  if (salve_kiosk_voice_is_there ())
    add_voice (self, switches);
  gtk_box_append (GTK_BOX (bar), languages);
  gtk_box_append (GTK_BOX (bar), switches);
  return bar;
}

static gboolean
is_welcome (SalveKioskWindow *self)
{
  return !salve_kiosk_errand_is_begun (self->errand)
         && salve_kiosk_visit_get_step (salve_kiosk_check_in_get_visit (self->check_in))
                == SALVE_KIOSK_WELCOME;
}

static GtkWidget *
bottom_bar (SalveKioskWindow *self)
{
  GtkWidget *bar = gtk_center_box_new (), *offline;

  gtk_widget_add_css_class (bar, "bar");
  gtk_widget_add_css_class (bar, "toolbar");
  if (!is_welcome (self))
    {
      GtkWidget *again = gtk_button_new_with_label (_ ("Start again"));

      g_signal_connect_swapped (again, "clicked", G_CALLBACK (salve_kiosk_window_start_again), self);
      gtk_center_box_set_start_widget (GTK_CENTER_BOX (bar), again);
    }
  if (!salve_kiosk_link_get_online (self->link))
    {
      offline = gtk_label_new (
          _ ("No line to the clinic’s server: checking in works, everything else at the front desk."));
      gtk_label_set_wrap (GTK_LABEL (offline), TRUE);
      gtk_label_set_justify (GTK_LABEL (offline), GTK_JUSTIFY_CENTER);
      gtk_center_box_set_center_widget (GTK_CENTER_BOX (bar), offline);
    }
  return bar;
}

static void
put_bars (SalveKioskWindow *self, GtkWidget *top, GtkWidget *bottom)
{
  GtkWidget *old_top = g_object_get_data (G_OBJECT (self->view), "top"),
            *old_bottom = g_object_get_data (G_OBJECT (self->view), "bottom");

  if (old_top != NULL)
    adw_toolbar_view_remove (self->view, old_top);
  if (old_bottom != NULL)
    adw_toolbar_view_remove (self->view, old_bottom);
  adw_toolbar_view_add_top_bar (self->view, top);
  adw_toolbar_view_add_bottom_bar (self->view, bottom);
  g_object_set_data (G_OBJECT (self->view), "top", top);
  g_object_set_data (G_OBJECT (self->view), "bottom", bottom);
}

static void
put_page (SalveKioskWindow *self, SalveKioskPage *page)
{
  GtkWidget *scrolled = gtk_scrolled_window_new (), *clamp = adw_clamp_new ();

  self->page = page;
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 1100);
  adw_clamp_set_child (ADW_CLAMP (clamp), GTK_WIDGET (page));
  gtk_widget_set_margin_start (clamp, 24);
  gtk_widget_set_margin_end (clamp, 24);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  adw_bin_set_child (self->content, scrolled);
  salve_kiosk_page_focus (page);
  say_page (self);
}

/**
 * salve_kiosk_window_show:
 *
 * Shows the step at which the person is; nothing of the step before is left in any widget.
 */
void
salve_kiosk_window_show (SalveKioskWindow *self)
{
  if (!salve_kiosk_link_get_enrolled (self->link))
    {
      if (!SALVE_IS_KIOSK_ENROL_PAGE (adw_bin_get_child (self->content)))
        adw_bin_set_child (self->content, salve_kiosk_enrol_page_new (self->link));
      return;
    }
  salve_kiosk_check_in_leave_page (self->check_in);
  salve_kiosk_errand_leave_page (self->errand);
  self->countdown = NULL;
  self->warned = FALSE;
  self->typing = FALSE;
  put_bars (self, top_bar (self), bottom_bar (self));
  put_page (self, salve_kiosk_errand_is_begun (self->errand) ? salve_kiosk_errand_build (self->errand)
                                                             : salve_kiosk_check_in_build (self->check_in));
  salve_kiosk_window_touch (self);
}

/* Whoever was here is gone: everything they typed, saw and chose goes with them. */
void
salve_kiosk_window_start_again (SalveKioskWindow *self)
{
  gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (self)), NULL);
  gdk_clipboard_set_content (gtk_widget_get_primary_clipboard (GTK_WIDGET (self)), NULL);
  salve_kiosk_voice_stop ();
  salve_kiosk_check_in_reset (self->check_in);
  salve_kiosk_errand_reset (self->errand);
  self->speaks = self->says_all = self->large = self->contrast = FALSE;
  put_class (self, "large", FALSE);
  put_class (self, "contrast", FALSE);
  salve_kiosk_window_set_language (self, salve_kiosk_language_of_session ()->code);
}

void
salve_kiosk_window_open_portal (SalveKioskWindow *self)
{
  salve_kiosk_errand_begin (self->errand);
  salve_kiosk_window_show (self);
}

/* The clock that gives the kiosk back to the next person. */

static void
show_warning (SalveKioskWindow *self)
{
  SalveKioskPage *page = salve_kiosk_page_new (_ ("Are you still there?"), NULL);
  GtkWidget *left = gtk_label_new (NULL);

  salve_kiosk_check_in_leave_page (self->check_in);
  salve_kiosk_errand_leave_page (self->errand);
  self->warned = TRUE;
  self->countdown = GTK_LABEL (left);
  gtk_widget_add_css_class (left, "answer");
  salve_kiosk_page_add_widget (page, left);
  /* Whoever needs more time goes on where they were. */
  salve_kiosk_page_add_choice (page, _ ("I need more time"), TRUE, G_CALLBACK (salve_kiosk_window_show),
                               self);
  put_page (self, page);
}

static void
show_seconds (SalveKioskWindow *self, guint left)
{
  g_autofree char *text = g_strdup_printf ("%u", left);

  if (!self->warned)
    show_warning (self);
  gtk_label_set_label (self->countdown, text);
}

static gboolean
on_second (gpointer data)
{
  SalveKioskWindow *self = data;
  guint left;
  const SalveKioskIdleState state = salve_kiosk_idle_look (&self->idle, g_get_monotonic_time (), &left);

  if (state == SALVE_KIOSK_OVER || (state == SALVE_KIOSK_WARNED && is_welcome (self)))
    salve_kiosk_window_start_again (self);
  else if (state == SALVE_KIOSK_WARNED)
    show_seconds (self, left);
  return G_SOURCE_CONTINUE;
}

/* Somebody is there, wherever they are but before the first page, which waits for anybody. What they chose of how it looks
 * and speaks lasts as long as they do, there too. */
void
salve_kiosk_window_touch (SalveKioskWindow *self)
{
  const gboolean chosen =
      self->speaks || self->large || self->contrast || self->language != salve_kiosk_language_of_session ();

  if (is_welcome (self) && !chosen)
    salve_kiosk_idle_leave (&self->idle);
  else
    salve_kiosk_idle_touch (&self->idle, g_get_monotonic_time ());
}

/* Keys: a keyboard types answers, a hand scanner types a code and Enter. */

static gboolean
take_scanned (SalveKioskWindow *self)
{
  g_autofree char *code = NULL;

  if (*self->scanned == '\0')
    return FALSE;
  code = g_strdup (self->scanned);
  explicit_bzero (self->scanned, sizeof self->scanned);
  salve_kiosk_window_take_code (self, code);
  explicit_bzero (code, strlen (code));
  return TRUE;
}

/* @code: of a scanner or a camera */
void
salve_kiosk_window_take_code (SalveKioskWindow *self, const char *code)
{
  if (salve_kiosk_errand_is_begun (self->errand))
    salve_kiosk_errand_scan (self->errand, code);
  else
    salve_kiosk_check_in_scan (self->check_in, code);
}

static void
leave_by_pin (AdwAlertDialog *dialog, const char *response, SalveKioskWindow *self)
{
  GtkEditable *entry = GTK_EDITABLE (adw_alert_dialog_get_extra_child (dialog));

  if (g_str_equal (response, "leave")
      && salve_kiosk_link_exit_pin_fits (self->link, gtk_editable_get_text (entry)))
    g_application_quit (g_application_get_default ());
  salve_kiosk_window_show (self);
}

static void
ask_to_leave (SalveKioskWindow *self)
{
  AdwDialog *dialog = adw_alert_dialog_new (_ ("Leave the Kiosk?"), NULL);
  GtkWidget *entry = gtk_password_entry_new ();

  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("PIN of the staff"), -1);
  g_object_set (entry, "activates-default", TRUE, NULL);
  adw_alert_dialog_set_extra_child (ADW_ALERT_DIALOG (dialog), entry);
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "stay", _ ("_Stay"), "leave", _ ("_Leave"),
                                  NULL);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "leave");
  g_signal_connect_object (dialog, "response", G_CALLBACK (leave_by_pin), self, 0);
  adw_dialog_set_focus (dialog, entry);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

/* A scanner types all at once: what somebody typed before and never ended is no part of it. The next one's code may begin
 * while the last one's page is still there. */
static void
add_scanned (SalveKioskWindow *self, const char *text)
{
  const gint64 now = g_get_monotonic_time ();

  if (now - self->scanned_last > SCANNED_AT_ONCE)
    explicit_bzero (self->scanned, sizeof self->scanned);
  self->scanned_last = now;
  g_strlcat (self->scanned, text, sizeof self->scanned);
}

static gboolean
type_character (SalveKioskWindow *self, gunichar c)
{
  SalveKioskKeypad *keypad = salve_kiosk_page_get_keypad (self->page);
  char text[8] = { 0 };

  text[g_unichar_to_utf8 (c, text)] = '\0';
  self->typing = TRUE;
  if (keypad != NULL)
    salve_kiosk_keypad_type (keypad, text);
  else if (!salve_kiosk_errand_is_begun (self->errand)
           && salve_kiosk_check_in_is_between_people (self->check_in))
    add_scanned (self, text);
  return GDK_EVENT_STOP;
}

static void
erase (SalveKioskWindow *self)
{
  SalveKioskKeypad *keypad = salve_kiosk_page_get_keypad (self->page);

  explicit_bzero (self->scanned, sizeof self->scanned);
  if (keypad != NULL)
    salve_kiosk_keypad_erase (keypad);
}

/* After what was typed Enter goes on; after a way through the keys of the screen it presses the one at hand. */
static gboolean
enter (SalveKioskWindow *self)
{
  SalveKioskKeypad *keypad = salve_kiosk_page_get_keypad (self->page);

  if (keypad == NULL)
    return take_scanned (self);
  if (self->typing)
    salve_kiosk_keypad_finish (keypad);
  return self->typing;
}

/* Silent, then what others may hear, then everything. */
static void
switch_voice (SalveKioskWindow *self)
{
  if (!salve_kiosk_voice_is_there ())
    return;
  salve_kiosk_page_focus (self->page);
  self->says_all = self->speaks && !self->says_all;
  set_speaks (self, !self->speaks || self->says_all);
  put_bars (self, top_bar (self), bottom_bar (self));
}

static gboolean
on_key (SalveKioskWindow *self, guint keyval, guint keycode, GdkModifierType state)
{
  const gunichar c = gdk_keyval_to_unicode (keyval);

  if (!salve_kiosk_link_get_enrolled (self->link)
      || adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (self)))
    return GDK_EVENT_PROPAGATE;
  salve_kiosk_window_touch (self);
  if (keyval == GDK_KEY_Q && (state & GDK_CONTROL_MASK) != 0 && (state & GDK_SHIFT_MASK) != 0)
    ask_to_leave (self);
  else if (keyval == GDK_KEY_F1)
    switch_voice (self);
  else if (keyval == GDK_KEY_BackSpace)
    erase (self);
  else if (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter)
    return enter (self);
  else if (c != 0
           && (g_unichar_isgraph (c)
               || (c == ' ' && self->typing && salve_kiosk_page_get_keypad (self->page)))
           && (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) == 0)
    return type_character (self, c);
  else
    {
      self->typing = FALSE;
      return GDK_EVENT_PROPAGATE;
    }
  return GDK_EVENT_STOP;
}

/* Who does not see hears where the keyboard is. */
static void
on_focus (SalveKioskWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  g_autofree char *words = focus != NULL ? salve_kiosk_words_of (focus, self->says_all) : NULL;

  if (words != NULL)
    salve_kiosk_window_say (self, words);
}

/* A patient's page is no place to lose to a list that came. */
static void
on_online (SalveKioskWindow *self)
{
  if (is_welcome (self) && *self->scanned == '\0')
    salve_kiosk_window_show (self);
}

static gboolean
on_close_request (GtkWindow *window)
{
  SalveKioskWindow *self = SALVE_KIOSK_WINDOW (window);

  if (!salve_kiosk_link_get_enrolled (self->link))
    return GDK_EVENT_PROPAGATE;
  ask_to_leave (self);
  return GDK_EVENT_STOP;
}

static void
salve_kiosk_window_dispose (GObject *object)
{
  SalveKioskWindow *self = SALVE_KIOSK_WINDOW (object);

  g_clear_handle_id (&self->clock_source, g_source_remove);
  g_clear_pointer (&self->check_in, salve_kiosk_check_in_free);
  g_clear_pointer (&self->errand, salve_kiosk_errand_free);
  g_clear_pointer (&self->locale, salve_locale_unref);
  g_clear_object (&self->link);
  explicit_bzero (self->scanned, sizeof self->scanned);
  G_OBJECT_CLASS (salve_kiosk_window_parent_class)->dispose (object);
}

static void
salve_kiosk_window_class_init (SalveKioskWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = salve_kiosk_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = on_close_request;
}

static void
salve_kiosk_window_init (SalveKioskWindow *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->check_in = salve_kiosk_check_in_new (self);
  self->view = ADW_TOOLBAR_VIEW (adw_toolbar_view_new ());
  self->content = ADW_BIN (adw_bin_new ());
  adw_toolbar_view_set_content (self->view, GTK_WIDGET (self->content));
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), GTK_WIDGET (self->view));
  gtk_widget_add_css_class (GTK_WIDGET (self), "kiosk");
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect (self, "notify::focus-widget", G_CALLBACK (on_focus), NULL);
}

SalveKioskLink *
salve_kiosk_window_get_link (SalveKioskWindow *self)
{
  return self->link;
}

const SalveLocale *
salve_kiosk_window_get_locale (SalveKioskWindow *self)
{
  return self->locale;
}

const SalveKioskLanguage *
salve_kiosk_window_get_language (SalveKioskWindow *self)
{
  return self->language;
}

/* Returns: (nullable): NULL when the window is going */
SalveKioskCheckIn *
salve_kiosk_window_get_check_in (SalveKioskWindow *self)
{
  return self->check_in;
}

/* Returns: (nullable): NULL when the window is going */
SalveKioskErrand *
salve_kiosk_window_get_errand (SalveKioskWindow *self)
{
  return self->errand;
}

/* @code: of salve_kiosk_languages; others are passed over */
void
salve_kiosk_window_set_language (SalveKioskWindow *self, const char *code)
{
  static const char *const orders[] = { "ymd", "dmy", "mdy" };
  SalveKioskVisit *visit = salve_kiosk_check_in_get_visit (self->check_in);

  for (gsize i = 0; i < salve_kiosk_n_languages; i++)
    if (g_str_equal (salve_kiosk_languages[i].code, code))
      self->language = &salve_kiosk_languages[i];
  salve_kiosk_language_use (self->language);
  g_clear_pointer (&self->locale, salve_locale_unref);
  self->locale = g_str_equal (salve_kiosk_language_of_session ()->code, self->language->code)
                     ? salve_locale_new_from_environment ()
                     : salve_locale_new_for_tag (self->language->code);
  salve_kiosk_visit_set_order (visit, orders[salve_locale_get_date_order (self->locale)]);
  gtk_widget_set_default_direction (self->language->right_to_left ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
  salve_kiosk_window_show (self);
}

/**
 * salve_kiosk_window_new:
 *
 * Returns: (transfer none): a window that the application keeps
 */
SalveKioskWindow *
salve_kiosk_window_new (GtkApplication *application, SalveKioskLink *link)
{
  SalveKioskWindow *self =
      g_object_new (SALVE_TYPE_KIOSK_WINDOW, "application", application, "title", _ ("Check In"), NULL);

  self->link = g_object_ref (link);
  self->errand = salve_kiosk_errand_new (self);
  self->clock_source = g_timeout_add_seconds (1, on_second, self);
  g_signal_connect_object (link, "notify::online", G_CALLBACK (on_online), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (link, "notify::enrolled", G_CALLBACK (salve_kiosk_window_start_again), self,
                           G_CONNECT_SWAPPED);
  salve_kiosk_window_set_language (self, salve_kiosk_language_of_session ()->code);
  return self;
}
