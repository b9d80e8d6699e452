import { z } from 'zod';
import { beginningSchema, findingSchema, toldBySchema } from '../../api/finding-schema.js';
import { directionSchema, remedyStepSchema, severitySchema, time } from '../../api/parts-schema.js';
import { OUTCOMES } from '../../diagnosis/outcome.js';

/** The schemas of what `mailflow diagnose --json` prints. docs/diagnose.schema.json is made from them; the command itself does not load them. */

const outcomeCounts = z.partialRecord(z.enum(OUTCOMES), z.int()).describe('sessions by what became of them');

const summarySchema = z.object({
  files: z.int(),
  otherFiles: z.record(z.string(), z.int()).describe('files of the folders that are no protocol logs and were left out, by what they are'),
  bytes: z.int(),
  records: z.int(),
  malformed: z.int().describe('lines that could not be read'),
  sessions: z.int(),
  outcomes: outcomeCounts,
  firstRecordAt: time.nullable().describe('what failed before this is not in these logs'),
  lastRecordAt: time.nullable(),
});

const recoverySchema = z
  .object({
    kind: z
      .enum(['flows-again', 'tls-plaintext-fallback'])
      .describe('tls-plaintext-fallback: it was delivered without TLS, and the fault is still there'),
    at: time,
    sessionId: z.string(),
    thumbprint: z.string().nullable().describe('of our certificate over which TLS stood'),
    tlsVersion: z.string().nullable().describe('null: in plain text'),
  })
  .describe('a session that was delivered after the last failure, on the same connector to the same host');

/** A finding as the API has it, without what only a tenant’s has. */
const plainFindingSchema = findingSchema.omit({ tenant: true, url: true, state: true, handling: true });

const diagnosedFindingSchema = plainFindingSchema.extend({
  members: z
    .array(
      plainFindingSchema
        .omit({ notes: true })
        .extend({ causes: z.array(z.object({ id: z.string(), likelihood: z.string(), why: z.string() })) }),
    )
    .optional()
    .describe('the findings that this one stands for'),
  beginning: beginningSchema.nullable(),
  recovery: recoverySchema.nullable(),
  transcript: z.array(z.string()).optional().describe('with --verbose: the lines of the newest session that failed so'),
});

const connectorSchema = z.object({
  connector: z.string(),
  direction: directionSchema,
  sessions: z.int(),
  outcomes: outcomeCounts,
  tlsVersions: z.record(z.string(), z.int()).describe('sessions by TLS version; those without TLS are not counted here'),
  hours: z
    .array(z.object({ hour: z.string().describe('2024-05-14T09, UTC'), sessions: z.int(), failed: z.int() }))
    .describe('by the hour in which the sessions began; hours without any are left out'),
  p50Milliseconds: z.number().nullable(),
  p95Milliseconds: z.number().nullable(),
});

const queueSchema = z.object({
  queue: z.string(),
  nextHop: z.string().nullable(),
  messages: z.int().nullable(),
  error: z.string().describe('the innermost error, without its wrappers'),
  rule: z.string().nullable(),
  vague: z.boolean().describe('the error leaves open what failed'),
  finding: z.object({ id: z.string(), rule: z.string(), title: z.string() }).nullable(),
  sentence: z.string(),
  command: z.string().nullable(),
  toldBy: toldBySchema,
});

const selectedCertificateSchema = z.object({
  thumbprint: z.string(),
  subject: z.string().nullable(),
  notAfter: time.nullable(),
  objections: z.array(z.string()),
});

const outlookSchema = z.object({
  connectors: z.array(
    z.object({
      direction: directionSchema,
      connector: z.string(),
      wanted: z.string().describe('by what it looks for its certificate'),
      selects: z.array(selectedCertificateSchema).describe('the likeliest first'),
      afterwards: z.object({ from: time, selects: z.array(selectedCertificateSchema) }).nullable(),
    }),
  ),
  warnings: z.array(
    z.object({
      id: z.string(),
      severity: severitySchema,
      item: z.string(),
      sentence: z.string(),
      due: time.nullable(),
      withinDays: z.int().nullable(),
      step: remedyStepSchema.nullable(),
      toldBy: z.array(toldBySchema),
    }),
  ),
});

/** All that `mailflow diagnose --json` prints. */
export const diagnosisSchema = z.object({
  summary: summarySchema,
  findings: z.array(diagnosedFindingSchema).describe('worst first'),
  connectors: z.array(connectorSchema).describe('the busiest first'),
  queues: z.array(queueSchema).optional().describe('with --inventory: what the queues wait for'),
  outlook: outlookSchema.optional().describe('with --inventory: what is to come'),
});
