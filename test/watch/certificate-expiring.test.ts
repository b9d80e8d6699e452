import { observationId } from '../../lib/diagnosis/observation.js';
import { certificateExpiring } from '../../lib/watch/certificate-expiring.js';
import { CERTIFICATE, HYBRID_CONNECTOR, SELF_SIGNED, SUBJECT, THUMBPRINT, type Exports } from '../correlation/exports.js';
import { seenOn, tenant } from './tenant.js';

const END = '2020-09-06T01:59:59Z';
const daysBeforeTheEnd = (days: number) => new Date(Date.parse(END) - days * 24 * 60 * 60 * 1000).toISOString();
const usable = { ...CERTIFICATE, Services: 'IIS, SMTP' };
const renewed = { ...usable, Thumbprint: 'B'.repeat(40), NotBefore: '2020-08-30T00:00:00Z', NotAfter: '2022-08-30T00:00:00Z' };
const hybrid = (...certificates: readonly Record<string, unknown>[]): Exports => ({
  'exchange-certificates': [...certificates, SELF_SIGNED],
  'send-connectors': [{ ...HYBRID_CONNECTOR, SourceTransportServers: ['EX01', 'EX02'] }],
});
const DEFAULT_CONNECTOR = {
  Identity: 'EX02\\Default Frontend EX02',
  Server: 'EX02',
  AuthMechanism: 'Tls',
  TlsCertificateName: HYBRID_CONNECTOR['TlsCertificateName'],
};

const observe = (...parameters: Parameters<typeof tenant>) => certificateExpiring.observe(tenant(...parameters));

describe('a certificate that a hybrid connector needs', () => {
  it.each([
    { days: 31, severity: undefined },
    { days: 30, severity: 'info', withinDays: 30, says: 'ends on 2020-09-06, in 30 days' },
    { days: 14, severity: 'degraded', withinDays: 14, says: 'in 14 days' },
    { days: 7, severity: 'degraded', withinDays: 7, says: 'in 7 days' },
    { days: 1, severity: 'blocker', withinDays: 1, says: 'in 1 day.' },
    { days: 0.5, severity: 'blocker', withinDays: 1, says: 'in less than a day' },
    { days: -3, severity: 'blocker', withinDays: 0, says: 'expired on 2020-09-06, 3 days ago' },
  ])('$days days before its end: $severity', ({ days, severity, withinDays, says }) => {
    const observations = observe({ EX01: hybrid(usable) }, { now: daysBeforeTheEnd(days) });
    expect(observations.map((one) => one.severity)).toEqual(severity === undefined ? [] : [severity]);
    if (says !== undefined) expect(observations[0]?.summary).toContain(says);
    if (withinDays !== undefined) expect(observations[0]?.deadline).toEqual({ at: '2020-09-06T01:59:59.000Z', withinDays });
  });

  it('stays one observation while its end comes nearer, on however many servers', () => {
    const [early] = observe({ EX01: hybrid(usable) }, { now: daysBeforeTheEnd(30) });
    const [late] = observe({ EX01: hybrid(usable), EX02: hybrid(usable) }, { now: daysBeforeTheEnd(-1) });
    expect(early && observationId(early)).toMatch(/^certificate-expiring-[0-9a-f]{12}$/);
    expect(late && observationId(late)).toBe(early && observationId(early));
    expect(late?.since).toBe('2020-08-07T01:59:59.000Z');
  });

  it('says on how many servers it is, which connectors use it, and what to do', () => {
    const exports = { EX01: hybrid(usable), EX02: { ...hybrid(usable), 'receive-connectors': [DEFAULT_CONNECTOR] }, EX03: hybrid() };
    const [observation, ...more] = observe(exports, { now: daysBeforeTheEnd(7) });
    expect(more).toEqual([]);
    expect(observation).toMatchObject({ server: null, connector: null, keyFact: THUMBPRINT, title: 'A certificate expires soon' });
    expect(observation?.summary).toBe(
      `Certificate 2D21517C…3312 (${SUBJECT}) ends on 2020-09-06, in 7 days. It is on 2 servers: EX01 and EX02. ` +
        'Nothing usable takes over for “EX02\\Default Frontend EX02”, “Outbound to Office 365” on EX01 and “Outbound to Office 365” on EX02.',
    );
    expect(observation?.remedy.map(({ command }) => command?.split(' ', 1)[0])).toEqual([
      'Get-ExchangeCertificate',
      'Import-ExchangeCertificate',
      'Enable-ExchangeCertificate',
    ]);
    expect(observation?.remedy.at(-1)?.caution).toContain('answer No');
  });

  it('is only worth knowing when a successor takes over by itself', () => {
    const successor = { ...renewed, NotBefore: '2018-01-01T00:00:00Z', NotAfter: '2020-09-20T00:00:00Z' };
    const observations = observe({ EX01: hybrid(usable, successor) }, { now: daysBeforeTheEnd(1) });
    const [first] = observations.filter(({ keyFact }) => keyFact === THUMBPRINT);
    expect(first?.severity).toBe('info');
    expect(first?.summary).toContain('“Outbound to Office 365” on EX01 will go over to BBBBBBBB…BBBB without further ado.');
  });

  it('a successor that nobody enabled for SMTP does not take over', () => {
    const forgotten = { ...renewed, NotBefore: '2018-01-01T00:00:00Z', NotAfter: '2020-10-20T00:00:00Z', Services: 'IIS' };
    const [observation] = observe({ EX01: hybrid(usable, forgotten) }, { now: daysBeforeTheEnd(1) });
    expect(observation).toMatchObject({ severity: 'blocker', summary: expect.stringContaining('Nothing usable takes over') });
  });

  it('once the renewed one is selected, says that and how the old one is cleared away', () => {
    const [observation] = observe({ EX01: hybrid(usable, renewed) }, { now: daysBeforeTheEnd(1) });
    expect(observation?.severity).toBe('info');
    expect(observation?.summary).toContain('“Outbound to Office 365” on EX01 already has BBBBBBBB…BBBB before it.');
    expect(observation?.remedy.at(-1)?.command).toBe(`Remove-ExchangeCertificate -Thumbprint ${THUMBPRINT}`);
  });
});

