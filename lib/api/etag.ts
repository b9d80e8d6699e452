import { createHash } from 'node:crypto';
import { Problem } from './problem.js';

/**
 * The ETag of an answer: `"{version}.{hash}"`. The hash is of the body, so that a reader is told when nothing has changed, also of what follows from
 * several rows or from the time. The version is that of the row which a change would change: a change asks for it alone, since what an answer holds beside
 * may well have moved on. What can't be changed has no version.
 */
export function etagOf(body: string, version: string | undefined): string {
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 22);
  return `"${version === undefined ? '' : `${Buffer.from(version).toString('base64url')}.`}${hash}"`;
}

/** Of a compressed body: other bytes, so another tag, as RFC 9110 asks of strong ones (section 8.8.3.3). */
export function compressedEtag(etag: string): string {
  return `${etag.slice(0, -1)}.gz"`;
}

const CHANGEABLE = /^(?:W\/)?"([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]{22}(?:\.gz)?"$/;

/**
 * The version that `If-Match` asks for; `undefined` when it asks for none, or for any.
 *
 * @throws {Problem} changed-meanwhile, for a tag that nobody gave: nothing is as it says
 */
export function versionAskedFor(ifMatch: string | null): string | undefined {
  if (ifMatch === null || ifMatch.trim() === '*') return undefined;
  const [, encoded] = CHANGEABLE.exec(ifMatch.trim()) ?? [];
  const version = encoded === undefined ? '' : Buffer.from(encoded, 'base64url').toString();
  if (/^(?:W\/)?"[\x20\x21\x23-\x7e]{1,200}"$/.test(version)) return version;
  throw new Problem('changed-meanwhile', 'If-Match holds no ETag that was given here. Read it again, and decide again.');
}

/** What a change is told that asked for a version of a thing that is no more. */
export function changedMeanwhile(name: string): Problem {
  return new Problem('changed-meanwhile', `“${name}” has changed since it was read. Read it again, and decide again.`);
}

/** Whether a reader has this already. */
export function isKnown(ifNoneMatch: string | null, etag: string): boolean {
  if (ifNoneMatch === null) return false;
  const weak = (tag: string) => tag.trim().replace(/^W\//, '');
  return ifNoneMatch.split(',').some((tag) => tag.trim() === '*' || weak(tag) === weak(etag));
}
