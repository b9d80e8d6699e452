import type { ChangeKind, NotedChange } from '../../lib/store/change-table.js';

/** As changes of one thing follow each other. */
const NUMBERS = { opened: 1, raised: 2, recovered: 3, reopened: 4, withdrawn: 5 } as const satisfies Readonly<Record<ChangeKind, number>>;

/** A change of a certificate that several tenants use. */
export function changeAt(at: Date, tenant: string, change: ChangeKind, given: Partial<NotedChange> = {}): NotedChange {
  const { subjectId = 'shared' } = given;
  return {
    id: `${tenant}|${subjectId}|00000000${NUMBERS[change]}|${at.getTime()}`,
    tenant,
    subject: 'observation',
    subjectId,
    incident: 'certificate-expiring-0a1b2c',
    change,
    rule: 'certificate-expiring',
    title: 'A certificate in use expires',
    severity: 'degraded',
    server: 'EX01',
    connector: null,
    at: at.toISOString(),
    ...given,
  };
}
