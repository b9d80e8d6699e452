import fc from 'fast-check';
import { afterKey, key, keyPart } from '../../lib/store/keys.js';

describe('table keys', () => {
  it('stay readable for ordinary names', () => {
    expect(key('contoso', 'EX01', 'hub/smtp-send')).toBe('contoso|EX01|hub=2Fsmtp-send');
  });

  it('hold none of the characters that Azure forbids, whatever a log says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(keyPart(text)).not.toMatch(/[/\\#?'|\p{Cc}]/u);
      }),
    );
  });

  it('differ for different parts, however the parts are cut', () => {
    const parts = fc.array(fc.string({ unit: fc.constantFrom('a', '|', '=', '%', '/') }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        expect(key(...a) === key(...b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });

  it('that begin alike lie in one range', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (first, second) => {
        expect(key(first, second) >= key(first)).toBe(true);
        expect(key(first, second) < afterKey(key(first))).toBe(true);
      }),
    );
  });
});
