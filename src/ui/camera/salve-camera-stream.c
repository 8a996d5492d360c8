/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GStreamer does the work on threads of its own. A picture is copied where it arrives and handed to the main thread; while
 * one waits there the next are passed by, so that a slow screen sees the newest and no queue grows. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-camera-stream.h"
#include "salve-camera-portal.h"

#include <glib/gi18n.h>
#include <gst/app/gstappsink.h>
#include <gst/video/video.h>
#include <unistd.h>

struct _SalveCameraStream
{
  GObject parent_instance;

  GstElement *pipeline;
  guint watch;
  GdkTexture *picture;
  GMutex lock;
  GdkTexture *arrived; /* under the lock, not yet seen by the main thread */
  guint idle;          /* under the lock */
};

enum
{
  PICTURE,
  FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SalveCameraStream, salve_camera_stream, G_TYPE_OBJECT)

static gboolean
show_arrived (gpointer data)
{
  SalveCameraStream *self = data;

  g_mutex_lock (&self->lock);
  g_clear_object (&self->picture);
  self->picture = g_steal_pointer (&self->arrived);
  self->idle = 0;
  g_mutex_unlock (&self->lock);
  g_signal_emit (self, signals[PICTURE], 0);
  return G_SOURCE_REMOVE;
}

static GdkTexture *
copy_picture (GstSample *sample)
{
  GstVideoInfo info;
  GstVideoFrame frame;
  g_autoptr (GBytes) bytes = NULL;
  GdkTexture *texture;

  if (!gst_video_info_from_caps (&info, gst_sample_get_caps (sample))
      || !gst_video_frame_map (&frame, &info, gst_sample_get_buffer (sample), GST_MAP_READ))
    return NULL;
  bytes = g_bytes_new (GST_VIDEO_FRAME_PLANE_DATA (&frame, 0),
                       (gsize)GST_VIDEO_FRAME_PLANE_STRIDE (&frame, 0) * GST_VIDEO_FRAME_HEIGHT (&frame));
  texture = gdk_memory_texture_new (GST_VIDEO_FRAME_WIDTH (&frame), GST_VIDEO_FRAME_HEIGHT (&frame),
                                    GDK_MEMORY_R8G8B8A8, bytes, GST_VIDEO_FRAME_PLANE_STRIDE (&frame, 0));
  gst_video_frame_unmap (&frame);
  return texture;
}

/* On a thread of GStreamer's. */
static GstFlowReturn
on_sample (GstAppSink *sink, gpointer data)
{
  SalveCameraStream *self = data;
  GstSample *sample = gst_app_sink_pull_sample (sink);
  GdkTexture *texture = sample != NULL ? copy_picture (sample) : NULL;

  if (texture != NULL)
    {
      g_mutex_lock (&self->lock);
      g_set_object (&self->arrived, texture);
      if (self->idle == 0)
        self->idle = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, show_arrived, self, NULL);
      g_mutex_unlock (&self->lock);
      g_object_unref (texture);
    }
  if (sample != NULL)
    gst_sample_unref (sample);
  return texture != NULL ? GST_FLOW_OK : GST_FLOW_EOS;
}

static gboolean
on_message (GstBus *bus, GstMessage *message, gpointer data)
{
  SalveCameraStream *self = data;
  g_autoptr (GError) cause = NULL;
  g_autoptr (GError) error = NULL;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    gst_message_parse_error (message, &cause, NULL);
  else if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_EOS)
    return G_SOURCE_CONTINUE;
  error = g_error_new (SALVE_CAMERA_ERROR, SALVE_CAMERA_ERROR_FAILED, _ ("The camera does not work: %s"),
                       cause != NULL ? cause->message : _ ("it shows nothing more"));
  self->watch = 0;
  g_signal_emit (self, signals[FAILED], 0, error);
  return G_SOURCE_REMOVE;
}

/**
 * salve_camera_stream_stop:
 *
 * No picture comes any more, and the camera's light goes out; the last picture stays.
 */
void
salve_camera_stream_stop (SalveCameraStream *self)
{
  if (self->pipeline == NULL)
    return;
  /* Waits for the threads: on_sample() is not called again. */
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_clear_handle_id (&self->watch, g_source_remove);
  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_object (&self->arrived);
  gst_clear_object (&self->pipeline);
}

static void
salve_camera_stream_dispose (GObject *object)
{
  SalveCameraStream *self = SALVE_CAMERA_STREAM (object);

  salve_camera_stream_stop (self);
  g_clear_object (&self->picture);
  G_OBJECT_CLASS (salve_camera_stream_parent_class)->dispose (object);
}

static void
salve_camera_stream_finalize (GObject *object)
{
  g_mutex_clear (&SALVE_CAMERA_STREAM (object)->lock);
  G_OBJECT_CLASS (salve_camera_stream_parent_class)->finalize (object);
}

