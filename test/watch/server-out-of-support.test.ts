import { serverOutOfSupport } from '../../lib/watch/server-out-of-support.js';
import { tenant } from './tenant.js';

const OLD = { Name: 'EX01', AdminDisplayVersion: 'Version 15.1 (Build 2507.6)' };
const NEW = { Name: 'EX01', AdminDisplayVersion: 'Version 15.2 (Build 2562.17)' };
const observe = (now: string, server: Record<string, unknown> = OLD) =>
  serverOutOfSupport.observe(tenant({ EX01: { 'exchange-servers': [server] } }, { now }));

describe('a server whose support ends', () => {
  it.each([
    { now: '2025-04-17T00:00:00Z', severity: undefined },
    { now: '2025-04-18T00:00:00Z', severity: 'info', says: 'ends on 2025-10-14, in 180 days' },
    { now: '2025-09-15T00:00:00Z', severity: 'degraded', says: 'in 30 days' },
    { now: '2025-10-14T23:00:00Z', severity: 'degraded', says: 'in 1 days' },
    { now: '2025-10-15T00:00:00Z', severity: 'security', says: 'whose support ended on 2025-10-14' },
  ])('on $now: $severity', ({ now, severity, says }) => {
    const observations = observe(now);
    expect(observations.map((one) => one.severity)).toEqual(severity === undefined ? [] : [severity]);
    if (says !== undefined)
      expect(observations[0]).toMatchObject({ server: 'EX01', keyFact: 'Exchange 2016', summary: expect.stringContaining(says) });
  });

  it('nothing is said of a product without an end, nor of an unknown build', () => {
    expect(observe('2030-01-01T00:00:00Z', NEW)).toEqual([]);
    expect(observe('2030-01-01T00:00:00Z', { Name: 'EX01', AdminDisplayVersion: 'Version 16.9 (Build 1.1)' })).toEqual([]);
  });

  it('all servers list the organization: the newest entry of each counts, under the name that it was onboarded with', () => {
    const both = {
      EX01: { 'exchange-servers': [OLD, { ...OLD, Name: 'EX09' }] },
      'ex02.contoso.local': { 'exchange-servers': [NEW, { ...OLD, Name: 'EX02' }] },
    };
    const collectedAt = { EX01: '2025-11-01T00:00:00Z', 'ex02.contoso.local': '2025-11-02T00:00:00Z' };
    const observations = serverOutOfSupport.observe(tenant(both, { now: '2025-12-01T00:00:00Z', collectedAt }));
    expect(observations.map(({ server }) => server)).toEqual(['EX09', 'ex02.contoso.local']);
  });
});
