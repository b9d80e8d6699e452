import { LIKELIHOODS, type Cause } from '../diagnosis/rule.js';
import { EMPTY_INVENTORY, type Inventory } from '../inventory/inventory.js';
import { certificateChoiceNotes } from './certificate/certificate-choice-notes.js';
import { connectorNotes } from './connector/connector-notes.js';
import type { Circumstances, Correlated, CorrelatedCause, Note } from './correlated.js';
import type { Failure } from './failure.js';
import { NOTHING_TO_SAY, type Judged } from './judgement.js';
import { JUDGES } from './judges.js';
import { remoteNotes } from './remote/remote-notes.js';
import { maybeSameServer } from './same-server.js';
import { settlingOf } from './settled-by.js';

/**
 * Holds a failure against what its server says of itself: causes that the inventory settles become certain or excluded, each with what told
 * so; causes that stay open say which evidence is missing and the command that gives it.
 *
 * Start from the rule's own causes each time: a correlated failure is not meant to be correlated again with a newer inventory.
 *
 * @param inventory of the failure's server; one of another server is left aside with a note, since certificates differ from server to server.
 */
export function correlate<T extends Failure>(
  failure: T,
  inventory: Inventory | undefined,
  circumstances: Circumstances = {},
): Correlated<T> {
  const isOurs = inventory !== undefined && maybeSameServer(failure.server, inventory.server);
  const evidence = isOurs ? inventory : EMPTY_INVENTORY;
  const judged = JUDGES[failure.rule]?.(failure, evidence, circumstances) ?? NOTHING_TO_SAY;
  return {
    ...failure,
    causes: causesOf(failure, judged),
    ...(judged.severity !== undefined && failure.severity !== undefined && { severity: judged.severity }),
    remedy: judged.remedy ?? failure.remedy,
    notes: [
      ...(inventory === undefined || isOurs ? [] : [otherServerNote(failure, inventory)]),
      ...remoteNotes(failure, evidence),
      ...connectorNotes(failure, evidence),
      ...certificateChoiceNotes(failure, evidence),
    ],
  };
}

/** The rule's causes and those that only the inventory knows, the likeliest first and otherwise in the rule's order. */
function causesOf(failure: Failure, { causes: judgements }: Judged): readonly CorrelatedCause[] {
  const known = new Set(failure.causes.map(({ id }) => id));
  // What nobody suspected need not be excluded.
  const added: readonly Cause[] = [...judgements].flatMap(([id, { likelihood, why }]) =>
    known.has(id) || likelihood === 'excluded' ? [] : [{ id, likelihood, why }],
  );
  return [...failure.causes, ...added]
    .map((cause) => ({ ...cause, toldBy: [], ...judgements.get(cause.id) }))
    .map((cause) => ({ ...cause, settledBy: isSettled(cause) ? null : settlingOf(failure, cause.id) }))
    .sort((one, other) => LIKELIHOODS.indexOf(one.likelihood) - LIKELIHOODS.indexOf(other.likelihood));
}

function isSettled({ likelihood }: Cause): boolean {
  return likelihood === 'certain' || likelihood === 'excluded';
}

function otherServerNote({ server }: Failure, inventory: Inventory): Note {
  return {
    id: 'inventory-of-another-server',
    weight: 'info',
    sentence: `The failure is on ${server ?? 'an unknown server'}, the inventory of ${inventory.server ?? 'an unknown server'}: certificates and connectors differ from server to server, so it settles nothing here.`,
    command: null,
    toldBy: [],
  };
}
