import fc from 'fast-check';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { explainErrorText } from '../../../lib/diagnosis/explain.js';
import { sendLog, type RuleExamples } from '../../../lib/diagnosis/examples.js';
import { parseEndpoint } from '../../../lib/diagnosis/facts/endpoint.js';
import { factsOf } from '../../../lib/diagnosis/facts/session-facts.js';
import type { Rule, Verdict } from '../../../lib/diagnosis/rule.js';
import { AUTHENTICATION_RULES } from '../../../lib/diagnosis/rules/authentication/index.js';
import { connectRefused } from '../../../lib/diagnosis/rules/connection/connect-refused.js';
import { CONNECTION_RULES } from '../../../lib/diagnosis/rules/connection/index.js';
import { clientKey, peerKey, peerKind } from '../../../lib/diagnosis/facts/peer.js';
import { CONNECTOR_RULES } from '../../../lib/diagnosis/rules/connector/index.js';
import { sessionIn } from '../session-in.js';

const RULES = [...CONNECTOR_RULES, ...AUTHENTICATION_RULES, ...CONNECTION_RULES];

describe('Transport that refuses its own Front End', () => {
  const refused = (sessionId: string) =>
    factsOf(
      sessionIn(
        sendLog(
          `*,,attempting to connect
           +1048 *,,"Failed to connect. Winsock error code: 10061, Win32 error code: 10061, Destination domain: internalproxy"
           -,,Local`,
          { connector: 'Inbound Proxy Internal Send Connector', remote: '10.11.12.13:2525', sessionId },
        ),
      ),
    );
  const likeliest = (sessionId: string) => connectRefused.judge(refused(sessionId))?.causes[0]?.id;

  it('may just have been started, as the session-id tells of the Front End: it counts from the start of its service', () => {
    expect(likeliest('08DC73F8672F3B07')).toBe('services-just-started');
  });

  it('is stopped where the Front End has run for long, and where the id tells nothing', () => {
    expect(likeliest('08DC73F0A1B20001')).toBe('frontend-proxy-connect-refused');
    expect(likeliest('0000000000000001')).toBe('frontend-proxy-connect-refused');
    expect(likeliest('masked')).toBe('frontend-proxy-connect-refused');
  });
});

