import { sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'smtpsend-suspicious-remote',
  speaks: [
    {
      told: 'the other side greets us and hangs up on our EHLO',
      log: sendLog(
        `*,,attempting to connect
         +,,
         <,220 mail.fabrikam.example ESMTP,
         >,EHLO mail.contoso.example,
         -,,Remote`,
        { connector: 'Internet', remote: '198.51.100.80:25' },
      ),
      evidence: [4, 5],
      keyFact: '198.51.100.80',
    },
    {
      told: 'Exchange Online looks at our certificate after the handshake and hangs up',
      log: sendLog(`
        >,STARTTLS,
        <,220 2.0.0 SMTP server ready,
        *, CN=mail.contoso.example CN=GeoTrust TLS RSA CA G1 0A1B2C3D4E5F60718293A4B5C6D7E8F9 0123456789ABCDEF0123456789ABCDEF01234567 2024-01-10T00:00:00.000Z 2025-01-09T23:59:59.000Z mail.contoso.example,Sending certificate Subject Issuer name Serial number Thumbprint Not before Not after Subject alternate names
        *,,"TLS protocol SP_PROT_TLS1_2_CLIENT negotiation succeeded using bulk encryption algorithm CALG_AES_256 with strength 256 bits"
        >,EHLO mail.contoso.example,
        -,,Remote(ConnectionReset)`),
      evidence: [5, 6],
      keyFact: 'Exchange Online',
    },
  ],
  staysSilent: [
    {
      told: 'we say goodbye, and the other side closes without a reply to it',
      because: 'QUIT needs no answer',
      log: sendLog(`
        <,220 mail.fabrikam.example ESMTP,
        >,EHLO mail.contoso.example,
        <,250 mail.fabrikam.example,
        >,QUIT,
        -,,Remote`),
    },
    {
      told: 'the file ends after EHLO',
      because: 'the reply may stand in the next file',
      log: sendLog(`
        <,220 mail.fabrikam.example ESMTP,
        >,EHLO mail.contoso.example,`),
    },
    {
      told: 'this server gives up over its own certificate',
      because: 'we are the ones who closed: tls-unknown-credentials',
      log: sendLog(`
        >,STARTTLS,
        <,220 2.0.0 SMTP server ready,
        *,,TLS negotiation failed with error UnknownCredentials
        -,,Local`),
    },
    {
      told: 'a message was taken before, and the idle connection is closed',
      because: 'a connection that has done its work may go',
      log: sendLog(`
        >,MAIL FROM:<a@contoso.example>,
        <,250 2.1.0 Ok,
        >,RCPT TO:<b@fabrikam.example>,
        <,250 2.1.5 Ok,
        >,BDAT 512 LAST,
        <,250 2.0.0 Ok: queued,
        -,,Remote`),
    },
    {
      told: 'the connection breaks while the message is handed over',
      because: 'mail was offered: connection-dropped',
      log: sendLog(`
        >,MAIL FROM:<a@contoso.example>,
        -,,Remote`),
    },
  ],
};
