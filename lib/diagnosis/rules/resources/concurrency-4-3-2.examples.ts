import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'concurrency-4-3-2',
  speaks: [
    {
      told: 'a load balancer gives all clients its own address',
      log: receiveLog(
        `+,,
         >,"421 4.3.2 The maximum number of concurrent server connections has exceeded a per-source limit, closing transmission channel",
         -,,Local`,
        { remote: '10.1.1.5:40112' },
      ),
      evidence: [2],
      keyFact: '10.1.1.5',
    },
    {
      told: 'the connector is full',
      log: receiveLog(
        `+,,
         >,"421 4.3.2 The maximum number of concurrent connections has exceeded a limit, closing transmission channel",
         -,,Local`,
        { remote: '198.51.100.77:40112' },
      ),
      evidence: [2],
      keyFact: 'all clients',
    },
    {
      told: 'Exchange Online takes no more connections from us',
      log: sendLog(`
        +,,
        <,"421 4.3.2 The maximum number of concurrent server connections has exceeded a limit, closing transmission channel",
        -,,Remote`),
      evidence: [2],
      keyFact: 'Exchange Online',
    },
  ],
  staysSilent: [
    {
      told: 'the service is stopped',
      because: '4.3.2 is said of services too',
      log: sendLog(`
        +,,
        <,421 4.3.2 Service not available,
        -,,Remote`),
    },
    {
      told: 'one mailbox is flooded',
      because: '4.3.2 is said of mailboxes too',
      log: sendLog(
        `>,BDAT 4711 LAST,
         <,432 4.3.2 STOREDRV.Deliver; recipient thread limit exceeded,
         -,,Local`,
        { connector: 'Intra-Organization SMTP Send Connector', remote: '10.1.1.11:475' },
      ),
    },
  ],
};
