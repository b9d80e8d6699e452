import { request as requestPlain, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as requestSecure } from 'node:https';

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
 */
export async function exchange(request: HttpRequest, silenceMilliseconds: number, signal?: AbortSignal): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const { method, url, body } = request;
    const send = url.protocol === 'http:' ? requestPlain : requestSecure;
    const headers = { ...request.headers, 'content-length': body.length };
    const outgoing = send(url, { method, headers, timeout: silenceMilliseconds, ...(signal && { signal }) }, (incoming) => {
      wholeBody(incoming).then((answer) => {
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: answer });
      }, reject);
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error(`nothing moved for ${silenceMilliseconds} ms`)));
    outgoing.on('error', reject);
    outgoing.end(body);
  });
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
