import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A peer that listens on this machine until the test ends. */
export interface Peer {
  readonly port: number;
  close(): Promise<void>;
}

/** A real mail server. */
export async function mailServer(options: SMTPServerOptions): Promise<Peer> {
  const server = new SMTPServer({ authOptional: true, disabledCommands: ['AUTH'], disableReverseLookup: true, logger: false, ...options });
  // A client that leaves in the middle of a handshake is what the tests are about.
  server.on('error', () => undefined);
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  return {
    port: (listening.address() as AddressInfo).port,
    close: async () =>
      new Promise<void>((done) => {
        server.close(done);
      }),
  };
}

/** A peer that says what no mail server would. */
export async function oddPeer(onConnection: (socket: Socket) => void): Promise<Peer> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined).on('close', () => open.delete(socket));
    onConnection(socket);
  });
  const port = await listen(server);
  return {
    port,
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}

/** A peer that greets, and answers each command by its verb, others as `*` says; what it has no answer for it leaves unanswered. */
export async function scriptedPeer(greeting: string, answers: Readonly<Record<string, string>>): Promise<Peer> {
  return oddPeer((socket) => {
    socket.write(`${greeting}\r\n`);
    socket.on('data', (bytes) => {
      for (const line of bytes.toString('latin1').split('\r\n')) {
        const answer = answers[line.split(' ', 1)[0] ?? ''] ?? (line === '' ? undefined : answers['*']);
        if (answer !== undefined) socket.write(`${answer}\r\n`);
      }
    });
  });
}

/**
 * A port that takes no more connections: somebody listens and never accepts, and the queue before him is full. What comes then is dropped without an
 * answer, as by a firewall. Linux does so; elsewhere the kernel may refuse.
 */
export async function blackHole(): Promise<Peer> {
  const gate = new SharedArrayBuffer(4);
  const worker = new Worker(
    `const { workerData, parentPort } = require('node:worker_threads');
     const server = require('node:net').createServer();
     server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
       parentPort.postMessage(server.address().port);
       Atomics.wait(new Int32Array(workerData), 0, 0);
       process.exit();
     });`,
    { eval: true, workerData: gate },
  );
  const [port] = (await once(worker, 'message')) as [number];
  const waiting: Socket[] = [];
  const close = async () => {
    for (const socket of waiting) socket.destroy();
    Atomics.store(new Int32Array(gate), 0, 1);
    Atomics.notify(new Int32Array(gate), 0);
    await worker.terminate();
  };
  while (waiting.length < 64) {
    const socket = connect({ port, host: '127.0.0.1' }).on('error', () => undefined);
    waiting.push(socket);
    const connected = once(socket, 'connect').then(() => true);
    if (!(await Promise.race([connected, sleep(1_000, false)]))) return { port, close };
  }
  await close();
  throw new Error('The queue of this machine never fills.');
}

/** A port on which nobody listens. */
export async function shutPort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((done) => server.close(done));
  return port;
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
