import { Circuit } from '../../lib/shipper/circuit.js';
import type { ShipProblem } from '../../lib/shipper/events.js';

const REFUSED: ShipProblem = { name: 'token-refused', apiUrl: 'https://mailflow.example', status: 401 };
const MINUTE = 60_000;

class Story {
  now = 0;
  token = 'mfs_old';
  readonly circuit = new Circuit({ token: () => Promise.resolve(this.token), steadyClock: () => this.now });

  /** Whether something may be asked at this moment. */
  async passes(): Promise<boolean> {
    const stop = new AbortController();
    const passing = this.circuit.closed(stop.signal).then(
      () => true,
      () => false,
    );
    await new Promise(setImmediate);
    stop.abort();
    return passing;
  }

  /** Until something may be asked again, in minutes. */
  async rest(): Promise<number> {
    const begun = this.now;
    while (!(await this.passes())) this.now += MINUTE / 4;
    return (this.now - begun) / MINUTE;
  }
}

describe('a token that is refused', () => {
  it('is not tried again at once, and more and more seldom, though once an hour', async () => {
    const story = new Story();
    for (const [least, most] of [
      [3, 5],
      [7, 10],
      [15, 20],
      [30, 40],
      [45, 60],
      [45, 60],
    ] as const) {
      await story.circuit.met([REFUSED]);
      const rest = await story.rest();
      expect(rest).toBeGreaterThanOrEqual(least);
      expect(rest).toBeLessThanOrEqual(most + 0.25);
    }
  });

  it('is tried at once when it is another one', async () => {
    const story = new Story();
    await story.circuit.met([REFUSED]);
    expect(await story.passes()).toBe(false);
    story.token = 'mfs_new';
    expect(await story.passes()).toBe(true);
  });

  it('counts from the beginning once Mailflow took it', async () => {
    const story = new Story();
    for (let times = 0; times < 3; times += 1) {
      await story.circuit.met([REFUSED]);
      await story.rest();
    }
    story.circuit.accepted();
    await story.circuit.met([REFUSED]);
    expect(await story.rest()).toBeLessThanOrEqual(5.25);
  });

  it.each<{ told: string; problem: ShipProblem; opens: boolean }>([
    {
      told: 'a proxy that forbids it',
      problem: { name: 'api-refused', apiUrl: 'https://mailflow.example', status: 403, detail: '' },
      opens: true,
    },
    {
      told: 'a request that is wrong',
      problem: { name: 'api-refused', apiUrl: 'https://mailflow.example', status: 400, detail: '' },
      opens: false,
    },
    {
      told: 'a service that is away',
      problem: { name: 'service-unreachable', host: 'x', because: 'ETIMEDOUT', attempts: 5 },
      opens: false,
    },
  ])('and $told', async ({ problem, opens }) => {
    const story = new Story();
    await story.circuit.met([problem]);
    expect(await story.passes()).toBe(!opens);
  });
});
