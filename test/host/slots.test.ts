import { setTimeout as delay } from 'node:timers/promises';
import { assert, asyncProperty, array, integer, nat } from 'fast-check';
import { Slots } from '../../lib/host/slots.js';

describe('slots', () => {
  it('let no more tasks run at once than there are, and every task to its end', async () => {
    await assert(
      asyncProperty(integer({ min: 1, max: 4 }), array(nat(3), { maxLength: 12 }), async (count, lengths) => {
        const slots = new Slots(count);
        let running = 0;
        const ended = lengths.map((length) =>
          slots.run(async () => {
            running++;
            expect(running).toBeLessThanOrEqual(count);
            await delay(length);
            running--;
            return length;
          }),
        );
        expect(await Promise.all(ended)).toEqual(lengths);
      }),
      { numRuns: 25 },
    );
  });

  it('are given back by a task that fails', async () => {
    const slots = new Slots(1);
    await expect(slots.run(() => Promise.reject(new Error('unreadable')))).rejects.toThrow('unreadable');
    await expect(slots.run(() => Promise.resolve('read'))).resolves.toBe('read');
  });
});
