import { connect, type Socket } from 'node:net';
import { networkErrorCode } from './network-error.js';

export type Call = { readonly kind: 'stands'; readonly socket: Socket } | { readonly kind: 'failed'; readonly code: string };

/** Opens a TCP connection; gives it up as Windows would. */
export async function call(address: string, port: number, timeoutMilliseconds: number): Promise<Call> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    const fail = (code: string): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ kind: 'failed', code });
    };
    const timer = setTimeout(() => {
      fail('ETIMEDOUT');
    }, timeoutMilliseconds);
    const onError = (error: Error): void => {
      fail(networkErrorCode(error));
    };
    socket.once('error', onError).once('connect', () => {
      clearTimeout(timer);
      socket.off('error', onError);
      resolve({ kind: 'stands', socket });
    });
  });
}
