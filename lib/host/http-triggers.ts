import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { finished } from 'node:stream/promises';
import { isNativeError } from 'node:util/types';
import { bindingData } from './binding-data.js';
import { forwardRequest, passAnswer } from './forward.js';
import type { Invocations, LogEntry } from './invocation.js';
import type { RegisteredFunction } from './registry.js';
import { RouteTable } from './routes.js';

export interface HttpTriggersOptions {
  readonly port: number;
  readonly hostname: string;
  readonly routePrefix: string;
  readonly maxRequestBytes: number;
  /** Of the library's server, to which requests go on. */
  readonly serverPort: () => Promise<number>;
  readonly invocations: Invocations;
  readonly onLog: (entry: LogEntry) => void;
}

/** How long closing waits for clients to take their answers. */
const CLOSE_MILLISECONDS = 10_000;

/** Serves http functions as the Functions host does. */
export class HttpTriggers {
  readonly #routes: RouteTable<RegisteredFunction>;
  readonly #options: HttpTriggersOptions;
  readonly #server: Server;
  readonly #answering = new Set<Promise<void>>();

  constructor(functions: readonly RegisteredFunction[], options: HttpTriggersOptions) {
    this.#options = options;
    const routes = functions.map((fn) => ({ target: fn, template: fn.trigger.route || fn.name, methods: fn.trigger.methods ?? [] }));
    this.#routes = new RouteTable(routes, options.routePrefix);
    this.#server = createServer((request, response) => {
      this.#serve(request, response);
    });
  }

  /** Begins to listen; resolves with the URL. Rejects in plain words when the port is taken. */
  async listen(): Promise<string> {
    const { port, hostname } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(port, hostname, resolve);
    }).catch((error: unknown) => {
      throw isPortInUse(error) ? new Error(portInUse(port), { cause: error }) : error;
    });
    return `http://${hostname}:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Takes no more requests; resolves when those that run have been answered. */
  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise<void>((resolve) =>
      this.#server.close(() => {
        resolve();
      }),
    );
    const impatience = setTimeout(() => {
      this.#server.closeAllConnections();
    }, CLOSE_MILLISECONDS);
    while (this.#answering.size > 0) await Promise.all(this.#answering);
    this.#server.closeAllConnections();
    await closed;
    clearTimeout(impatience);
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    // A client that goes away is no failure of ours.
    const sent = finished(response).catch(() => undefined);
    const answering = this.#answer(request, response).then(() => sent);
    this.#answering.add(answering);
    void answering.then(() => this.#answering.delete(answering));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const refusal = await this.#pass(request, response);
      if (refusal !== undefined) refuse(request, response, refusal);
    } catch (error) {
      // Whoever hung up is told nothing, and neither is the log.
      if (response.destroyed && request.destroyed) return;
      const message = `${request.method ?? ''} ${request.url ?? ''} could not be answered: ${String(error)}`;
      this.#options.onLog({ level: 'error', category: 'system', message });
      if (!response.headersSent) refuse(request, response, 500);
    }
  }

  /** Has a function answer. @returns the status of a refusal, where none is asked. */
  async #pass(request: IncomingMessage, response: ServerResponse): Promise<Refusal | undefined> {
    const { invocations, maxRequestBytes, serverPort } = this.#options;
    const url = urlOf(request);
    if (!url) return 400;
    const route = this.#routes.find(request.method ?? '', url.pathname);
    if (!route) return 404;
    const { target: fn, params } = route;
    // The embedded host has no keys, so nobody can have the right one.
    if (fn.trigger.authLevel !== 'anonymous') return 401;
    const body = await bodyOf(request, maxRequestBytes);
    if (body === undefined) return 413;
    const invocationId = randomUUID();
    const outgoing = await forwardRequest(request, body, { port: await serverPort(), invocationId });
    const passed = passAnswer(outgoing, response);
    // The library answers nobody whose function fails. The Functions host waits four minutes for it; here the end comes at once, if nothing has come yet.
    const ran = invocations
      .run(fn, { invocationId, data: { http: {} }, triggerMetadata: bindingData(request, body.toString(), url.searchParams, params) })
      .catch(() => (response.headersSent ? undefined : outgoing.destroy()));
    await Promise.all([passed, ran]);
    return undefined;
  }
}

type Refusal = 400 | 401 | 404 | 413 | 500;

/** Answers without a body. What the client still sends is not read: the connection ends. */
function refuse(request: IncomingMessage, response: ServerResponse, status: Refusal): void {
  response.statusCode = status;
  if (hasBody(request)) response.setHeader('Connection', 'close');
  response.end();
}

function hasBody(request: IncomingMessage): boolean {
  return request.headers['transfer-encoding'] !== undefined || announcedBytes(request) > 0;
}

function announcedBytes({ headers }: IncomingMessage): number {
  return Number(headers['content-length'] ?? 0);
}

/** The whole body; `undefined` when it is larger, and then the rest is not read. */
async function bodyOf(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  if (announcedBytes(request) > maxBytes) return undefined;
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > maxBytes) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function urlOf({ url = '', headers }: IncomingMessage): URL | undefined {
  try {
    return new URL(url.startsWith('/') ? `http://${headers.host ?? 'localhost'}${url}` : url);
  } catch {
    return undefined;
  }
}

function isPortInUse(error: unknown): boolean {
  return isNativeError(error) && 'code' in error && error.code === 'EADDRINUSE';
}

function portInUse(port: number): string {
  return `Port ${port} is in use. Another Mailflow may be running; stop it or choose another port with --port.`;
}
