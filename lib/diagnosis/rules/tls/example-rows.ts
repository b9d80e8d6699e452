import { receiveLog, type SilentExample } from '../../examples.js';

/** Rows that the examples about TLS have in common. All sessions are of 14 May 2024. */

/** A session to Exchange Online until TLS begins: rows 1 to 8. */
export const SEND_UNTIL_STARTTLS = `
  *,SendRoutingHeaders,Set Session Permissions
  *,,attempting to connect
  +,,
  <,"220 AM5EUR03FT059.mail.protection.outlook.com Microsoft ESMTP MAIL Service ready at Tue, 14 May 2024 09:30:00 +0000",
  >,EHLO mail.contoso.example,
  <,250  AM5EUR03FT059.mail.protection.outlook.com Hello [203.0.113.7] SIZE 157286400 PIPELINING DSN ENHANCEDSTATUSCODES STARTTLS 8BITMIME BINARYMIME CHUNKING SMTPUTF8,
  >,STARTTLS,
  <,220 2.0.0 SMTP server ready,`;

/** A session of a receive log until TLS begins: rows 1 to 6. */
export function receiveUntilStartTls(client: string): string {
  return `
  +,,
  >,"220 mail.contoso.example Microsoft ESMTP MAIL Service ready at Tue, 14 May 2024 11:30:00 +0200",
  <,EHLO ${client},
  >,250  mail.contoso.example Hello [192.0.2.99] SIZE 37748736 PIPELINING DSN ENHANCEDSTATUSCODES STARTTLS X-ANONYMOUSTLS AUTH NTLM X-EXPS GSSAPI NTLM 8BITMIME BINARYMIME CHUNKING XRDST,
  <,STARTTLS,
  >,220 2.0.0 SMTP server ready,`;
}

/** How Exchange Online names itself to us. */
export const EXCHANGE_ONLINE = 'EUR05-DB8-obe.outbound.protection.outlook.com';

const ONE_ROW = 'Subject Issuer name Serial number Thumbprint Not before Not after Subject alternate names';
const CONTOSO = 'CN=mail.contoso.example, O=Contoso Ltd, C=DE CN=GeoTrust TLS RSA CA G1, OU=www.digicert.com, O=DigiCert Inc, C=US';

export const THUMBPRINT = '2D21517CD71AA9FE85B27A5D6738A4172A543312';

/** Our public certificate, valid until 9 January 2025. */
export const OUR_CERTIFICATE = certificateUntil('2025-01-09T23:59:59.000Z');

/** The same, but its last day was 1 May 2024. */
export const OUR_EXPIRED_CERTIFICATE = certificateUntil('2024-05-01T23:59:59.000Z');

/** The same with another last moment. */
export function certificateUntil(notAfter: string): string {
  return `
  *," ${CONTOSO} 0A1B2C3D4E5F60718293A4B5C6D7E8F9 ${THUMBPRINT} 2023-05-01T00:00:00.000Z ${notAfter} mail.contoso.example;autodiscover.contoso.example",Sending certificate ${ONE_ROW}`;
}

export const SELF_SIGNED_THUMBPRINT = '0123456789ABCDEF0123456789ABCDEF01234567';

/** The certificate that Exchange Setup made. */
export const OUR_SELF_SIGNED_CERTIFICATE = `
  *, CN=EX01 CN=EX01 1A2B3C4D5E6F70819203A4B5C6D7E8F9 ${SELF_SIGNED_THUMBPRINT} 2022-01-17T15:15:33.000Z 2027-01-17T15:15:33.000Z EX01;EX01.contoso.example,Sending certificate ${ONE_ROW}`;

/** The other side's certificate. */
export function theirCertificate(subject: string, issuer: string, notAfter = '2025-02-01T00:00:00.000Z'): string {
  return `
  *," ${subject} ${issuer} 0F1E2D3C4B5A69788796A5B4C3D2E1F0 89ABCDEF0123456789ABCDEF0123456789ABCDEF 2023-02-01T00:00:00.000Z ${notAfter} mail.protection.outlook.com",Remote certificate ${ONE_ROW}`;
}

export const TLS_STANDS = `
  *,,"TLS protocol SP_PROT_TLS1_2_CLIENT negotiation succeeded using bulk encryption algorithm CALG_AES_256 with strength 256 bits, MAC hash algorithm CALG_SHA_384 with strength 0 bits and key exchange algorithm CALG_ECDH_EPHEM with strength 384 bits"`;

/** A message that we handed over. */
export const DELIVERED = `
  >,MAIL FROM:<a@contoso.example>,
  <,250 2.1.0 Sender OK,
  >,RCPT TO:<b@fabrikam.example>,
  <,250 2.1.5 Recipient OK,
  >,BDAT 6211 LAST,
  <,250 2.6.0 <a1@contoso.example> Queued mail for delivery,
  >,QUIT,
  <,221 2.0.0 Service closing transmission channel,
  -,,Local`;

/** A message that we took. */
export const RECEIVED = `
  <,MAIL FROM:<b@fabrikam.example>,
  >,250 2.1.0 Sender OK,
  <,RCPT TO:<a@contoso.example>,
  >,250 2.1.5 Recipient OK,
  <,BDAT 6211 LAST,
  >,250 2.6.0 <b1@fabrikam.example> Queued mail for delivery,
  <,QUIT,
  >,221 2.0.0 Service closing transmission channel,
  -,,Local`;

/** A stranger's handshake that fails with the word a rule looks for, on a receive connector: the rule says nothing of it. */
export function scannerFailsWith(word: string): SilentExample {
  return {
    told: 'a scanner from the internet comes to the receive connector and fails so',
    because: 'strangers who cannot do TLS are the noise of the internet',
    log: receiveLog(
      `${receiveUntilStartTls('scanner.example')}${OUR_CERTIFICATE}
       +60 *,,TLS negotiation failed with error ${word}
       -,,Local`,
      { remote: '198.51.100.77:50412' },
    ),
  };
}
