import { receiveLog, type RuleExamples } from '../../examples.js';

export const examples: RuleExamples = {
  rule: 'too-many-errors',
  speaks: [
    {
      told: 'a client tries commands until Exchange has had enough',
      log: receiveLog(
        `<,HELP ME,
         >,500 5.3.3 Unrecognized command,
         <,XYZ,
         >,500 5.3.3 Unrecognized command,
         <,ABC,
         >,"421 4.7.0 Too many errors on this connection, closing transmission channel",
         -,,Local`,
        { remote: '198.51.100.77:40112' },
      ),
      evidence: [2, 4, 6],
      keyFact: 'the internet',
    },
  ],
  staysSilent: [
    {
      told: 'a client makes one mistake and goes on',
      because: 'the connection was not closed for it',
      log: receiveLog(`
        <,HELP ME,
        >,500 5.3.3 Unrecognized command,
        <,QUIT,
        >,221 2.0.0 Service closing transmission channel,
        -,,Local`),
    },
    {
      told: 'a message is set aside as poison',
      because: '“too many related errors” is about a message',
      log: receiveLog(`
        <,BDAT 4711 LAST,
        >,550 5.3.0 Too many related errors,
        -,,Remote`),
    },
  ],
};
