import { hashOf, type NotedChange } from '../store/change-table.js';
import type { Delivery, DeliveryAction } from '../store/delivery-row.js';
import { subjectOf, type LastTold, type Telling, type Thread } from '../store/thread-table.js';
import { isEnd } from './who-is-told.js';

/**
 * How long further findings of an incident that a channel knows are gathered before it hears of them. An outage of Microsoft's hits a hundred tenants
 * within minutes: that is one card, and one that names the others.
 */
export const GATHER_MILLISECONDS = 10 * 60_000;

/** How a channel wants to hear. */
export interface Hearing {
  /** Whether it asked for such a change at all. */
  readonly isWanted: boolean;
  /** It concerns the channel only if that was told of the beginning. */
  readonly isForClosing: boolean;
  /** Whether changes of one incident are gathered: people read cards, machines take events. */
  readonly gathers: boolean;
  readonly now: Date;
}

/** What a change does to a thread, as far as it needs to be known for that. */
type KnownThread = Pick<Thread, 'told'> & { readonly latest: Delivery | undefined };

/**
 * What a channel is told by a change: one thing for each, never again for the same, and nothing that is older than what it knows. That something has
 * recovered is told only to whom its beginning was.
 *
 * @returns `undefined` when the channel knows it already
 */
export function nextTelling(
  { told, latest }: KnownThread,
  change: NotedChange,
  { isWanted, isForClosing, gathers, now }: Hearing,
): Telling | undefined {
  const subject = subjectOf(change);
  const known = told.get(subject);
  if (known !== undefined && !isNewer(change, known)) return undefined;
  const isOver = isEnd(change);
  if (isForClosing && known?.isOpen !== true) return undefined;
  const after = { changeId: change.id, at: change.at, isOpen: !isOver };
  if (!isWanted || (isOver && known?.isOpen !== true)) return { told: after, delivery: undefined };
  const areOthersOpen = [...told].some(([other, { isOpen }]) => other !== subject && isOpen);
  const action = actionOf(isOver, gathers ? areOthersOpen : false, known?.isOpen === true);
  const gathered = gathers ? joined(latest, action, now) : undefined;
  return { told: after, delivery: gathered ?? begun(change, action, gathers ? latest : undefined, now) };
}

/** Of one moment, the ids say which came first: they hold the number of the change. Noted again later, after a crash, it is still the same change. */
function isNewer({ at, id }: NotedChange, known: LastTold): boolean {
  if (id === known.changeId) return false;
  return at === known.at ? id > known.changeId : at > known.at;
}

function actionOf(isOver: boolean, areOthersOpen: boolean, wasOpen: boolean): DeliveryAction {
  if (isOver) return areOthersOpen ? 'update' : 'resolve';
  return areOthersOpen || wasOpen ? 'update' : 'open';
}

/** What was not sent yet takes in what follows; only the end of a thing is not told together with its beginning. */
function joined(latest: Delivery | undefined, action: DeliveryAction, now: Date): Delivery | undefined {
  if (latest?.state !== 'pending' || latest.attempts > 0 || action === 'open') return undefined;
  if (action === 'update') return latest.action === 'resolve' ? undefined : latest;
  return latest.action === 'update' ? { ...latest, action, dueAt: now.toISOString() } : undefined;
}

function begun({ id, at, incident }: NotedChange, action: DeliveryAction, latest: Delivery | undefined, now: Date): Delivery {
  const earliest = action === 'update' && latest !== undefined ? Date.parse(latest.attemptedAt ?? latest.dueAt) + GATHER_MILLISECONDS : 0;
  return {
    // A chunk's troubles may come back under the same id.
    id: hashOf(`${id}|${at}`),
    state: 'pending',
    action,
    incident,
    createdAt: now.toISOString(),
    dueAt: new Date(Math.max(now.getTime(), earliest)).toISOString(),
    attempts: 0,
    attemptedAt: null,
    problem: null,
  };
}
