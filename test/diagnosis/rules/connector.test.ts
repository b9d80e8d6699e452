import { receiveLog, sendLog } from '../../../lib/diagnosis/examples.js';
import { explainErrorText } from '../../../lib/diagnosis/explain.js';
import { factsOf } from '../../../lib/diagnosis/facts/session-facts.js';
import { CONNECTION_RULES } from '../../../lib/diagnosis/rules/connection/index.js';
import { CONNECTOR_RULES } from '../../../lib/diagnosis/rules/connector/index.js';
import { relayDeniedReceive } from '../../../lib/diagnosis/rules/connector/relay-denied-receive.js';
import { tenantAttribution } from '../../../lib/diagnosis/rules/connector/tenant-attribution.js';
import { sessionIn } from '../session-in.js';

describe('what an error text says about connectors', () => {
  it.each([
    ['550 5.7.64 TenantAttribution; Relay Access Denied', 'tenant-attribution'],
    ['550 5.7.367 Remote server returned not permitted to relay -> 554 5.7.1 Relaying denied', 'partner-connector-5-7-367'],
    [
      "{[{LED=550 5.7.51 TenantInboundAttribution; There is a partner connector configured that matched the message's recipient domain. The connector had either the RestrictDomainsToIPAddresses or RestrictDomainsToCertificate set [CH3PEPF00000016.namprd21.prod.outlook.com]};{MSG=};{FQDN=};{IP=};{LRT=}]}",
      'connector-restrict-5-7-51',
    ],
    ['451 4.4.62 Mail sent to the wrong Office 365 region. ATTR35', 'exo-wrong-region'],
    ['550 5.7.750 Service unavailable. Client blocked from sending from unregistered domains', 'exo-unregistered-domain'],
    ['554 5.7.1 <b@fabrikam.example>: Relay access denied', 'relay-denied-remote'],
    ['A matching connector cannot be found to route the external recipient', 'no-route'],
    ['550 5.4.4 ROUTING.NoConnectorForAddressType; unable to route for address type', 'no-route'],
    ['554 5.4.4 SMTPSEND.DNS.NonExistentDomain; nonexistent domain', 'dns-failure'],
  ])('%s → %s', (text, id) => {
    expect(explainErrorText(text, [...CONNECTOR_RULES, ...CONNECTION_RULES]).found?.rule.id).toBe(id);
  });

  it('hands over what the next server said to Exchange Online', () => {
    const text = '550 5.7.367 Remote server returned not permitted to relay -> 554 5.7.1 Relaying denied';
    expect(explainErrorText(text, CONNECTOR_RULES).found?.verdict.sentence).toMatch(/554 5\.7\.1 Relaying denied$/);
  });
});

it('a sentence begins with a capital letter, and a host’s name at its beginning stays as it is', () => {
  const said = '550 5.7.510 Access denied, [fabrikam.example] does not accept email over IPv6';
  expect(explainErrorText(said).found?.verdict.sentence).toMatch(/^fabrikam\.example takes no mail over IPv6/);
  expect(
    explainErrorText('454 4.7.5 The certificate specified in TlsCertificateName of the SendConnector could not be found').found?.verdict
      .sentence,
  ).toMatch(/^The send connector asks/);
});

describe('who asks us to relay', () => {
  const asks = (remote: string, rows = '') => {
    const log = receiveLog(
      `*,SMTPSubmit SMTPAcceptAnySender,Set Session Permissions
       ${rows}
       <,MAIL FROM:<a@contoso.example>,
       >,250 2.1.0 Sender OK,
       <,RCPT TO:<b@fabrikam.example>,
       >,550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain,
       -,,Remote`,
      { remote },
    );
    return relayDeniedReceive.judge(factsOf(sessionIn(log)));
  };
  const likelihoods = (remote: string, rows?: string) =>
    Object.fromEntries((asks(remote, rows)?.causes ?? []).map(({ id, likelihood }) => [id, likelihood]));

  it('a stranger on the internet: the refusal is right, and his address is in no command', () => {
    expect(likelihoods('185.234.217.220:61061')).toMatchObject({
      'stranger-tries-to-relay': 'likely',
      'connector-without-relay-right': 'unlikely',
    });
    expect(
      asks('185.234.217.220:61061')
        ?.remedy.map(({ command }) => command)
        .join(),
    ).not.toContain('185.234');
  });

  it('a device in the house: its connector lacks the right', () => {
    expect(likelihoods('10.1.5.20:40112')).toMatchObject({
      'connector-without-relay-right': 'likely',
      'stranger-tries-to-relay': 'excluded',
    });
  });

  it('Exchange Online, unrecognised: centralized mail transport, and never a relay for all tenants', () => {
    expect(likelihoods('40.107.19.96:54368', "*,,TlsDomainCapabilities='None'; Status='NoRemoteCertificate'")).toMatchObject({
      'relay-denied-cmt': 'likely',
    });
    expect(
      asks('40.107.19.96:54368')
        ?.remedy.map(({ command }) => command)
        .join(),
    ).not.toContain('New-ReceiveConnector');
  });

  it('Exchange Online, recognised by its certificate: then its attribution is hardly the reason', () => {
    const recognised = "*,,TlsDomainCapabilities='AcceptCloudServicesMail'; Status='Success'; Domain='mail.protection.outlook.com'";
    expect(likelihoods('40.107.19.96:54368', recognised)).toMatchObject({ 'relay-denied-cmt': 'possible' });
  });
});

it('names the public address that Exchange Online saw, when it does not recognise the server', () => {
  const log = sendLog(`
    >,EHLO mail.contoso.example,
    <,250  AM5EUR03FT059.mail.protection.outlook.com Hello [203.0.113.7] SIZE 157286400 PIPELINING STARTTLS,
    >,MAIL FROM:<a@contoso.example>,
    <,250 2.1.0 Sender OK,
    >,RCPT TO:<b@fabrikam.example>,
    <,550 5.7.64 TenantAttribution; Relay Access Denied ATTR36,
    -,,Local`);
  const causes = tenantAttribution.judge(factsOf(sessionIn(log)))?.causes ?? [];
  expect(causes.find(({ id }) => id === 'public-address-not-listed')?.why).toContain('203.0.113.7');
  expect(causes.find(({ id }) => id === 'sender-domain-not-verified')?.likelihood).toBe('likely');
});
