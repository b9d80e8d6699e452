import { brotliCompressSync } from 'node:zlib';
import { startLocalMailflow, type LocalMailflow, type LocalOptions } from '../../lib/cli/local-mailflow.js';
import { CHUNK_METADATA, uploadsResponseSchema, type ChunkRequest, type UploadGrant } from '../../lib/contract/uploads.js';

/** Mailflow for the tests of one file: emulator, embedded host and all functions, on a free port. */
export function runningMailflow(options: Partial<LocalOptions> = {}): () => LocalMailflow {
  let mailflow: LocalMailflow | undefined;
  beforeAll(async () => {
    mailflow = await startLocalMailflow({ port: 0, blobRetryMilliseconds: 10, ...options });
  }, 60_000);
  afterAll(() => mailflow?.close());
  return () => {
    if (mailflow === undefined) throw new Error('Mailflow runs only while the tests do.');
    return mailflow;
  };
}

/** A GET with a token. */
export async function ask(url: string, token?: string): Promise<{ status: number; type: string | null; body: unknown }> {
  const response = await fetch(url, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });
  const text = await response.text();
  return { status: response.status, type: response.headers.get('content-type'), body: text === '' ? undefined : JSON.parse(text) };
}

/** Asks for upload grants as the shipper does. */
export async function askGrants(apiUrl: string, token: string, chunks: readonly ChunkRequest[]): Promise<readonly UploadGrant[]> {
  const response = await fetch(`${apiUrl}/api/v1/uploads`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ chunks }),
  });
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  return uploadsResponseSchema.parse(await response.json()).grants.map((answer) => {
    if ('held' in answer) throw new Error(`The ledger has these bytes cut otherwise: ${JSON.stringify(answer.held)}`);
    return answer;
  });
}

/** PUTs a blob as the shipper does. @returns the store's status. */
export async function put(url: string, body: Buffer, headers: Readonly<Record<string, string>> = {}): Promise<number> {
  const response = await fetch(url, {
    method: 'PUT',
    headers: { 'x-ms-blob-type': 'BlockBlob', 'if-none-match': '*', ...headers },
    body: new Uint8Array(body),
  });
  await response.arrayBuffer();
  return response.status;
}

/** A log and where its chunks belong. */
export interface TestLog {
  readonly name: string;
  readonly date: string;
  readonly bytes: Buffer;
}

/** Uploads one range of a log with a grant of its own. */
export async function uploadRange(apiUrl: string, token: string, log: TestLog, from: number, to: number): Promise<void> {
  const [grant] = await askGrants(apiUrl, token, [{ stream: 'hub/smtp-send', file: log.name, date: log.date, from, to, codec: 'br' }]);
  if (grant === undefined) throw new Error('No grant came.');
  const firstLine = log.bytes.subarray(0, from).toString('latin1').split('\n').length;
  const meta = (name: string, value: string) => ({ [`x-ms-meta-${name}`]: encodeURIComponent(value) });
  const status = await put(grant.url, brotliCompressSync(log.bytes.subarray(from, to)), {
    ...grant.headers,
    ...meta(CHUNK_METADATA.logType, 'SMTP Send Protocol Log'),
    ...meta(CHUNK_METADATA.fields, 'date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context'),
    ...meta(CHUNK_METADATA.firstLine, String(firstLine)),
  });
  if (status !== 201) throw new Error(`The store answered ${status}.`);
}
