import { receiveLog, type RuleExamples } from '../../examples.js';
import { EXCHANGE_ONLINE, OUR_CERTIFICATE, RECEIVED, receiveUntilStartTls, TLS_STANDS } from './example-rows.js';

const EHLO_AGAIN = `
  <,EHLO ${EXCHANGE_ONLINE},
  >,250  mail.contoso.example Hello [104.47.11.110] SIZE 37748736 CHUNKING,`;

export const examples: RuleExamples = {
  rule: 'tls-auth-missing-receive',
  speaks: [
    {
      told: 'a device terminates TLS in front of Exchange, so that Exchange Online’s certificate does not arrive',
      log: receiveLog(`${receiveUntilStartTls(EXCHANGE_ONLINE)}${OUR_CERTIFICATE}${TLS_STANDS}
        *,,Client certificate chain validation status: 'EmptyCertificate'
        *,,TlsDomainCapabilities='None'; Status='NoRemoteCertificate'${EHLO_AGAIN}${RECEIVED}`),
      evidence: [9, 10],
      keyFact: 'NoRemoteCertificate',
    },
    {
      told: 'the connector has no capability for Exchange Online, and a group that takes mail of the own organisation only refuses it',
      log: receiveLog(`${receiveUntilStartTls(EXCHANGE_ONLINE)}${OUR_CERTIFICATE}${TLS_STANDS}
        *,,TlsDomainCapabilities='None'; Status='Success'; Domain='mail.protection.outlook.com'${EHLO_AGAIN}
        <,MAIL FROM:<a@contoso.example>,
        >,250 2.1.0 Sender OK,
        <,RCPT TO:<all@contoso.example>,
        >,550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required,
        -,,Remote`),
      evidence: [9],
      keyFact: 'Success',
    },
    {
      told: 'this server lacks the root of Exchange Online’s certificate',
      log: receiveLog(`${receiveUntilStartTls(EXCHANGE_ONLINE)}${OUR_CERTIFICATE}${TLS_STANDS}
        *,,Client certificate chain validation status: 'UntrustedRoot'
        *,,TlsDomainCapabilities='None'; Status='UntrustedRoot'${EHLO_AGAIN}${RECEIVED}`),
      evidence: [9, 10],
      keyFact: 'UntrustedRoot',
    },
  ],
  staysSilent: [
    {
      told: 'a device of the internet sends without a client certificate',
      because: 'clients without a certificate are normal',
      log: receiveLog(
        `${receiveUntilStartTls('mail.fabrikam.example')}${OUR_CERTIFICATE}${TLS_STANDS}
         *,,Client certificate chain validation status: 'EmptyCertificate'
         *,,TlsDomainCapabilities='None'; Status='NoRemoteCertificate'${RECEIVED}`,
        { remote: '198.51.100.25:50412' },
      ),
    },
    {
      told: 'Exchange Online has the trust of the hybrid',
      because: 'that is how it should be',
      log: receiveLog(`${receiveUntilStartTls(EXCHANGE_ONLINE)}${OUR_CERTIFICATE}${TLS_STANDS}
        *,,TlsDomainCapabilities='AcceptCloudServicesMail'; Status='Success'; Domain='mail.protection.outlook.com'${EHLO_AGAIN}${RECEIVED}`),
    },
    {
      told: 'a client calls itself Exchange Online, from an address that is not Microsoft’s',
      because: 'a name proves nothing',
      log: receiveLog(
        `${receiveUntilStartTls(EXCHANGE_ONLINE)}${OUR_CERTIFICATE}${TLS_STANDS}
         *,,TlsDomainCapabilities='None'; Status='NoRemoteCertificate'${RECEIVED}`,
        { remote: '198.51.100.77:50412' },
      ),
    },
    {
      told: 'the recipient does not exist',
      because: 'the refusal has another reason, which matters more',
      log: receiveLog(`${receiveUntilStartTls(EXCHANGE_ONLINE)}${OUR_CERTIFICATE}${TLS_STANDS}
        *,,TlsDomainCapabilities='None'; Status='NoRemoteCertificate'${EHLO_AGAIN}
        <,MAIL FROM:<a@contoso.example>,
        >,250 2.1.0 Sender OK,
        <,RCPT TO:<nobody@contoso.example>,
        >,550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup,
        -,,Remote`),
    },
  ],
};
