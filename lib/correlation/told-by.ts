import { EXPORT_COMMANDS } from '../inventory/export-command.js';
import type { InventoryKind } from '../inventory/kinds.js';
import type { InventoryExport } from '../inventory/read-export.js';
import type { MicrosoftMailRange } from '../microsoft365/microsoft-mail-range.js';

/** What told a fact, and how old it is. With it a reader can look the fact up, or see that it is out of date. */
export interface ToldBy {
  readonly kind: InventoryKind | 'microsoft-mail-ranges';
  /** The command whose output it is; `null` for what Microsoft publishes. */
  readonly command: string | null;
  /** The certificate, connector, queue … that was looked at or looked for. */
  readonly item: string;
  readonly server: string | null;
  /** ISO 8601, UTC; of a published list its day alone. `null` when the export has no date. */
  readonly collectedAt: string | null;
}

/** An item of an export. */
export function toldByExport({ kind, server, collectedAt }: InventoryExport, item: string): ToldBy {
  return {
    kind,
    command: EXPORT_COMMANDS[kind],
    item,
    server: server ?? null,
    collectedAt: collectedAt === undefined ? null : new Date(collectedAt).toISOString(),
  };
}

/** A range that Microsoft publishes. */
export function toldByMicrosoft({ range, asOf }: MicrosoftMailRange): ToldBy {
  return { kind: 'microsoft-mail-ranges', command: null, item: range, server: null, collectedAt: asOf };
}

/** `(Get-ExchangeCertificate of 2026-09-30 06:00 UTC)`: where a sentence has it from. */
export function citation({ command, collectedAt }: ToldBy): string {
  const when = collectedAt === null ? 'without a date' : `of ${collectedAt.slice(0, 16).replace('T', ' ')} UTC`;
  return `(${command ?? 'Microsoft’s list'} ${when})`;
}

/**
 * Whether the fact was collected after a moment. An inventory from before a failure shows the state that failed; one from after it may
 * show a state that somebody has mended in the meantime. `undefined` when either has no date.
 */
export function collectedAfter({ collectedAt }: ToldBy, moment: number): boolean | undefined {
  return collectedAt === null || Number.isNaN(moment) ? undefined : Date.parse(collectedAt) > moment;
}
