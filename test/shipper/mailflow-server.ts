import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { heartbeatSchema, type Heartbeat } from '../../lib/contract/heartbeat.js';
import { inventoryUploadsRequestSchema } from '../../lib/contract/inventory-uploads.js';
import { PSEUDONYMS_DEMANDED, uploadsRequestSchema, type ChunkRequest, type HeldChunk } from '../../lib/contract/uploads.js';

export const GOOD_TOKEN = 'mf_token-of-ex01';

/** What the API or the store does instead of its work, at one request. */
export type Mishap =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  | 'says nothing'
  | 'grants expire'
  /** Works, after {@link MailflowServer.onMishap}. */
  | 'something else happens'
  | 'hangs up before'
  | 'hangs up after'
  /** Everything is dead from here on, until {@link MailflowServer.recovers}. */
  | 'goes dark before'
  | 'goes dark after';

export type Door = 'grants' | 'store' | 'heartbeats';

export interface StoredBlob {
  readonly name: string;
  readonly chunk: ChunkRequest;
  readonly packed: Buffer;
  readonly headers: IncomingMessage['headers'];
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** How a store answers when the blob exists. */
export const OVERWRITE_REFUSALS = {
  'If-None-Match': { status: 409, code: 'BlobAlreadyExists', server: 'Windows-Azure-Blob/1.0 Microsoft-HTTPAPI/2.0' },
  'create-only right': { status: 403, code: 'UnauthorizedBlobOverwrite', server: 'Windows-Azure-Blob/1.0 Microsoft-HTTPAPI/2.0' },
  Azurite: { status: 403, code: 'AuthorizationPermissionMismatch', server: 'Azurite-Blob/3.35.0' },
} as const;

/** Mailflow's API and a store with create-only semantics, on the wire. */
export class MailflowServer {
  readonly blobs = new Map<string, StoredBlob>();
  /** Chunks per request for grants. */
  readonly grantRequests: number[] = [];
  /** Chunks that were granted, whether they came or not. */
  readonly ledger: ChunkRequest[] = [];
  /** Says for any bytes that they are known in other pieces. */
  disagrees: readonly HeldChunk[] | undefined;
  readonly heartbeats: Heartbeat[] = [];
  /** Exports of the inventory that have come, by kind. */
  readonly exports: string[] = [];
  /** What the answer to a heartbeat asks to try out. */
  probes: readonly unknown[] = [];
  /** As the tenant's setting says. */
  demandsPseudonyms = false;
  /** The token that is taken. */
  goodToken = GOOD_TOKEN;
  puts = 0;
  refusal: keyof typeof OVERWRITE_REFUSALS = 'If-None-Match';
  onDark: () => unknown = () => undefined;
  onMishap: () => void = () => undefined;

