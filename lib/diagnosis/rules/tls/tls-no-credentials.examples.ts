import { sendLog, type RuleExamples } from '../../examples.js';

const CERTIFICATE = `
  *," CN=mail.contoso.example, O=Contoso Ltd, C=DE CN=GeoTrust TLS RSA CA G1, OU=www.digicert.com, O=DigiCert Inc, C=US 0A1B2C3D4E5F60718293A4B5C6D7E8F9 0123456789ABCDEF0123456789ABCDEF01234567 2024-01-10T00:00:00.000Z 2025-01-09T23:59:59.000Z mail.contoso.example;autodiscover.contoso.example",Sending certificate Subject Issuer name Serial number Thumbprint Not before Not after Subject alternate names`;

export const examples: RuleExamples = {
  rule: 'tls-no-credentials',
  speaks: [
    {
      told: 'only the .cer of the renewed certificate was imported on this server',
      log: sendLog(`
        *,,attempting to connect
        +,,
        <,220 DB8EUR05FT012.mail.protection.outlook.com Microsoft ESMTP MAIL Service ready,
        >,EHLO mail.contoso.example,
        <,250  DB8EUR05FT012.mail.protection.outlook.com Hello [203.0.113.10] SIZE 157286400 STARTTLS,
        >,STARTTLS,
        <,220 2.0.0 SMTP server ready,${CERTIFICATE}
        +2 *,,TLS negotiation failed with error NoCredentials
        -,,Local`),
      evidence: [8, 9],
      keyFact: '0123456789ABCDEF0123456789ABCDEF01234567',
    },
    {
      told: 'the log names no certificate at all',
      log: sendLog(`
        >,STARTTLS,
        <,220 2.0.0 SMTP server ready,
        *,,TLS negotiation failed with error NoCredentials
        -,,Local`),
      evidence: [3],
      keyFact: 'unknown certificate',
    },
  ],
  staysSilent: [
    {
      told: 'the key is there, but Exchange has no right to it',
      because: 'that is UnknownCredentials',
      log: sendLog(`
        >,STARTTLS,
        <,220 2.0.0 SMTP server ready,${CERTIFICATE}
        +5 *,,TLS negotiation failed with error UnknownCredentials
        -,,Local`),
    },
    {
      told: 'the first handshake failed, a later one in the same session stands',
      because: 'the last result counts',
      log: sendLog(`
        *,,TLS negotiation failed with error NoCredentials
        *,,"TLS protocol SP_PROT_TLS1_2_CLIENT negotiation succeeded using bulk encryption algorithm CALG_AES_256 with strength 256 bits"
        -,,Local`),
    },
  ],
};
