import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';

const ANONYMOUS = '*,SMTPSubmit SMTPAcceptAnySender SMTPAcceptAuthoritativeDomainSender AcceptRoutingHeaders,Set Session Permissions';

export const examples: RuleExamples = {
  rule: 'relay-denied-receive',
  speaks: [
    {
      told: 'with centralized mail transport, Exchange Online hands over mail for the internet and may not relay',
      log: receiveLog(
        `${ANONYMOUS}
         *,08D892B7A9441226;2020-11-27T09:34:38.956Z;1,receiving message
         <,RCPT TO:<user@fabrikam.example>,
         *,Tarpit for '0.00:00:05',
         +5000 >,250 2.1.0 Sender OK,
         >,550 5.7.1 Unable to relay,
         <,QUIT,
         -,,Local`,
        { remote: '40.107.19.96:54368' },
      ),
      evidence: [1, 3, 6],
      keyFact: 'fabrikam.example',
    },
    {
      told: 'a newer build says it with a status of its own',
      log: receiveLog(`
        <,MAIL FROM:<scanner@contoso.example>,
        >,250 2.1.0 Sender OK,
        <,RCPT TO:<user@Fabrikam.example>,
        >,550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain,
        -,,Remote`),
      evidence: [3, 4],
      keyFact: 'fabrikam.example',
    },
    {
      told: 'a stranger on the internet looks for an open relay',
      log: receiveLog(
        `${ANONYMOUS}
         <,MAIL FROM:<spam@fabrikam.example>,
         >,250 2.1.0 Sender OK,
         <,RCPT TO:<victim@woodgrove.example>,
         *,Tarpit for '0.00:00:05',
         +5000 >,550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain,
         -,,Remote`,
        { remote: '185.234.217.220:61061' },
      ),
      evidence: [1, 4, 6],
      keyFact: 'woodgrove.example',
    },
    {
      told: 'a printer of the house may not send to the internet',
      log: receiveLog(
        `${ANONYMOUS}
         <,MAIL FROM:<printer@contoso.example>,
         >,250 2.1.0 Sender OK,
         <,RCPT TO:<user@fabrikam.example>,
         >,550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain,
         -,,Remote`,
        { remote: '10.1.5.20:40112' },
      ),
      evidence: [1, 4, 5],
      keyFact: 'fabrikam.example',
    },
  ],
  staysSilent: [
    {
      told: 'the recipient does not exist',
      because: 'an unknown mailbox is no question of relaying',
      log: receiveLog(`
        ${ANONYMOUS}
        <,MAIL FROM:<a@fabrikam.example>,
        >,250 2.1.0 Sender OK,
        <,RCPT TO:<nobody@contoso.example>,
        >,550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup,
        -,,Remote`),
    },
    {
      told: 'another server refuses to relay for us',
      because: 'in a send log the refusal is theirs',
      log: sendLog(`
        >,RCPT TO:<user@fabrikam.example>,
        <,550 5.7.1 Unable to relay,
        -,,Local`),
    },
  ],
};
