import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'recipient-unknown-5-1-1',
  speaks: [
    {
      told: 'a Postfix server has no such mailbox',
      log: sendLog(
        `>,MAIL FROM:<a@contoso.example>,
         <,250 2.1.0 Ok,
         >,RCPT TO:<gone@fabrikam.example>,
         <,550 5.1.1 <gone@fabrikam.example>: Recipient address rejected: User unknown in virtual mailbox table,
         >,QUIT,
         -,,Local`,
        { connector: 'Internet', remote: '198.51.100.25:25' },
      ),
      evidence: [3, 4],
      keyFact: 'fabrikam.example',
    },
    {
      told: 'a server without enhanced codes says it in words',
      log: sendLog(
        `>,RCPT TO:<gone@fabrikam.example>,
         <,550 No such user here,
         -,,Local`,
        { connector: 'Internet', remote: '198.51.100.25:25' },
      ),
      evidence: [1, 2],
      keyFact: 'fabrikam.example',
    },
    {
      told: 'a reply goes to the internal address of a mailbox that was migrated',
      log: receiveLog(`
        <,RCPT TO:<IMCEAEX-_o=Contoso_ou=Recipients_cn=anna@contoso.example>,
        >,550 5.1.1 RESOLVER.ADR.ExRecipNotFound; not found,
        -,,Remote`),
      evidence: [1, 2],
      keyFact: 'contoso.example',
    },
  ],
  staysSilent: [
    {
      told: 'a provider refuses our address in the words of the standard',
      because: '“mailbox unavailable” is said of blocked senders too',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,550 Requested action not taken: mailbox unavailable. Sender address has been blocked,
        -,,Local`),
    },
    {
      told: 'the mailbox is busy for now',
      because: '4yz is no verdict on the address',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,450 4.1.1 <b@fabrikam.example>: Recipient address rejected: unverified address,
        -,,Local`),
    },
    {
      told: 'Exchange Online does not find the address',
      because: 'that is 5.1.10',
      log: sendLog(`
        >,RCPT TO:<b@fabrikam.example>,
        <,550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup,
        -,,Local`),
    },
  ],
};
