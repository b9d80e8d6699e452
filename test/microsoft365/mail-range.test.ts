import { parseIpRange } from '../../lib/microsoft365/ip-range.js';
import { CLOUDS } from '../../lib/microsoft365/mail-endpoints.js';
import { MAIL_ENDPOINTS } from '../../lib/microsoft365/mail-endpoints-snapshot.js';
import { isMicrosoftMailHost } from '../../lib/microsoft365/microsoft-mail-host.js';
import { microsoftMailRange } from '../../lib/microsoft365/microsoft-mail-range.js';

describe('is this address one of Exchange Online’s mail servers?', () => {
  it('the address of a hybrid connector’s session, with the range and the age of what we know', () => {
    expect(microsoftMailRange('104.47.5.36')).toEqual({ cloud: 'Worldwide', range: '104.47.0.0/17', asOf: '2026-08-14' });
  });

  for (const [range, before, first, last, after] of [
    ['40.92.0.0/15', '40.91.255.255', '40.92.0.0', '40.93.255.255', '40.94.0.0'],
    ['40.107.0.0/16', '40.106.255.255', '40.107.0.0', '40.107.255.255', '40.108.0.0'],
    ['52.100.0.0/14', '52.99.255.255', '52.100.0.0', '52.103.255.255', '52.104.0.0'],
    ['104.47.0.0/17', '104.46.255.255', '104.47.0.0', '104.47.127.255', '104.47.128.0'],
    [
      '2a01:111:f400::/48',
      '2a01:111:f3ff:ffff:ffff:ffff:ffff:ffff',
      '2a01:111:f400::',
      '2a01:111:f400:ffff:ffff:ffff:ffff:ffff',
      '2a01:111:f401::',
    ],
    ['2a01:111:f403::/48', '2a01:111:f402:ffff::', '2A01:0111:F403::', '2a01:111:f403:ffff:ffff:ffff:ffff:ffff', '2a01:111:f404::'],
  ] as const) {
    it(`${range} holds its first and last address, and not their neighbours`, () => {
      expect([first, last].map((address) => microsoftMailRange(address)?.range)).toEqual([range, range]);
      expect([before, after].map((address) => microsoftMailRange(address))).toEqual([undefined, undefined]);
    });
  }

  it('an IPv4 address in IPv6’s clothes', () => {
    expect(microsoftMailRange('::ffff:104.47.5.36')?.range).toBe('104.47.0.0/17');
    expect(microsoftMailRange('::ffff:682f:524')?.range).toBe('104.47.0.0/17');
    expect(microsoftMailRange('::ffff:104.47.128.0')).toBeUndefined();
  });

  it('the other clouds', () => {
    expect(microsoftMailRange('23.103.208.1')?.cloud).toBe('USGovGCCHigh');
    expect(microsoftMailRange('23.103.204.1')?.cloud).toBe('USGovDoD');
    expect(microsoftMailRange('42.159.36.10')?.cloud).toBe('China');
  });

  for (const [address, what] of [
    ['52.96.165.18', 'Exchange Online’s front door for clients: no MX'],
    ['207.46.163.10', 'a range that was withdrawn before 2020'],
    ['10.1.1.1', 'an appliance at the customer’s'],
    ['104.47.5.36:25', 'an address with a port'],
    ['[2a01:111:f400::1]', 'an address in brackets'],
    ['2a01:111:f400::1%eth0', 'an address with a zone'],
    ['104.047.5.36', 'an octal number'],
    ['1747911972', 'an address as one number'],
    ['mail.protection.outlook.com', 'a name'],
    ['', 'nothing'],
  ] as const) {
    it(`not ${address || '“”'}: ${what}`, () => {
      expect(microsoftMailRange(address)).toBeUndefined();
    });
  }
});

describe('is this host one of Exchange Online’s mail servers?', () => {
  for (const host of [
    'contoso-com.mail.protection.outlook.com',
    'AM5EUR03FT059.mail.protection.outlook.com',
    'contoso-com.mail.protection.outlook.com.',
    'contoso-com.h-v1.mx.microsoft',
    'mail-am5eur03on2059.outbound.protection.outlook.com',
    'contoso.mail.protection.office365.us',
    'contoso-com.mail.protection.partner.outlook.cn',
  ]) {
    it(host, () => {
      expect(isMicrosoftMailHost(host)).toBe(true);
    });
  }

  for (const host of [
    'contoso-com.mail.protection.outlook.com.evil.example',
    'evilmail.protection.outlook.com',
    'mail.protection.outlook.com.evil.example',
    'contoso-com-mail-protection-outlook-com.evil.example',
    'mx.microsoft.evil.example',
    'notmx.microsoft',
    'mail.protection.outlook.com',
    'smtp.office365.com',
    'outlook.office365.com',
    'mx1.hornetsecurity.com',
    '',
  ]) {
    it(`not ${host || '“”'}`, () => {
      expect(isMicrosoftMailHost(host)).toBe(false);
    });
  }
});

describe('the snapshot', () => {
  it('has each cloud once, with its version and source', () => {
    expect(MAIL_ENDPOINTS.map(({ cloud }) => cloud)).toEqual(CLOUDS);
    for (const { version, source } of MAIL_ENDPOINTS) {
      expect(version).toMatch(/^20\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])\d\d$/);
      expect(source).toMatch(/^https:\/\//);
    }
  });

  it('has nothing but ranges in CIDR notation', () => {
    for (const { ranges } of MAIL_ENDPOINTS) expect(ranges.filter((range) => parseIpRange(range) === undefined)).toEqual([]);
  });

  it('publishes no worldwide host that we would call a stranger', () => {
    const [worldwide] = MAIL_ENDPOINTS;
    const hosts = worldwide?.urls.map((url) => url.replace('*', 'contoso-com')) ?? [];
    expect(hosts.filter((host) => !isMicrosoftMailHost(host))).toEqual([]);
    expect(hosts).not.toEqual([]);
  });
});
