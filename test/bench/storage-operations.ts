import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import type { LocalStorage } from '../../lib/host/azurite.js';

/** What storage can be asked for, as far as Mailflow asks. */
export const OPERATIONS = [
  'table transaction',
  'table point read',
  'table query',
  'table write',
  'table delete',
  'blob write',
  'blob read',
  'blob list',
  'queue',
] as const;
export type StorageOperation = (typeof OPERATIONS)[number];

export type OperationCounts = Readonly<Record<StorageOperation, number>>;

/**
 * Counts what the emulator is asked for, from whomever: functions, host and shippers. It is counted where it arrives, as Azure does for its bill, so
 * retries count too. A query counts once for each page.
 */
export class OperationCounter {
  readonly #counts = Object.fromEntries(OPERATIONS.map((operation) => [operation, 0])) as Record<StorageOperation, number>;
  readonly #ports: ReadonlyMap<number, 'table' | 'blob' | 'queue'>;
  readonly #listener = (message: unknown) => {
    this.#count((message as { readonly request: IncomingMessage }).request);
  };

  constructor({ tableUrl, blobUrl, queueUrl }: Pick<LocalStorage, 'tableUrl' | 'blobUrl' | 'queueUrl'>) {
    const port = (url: string) => Number(new URL(url).port);
    this.#ports = new Map([
      [port(tableUrl), 'table'],
      [port(blobUrl), 'blob'],
      [port(queueUrl), 'queue'],
    ]);
    subscribe('http.server.request.start', this.#listener);
  }

  /** What was counted so far. */
  get counts(): OperationCounts {
    return { ...this.#counts };
  }

  stop(): void {
    unsubscribe('http.server.request.start', this.#listener);
  }

  #count({ method = '', url = '', socket }: IncomingMessage): void {
    const service = this.#ports.get(socket.localPort ?? 0);
    if (service === undefined) return;
    this.#counts[service === 'table' ? tableOperation(method, url) : service === 'blob' ? blobOperation(method, url) : 'queue'] += 1;
  }
}

function tableOperation(method: string, url: string): StorageOperation {
  if (url.includes('/$batch')) return 'table transaction';
  if (method === 'GET') return /\(PartitionKey=/.test(decodeURIComponent(url)) ? 'table point read' : 'table query';
  return method === 'DELETE' ? 'table delete' : 'table write';
}

function blobOperation(method: string, url: string): StorageOperation {
  if (/[?&]comp=list/.test(url)) return 'blob list';
  return method === 'PUT' ? 'blob write' : 'blob read';
}

/** The sum of all, without what only the embedded host does: in Azure, Event Grid tells of blobs, and nobody lists them. */
export function sumOf(counts: OperationCounts): number {
  return OPERATIONS.filter((operation) => operation !== 'blob list' && operation !== 'queue').reduce(
    (sum, operation) => sum + counts[operation],
    0,
  );
}

/** The counts, divided: `table query 2.1, blob read 1.0`. */
export function perUnit(counts: OperationCounts, units: number): string {
  return OPERATIONS.filter((operation) => counts[operation] > 0)
    .map((operation) => `${operation} ${(counts[operation] / units).toFixed(1)}`)
    .join(', ');
}
