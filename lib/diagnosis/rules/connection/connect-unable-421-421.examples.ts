import { sendLog, type RuleExamples } from '../../examples.js';

const BY_THE_FRONT_END = { connector: 'Outbound to Office 365', remote: '10.1.1.21:717' };

export const examples: RuleExamples = {
  rule: 'connect-unable-421-421',
  speaks: [
    {
      told: 'the connector sends by way of the Front End, and only that one’s log knows why it failed',
      log: sendLog(
        `>,XPROXYTO SID=08DC73F0A1B20001 PORT=25 DESTINATIONS=contoso-mail-onmicrosoft-com.mail.protection.outlook.com,
         <,450 4.7.0 Proxy session setup failed on Frontend with '451 4.4.0 Primary target IP address responded with: "421 4.2.1 Unable to connect." Attempted failover to alternate host but that did not succeed. Either there are no alternate hosts or delivery failed to all alternate hosts. The last endpoint attempted was 104.47.5.36:25',
         >,QUIT,
         -,,Local`,
        BY_THE_FRONT_END,
      ),
      evidence: [1, 2],
      keyFact: '104.47.5.36',
    },
  ],
  staysSilent: [
    {
      told: 'the other side itself has waited in vain',
      because: 'the connection stands and the text is no riddle: connection-dropped',
      log: sendLog(`
        >,MAIL FROM:<a@contoso.example>,
        <,421 4.4.1 Connection timed out,
        -,,Remote`),
    },
    {
      told: 'the Front End quotes what was wrong',
      because: 'a refusal for STARTTLS is not ambiguous',
      log: sendLog(
        `>,XPROXYTO SID=08DC73F0A1B20001 PORT=25,
         <,450 4.7.0 Proxy session setup failed on Frontend with '451 4.4.0 Primary target IP address responded with: "451 5.7.3 STARTTLS is required to send mail." Attempted failover to alternate host but that did not succeed. The last endpoint attempted was 104.47.5.36:25',
         -,,Local`,
        BY_THE_FRONT_END,
      ),
    },
    {
      told: 'the connection itself timed out',
      because: 'the session’s own row tells: connect-timeout',
      log: sendLog(`
        *,,attempting to connect
        *,,"Failed to connect. Winsock error code: 10060, Win32 error code: 10060"
        -,,Local`),
    },
    {
      told: 'the Front End quotes a socket error behind the vague text',
      because: 'with a Winsock code it is the network',
      log: sendLog(
        `>,XPROXYTO SID=08DC73F0A1B20001 PORT=25,
         <,"450 4.7.0 Proxy session setup failed on Frontend with '451 4.4.397 Error communicating with target host. -> 421 4.2.1 Unable to connect -> SocketError: Failed to connect. Winsock error code: 10060, Win32 error code: 10060'",
         -,,Local`,
        BY_THE_FRONT_END,
      ),
    },
  ],
};
