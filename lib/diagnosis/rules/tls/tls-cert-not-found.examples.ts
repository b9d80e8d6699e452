import { sendLog, type RuleExamples } from '../../examples.js';
import { DELIVERED } from './example-rows.js';

export const examples: RuleExamples = {
  rule: 'tls-cert-not-found',
  speaks: [
    {
      told: 'the renewed certificate has another issuer, and the connector still names the old one',
      log: sendLog(`
        *,SendRoutingHeaders,Set Session Permissions
        *,,attempting to connect
        +,,
        <,220 AM5EUR03FT059.mail.protection.outlook.com Microsoft ESMTP MAIL Service ready,
        >,EHLO mail.contoso.example,
        <,250  AM5EUR03FT059.mail.protection.outlook.com Hello [203.0.113.7] STARTTLS,
        *,,454 4.7.5 The certificate specified in TlsCertificateName of the SendConnector could not be found
        -,,Local`),
      evidence: [7],
      keyFact: 'TlsCertificateName',
    },
  ],
  staysSilent: [
    {
      told: 'the other side says so of its own connector',
      because: 'then it is their certificate that is missing, not ours',
      log: sendLog(`
        >,STARTTLS,
        <,454 4.7.5 The certificate specified in TlsCertificateName of the SendConnector could not be found,
        -,,Local`),
    },
    { told: 'mail is delivered', because: 'then the certificate was found, or none was asked for', log: sendLog(DELIVERED) },
  ],
};
