import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { uploadsRequestSchema } from '../../lib/contract/uploads.js';
import type { Identity } from '../probe/certificates.js';

/** Takes everything that a shipper sends, at once, and keeps nothing: so what is measured is the shipper. */
export interface Sink {
  readonly url: string;
  readonly received: { chunks: number; bytes: number };
  close(): void;
}

/** @param identity by which it is known, with TLS; without one it is spoken to in plain text */
export async function openSink(identity?: Identity): Promise<Sink> {
  const received = { chunks: 0, bytes: 0 };
  const answer: RequestListener = (request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts);
      if (request.url === '/api/v1/uploads') {
        const grants = uploadsRequestSchema.parse(JSON.parse(body.toString())).chunks.map(() => grant(url()));
        response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify({ grants }));
      } else if (request.url === '/api/v1/heartbeats') {
        response.end(JSON.stringify({ serverTime: new Date().toISOString(), probes: [] }));
      } else {
        received.chunks += 1;
        received.bytes += body.length;
        response.writeHead(201).end();
      }
    });
  };
  const server = identity === undefined ? createServer(answer) : createSecureServer(identity, answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = identity === undefined ? 'http://127.0.0.1' : 'https://localhost';
  const url = () => `${origin}:${(server.address() as AddressInfo).port}`;
  return {
    url: url(),
    received,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function grant(url: string) {
  return { url: `${url}/protocol-logs/a-chunk`, expiresAt: '2099-01-01T00:00:00Z', headers: {} };
}