describe('what a queue, a report or a message trace says about a connection', () => {
  it.each([
    ['421 4.2.1 Unable to connect', 'connect-unable-421-421'],
    ['451 4.4.0 Primary target IP address responded with: "421 4.4.1 Connection timed out."', 'connect-unable-421-421'],
    [
      '451 4.4.397 Error communicating with target host. -> 421 4.2.1 Unable to connect -> SocketError: Failed to connect. Winsock error code: 10060, Win32 error code: 10060',
      'connect-timeout',
    ],
    [
      '451 4.4.397 Error communicating with target host. -> 421 4.2.1 Unable to connect -> SocketError: Failed to connect. Winsock error code: 10061, Win32 error code: 10061',
      'connect-refused',
    ],
    [
      '451 4.4.397 Error communicating with target host. -> 421 4.2.1 Unable to connect -> SocketError: Failed to connect. Winsock error code: 10065, Win32 error code: 10065',
      'connect-unreachable',
    ],
    [
      '451 4.4.397 Error communicating with target host. -> 421 4.2.1 Unable to connect -> SocketError: Failed to connect. Winsock error code: 10054, Win32 error code: 10054',
      'connect-reset',
    ],
    [
      '441 4.4.1 Error encountered while communicating with primary target IP address: "Failed to connect. Winsock error code: 10049, Win32 error code: 10049." Attempted failover to alternate host, but that did not succeed.',
      'connect-local-error',
    ],
    ['450 4.4.316 Connection refused [Message=Socket error code 10061]', 'connect-refused'],
    ['450 4.4.317 Cannot connect to remote server', 'exo-cannot-connect'],
    [
      'Reason: [{LED=450 4.4.317 Cannot connect to remote server [Message=Failed to connect. Winsock error code: 10060, Win32 error code: 10060]};{MSG=};{FQDN=mail.contoso.example};{IP=203.0.113.7};{LRT=}]',
      'exo-cannot-connect',
    ],
    ['450 4.4.318 Connection was closed abruptly (SuspiciousRemoteServerError)', 'smtpsend-suspicious-remote'],
    ['451 4.4.0 DNS query failed. The error was: DNS query failed with error ErrorTimeout', 'dns-failure'],
    ['554 5.4.4 SMTPSEND.DNS.NonExistentDomain; nonexistent domain', 'dns-failure'],
    ['450 4.4.312 DNS query failed', 'dns-failure'],
    ['550 5.4.310 DNS domain fabrikam.example does not exist [Message=InfoDomainNonexistent]', 'dns-failure'],
    ['421 4.4.2 Connection dropped due to ConnectionReset', 'connection-dropped'],
    ['421 4.3.2 Service not active', 'service-inactive'],
    ['Rejecting the non-probe message and disconnecting as transport service is Inactive.', 'service-inactive'],
    ['400 4.4.7 Message delayed', 'queue-expired'],
    ['550 5.4.300 Message expired', 'queue-expired'],
  ])('%s → %s', (text, id) => {
    expect(explainErrorText(text, RULES).found?.rule.id).toBe(id);
  });

  it.each([
    '421 4.3.2 The maximum number of concurrent connections has exceeded a limit',
    '421 4.7.0 Try again later',
    'Mail does not flow.',
  ])('%s → nothing about a connection', (text) => {
    expect(explainErrorText(text, RULES).found).toBeUndefined();
  });

  it('never blames the firewall for a text that TLS may have caused as well', () => {
    const verdict = explainErrorText('421 4.2.1 Unable to connect', RULES).found?.verdict;
    expect(likelihoods(verdict)).toEqual({ 'tls-handshake-failed': 'possible', 'connection-failed': 'possible' });
  });

  it('tells mail that is still being tried from mail that went back', () => {
    expect(explainErrorText('400 4.4.7 Message delayed', RULES).found?.verdict.sentence).toMatch(/still being tried/);
    expect(explainErrorText('550 4.4.7 QUEUE.Expired; message expired', RULES).found?.verdict.sentence).toMatch(/given up/);
  });
});

describe('a connection that nobody answers', () => {
  const timedOut = (remote: string) =>
    judge(
      'connect-timeout',
      sendLog('*,,attempting to connect\n+21000 *,,"Failed to connect. Winsock error code: 10060, Win32 error code: 10060"\n-,,Local', {
        remote,
      }),
    );

  it('to Exchange Online: the way out is shut, Microsoft is hardly down', () => {
    expect(likelihoods(timedOut('104.47.5.36:25'))).toMatchObject({ 'outbound-port-blocked': 'likely', 'remote-down': 'unlikely' });
  });

  it('to a host on the internet: both are open', () => {
    expect(likelihoods(timedOut('198.51.100.80:25'))).toMatchObject({ 'outbound-port-blocked': 'likely', 'remote-down': 'possible' });
  });

  it('to an appliance of the own network: no provider is involved', () => {
    expect(likelihoods(timedOut('192.168.1.9:25'))).toMatchObject({ 'outbound-port-blocked': 'unlikely', 'remote-down': 'likely' });
  });

  it('to Mailbox Transport Delivery of another server: a service is down', () => {
    expect(likelihoods(timedOut('172.24.16.149:475'))).toEqual({
      'mailbox-delivery-connect-failed': 'likely',
      'outbound-port-blocked': 'excluded',
    });
  });

  it('to an IPv6 address: perhaps IPv6 is not let out', () => {
    expect(likelihoods(timedOut('[2a01:111:f400:7e00::25]:25'))).toMatchObject({ 'ipv6-without-way-out': 'possible' });
  });

  it('port 465 on the internet is not Exchange’s', () => {
    expect(likelihoods(timedOut('198.51.100.80:465'))).not.toHaveProperty('service-not-reachable');
  });
});

