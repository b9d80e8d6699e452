import { z } from 'zod';
import { STREAMS } from '../log/log-file.js';
import { CODECS } from './codec.js';

export { CODECS, type Codec } from './codec.js';

/**
 * What shipper and API say to each other: “I have these byte ranges” – “write each of them here, once, within minutes”.
 * Both sides parse with these schemas, so neither trusts the other's spelling.
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

export const uploadsRequestSchema = z.object({ chunks: z.array(chunkSchema).min(1).max(MAX_GRANTS_PER_REQUEST) });

export type UploadsRequest = z.infer<typeof uploadsRequestSchema>;

export const uploadGrantSchema = z.object({
  /** Where to PUT the compressed bytes, with the right to create this one blob. It is a secret until it expires. */
  url: z.url(),
  expiresAt: z.iso.datetime(),
  /** Headers that the PUT must carry. */
  headers: z.record(z.string(), z.string()),
});

/** Grants in the order of the chunks asked for. */
export const uploadsResponseSchema = z.object({ grants: z.array(uploadGrantSchema) });

export type UploadGrant = z.infer<typeof uploadGrantSchema>;

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
} as const;
