import { logCases, textCases } from './corpus.js';

describe('real logs', () => {
  describe.each(logCases().filter(({ expected }) => expected.length > 0))('$name', ({ expected, found, quiet, occurrences, facts }) => {
    it(`shows ${expected.join(', ')}, and nothing else that would wake somebody`, () => {
      expect(found.filter((rule) => !quiet.includes(rule))).toEqual(expected.filter((rule) => !quiet.includes(rule)));
    });

    it('names the session, the connector and the host at fault', () => {
      for (const { sessionId, connector, remote, certificate } of occurrences) {
        if (facts.sessionId !== undefined) expect(sessionId).toBe(facts.sessionId);
        if (facts.connector !== undefined) expect(connector).toBe(facts.connector);
        if (facts.remoteIp !== undefined) expect(remote).toContain(facts.remoteIp);
        if (facts.thumbprint !== undefined && certificate !== null) expect(certificate.thumbprint).toBe(facts.thumbprint);
      }
    });
  });

  it.each(logCases().filter(({ expected }) => expected.length === 0))(
    '$name is healthy, or ends too early to tell: nothing is found',
    ({ found, quiet }) => {
      expect({ found, quiet }).toEqual({ found: [], quiet: [] });
    },
  );
});

describe('real error texts', () => {
  it.each(textCases())('$name: $expected', ({ expected, found }) => {
    expect(found).toEqual(expected);
  });
});
