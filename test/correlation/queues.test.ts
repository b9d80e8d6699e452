import { isVague } from '../../lib/correlation/queues/vague-error.js';
import { explainQueues } from '../../lib/correlation/queues/explain-queues.js';
import { explainErrorText } from '../../lib/diagnosis/explain.js';
import { parseErrorText } from '../../lib/diagnosis/error-text/parse-error-text.js';
import type { Rule } from '../../lib/diagnosis/rule.js';
import { diagnoseSession } from '../../lib/diagnosis/diagnose-session.js';
import { findingFrom, tallyOf, type Finding } from '../../lib/diagnosis/finding.js';
import { tlsUnknownCredentials } from '../../lib/diagnosis/rules/tls/tls-unknown-credentials.js';
import { fixtureSession } from '../diagnosis/fixture-session.js';
import { HYBRID_CONNECTOR, inventoryOf, type Exports } from './exports.js';

/** The handshake that failed over a certificate without SMTP, on the way to 104.47.5.36. */
function seedFinding(): Finding {
  const { occurrence } = diagnoseSession(fixtureSession('00-seed-unknowncredentials.log'), {
    server: 'EX01',
    rules: [tlsUnknownCredentials],
  });
  if (occurrence === undefined) throw new Error('The seed is not found.');
  return findingFrom(tallyOf(occurrence));
}

const finding = seedFinding();
const VAGUE = '451 4.4.0 Primary target IP address responded with: "421 4.4.1 Connection timed out."';

const queue = (LastError: string | null, properties = {}) => ({
  Identity: 'EX01\\42',
  DeliveryType: 'SmartHostConnectorDelivery',
  NextHopDomain: 'domain-tld.mail.protection.outlook.com',
  Status: 'Retry',
  MessageCount: 117,
  LastError,
  ...properties,
});

function explain(
  LastError: string | null,
  { findings = [finding], connectors = [HYBRID_CONNECTOR], collectedAt = '2019-05-28T16:00:00Z', properties = {} } = {},
) {
  const exports: Exports = { queues: [queue(LastError, properties)], 'send-connectors': connectors };
  return explainQueues(inventoryOf(exports, { collectedAt }), findings);
}

describe('a queue that says “421 4.4.1 Connection timed out”', () => {
  it('means the handshake that failed on the way to the same smart host', () => {
    expect(explain(VAGUE)).toEqual([
      {
        queue: 'EX01\\42',
        nextHop: 'domain-tld.mail.protection.outlook.com',
        messages: 117,
        error: '421 4.4.1 Connection timed out.',
        rule: explainErrorText(VAGUE).found?.rule.id ?? null,
        vague: true,
        finding: { id: finding.id, rule: 'tls-unknown-credentials', title: finding.title },
        sentence: expect.stringContaining(`shows why: ${finding.summary}`),
        command: null,
        toldBy: expect.objectContaining({ kind: 'queues', item: 'EX01\\42' }),
      },
    ]);
  });

  it('means the failure to the address that it names, even when no connector was exported', () => {
    const text = `[{LED=${VAGUE} Attempted failover to alternate host, but that did not succeed.};{MSG=};{FQDN=domain-tld.mail.protection.outlook.com};{IP=104.47.5.36};{LRT=28.05.2019 15:07:30}]`;
    expect(explain(text, { connectors: [] })[0]?.finding?.id).toBe(finding.id);
  });

  it('says nothing by itself: neither firewall nor TLS, but how to find out', () => {
    const [explanation] = explain(VAGUE, { findings: [], connectors: [{ ...HYBRID_CONNECTOR, ProtocolLoggingLevel: 'None' }] });
    expect(explanation).toMatchObject({
      finding: null,
      command: "Set-SendConnector 'Outbound to Office 365' -ProtocolLoggingLevel Verbose",
    });
    expect(explanation?.sentence).toContain('neither a network nor a TLS failure');
  });

  it.each([
    ['leads to another host', { properties: { NextHopDomain: 'filter.example' } }],
    ['is of the week before', { collectedAt: '2019-06-04T16:00:00Z' }],
    ['is of another server', { findings: [{ ...finding, server: 'EX02' }] }],
  ])('is not explained by a failure when it %s', (_told, circumstances) => {
    expect(explain(VAGUE, circumstances)[0]?.finding).toBeNull();
  });
});

it.each([
  ['a day after', 1],
  ['a day before, so that the log was turned on because of the queue', -1],
])('a queue that was looked at %s the failure is explained by it, and a moment more is too far', (_told, days) => {
  const limit = Date.parse(finding.lastSeen) + days * 24 * 60 * 60 * 1000;
  const at = (time: number) => explain(VAGUE, { collectedAt: new Date(time).toISOString() })[0]?.finding?.id;
  expect(at(limit)).toBe(finding.id);
  expect(at(limit + days)).toBeUndefined();
});

describe('a queue whose error is precise', () => {
  it('speaks for itself: a refusal is not a handshake', () => {
    const [explanation] = explain('550 5.7.64 TenantAttribution; Relay Access Denied');
    expect(explanation).toMatchObject({ rule: 'tenant-attribution', vague: false, finding: null });
    expect(explanation?.sentence).toContain('TenantAttribution');
  });

  it('with a Winsock code it is the network, whatever else fails there', () => {
    const text =
      '441 4.4.1 Error encountered while communicating with primary target IP address: "Failed to connect. Winsock error code: 10060, Win32 error code: 10060."';
    expect(explain(text)[0]).toMatchObject({ rule: 'connect-timeout', vague: false, finding: null });
  });

  it('names the finding that says the same', () => {
    expect(explain('421 4.4.2 TLS negotiation failed with error UnknownCredentials')[0]).toMatchObject({
      rule: 'tls-unknown-credentials',
      finding: { id: finding.id },
    });
  });
});

it('a text that a rule knows is precise, although its status says little', () => {
  const rule: Rule['explain'] = tlsUnknownCredentials.explain.bind(tlsUnknownCredentials);
  const explanation = explainErrorText('451 4.4.0 DNS query failed', [
    { ...tlsUnknownCredentials, id: 'dns-failure', explain: () => rule({ ...parseErrorText(''), cause: 'UnknownCredentials' }) },
  ]);
  expect(isVague(explanation)).toBe(false);
  expect(isVague({ ...explanation, found: undefined })).toBe(true);
});

it('a queue without an error, and an inventory without queues, need no explanation', () => {
  expect(explain(null)).toEqual([]);
  expect(explainQueues(inventoryOf({}), [finding])).toEqual([]);
});
