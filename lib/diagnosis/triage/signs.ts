import { RowSigns } from '../../log/row-signs.js';

/** What ordinary sessions are made of, by the numbers that the reader of the log gives to such rows. */

/** A reply that says yes, and a line of one that has more to come. */
export const GOOD = 1;
export const GOOD_SO_FAR = 2;
/** `354`: the final reply still follows. */
export const GO_AHEAD = 3;

/** Commands that need no look of their own. */
export const COMMAND = 4;
export const MAIL = 5;
export const RCPT = 6;
export const RSET = 7;
export const DATA = 8;
export const BDAT = 9;
export const QUIT = 10;

/** Information that is logged day in, day out. */
export const HARMLESS = 11;
export const TLS_1_2 = 12;
export const TLS_1_3 = 13;
/** A client without a certificate: the rule for any host but Microsoft's, which should show one. */
export const NO_CLIENT_CERTIFICATE = 14;
export const CERTIFICATE = 15;

/** What the reader is to tell of rows for {@link Triage}. The comma behind a command that has no argument ends its data. */
export const TRIAGE_SIGNS = new RowSigns([
  { sign: GOOD, said: '250 ' },
  { sign: GOOD_SO_FAR, said: '250-' },
  { sign: GOOD, said: '"250 ' },
  { sign: GOOD_SO_FAR, said: '"250-' },
  { sign: GOOD, said: '220 ' },
  { sign: GOOD_SO_FAR, said: '220-' },
  { sign: GOOD, said: '"220 ' },
  { sign: GOOD_SO_FAR, said: '"220-' },
  { sign: GOOD, said: '221 ' },
  { sign: GOOD, said: '"221 ' },
  { sign: GO_AHEAD, said: '354 ' },
  { sign: GO_AHEAD, said: '"354 ' },

  { sign: RCPT, said: 'RCPT TO:' },
  { sign: RSET, said: 'RSET,' },
  { sign: MAIL, said: 'MAIL FROM:' },
  { sign: BDAT, said: 'BDAT ' },
  { sign: DATA, said: 'DATA,' },
  { sign: QUIT, said: 'QUIT,' },
  { sign: COMMAND, said: 'EHLO ' },
  { sign: COMMAND, said: 'HELO ' },
  { sign: COMMAND, said: 'STARTTLS,' },
  { sign: COMMAND, said: 'X-ANONYMOUSTLS,' },
  { sign: COMMAND, said: 'XPROXYFROM ' },
  { sign: COMMAND, said: 'NOOP,' },

  { sign: HARMLESS, context: 'attempting to connect' },
  { sign: HARMLESS, context: 'sending message with RecordId ' },
  { sign: HARMLESS, context: 'receiving message with InternetMessageId ' },
  { sign: HARMLESS, context: "TlsDomainCapabilities='AcceptCloudServicesMail'; Status='Success'" },
  { sign: HARMLESS, context: 'Proxy destination(s) obtained from OnProxyInboundMessage event' },
  { sign: TLS_1_2, context: '"TLS protocol SP_PROT_TLS1_2_' },
  { sign: TLS_1_3, context: '"TLS protocol SP_PROT_TLS1_3_' },
  { sign: NO_CLIENT_CERTIFICATE, context: "Client certificate chain validation status: 'EmptyCertificate'" },
  { sign: NO_CLIENT_CERTIFICATE, context: "TlsDomainCapabilities='None'; Status='NoRemoteCertificate'" },

  { sign: HARMLESS, ending: ',Set Session Permissions' },
  { sign: HARMLESS, ending: ',receiving message' },
  {
    sign: CERTIFICATE,
    repeated: true,
    ending: ',Sending certificate Subject Issuer name Serial number Thumbprint Not before Not after Subject alternate names',
  },
]);
