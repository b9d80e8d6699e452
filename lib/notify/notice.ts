import { SEVERITIES, type Severity } from '../diagnosis/rule.js';
import type { ChangeKind } from '../store/change-table.js';
import type { DeliveryAction, NotifiedChange } from '../store/delivery-row.js';

/** What a notification says, whatever its format. */
export interface Notice {
  /** Unique, and the same whenever it is sent again. */
  readonly id: string;
  readonly action: DeliveryAction | 'test';
  /** The key by which the other end knows what belongs together. */
  readonly incident: string;
  /** When it was made: ISO 8601, UTC. */
  readonly at: string;
  /** At least one, oldest first. */
  readonly changes: readonly NotifiedChange[];
  /** Where people look into it; `undefined` where Mailflow does not know its own address. */
  readonly dashboard: string | undefined;
}

/** How a change is called in a sentence. */
export const CHANGE_WORDS = {
  opened: 'begun',
  reopened: 'come back',
  raised: 'become worse',
  recovered: 'recovered',
  withdrawn: 'withdrawn',
} as const satisfies Readonly<Record<ChangeKind, string>>;

/** The worst of the changes. */
export function severityOf({ changes }: Notice): Severity {
  return SEVERITIES.find((severity) => changes.some((change) => change.severity === severity)) ?? 'info';
}

/** The change that a notification begins with: the latest of the worst. */
export function leadOf(notice: Notice): NotifiedChange | undefined {
  const severity = severityOf(notice);
  return notice.changes.findLast((change) => change.severity === severity);
}

/** What is told, in a line. */
export function headlineOf(notice: Notice): string {
  const lead = leadOf(notice);
  if (notice.action === 'test') return 'Mailflow can reach this channel';
  const word = { open: severityOf(notice).toUpperCase(), update: 'UPDATE', resolve: 'RECOVERED' }[notice.action];
  return plain(`${word}: ${lead?.title ?? ''}`, 250);
}

/** Where a change happened, in a line: tenant, server, connector. */
export function placeOf({ tenantName, server, connector }: NotifiedChange): string {
  return plain([tenantName, server, connector].filter((part) => part !== null && part !== '').join(' · '), 300);
}

/** The page of a change. */
export function pageOf({ subject, subjectId, tenant }: NotifiedChange, dashboard: string | undefined): string | undefined {
  if (dashboard === undefined) return undefined;
  const home = `${dashboard}/tenants/${encodeURIComponent(tenant)}`;
  return subject === 'finding' ? `${home}/findings/${encodeURIComponent(subjectId)}` : home;
}

/** Tenants that the changes are of, by name, each once. */
export function tenantsOf({ changes }: Notice): readonly string[] {
  return [...new Set(changes.map(({ tenantName }) => tenantName))];
}

/**
 * Text for a person's eyes: what strangers typed at port 25 must not break lines, or turn the direction of writing. What else it may hold, the formats
 * render as text and nothing else.
 */
export function plain(text: string, maxCharacters: number): string {
  const line = text
    .toWellFormed()
    .replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  return line.length <= maxCharacters ? line : `${line.slice(0, maxCharacters - 1).toWellFormed()}…`;
}
