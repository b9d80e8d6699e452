import { createHash } from 'node:crypto';
import { z } from 'zod';
import { takenOver, version1Schema, version2Schema, type Memory } from './memory.js';

const envelopeSchema = z.object({
  version: z.int().positive(),
  /** Of what is remembered, as it stands in the file, in hex. */
  sha256: z.string(),
});

const stateSchema = z.object({ version: z.literal(2), memory: version2Schema });
const formerSchema = z.object({ version: z.literal(1), files: version1Schema });

const NEWEST = 2;
const BEFORE = `{"version":${NEWEST},"memory":`;
const BEHIND = ',"sha256":"';

export type FormerReading =
  | { readonly kind: 'former'; readonly memory: Memory } /** It can't be trusted, and why. */
  | { readonly kind: 'lost'; readonly reason: string };

/** Reads a state file of a version that was one JSON document. @param text all of it */
export function readFormerState(text: string): FormerReading {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: 'lost', reason: 'it is no whole state of a shipper' };
  }
  const envelope = envelopeSchema.safeParse(json);
  if (!envelope.success) return { kind: 'lost', reason: 'it is no state of a shipper' };
  const { version, sha256: said } = envelope.data;
  if (createHash('sha256').update(remembered(text, version)).digest('hex') !== said) {
    return { kind: 'lost', reason: 'its checksum does not match' };
  }
  const former = formerSchema.safeParse(json);
  if (former.success) return { kind: 'former', memory: takenOver(former.data.files) };
  const state = stateSchema.safeParse(json);
  return state.success
    ? { kind: 'former', memory: state.data.memory }
    : { kind: 'lost', reason: `it does not have the form of version ${version}` };
}

/** The part of the file that the sum is of. */
function remembered(text: string, version: number): string {
  if (version === 1) return text.slice(text.indexOf('"files":') + '"files":'.length, text.lastIndexOf('}'));
  return text.slice(BEFORE.length, text.lastIndexOf(BEHIND));
}
