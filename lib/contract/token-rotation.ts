import { z } from 'zod';

/**
 * How a shipper changes its token: it asks with the one it has, stores the new one, and goes on with that. The old one stays valid for a while, so
 * a shipper that dies in between asks again; that ends the token that it did not keep. Once the new one was used, the old one can make no other.
 */

/** For how long a token is valid after it was replaced. */
export const REPLACED_TOKEN_HOURS = 24;

export const tokenRotationSchema = z
  .object({
    /** The new token. It is shown this once. */
    token: z.string(),
    /** Until when the old one is valid. */
    oldTokenExpiresAt: z.iso.datetime(),
  })
  .meta({ id: 'TokenRotation' });

export type TokenRotation = z.infer<typeof tokenRotationSchema>;
