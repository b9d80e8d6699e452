import { protocolLoggingOff } from '../../lib/watch/protocol-logging-off.js';
import { HYBRID_CONNECTOR, type Exports } from '../correlation/exports.js';
import { tenant } from './tenant.js';

const sendConnector = (level: string): Exports => ({
  'send-connectors': [{ ...HYBRID_CONNECTOR, SourceTransportServers: ['EX01', 'EX02'], ProtocolLoggingLevel: level }],
});
const observe = (...parameters: Parameters<typeof tenant>) => protocolLoggingOff.observe(tenant(...parameters));

describe('connectors that write no protocol log', () => {
  it('are named, with the command that turns it on and what it costs', () => {
    expect(
      observe({ EX01: { 'receive-connectors': [{ Identity: "EX01\\Scanner's", Server: 'EX01', ProtocolLoggingLevel: 'None' }] } }),
    ).toMatchObject([
      {
        watch: 'protocol-logging-off',
        severity: 'info',
        server: 'EX01',
        connector: "EX01\\Scanner's",
        since: '2019-05-28T16:00:00.000Z',
        summary: "“EX01\\Scanner's” writes no protocol log: Mailflow is blind there.",
        remedy: [
          {
            command: "Set-ReceiveConnector 'EX01\\Scanner''s' -ProtocolLoggingLevel Verbose",
            caution: expect.stringContaining('disk space'),
            undo: "Set-ReceiveConnector 'EX01\\Scanner''s' -ProtocolLoggingLevel None",
          },
        ],
      },
    ]);
  });

  it('a send connector counts once, though each of its servers exports it', () => {
    expect(observe({ EX01: sendConnector('None'), EX02: sendConnector('None') })).toMatchObject([
      { server: null, connector: 'Outbound to Office 365' },
    ]);
  });

  it.each([
    { told: 'on', newer: 'Verbose', older: 'None', count: 0 },
    { told: 'off', newer: 'None', older: 'Verbose', count: 1 },
  ])('of two servers’ exports of a send connector the newer one tells: it is $told', ({ newer, older, count }) => {
    const collectedAt = { EX01: '2019-05-28T06:00:00Z', EX02: '2019-05-28T18:00:00Z' };
    expect(observe({ EX01: sendConnector(older), EX02: sendConnector(newer) }, { collectedAt })).toHaveLength(count);
  });

  it('the connectors that Exchange keeps for itself, and a log without a folder', () => {
    const service = { Name: 'EX01', IntraOrgConnectorProtocolLoggingLevel: 'None', SendProtocolLogPath: null };
    const observations = observe({ EX01: { 'transport-services': [service] } });
    expect(observations.map(({ server, connector, severity }) => [server, connector, severity])).toEqual([
      ['EX01', null, 'info'],
      ['EX01', null, 'degraded'],
    ]);
    expect(new Set(observations.map(({ keyFact }) => keyFact)).size).toBe(2);
  });

  it('nothing is said where it is on, or where the export does not tell', () => {
    expect(observe({ EX01: sendConnector('Verbose') })).toEqual([]);
    expect(observe({ EX01: { 'send-connectors': [{ Name: 'Internet' }] } })).toEqual([]);
  });
});
