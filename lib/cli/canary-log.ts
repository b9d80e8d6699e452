/** A log that was made a moment ago, and what Mailflow has to find in it. */
export interface CanaryLog {
  readonly fileName: string;
  readonly text: string;
  /** The rule that has to speak. */
  readonly rule: string;
  /** When the session failed: ISO 8601, UTC. It tells this canary's failure from those before. */
  readonly failedAt: string;
}

const MINUTE = 60_000;

/**
 * A log with one refused recipient and, later, mail that is delivered to the same host: so the finding has recovered as soon as it is there, and calls
 * nobody. All names in it are reserved for examples.
 */
export function canaryLog(now: Date): CanaryLog {
  const failed = new Date(now.getTime() - 60 * MINUTE);
  const delivered = new Date(now.getTime() - 5 * MINUTE);
  const hour = now.toISOString().replace(/[-T]/g, '').slice(0, 'yyyymmddhh'.length);
  const id = Math.floor(now.getTime() / 1000)
    .toString(16)
    .toUpperCase()
    .padStart(16, '0');
  return {
    fileName: `SEND${hour}-1.LOG`,
    text: [
      '#Software: Microsoft Exchange Server',
      '#Version: 15.0.0.0',
      '#Log-type: SMTP Send Protocol Log',
      `#Date: ${now.toISOString()}`,
      '#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context',
      ...session(failed, `${id.slice(0, -1)}A`, [
        '>,RCPT TO:<nobody@example.com>,',
        '<,550 5.1.1 <nobody@example.com>: no such user here,',
      ]),
      ...session(delivered, `${id.slice(0, -1)}B`, [
        '>,RCPT TO:<canary@example.com>,',
        '<,250 2.1.5 Ok,',
        '>,DATA,',
        '<,354 go ahead,',
        '<,250 2.0.0 Ok: queued,',
      ]),
      '',
    ].join('\r\n'),
    rule: 'recipient-unknown-5-1-1',
    failedAt: failed.toISOString(),
  };
}

function session(at: Date, id: string, middle: readonly string[]): string[] {
  const steps = [
    '*,,attempting to connect',
    '+,,',
    '<,220 mx.example.com ready,',
    '>,EHLO canary.example.org,',
    '<,250 mx.example.com,',
    '>,MAIL FROM:<canary@example.org>,',
    '<,250 2.1.0 Ok,',
    ...middle,
    '>,QUIT,',
    '<,221 2.0.0 Bye,',
    '-,,Local',
  ];
  return steps.map((step, sequence) => `${at.toISOString()},Canary,${id},${sequence},192.0.2.10:50000,198.51.100.25:25,${step}`);
}