describe('the other side in a finding', () => {
  it('is Exchange Online, whichever of its machines answers', () => {
    expect(['104.47.5.36:25', '40.107.19.96:54368', '[2a01:111:f403::1]:25'].map((text) => peerKey(parseEndpoint(text)))).toEqual(
      Array<string>(3).fill('Exchange Online'),
    );
  });

  it('is never told by the port of a client, which is another one each time', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 1, max: 65_535 }), fc.integer({ min: 1, max: 65_535 }), (address, one, other) => {
        for (const key of [peerKey, clientKey]) {
          expect(key(parseEndpoint(`${address}:${one}`))).toBe(key(parseEndpoint(`${address}:${other}`)));
        }
      }),
    );
  });

  it('is one, when strangers on the internet come by', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const client = parseEndpoint(`${address}:41234`);
        fc.pre(peerKind(client) === 'internet');
        expect(clientKey(client)).toBe('the internet');
      }),
    );
  });

  it('is unknown where the publisher masked the address', () => {
    expect(peerKind(parseEndpoint('10.**.**.***:25'))).toBe('unknown');
  });
});

describe('a session that the end of the file has cut', () => {
  const byAbsence = examples().filter(({ rule }) => ['connect-reset', 'smtpsend-suspicious-remote', 'connection-dropped'].includes(rule));

  it.each(byAbsence)('$rule says nothing without the closing row', ({ rule, speaks }) => {
    for (const { log } of speaks.filter((example) => /,-,,(?:Local|Remote).*$/.test(example.log))) {
      const rows = log.split('\n');
      // What is said in words needs no closing row.
      if (rows.some((row) => /Winsock|,421 /.test(row))) continue;
      for (let end = 1; end < rows.length; end += 1) {
        expect(ruleCalled(rule).judge(factsOf(sessionIn(rows.slice(0, end).join('\n'))))).toBeUndefined();
      }
    }
  });
});

describe('commands that are proposed', () => {
  it.each(examples())('$rule: nothing of a hostile log gets into a command unquoted', ({ rule, speaks }) => {
    for (const { log } of speaks) {
      const hostile = log.split('\n').map((row) => {
        const [time = '', , session = '', sequence = '', local = '', remote = '', ...rest] = row.split(',');
        const port = /:\d+$/.exec(remote)?.[0] ?? '';
        return [time, "x'; evil; ‘evil’", session, sequence, local, `1’; evil; 'evil${port}`, ...rest].join(',');
      });
      const verdict = ruleCalled(rule).judge(factsOf(sessionIn(hostile.join('\n'))));
      for (const { command } of verdict?.remedy ?? []) {
        expect((command ?? '').replace(/'(?:[^'\u2018\u2019\u201a\u201b]|['\u2018\u2019\u201a\u201b]{2})*'/g, '')).not.toMatch(/evil/);
      }
    }
  });
});

function examples(): readonly RuleExamples[] {
  const folder = join(__dirname, '../../../lib/diagnosis/rules');
  return ['connection', 'connector', 'authentication'].flatMap((room) =>
    readdirSync(join(folder, room))
      .filter((name) => name.endsWith('.examples.ts'))
      .map((name) => (require(join(folder, room, name)) as { examples: RuleExamples }).examples),
  );
}

function ruleCalled(id: string): Rule {
  const rule = RULES.find((candidate) => candidate.id === id);
  if (rule === undefined) throw new Error(`There is no rule ${id}.`);
  return rule;
}

function judge(id: string, log: string): Verdict | undefined {
  return ruleCalled(id).judge(factsOf(sessionIn(log)));
}

function likelihoods(verdict: Verdict | undefined): Record<string, string> {
  return Object.fromEntries((verdict?.causes ?? []).map(({ id, likelihood }) => [id, likelihood]));
}
