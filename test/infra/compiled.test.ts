import { readFileSync } from 'node:fs';
import { DIGESTS, digests } from './compiled.js';

describe('the compiled templates', () => {
  it('are those of the Bicep files that lie beside them: npm run infra makes them anew', () => {
    expect(digests()).toBe(readFileSync(DIGESTS, 'utf8'));
  });
});
