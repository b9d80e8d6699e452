import { remembered } from '../../lib/microsoft365/remembered.js';

describe('answers that are remembered', () => {
  it('are asked for once, also when the answer is none', () => {
    const asked: string[] = [];
    const answer = remembered((address) => {
      asked.push(address);
      return address === '192.0.2.1' ? 'known' : undefined;
    });
    expect(['192.0.2.1', '192.0.2.2', '192.0.2.1', '192.0.2.2'].map(answer)).toEqual(['known', undefined, 'known', undefined]);
    expect(asked).toEqual(['192.0.2.1', '192.0.2.2']);
  });

  it('stay right, and bounded, for more addresses than can be remembered', () => {
    const answer = remembered((address) => address.length);
    for (let index = 0; index < 25_000; index += 1)
      expect(answer(`10.0.${index >> 8}.${index & 255}`)).toBe(`10.0.${index >> 8}.${index & 255}`.length);
  });
});
