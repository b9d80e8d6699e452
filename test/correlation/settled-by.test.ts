import { SETTLED_BY, settlingOf } from '../../lib/correlation/settled-by.js';
import type { Failure } from '../../lib/correlation/failure.js';

const hostile: Failure = {
  rule: 'connect-timeout',
  direction: 'send',
  connector: "Outbound’; Remove-Item C:\\ #'",
  server: 'EX01',
  remote: '$(Remove-Item C:)',
  keyFact: 'x',
  certificate: { thumbprint: "'; Remove-Item C:\\", subject: null, issuer: null, serial: null, notBefore: null, notAfter: null, names: [] },
  causes: [],
  remedy: [],
};

const all = Object.entries(SETTLED_BY).flatMap(([rule, causes]) => Object.keys(causes).map((cause) => [rule, cause] as const));

describe('the command that would settle a cause', () => {
  it.each(all)('%s, %s: only reads, and nothing in a log gets out of its quotes', (rule, cause) => {
    const settling = settlingOf({ ...hostile, rule }, cause);
    expect(settling?.command).toMatch(/^(?:Get-\w+|Test-NetConnection|certutil -store) ?/);
    expect(settling?.command).not.toMatch(/\b(?:Set|New|Remove|Enable|Import)-(?!Item C:)/);
    const outsideQuotes = (settling?.command ?? '').replace(/'(?:[^'‘’‚‛]|['‘’‚‛]{2})*'/g, '');
    expect(outsideQuotes).not.toContain('Remove-Item');
    expect(settling?.evidence).toMatch(/^(?:whether|which|who|how|until|the) /);
  });

  it('is left out where none is known', () => {
    expect(settlingOf({ ...hostile, rule: 'a-rule' }, 'a-cause')).toBeNull();
  });
});
