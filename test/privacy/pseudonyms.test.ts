import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { KEY_BYTES, Pseudonyms } from '../../lib/privacy/pseudonyms.js';

it('a pseudonym is the beginning of the name’s HMAC with the key, in letters', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: KEY_BYTES, maxLength: KEY_BYTES }), fc.string({ maxLength: 200 }), (key, words) => {
      const hmac = createHmac('sha256', key).update(`words ${words}`).digest();
      const letters = [...hmac.subarray(0, 12)].map((byte) => 'abcdefghijklmnopqrstuvwxyz234567'[byte & 31]).join('');
      expect(new Pseudonyms(Buffer.from(key)).ofWords(words)).toBe(`u${letters}`);
    }),
  );
});
