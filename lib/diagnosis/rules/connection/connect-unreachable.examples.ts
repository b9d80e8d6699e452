import { sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'connect-unreachable',
  speaks: [
    {
      told: 'the recipient’s domain has an IPv6 address, and this server no IPv6 route',
      log: sendLog(
        `*,SendRoutingHeaders,Set Session Permissions
         *,,attempting to connect
         *,,"Failed to connect. Winsock error code: 10051, Win32 error code: 10051, Destination domain: fabrikam.example, Error Message: A socket operation was attempted to an unreachable network [2001:db8:7::25]:25"
         -,,Local`,
        { connector: 'Internet', remote: '[2001:db8:7::25]:25' },
      ),
      evidence: [2, 3],
      keyFact: 'fabrikam.example',
    },
    {
      told: 'the default gateway is gone',
      log: sendLog(
        `*,,attempting to connect
         *,,"Failed to connect. Winsock error code: 10065, Win32 error code: 10065"
         -,,Local`,
        { connector: 'Internet', remote: '198.51.100.80:25' },
      ),
      evidence: [1, 2],
      keyFact: '198.51.100.80:25',
    },
  ],
  staysSilent: [
    {
      told: 'nobody answers',
      because: 'a packet went out, so there was a route: connect-timeout',
      log: sendLog(`
        *,,attempting to connect
        *,,"Failed to connect. Winsock error code: 10060, Win32 error code: 10060"
        -,,Local`),
    },
    {
      told: 'the IPv6 address fails, and the session then stands by IPv4',
      because: 'with a “+” row a way was found',
      log: sendLog(`
        *,,attempting to connect
        *,,"Failed to connect. Winsock error code: 10051, Win32 error code: 10051"
        *,,attempting to connect
        +,,
        <,220 mail.fabrikam.example ESMTP,
        -,,Remote`),
    },
  ],
};
