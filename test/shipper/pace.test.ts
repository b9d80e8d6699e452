import fc from 'fast-check';
import { Allowance } from '../../lib/shipper/allowance.js';
import { Pace } from '../../lib/shipper/pace.js';

/** A process whose clock moves by its work and its rests alone. */
function simulated() {
  const world = { now: 0, cpu: 0 };
  return {
    world,
    surroundings: {
      cpuMicroseconds: () => world.cpu,
      now: () => world.now,
      sleep: (milliseconds: number) => {
        world.now += milliseconds;
        return Promise.resolve();
      },
    },
    works(milliseconds: number) {
      world.cpu += milliseconds * 1000;
      world.now += milliseconds;
    },
  };
}

describe('an allowance', () => {
  it('lets a burst pass at once, and then no more than its rate', () => {
    const allowance = new Allowance(10, 50, 0);
    expect(allowance.spend(50, 0)).toBe(0);
    expect(allowance.spend(10, 0)).toBe(1000);
    expect(allowance.spend(10, 1000)).toBe(1000);
  });

  it('saves no more than a burst in a long rest', () => {
    const allowance = new Allowance(10, 50, 0);
    expect(allowance.spend(60, 1_000_000)).toBe(1000);
  });

  it('whatever is spent and whenever, never allows more than the burst and the rate together', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ amount: fc.nat({ max: 1000 }), idle: fc.nat({ max: 5000 }) })), (uses) => {
        const [rate, burst] = [100, 300];
        const allowance = new Allowance(rate, burst, 0);
        let now = 0;
        let spent = 0;
        for (const { amount, idle } of uses) {
          now += idle;
          spent += amount;
          now += allowance.spend(amount, now);
          expect(spent).toBeLessThanOrEqual(burst + (rate * now) / 1000 + 1e-6);
        }
      }),
    );
  });
});

describe('the pace', () => {
  it('takes a tenth of one core in the long run, however long there is work', async () => {
    const { world, surroundings, works } = simulated();
    const pace = new Pace({ cpuPercent: 10 }, surroundings);
    for (let piece = 0; piece < 10_000; piece += 1) {
      works(7);
      await pace.rest();
    }
    expect(world.cpu / 1000 / world.now).toBeCloseTo(0.1, 2);
  });

  it('does not rest for a quiet server’s bit of work', async () => {
    const { world, surroundings, works } = simulated();
    const pace = new Pace({ cpuPercent: 10 }, surroundings);
    works(1500);
    await pace.rest();
    expect(world.now).toBe(1500);
  });

  it('sends no faster than the line may be used', async () => {
    const { world, surroundings } = simulated();
    const pace = new Pace({ cpuPercent: 100, bytesPerSecond: 64 * 1024 }, surroundings);
    for (let sent = 0; sent < 100; sent += 1) await pace.send(pace.sliceBytes);
    expect((100 * pace.sliceBytes) / 1024 / (world.now / 1000)).toBeCloseTo(64, -1);
  });

  it('wakes from its rest when the shipper is asked to end', async () => {
    const stop = new AbortController();
    const pace = new Pace({ cpuPercent: 100, bytesPerSecond: 1 });
    const sending = pace.send(1_000_000, stop.signal);
    stop.abort();
    await expect(sending).rejects.toThrow(/abort/);
  });
});
