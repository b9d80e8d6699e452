import fc from 'fast-check';
import { diagnoseSession } from '../../../lib/diagnosis/diagnose-session.js';
import { sendLog } from '../../../lib/diagnosis/examples.js';
import { membersOf } from '../../../lib/diagnosis/patterns/gathered.js';
import { gatherShutPorts } from '../../../lib/diagnosis/patterns/outbound-port-shut.js';
import { FindingsTally } from '../../../lib/diagnosis/tally-findings.js';
import { sessionIn } from '../session-in.js';

interface Attempt {
  readonly domain: string;
  readonly remote: string;
  readonly winsock?: number;
  readonly connector?: string;
}

/** The connection request of a send log that fails, on 14 May 2024 at half past nine. */
function attempt({ domain, remote, winsock = 10060, connector = 'Internet' }: Attempt) {
  return diagnoseSession(
    sessionIn(
      sendLog(
        `*,,attempting to connect
         +21000 *,,"Failed to connect. Winsock error code: ${winsock}, Win32 error code: ${winsock}, Destination domain: ${domain}, Error Message: no answer"
         -,,Local`,
        { connector, remote },
      ),
    ),
    { server: 'EX01' },
  );
}

/** A session that got an answer, though no friendly one. */
function refused(connector = 'Internet') {
  return diagnoseSession(
    sessionIn(
      sendLog(
        `+,,
         <,220 mail.litware.example ESMTP,
         >,MAIL FROM:<a@contoso.example>,
         <,550 5.7.1 Service unavailable; Client host [203.0.113.7] blocked using Spamhaus,
         -,,Local`,
        { connector, remote: '203.0.113.99:25' },
      ),
    ),
    { server: 'EX01' },
  );
}

function findingsOf(...diagnoses: readonly ReturnType<typeof attempt>[]) {
  const tally = new FindingsTally();
  for (const diagnosis of diagnoses) tally.add(diagnosis);
  return tally.findings();
}

const domains = (count: number, more: Partial<Attempt> = {}): readonly ReturnType<typeof attempt>[] =>
  Array.from({ length: count }, (_, index) => attempt({ domain: `domain${index}.example`, remote: `198.51.100.${index + 1}:25`, ...more }));

const NEVER = () => undefined;
const rules = (found: ReturnType<typeof findingsOf>, lastDelivered: (connector: string) => number | undefined = NEVER) =>
  gatherShutPorts(found, lastDelivered).map(({ rule }) => rule);

describe('a way out that is shut', () => {
  it('is one finding instead of one for each destination, and holds the single ones', () => {
    const found = findingsOf(...domains(143));
    const [gathered, ...others] = gatherShutPorts(found, NEVER);
    expect(others).toEqual([]);
    expect(gathered).toMatchObject({
      rule: 'outbound-port-shut',
      severity: 'blocker',
      server: 'EX01',
      connector: 'Internet',
      sessions: 143,
      remote: null,
      stage: null,
    });
    expect(gathered?.summary).toContain('none of 143 destinations (143 not answered)');
    expect(gathered?.causes.find(({ id }) => id === 'remote-down')?.likelihood).toBe('excluded');
    expect(gathered?.evidence).toHaveLength(6);
    expect(gathered && membersOf(gathered)).toHaveLength(143);
  });

  it('is a matter of five destinations, at least', () => {
    expect(rules(findingsOf(...domains(4)))).toEqual(Array(4).fill('connect-timeout'));
    expect(rules(findingsOf(...domains(5)))).toEqual(['outbound-port-shut']);
  });

  it('is told from an outage of one domain with many servers', () => {
    const servers = Array.from({ length: 9 }, (_, index) => attempt({ domain: 'fabrikam.example', remote: `198.51.100.${index + 1}:25` }));
    expect(rules(findingsOf(...servers))).toEqual(['connect-timeout']);
  });

  it('has nothing to do with servers of the own network', () => {
    const inside = Array.from({ length: 9 }, (_, index) => attempt({ domain: `mdb0${index}`, remote: `10.1.1.${index + 1}:475` }));
    expect(rules(findingsOf(...inside))).toEqual(Array(9).fill('connect-timeout'));
  });

  it('is a matter of one connector', () => {
    const found = findingsOf(...domains(3), ...domains(3, { connector: 'Partners' }));
    expect(rules(found)).toEqual(Array(6).fill('connect-timeout'));
  });

  it('counts what is refused or has no route too, and says how many', () => {
    const [gathered] = gatherShutPorts(
      findingsOf(...domains(4), attempt({ domain: 'v6.example', remote: '[2001:db8::1]:25', winsock: 10051 })),
      NEVER,
    );
    expect(gathered?.summary).toContain('none of 5 destinations (4 not answered, 1 without a route)');
  });

  it('is not, where mail was delivered to a host outside since', () => {
    const found = findingsOf(...domains(9));
    expect(rules(found, () => Date.parse('2024-05-14T10:00:00Z'))).toEqual(Array(9).fill('connect-timeout'));
    expect(rules(found, () => Date.parse('2024-05-14T09:00:00Z'))).toEqual(['outbound-port-shut']);
  });

  it('is not, where others answer; one of ten may', () => {
    expect(rules(findingsOf(...domains(9), refused()))).toHaveLength(10);
    expect(rules(findingsOf(...domains(10), refused())).sort()).toEqual(['dnsbl', 'outbound-port-shut']);
  });

  it('looks the same in whatever order the findings come', () => {
    const found = findingsOf(...domains(12), ...domains(3, { connector: 'Partners' }), refused('Partners'));
    const expected = gatherShutPorts(found, NEVER);
    fc.assert(
      fc.property(fc.shuffledSubarray(found, { minLength: found.length }), (shuffled) => {
        expect(gatherShutPorts(shuffled, NEVER)).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  it('loses no finding: each stands for itself or is a member of one', () => {
    const all = [...domains(12), ...domains(6, { connector: 'Partners' }), refused(), refused('Partners')];
    fc.assert(
      fc.property(fc.subarray(all), (diagnoses) => {
        const found = findingsOf(...diagnoses);
        const gathered = gatherShutPorts(found, NEVER);
        const ids = gathered.flatMap((finding) => (membersOf(finding).length === 0 ? [finding] : membersOf(finding))).map(({ id }) => id);
        expect(ids.sort()).toEqual(found.map(({ id }) => id).sort());
      }),
      { numRuns: 50 },
    );
  });
});
