import { request as httpRequest, type ClientRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';

/** Where a request goes on to, and as what. */
export interface Forwarding {
  /** Of the library's server. */
  readonly port: number;
  /** By which the library knows to which invocation a request belongs. */
  readonly invocationId: string;
}

/**
 * Hands a request on to the library's server, as the Functions host does. Resolves when it is on its way: only then may the invocation begin, which waits for
 * its request without end. It may be answered before its body has been read.
 *
 * @source https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script.Grpc/Server/DefaultHttpProxyService.cs
 */
export function forwardRequest(incoming: IncomingMessage, body: Buffer, { port, invocationId }: Forwarding): Promise<ClientRequest> {
  const { method, url: path, headers, socket } = incoming;
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({
      host: '127.0.0.1',
      ...{ port, method, path },
      // A connection of its own: none that was kept could end just when it is used again.
      agent: false,
      headers: {
        ...withoutHops(headers),
        // Else it would end with the answer, even while the body is still on its way.
        connection: 'keep-alive',
        // A body of unknown length stays one.
        ...(headers['transfer-encoding'] !== undefined && { 'transfer-encoding': 'chunked' }),
        'x-forwarded-for': socket.remoteAddress,
        'x-forwarded-host': headers.host ?? 'localhost',
        'x-forwarded-proto': 'http',
        'x-ms-invocation-id': invocationId,
      },
    });
    outgoing
      .once('error', reject)
      .once('socket', (connection) => {
        connection.once('connect', () => {
          resolve(outgoing);
        });
      })
      .end(body);
  });
}

/**
 * Gives the function's answer to whoever asked, as it comes and no faster than it is taken. One that breaks off breaks off here, too; one that nobody
 * takes is not asked for any longer.
 */
export async function passAnswer(outgoing: ClientRequest, response: ServerResponse): Promise<void> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => outgoing.once('response', resolve).once('error', reject));
  response.writeHead(answer.statusCode ?? 502, withoutHops(answer.headers));
  // What is there of a long answer is sent at once, not with what comes later.
  response.flushHeaders();
  await pipeline(answer, response);
}

/** How a message is framed concerns two neighbours alone. */
const HOPS: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'te', 'trailer']);

function withoutHops(headers: IncomingMessage['headers']): IncomingMessage['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOPS.has(name)));
}
