import { Server } from 'node:http';
import type { ProgrammingModel } from './rpc.js';

type Listen = (this: Server, ...options: unknown[]) => Server;

/**
 * Starts the library, and with it the server to which a Functions host forwards requests when the app streams HTTP (`HttpUri` among the capabilities).
 *
 * The library gives that server no address, which would be every network of this machine and a question of Windows' firewall at each start, and no end,
 * which would keep the process from ending. So while it is started, and only then, `listen` is answered with this machine alone, and does not count as work.
 */
export function startLibrary(model: ProgrammingModel): Promise<Readonly<Record<string, string>>> {
  const prototype = Server.prototype as { listen: Listen };
  const original = prototype.listen;
  prototype.listen = function (...options) {
    return original.call(this, 0, '127.0.0.1', ...options).unref();
  };
  try {
    // It begins to listen before it first waits for anything.
    return model.getCapabilities({});
  } finally {
    prototype.listen = original;
  }
}
