import { CODECS, type Codec } from '../contract/codec.js';
import { STREAMS, type ByteRange, type LogFile, type Stream } from '../log/log-file.js';

/** Whose log it is. The tenant comes from the token that minted the upload, never from the content. */
export interface LogSource {
  readonly tenant: string;
  readonly server: string;
  readonly stream: Stream;
}

/** A log file of a server. */
export interface LogFileId extends LogSource {
  readonly file: LogFile;
}

/** A chunk's identity. It follows from these alone, so the same bytes always get the same name. */
export interface ChunkId extends LogFileId, ByteRange {
  readonly codec: Codec;
}

/** The container of raw chunks. */
export const CHUNK_CONTAINER = 'protocol-logs';

/** Digits of an offset in a name: enough for any file, and names sort as numbers do. */
const OFFSET_DIGITS = 20;

/** The blob's name below the container: `contoso/EX01/hub/smtp-send/SEND2019052815-1.LOG@20190528T150700088Z/000…0-000…2266.log.br`. */
export function chunkBlobName(chunk: ChunkId): string {
  return `${chunk.tenant}/${chunk.server}/${chunk.stream}/${fileKey(chunk.file)}/${rangeKey(chunk)}.log.${chunk.codec}`;
}

/** The id under which the API gives a log file: `EX01~hub.smtp-send~SEND2019052815-1.LOG@20190528T150700088Z`. */
export function logFileIdentifier({ server, stream, file }: Omit<LogFileId, 'tenant'>): string {
  return `${server}~${stream.replaceAll('/', '.')}~${fileKey(file)}`;
}

/** A log file's identity as one word: its name, and its `#Date` without punctuation. */
export function fileKey({ name, date }: LogFile): string {
  return `${name}@${new Date(date).toISOString().replace(/[-:.]/g, '')}`;
}

/** A byte range as one word that sorts by its start. */
export function rangeKey({ from, to }: ByteRange): string {
  return `${offsetKey(from)}-${offsetKey(to)}`;
}

/** An offset as a word; words compare as the numbers do. */
export function offsetKey(offset: number): string {
  return String(offset).padStart(OFFSET_DIGITS, '0');
}

const FILE_KEY = '(?<name>[^/@]+)@(?<date>\\d{8}T\\d{9}Z)';
const LOG_FILE = new RegExp(`^(?<server>[^/~]+)~(?<stream>[^/~]+)~${FILE_KEY}$`);
const BLOB_NAME = new RegExp(
  `^(?<tenant>[^/]+)/(?<server>[^/]+)/(?<stream>${STREAMS.join('|')})/${FILE_KEY}/(?<from>\\d{${OFFSET_DIGITS}})-(?<to>\\d{${OFFSET_DIGITS}})\\.log\\.(?<codec>${CODECS.join('|')})$`,
);

/** The log file of a tenant that {@link logFileIdentifier} names; `undefined` for what is no identifier. */
export function logFileOfIdentifier(tenant: string, identifier: string): LogFileId | undefined {
  const { server = '', stream: dotted, name = '', date: compact = '' } = LOG_FILE.exec(identifier)?.groups ?? {};
  const stream = STREAMS.find((known) => known.replaceAll('/', '.') === dotted);
  const date = isoDate(compact);
  return stream === undefined || Number.isNaN(Date.parse(date)) ? undefined : { tenant, server, stream, file: { name, date } };
}

/**
 * The chunk that a blob's name below the container stands for.
 *
 * @throws {Error} when the name is none that Mailflow grants: somebody else wrote into the container.
 */
export function chunkOfBlobName(blobName: string): ChunkId {
  const groups = BLOB_NAME.exec(blobName)?.groups;
  if (groups === undefined)
    throw new Error(`“${blobName}” is not the name of a chunk; Mailflow grants no such name. The blob is left alone.`);
  const { tenant = '', server = '', name = '', date = '', from, to } = groups;
  return {
    tenant,
    server,
    stream: groups.stream as Stream, // the expression admits no other
    file: { name, date: isoDate(date) },
    from: Number(from),
    to: Number(to),
    codec: groups.codec as Codec, // likewise
  };
}

/** `20190528T150700088Z` back to `2019-05-28T15:07:00.088Z`. */
function isoDate(compact: string): string {
  return compact.replace(/^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(\d{3})Z$/, '$1-$2-$3T$4:$5:$6.$7Z');
}
