import { SeededRandom } from '../bench/seeded-random.js';
import { CERTIFICATE_VALID, receiveSession, sendSession, type SessionScript } from '../bench/session-script.js';
import { anyStory, STORIES, type Story } from './stories.js';

/** A customer of the demonstration. */
export interface DemoTenant {
  readonly id: string;
  readonly name: string;
  readonly server: string;
  readonly story: Story;
  /** For how many days from now its certificate is valid. */
  readonly certificateDays: number;
}

/** A log as Exchange would have written it. */
export interface DemoLog {
  readonly folder: 'TransportRoles/Logs/Hub/ProtocolLog/SmtpSend' | 'TransportRoles/Logs/FrontEnd/ProtocolLog/SmtpReceive';
  readonly name: string;
  readonly text: string;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;
const FIRST = ['North', 'South', 'Blue', 'Red', 'Alpine', 'Harbour', 'Silver', 'Green', 'City', 'River', 'Forest', 'Golden'] as const;
const SECOND = ['Logistics', 'Foods', 'Clinic', 'Bakery', 'Steel', 'Insurance', 'Shipping', 'Printing', 'Chemicals', 'Schools'] as const;
const ENDING = ['Ltd', 'GmbH', 'Group', 'SA'] as const;

/** A fleet of so many tenants. The same seed gives the same fleet; its first tenants live one story each, so that a small fleet shows them all. */
export function demoFleet(tenants: number, seed = 1): readonly DemoTenant[] {
  const random = new SeededRandom(seed);
  return Array.from({ length: tenants }, (_, index) => {
    const name = `${random.oneOf(FIRST)} ${random.oneOf(SECOND)} ${random.oneOf(ENDING)}`;
    const number = String(index + 1).padStart(3, '0');
    return {
      id: `${name.toLowerCase().replaceAll(' ', '-')}-${number}`,
      name: `${name} ${number}`,
      server: 'EX01',
      story: STORIES[index] ?? anyStory(random),
      certificateDays: random.happens(0.05) ? random.between(2, 25) : random.between(60, 300),
    };
  });
}

/** A tenant's send and receive log of the hours before now, with so many sessions an hour in each. */
export function demoLogs(
  { story, certificateDays }: DemoTenant,
  options: { now: number; hours: number; sessionsAnHour: number; seed: number },
): readonly DemoLog[] {
  const random = new SeededRandom(options.seed);
  const begin = options.now - options.hours * HOUR;
  const validUntil = options.now + certificateDays * DAY;
  const log = (prefix: 'SEND' | 'RECV', side: 'Send' | 'Receive', script: (hoursAgo: number) => SessionScript): string => {
    const written = new LogText(side, begin, validUntil);
    for (let session = 0; session < options.hours * options.sessionsAnHour; session += 1) {
      const at = begin + ((session + random.next()) * HOUR) / options.sessionsAnHour;
      written.session(
        script((options.now - at) / HOUR),
        at,
        `${prefix === 'SEND' ? '08DE' : '08DF'}${session.toString(16).toUpperCase().padStart(12, '0')}`,
      );
    }
    return written.text();
  };
  const name = (prefix: string) => `${prefix}${new Date(begin).toISOString().slice(0, 13).replace(/\D/g, '')}-1.LOG`;
  return [
    {
      folder: 'TransportRoles/Logs/Hub/ProtocolLog/SmtpSend',
      name: name('SEND'),
      text: log('SEND', 'Send', (hoursAgo) => sendSession(random, story.sends(hoursAgo, random))),
    },
    {
      folder: 'TransportRoles/Logs/FrontEnd/ProtocolLog/SmtpReceive',
      name: name('RECV'),
      text: log('RECV', 'Receive', (hoursAgo) => receiveSession(random, story.receives(hoursAgo, random))),
    },
  ];
}

/** Milliseconds between two rows of a session: most are a round trip apart. */
const PACE = 40;

class LogText {
  readonly #lines: string[];

  readonly #valid: string;

  constructor(side: 'Send' | 'Receive', begin: number, validUntil: number) {
    this.#valid = [validUntil - YEAR, validUntil].map((time) => new Date(time).toISOString()).join(' ');
    this.#lines = [
      '#Software: Microsoft Exchange Server',
      '#Version: 15.0.0.0',
      `#Log-type: SMTP ${side} Protocol Log`,
      `#Date: ${new Date(begin).toISOString()}`,
      '#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context',
    ];
  }

  session({ connector, remote, local, connectedFrom, rows }: SessionScript, at: number, id: string): void {
    for (const [index, row] of rows.entries()) {
      const time = new Date(at + index * PACE).toISOString();
      this.#lines.push(
        `${time},${connector},${id},${index},${index < connectedFrom ? '' : local},${remote},${row.replace(CERTIFICATE_VALID, this.#valid)}`,
      );
    }
  }

  text(): string {
    return `${this.#lines.join('\r\n')}\r\n`;
  }
}
