import { z } from 'zod';
import { correlate } from '../correlation/correlate.js';
import { diagnoseText } from '../diagnosis/diagnose-text.js';
import { explainedFinding, type Explanation } from '../diagnosis/explain.js';
import { OUTCOMES } from '../diagnosis/outcome.js';
import { READER } from './access.js';
import { findingSchema } from './finding-schema.js';
import { causeSchema, referenceSchema, remedyStepSchema, severitySchema } from './parts-schema.js';
import { declareRoute } from './route.js';

/** Of one session with hundreds of recipients there is room; a whole log is for the shipper, or for `mailflow diagnose`. */
const MAX_TEXT_CHARACTERS = 200_000;

const bodySchema = z
  .object({
    text: z
      .string()
      .trim()
      .min(1)
      .max(MAX_TEXT_CHARACTERS)
      .describe('log lines, a queue’s LastError, a non-delivery report or a message trace'),
  })
  .meta({ id: 'DiagnosisRequest' });

const logSchema = z
  .object({
    kind: z.literal('log'),
    records: z.int(),
    malformed: z.int().describe('lines that could not be read'),
    sessions: z.int(),
    outcomes: z.partialRecord(z.enum(OUTCOMES), z.int()),
    findings: z.array(findingSchema.omit({ tenant: true, url: true, state: true, handling: true })).describe('worst first'),
  })
  .meta({ id: 'LogDiagnosis', description: 'the text has records of a protocol log' });

const errorTextSchema = z
  .object({
    kind: z.literal('error-text'),
    error: z.object({
      text: z.string().describe('the innermost text, which alone names the failure'),
      code: z.int().nullable(),
      status: z.string().nullable(),
      wrappers: z.array(z.string()).describe('what was around it, the outermost first; never the cause'),
      host: z.string().nullable(),
      address: z.string().nullable(),
      lastRetry: z.string().nullable(),
    }),
    finding: z
      .object({
        rule: z.string(),
        severity: severitySchema,
        title: z.string(),
        summary: z.string(),
        causes: z.array(causeSchema),
        remedy: z.array(remedyStepSchema),
        references: z.array(referenceSchema),
      })
      .nullable()
      .describe('null: Mailflow does not know this text'),
  })
  .meta({ id: 'ErrorTextDiagnosis', description: 'the text is that of an error' });

export const diagnosisSchema = z.discriminatedUnion('kind', [logSchema, errorTextSchema]).meta({ id: 'Diagnosis' });

/** Diagnoses what the caller pastes. Nothing of it is stored, and it belongs to no tenant. */
export const diagnoseRoute = declareRoute({
  method: 'POST',
  path: '/api/v1/diagnose',
  operationId: 'diagnose',
  tag: 'diagnosis',
  summary: 'What log lines, a queue’s LastError or a non-delivery report mean; nothing is stored',
  access: READER,
  body: bodySchema,
  answer: diagnosisSchema,
  handle: ({ body: { text } }) => {
    const diagnosed = diagnoseText(text);
    if (diagnosed.kind === 'error-text') return Promise.resolve({ json: errorTextResource(diagnosed.explanation) });
    const { findings, ...counts } = diagnosed;
    return Promise.resolve({ json: { ...counts, findings: findings.map((finding) => correlate(finding, undefined)) } });
  },
});

function errorTextResource(explanation: Explanation) {
  const { error } = explanation;
  const { text, code = null, status = null, wrappers, host = null, endpoint, lastRetry = null } = error;
  return {
    kind: 'error-text' as const,
    error: { text, code, status, wrappers, host, address: endpoint?.text ?? null, lastRetry },
    finding: explainedFinding(explanation),
  };
}
