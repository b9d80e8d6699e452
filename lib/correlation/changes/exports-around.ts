import { isNewerExport } from '../../inventory/inventory.js';
import type { InventoryKind } from '../../inventory/kinds.js';
import type { AnyInventoryExport } from '../../inventory/read-export.js';

/** The kinds of export in which a change of settings is looked for. */
export const KINDS_WITH_SETTINGS = [
  'send-connectors',
  'receive-connectors',
  'exchange-certificates',
  'exchange-servers',
] as const satisfies readonly InventoryKind[];

/** What tells which of several exports is needed: no more has to be read for that. Milliseconds since 1970, UTC. */
export interface DatedKind {
  readonly kind: string;
  readonly collectedAt: number;
}

/** Of each kind that has settings one export on either side at most. */
export interface Around<Export> {
  readonly before: readonly Export[];
  readonly after: readonly Export[];
}

/**
 * Of each kind the last export before mail flowed for the last time, and the first after it failed, or else the newest that is later.
 *
 * @param exports the earliest first.
 */
export function exportsAround<Export extends DatedKind>(exports: readonly Export[], healthyAt: number, failedAt: number): Around<Export> {
  const chosen = KINDS_WITH_SETTINGS.map((kind) => {
    const ofKind = exports.filter((exported) => exported.kind === kind);
    return {
      before: ofKind.findLast(({ collectedAt }) => collectedAt <= healthyAt),
      after: ofKind.find(({ collectedAt }) => collectedAt >= failedAt) ?? ofKind.findLast(({ collectedAt }) => collectedAt > healthyAt),
    };
  });
  return { before: chosen.flatMap(({ before }) => before ?? []), after: chosen.flatMap(({ after }) => after ?? []) };
}

/** Exports that say when they were collected, the earliest first. */
export function inOrder(exports: readonly AnyInventoryExport[]): readonly (AnyInventoryExport & DatedKind)[] {
  return exports.filter(isDated).toSorted((one, other) => (isNewerExport(one, other) ? 1 : -1));
}

function isDated(exported: AnyInventoryExport): exported is AnyInventoryExport & DatedKind {
  return exported.collectedAt !== undefined;
}
