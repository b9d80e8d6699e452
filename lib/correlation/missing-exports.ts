import { EXPORT_COMMANDS } from '../inventory/export-command.js';
import { EMPTY_INVENTORY, type Inventory } from '../inventory/inventory.js';
import type { InventoryKind } from '../inventory/kinds.js';
import type { CorrelatedCause } from './correlated.js';
import type { Failure } from './failure.js';
import { JUDGES } from './judges.js';

/** A failure after correlation, as far as it tells what would settle it. */
type Judged = Pick<Failure, 'rule'> & { readonly causes: readonly Pick<CorrelatedCause, 'settledBy'>[] };

/**
 * The exports that would settle causes that are still open, and that the inventory lacks. Only of failures that are held against exports: what some
 * other command settles is for a person to look at.
 */
export function missingExports(failures: readonly Judged[], { exports }: Inventory = EMPTY_INVENTORY): readonly InventoryKind[] {
  const commands = failures.flatMap(({ rule, causes }) =>
    JUDGES[rule] === undefined ? [] : causes.flatMap(({ settledBy }) => settledBy?.command ?? []),
  );
  return (Object.keys(EXPORT_COMMANDS) as InventoryKind[]).filter(
    (kind) => exports[kind] === undefined && commands.some((command) => `${command} `.startsWith(`${EXPORT_COMMANDS[kind]} `)),
  );
}
