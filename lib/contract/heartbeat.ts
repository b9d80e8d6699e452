import { z } from 'zod';
import { chunkSchema } from './uploads.js';

/**
 * What a shipper that watches its logs says of itself every minute or so: “I am here, this far behind, and this I lost”. It is how things stand, not
 * what is new, so a heartbeat that is lost or comes twice changes nothing. Tenant and server come from the token.
 */

/** Log files that one heartbeat names as lost; of more, the newest. */
export const MAX_DELETED_UNREAD = 100;

/** Kinds of errors that one heartbeat counts. */
export const MAX_HEARTBEAT_ERRORS = 50;

/** For so long a shipper goes on naming a log file that it lost: somebody will have looked by then. */
export const NAME_DELETED_DAYS = 7;

const word = z.string().min(1).max(64);
const count = z.int().nonnegative();

/** A log file that was deleted before all of it was shipped. */
export const deletedUnreadSchema = z.object({
  stream: chunkSchema.shape.stream,
  file: chunkSchema.shape.file,
  date: chunkSchema.shape.date,
  /** How far it had been shipped. */
  from: count,
  /** How many bytes beyond are known to have been lost. */
  bytes: count,
});

export type DeletedUnread = z.infer<typeof deletedUnreadSchema>;

export const heartbeatSchema = z
  .object({
    /** Of the shipper. */
    version: word,
    /** What it runs on, as Node.js names it: `win32`, `x64`. */
    host: z.object({ os: word, arch: word }),
    startedAt: z.iso.datetime(),
    /** By the shipper's clock: so it tells how wrong that is. */
    sentAt: z.iso.datetime({ error: 'when it was sent, by the shipper’s clock, in UTC' }),
    /** Bytes that it has found and not shipped yet. */
    backlogBytes: count,
    /** Age of the oldest of them; 0 when nothing waits. */
    lagSeconds: count,
    /** Log files that it follows. */
    files: count,
    deletedUnread: z.array(deletedUnreadSchema).max(MAX_DELETED_UNREAD),
    /** What went wrong since it started, by the error's code. */
    errors: z.array(z.object({ code: word, count })).max(MAX_HEARTBEAT_ERRORS),
  })
  .meta({ id: 'Heartbeat' });

export type Heartbeat = z.infer<typeof heartbeatSchema>;

export const heartbeatAnswerSchema = z
  .object({
    serverTime: z.iso.datetime(),
    /** What the shipper is asked to try out. A shipper leaves what it does not know undone. */
    probes: z.array(z.unknown()),
    /** Whether the tenant demands pseudonyms in the place of persons. */
    pseudonyms: z.boolean().default(false),
  })
  .meta({ id: 'HeartbeatAnswer' });

export type HeartbeatAnswer = z.infer<typeof heartbeatAnswerSchema>;
