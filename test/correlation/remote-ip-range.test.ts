import { isIPv6 } from 'node:net';
import fc from 'fast-check';
import { ipNumber } from '../../lib/correlation/relay/ip-number.js';
import { holds, parseRemoteIpRange, sizeOf } from '../../lib/correlation/relay/remote-ip-range.js';

const holding = (range: string, address: string) => {
  const parsed = parseRemoteIpRange(range);
  return parsed === undefined ? undefined : holds(parsed, address);
};

describe('a range of RemoteIPRanges', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7', true],
    ['192.0.2.7', '192.0.2.8', false],
    ['192.0.2.0/24', '192.0.2.255', true],
    ['192.0.2.9/24', '192.0.3.0', false],
    ['192.0.2.1-192.0.2.9', '192.0.2.9', true],
    ['192.0.2.1-192.0.2.9', '192.0.2.10', false],
    ['0.0.0.0-255.255.255.255', '2001:db8::1', false],
    ['::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '2001:db8::1', true],
    ['2001:db8::/32', '2001:db8:ffff::1', true],
    ['2001:db8::/32', '2001:db9::', false],
    ['192.0.2.0/24', '::ffff:192.0.2.1', true],
    ['0.0.0.0/0', '203.0.113.9', true],
  ])('%s and %s: %s', (range, address, expected) => {
    expect(holding(range, address)).toBe(expected);
  });

  it.each(['', 'the scanners', '192.0.2.0/33', '192.0.2.9-192.0.2.1', '192.0.2.1-2001:db8::1', '192.0.2', 'fe80::1%3', '1.2.3.4/24/5'])(
    '“%s” is none',
    (text) => {
      expect(parseRemoteIpRange(text)).toBeUndefined();
    },
  );

  it('the longer the prefix, the narrower the range, and each address lies in every subnet of itself', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), fc.nat({ max: 31 }), (address, prefix) => {
        const wide = parseRemoteIpRange(`${address}/${prefix}`);
        const narrow = parseRemoteIpRange(`${address}/${prefix + 1}`);
        if (wide === undefined || narrow === undefined) throw new Error(`${address}/${prefix} was not read.`);
        expect(holds(wide, address) && holds(narrow, address)).toBe(true);
        expect(sizeOf(narrow) < sizeOf(wide)).toBe(true);
      }),
      { examples: [['2001:db8::1', 0]] },
    );
  });

  it('an IPv6 address is the number that its sixteen bytes are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 0xffff }), { minLength: 8, maxLength: 8 }).filter(([first]) => first !== 0),
        (groups) => {
          const text = groups.map((group) => group.toString(16)).join(':');
          const plain = BigInt(`0x${groups.map((group) => group.toString(16).padStart(4, '0')).join('')}`);
          expect(isIPv6(text)).toBe(true);
          expect(ipNumber(text)).toEqual({ family: 6, value: plain });
        },
      ),
    );
    expect(ipNumber('2001:db8::1')?.value).toBe(ipNumber('2001:db8:0:0:0:0:0:1')?.value);
    expect(ipNumber('::1')).toEqual({ family: 6, value: 1n });
  });
});
