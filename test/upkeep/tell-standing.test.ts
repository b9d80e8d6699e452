import type { ChunkTrouble } from '../../lib/store/chunk-trouble.js';
import { handleFinding } from '../../lib/store/finding-condition.js';
import { saveExport } from '../../lib/store/inventory-table.js';
import { readExport } from '../../lib/inventory/read-export.js';
import { handleObservation, listObservations } from '../../lib/store/observation-table.js';
import { saveTenant } from '../../lib/store/tenant-table.js';
import type { FailingFinding } from '../../lib/telemetry/finding-events.js';
import type { TellableObservation } from '../../lib/telemetry/observation-events.js';
import { tellStanding } from '../../lib/upkeep/tell-standing.js';
import { watchInventory } from '../../lib/upkeep/watch-inventory.js';
import { HYBRID_CONNECTOR } from '../correlation/exports.js';
import { fixtureLog } from '../diagnosis/fixture-session.js';
import { ingestPiece } from '../ingest/chunked-log.js';
import { localServices } from '../store/local-tables.js';

const services = localServices();
const LOG = fixtureLog('00-seed-unknowncredentials.log');
const NOW = new Date('2026-09-30T06:00:00.000Z');
const MUTED = { kind: 'muted', at: NOW.toISOString(), by: 'anna', note: null, until: '2026-10-30T06:00:00.000Z' } as const;

/** What is told of a tenant when the clock strikes. */
async function standing(tenant: string) {
  const [findings, observations, troubles]: [FailingFinding[], TellableObservation[], ChunkTrouble[]] = [[], [], []];
  await tellStanding({
    tables: services().tables,
    now: () => NOW,
    tellFailing: (finding) => void findings.push(finding),
    tellObserved: (observation) => void observations.push(observation),
    tellTrouble: (trouble) => void troubles.push(trouble),
  });
  return {
    findings: findings.filter((finding) => finding.tenant === tenant).map(({ rule, state }) => `${rule} ${state}`),
    observations: observations
      .filter((observation) => observation.tenant === tenant)
      .map(({ watch, change, state }) => `${watch} ${change} ${state}`),
    troubles: troubles.filter(({ chunk }) => chunk.tenant === tenant).map(({ trouble }) => trouble),
  };
}

describe('what still stands', () => {
  it('is told each time: findings that fail, observations that hold, chunks in quarantine', async () => {
    await saveTenant(services().tables, { id: 'standing', name: 'Standing' });
    expect(await standing('standing')).toEqual({ findings: [], observations: [], troubles: [] });
    await ingestPiece(services(), 'standing', { from: 0, to: LOG.length, bytes: LOG });
    const exported = {
      mailflow: 1,
      kind: 'send-connectors',
      server: 'EX01',
      items: [{ ...HYBRID_CONNECTOR, ProtocolLoggingLevel: 'None' }],
    };
    const read = readExport(Buffer.from(JSON.stringify({ ...exported, collectedAt: NOW.toISOString() })));
    await saveExport(services().tables, { tenant: 'standing', server: 'EX01' }, { ...read, collectedAt: NOW.getTime() });
    await watchInventory(services(), 'standing');
    const spoiled = { from: LOG.length, to: LOG.length + 10, bytes: Buffer.alloc(3) };
    await expect(ingestPiece(services(), 'standing', spoiled)).rejects.toThrow();
    const told = {
      findings: ['tls-unknown-credentials open'],
      observations: ['protocol-logging-off holding open'],
      troubles: ['quarantined'],
    };
    expect(await standing('standing')).toEqual(told);
    expect(await standing('standing')).toEqual(told);
    const [seen] = await listObservations(services().tables, 'standing');
    await handleObservation(services().tables, 'standing', seen?.id ?? '', MUTED);
    expect((await standing('standing')).observations).toEqual(['protocol-logging-off holding muted']);
  });

  it('says that a person has muted it, so that no alert goes on', async () => {
    await saveTenant(services().tables, { id: 'muted', name: 'Muted' });
    await ingestPiece(services(), 'muted', { from: 0, to: LOG.length, bytes: LOG });
    const [finding] = (await standing('muted')).findings;
    expect(finding).toBe('tls-unknown-credentials open');
    const heard: FailingFinding[] = [];
    await tellStanding({ ...services(), now: () => NOW, tellFailing: (failing) => void heard.push(failing) });
    const findingId = heard.find(({ tenant }) => tenant === 'muted')?.findingId ?? '';
    await handleFinding(services().tables, 'muted', findingId, MUTED);
    expect((await standing('muted')).findings).toEqual(['tls-unknown-credentials muted']);
  });
});
