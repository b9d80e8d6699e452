import type { Observation } from '../../lib/diagnosis/observation.js';

/** What is seen of a server that has fallen silent. */
export const SILENT: Observation = {
  watch: 'server-silent',
  severity: 'degraded',
  title: 'A server is silent',
  summary: 'EX01 has sent nothing for an hour.',
  server: 'EX01',
  connector: null,
  keyFact: 'EX01',
  since: '2026-01-01T12:00:00.000Z',
  deadline: null,
  causes: [],
  remedy: [],
  references: [],
};
