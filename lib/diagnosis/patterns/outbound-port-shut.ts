import { isIPv6 } from 'node:net';
import { findingIdOf, isEarlier, MAX_SAMPLES, type Finding } from '../finding.js';
import { powershellString } from '../powershell.js';
import type { Cause, RemedyStep } from '../rule.js';
import { worstFirst } from '../tally-findings.js';
import type { GatheredFinding } from './gathered.js';
import { remoteOf, unreachedGroups, type LastDelivered, type UnreachedGroup } from './unreached.js';

/** The rule's name for the pattern, beside those of sessions. */
export const OUTBOUND_PORT_SHUT = 'outbound-port-shut';

/**
 * Puts one finding in the place of those that a shut way out makes: a firewall that lets port 25 out no more gives one finding for every domain that
 * was written to, and the hundreds hide what they have in common.
 *
 * @returns the findings, worst first.
 */
export function gatherShutPorts(findings: readonly Finding[], lastDelivered: LastDelivered): readonly Finding[] {
  const groups = unreachedGroups(findings, lastDelivered);
  const gathered = new Set(groups.flatMap(({ members }) => members));
  return [...findings.filter((finding) => !gathered.has(finding)), ...groups.map(gather)].sort(worstFirst);
}

function gather({ members, destinations }: UnreachedGroup): GatheredFinding {
  const [{ server, connector, direction }] = members;
  const newest = [...members].sort((one, other) => (one.lastSeen > other.lastSeen ? -1 : one.lastSeen < other.lastSeen ? 1 : 0));
  const place = { rule: OUTBOUND_PORT_SHUT, server, connector, keyFact: 'all destinations' };
  return {
    ...place,
    id: findingIdOf(place),
    severity: 'blocker',
    title: 'No mail gets out: no destination can be reached',
    summary:
      `“${connector}”${server === null ? '' : ` on ${server}`} reaches none of ${destinations} destinations (${howTheyFail(members)}), and mail was delivered to none since. ` +
      'With so many at once it is not they that fail, but the way out of this server.',
    direction,
    remote: null,
    stage: null,
    certificate: null,
    sessions: members.reduce((sum, { sessions }) => sum + sessions, 0),
    firstSeen: members.map(({ firstSeen }) => firstSeen).reduce((one, other) => (one < other ? one : other)),
    lastSeen: newest[0]?.lastSeen ?? '',
    samples: newest.flatMap(({ samples }) => samples.slice(0, 1)).slice(0, MAX_SAMPLES),
    first: members.map(({ first }) => first).reduce((one, other) => (isEarlier(other, one) ? other : one)),
    evidence: newest
      .slice(0, MAX_SAMPLES)
      .flatMap(({ evidence, samples }) => evidence.filter(({ sessionId }) => sessionId === samples[0]?.sessionId)),
    causes: causesOf(members),
    remedy: remedyFor(connector),
    references: REFERENCES,
    consequences: [],
    members,
  };
}

const HOW: readonly (readonly [string, string])[] = [
  ['connect-timeout', 'not answered'],
  ['connect-unreachable', 'without a route'],
  ['connect-refused', 'refused'],
];

function howTheyFail(members: readonly Finding[]): string {
  return HOW.flatMap(([rule, how]) => {
    const count = share(members, rule);
    return count === 0 ? [] : [`${count} ${how}`];
  }).join(', ');
}

function share(members: readonly Finding[], rule: string): number {
  return members.filter((member) => member.rule === rule).length;
}

function causesOf(members: readonly Finding[]): readonly Cause[] {
  const withoutRoute = share(members, 'connect-unreachable') * 2 > members.length;
  const overIpv6 = members.filter((member) => isIPv6(remoteOf(member)?.address ?? '')).length;
  const causes: readonly Cause[] = [
    {
      id: 'outbound-port-blocked',
      likelihood: withoutRoute ? 'possible' : 'likely',
      why: 'A firewall, the provider or the cloud keeps outbound port 25 shut for this server. Settled by Test-NetConnection to a host that certainly answers.',
    },
    {
      id: 'no-way-out',
      likelihood: withoutRoute ? 'likely' : 'possible',
      why: 'The server has no way to the internet at all: gateway, line or route. Settled by Test-NetConnection to another port, such as 443.',
    },
    {
      id: 'source-address',
      likelihood: 'possible',
      why: 'The connections leave by an address or a gateway that the answers do not find back to. Settled by SourceIPAddress of the connector and the NAT rule, and by the other source servers: do they get through?',
    },
    {
      id: 'remote-down',
      likelihood: 'excluded',
      why: 'So many destinations of different owners do not fail at once.',
    },
  ];
  if (overIpv6 < members.length) return causes;
  const ipv6: Cause = {
    id: 'ipv6-without-way-out',
    likelihood: 'likely',
    why: 'All of them were tried by their IPv6 addresses: the server has one too, but IPv6 is not let out. Settled by Test-NetConnection to one of them by its IPv4 address.',
  };
  return [ipv6, ...causes];
}

function remedyFor(connector: string): readonly RemedyStep[] {
  const step = { command: null, caution: null, verify: null, undo: null };
  return [
    {
      ...step,
      do: 'From this very server, try a host that certainly answers, on port 25 and on another port.',
      command: 'Test-NetConnection outlook-com.olc.protection.outlook.com -Port 25; Test-NetConnection learn.microsoft.com -Port 443',
      verify: 'TcpTestSucceeded is True for both. False for the first alone: port 25 is shut. False for both: the server has no way out.',
    },
    {
      ...step,
      do: 'See by which address the connector sends, and compare with a source server that gets through, if there is one.',
      command: `Get-SendConnector ${powershellString(connector)} | Format-List SourceTransportServers,SourceIPAddress,SmartHosts,FrontendProxyEnabled`,
    },
    {
      ...step,
      do: 'Have the firewall (or the provider) let this server out on TCP port 25; where the provider keeps it shut, send through its smart host.',
      caution: 'Allow it for the mail servers only: port 25 is what malware on clients would use.',
      verify: 'The next sessions on this connector show a “+” row and the greeting.',
    },
    {
      ...step,
      do: 'Send what waits in the queues now instead of at the next retry.',
      command: "Get-Queue | Where-Object Status -eq 'Retry' | Retry-Queue",
      verify: 'Get-Queue shows the queues emptying.',
    },
  ];
}

const REFERENCES = [
  {
    title: 'Windows Sockets error codes',
    url: 'https://learn.microsoft.com/windows/win32/winsock/windows-sockets-error-codes-2',
  },
  {
    title: 'Network ports required for mail flow',
    url: 'https://learn.microsoft.com/exchange/plan-and-deploy/deployment-ref/network-ports',
  },
];
