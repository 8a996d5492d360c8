/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the daemon and a browser say to each other is GTK's own (gdk/broadway): the daemon sends commands in binary frames of
 * a web socket, each a byte that says which, a serial, and what belongs to it, low byte first; the browser sends events as
 * numbers of 32 bits, high byte first: which, the last serial, the time in milliseconds, and what belongs to it. */
#define G_LOG_DOMAIN "salve-test"

#include "touch-screen.h"

#include <gio/gunixsocketaddress.h>
#include <libsoup/soup.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

#define DISPLAY 5
#define MOST_FINGERS 2
#define FRAME_MS 10 /* between two events of a finger that slides */
#define PATIENCE (20 * G_TIME_SPAN_SECOND)

enum
{
  OP_GRAB_POINTER,
  OP_UNGRAB_POINTER,
  OP_NEW_SURFACE,
  OP_SHOW_SURFACE,
  OP_HIDE_SURFACE,
  OP_RAISE_SURFACE,
  OP_LOWER_SURFACE,
  OP_DESTROY_SURFACE,
  OP_MOVE_RESIZE,
  OP_SET_TRANSIENT_FOR,
  OP_DISCONNECTED,
  OP_SURFACE_UPDATE,
  OP_SET_SHOW_KEYBOARD,
  OP_UPLOAD_TEXTURE,
  OP_RELEASE_TEXTURE,
  OP_SET_NODES,
  OP_ROUNDTRIP,
};

enum
{
  EVENT_TOUCH = 5,
  EVENT_GRAB_NOTIFY = 9,
  EVENT_UNGRAB_NOTIFY = 10,
  EVENT_CONFIGURE_NOTIFY = 11,
  EVENT_SCREEN_SIZE_CHANGED = 12,
  EVENT_ROUNDTRIP_NOTIFY = 14,
};

typedef enum
{
  TOUCH_BEGIN,
  TOUCH_UPDATE,
  TOUCH_END,
} Touch;

typedef struct
{
  guint32 id;
  int x, y, width, height;
  gboolean shown;
} Surface;

typedef struct
{
  gboolean down;
  int x, y; /* on the surface */
} Finger;

struct _TouchScreen
{
  GSubprocess *daemon;
  char *web_path;
  SoupSession *session;
  SoupWebsocketConnection *browser;
  GArray *surfaces; /* of Surface, in the order in which they came */
  guint32 serial;
  guint32 time;   /* milliseconds */
  guint32 window; /* the surface that fingers touch */
  Finger fingers[MOST_FINGERS];
  guint seen; /* touches that have come to the window */
};

/* What a frame holds, taken from its front. */
typedef struct
{
  const guint8 *data;
  gsize left;
} Frame;

static guint32
take (Frame *frame, guint bytes)
{
  guint32 value = 0;

  g_assert_cmpuint (frame->left, >=, bytes);
  for (guint i = 0; i < bytes; i++)
    value |= (guint32)frame->data[i] << (8 * i);
  frame->data += bytes;
  frame->left -= bytes;
  return value;
}

static void
skip (Frame *frame, gsize bytes)
{
  g_assert_cmpuint (frame->left, >=, bytes);
  frame->data += bytes;
  frame->left -= bytes;
}

static void
send_event (TouchScreen *self, guint32 event, const gint32 *values, guint n)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  const guint32 head[] = { GUINT32_TO_BE (event), GUINT32_TO_BE (self->serial), GUINT32_TO_BE (self->time) };

  g_byte_array_append (bytes, (const guint8 *)head, sizeof head);
  for (guint i = 0; i < n; i++)
    {
      guint32 value = GUINT32_TO_BE ((guint32)values[i]);

      g_byte_array_append (bytes, (const guint8 *)&value, sizeof value);
    }
  soup_websocket_connection_send_binary (self->browser, bytes->data, bytes->len);
}

static Surface *
find_surface (TouchScreen *self, guint32 id)
{
  for (guint i = 0; i < self->surfaces->len; i++)
    if (g_array_index (self->surfaces, Surface, i).id == id)
      return &g_array_index (self->surfaces, Surface, i);
  g_assert_not_reached ();
}

