/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What can go wrong with the clinic's file. Messages say what happened, to which file, and what to do. */
typedef enum
{
  SALVE_STORE_ERROR_FAILED,    /* anything SQLite reports that has no name here */
  SALVE_STORE_ERROR_WRONG_KEY, /* the key does not open the file, or it is no store */
  SALVE_STORE_ERROR_NEWER,     /* written by a newer version; not touched */
  SALVE_STORE_ERROR_CORRUPT,
  SALVE_STORE_ERROR_DISK_FULL,
  SALVE_STORE_ERROR_READ_ONLY,
  SALVE_STORE_ERROR_BUSY, /* another program writes to the file */
  SALVE_STORE_ERROR_IO,
  SALVE_STORE_ERROR_NOT_FOUND, /* no such file, resource, change or draft */
  SALVE_STORE_ERROR_CONFLICT,  /* somebody else changed the resource since it was read */
  SALVE_STORE_ERROR_INVALID,   /* the resource has no id, or cannot be stored */
  SALVE_STORE_ERROR_CLOSED,
  SALVE_STORE_ERROR_DUPLICATE, /* another patient has the health card */
  SALVE_STORE_ERROR_TAKEN,     /* somebody or something has another appointment at that time */
} SalveStoreError;

#define SALVE_STORE_ERROR (salve_store_error_quark ())
GQuark salve_store_error_quark (void);

G_END_DECLS
