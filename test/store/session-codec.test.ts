import { randomBytes } from 'node:crypto';
import type { LogRecord, LogSession } from '../../lib/log/record.js';
import { longProperties, MAX_LONG_BYTES, readLongJson } from '../../lib/store/long-bytes.js';
import { MAX_PROPERTY_BYTES, TableLimitExceeded } from '../../lib/store/table-limits.js';
import { packSession, type PackedSession } from '../../lib/store/session-codec.js';
import { fixtureSession } from '../diagnosis/fixture-session.js';

const seed = fixtureSession('00-seed-unknowncredentials.log');

/** A session of this many recipients, each with an address that no compression makes small. */
function sessionOf(recipients: number, addressBytes = 30): LogSession {
  const [first] = seed.records;
  if (first === undefined) throw new Error('The seed has records.');
  const records = Array.from({ length: recipients }, (_, sequence): LogRecord => ({
    ...first,
    sequence,
    data: `RCPT TO:<${randomBytes(addressBytes).toString('hex')}>`,
    text: '',
  }));
  return { ...seed, records };
}

function stored(session: LogSession): PackedSession {
  return readLongJson(longProperties('session', packSession(session)), 'session') as PackedSession;
}

describe('a session in a table row', () => {
  it('comes back as it was', () => {
    expect(stored(seed)).toEqual({ session: seed, recordsLeftOut: 0, isCut: false });
  });

  it('is spread over properties that each stay within Azure’s limit', () => {
    const properties = longProperties('session', packSession(sessionOf(5_000)));
    expect(Object.keys(properties).length).toBeGreaterThan(1);
    for (const bytes of Object.values(properties)) expect(bytes.length).toBeLessThanOrEqual(MAX_PROPERTY_BYTES);
  });

  it('loses its middle, and says so, when it is too long for a row', () => {
    const session = sessionOf(60_000);
    const { session: kept, recordsLeftOut } = stored(session);
    expect(packSession(session).length).toBeLessThanOrEqual(MAX_LONG_BYTES);
    expect(recordsLeftOut).toBeGreaterThan(0);
    expect(kept.records.length + recordsLeftOut).toBe(60_000);
    expect(kept.records[0]).toEqual(session.records[0]);
    expect(kept.records.at(-1)).toEqual(session.records.at(-1));
  });

  it('is kept even when a stranger’s single line is larger than a row', () => {
    expect(stored(sessionOf(2, 4 * 1024 * 1024)).session.records).toHaveLength(2);
  });

  it('is refused rather than cut silently when something longer is handed over', () => {
    expect(() => longProperties('session', Buffer.alloc(MAX_LONG_BYTES + 1))).toThrow(TableLimitExceeded);
    expect(Object.keys(longProperties('session', Buffer.alloc(MAX_LONG_BYTES)))).toHaveLength(14);
  });
});
