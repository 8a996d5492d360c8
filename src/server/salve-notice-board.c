/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A desk opens a websocket at /fhir/notices with its token in the header or, where a program cannot set one, in its first
 * message. Until it has said who it is, nothing is sent to it. Changes within a moment make one notice. */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-notice-board.h"

#include <glib/gi18n.h>

#include "salve-service.h"

#define MAX_FRAME 4096
#define GATHER_MS 20
#define MAX_SOCKETS 2000

typedef struct
{
  SalveNoticeBoard *notices;
  SoupWebsocketConnection *socket;
  SoupServerMessage *message; /* it came by; NULL once it has said who it is */
  gint64 expires;             /* 0: has not said who it is */
  gboolean closed;
  int ref_count;
} Desk;

struct _SalveNoticeBoard
{
  SalveService *service;
  GPtrArray *desks; /* Desk */
  guint source;
  void (*keep_open) (SoupServerMessage *message, gpointer data);
  gpointer keep_open_data;
};

static void
desk_unref (gpointer data)
{
  Desk *desk = data;

  if (--desk->ref_count > 0)
    return;
  g_clear_object (&desk->socket);
  g_clear_object (&desk->message);
  g_free (desk);
}

/* A copy of the array frees its desks as the array itself does, so it holds them. */
static gpointer
desk_ref (gconstpointer data, gpointer nothing)
{
  Desk *desk = (Desk *)data;

  desk->ref_count++;
  return desk;
}

static void
closed_cb (SoupWebsocketConnection *socket, gpointer data)
{
  Desk *desk = data;

  desk->closed = TRUE;
  if (desk->notices != NULL)
    g_ptr_array_remove_fast (desk->notices->desks, desk);
}

