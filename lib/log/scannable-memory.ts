import { RowScanner } from './row-scanner.js';
import { loadScanner } from './scanner.js';

let shared: RowScanner | undefined;
let isLoaded = false;

/** Scanners that scan the memory that was handed out, where it stands. */
const inPlace = new WeakMap<ArrayBufferLike, RowScanner>();

/**
 * The scanner for these bytes; `undefined` where the processor has not what it needs, and while the one of this thread is at work: whoever takes a session
 * that was found may read another log to judge it.
 */
export function scannerFor(bytes: Buffer): RowScanner | undefined {
  const scanner = inPlace.get(bytes.buffer) ?? sharedScanner();
  return scanner?.isBusy === false ? scanner : undefined;
}

/** Says that a part of a log begins: if it stands in memory that was handed out, what was told of the part before is gone. */
export function partBegins(bytes: Buffer): void {
  inPlace.get(bytes.buffer)?.forget();
}

function sharedScanner(): RowScanner | undefined {
  if (!isLoaded) shared = newScanner();
  isLoaded = true;
  return shared;
}

function newScanner(): RowScanner | undefined {
  const scanner = loadScanner();
  return scanner && new RowScanner(scanner);
}

/**
 * Memory for the parts of a log, one after the other: some megabytes, so that the sessions that are open at the end of a part cost little. What stands in it
 * is scanned without a copy, and what is told of it is not copied, either: a session that was handed over is valid until the next part is pushed.
 */
export function scannableMemory(): Buffer {
  const scanner = newScanner();
  if (scanner === undefined) return Buffer.allocUnsafeSlow(BYTES_WITHOUT_SCANNER);
  const { memory } = scanner;
  inPlace.set(memory.buffer, scanner);
  return memory;
}

const BYTES_WITHOUT_SCANNER = 4 * 1024 * 1024;
