import fc from 'fast-check';
import { commonNameOf, compareNames, partsOfName } from '../../lib/inventory/distinguished-name.js';
import { compareWithCertificate, formatTlsCertificateName, parseTlsCertificateName } from '../../lib/inventory/tls-certificate-name.js';

const ISSUER = 'CN=thawte SHA256 SSL CA, O="thawte, Inc.", C=US';
const SUBJECT = 'CN=*.contoso.com, OU=IT, O=Contoso, S=Dubai, C=AE';

describe('how a connector names its certificate', () => {
  it('by issuer and subject', () => {
    expect(parseTlsCertificateName(`<I>${ISSUER}<S>${SUBJECT}`)).toEqual({ issuer: ISSUER, subject: SUBJECT });
    expect(parseTlsCertificateName(`<i>${ISSUER}<s>${SUBJECT} `)).toEqual({ issuer: ISSUER, subject: SUBJECT });
  });

  for (const [text, why] of [
    [`${ISSUER}${SUBJECT}`, 'copied from a web page that took <I> and <S> for HTML'],
    [`<S>${SUBJECT}<I>${ISSUER}`, 'the wrong way round'],
    [`<I><S>${SUBJECT}`, 'no issuer: $TLSCert was empty'],
    ['<I><S>', 'nothing at all'],
    ['2D21517CD71AA9FE85B27A5D6738A4172A543312', 'a thumbprint'],
  ] as const) {
    it(`not read: ${why}`, () => {
      expect(parseTlsCertificateName(text)).toBeUndefined();
    });
  }

  it('what is formatted is read back', () => {
    const name = fc.string({ unit: 'grapheme' }).map((text) => `CN=${text.replaceAll('<', '').trim()}`);
    fc.assert(
      fc.property(name, name, (issuer, subject) => {
        expect(parseTlsCertificateName(formatTlsCertificateName({ issuer, subject }))).toEqual({ issuer, subject });
      }),
    );
  });
});

describe('the same name or another', () => {
  it('a comma within quotes does not separate', () => {
    expect(partsOfName(ISSUER)).toEqual(['CN=thawte SHA256 SSL CA', 'O="thawte, Inc."', 'C=US']);
    expect(commonNameOf('O="Contoso, ""the"" Ltd.", CN="mail, the first"')).toBe('mail, the first');
    expect(commonNameOf('OU=Class 3 Public Primary, O=VeriSign, C=US')).toBeUndefined();
  });

  for (const [other, comparison] of [
    [SUBJECT, 'identical'],
    ['C=AE, S=Dubai, O=Contoso, OU=IT, CN=*.contoso.com', 'spelled-otherwise'],
    ['cn=*.contoso.com,ou=IT,o=Contoso,st=Dubai,c=AE', 'spelled-otherwise'],
    ['CN=*.contoso.com, OU=IT, O=Contoso, S=Dubai', 'different'],
    ['CN=mail.contoso.com, OU=IT, O=Contoso, S=Dubai, C=AE', 'different'],
  ] as const) {
    it(`${other} → ${comparison}`, () => {
      expect(compareNames(SUBJECT, other)).toBe(comparison);
    });
  }

  it('renewed by another intermediate: the subject alone does not do', () => {
    const name = { issuer: ISSUER, subject: SUBJECT };
    expect(
      compareWithCertificate(name, { issuer: 'CN=DigiCert Global G2 TLS RSA SHA256 2020 CA1, O=DigiCert Inc, C=US', subject: SUBJECT }),
    ).toBe('different');
    expect(compareWithCertificate(name, { issuer: undefined, subject: SUBJECT })).toBe('unknown');
    expect(compareWithCertificate(name, name)).toBe('identical');
  });
});
