import fc from 'fast-check';
import { ByIdentity } from '../../lib/shipper/by-identity.js';
import { identityKey, type LogIdentity } from '../../lib/shipper/file-identity.js';

/** Few names and dates, so that names are written again and stand in several folders. */
const log = fc.record<LogIdentity>({
  stream: fc.constantFrom('hub/smtp-send', 'edge/smtp-send'),
  name: fc.constantFrom('SEND2019052815-1.LOG', 'SEND2019052816-1.LOG'),
  date: fc.constantFrom('2019-05-28T15:00:00.000Z', '2019-05-28T15:30:00.000Z', '2019-05-28T16:00:00.000Z'),
});
const change = fc.record({ kind: fc.constantFrom('set', 'delete'), log });

it('knows each log by stream, name and date, whatever came and went', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      const logs = new ByIdentity<LogIdentity>();
      const model = new Map<string, LogIdentity>();
      for (const { kind, log: one } of changes) {
        if (kind === 'set') {
          logs.set(one);
          model.set(identityKey(one), one);
        } else {
          logs.delete(one);
          model.delete(identityKey(one));
        }
        expect(logs.get(one)).toBe(model.get(identityKey(one)));
      }
      expect([...logs.values()].map(identityKey).sort()).toEqual([...model.keys()].sort());
    }),
  );
});
