import fc from 'fast-check';
import { readDate } from '../../lib/inventory/powershell/date.js';
import { readName, readNames } from '../../lib/inventory/powershell/enumeration.js';
import { readCount, readLimit } from '../../lib/inventory/powershell/limit.js';
import { readTexts } from '../../lib/inventory/powershell/list.js';
import { property } from '../../lib/inventory/powershell/properties.js';
import { readSize } from '../../lib/inventory/powershell/size.js';
import { readText } from '../../lib/inventory/powershell/text.js';
import { readTimeSpan } from '../../lib/inventory/powershell/time-span.js';
import { readTruth } from '../../lib/inventory/powershell/truth.js';
import { PROTOCOL_LOGGING } from '../../lib/inventory/protocol-logging.js';
import { readServices } from '../../lib/inventory/service.js';
import { readTlsDomainCapabilities } from '../../lib/inventory/tls-domain-capability.js';
import { readThumbprint } from '../../lib/inventory/thumbprint.js';

describe('dates as PowerShell writes them', () => {
  const noon = Date.parse('2019-05-28T15:07:30Z');
  for (const [written, time] of [
    ['/Date(1559056050000)/', noon],
    ['/Date(1559056050000+0200)/', noon],
    ['2019-05-28T17:07:30+02:00', noon],
    ['2019-05-28T15:07:30.0000000Z', noon],
    ['/Date(-62135596800000)/', -62_135_596_800_000],
    ['2019-05-28T15:07:30', undefined],
    ['5/2/2019 6:32:14 AM', undefined],
    ['28.05.2019 15:07:30', undefined],
    ['/Date(99999999999999999)/', undefined],
    ['', undefined],
  ] as const) {
    it(`${written || 'nothing'} → ${time === undefined ? 'not told' : new Date(time).toISOString()}`, () => {
      expect(readDate(written)).toBe(time);
    });
  }

  it('a date with PowerShell’s own properties around it', () => {
    expect(readDate({ value: '/Date(1559056050000)/', DisplayHint: 2, DateTime: 'Tuesday, May 28, 2019 3:07:30 PM' })).toBe(noon);
  });
});

describe('the services of a certificate', () => {
  for (const [written, services] of [
    ['IMAP, POP, IIS, SMTP', ['IMAP', 'POP', 'IIS', 'SMTP']],
    ['None', []],
    ['IP.WS..', ['IMAP', 'POP', 'IIS', 'SMTP']],
    ['.......', []],
    ['...WS..', ['IIS', 'SMTP']],
    [27, ['IMAP', 'POP', 'IIS', 'SMTP']],
    ['16', ['SMTP']],
    [{ value: 24, Value: 'IIS, SMTP' }, ['IIS', 'SMTP']],
    [
      ['IIS', 'SMTP'],
      ['IIS', 'SMTP'],
    ],
    [0, []],
    ['SMTP, SomethingNew', ['SMTP']],
  ] as const) {
    it(`${JSON.stringify(written)} → ${services.join(', ') || 'none'}`, () => {
      expect(readServices(written)).toEqual(new Set(services));
    });
  }

  it('a sum with a flag that nobody has documented is not told, nor is an unknown word alone', () => {
    expect(readServices(16 + 128)).toBeUndefined();
    expect(readServices('SomethingNew')).toBeUndefined();
    expect(readServices(null)).toBeUndefined();
  });
});

describe('enumerations', () => {
  it('by name, by number, or by the pair that remoting leaves, of which the name counts', () => {
    expect(
      ['Verbose', 'verbose', 1, '1', { value: 1, Value: 'Verbose' }, { value: 1 }].map((value) => readName(value, PROTOCOL_LOGGING)),
    ).toEqual(Array(6).fill('Verbose'));
    expect(readName({ value: 4, Value: 'Valid' }, { names: ['Unknown', 'Valid'], numbers: { Unknown: 4 } })).toBe('Valid');
  });

  it('what is not known is not told', () => {
    expect([7, 'Loud', null, undefined, {}, true].map((value) => readName(value, PROTOCOL_LOGGING))).toEqual(Array(6).fill(undefined));
  });

  it('any sum of documented flags gives back exactly these flags', () => {
    const numbers = { A: 1, B: 2, C: 4, D: 16 };
    const names = ['A', 'B', 'C', 'D'] as const;
    fc.assert(
      fc.property(fc.subarray([...names]), (set) => {
        const sum = set.reduce((total, name) => total + numbers[name], 0);
        expect(readNames(sum, { names, numbers })).toEqual(new Set(set));
        expect(readNames(sum + 8, { names, numbers })).toBeUndefined();
      }),
    );
  });
});

