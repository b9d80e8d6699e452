import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pseudonymCommand } from '../../lib/cli/pseudonym-command.js';
import { pseudonymise } from '../../lib/privacy/pseudonymise.js';
import type { ShipEvent } from '../../lib/shipper/events.js';
import { Privacy } from '../../lib/shipper/privacy.js';
import { readPseudonyms, UnusableKey } from '../../lib/shipper/pseudonym-key.js';
import { recordingTerminal } from '../cli/recording-terminal.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailflow-key-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('the key for pseudonyms', () => {
  it('is made on first use for its owner alone, and is the same after every restart', async () => {
    const keyFile = join(folder, 'state', 'pseudonyms.key');
    const first = await readPseudonyms(keyFile);
    const second = await readPseudonyms(keyFile);
    if (process.platform !== 'win32') expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    expect(second.ofMailbox('anna', 'contoso.com')).toBe(first.ofMailbox('anna', 'contoso.com'));
  });

  it('is another one on another server', async () => {
    const names = await Promise.all(
      ['a.key', 'b.key'].map(async (name) => (await readPseudonyms(join(folder, name))).ofMailbox('anna', 'c')),
    );
    expect(names[0]).not.toBe(names[1]);
  });

  it.each(['', 'not a key', 'ab'.repeat(31)])('is refused when it is none: “%s”', async (text) => {
    const keyFile = join(folder, 'k');
    writeFileSync(keyFile, text, { mode: 0o600 });
    await expect(readPseudonyms(keyFile)).rejects.toThrow(UnusableKey);
    expect(readFileSync(keyFile, 'utf8')).toBe(text);
  });

  it('is refused when others may read it', async () => {
    if (process.platform === 'win32') return;
    const keyFile = join(folder, 'k');
    await readPseudonyms(keyFile);
    chmodSync(keyFile, 0o644);
    await expect(readPseudonyms(keyFile)).rejects.toThrow(/chmod 600/);
  });

  it('tells on this server who is meant', async () => {
    const pseudonymKey = join(folder, 'k');
    const pseudonyms = await readPseudonyms(pseudonymKey);
    const terminal = recordingTerminal();
    await pseudonymCommand(['Anna@contoso.com', 'CONTOSO\\anna'], { pseudonymKey }, terminal);
    const row = pseudonymise(Buffer.from('<,RCPT TO:<anna@contoso.com>,\r\n*,CONTOSO\\anna,authenticated\r\n'), pseudonyms).toString();
    const told = terminal.said.map((line) => line.split('\t')[1] ?? '');
    expect(told).toHaveLength(2);
    for (const name of told) expect(row).toContain(name);
  });
});

describe('what a tenant’s setting demands', () => {
  const told: string[] = [];
  const tell = ({ name }: ShipEvent) => void told.push(name);
  beforeEach(() => told.splice(0));

  it('leads to one key, told once, though two loops learn of it in the same moment', async () => {
    const privacy = new Privacy({ keyFile: join(folder, 'pseudonym-key') });
    await Promise.all([privacy.follow(true, tell), privacy.follow(true, tell)]);
    expect(told).toEqual(['pseudonyms-begun']);
    const kept = await readPseudonyms(join(folder, 'pseudonym-key'));
    expect(privacy.pseudonyms?.ofMailbox('anna', 'contoso.com')).toBe(kept.ofMailbox('anna', 'contoso.com'));
  });

  it('holds for what was granted meanwhile, though it is taken back before that was sent', async () => {
    const privacy = new Privacy({ keyFile: join(folder, 'pseudonym-key') });
    await privacy.follow(true, tell);
    const { answer, pseudonyms } = await privacy.asking((put) => Promise.resolve(put), tell);
    await privacy.follow(false, tell);
    expect([answer, pseudonyms !== undefined, privacy.pseudonyms]).toEqual([true, true, undefined]);
  });

  it('takes nothing back that the server’s own settings say', async () => {
    const privacy = new Privacy({ own: await readPseudonyms(join(folder, 'own')), keyFile: join(folder, 'pseudonym-key') });
    await privacy.follow(true, tell);
    await privacy.follow(false, tell);
    expect([privacy.pseudonyms !== undefined, told]).toEqual([true, []]);
  });

  it('lets nothing be shipped where no key can be made', async () => {
    writeFileSync(join(folder, 'file'), '');
    const privacy = new Privacy({ keyFile: join(folder, 'file', 'pseudonym-key') });
    await expect(privacy.follow(true, tell)).rejects.toMatchObject({ problem: { name: 'pseudonyms-impossible' } });
  });
});
