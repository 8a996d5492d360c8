/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One question of the kiosk: what is asked, what can be chosen. Whatever is shown is gathered as words too, in the order in
 * which it is shown, so that nobody has to see a page to know what is on it. */
#pragma once

#include <adwaita.h>

#include "salve-kiosk-keypad.h"

G_BEGIN_DECLS

#define SALVE_TYPE_KIOSK_PAGE (salve_kiosk_page_get_type ())
G_DECLARE_FINAL_TYPE (SalveKioskPage, salve_kiosk_page, SALVE, KIOSK_PAGE, AdwBin)

SalveKioskPage *salve_kiosk_page_new (const char *question, const char *more);
void salve_kiosk_page_add_text (SalveKioskPage *self, const char *text, const char *css_class);
void salve_kiosk_page_add_fact (SalveKioskPage *self, const char *what, const char *fact);
void salve_kiosk_page_add_widget (SalveKioskPage *self, GtkWidget *widget);
GtkWidget *salve_kiosk_page_add_choice (SalveKioskPage *self,
                                        const char *label,
                                        gboolean suggested,
                                        GCallback chosen,
                                        gpointer data);
void salve_kiosk_page_set_dense (SalveKioskPage *self);
void salve_kiosk_page_set_first (SalveKioskPage *self, GtkWidget *widget);

/* Something is typed on this page. */
void salve_kiosk_page_add_typing (SalveKioskPage *self, GtkWidget *keypad, gboolean left_to_right);
void salve_kiosk_page_set_typed (SalveKioskPage *self, const char *shown, gboolean complete);
SalveKioskKeypad *salve_kiosk_page_get_keypad (SalveKioskPage *self);

const char *salve_kiosk_page_get_words (SalveKioskPage *self, gboolean everything);
void salve_kiosk_page_be_private (SalveKioskPage *self, gboolean tells);
void salve_kiosk_page_hide_choice (SalveKioskPage *self, GtkWidget *choice);
void salve_kiosk_page_focus (SalveKioskPage *self);
char *salve_kiosk_words_of (GtkWidget *widget, gboolean everything);

G_END_DECLS