  readonly #server: Server;
  readonly #grants = new Map<string, { readonly name: string; readonly chunk: ChunkRequest }>();
  readonly #mishaps: { readonly door: Door; after: number; readonly mishap: Mishap }[] = [];
  #dark = false;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => response.destroy(error as Error));
    });
  }

  static async start(): Promise<MailflowServer> {
    const mailflow = new MailflowServer();
    await new Promise<void>((resolve) => mailflow.#server.listen(0, '127.0.0.1', resolve));
    return mailflow;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** The next request at this door, or the one `after` so many, meets a mishap. Several wait for each other. */
  meets(door: Door, mishap: Mishap, after = 0): void {
    this.#mishaps.push({ door, mishap, after });
  }

  recovers(): void {
    this.#dark = false;
    this.#mishaps.length = 0;
  }

  /** The chunks of one log, in order. */
  chunksOf(file: string, date: string): StoredBlob[] {
    return [...this.blobs.values()]
      .filter(({ chunk }) => chunk.file === file && chunk.date === date)
      .sort((a, b) => a.chunk.from - b.chunk.from);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    if (this.#dark) {
      request.socket.destroy();
      return;
    }

    const door = doorOf(request.url ?? '');
    const mishap = this.#nextMishap(door);
    if (typeof mishap === 'object') {
      response.writeHead(mishap.status, mishap.headers).end(mishap.body);
      return;
    }
    if (mishap === 'says nothing') return;
    if (mishap === 'grants expire') this.#grants.clear();
    if (mishap === 'something else happens') this.onMishap();

    const work = mishap?.endsWith('before') ? undefined : this.#work(door, request, Buffer.concat(parts));
    if (mishap?.startsWith('goes dark')) this.#goDark();
    if (work === undefined || mishap === 'hangs up after' || mishap === 'goes dark after') request.socket.destroy();
    else response.writeHead(work.status, work.headers).end(work.body);
  }

  #work(door: Door, request: IncomingMessage, body: Buffer): Answer {
    if (door === 'store') return this.#store(request, body);
    if (request.headers.authorization !== `Bearer ${this.goodToken}`) return { status: 401, body: '{"title":"Unknown token"}' };
    if (door === 'heartbeats') return this.#hear(body);
    return request.url === '/api/v1/inventory-uploads' ? this.#grantExport(body) : this.#grant(body);
  }

  #goDark(): void {
    this.#dark = true;
    this.onDark();
  }

  #nextMishap(door: Door): Mishap | undefined {
    const index = this.#mishaps.findIndex((waiting) => waiting.door === door);
    const waiting = this.#mishaps[index];
    if (waiting === undefined || waiting.after-- > 0) return undefined;
    this.#mishaps.splice(index, 1);
    return waiting.mishap;
  }

  #hear(body: Buffer): Answer {
    this.heartbeats.push(heartbeatSchema.parse(JSON.parse(body.toString())));
    return {
      status: 200,
      body: JSON.stringify({ serverTime: new Date().toISOString(), probes: this.probes, pseudonyms: this.demandsPseudonyms }),
    };
  }

  #grantExport(body: Buffer): Answer {
    const [asked] = inventoryUploadsRequestSchema.parse(JSON.parse(body.toString())).exports;
    const url = `${this.url}/inventory/${asked?.kind ?? ''}`;
    return { status: 201, body: JSON.stringify({ grants: [{ url, expiresAt: '2099-01-01T00:00:00Z', headers: {} }] }) };
  }

  #grant(body: Buffer): Answer {
    const { success, data } = uploadsRequestSchema.safeParse(JSON.parse(body.toString()));
    if (!success) return { status: 400, body: '{"title":"The request is not as the API expects it"}' };
    const { chunks, pseudonyms } = data;
    if (this.demandsPseudonyms && !pseudonyms) return { status: 409, body: JSON.stringify({ type: PSEUDONYMS_DEMANDED, title: 'Not so' }) };
    this.grantRequests.push(chunks.length);
    const grants = chunks.map((chunk) => {
      const held = this.disagrees ?? this.#heldInOtherPieces(chunk);
      if (held.length > 0) return { held };
      this.ledger.push(chunk);
      const signature = randomUUID();
      const name = blobName(chunk);
      this.#grants.set(signature, { name, chunk });
      const url = `${this.url}/protocol-logs/${encodeURIComponent(name)}?sig=${signature}`;
      return { url, expiresAt: '2099-01-01T00:00:00Z', headers: { 'X-Ms-Version': '2026-04-06' } };
    });
    return { status: 201, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ grants }) };
  }

  #heldInOtherPieces(chunk: ChunkRequest): readonly HeldChunk[] {
    const { stream, file, date, from, to, codec } = chunk;
    const sameFile = this.ledger.filter((known) => known.stream === stream && known.file === file && known.date === date);
    if (sameFile.some((known) => known.from === from && known.to === to && known.codec === codec)) return [];
    return sameFile
      .filter((known) => known.from < to && known.to > from)
      .sort((a, b) => a.from - b.from)
      .slice(0, 3) // few, so that the shipper has to ask again
      .map((known) => ({ from: known.from, to: known.to, codec: known.codec }));
  }

  #store(request: IncomingMessage, packed: Buffer): Answer {
    this.puts += 1;
    const url = new URL(request.url ?? '', this.url);
    if (url.pathname.startsWith('/inventory/')) {
      this.exports.push(url.pathname.replace('/inventory/', ''));
      return { status: 201 };
    }
    const grant = this.#grants.get(url.searchParams.get('sig') ?? '');
    const name = decodeURIComponent(url.pathname.replace('/protocol-logs/', ''));
    const { headers } = request;
    if (grant?.name !== name) return { status: 403, headers: { 'x-ms-error-code': 'AuthenticationFailed' } };
    if (headers['x-ms-blob-type'] !== 'BlockBlob' || headers['if-none-match'] !== '*' || headers['x-ms-version'] === undefined)
      return { status: 400 };
    if (headers['content-md5'] !== createHash('md5').update(packed).digest('base64')) {
      return { status: 400, headers: { 'x-ms-error-code': 'Md5Mismatch' } };
    }
    if (this.blobs.has(name)) {
      const { status, code, server } = OVERWRITE_REFUSALS[this.refusal];
      return { status, headers: { 'x-ms-error-code': code, server } };
    }
    this.blobs.set(name, { name, chunk: grant.chunk, packed, headers });
    return { status: 201 };
  }
}

function doorOf(path: string): Door {
  if (path === '/api/v1/heartbeats') return 'heartbeats';
  return path.startsWith('/api/') ? 'grants' : 'store';
}

function blobName({ stream, file, date, from, to, codec }: ChunkRequest): string {
  return `contoso/ex01/${stream}/${file}@${date}/${pad(from)}-${pad(to)}.log.${codec}`;
}

function pad(offset: number): string {
  return String(offset).padStart(20, '0');
}

/** The chunk as it stood in the log. */
export function unpacked({ chunk, packed }: StoredBlob): Buffer {
  return chunk.codec === 'br' ? brotliDecompressSync(packed) : gunzipSync(packed);
}
