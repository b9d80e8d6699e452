import { request as requestPlain, type ClientRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as requestSecure } from 'node:https';
import type { Pace } from './pace.js';
import type { Wire } from './wire.js';

export interface HttpRequest {
  readonly method: 'POST' | 'PUT';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: Buffer;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A hundred grants take about 100 KiB, a hundred lists of known pieces at most 650; an answer larger than this is from something that isn't Mailflow. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/**
 * One request and its answer, over `node:http` or `node:https`: they run on every Windows that Node runs on and take the agents that a
 * proxy needs. Redirects aren't followed, since the token goes to the address that was configured and to no other.
 *
 * @throws InsecureAddress before anything is sent; the network's error.
 */
export async function exchange(request: HttpRequest, wire: Wire, silenceMilliseconds: number, signal?: AbortSignal): Promise<HttpAnswer> {
  const { method, url, body } = request;
  const connecting = wire.to(url);
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'http:' ? requestPlain : requestSecure;
    const headers = { ...request.headers, 'content-length': body.length };
    const outgoing = send(url, { method, headers, timeout: silenceMilliseconds, ...connecting, ...(signal && { signal }) }, (incoming) => {
      wholeBody(incoming).then((answer) => {
        // Who answers before the end has heard enough; the connection is of no further use.
        if (!outgoing.writableEnded) outgoing.destroy();
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: answer });
      }, reject);
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error(`nothing moved for ${silenceMilliseconds} ms`)));
    outgoing.on('error', reject);
    sendBody(outgoing, body, wire.pace, signal).catch((error: unknown) => outgoing.destroy(error as Error));
  });
}

/** Slice after slice, at the line's pace. */
async function sendBody(outgoing: ClientRequest, body: Buffer, pace: Pace, signal?: AbortSignal): Promise<void> {
  let at = 0;
  do {
    const slice = body.subarray(at, at + pace.sliceBytes);
    await pace.send(slice.length, signal);
    if (outgoing.destroyed) return;
    outgoing.write(slice);
    at += slice.length;
  } while (at < body.length);
  outgoing.end();
}

async function wholeBody(incoming: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of incoming as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > MAX_ANSWER_BYTES) throw new Error(`the answer is longer than ${MAX_ANSWER_BYTES} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}
