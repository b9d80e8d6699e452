import { errorCode } from './error-code.js';

/** The state file, or the lock beside it, can't be read or written. Nothing is sent while nothing can be remembered. */
export class StateFailure extends Error {
  override readonly name = 'StateFailure';
  /** Node's own, such as `ENOSPC`. */
  readonly code: string;

  constructor(stateFile: string, done: 'read' | 'written', cause: unknown) {
    const code = errorCode(cause);
    super(`${stateFile} can't be ${done} (${code}${code === 'ENOSPC' ? ', the disk is full' : ''}), so nothing is sent.`, { cause });
    this.code = code;
  }
}
