import fc from 'fast-check';
import { UnpackedValues } from '../../lib/store/unpacked-values.js';

describe('values that were unpacked', () => {
  it('are found again under their digest and no other, and never come to more than is allowed', () => {
    const MAX_BYTES = 100;
    const bytesOf = (digest: string) => digest.length * 7;
    const steps = fc.array(fc.record({ kind: fc.constantFrom('get', 'keep'), digest: fc.string({ minLength: 1, maxLength: 6 }) }), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(steps, (taken) => {
        const values = new UnpackedValues(MAX_BYTES);
        // The newest last, as the one that was asked for last stays longest.
        let model: string[] = [];
        for (const { kind, digest } of taken) {
          const isKept = model.includes(digest);
          if (kind === 'get') {
            expect(values.get(digest)).toBe(isKept ? `value of ${digest}` : undefined);
            if (isKept) model = [...model.filter((one) => one !== digest), digest];
          } else {
            values.keep(digest, `value of ${digest}`, bytesOf(digest));
            if (!isKept) model.push(digest);
            while (model.reduce((sum, one) => sum + bytesOf(one), 0) > MAX_BYTES) model.shift();
          }
        }
      }),
    );
  });
});
