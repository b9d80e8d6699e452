import { sendLog, type RuleExamples } from '../../examples.js';

const TIMED_OUT =
  '"Failed to connect. Winsock error code: 10060, Win32 error code: 10060, Destination domain: fabrikam.example, Error Message: A connection attempt failed because the connected party did not properly respond after a period of time, or established connection failed because connected host has failed to respond 198.51.100.80:25"';

export const examples: RuleExamples = {
  rule: 'connect-timeout',
  speaks: [
    {
      told: 'the firewall drops outbound port 25',
      log: sendLog(
        `*,SendRoutingHeaders,Set Session Permissions
         *,,attempting to connect
         +21019 *,,${TIMED_OUT}
         -,,Local`,
        { connector: 'Internet', remote: '198.51.100.80:25' },
      ),
      evidence: [2, 3],
      keyFact: 'fabrikam.example',
    },
    {
      told: 'an older build names no destination domain, and the words are German',
      log: sendLog(
        `*,,attempting to connect
         +21000 *,,"Failed to connect. Winsock error code: 10060, Win32 error code: 10060, Error Message: Ein Verbindungsversuch ist fehlgeschlagen."
         -,,Local`,
        { connector: 'Internet', remote: '198.51.100.80:25' },
      ),
      evidence: [1, 2],
      keyFact: '198.51.100.80:25',
    },
    {
      told: 'the firewall does not let this server out to Exchange Online',
      log: sendLog(`
        *,,attempting to connect
        +21000 *,,"Failed to connect. Winsock error code: 10060, Win32 error code: 10060, Destination domain: contoso.mail.onmicrosoft.com, Error Message: A connection attempt failed"
        -,,Local`),
      evidence: [1, 2],
      keyFact: 'contoso.mail.onmicrosoft.com',
    },
    {
      told: 'Mailbox Transport Delivery on another server does not answer',
      log: sendLog(
        `*,,attempting to connect
         +21000 *,,"Failed to connect. Winsock error code: 10060, Win32 error code: 10060, Destination domain: mdb07"
         -,,Local`,
        { connector: 'Intra-Organization SMTP Send Connector', remote: '172.24.16.149:475' },
      ),
      evidence: [1, 2],
      keyFact: 'mdb07',
    },
    {
      told: 'the connector sends by way of the Front End, and that one gets no answer',
      log: sendLog(
        `>,XPROXYTO SID=08DC73F0A1B20001 PORT=25,
         <,"450 4.7.0 Proxy session setup failed on Frontend with '451 4.4.397 Error communicating with target host. -> 421 4.2.1 Unable to connect -> SocketError: Failed to connect. Winsock error code: 10060, Win32 error code: 10060'",
         -,,Local`,
        { remote: '10.1.1.21:717' },
      ),
      evidence: [1, 2],
      keyFact: 'unknown next hop',
    },
    {
      told: 'an older build logs the attempt and its end, and nothing in between',
      log: sendLog(
        `*,,attempting to connect
         +21003 -,,Local`,
        { connector: 'Internet', remote: '198.51.100.80:25' },
      ),
      evidence: [1, 2],
      keyFact: '198.51.100.80:25',
    },
  ],
  staysSilent: [
    {
      told: 'the attempt is given up at once',
      because: 'another connection has taken the mail, or the service stops',
      log: sendLog(`
        *,,attempting to connect
        +300 -,,Local`),
    },
    {
      told: 'the connection stood and then fell silent',
      because: 'with a “+” row the firewall let it through',
      log: sendLog(`
        *,,attempting to connect
        +,,
        <,220 mail.fabrikam.example ESMTP,
        *,,"Failed to connect. Winsock error code: 10060, Win32 error code: 10060"
        -,,Remote`),
    },
    {
      told: 'the machine answers and refuses',
      because: 'that is 10061: somebody is there',
      log: sendLog(`
        *,,attempting to connect
        *,,"Failed to connect. Winsock error code: 10061, Win32 error code: 10061, Destination domain: fabrikam.example"
        -,,Local`),
    },
  ],
};
