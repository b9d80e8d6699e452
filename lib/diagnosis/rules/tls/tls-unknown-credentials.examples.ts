import { sendLog, type RuleExamples } from '../../examples.js';

const UNTIL_STARTTLS = `
  *,SendRoutingHeaders,Set Session Permissions
  *,,attempting to connect
  +,,
  <,"220 AM5EUR03FT059.mail.protection.outlook.com Microsoft ESMTP MAIL Service ready at Tue, 14 May 2024 09:30:00 +0000",
  >,EHLO mail.contoso.example,
  <,250  AM5EUR03FT059.mail.protection.outlook.com Hello [203.0.113.7] SIZE 157286400 PIPELINING DSN ENHANCEDSTATUSCODES STARTTLS 8BITMIME BINARYMIME CHUNKING SMTPUTF8,
  >,STARTTLS,
  <,220 2.0.0 SMTP server ready,`;

const CERTIFICATE = `
  *," CN=mail.contoso.example, O=Contoso Ltd, C=DE CN=GeoTrust TLS RSA CA G1, OU=www.digicert.com, O=DigiCert Inc, C=US 0A1B2C3D4E5F60718293A4B5C6D7E8F9 2D21517CD71AA9FE85B27A5D6738A4172A543312 2024-01-10T00:00:00.000Z 2025-01-09T23:59:59.000Z mail.contoso.example;autodiscover.contoso.example",Sending certificate Subject Issuer name Serial number Thumbprint Not before Not after Subject alternate names`;

export const examples: RuleExamples = {
  rule: 'tls-unknown-credentials',
  speaks: [
    {
      told: 'the hybrid send connector offers a certificate without the SMTP service',
      log: sendLog(`${UNTIL_STARTTLS}${CERTIFICATE}
        +5 *,,TLS negotiation failed with error UnknownCredentials
        -,,Local`),
      evidence: [9, 10],
      keyFact: '2D21517CD71AA9FE85B27A5D6738A4172A543312',
    },
    {
      told: 'an older build logs each value of the certificate in a row of its own',
      log: sendLog(`${UNTIL_STARTTLS}
        *,,Sending certificate
        *,"CN=*.contoso.example, OU=Contoso IT, O=Contoso Corporation",Certificate subject
        *,"CN=Trusted Secure Certificate Authority 5, O=Corporation Service Company, L=Wilmington, S=DE, C=US",Certificate issuer name
        *,0A1B2C3D4E5F60718293A4B5C6D7E8F9,Certificate serial number
        *,AAA3D3DADA6891A2CCB3134D0B2D7764F1351BC4,Certificate thumbprint
        *,*.contoso.example;contoso.example,Certificate alternate names
        *,,TLS negotiation failed with error UnknownCredentials
        -,,Local`),
      evidence: [9, 10, 11, 12, 13, 14, 15],
      keyFact: 'AAA3D3DADA6891A2CCB3134D0B2D7764F1351BC4',
    },
    {
      told: 'the excerpt begins within the certificate and its thumbprint is masked',
      log: sendLog(`
        *,"CN=*.contoso.example, O=Contoso Corporation",Certificate subject
        *,xxxxxxxxxxxxxxxxxxxxxx,Certificate thumbprint
        *,,TLS negotiation failed with error UnknownCredentials`),
      evidence: [1, 2, 3],
      keyFact: 'CN=*.contoso.example, O=Contoso Corporation',
    },
  ],
  staysSilent: [
    {
      told: 'the other side ends the handshake',
      because: 'then our certificate was usable, and the peer refused it or spoke something else',
      log: sendLog(`${UNTIL_STARTTLS}${CERTIFICATE}
        *,,TLS negotiation failed with error IllegalMessage
        -,,Remote`),
    },
    {
      told: 'the private key is missing altogether',
      because: 'that is NoCredentials, with another remedy',
      log: sendLog(`${UNTIL_STARTTLS}${CERTIFICATE}
        +2 *,,TLS negotiation failed with error NoCredentials
        -,,Local`),
    },
    {
      told: 'TLS stands with the same certificate',
      because: 'a certificate in the log is no failure',
      log: sendLog(`${UNTIL_STARTTLS}${CERTIFICATE}
        *,,"TLS protocol SP_PROT_TLS1_2_CLIENT negotiation succeeded using bulk encryption algorithm CALG_AES_256 with strength 256 bits, MAC hash algorithm CALG_SHA_384 with strength 0 bits and key exchange algorithm CALG_ECDH_EPHEM with strength 384 bits"
        >,QUIT,
        -,,Local`),
    },
    {
      told: 'a stranger writes the words into a command',
      because: 'what the other side says is no row of Exchange',
      log: sendLog(`${UNTIL_STARTTLS}
        <,500 TLS negotiation failed with error UnknownCredentials,
        -,,Remote`),
    },
  ],
};
