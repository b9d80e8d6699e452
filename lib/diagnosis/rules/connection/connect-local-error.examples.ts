import { sendLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'connect-local-error',
  speaks: [
    {
      told: 'the connector sends from an address that the server lost when its network card was changed',
      log: sendLog(
        `*,,attempting to connect
         *,,"Failed to connect. Winsock error code: 10049, Win32 error code: 10049, Destination domain: fabrikam.example, Error Message: The requested address is not valid in its context"
         -,,Local`,
        { connector: 'Internet', remote: '198.51.100.80:25' },
      ),
      evidence: [1, 2],
      keyFact: '10049',
    },
    {
      told: 'the virus scanner on the server blocks port 25',
      log: sendLog(
        `*,,attempting to connect
         *,,"Failed to connect. Winsock error code: 10013, Win32 error code: 10013"
         -,,Local`,
        { connector: 'Internet', remote: '198.51.100.81:25' },
      ),
      evidence: [1, 2],
      keyFact: '10013',
    },
  ],
  staysSilent: [
    {
      told: 'the other side refuses',
      because: 'somebody answered, so this server could send',
      log: sendLog(`
        *,,attempting to connect
        *,,"Failed to connect. Winsock error code: 10061, Win32 error code: 10061"
        -,,Local`),
    },
    {
      told: 'there is no route',
      because: 'the address and the ports are in order: connect-unreachable',
      log: sendLog(`
        *,,attempting to connect
        *,,"Failed to connect. Winsock error code: 10051, Win32 error code: 10051"
        -,,Local`),
    },
  ],
};
