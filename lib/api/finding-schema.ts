import { z } from 'zod';
import { FINDING_STATES } from '../diagnosis/finding-state.js';
import { STAGES } from '../diagnosis/stage.js';
import { causeSchema, directionSchema, referenceSchema, remedyStepSchema, severitySchema, time } from './parts-schema.js';

export const toldBySchema = z
  .object({
    kind: z.string(),
    command: z.string().nullable().describe('the command whose output it is; null for what Microsoft publishes'),
    item: z.string(),
    server: z.string().nullable(),
    collectedAt: z.string().nullable().describe('ISO 8601, UTC; of a published list its day alone'),
  })
  .meta({ id: 'ToldBy', description: 'what told a fact, and how old it is' });

const correlatedCauseSchema = causeSchema
  .extend({
    toldBy: z.array(toldBySchema),
    settledBy: z.object({ evidence: z.string(), command: z.string() }).nullable().describe('what would settle it'),
  })
  .meta({ id: 'Cause', description: 'a possible reason, held against the inventory' });

const noteSchema = z
  .object({
    id: z.string(),
    weight: z.enum(['warning', 'info']),
    sentence: z.string(),
    command: z.string().nullable(),
    toldBy: z.array(toldBySchema),
  })
  .meta({ id: 'Note', description: 'what the inventory adds to a failure without being a cause of it' });

const sampleSchema = z
  .object({
    sessionId: z.string(),
    session: z.string().optional(),
    at: time,
    remote: z.string().nullable(),
    url: z.string().optional(),
  })
  .meta({ id: 'SampleSession', description: 'a session that failed so' });

const said = { at: time, by: z.string(), note: z.string().nullable() };
export const handlingSchema = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('acknowledged'), ...said }),
    z.object({ kind: z.literal('muted'), ...said, until: time }),
    z.object({ kind: z.literal('resolved'), ...said }),
  ])
  .meta({ id: 'Handling', description: 'what a person did about a finding, or about what a watch sees' });

/** A finding as lists have it. */
export const findingSchema = z
  .object({
    id: z.string(),
    tenant: z.string(),
    url: z.string(),
    rule: z.string(),
    severity: severitySchema,
    state: z.enum(FINDING_STATES),
    handling: handlingSchema.nullable(),
    title: z.string(),
    summary: z.string(),
    direction: directionSchema,
    connector: z.string(),
    server: z.string().nullable(),
    remote: z.string().nullable(),
    keyFact: z.string().describe('what makes it this finding and no other, beside rule, server and connector'),
    stage: z.enum(STAGES).nullable().describe('how far the session got before it failed'),
    certificate: z
      .object({
        thumbprint: z.string().nullable(),
        subject: z.string().nullable(),
        issuer: z.string().nullable(),
        serial: z.string().nullable(),
        notBefore: z.string().nullable(),
        notAfter: z.string().nullable(),
        names: z.array(z.string()),
      })
      .nullable(),
    sessions: z.int().nonnegative(),
    firstSeen: time,
    lastSeen: time,
    causes: z.array(correlatedCauseSchema),
    remedy: z.array(remedyStepSchema),
    references: z.array(referenceSchema),
    notes: z.array(noteSchema),
    consequences: z.array(z.object({ rule: z.string(), title: z.string() })),
    samples: z.array(sampleSchema),
    first: sampleSchema,
    evidence: z.array(z.object({ file: z.string(), line: z.int(), sessionId: z.string(), text: z.string() })),
  })
  .meta({ id: 'Finding', description: 'one failure of one tenant that lasts' });

/** How a finding began: the last healthy session before it, and what was different then. */
export const beginningSchema = z
  .object({
    at: time,
    lastHealthy: z.object({ at: time, sessionId: z.string(), thumbprint: z.string().nullable() }),
    changes: z.array(z.object({ what: z.string(), before: z.string().nullable(), after: z.string().nullable(), sentence: z.string() })),
  })
  .meta({ id: 'Beginning', description: 'the first session that failed so, held against the last before it that was healthy' });

/** A finding by itself. */
export const findingDetailSchema = findingSchema
  .extend({
    beginning: beginningSchema.nullable(),
    recovery: z
      .object({
        kind: z.enum(['flows-again', 'tls-plaintext-fallback']),
        since: time,
        last: time,
        lastSession: z.string(),
        sessions: z.int(),
        orMore: z.boolean(),
      })
      .nullable()
      .describe('the proof that mail flows again'),
  })
  .meta({ id: 'FindingDetail' });
