import { receiveLog, sendLog, type RuleExamples } from '../../examples.js';

const INTERNAL = { connector: 'Intra-Organization SMTP Send Connector', remote: '10.1.1.20:2525' };

export const examples: RuleExamples = {
  rule: 'auth-exchange-temporary',
  speaks: [
    {
      told: 'the clock of one server is wrong, and Kerberos refuses the other',
      log: sendLog(
        `>,X-ANONYMOUSTLS,
         <,220 2.0.0 SMTP server ready,
         *,,"TLS protocol SP_PROT_TLS1_2_CLIENT negotiation succeeded using bulk encryption algorithm CALG_AES_256 with strength 256 bits"
         >,EHLO ex02.contoso.example,
         <,250  ex01.contoso.example Hello [10.1.1.21] SIZE X-EXPS GSSAPI NTLM 8BITMIME,
         >,X-EXPS GSSAPI,
         *,,Outbound Authentication failed with LogonDenied
         >,QUIT,
         -,,Local`,
        INTERNAL,
      ),
      evidence: [6, 7],
      keyFact: '10.1.1.20',
    },
    {
      told: 'the excerpt has only the refusal of it',
      log: sendLog(
        `<,454 4.7.0 Temporary authentication failure,
         >,QUIT,
         -,,Local`,
        INTERNAL,
      ),
      evidence: [1],
      keyFact: '10.1.1.20',
    },
    {
      told: 'a relay connector on the other server has taken the session, and does not know Exchange servers',
      log: sendLog(
        `<,"220 ex01.contoso.example Microsoft ESMTP MAIL Service ready at Tue, 14 May 2024 10:00:00 +0200",
         >,EHLO ex02.contoso.example,
         <,250  ex01.contoso.example Hello [10.1.1.21] SIZE PIPELINING DSN ENHANCEDSTATUSCODES STARTTLS 8BITMIME BINARYMIME CHUNKING,
         >,QUIT,
         <,221 2.0.0 Service closing transmission channel,
         -,,Local`,
        INTERNAL,
      ),
      evidence: [3, 6],
      keyFact: '10.1.1.20',
    },
    {
      told: 'the receiving server sees the same',
      log: receiveLog(
        `<,X-EXPS GSSAPI,
         *,,Inbound AUTH GSSAPI failed because of IllegalMessage
         >,454 4.7.0 Temporary authentication failure,
         -,,Remote`,
        { connector: 'EX01\\Default EX01', remote: '10.1.1.21:40112' },
      ),
      evidence: [1, 2, 3],
      keyFact: '10.1.1.21',
    },
  ],
  staysSilent: [
    {
      told: 'a server asks another whether copies may be discarded',
      because: 'X-EXPS comes behind TLS, the logon succeeds, and no mail is due',
      log: sendLog(
        `>,EHLO ex02.contoso.example,
         <,250  ex01.contoso.example Hello [10.1.1.21] SIZE STARTTLS X-ANONYMOUSTLS XSHADOW,
         >,X-ANONYMOUSTLS,
         <,220 2.0.0 SMTP server ready,
         *,,"TLS protocol SP_PROT_TLS1_2_CLIENT negotiation succeeded using bulk encryption algorithm CALG_AES_256 with strength 256 bits"
         >,EHLO ex02.contoso.example,
         <,250  ex01.contoso.example Hello [10.1.1.21] SIZE X-EXPS EXCHANGEAUTH GSSAPI NTLM XSHADOW,
         >,X-EXPS EXCHANGEAUTH SHA256 ,
         >,<Binary Data>,
         <,235 <authentication response>,
         >,XQDISCARD 50,
         <,"251 OK, no discard events",
         >,QUIT,
         <,221 2.0.0 Service closing transmission channel,
         -,,Local`,
        INTERNAL,
      ),
    },
    {
      told: 'GSSAPI fails, and NTLM succeeds',
      because: 'the servers fell back by themselves, and the mail flows',
      log: sendLog(
        `>,X-EXPS GSSAPI,
         *,,Outbound Authentication failed with LogonDenied
         >,X-EXPS NTLM,
         <,235 2.7.0 Authentication successful,
         -,,Local`,
        INTERNAL,
      ),
    },
    {
      told: 'a client on the internet tries a password',
      because: 'AUTH is for clients: auth-logon-denied',
      log: receiveLog(`
        <,AUTH NTLM,
        *,,Inbound AUTH NTLM failed because of LogonDenied
        >,535 5.7.3 Authentication unsuccessful,
        -,,Remote`),
    },
    {
      told: 'the receiving Front End finds no Transport service',
      because: '451 4.7.0 is another temporary failure',
      log: receiveLog(`
        <,MAIL FROM:<a@fabrikam.example>,
        >,451 4.7.0 Temporary server error. Please try again later. PRX1,
        -,,Remote`),
    },
  ],
};
