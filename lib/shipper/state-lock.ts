import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { errorCode } from './error-code.js';
import { StateFailure } from './state-failure.js';
import { isGone, readHolder, type LockHolder } from './lock-holder.js';

/** How often a holder gives a sign of life and looks whether the lock is still its own. */
const BEAT_MILLISECONDS = 10_000;

/** Locks of holders that are gone, taken away one after the other, before the state counts as in use. */
const MAX_ATTEMPTS = 5;

/** Another shipper keeps its positions in the same state file. */
export class StateInUse extends Error {
  override readonly name = 'StateInUse';

  constructor(stateFile: string, holder: LockHolder | undefined) {
    const who = holder === undefined ? 'has just started' : `is process ${holder.pid} on ${holder.host}, since ${holder.since}`;
    super(`Another shipper uses ${stateFile}; it ${who}. One state file serves one shipper: stop that one, or wait until it ends.`);
  }
}

/**
 * Works while no other shipper uses this state file. Two that share one would plan on top of each other, and each would overwrite where the
 * other is.
 *
 * The lock is a file beside the state, created exclusively, that names its holder. It is taken from a holder that is surely gone. One that was only
 * asleep (a suspended machine) sees, when it awakes, that the lock is another's, and ends.
 *
 * @param work is given a signal that comes when the lock was lost
 * @throws StateInUse when another shipper holds the lock, or took it meanwhile.
 */
export async function withStateLock<Result>(
  stateFile: string,
  work: (lost: AbortSignal) => Promise<Result>,
  beatMilliseconds = BEAT_MILLISECONDS,
): Promise<Result> {
  const lock = await StateLock.take(stateFile, beatMilliseconds);
  try {
    const result = await work(lock.lost);
    lock.lost.throwIfAborted();
    return result;
  } finally {
    await lock.release();
  }
}

/** Who works with this state file now; `undefined` when nobody does. */
export async function readHolderOf(stateFile: string): Promise<LockHolder | undefined> {
  const found = await read(lockPath(stateFile));
  if (found === undefined) return undefined;
  const holder = readHolder(found.text);
  return isGone(holder, found.lastBeat, Date.now()) ? undefined : holder;
}

class StateLock {
  readonly #stateFile: string;
  readonly #path: string;
  readonly #mine: string;
  readonly #lost = new AbortController();
  readonly #heart: NodeJS.Timeout;
  #beat: Promise<void> = Promise.resolve();

  private constructor(stateFile: string, mine: string, beatMilliseconds: number) {
    this.#stateFile = stateFile;
    this.#path = lockPath(stateFile);
    this.#mine = mine;
    this.#heart = setInterval(() => {
      this.#beat = this.#beat.then(() => this.#giveSign());
    }, beatMilliseconds).unref();
  }

  static async take(stateFile: string, beatMilliseconds: number): Promise<StateLock> {
    const path = lockPath(stateFile);
    const holder: LockHolder = { id: randomUUID(), pid: process.pid, host: hostname(), since: new Date().toISOString() };
    const mine = JSON.stringify(holder);
    let other: LockHolder | undefined;
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      if (await isCreatedFor(stateFile, mine)) return new StateLock(stateFile, mine, beatMilliseconds);
      const found = await read(path);
      if (found === undefined) continue; // its holder ended in this moment
      other = readHolder(found.text);
      if (!isGone(other, found.lastBeat, Date.now())) break;
      if ((await takeAway(path, found.text, mine)) === 'another takes it') break;
    }
    throw new StateInUse(stateFile, other);
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  async release(): Promise<void> {
    clearInterval(this.#heart);
    await this.#beat;
    try {
      if ((await read(this.#path))?.text === this.#mine) await rm(this.#path, { force: true });
    } catch {
      // It stays behind and is taken away by the next shipper, which sees that this process is gone.
    }
  }

  async #giveSign(): Promise<void> {
    try {
      const found = await read(this.#path);
      const now = new Date();
      if (found?.text === this.#mine) await utimes(this.#path, now, now);
      // Who deletes the file means to free it, but nobody has come; it is still ours.
      else if (found !== undefined || !(await isCreated(this.#path, this.#mine))) {
        this.#lost.abort(new StateInUse(this.#stateFile, readHolder(found?.text ?? '')));
      }
    } catch {
      // A virus scanner or a backup has the file for a moment. The next beat comes long before the lock counts as silent.
    }
  }
}

function lockPath(stateFile: string): string {
  return `${stateFile}.lock`;
}

/** @throws StateFailure when the folder can't be written to. */
async function isCreatedFor(stateFile: string, text: string): Promise<boolean> {
  try {
    await mkdir(dirname(stateFile), { recursive: true });
    return await isCreated(lockPath(stateFile), text);
  } catch (error) {
    throw new StateFailure(stateFile, 'written', error);
  }
}

async function isCreated(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function read(path: string): Promise<{ readonly text: string; readonly lastBeat: number } | undefined> {
  try {
    const { mtimeMs } = await stat(path);
    return { text: await readFile(path, 'utf8'), lastBeat: mtimeMs };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Takes away the lock of a holder that is gone, unless somebody did so meanwhile. One shipper at a time may: of two that saw the same old lock, the
 * slower one would take away the new lock of the faster. Whose turn it is stands in a file as the lock does, so that one who ended in this very moment
 * keeps nobody from it.
 *
 * @returns `tried` when it is worth to look at the lock again
 */
async function takeAway(path: string, text: string, mine: string): Promise<'tried' | 'another takes it'> {
  const turn = `${path}.takeover`;
  if (!(await isCreated(turn, mine))) {
    const taker = await read(turn);
    if (taker !== undefined && !isGone(readHolder(taker.text), taker.lastBeat, Date.now())) return 'another takes it';
    await rm(turn, { force: true });
    return 'tried';
  }
  try {
    if ((await read(path))?.text === text) await rm(path, { force: true });
    return 'tried';
  } finally {
    await rm(turn, { force: true });
  }
}