static void
remove_surface (TouchScreen *self, guint32 id)
{
  g_array_remove_index (self->surfaces, (guint)(find_surface (self, id) - (Surface *)self->surfaces->data));
}

static void
say_place (TouchScreen *self, const Surface *surface)
{
  send_event (
      self, EVENT_CONFIGURE_NOTIFY,
      (const gint32[]){ (gint32)surface->id, surface->x, surface->y, surface->width, surface->height }, 5);
}

static void
add_surface (TouchScreen *self, Frame *frame)
{
  Surface surface = { .id = take (frame, 2) };

  surface.x = (gint16)take (frame, 2);
  surface.y = (gint16)take (frame, 2);
  surface.width = (int)take (frame, 2);
  surface.height = (int)take (frame, 2);
  g_array_append_val (self->surfaces, surface);
  say_place (self, &surface);
}

static void
place_surface (TouchScreen *self, Frame *frame)
{
  Surface *surface = find_surface (self, take (frame, 2));
  guint32 what = take (frame, 1);

  if (what & 1)
    {
      surface->x = (gint16)take (frame, 2);
      surface->y = (gint16)take (frame, 2);
    }
  if (what & 2)
    {
      surface->width = (int)take (frame, 2);
      surface->height = (int)take (frame, 2);
    }
  say_place (self, surface);
}

static void
answer_roundtrip (TouchScreen *self, Frame *frame)
{
  gint32 id = (gint32)take (frame, 2), tag = (gint32)take (frame, 4);

  send_event (self, EVENT_ROUNDTRIP_NOTIFY, (const gint32[]){ id, tag }, 2);
}

/* Commands that are for a browser's eyes only are read over. */
static void
skip_command (guint32 command, Frame *frame)
{
  switch (command)
    {
    case OP_RAISE_SURFACE:
    case OP_LOWER_SURFACE:
    case OP_SET_SHOW_KEYBOARD:
      take (frame, 2);
      break;
    case OP_SET_TRANSIENT_FOR:
    case OP_RELEASE_TEXTURE:
      take (frame, 4);
      break;
    case OP_UPLOAD_TEXTURE:
      take (frame, 4);
      skip (frame, take (frame, 4));
      break;
    case OP_SET_NODES:
      take (frame, 2);
      skip (frame, (gsize)take (frame, 4) * 4);
      break;
    default:
      g_error ("the daemon of the display says %u, which this test does not know", command);
    }
}

static void
obey (TouchScreen *self, Frame *frame)
{
  guint32 command = take (frame, 1);

  self->serial = take (frame, 4);
  switch (command)
    {
    case OP_NEW_SURFACE:
      add_surface (self, frame);
      break;
    case OP_SHOW_SURFACE:
      find_surface (self, take (frame, 2))->shown = TRUE;
      break;
    case OP_HIDE_SURFACE:
      find_surface (self, take (frame, 2))->shown = FALSE;
      break;
    case OP_DESTROY_SURFACE:
      remove_surface (self, take (frame, 2));
      break;
    case OP_MOVE_RESIZE:
      place_surface (self, frame);
      break;
    case OP_GRAB_POINTER:
      take (frame, 3);
      send_event (self, EVENT_GRAB_NOTIFY, NULL, 0);
      break;
    case OP_UNGRAB_POINTER:
      send_event (self, EVENT_UNGRAB_NOTIFY, NULL, 0);
      break;
    case OP_ROUNDTRIP:
      answer_roundtrip (self, frame);
      break;
    default:
      skip_command (command, frame);
    }
}

static void
on_message (SoupWebsocketConnection *browser, int type, GBytes *message, TouchScreen *self)
{
  Frame frame = { 0 };

  frame.data = g_bytes_get_data (message, &frame.left);
  while (frame.left > 0)
    obey (self, &frame);
}

