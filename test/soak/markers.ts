import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sendLog } from '../../lib/diagnosis/examples.js';
import { FOLDERS } from './tenants.js';

const POLL_MILLISECONDS = 100;
const HEADER =
  '#Software: Microsoft Exchange Server\r\n#Version: 15.0.0.0\r\n#Log-type: SMTP Send Protocol Log\r\n#Date: 2024-05-14T09:00:00.000Z\r\n' +
  '#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context\r\n';
const REFUSED = '*,,attempting to connect\n*,,"Failed to connect. Winsock error code: 10061, Win32 error code: 10061"\n-,,Local';

/** Milliseconds from a written line to the finding in an answer of the API. */
export interface Latency {
  readonly milliseconds: number;
  /** While logs were waiting, or with nothing else to do. */
  readonly when: 'loaded' | 'idle';
}

/** Writes failures that nobody else has into a growing log, one at a time, and waits for each. */
export class Markers {
  readonly latencies: Latency[] = [];
  #when: Latency['when'] = 'loaded';
  #written = 0;
  /** How often the API was asked. */
  polls = 0;

  constructor(
    private readonly root: string,
    private readonly findings: { readonly url: string; readonly token: string },
  ) {}

  /** The logs have come; what is measured from now on is an idle Mailflow. */
  becomesIdle(): void {
    this.#when = 'idle';
  }

  /** Goes on until the signal, a pause between two markers. */
  async run(pauseMilliseconds: number, signal: AbortSignal): Promise<void> {
    const folder = join(this.root, FOLDERS['hub/smtp-send'] ?? '');
    const log = join(folder, 'SEND2024051409-1.LOG');
    await mkdir(folder, { recursive: true });
    await appendFile(log, HEADER);
    const goesOn = () => !signal.aborted;
    const pause = (milliseconds: number) => sleep(milliseconds, undefined, { signal }).catch(() => undefined);
    while (goesOn()) {
      this.#written += 1;
      const connector = `Marker ${this.#written}`;
      const sessionId = (0x08dc73f0a1b20000n + BigInt(this.#written)).toString(16).toUpperCase().padStart(16, '0');
      const when = this.#when;
      await appendFile(log, `${sendLog(REFUSED, { connector, sessionId }).replaceAll('\n', '\r\n')}\r\n`);
      const written = performance.now();
      while (goesOn() && !(await this.#isFound(connector))) await pause(POLL_MILLISECONDS);
      if (goesOn()) this.latencies.push({ milliseconds: performance.now() - written, when });
      await pause(pauseMilliseconds);
    }
  }

  async #isFound(connector: string): Promise<boolean> {
    this.polls += 1;
    const { url, token } = this.findings;
    const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    const { findings } = (await response.json()) as { readonly findings: readonly { readonly connector: string }[] };
    return findings.some((finding) => finding.connector === connector);
  }
}

/** The value below which so much of them lies; `undefined` of none. */
export function percentile(latencies: readonly Latency[], share: number): number | undefined {
  const sorted = latencies.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
