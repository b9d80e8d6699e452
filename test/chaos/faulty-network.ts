import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SeededRandom } from '../bench/seeded-random.js';

/** What happens to a request on its way. */
const FAULTS = ['dropped', 'delayed', 'reset', 'request truncated', 'answer truncated', '500', '503', '403'] as const;
export type Fault = (typeof FAULTS)[number];

/** How often something happens, of a hundred requests. */
const SHARE = 0.35;
const LONGEST_DELAY = 400;

interface Doors {
  readonly api: string;
  readonly store: string;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/**
 * The only way from the shipper to Mailflow and its storage: a proxy that drops, delays, resets and truncates, and answers in the place of those who are
 * asked. The addresses in grants lead through it too.
 */
export class FaultyNetwork {
  readonly #server: Server;
  readonly #doors: Doors;
  readonly #random: SeededRandom;
  readonly met = new Map<Fault, number>();
  isFaulty = true;
  /** Called at each request, before and after it was passed on. */
  onMoment: () => void = () => undefined;

  private constructor(doors: Doors, random: SeededRandom) {
    this.#doors = doors;
    this.#random = random;
    this.#server = createServer((incoming, response) => {
      this.#pass(incoming, response).catch(() => incoming.socket.destroy());
    });
  }

  static async open(doors: Doors, random: SeededRandom): Promise<FaultyNetwork> {
    const network = new FaultyNetwork(doors, random);
    await new Promise<void>((resolve) => network.#server.listen(0, '127.0.0.1', resolve));
    return network;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await whole(incoming);
    this.onMoment();
    const fault = this.isFaulty && this.#random.happens(SHARE) ? this.#random.oneOf(FAULTS) : undefined;
    if (fault !== undefined) this.met.set(fault, (this.met.get(fault) ?? 0) + 1);
    switch (fault) {
      case 'dropped':
        incoming.socket.destroy();
        return;
      case '500':
      case '403':
        response.writeHead(Number(fault)).end('<html>an error page</html>');
        return;
      case '503':
        response.writeHead(503, { 'retry-after': '1' }).end();
        return;
      case 'request truncated':
        await this.#forward(incoming, body.subarray(0, body.length >> 1)).catch(() => undefined);
        incoming.socket.destroy();
        return;
      case 'delayed':
        await new Promise((resolve) => setTimeout(resolve, this.#random.between(1, LONGEST_DELAY)));
        break;
      case 'reset':
      case 'answer truncated':
      case undefined:
        break;
    }
    const { status, headers, body: answer } = await this.#forward(incoming, body);
    this.onMoment();
    if (fault === 'reset') {
      incoming.socket.resetAndDestroy();
      return;
    }
    const { 'transfer-encoding': _chunked, ...kept } = headers;
    response.writeHead(status, { ...kept, 'content-length': answer.length });
    if (fault === 'answer truncated') {
      response.write(answer.subarray(0, answer.length >> 1), () => incoming.socket.destroy());
      return;
    }
    response.end(answer);
  }

  /** A part of the body with the length of the whole: whoever gets it waits for the rest until the line breaks. */
  async #forward({ method, url = '', headers }: IncomingMessage, body: Buffer): Promise<Answer> {
    const isApi = url.startsWith('/api/');
    const target = new URL(url, isApi ? this.#doors.api : this.#doors.store);
    return new Promise((resolve, reject) => {
      const outgoing = request(target, { method, headers: { ...headers, host: target.host } }, (incoming) => {
        whole(incoming).then((answer) => {
          const text = isApi ? Buffer.from(answer.toString('utf8').replaceAll(this.#doors.store, this.origin)) : answer;
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: text });
        }, reject);
      });
      outgoing.on('error', reject);
      if (body.length < Number(headers['content-length'] ?? 0)) outgoing.write(body, () => outgoing.destroy());
      else outgoing.end(body);
    });
  }
}

async function whole(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}