static void
salve_camera_stream_class_init (SalveCameraStreamClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = salve_camera_stream_dispose;
  object_class->finalize = salve_camera_stream_finalize;
  /* A new picture is there. */
  signals[PICTURE] = g_signal_new ("picture", SALVE_TYPE_CAMERA_STREAM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  /* The camera was unplugged or does not do what it should; the error is a SALVE_CAMERA_ERROR. */
  signals[FAILED] = g_signal_new ("failed", SALVE_TYPE_CAMERA_STREAM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
salve_camera_stream_init (SalveCameraStream *self)
{
  g_mutex_init (&self->lock);
}

static GstElement *
make (const char *kind, GError **error)
{
  GstElement *element = gst_element_factory_make (kind, NULL);

  if (element == NULL)
    g_set_error (error, SALVE_CAMERA_ERROR, SALVE_CAMERA_ERROR_NONE,
                 _ ("GStreamer’s element “%s” is not installed here, which cameras need"), kind);
  return element;
}

/**
 * salve_camera_source_new:
 * @descriptor: a connection to PipeWire; taken over
 *
 * Returns: (transfer floating) (nullable): what gives the pictures of the first camera in it
 */
GstElement *
salve_camera_source_new (int descriptor, GError **error)
{
  GstElement *source;

  gst_init (NULL, NULL);
  source = make ("pipewiresrc", error);
  if (source != NULL)
    g_object_set (source, "fd", descriptor, "client-name", "Salve", NULL);
  else
    close (descriptor);
  return source;
}

/* A face is 256 pixels in the record: VGA is more than enough, and every camera has it. */
static GstCaps *
make_caps (void)
{
  return gst_caps_from_string ("video/x-raw,format=RGBA,width=(int)[1,1280],height=(int)[1,1280]");
}

/**
 * salve_camera_stream_new:
 * @source: (transfer floating): an element that gives pictures
 * @error: SALVE_CAMERA_ERROR
 *
 * Starts at once.
 *
 * Returns: (transfer full) (nullable): the stream
 */
SalveCameraStream *
salve_camera_stream_new (GstElement *source, GError **error)
{
  g_autoptr (SalveCameraStream) self = g_object_new (SALVE_TYPE_CAMERA_STREAM, NULL);
  GstAppSinkCallbacks callbacks = { .new_sample = on_sample };
  g_autoptr (GstElement) taken = gst_object_ref_sink (source);
  GstElement *convert = make ("videoconvert", error);
  GstElement *scale = convert != NULL ? make ("videoscale", error) : NULL;
  GstElement *sink = scale != NULL ? make ("appsink", error) : NULL;
  g_autoptr (GstCaps) caps = make_caps ();
  g_autoptr (GstBus) bus = NULL;

  self->pipeline = gst_pipeline_new (NULL);
  gst_bin_add (GST_BIN (self->pipeline), source);
  for (guint i = 0; i < 3; i++)
    if ((GstElement *[]){ convert, scale, sink }[i] != NULL)
      gst_bin_add (GST_BIN (self->pipeline), (GstElement *[]){ convert, scale, sink }[i]);
  if (sink == NULL)
    return NULL;
  g_object_set (sink, "max-buffers", 1, "drop", TRUE, "sync", FALSE, "caps", caps, NULL);
  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks, self, NULL);
  bus = gst_element_get_bus (self->pipeline);
  self->watch = gst_bus_add_watch (bus, on_message, self);
  if (gst_element_link_many (source, convert, scale, sink, NULL)
      && gst_element_set_state (self->pipeline, GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE)
    return g_steal_pointer (&self);
  g_set_error (error, SALVE_CAMERA_ERROR, SALVE_CAMERA_ERROR_FAILED, _ ("The camera does not work: %s"),
               _ ("it cannot be started"));
  return NULL;
}

/**
 * salve_camera_stream_get_picture:
 *
 * Returns: (transfer none) (nullable): the newest picture; %NULL before the first
 */
GdkTexture *
salve_camera_stream_get_picture (SalveCameraStream *self)
{
  return self->picture;
}

static DexFuture *
make_source (DexFuture *future, gpointer data)
{
  g_autoptr (GError) error = NULL;
  int descriptor = dex_await_fd (dex_ref (future), &error);
  GstElement *source = descriptor >= 0 ? salve_camera_source_new (descriptor, &error) : NULL;

  if (source == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  return dex_future_new_take_object (gst_object_ref_sink (source));
}

/**
 * salve_camera_open:
 *
 * Returns: (transfer full): resolves to a #GstElement, the camera that the desktop gives, for salve_camera_stream_new();
 *   rejects with a #SalveCameraError
 */
DexFuture *
salve_camera_open (void)
{
  return dex_future_then (salve_camera_portal_open (NULL), make_source, NULL, NULL);
}
