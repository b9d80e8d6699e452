import type { SeededRandom } from '../bench/seeded-random.js';
import type { Ending } from '../bench/session-script.js';

/** What happens at one tenant of the demonstration's fleet. */
export interface Story {
  readonly told: string;
  /** How often it is met, against the others. */
  readonly weight: number;
  /** How a session ends that is sent so many hours before now. */
  readonly sends: (hoursAgo: number, random: SeededRandom) => Ending;
  /** How a session ends that is received then. */
  readonly receives: (hoursAgo: number, random: SeededRandom) => Ending;
}

const healthy = (): Ending => 'healthy';

/** What an MSP meets of a morning: most tenants are well. */
export const STORIES: readonly Story[] = [
  { told: 'mail flows', weight: 74, sends: healthy, receives: healthy },
  {
    told: 'the new certificate is not enabled for SMTP',
    weight: 5,
    sends: (hoursAgo) => (hoursAgo < 5 ? 'unknown-credentials' : 'healthy'),
    receives: healthy,
  },
  {
    told: 'a certificate failed in the night and was mended',
    weight: 4,
    sends: (hoursAgo) => (hoursAgo >= 8 && hoursAgo < 13 ? 'unknown-credentials' : 'healthy'),
    receives: healthy,
  },
  {
    told: 'the firewall has port 25 shut since an hour',
    weight: 4,
    sends: (hoursAgo) => (hoursAgo < 1 ? 'connect-timeout' : 'healthy'),
    receives: healthy,
  },
  {
    told: 'a printer may not relay',
    weight: 6,
    sends: healthy,
    receives: (_hoursAgo, random) => (random.happens(0.15) ? 'relay-denied' : 'healthy'),
  },
  {
    told: 'a scanner logs on with an old password',
    weight: 7,
    sends: healthy,
    receives: (_hoursAgo, random) => (random.happens(0.2) ? 'logon-denied' : 'healthy'),
  },
];

/** A story, by its weight. */
export function anyStory(random: SeededRandom): Story {
  let left = random.next() * STORIES.reduce((sum, { weight }) => sum + weight, 0);
  for (const story of STORIES) {
    left -= story.weight;
    if (left < 0) return story;
  }
  throw new RangeError('the weights of the stories do not add up');
}
