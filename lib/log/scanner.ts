import { randomInt } from 'node:crypto';
import { MAX_TEXT_NUMBER } from './row-signs.js';
import { SCANNER_PROGRAM } from './scanner-program.js';

/** What the compiled scanner (assembly/index.ts) offers, where each function is described. */
export interface Scanner {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly INPUT: Constant;
  readonly INPUT_ROOM: Constant;
  readonly OUTPUT: Constant;
  readonly OUTPUT_ROOM: Constant;
  readonly SIGNS: Constant;
  readonly SIGNS_ROOM: Constant;
  readonly reason: Constant;
  readonly rows: Constant;
  readonly seed: (one: bigint, other: bigint) => void;
  readonly begin: (everyRow: boolean) => void;
  readonly addName: (length: number) => number;
  readonly nameBytes: (name: number) => number;
  readonly nameLength: (name: number) => number;
  readonly hold: (id0: number, id1: number, id2: number, id3: number, name: number) => number;
  readonly scan: (from: number, to: number, shift: number, line: number, room: number) => number;
  readonly release: () => void;
  readonly foundEnd: () => number;
  readonly forgetFound: () => void;
}

interface Constant {
  readonly value: number;
}

/** What of WebAssembly is needed: Node.js has it, the types for Node.js have not. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
  validate(bytes: Uint8Array): boolean;
};

/** The scanner of this thread, or `undefined` on a processor that has not what it needs: SSSE3 and SSE4.1, or Arm's NEON. */
export function loadScanner(): Scanner | undefined {
  const program = Buffer.from(SCANNER_PROGRAM, 'base64');
  if (!WebAssembly.validate(program)) return undefined;
  const scanner = new WebAssembly.Instance(new WebAssembly.Module(program), { 'repeated-texts': { nextNumber } }).exports as Scanner;
  scanner.seed(randomBits(), randomBits());
  return scanner;
}

let latestNumber = 0;

/** The number of a text that a scanner sees for the first time, or 0 when there is none left. Scanners share them: who reads a log may use several. */
function nextNumber(): number {
  return latestNumber === MAX_TEXT_NUMBER ? 0 : ++latestNumber;
}

function randomBits(): bigint {
  return (BigInt(randomInt(2 ** 32)) << 32n) | BigInt(randomInt(2 ** 32));
}
