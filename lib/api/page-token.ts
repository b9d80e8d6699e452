import { z } from 'zod';

/** Longer than any key of ours. */
const MAX_TOKEN_CHARACTERS = 2_000;

/**
 * Where a page ended, as `nextLink` carries it: opaque to whoever follows it. It is no secret and no right: it holds a place in a list and neither tenant
 * nor filter, and the query that it goes into is bound to the caller's tenant before it. So one that somebody made up can only begin elsewhere in the
 * caller's own list.
 */
export function pageToken(place: string): string {
  return Buffer.from(place, 'utf8').toString('base64url');
}

/** A token that {@link pageToken} may have given for such a place. */
export function pageTokenOf(place: RegExp) {
  return z
    .string()
    .max(MAX_TOKEN_CHARACTERS)
    .refine((token) => place.test(placeIn(token)) && pageToken(placeIn(token)) === token, {
      error: 'is not what a nextLink gave: follow nextLink as it is, or leave “after” out to begin anew',
    })
    .optional()
    .describe('where the page before ended; nextLink brings it along');
}

/** The place in a token that was found to be one. */
export function placeIn(token: string): string {
  return Buffer.from(token, 'base64url').toString('utf8');
}
