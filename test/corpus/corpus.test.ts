import { logCases, textCases } from './corpus.js';

describe('real logs', () => {
  describe.each(logCases().filter(({ expected }) => expected.length > 0))(
    '$name',
    ({ expected, found, quiet, occurrences, facts, expectedCause, foundCause }) => {
      it(`shows ${expected.join(', ')}, and nothing else that would wake somebody`, () => {
        expect(found.filter((rule) => !quiet.includes(rule))).toEqual(expected.filter((rule) => !quiet.includes(rule)));
      });

      it(`holds ${expectedCause ?? 'no cause'} for the likeliest cause`, () => {
        expect(foundCause).toBe(expectedCause);
      });

      it('names the session, the connector and the host at fault', () => {
        for (const { sessionId, connector, remote, certificate } of occurrences) {
          if (facts.sessionId !== undefined) expect(sessionId).toBe(facts.sessionId);
          if (facts.connector !== undefined) expect(connector).toBe(facts.connector);
          if (facts.remoteIp !== undefined) expect(remote).toContain(facts.remoteIp);
          if (facts.thumbprint !== undefined && certificate !== null) expect(certificate.thumbprint).toBe(facts.thumbprint);
        }
      });
    },
  );

  it.each(logCases().filter(({ expected }) => expected.length === 0))(
    '$name is healthy, or ends too early to tell: nothing is found',
    ({ found, quiet }) => {
      expect({ found, quiet }).toEqual({ found: [], quiet: [] });
    },
  );
});

describe('real error texts', () => {
  it.each(textCases())('$name: $expected over $expectedCause', ({ expected, found, expectedCause, foundCause }) => {
    expect({ found, foundCause }).toEqual({ found: expected, foundCause: expectedCause });
  });
});
