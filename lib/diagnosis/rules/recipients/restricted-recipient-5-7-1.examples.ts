import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'restricted-recipient-5-7-1',
  speaks: [
    {
      told: 'a colleague in Exchange Online writes to a group on-premises and comes as anonymous',
      log: receiveLog(`
        *,,TlsDomainCapabilities='None'; Status='NoRemoteCertificate'
        <,MAIL FROM:<colleague@contoso.example>,
        >,250 2.1.0 Sender OK,
        <,RCPT TO:<all-staff@contoso.example>,
        >,550 5.7.1 RESOLVER.RST.AuthRequired; authentication required,
        -,,Remote`),
      evidence: [4, 5],
      keyFact: 'contoso.example',
    },
    {
      told: 'Exchange Online takes our mail to a group for external',
      log: sendLog(`
        >,RCPT TO:<all-staff@contoso.example>,
        <,250 2.1.5 Recipient OK,
        >,BDAT 4711 LAST,
        <,550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required; Delivery restriction check failed because the sender was not authenticated when sending to this group [DB8PEPF00000001.eurprd02.prod.outlook.com],
        -,,Local`),
      evidence: [3, 4],
      keyFact: '5.7.133',
    },
  ],
  staysSilent: [
    {
      told: 'the client did not log on at all',
      because: 'that is about the connection, not about a recipient',
      log: receiveLog(`
        <,MAIL FROM:<device@contoso.example>,
        >,530 5.7.1 Client was not authenticated,
        -,,Remote`),
    },
    {
      told: 'the recipient’s domain is not ours',
      because: '5.7.1 means relaying here',
      log: receiveLog(`
        <,RCPT TO:<b@fabrikam.example>,
        >,550 5.7.1 Unable to relay,
        -,,Remote`),
    },
    {
      told: 'a rule of the organisation refuses the message',
      because: '5.7.1 means policy here',
      log: sendLog(`
        >,BDAT 4711 LAST,
        <,550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy,
        -,,Local`),
    },
  ],
};
