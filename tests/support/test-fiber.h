/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libdex.h>

/* A test that may wait for futures: it runs as a fiber while the main context turns. */
typedef void (*TestFiber) (void);

void test_fiber_add (const char *path, TestFiber func);
void test_fiber_expect (DexFuture *future, GQuark domain, int code);
