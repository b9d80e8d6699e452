import { correlate } from '../../lib/correlation/correlate.js';
import { diagnoseSession } from '../../lib/diagnosis/diagnose-session.js';
import { receiveLog } from '../../lib/diagnosis/examples.js';
import { relayDeniedReceive } from '../../lib/diagnosis/rules/connector/relay-denied-receive.js';
import { sessionIn } from '../diagnosis/session-in.js';
import { inventoryOf, type Exports } from './exports.js';

/** A client that was refused to relay on the default connector, in May 2024. */
function refused(recipient: string, client = '192.168.2.77') {
  const log = receiveLog(
    `
      +,,
      >,"220 EX01.contoso.local Microsoft ESMTP MAIL Service ready",
      <,EHLO scanner,
      >,250  EX01.contoso.local Hello [${client}] SIZE 37748736,
      *,SMTPSubmit SMTPAcceptAnySender,Set Session Permissions
      <,MAIL FROM:<scanner@contoso.com>,
      >,250 2.1.0 Sender OK,
      <,RCPT TO:<${recipient}>,
      >,550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain,
      -,,Remote`,
    { remote: `${client}:41234` },
  );
  const { occurrence } = diagnoseSession(sessionIn(log), { rules: [relayDeniedReceive] });
  if (occurrence === undefined) throw new Error('The example is not found.');
  return occurrence;
}

const BEFORE = '2024-05-14T06:00:00Z';
const AFTER = '2024-05-15T06:00:00Z';

function cause(id: string, failure: ReturnType<typeof refused>, exports: Exports, collectedAt = BEFORE) {
  return correlate(failure, inventoryOf(exports, { collectedAt })).causes.find((candidate) => candidate.id === id);
}

describe('the recipient’s domain', () => {
  const domains = {
    'accepted-domains': [{ DomainName: 'contoso.com', DomainType: 'Authoritative' }, { DomainName: '*.fabrikam.example' }],
  };

  it('is accepted: then it is not that', () => {
    expect(cause('domain-not-accepted', refused('bob@CONTOSO.com'), domains)).toMatchObject({
      likelihood: 'excluded',
      why: 'contoso.com is accepted (Authoritative) (Get-AcceptedDomain of 2024-05-14 06:00 UTC).',
      toldBy: [{ kind: 'accepted-domains', item: 'contoso.com' }],
    });
  });

  it('is accepted through *.fabrikam.example, which means the domain and all below it', () => {
    expect(cause('domain-not-accepted', refused('bob@fabrikam.example'), domains)).toMatchObject({ likelihood: 'excluded' });
    expect(cause('domain-not-accepted', refused('bob@sales.fabrikam.example'), domains)).toMatchObject({ likelihood: 'excluded' });
    expect(cause('domain-not-accepted', refused('bob@notfabrikam.example'), domains)).toMatchObject({ likelihood: 'possible' });
  });

  it('was perhaps added after the failure', () => {
    expect(cause('domain-not-accepted', refused('bob@contoso.com'), domains, AFTER)).toMatchObject({ likelihood: 'unlikely' });
  });

  it('lies below an accepted domain that takes no subdomains: likely forgotten', () => {
    expect(cause('domain-not-accepted', refused('bob@sales.contoso.com'), domains)).toMatchObject({ likelihood: 'likely' });
  });

  it('is somebody else’s: said, and not held against the administrator', () => {
    const found = cause('domain-not-accepted', refused('bob@litware.example'), domains);
    expect(found).toMatchObject({ likelihood: 'possible', settledBy: { command: expect.stringContaining('Get-AcceptedDomain') } });
    expect(found?.why).toContain('if it is yours, this is the cause');
  });
});

describe('the receive connector that took the client', () => {
  const everywhere = '0.0.0.0-255.255.255.255';
  const connector = (name: string, ranges: string | readonly string[], properties = {}) => ({
    Identity: `EX01\\${name}`,
    Server: 'EX01',
    Enabled: true,
    TransportRole: 'FrontendTransport',
    Bindings: ['0.0.0.0:25'],
    RemoteIPRanges: ranges,
    ...properties,
  });
  const byDefault = connector('Default Frontend EX01', everywhere);
  const judged = (...connectors: readonly Record<string, unknown>[]) =>
    cause('recv-connector-mismatch', refused('bob@litware.example'), { 'receive-connectors': [byDefault, ...connectors] });

  it('is the only one for this address: no other was made for it', () => {
    expect(judged(connector('Relay', '198.51.100.0/24'))).toMatchObject({ likelihood: 'excluded' });
  });

  it('should have been the one with the narrowest range', () => {
    const found = judged(connector('Scanners', '192.168.2.0/24'), connector('Relay', ['198.51.100.7', '192.168.2.70-192.168.2.79']));
    expect(found).toMatchObject({ likelihood: 'likely', toldBy: [{ item: 'EX01\\Default Frontend EX01' }, { item: 'EX01\\Relay' }] });
    expect(found?.why).toContain('“EX01\\Relay” (192.168.2.70-192.168.2.79) should have taken 192.168.2.77');
  });

  it.each([
    ['is disabled', connector('Relay', '192.168.2.77', { Enabled: false })],
    ['listens on another port', connector('Relay', '192.168.2.77', { Bindings: ['0.0.0.0:587'] })],
    ['is of another service', connector('Relay', '192.168.2.77', { TransportRole: 'HubTransport' })],
    ['is on another server', connector('Relay', '192.168.2.77', { Identity: 'EX02\\Relay', Server: 'EX02' })],
  ])('a narrower one that %s is no rival', (_told, rival) => {
    expect(judged(rival)).toMatchObject({ likelihood: 'excluded' });
  });

  it('two that are equally narrow, or a range that cannot be read: nothing is claimed', () => {
    for (const rivals of [[connector('A', '192.168.2.77'), connector('B', '192.168.2.77/32')], [connector('A', 'the scanners')]]) {
      expect(judged(...rivals)).toMatchObject({ likelihood: 'possible', toldBy: [] });
    }
  });
});