static void
on_connected (GObject *session, GAsyncResult *result, gpointer data)
{
  TouchScreen *self = data;
  g_autoptr (GError) error = NULL;

  self->browser = soup_session_websocket_connect_finish (SOUP_SESSION (session), result, &error);
  g_assert_no_error (error);
}

/* The daemon dies with the test, however that ends. */
static void
follow_parent (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static gboolean
turn (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/**
 * touch_screen_until:
 * @what: whether it has come
 *
 * Lets the main loop turn until something has come; a test in which it does not come fails.
 */
void
touch_screen_until (gboolean (*what) (gpointer data), gpointer data)
{
  guint clock = g_timeout_add (5, turn, NULL);
  gint64 end = g_get_monotonic_time () + PATIENCE;

  while (!what (data))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (clock);
}

/* Whether somebody listens there by now. */
static gboolean
is_there (gpointer path)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocketConnection) connection =
      g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, NULL);

  return connection != NULL;
}

#ifdef __SANITIZE_ADDRESS__
/* GTK's renderer for this display, the only one that works on it, never lets go of the nodes of a window's last frame. What
 * is touched here is looked at for leaks by its other tests. */
int __lsan_is_turned_off (void);

int
__lsan_is_turned_off (void)
{
  return 1;
}
#endif

/**
 * touch_screen_new:
 *
 * Makes GTK's display one that can be touched; before GTK has opened another one.
 *
 * Returns: (nullable): %NULL where GTK's daemon for such a display is not installed
 */
TouchScreen *
touch_screen_new (void)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *program = g_find_program_in_path ("gtk4-broadwayd");
  g_autofree char *name = g_strdup_printf (":%d", DISPLAY);
  g_autofree char *file = g_strdup_printf ("broadway%d.socket", DISPLAY + 1);
  g_autofree char *path = g_build_filename (g_get_user_runtime_dir (), file, NULL);
  g_autoptr (GError) error = NULL;
  TouchScreen *self;

  if (program == NULL)
    return NULL;
  self = g_new0 (TouchScreen, 1);
  self->time = 1000;
  self->surfaces = g_array_new (FALSE, TRUE, sizeof (Surface));
  self->web_path = g_build_filename (g_get_user_runtime_dir (), "touch-screen.socket", NULL);
  g_subprocess_launcher_set_child_setup (launcher, follow_parent, NULL, NULL);
  self->daemon =
      g_subprocess_launcher_spawn (launcher, &error, program, "--unixsocket", self->web_path, name, NULL);
  g_assert_no_error (error);
  touch_screen_until (is_there, self->web_path);
  touch_screen_until (is_there, path);
  g_setenv ("GDK_BACKEND", "broadway", TRUE);
  g_setenv ("BROADWAY_DISPLAY", name, TRUE);
  g_setenv ("GSK_RENDERER", "broadway", TRUE);
  return self;
}

void
touch_screen_free (TouchScreen *self)
{
  g_clear_object (&self->browser);
  g_clear_object (&self->session);
  g_subprocess_force_exit (self->daemon);
  g_subprocess_wait (self->daemon, NULL, NULL);
  g_object_unref (self->daemon);
  g_array_unref (self->surfaces);
  g_free (self->web_path);
  g_free (self);
}

static gboolean
is_connected (gpointer self)
{
  return ((TouchScreen *)self)->browser != NULL;
}

static void
connect_browser (TouchScreen *self)
{
  static char *protocols[] = { (char *)"broadway", NULL };
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (self->web_path);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", "ws://localhost/socket");

  self->session = soup_session_new_with_options ("remote-connectable", address, NULL);
  soup_session_websocket_connect_async (self->session, message, NULL, protocols, G_PRIORITY_DEFAULT, NULL,
                                        on_connected, self);
  touch_screen_until (is_connected, self);
  soup_websocket_connection_set_max_incoming_payload_size (self->browser, 0);
  g_signal_connect (self->browser, "message", G_CALLBACK (on_message), self);
  send_event (self, EVENT_SCREEN_SIZE_CHANGED, (const gint32[]){ 1280, 1024, 1 }, 3);
}

