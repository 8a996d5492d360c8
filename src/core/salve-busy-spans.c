/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bookings nearly always come in order of time, and then each is added at the end; one that comes before others moves
 * those in memory. */
#define G_LOG_DOMAIN "salve-core"

#include "config.h"

#include "salve-busy-spans.h"

#include <string.h>

void
salve_busy_spans_clear (SalveBusySpans *self)
{
  g_clear_pointer (&self->spans, g_free);
  self->n = self->size = 0;
}

/* Puts @span in the place of those from @first up to, not including, @end. */
static void
replace (SalveBusySpans *self, guint first, guint end, SalveTimeSpan span)
{
  if (self->n + 1 > self->size)
    {
      self->size = MAX (8, self->size * 2);
      self->spans = g_renew (SalveTimeSpan, self->spans, self->size);
    }
  memmove (self->spans + first + 1, self->spans + end, (self->n - end) * sizeof *self->spans);
  self->spans[first] = span;
  self->n = self->n - (end - first) + 1;
}

/* The first one that ends at @at or later. */
static guint
first_that_reaches (const SalveBusySpans *self, SalveInstant at)
{
  return salve_busy_spans_seek (self, 0, at - 1);
}

/**
 * salve_busy_spans_add:
 * @span: taken too from now on; must not be empty
 *
 * At the end of all: O(1); else O(log n) and moving those behind it.
 */
void
salve_busy_spans_add (SalveBusySpans *self, SalveTimeSpan span)
{
  guint first, end;

  g_return_if_fail (span.start < span.end);

  first = self->n == 0 || self->spans[self->n - 1].end < span.start ? self->n
                                                                    : first_that_reaches (self, span.start);
  for (end = first; end < self->n && self->spans[end].start <= span.end; end++)
    {
      span.start = MIN (span.start, self->spans[end].start);
      span.end = MAX (span.end, self->spans[end].end);
    }
  replace (self, first, end, span);
}

/**
 * salve_busy_spans_take_out:
 * @at: a moment that is taken
 *
 * Takes out the whole piece that @at lies in. Who removes a booking then adds again what else lies in that piece.
 *
 * Returns: the piece
 */
SalveTimeSpan
salve_busy_spans_take_out (SalveBusySpans *self, SalveInstant at)
{
  guint place = salve_busy_spans_seek (self, 0, at);
  SalveTimeSpan piece = { at, at };

  g_return_val_if_fail (place < self->n && self->spans[place].start <= at, piece);

  piece = self->spans[place];
  memmove (self->spans + place, self->spans + place + 1, (self->n - place - 1) * sizeof *self->spans);
  self->n--;
  return piece;
}

/**
 * salve_busy_spans_seek:
 * @from: a place before which all end at @at or earlier, 0 for none known
 *
 * Returns: the place of the first one that ends after @at; costs O(log d), d being how far it is from @from
 */
guint
salve_busy_spans_seek (const SalveBusySpans *self, guint from, SalveInstant at)
{
  guint low = from, high, step = 1;

  if (low >= self->n || self->spans[low].end > at)
    return MIN (low, self->n);
  /* In steps twice as wide each time until behind it, then between the last two. */
  while (low + step < self->n && self->spans[low + step].end <= at)
    {
      low += step;
      step *= 2;
    }
  high = MIN (low + step, self->n);
  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (self->spans[middle].end <= at)
        low = middle;
      else
        high = middle;
    }
  return high;
}

/**
 * salve_busy_spans_fit:
 * @place: (inout): a place before which all end at @earliest or earlier; on return one of which that holds for the result
 * @earliest: when
 * @width: how long, more than 0
 *
 * Returns: the first moment from @earliest on from which nothing is taken for @width
 */
SalveInstant
salve_busy_spans_fit (const SalveBusySpans *self, guint *place, SalveInstant earliest, gint64 width)
{
  guint i = salve_busy_spans_seek (self, *place, earliest);

  while (i < self->n && self->spans[i].start - earliest < width)
    earliest = self->spans[i++].end;
  *place = i;
  return earliest;
}
