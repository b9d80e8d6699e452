import { z } from 'zod';
import { INVENTORY_KINDS } from './kinds.js';
import { NotAnExport } from './not-an-export.js';
import { isProperties } from './powershell/properties.js';

/** The version of the envelope that is written today. */
export const ENVELOPE_VERSION = 1;

/**
 * An export as the collector writes it: what it is, whose it is, when it was taken. The objects are as `ConvertTo-Json` writes them;
 * unknown members are left for a newer collector.
 *
 * ```json
 * { "mailflow": 1, "kind": "send-connectors", "server": "EX01", "collectedAt": "2026-09-30T06:00:00Z", "items": [ … ] }
 * ```
 */
export const envelopeSchema = z.object({
  mailflow: z.literal(ENVELOPE_VERSION),
  kind: z.enum(INVENTORY_KINDS as [(typeof INVENTORY_KINDS)[number], ...typeof INVENTORY_KINDS]),
  server: z.string().min(1).max(253),
  collectedAt: z.iso.datetime({ offset: true }),
  items: z.unknown(),
});

export type Envelope = z.infer<typeof envelopeSchema>;

/** The envelope, or `undefined` when the JSON is none: the bare output of a command. */
export function readEnvelope(json: unknown): Envelope | undefined {
  if (!isProperties(json) || !('mailflow' in json)) return undefined;
  const version = json['mailflow'];
  if (typeof version === 'number' && version > ENVELOPE_VERSION) {
    throw new NotAnExport(
      'newer-envelope',
      `The export has the envelope of version ${version}; this Mailflow reads up to ${ENVELOPE_VERSION}. Update Mailflow.`,
    );
  }
  const envelope = envelopeSchema.safeParse(json);
  if (envelope.success) return envelope.data;
  const faults = envelope.error.issues.map(({ path, message }) => `“${path.join('.')}”: ${message}`);
  throw new NotAnExport('bad-envelope', `The export's envelope is broken: ${faults.join('; ')}.`);
}
