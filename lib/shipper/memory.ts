import { z } from 'zod';
import { CODECS } from '../contract/codec.js';
import { STREAMS } from '../log/log-file.js';

const positionSchema = z.object({ offset: z.int().nonnegative(), line: z.int().positive() });

/** Where a planned chunk ends, and how it is compressed. */
const plannedEndSchema = z.object({ to: positionSchema, codec: z.enum(CODECS) });

export type PlannedEnd = z.infer<typeof plannedEndSchema>;

const identitySchema = z.object({ stream: z.enum(STREAMS), name: z.string(), date: z.string() });

const formerCheckpointSchema = identitySchema.extend({
  /** Where the file was last seen. */
  path: z.string(),
  /** All before it is stored. */
  position: positionSchema,
  /** The ends of the chunks behind the position that may be on their way, in order. */
  planned: z.array(plannedEndSchema),
});

const sizedCheckpointSchema = formerCheckpointSchema.extend({
  /** The largest size that was seen: what the file still held when it went tells how much was lost. */
  size: z.int().nonnegative(),
});

const lookSchema = z.object({ size: z.int().nonnegative(), mtimeMs: z.number(), ino: z.number() });

/** What tells at a glance that a file is unchanged. */
export type FileLook = Readonly<z.infer<typeof lookSchema>>;

export const checkpointSchema = sizedCheckpointSchema.extend({
  /** How the file looked when nothing of it was left to ship and Exchange had done with it: while it looks so it is left alone. */
  look: lookSchema.optional(),
});

/** How far one log has been shipped. */
export type Checkpoint = z.infer<typeof checkpointSchema>;

const lostLogSchema = identitySchema.extend({
  /** How far it had been shipped. */
  from: z.int().nonnegative(),
  /** Bytes behind that are known to have been there. */
  bytes: z.int().positive(),
  /** When it was found gone. */
  at: z.iso.datetime(),
});

/** A log that was deleted before all of it was shipped. */
export type LostLog = z.infer<typeof lostLogSchema>;

export const lostSchema = z.array(lostLogSchema).readonly();

/** All that the shipper remembers when it starts again. */
export interface Memory {
  readonly files: readonly Checkpoint[];
  /** Oldest first. */
  readonly lost: readonly LostLog[];
}

/** What version 2 remembered. */
export const version2Schema = z.object({ files: z.array(sizedCheckpointSchema), lost: lostSchema });

/** What version 1 remembered: the checkpoints alone, without a size. */
export const version1Schema = z.array(formerCheckpointSchema);

export function takenOver(files: z.infer<typeof version1Schema>): Memory {
  return { files: files.map((file) => ({ ...file, size: (file.planned.at(-1)?.to ?? file.position).offset })), lost: [] };
}
