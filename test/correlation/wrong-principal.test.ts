import { correlate } from '../../lib/correlation/correlate.js';
import { diagnoseSession } from '../../lib/diagnosis/diagnose-session.js';
import type { Occurrence } from '../../lib/diagnosis/finding.js';
import { examples } from '../../lib/diagnosis/rules/tls/tls-wrong-principal.examples.js';
import { sessionIn } from '../diagnosis/session-in.js';
import { HYBRID_CONNECTOR, inventoryOf, SELF_SIGNED, type Exports } from './exports.js';

/** Both on 14 May 2024. */
const [sending, , , receiving] = examples.speaks.map(({ log }) => diagnoseSession(sessionIn(log), { server: 'EX01' }).occurrence);
const BEFORE = '2024-05-14T06:00:00Z';

function correlated(failure: Occurrence | undefined, exports: Exports, collectedAt = BEFORE) {
  if (failure === undefined) throw new Error('The example is not found.');
  return correlate(failure, inventoryOf(exports, { collectedAt }));
}

const hybrid = (properties = {}): Exports => ({ 'send-connectors': [{ ...HYBRID_CONNECTOR, ...properties }] });
const outbound = (properties = {}, collectedAt = BEFORE) => {
  const { causes, remedy } = correlated(sending, hybrid(properties), collectedAt);
  return { ...Object.fromEntries(causes.map(({ id, likelihood }) => [id, likelihood])), commands: remedy.map(({ command }) => command) };
};

describe('the other side’s certificate carries another name than the send connector asks for, and the inventory says', () => {
  it('TlsDomain is not Exchange Online’s: set it', () => {
    const found = outbound({ TlsDomain: 'outlook.com' });
    expect(found).toMatchObject({ 'tls-domain-wrong': 'likely', 'wrong-host': 'unlikely' });
    expect(found.commands).toContain("Set-SendConnector 'Outbound to Office 365' -TlsDomain mail.protection.outlook.com");
  });

  it.each(['mail.protection.outlook.com', '*.mail.protection.outlook.com', 'mail.protection.office365.us'])(
    'TlsDomain is %s',
    (TlsDomain) => {
      expect(outbound({ TlsDomain })).toMatchObject({ 'tls-domain-wrong': 'excluded' });
      expect(outbound({ TlsDomain }, '2024-05-14T12:00:00Z')).toMatchObject({ 'tls-domain-wrong': 'unlikely' });
    },
  );

  it('TlsDomain is left over beside another level than DomainValidation: nobody looks at it', () => {
    expect(outbound({ TlsDomain: 'outlook.com', TlsAuthLevel: 'CertificateValidation' })).toMatchObject({ 'tls-domain-wrong': 'excluded' });
  });

  it('the smart host of the hybrid’s connector is an internal relay: lead it to Exchange Online, and back if need be', () => {
    const found = outbound({ SmartHosts: ['relay.domain.tld'] });
    expect(found).toMatchObject({ 'wrong-host': 'likely', 'tls-domain-wrong': 'excluded' });
    const { remedy } = correlated(sending, hybrid({ SmartHosts: ['relay.domain.tld'] }));
    expect(remedy.find(({ command }) => command?.includes('-SmartHosts'))?.undo).toBe(
      "Set-SendConnector 'Outbound to Office 365' -SmartHosts 'relay.domain.tld'",
    );
  });

  it('the smart host is right, and the session met somebody else: DNS, or an appliance', () => {
    const elsewhere = sending && { ...sending, remote: '192.0.2.25:25' };
    const found = correlated(elsewhere, hybrid()).causes.find(({ id }) => id === 'wrong-host');
    expect(found).toMatchObject({ likelihood: 'likely' });
    expect(found?.why).toContain('but the session met 192.0.2.25');
  });

  it('it is a partner’s connector: what name the partner has is not ours to know', () => {
    const partner = { CloudServicesMailEnabled: false, SmartHosts: ['mx.fabrikam.example'], TlsDomain: 'fabrikam.example' };
    expect(outbound(partner)).toMatchObject({ 'tls-domain-wrong': 'likely', 'wrong-host': 'possible' });
    expect(correlated(sending, hybrid(partner)).causes[0]?.toldBy).toEqual([]);
  });
});

describe('Exchange Online does not find its name in our certificate, and the inventory says', () => {
  const { subject, issuer, thumbprint } = receiving?.certificate ?? {};
  const shown = { Thumbprint: thumbprint, Subject: subject, Issuer: issuer, Services: 'SMTP', HasPrivateKey: true };
  const inbound = (TlsCertificateName: string) => {
    const exports = {
      'receive-connectors': [{ Identity: receiving?.connector, Server: 'EX01', AuthMechanism: 'Tls', TlsCertificateName }],
      'exchange-certificates': [shown, SELF_SIGNED],
    };
    return Object.fromEntries(correlated(receiving, exports).causes.map(({ id, likelihood }) => [id, likelihood]));
  };

  it('it is the one that the connector is set to show: the other side expects another name', () => {
    expect(inbound(`<I>${issuer ?? ''}<S>${subject ?? ''}`)).toMatchObject({
      'expected-name-wrong': 'likely',
      'wrong-certificate-shown': 'unlikely',
    });
  });

  it('the connector is set to show another one', () => {
    expect(inbound('<I>CN=Another CA<S>CN=mail.domain.tld')).toMatchObject({
      'wrong-certificate-shown': 'likely',
      'expected-name-wrong': 'possible',
    });
  });
});
