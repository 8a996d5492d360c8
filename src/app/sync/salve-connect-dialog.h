/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connects a clinic to its server: which one, is it really that one, who works here, what it can do, and the first sync,
 * during which one can already work. */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"
#include "salve-connector.h"

G_BEGIN_DECLS

#define SALVE_TYPE_CONNECT_DIALOG (salve_connect_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SalveConnectDialog, salve_connect_dialog, SALVE, CONNECT_DIALOG, AdwDialog)

SalveConnectDialog *salve_connect_dialog_new (SalveClinic *clinic, SalveConnector *connector);
void salve_connect_dialog_look (SalveConnectDialog *self, const char *address, const char *announced);
const char *salve_connect_dialog_get_step (SalveConnectDialog *self);

G_END_DECLS