static gboolean
on_event (GtkEventControllerLegacy *controller, GdkEvent *event, TouchScreen *self)
{
  GdkEventType type = gdk_event_get_event_type (event);

  if (type == GDK_TOUCH_BEGIN || type == GDK_TOUCH_UPDATE || type == GDK_TOUCH_END)
    self->seen++;
  return GDK_EVENT_PROPAGATE;
}

static gboolean
is_shown (gpointer self)
{
  const GArray *surfaces = ((TouchScreen *)self)->surfaces;

  return surfaces->len > 0 && g_array_index (surfaces, Surface, surfaces->len - 1).shown;
}

/**
 * touch_screen_show:
 * @window: the one that is touched from now on; it is presented
 */
void
touch_screen_show (TouchScreen *self, GtkWidget *window)
{
  GtkEventController *controller = gtk_event_controller_legacy_new ();

  if (self->session == NULL)
    connect_browser (self);
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect (controller, "event", G_CALLBACK (on_event), self);
  gtk_widget_add_controller (window, controller);
  gtk_window_present (GTK_WINDOW (window));
  touch_screen_until (is_shown, self);
  self->window = g_array_index (self->surfaces, Surface, self->surfaces->len - 1).id;
}

typedef struct
{
  TouchScreen *self;
  guint seen;
} Wanted;

static gboolean
has_come (gpointer data)
{
  const Wanted *wanted = data;

  return wanted->self->seen >= wanted->seen;
}

/* Fingers are numbered from 1 where they are sent: none of them is nobody. */
static void
touch (TouchScreen *self, guint finger, Touch kind)
{
  const Finger *at = &self->fingers[finger];
  const Surface *surface = find_surface (self, self->window);
  Wanted wanted = { self, self->seen + 1 };
  const gint32 values[] = { kind,
                            (gint32)self->window,
                            (gint32)finger + 1,
                            finger == 0,
                            surface->x + at->x,
                            surface->y + at->y,
                            at->x,
                            at->y,
                            0 };

  self->time += FRAME_MS;
  send_event (self, EVENT_TOUCH, values, G_N_ELEMENTS (values));
  touch_screen_until (has_come, &wanted);
}

static void
move (TouchScreen *self, guint finger, GtkWidget *widget, double x, double y)
{
  GtkNative *window = gtk_widget_get_native (widget);
  graphene_point_t at;
  double dx, dy;

  gtk_native_get_surface_transform (window, &dx, &dy);
  g_assert_true (
      gtk_widget_compute_point (widget, GTK_WIDGET (window), &GRAPHENE_POINT_INIT ((float)x, (float)y), &at));
  self->fingers[finger].x = (int)(at.x + dx);
  self->fingers[finger].y = (int)(at.y + dy);
}

/* A finger, 0 or 1, comes down at a point of a widget. */
void
touch_screen_put (TouchScreen *self, guint finger, GtkWidget *widget, double x, double y)
{
  g_assert_false (self->fingers[finger].down);
  self->fingers[finger].down = TRUE;
  move (self, finger, widget, x, y);
  touch (self, finger, TOUCH_BEGIN);
}

/* Goes on to another point at once. */
void
touch_screen_slide (TouchScreen *self, guint finger, GtkWidget *widget, double x, double y)
{
  g_assert_true (self->fingers[finger].down);
  move (self, finger, widget, x, y);
  touch (self, finger, TOUCH_UPDATE);
}

void
touch_screen_lift (TouchScreen *self, guint finger)
{
  g_assert_true (self->fingers[finger].down);
  self->fingers[finger].down = FALSE;
  touch (self, finger, TOUCH_END);
}

void
touch_screen_tap (TouchScreen *self, GtkWidget *widget, double x, double y)
{
  touch_screen_put (self, 0, widget, x, y);
  touch_screen_lift (self, 0);
}

/* The fingers rest for so long: for the events that follow, not for the clock on the wall. */
void
touch_screen_rest (TouchScreen *self, guint milliseconds)
{
  self->time += milliseconds;
}
