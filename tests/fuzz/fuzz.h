/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A harness takes any bytes and must come back: libFuzzer calls it with what it makes up (build-aux/fuzz), and
 * regress.c with every file of the kept corpus, in every test run. What a harness promises is asserted in it. */
#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);
