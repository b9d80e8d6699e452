import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { webhookPoster, type PostWebhook } from '../../lib/notify/post-webhook.js';
import { allowedRangesIn } from '../../lib/notify/public-address.js';
import { Authority } from '../probe/certificates.js';

/** What a receiver got. */
export interface Received {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How a receiver answers: a status, with headers and a text; or not at all. */
export type Answer = AnyAnswer | 'nothing';

interface AnyAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly text?: string;
  /** The text is never followed by an end. */
  readonly isEndless?: boolean;
}

/** The other end of channels: a real HTTPS server on this machine, by whose paths channels are told apart. */
export class Receiver {
  readonly #server: Server;
  readonly #answers = new Map<string, Answer[]>();
  readonly received: Received[] = [];
  readonly post: PostWebhook;

  private constructor(server: Server, ca: string) {
    this.#server = server;
    this.post = webhookPoster({ allowed: allowedRangesIn('127.0.0.0/8,::1/128'), ca, timeoutMilliseconds: 1_500 });
    server.on('request', (request, response) => {
      const path = request.url ?? '';
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (piece: string) => (body += piece));
      request.on('end', () => {
        this.received.push({ path, headers: request.headers as Record<string, string>, body });
        const answers = this.#answers.get(path) ?? [];
        const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? { status: 204 };
        if (answer === 'nothing') return;
        response.writeHead(answer.status, { ...answer.headers });
        if (answer.isEndless === true) response.write(answer.text ?? '');
        else response.end(answer.text);
      });
    });
  }

  static async open(): Promise<Receiver> {
    const authority = await Authority.found();
    const { cert, key } = await authority.issue(['localhost']);
    const server = createServer({ cert, key });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Receiver(server, authority.pem);
  }

  url(path: string): string {
    return `https://localhost:${(this.#server.address() as AddressInfo).port}${path}`;
  }

  /** The next answers at a path; the last of them is given for ever. */
  answers(path: string, ...answers: readonly Answer[]): void {
    this.#answers.set(path, [...answers]);
  }

  at(path: string): readonly Received[] {
    return this.received.filter((received) => received.path === path);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** The body, if the signature is good by the specification's own library. @throws when it is not */
export function verified(secret: string, { headers, body }: Received): unknown {
  return new Webhook(secret).verify(body, { ...headers });
}
