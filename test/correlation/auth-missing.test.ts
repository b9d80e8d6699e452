import { correlate } from '../../lib/correlation/correlate.js';
import { diagnoseSession } from '../../lib/diagnosis/diagnose-session.js';
import { tlsAuthMissingReceive } from '../../lib/diagnosis/rules/tls/tls-auth-missing-receive.js';
import { examples } from '../../lib/diagnosis/rules/tls/tls-auth-missing-receive.examples.js';
import { sessionIn } from '../diagnosis/session-in.js';
import { inventoryOf, type Exports } from './exports.js';

const { occurrence } = diagnoseSession(sessionIn(examples.speaks[0]?.log ?? ''), { rules: [tlsAuthMissingReceive] });

function correlated(exports: Exports) {
  if (occurrence === undefined) throw new Error('The example is not found.');
  return correlate(occurrence, inventoryOf(exports));
}

const hybrid = (...receivers: readonly string[]): Exports => ({
  'hybrid-configuration': [{ SendingTransportServers: ['EX01'], ReceivingTransportServers: receivers, EdgeTransportServers: [] }],
});

describe('mail of Exchange Online is taken as anonymous, and', () => {
  it('the organisation has no hybrid: it is other organisations’ mail, and nothing is wrong', () => {
    const { causes, severity } = correlated({ 'hybrid-configuration': [] });
    expect(severity).toBe('info');
    expect(causes[0]).toMatchObject({ id: 'not-a-hybrid-path', likelihood: 'certain' });
    expect(causes.slice(1).every(({ likelihood }) => likelihood === 'excluded')).toBe(true);
    expect(causes[0]?.toldBy).toMatchObject([{ kind: 'hybrid-configuration' }]);
  });

  it('the hybrid’s mail is received by another server', () => {
    const { causes, severity } = correlated(hybrid('contoso.local/Configuration/Servers/EX02'));
    expect(severity).toBe('degraded');
    expect(causes.find(({ id }) => id === 'not-a-hybrid-path')).toMatchObject({ likelihood: 'likely' });
  });

  it('this server receives for the hybrid', () => {
    expect(correlated(hybrid('EX01')).causes.find(({ id }) => id === 'not-a-hybrid-path')).toMatchObject({ likelihood: 'unlikely' });
  });

  it('no export tells of a hybrid: that it was not exported does not mean that there is none', () => {
    const { causes, severity } = correlated({});
    expect(severity).toBe('degraded');
    expect(causes.find(({ id }) => id === 'not-a-hybrid-path')).toMatchObject({ likelihood: 'possible' });
  });
});
