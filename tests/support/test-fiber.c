/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-fiber.h"

#define STACK (1024 * 1024)

typedef struct
{
  TestFiber func;
} Test;

static DexFuture *
run_cb (gpointer data)
{
  ((Test *)data)->func ();
  return dex_future_new_true ();
}

static void
run (gconstpointer data)
{
  g_autoptr (DexFuture) future = dex_scheduler_spawn (NULL, STACK, run_cb, (gpointer)data, NULL);

  while (dex_future_is_pending (future))
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
test_fiber_add (const char *path, TestFiber func)
{
  Test *test = g_new0 (Test, 1);

  test->func = func;
  g_test_add_data_func_full (path, test, run, g_free);
}

/* Waits for @future (transfer full), which has to be rejected with this error and a message for a person. */
void
test_fiber_expect (DexFuture *future, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (dex_await (future, &error));
  g_assert_error (error, domain, code);
  g_assert_cmpint (strlen (error->message), >, 10);
}
