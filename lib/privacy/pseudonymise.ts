import { lastRecordEnd } from '../log/record-end.js';
import { accounts, bareMailboxes, encodedMailboxes, initialResponses, mailboxes, subjects, type Place } from './places.js';
import type { Pseudonyms } from './pseudonyms.js';

/** All searches; where two find the same place the earlier one names it. */
const SEARCHES = [subjects, accounts, initialResponses, mailboxes, encodedMailboxes, bareMailboxes] as const;

/**
 * The lines of a log with pseudonyms in the place of persons: local parts of addresses, accounts, subjects. Domains, hosts, addresses of machines, times
 * and codes stay, and so do the lines and their fields: who reads them finds the same failures. Pure: the same lines and key give the same bytes,
 * whatever stands around them, so it does not matter where a log was cut.
 *
 * @param bytes whole lines of a protocol log, or of any text that holds addresses
 */
export function pseudonymise(bytes: Buffer, pseudonyms: Pseudonyms): Buffer {
  const named = placesIn(bytes).map((place) => ({
    ...place,
    by: pseudonymOf(bytes.toString('latin1', place.start, place.end), place.of, pseudonyms),
  }));
  if (named.length === 0) return bytes;
  const hidden = Buffer.allocUnsafe(named.reduce((length, { start, end, by }) => length + by.length - (end - start), bytes.length));
  let [read, written] = [0, 0];
  for (const { start, end, by } of named) {
    written += bytes.copy(hidden, written, read, start);
    written += hidden.write(by, written, 'latin1');
    read = end;
  }
  bytes.copy(hidden, written, read);
  return hidden;
}

/** Bytes of a log in which names are searched at once: in all of a chunk the places of its names would be twenty megabytes. */
const PIECE = 16 * 1024;

/** Bytes before a log of this length in which it can grow. Pseudonyms are longer than most names, yet names are a small part of a log. */
export function roomToGrow(length: number): number {
  return Math.ceil(length / 20) + PIECE;
}

/**
 * The same for a log of any length, piece by piece, written over what was read. Pieces end where records do, so no name is cut.
 *
 * @param room ends with the log; what stands before is of no use any more
 * @param start where the log begins in it, behind {@link roomToGrow}
 * @returns a part of the room, or other memory where the log grew beyond it
 */
export function pseudonymiseInPlace(room: Buffer, start: number, pseudonyms: Pseudonyms): Buffer {
  let hidden = room;
  let written = 0;
  for (let from = start; from < room.length;) {
    const end = from + PIECE < room.length ? lastRecordEnd(room.subarray(0, from + PIECE), from) : room.length;
    // A record that is longer than a piece is left to the last one.
    const to = end > from ? end : room.length;
    const piece = pseudonymise(room.subarray(from, to), pseudonyms);
    const free = hidden === room ? to : hidden.length;
    if (written + piece.length > free) hidden = Buffer.concat([hidden.subarray(0, written)], 2 * (written + piece.length));
    written += piece.copy(hidden, written);
    from = to;
  }
  return hidden.subarray(0, written);
}

function pseudonymOf(name: string, of: Place['of'], pseudonyms: Pseudonyms): string {
  switch (of.kind) {
    case 'mailbox':
      return pseudonyms.ofMailbox(name, of.domain);
    case 'account':
      return pseudonyms.ofAccount(of.domain, name);
    case 'words':
      return pseudonyms.ofWords(name);
  }
}

/** In the order of the bytes, none overlapping with another. */
function placesIn(bytes: Buffer): readonly Place[] {
  const found = SEARCHES.flatMap((search) => [...search(bytes)]).sort((a, b) => a.start - b.start);
  let behind = 0;
  return found.flatMap((place) => {
    const start = Math.max(place.start, behind);
    if (start >= place.end) return [];
    behind = place.end;
    return [{ ...place, start }];
  });
}
