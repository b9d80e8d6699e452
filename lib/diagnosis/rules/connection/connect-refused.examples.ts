import { sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'connect-refused',
  speaks: [
    {
      told: 'the Front End has started before Transport listens on port 2525',
      log: sendLog(
        `*,None,Set Session Permissions
         *,,attempting to connect
         +1048 *,,"Failed to connect. Winsock error code: 10061, Win32 error code: 10061, Destination domain: internalproxy, Error Message: No connection could be made because the target machine actively refused it 10.11.12.13:2525."
         -,,Local`,
        { connector: 'Inbound Proxy Internal Send Connector', remote: '10.11.12.13:2525' },
      ),
      evidence: [2, 3],
      keyFact: 'internalproxy',
    },
    {
      told: 'the smart host has moved, and nothing listens at its old address',
      log: sendLog(
        `*,,attempting to connect
         +1010 *,,"Failed to connect. Winsock error code: 10061, Win32 error code: 10061"
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
      because: 'that is 10060, and the search begins at the firewall',
      log: sendLog(`
        *,,attempting to connect
        *,,"Failed to connect. Winsock error code: 10060, Win32 error code: 10060"
        -,,Local`),
    },
    {
      told: 'the session is still waiting for its connection',
      because: 'nothing has failed yet',
      log: sendLog(`
        *,None,Set Session Permissions
        *,,attempting to connect`),
    },
  ],
};
