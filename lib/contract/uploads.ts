import { z } from 'zod';
import { STREAMS } from '../log/log-file.js';
import { CODECS } from './codec.js';

/**
 * What shipper and API say to each other: “I have these byte ranges” – “write each of them here, once, within minutes”, or “those bytes I know
 * already, cut like this”. Both sides parse with these schemas, so neither trusts the other's spelling.
 *
 * Where a log was cut is decided once, by the first request that names a range; the ledger remembers. A shipper that lost its positions would
 * cut elsewhere, and the same bytes would be stored, read and counted a second time under other names.
 */

/** Grants that one request may ask for; a shipper that is far behind asks again. */
export const MAX_GRANTS_PER_REQUEST = 100;

/** Raw bytes that one chunk may hold. The function that reads it has the whole of it in memory, so this bounds an instance's need. */
export const MAX_CHUNK_BYTES = 16 * 1024 * 1024;

export const chunkSchema = z
  .object({
    stream: z.enum(STREAMS),
    file: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'a file name of letters, digits, dot, dash and underscore'),
    /** The `#Date` of the file's header. */
    date: z.iso.datetime({ error: 'the #Date of the log file, such as 2019-05-28T15:07:00.088Z' }),
    from: z.int().nonnegative(),
    to: z.int().positive(),
    codec: z.enum(CODECS),
  })
  .refine(({ from, to }) => to > from, { path: ['to'], error: '“to” must be greater than “from”' })
  .refine(({ from, to }) => to - from <= MAX_CHUNK_BYTES, { path: ['to'], error: `a chunk holds at most ${MAX_CHUNK_BYTES} bytes` });

export type ChunkRequest = z.infer<typeof chunkSchema>;

/** Whether pseudonyms stand in the place of persons in what is to be uploaded. A tenant may demand it. */
export const pseudonymsSchema = z.boolean().default(false).describe('whether pseudonyms stand in the place of persons in what is to come');

/** The type of the problem by which the API refuses to grant what a tenant that demands pseudonyms would get without them. */
export const PSEUDONYMS_DEMANDED = 'urn:mailflow:problem:pseudonyms-demanded';

export const uploadsRequestSchema = z
  .object({
    pseudonyms: pseudonymsSchema,
    chunks: z
      .array(chunkSchema)
      .min(1)
      .max(MAX_GRANTS_PER_REQUEST)
      .superRefine((chunks, context) => {
        const at = overlapping(chunks);
        if (at !== undefined)
          context.addIssue({ code: 'custom', path: [at], message: 'its bytes overlap with another chunk of the same file' });
      }),
  })
  .meta({ id: 'UploadsRequest' });

export type UploadsRequest = z.infer<typeof uploadsRequestSchema>;

export const uploadGrantSchema = z.object({
  /** Where to PUT the compressed bytes, with the right to create this one blob. It is a secret until it expires. */
  url: z.url(),
  expiresAt: z.iso.datetime(),
  /** Headers that the PUT must carry. */
  headers: z.record(z.string(), z.string()),
});

/**
 * Known chunks that one answer names. Of a log that was cut many times the first ones will do: the shipper follows them and asks again.
 * With a hundred chunks asked for, the whole answer stays below what a shipper reads.
 */
export const MAX_HELD_PER_ANSWER = 100;

/** The range and the codec of a chunk that the ledger knows, whether its bytes have arrived or were only announced. */
export const heldChunkSchema = z.object({ from: z.int().nonnegative(), to: z.int().positive(), codec: z.enum(CODECS) });

export type HeldChunk = z.infer<typeof heldChunkSchema>;

/**
 * In place of a grant: these chunks, by `from`, overlap with the one asked for and are cut otherwise. The shipper asks for exactly these, which
 * is granted, and for what lies between them.
 */
export const heldAnswerSchema = z.object({ held: z.array(heldChunkSchema).min(1).max(MAX_HELD_PER_ANSWER) });

export const uploadAnswerSchema = z.union([uploadGrantSchema, heldAnswerSchema]);

/** One answer for each chunk asked for, in the same order. */
export const uploadsResponseSchema = z.object({ grants: z.array(uploadAnswerSchema) }).meta({ id: 'UploadGrants' });

export type UploadGrant = z.infer<typeof uploadGrantSchema>;
export type UploadAnswer = z.infer<typeof uploadAnswerSchema>;

/**
 * Metadata that the shipper puts on a blob, so that each chunk can be read alone: header names after `x-ms-meta-`.
 * Values are percent-encoded, since HTTP headers carry ASCII only.
 */
export const CHUNK_METADATA = {
  /** `#Log-type`, as written. */
  logType: 'logtype',
  /** `#Fields`, as written. */
  fields: 'fields',
  /** The line of the file at which the chunk begins, counted from 1. */
  firstLine: 'firstline',
  /** SHA-256 of the bytes before they were compressed, pseudonyms included, in hex. The store checks what came over the wire; this shows what is damaged before or behind it. */
  sha256: 'sha256',
  /** The version of the pseudonyms that stand in the place of persons; only on chunks that have them. Ranges are then still those of the original. */
  pseudonyms: 'pseudonyms',
} as const;

/** The pseudonyms of lib/privacy as they are made today. */
export const PSEUDONYMS_VERSION = '1';

/** How many times as long as its range a chunk with pseudonyms can be: names as short as “a,” become fourteen bytes. */
export const MAX_PSEUDONYM_GROWTH = 8;

/** The index of a chunk that overlaps with another one of the same file. */
function overlapping(chunks: readonly ChunkRequest[]): number | undefined {
  const ends = new Map<string, number>();
  const byStart = [...chunks.entries()].sort(([, a], [, b]) => a.from - b.from);
  for (const [index, { stream, file, date, from, to }] of byStart) {
    const log = `${stream}/${file}@${Date.parse(date)}`;
    if (from < (ends.get(log) ?? 0)) return index;
    ends.set(log, to);
  }
  return undefined;
}
