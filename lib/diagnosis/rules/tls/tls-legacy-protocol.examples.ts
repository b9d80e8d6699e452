import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';
import { DELIVERED, RECEIVED, receiveUntilStartTls, SEND_UNTIL_STARTTLS, TLS_STANDS } from './example-rows.js';

export const examples: RuleExamples = {
  rule: 'tls-legacy-protocol',
  speaks: [
    {
      told: 'a copier of the own network has TLS 1.0 only',
      log: receiveLog(
        `${receiveUntilStartTls('mfp-3rd-floor')}
         *,,"TLS protocol SP_PROT_TLS1_0_SERVER negotiation succeeded using bulk encryption algorithm CALG_AES_256 with strength 256 bits"${RECEIVED}`,
        { remote: '10.1.3.40:50412' },
      ),
      evidence: [7],
      keyFact: 'TLS 1.0 10.1.3.40',
    },
    {
      told: 'hosts of the internet agree on TLS 1.1',
      log: sendLog(
        `>,STARTTLS,
         <,220 go ahead,
         *,,"TLS protocol SP_PROT_TLS1_1_CLIENT negotiation succeeded using bulk encryption algorithm CALG_AES_256 with strength 256 bits"${DELIVERED}`,
        { connector: 'Internet', remote: '198.51.100.25:25' },
      ),
      evidence: [3],
      keyFact: 'TLS 1.1',
    },
    {
      told: 'an appliance still speaks SSL 3',
      log: receiveLog(
        `*,,"TLS protocol SP_PROT_SSL3_SERVER negotiation succeeded using bulk encryption algorithm CALG_3DES with strength 168 bits"${RECEIVED}`,
        { remote: '192.168.7.7:50412' },
      ),
      evidence: [1],
      keyFact: 'SSL 3.0 192.168.7.7',
    },
  ],
  staysSilent: [
    { told: 'TLS 1.2 is agreed on', because: 'that is current', log: sendLog(`${SEND_UNTIL_STARTTLS}${TLS_STANDS}${DELIVERED}`) },
    {
      told: 'TLS 1.3 is agreed on',
      because: 'that is current',
      log: sendLog(`${SEND_UNTIL_STARTTLS}
        *,,"TLS protocol SP_PROT_TLS1_3_CLIENT negotiation succeeded using bulk encryption algorithm CALG_AES_256 with strength 256 bits"${DELIVERED}`),
    },
    {
      told: 'relaying is refused over TLS 1.0',
      because: 'a notice must not stand before a failure',
      log: receiveLog(
        `*,,"TLS protocol SP_PROT_TLS1_0_SERVER negotiation succeeded using bulk encryption algorithm CALG_AES_256 with strength 256 bits"
         <,MAIL FROM:<a@fabrikam.example>,
         >,250 2.1.0 Sender OK,
         <,RCPT TO:<b@elsewhere.example>,
         >,550 5.7.1 Unable to relay,
         -,,Remote`,
        { remote: '198.51.100.25:50412' },
      ),
    },
  ],
};
