import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A port of this machine that stays the same, whoever stands behind it at the moment. While nobody does, it refuses. */
export class StablePort {
  readonly #server = createServer((socket) => {
    this.#serve(socket);
  });
  readonly #sockets = new Set<Socket>();
  #behind: number | undefined;

  async open(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  leadsTo(port: number): void {
    this.#behind = port;
  }

  /** Who stood there is gone, and so is every connection. */
  leadsNowhere(): void {
    this.#behind = undefined;
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.leadsNowhere();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(socket: Socket): void {
    if (this.#behind === undefined) {
      socket.resetAndDestroy();
      return;
    }
    const upstream = connect(this.#behind, '127.0.0.1');
    for (const [one, other] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      this.#sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.#sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  }
}
