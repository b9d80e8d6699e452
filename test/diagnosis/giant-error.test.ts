import { lastErrorFields } from '../../lib/diagnosis/error-text/last-error-fields.js';
import { normalised } from '../../lib/diagnosis/normalised.js';

/** A line of a log may have megabytes, and a stranger may choose them. What looks back and forth over all of it would take hours. */
describe('an error text of megabytes', () => {
  it('is told from others by its beginning', () => {
    const beginning = '550 5.7.1 You may not do that, ';
    const giants = ['@a', 'mail.contoso.example ', '0123456789abcdef'].map((piece) => normalised(beginning + piece.repeat(200_000)));
    for (const giant of giants) {
      expect(giant.startsWith('550 5.7.1 you may not do that') || giant.startsWith('550 5.7.1 You may not do that')).toBe(true);
      expect(giant.length).toBeLessThan(200);
    }
  });

  it('that is nothing but beginnings of fields has the first of each', () => {
    const fields = lastErrorFields(`{LED=451 4.4.0 first};${'{LED=x};'.repeat(50_000)}`);
    expect(JSON.stringify(fields)).toContain('451 4.4.0 first');
  });
});