describe('sizes, limits and times', () => {
  for (const [written, bytes] of [
    ['25 MB (26,214,400 bytes)', 26_214_400],
    ['25 MB (26.214.400 bytes)', 26_214_400],
    ['25 MB (26\u202f214\u202f400 bytes)', 26_214_400],
    ['25MB', 26_214_400],
    ['256 KB', 262_144],
    [262144, 262_144],
    ['1.5 GB', undefined],
    ['25 megabytes', undefined],
  ] as const) {
    it(`${written} → ${bytes ?? 'not told'}`, () => {
      expect(readSize(written)).toBe(bytes);
    });
  }

  it('unlimited, in words or as an object', () => {
    expect(readLimit('Unlimited', readSize)).toBe('unlimited');
    expect(readLimit({ IsUnlimited: true, Value: '0 B (0 bytes)' }, readSize)).toBe('unlimited');
    expect(readLimit({ IsUnlimited: false, Value: 20 }, readCount)).toBe(20);
    expect(readLimit(null, readCount)).toBeUndefined();
  });

  it('time spans', () => {
    expect(['30.00:00:00', '00:00:05', '1.02:03:04.5', '-00:00:01', { Ticks: 6_000_000_000 }].map(readTimeSpan)).toEqual([
      2_592_000_000, 5_000, 93_784_500, -1_000, 600_000,
    ]);
    expect(['10 minutes', 600, null].map(readTimeSpan)).toEqual([undefined, undefined, undefined]);
  });
});

describe('what a certificate’s domain is granted', () => {
  it('as text, as an object, and not as a number', () => {
    const cloud = [{ domain: 'mail.protection.outlook.com', capabilities: ['AcceptCloudServicesMail'] }];
    expect(readTlsDomainCapabilities('{mail.protection.outlook.com:AcceptCloudServicesMail}')).toEqual(cloud);
    expect(
      readTlsDomainCapabilities([{ Domain: { Domain: 'mail.protection.outlook.com' }, Capabilities: 'AcceptCloudServicesMail' }]),
    ).toEqual(cloud);
    expect(readTlsDomainCapabilities(['fabrikam.com:AcceptOorgProtocol,AcceptOorgHeader'])).toEqual([
      { domain: 'fabrikam.com', capabilities: ['AcceptOorgProtocol', 'AcceptOorgHeader'] },
    ]);
    expect(readTlsDomainCapabilities([{ Domain: 'mail.protection.outlook.com', Capabilities: 8 }])).toBeUndefined();
  });
});

describe('texts and lists', () => {
  it('set to nothing is null; not there at all is undefined', () => {
    expect([null, '', '  ', undefined, [], {}].map(readText)).toEqual([null, null, null, undefined, undefined, undefined]);
  });

  it('a smart host that is an address', () => {
    expect(readText({ Address: { Address: 16843018, IPAddressToString: '10.1.1.1' }, IsIPAddress: true, Domain: null })).toBe('10.1.1.1');
  });

  it('lists as arrays, lone elements, joined texts and braces', () => {
    expect([['a', 'b'], 'a, b', 'a b', '{a, b}', { value: ['a', 'b'], Count: 2 }].map(readTexts)).toEqual(Array(5).fill(['a', 'b']));
    // Half a list would be a wrong one.
    expect(readTexts(['a', { AddressFamily: 2 }])).toBeUndefined();
    expect([{ Domain: 'a' }, null, '', {}, undefined].map(readTexts)).toEqual([['a'], [], [], [], undefined]);
  });

  it('truth as JSON’s own or as a word', () => {
    expect([true, 'True', '$true', 'False', 1, 'Wahr', null].map(readTruth)).toEqual([
      true,
      true,
      true,
      false,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('a property’s name in any case, and never an inherited one', () => {
    expect(property({ requireTls: true }, 'RequireTLS')).toBe(true);
    expect(property({}, 'constructor')).toBeUndefined();
  });

  it('a thumbprint from the certificate dialog of Windows, with its blanks and invisible mark', () => {
    expect(readThumbprint('\u200e2d 21 51 7c d7 1a a9 fe 85 b2 7a 5d 67 38 a4 17 2a 54 33 12')).toBe(
      '2D21517CD71AA9FE85B27A5D6738A4172A543312',
    );
    expect(readThumbprint('xxxx517CD71AA9FE85B27A5D6738A4172A543312')).toBeUndefined();
  });

  it('no value, however odd, makes a reader throw', () => {
    const readers = [readDate, readServices, readSize, readTimeSpan, readText, readTexts, readTruth, readThumbprint];
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const read of readers) expect(() => read(value)).not.toThrow();
      }),
    );
  });
});