static void
close_desk (Desk *desk, gushort code, const char *why)
{
  if (soup_websocket_connection_get_state (desk->socket) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (desk->socket, code, why);
}

typedef struct
{
  Desk *desk;
  char *token;
} Greeting;

static void
greeting_free (gpointer data)
{
  Greeting *greeting = data;

  desk_unref (greeting->desk);
  g_free (greeting->token);
  g_free (greeting);
}

static DexFuture *
greet_fiber (gpointer data)
{
  Greeting *greeting = data;
  Desk *desk = greeting->desk;
  g_autoptr (SalveIdentity) identity = NULL;

  if (desk->notices == NULL)
    return dex_future_new_true ();
  identity =
      dex_await_boxed (salve_accounts_identify (desk->notices->service->accounts, greeting->token), NULL);
  if (desk->closed || desk->notices == NULL)
    return dex_future_new_true ();
  if (identity == NULL)
    {
      close_desk (desk, SOUP_WEBSOCKET_CLOSE_POLICY_VIOLATION, "token");
      return dex_future_new_true ();
    }
  desk->expires = identity->expires;
  salve_service_meet (desk->notices->service, desk->message, TRUE);
  g_clear_object (&desk->message);
  soup_websocket_connection_send_text (desk->socket, "{\"notice\":\"hello\"}");
  return dex_future_new_true ();
}

static void
greet (Desk *desk, char *token)
{
  Greeting *greeting = g_new0 (Greeting, 1);

  greeting->desk = desk;
  desk->ref_count++;
  greeting->token = token;
  dex_future_disown (dex_scheduler_spawn (NULL, 0, greet_fiber, greeting, greeting_free));
}

static void
message_cb (SoupWebsocketConnection *socket, SoupWebsocketDataType type, GBytes *message, gpointer data)
{
  Desk *desk = data;

  if (type == SOUP_WEBSOCKET_DATA_TEXT && desk->notices != NULL)
    greet (desk, g_strndup (g_bytes_get_data (message, NULL), g_bytes_get_size (message)));
}

static void
websocket_cb (SoupServer *soup,
              SoupServerMessage *message,
              const char *path,
              SoupWebsocketConnection *socket,
              gpointer data)
{
  SalveNoticeBoard *self = data;
  const char *header;
  Desk *desk;

  if (self->desks->len >= MAX_SOCKETS)
    {
      soup_websocket_connection_close (socket, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, "too many");
      return;
    }
  if (self->keep_open != NULL)
    self->keep_open (message, self->keep_open_data);
  soup_websocket_connection_set_max_incoming_payload_size (socket, MAX_FRAME);
  soup_websocket_connection_set_keepalive_interval (socket, 30);
  desk = g_new0 (Desk, 1);
  desk->ref_count = 1;
  desk->notices = self;
  desk->socket = g_object_ref (socket);
  desk->message = g_object_ref (message);
  g_ptr_array_add (self->desks, desk);
  g_signal_connect (socket, "message", G_CALLBACK (message_cb), desk);
  g_signal_connect (socket, "closed", G_CALLBACK (closed_cb), desk);
  header = soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Authorization");
  if (header != NULL && g_ascii_strncasecmp (header, "Bearer ", 7) == 0)
    greet (desk, g_strdup (header + 7));
}

SalveNoticeBoard *
salve_notice_board_new (SalveService *service)
{
  SalveNoticeBoard *self = g_new0 (SalveNoticeBoard, 1);

  self->service = service;
  self->desks = g_ptr_array_new_with_free_func (desk_unref);
  soup_server_add_websocket_handler (service->soup, "/fhir/notices", NULL, NULL, websocket_cb, self, NULL);
  return self;
}

/* Closes every websocket; they come back to a server that starts again. */
void
salve_notice_board_close (SalveNoticeBoard *self)
{
  g_autoptr (GPtrArray) desks = g_ptr_array_copy (self->desks, desk_ref, NULL);

  for (guint i = 0; i < desks->len; i++)
    close_desk (desks->pdata[i], SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
}

void
salve_notice_board_free (SalveNoticeBoard *self)
{
  for (guint i = 0; i < self->desks->len; i++)
    {
      Desk *desk = self->desks->pdata[i];

      g_signal_handlers_disconnect_by_data (desk->socket, desk);
      desk->notices = NULL;
      desk->closed = TRUE;
    }
  g_clear_handle_id (&self->source, g_source_remove);
  g_ptr_array_unref (self->desks);
  g_free (self);
}

/* A token that ran out hears nothing more: the desk signs in again with a new one. */
static gboolean
send_cb (gpointer data)
{
  SalveNoticeBoard *self = data;
  gint64 now = g_get_real_time ();
  g_autoptr (GPtrArray) desks = g_ptr_array_copy (self->desks, desk_ref, NULL);

  self->source = 0;
  for (guint i = 0; i < desks->len; i++)
    {
      Desk *desk = desks->pdata[i];

      if (desk->expires == 0)
        continue;
      if (desk->expires < now)
        close_desk (desk, SOUP_WEBSOCKET_CLOSE_POLICY_VIOLATION, "token");
      else if (soup_websocket_connection_get_state (desk->socket) == SOUP_WEBSOCKET_STATE_OPEN)
        soup_websocket_connection_send_text (desk->socket, "{\"notice\":\"changed\"}");
    }
  return G_SOURCE_REMOVE;
}

/* Something was written. */
void
salve_notice_board_changed (SalveNoticeBoard *self)
{
  if (self->source == 0 && self->desks->len > 0)
    self->source = g_timeout_add (GATHER_MS, send_cb, self);
}

guint
salve_notice_board_count (SalveNoticeBoard *self)
{
  return self->desks->len;
}

/* @keep_open: is told of each websocket, whose connection has no idle limit from then on */
void
salve_notice_board_set_listener (SalveNoticeBoard *self,
                                 void (*keep_open) (SoupServerMessage *message, gpointer data),
                                 gpointer data)
{
  self->keep_open = keep_open;
  self->keep_open_data = data;
}
