import type { ChunkId } from '../store/chunk.js';
import { chunkKey, removeFragments, saveFragments, type CrossingSession } from '../store/fragment-table.js';
import type { ChunkSaid } from '../store/ledger.js';
import { noteOpen } from '../store/open-session-table.js';
import type { SaidSession } from '../store/session-index.js';
import { sessionKey } from '../store/session-table.js';
import { isWhole } from './assemble-session.js';
import { joinConsequences, type Consequences } from './consequences.js';
import { concludeCrossing, stillStand } from './crossing-sessions.js';
import { ownedByChunk } from './part-owners.js';
import type { ChunkReading } from './read-chunk.js';
import { failedIn, sessionsBeside } from './reading-said.js';
import { writeAndSettle, type IngestServices } from './write-and-settle.js';

/**
 * How long an incomplete session may wait for its other fragments: Exchange ends a connection after ten minutes at the latest, writes its rows
 * within seconds, and a shipper in good health sends them within seconds more.
 *
 * @source https://learn.microsoft.com/exchange/mail-flow/message-rate-limits (ConnectionTimeout)
 */
const PATIENCE_MILLISECONDS = 15 * 60_000;

/** Writes what a chunk says beside the ledger: its fragments, then all that follows for findings, activity and sessions. */
export async function writeReading(
  chunk: ChunkId,
  reading: ChunkReading,
  everSaid: ChunkSaid,
  services: IngestServices,
  isFirst: boolean,
): Promise<void> {
  const held = new Set(reading.fragments.map(sessionKey));
  const gone = everSaid.fragments.filter((key) => !held.has(key));
  await saveFragments(services.tables, chunk, reading.fragments);
  await removeFragments(services.tables, chunk, gone);
  await writeWithCrossing(chunk, everSaid.fragments, consequencesOf(chunk, reading, everSaid), services, isFirst);
}

/**
 * Takes back what a chunk has said, or may have: it does not count, because others hold its bytes.
 *
 * @param kept the failed sessions that those others hold whole: they stay.
 */
export async function takeBackReading(
  chunk: ChunkId,
  everSaid: ChunkSaid,
  services: IngestServices,
  kept: readonly SaidSession[],
): Promise<void> {
  await removeFragments(services.tables, chunk, everSaid.fragments);
  const own: Consequences = {
    findings: everSaid.findingIds.map((findingId) => ({ findingId, owner: ownedByChunk(chunk), tally: undefined })),
    activity: everSaid.hours.map((hour) => ({ hour, owner: { chunk: chunkKey(chunk) }, activity: undefined })),
    failed: [],
    notFailed: everSaid.sessions,
  };
  await writeWithCrossing(chunk, everSaid.fragments, own, services, false, kept);
}

/** @param crossing keys of the sessions of which the chunk holds a fragment, or held one. */
async function writeWithCrossing(
  chunk: ChunkId,
  crossing: readonly string[],
  own: Consequences,
  services: IngestServices,
  isFirst: boolean,
  kept: readonly SaidSession[] = [],
): Promise<void> {
  const { tables, now } = services;
  const keys = new Set(crossing);
  for (;;) {
    const concluded = await concludeCrossing(services, chunk, keys, isRipe);
    await noteOpen(tables, chunk, concluded.waiting, new Date(now().getTime() + PATIENCE_MILLISECONDS));
    const all = joinConsequences(own, concluded.consequences);
    const notFailed = sessionsBeside(all.notFailed, kept);
    await writeAndSettle(chunk, { ...all, notFailed }, services, {
      isFirst: isFirst && concluded.isFirst,
      isCorrection:
        concluded.isCorrection ||
        own.findings.some(({ tally }) => tally === undefined) ||
        own.activity.some(({ activity }) => activity === undefined),
    });
    if (await stillStand(tables, chunk, concluded)) break;
  }
}

/** Whoever writes the last fragment of a session sees all. What was concluded on fewer, or on more, is concluded again. */
function isRipe({ fragments, conclusion }: CrossingSession): boolean {
  return isWhole(fragments) || conclusion !== undefined;
}

/** The chunk's own, and what an earlier reading said that this one doesn't: today's rules, or today's reader, may know better. */
function consequencesOf(chunk: ChunkId, reading: ChunkReading, everSaid: ChunkSaid): Consequences {
  const { findings, hours, failed } = reading;
  return {
    findings: everSaid.findingIds.map((findingId) => ({ findingId, owner: ownedByChunk(chunk), tally: findings.get(findingId) })),
    activity: everSaid.hours.map((hour) => ({ hour, owner: { chunk: chunkKey(chunk) }, activity: hours.get(hour) })),
    failed,
    notFailed: sessionsBeside(everSaid.sessions, failedIn(reading)),
  };
}
