import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isGone, SILENCE_MILLISECONDS, WRITTEN_MILLISECONDS } from '../../lib/shipper/lock-holder.js';
import { StateInUse, withStateLock } from '../../lib/shipper/state-lock.js';

let folder: string;
let stateFile: string;
let lock: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailflow-lock-'));
  stateFile = join(folder, 'state', 'shipper.json');
  lock = `${stateFile}.lock`;
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A number that no process has any more. */
function pidOfTheGone(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}

async function nothing(): Promise<void> {
  await Promise.resolve();
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** A lock that another shipper wrote, and when it last gave a sign of life. */
async function lockOf({ pid = process.ppid, host = hostname(), since = new Date(), silentMilliseconds = 0, text = '' }): Promise<void> {
  await withStateLock(stateFile, nothing); // makes the folder
  writeFileSync(lock, text || JSON.stringify({ id: 'another', pid, host, since: since.toISOString() }));
  const beat = (Date.now() - silentMilliseconds) / 1000;
  utimesSync(lock, beat, beat);
}

describe('one shipper a state file', () => {
  it('the second says in one line who is there, and the first goes on', async () => {
    await withStateLock(stateFile, async (lost) => {
      const second = withStateLock(stateFile, nothing);
      await expect(second).rejects.toBeInstanceOf(StateInUse);
      await expect(second).rejects.toThrow(
        new RegExp(
          `^Another shipper uses \\S+shipper\\.json; it is process ${process.pid} on ${hostname()}, since \\d{4}-\\S+\\. [^\\n]*$`,
        ),
      );
      expect(lost.aborted).toBe(false);
    });
  });

  it('leaves nothing behind when it ends, nor when it fails', async () => {
    await withStateLock(stateFile, nothing);
    await expect(withStateLock(stateFile, () => Promise.reject(new Error('disk full')))).rejects.toThrow('disk full');
    expect(readdirSync(join(folder, 'state'))).toEqual([]);
  });

  it('keeps those apart that start in the same moment', async () => {
    await lockOf({ pid: pidOfTheGone() });
    let working = 0;
    let most = 0;
    const starts = Array.from({ length: 8 }, () =>
      withStateLock(stateFile, async () => {
        most = Math.max(most, (working += 1));
        await new Promise((resolve) => setTimeout(resolve, 50));
        working -= 1;
      }),
    );
    const ends = await Promise.allSettled(starts);
    expect(most).toBe(1);
    for (const end of ends) if (end.status === 'rejected') expect(end.reason).toBeInstanceOf(StateInUse);
  });
});

describe('a takeover that was ended half-way', () => {
  it('holds up nobody, when its process is gone', async () => {
    await lockOf({ pid: pidOfTheGone() });
    const { pid, host, since, id } = { pid: pidOfTheGone(), host: hostname(), since: new Date().toISOString(), id: 'taker' };
    writeFileSync(`${lock}.takeover`, JSON.stringify({ id, pid, host, since }));
    await withStateLock(stateFile, nothing);
    expect(readdirSync(join(folder, 'state'))).toEqual([]);
  });

  it('holds up for some seconds when it was not yet said whose it is', async () => {
    await lockOf({ pid: pidOfTheGone() });
    writeFileSync(`${lock}.takeover`, '');
    await expect(withStateLock(stateFile, nothing)).rejects.toBeInstanceOf(StateInUse);
    const longAgo = (Date.now() - WRITTEN_MILLISECONDS - 1_000) / 1000;
    utimesSync(`${lock}.takeover`, longAgo, longAgo);
    await withStateLock(stateFile, nothing);
    expect(readdirSync(join(folder, 'state'))).toEqual([]);
  });
});

describe('a lock whose holder is gone is taken over', () => {
  it.each([
    { told: 'its process does not exist', left: () => ({ pid: pidOfTheGone() }) },
    { told: 'its process number was given to this process since', left: () => ({ pid: process.pid, since: new Date(0) }) },
    {
      told: 'another machine gave no sign of life for long',
      left: () => ({ host: 'EX02', silentMilliseconds: SILENCE_MILLISECONDS + 5_000 }),
    },
    {
      told: 'its process number belongs to another program, so no sign of life comes',
      left: () => ({ silentMilliseconds: SILENCE_MILLISECONDS + 5_000 }),
    },
    { told: 'the power failed while it was written', left: () => ({ text: '{"id":', silentMilliseconds: WRITTEN_MILLISECONDS + 1_000 }) },
  ])('$told', async ({ left }) => {
    await lockOf(left());
    await withStateLock(stateFile, async () => {
      await nothing();
      expect(JSON.parse(readFileSync(lock, 'utf8'))).toMatchObject({ pid: process.pid, host: hostname() });
    });
    expect(readdirSync(join(folder, 'state'))).toEqual([]);
  });

  it.each([
    { told: 'its process exists', left: () => ({}) },
    { told: 'it runs on another machine, where nobody can look', left: () => ({ host: 'EX02', pid: 1 }) },
    { told: 'it is quiet, but not for long', left: () => ({ host: 'EX02', silentMilliseconds: SILENCE_MILLISECONDS - 5_000 }) },
    { told: 'it is just being written', left: () => ({ text: '{"id":' }) },
  ])('and no other: $told', async ({ left }) => {
    await lockOf(left());
    await expect(withStateLock(stateFile, nothing)).rejects.toBeInstanceOf(StateInUse);
    expect(existsSync(lock)).toBe(true);
  });
});

it('a lock from before the machine was started is nobody’s, even if its process number exists again', () => {
  const now = Date.now();
  const holder = { id: 'another', pid: process.ppid, host: hostname(), since: new Date(now - 40_000).toISOString() };
  expect(isGone(holder, now - 30_000, now, 31)).toBe(false);
  expect(isGone(holder, now - 30_000, now, 29)).toBe(true);
  expect(isGone({ ...holder, host: 'EX02' }, now - 30_000, now, 29)).toBe(false);
});

describe('the holder', () => {
  it('gives signs of life', async () => {
    await withStateLock(
      stateFile,
      async () => {
        utimesSync(lock, 1, 1);
        await until(() => Date.now() - statSync(lock).mtimeMs < 1_000);
        await expect(withStateLock(stateFile, nothing)).rejects.toBeInstanceOf(StateInUse);
      },
      5,
    );
  });

  it('ends when it sees that the lock is another’s, and leaves that one alone', async () => {
    const sleeper = withStateLock(
      stateFile,
      async (lost) => {
        writeFileSync(lock, JSON.stringify({ id: 'another', pid: 4711, host: 'EX02', since: '2026-01-01T00:00:00Z' }));
        await until(() => lost.aborted);
      },
      5,
    );
    await expect(sleeper).rejects.toThrow('process 4711 on EX02, since 2026-01-01T00:00:00Z');
    expect(readFileSync(lock, 'utf8')).toContain('another');
  });

  it('takes the lock again when somebody deleted the file', async () => {
    await withStateLock(
      stateFile,
      async (lost) => {
        rmSync(lock);
        await until(() => existsSync(lock));
        expect(lost.aborted).toBe(false);
      },
      5,
    );
    expect(existsSync(lock)).toBe(false);
  });
});
