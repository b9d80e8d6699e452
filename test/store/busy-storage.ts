import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How storage answers that has too much to do. */
export interface Refusal {
  readonly status: 429 | 503;
  /** In seconds, or as a date; left out where it does not say. */
  readonly retryAfter?: string;
}

/** A service of the emulator, behind a real door at which everybody can be turned away. */
export class BusyStorage {
  readonly #server: Server;
  readonly #refusals: Refusal[] = [];
  /** When requests came, in milliseconds. */
  readonly cameAt: number[] = [];
  /** Turns away whom it says so of, beside those that {@link refuse} turns away. */
  isBusy: (request: number) => Refusal | undefined = () => undefined;

  private constructor(private readonly target: string) {
    this.#server = createServer((incoming, response) => {
      const refusal = this.#refusals.shift() ?? this.isBusy(this.cameAt.length);
      this.cameAt.push(performance.now());
      if (refusal !== undefined) {
        const { status, retryAfter } = refusal;
        incoming.resume();
        response.writeHead(status, retryAfter === undefined ? {} : { 'retry-after': retryAfter }).end();
        return;
      }
      const { method, url = '', headers } = incoming;
      const to = new URL(url, this.target);
      const outgoing = request(to, { method, headers: { ...headers, host: to.host } }, (answer: IncomingMessage) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      });
      outgoing.on('error', () => incoming.socket.destroy());
      incoming.pipe(outgoing);
    });
  }

  /** @param url of the service, with the account. */
  static async before(url: string): Promise<BusyStorage> {
    const busy = new BusyStorage(url);
    await new Promise<void>((resolve) => busy.#server.listen(0, '127.0.0.1', resolve));
    return busy;
  }

  /** The service's address, by this door. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${new URL(this.target).pathname}`;
  }

  /** Turns the next ones away, each as it says. */
  refuse(...refusals: readonly Refusal[]): void {
    this.cameAt.length = 0;
    this.#refusals.push(...refusals);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