describe('which other certificates matter', () => {
  const alone = { 'exchange-certificates': [CERTIFICATE] };
  const now = daysBeforeTheEnd(7);

  it('one that is enabled for SMTP though no connector selects it, and never to be removed without a look', () => {
    const [observation] = observe({ EX01: { 'exchange-certificates': [usable] } }, { now });
    expect(observation).toMatchObject({ severity: 'info', summary: expect.stringContaining('no connector that is known selects it') });
    expect(observation?.remedy.map(({ command }) => command)).toContainEqual(expect.stringContaining('Get-AuthConfig'));
    expect(JSON.stringify(observation?.remedy)).not.toContain('Remove-');
  });

  it('one that sessions showed lately, with or without an inventory', () => {
    const seen = [seenOn(daysBeforeTheEnd(9))];
    for (const [told, inventories] of [
      ['no inventory lists it', {}],
      ['It is on EX01.', { EX01: alone }],
    ] as const) {
      const [observation] = observe(inventories, { now, seen });
      expect(observation).toMatchObject({ severity: 'degraded', summary: expect.stringContaining(told) });
      expect(observation?.summary).toContain('It is used by “Outbound to Office 365” on EX01; what takes over is not known');
    }
  });

  it('the one among the own servers', () => {
    const exports = {
      'exchange-certificates': [{ ...usable, Services: 'None' }],
      'transport-services': [{ Name: 'EX01', InternalTransportCertificateThumbprint: THUMBPRINT }],
    };
    const [observation] = observe({ EX01: exports }, { now });
    expect(observation).toMatchObject({
      severity: 'degraded',
      summary: expect.stringContaining('the mail among your own Exchange servers on EX01'),
    });
  });

  it.each([
    ['one for web pages alone', observe({ EX01: alone }, { now })],
    ['one that sessions showed long ago', observe({}, { now, seen: [seenOn('2019-05-28T15:07:00Z')] })],
    ['one without a last day', observe({ EX01: { 'exchange-certificates': [{ ...usable, NotAfter: null }] } }, { now })],
  ])('not %s', (_told, observations) => {
    expect(observations).toEqual([]);
  });
});
