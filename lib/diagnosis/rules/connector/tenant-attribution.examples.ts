import { sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'tenant-attribution',
  speaks: [
    {
      told: 'the certificate was renewed with another name, and the inbound connector asks for the old one',
      log: sendLog(`
        >,STARTTLS,
        <,220 2.0.0 SMTP server ready,
        *, CN=new.contoso.example CN=GeoTrust TLS RSA CA G1 0A1B2C3D4E5F60718293A4B5C6D7E8F9 0123456789ABCDEF0123456789ABCDEF01234567 2024-01-10T00:00:00.000Z 2025-01-09T23:59:59.000Z new.contoso.example,Sending certificate Subject Issuer name Serial number Thumbprint Not before Not after Subject alternate names
        *,,"TLS protocol SP_PROT_TLS1_2_CLIENT negotiation succeeded using bulk encryption algorithm CALG_AES_256 with strength 256 bits"
        >,MAIL FROM:<a@contoso.example>,
        <,250 2.1.0 Sender OK,
        >,RCPT TO:<b@fabrikam.example>,
        <,550 5.7.64 TenantAttribution; Relay Access Denied [DB8EUR05FT012.eop-eur05.prod.protection.outlook.com],
        -,,Local`),
      evidence: [3, 8],
      keyFact: '0123456789ABCDEF0123456789ABCDEF01234567',
    },
  ],
  staysSilent: [
    {
      told: 'a smart host refuses to relay',
      because: 'that host is not Exchange Online',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,554 5.7.1 Relay access denied,
        -,,Local`),
    },
    {
      told: 'the mail is delivered over the same connector',
      because: 'then the tenant was recognised',
      log: sendLog(`
        >,MAIL FROM:<a@contoso.example>,
        <,250 2.1.0 Sender OK,
        >,RCPT TO:<b@fabrikam.example>,
        <,250 2.1.5 Recipient OK,
        >,BDAT 6211 LAST,
        <,250 2.6.0 <a1@contoso.example> Queued mail for delivery,
        -,,Local`),
    },
  ],
};
