import { z } from 'zod';
import { LIKELIHOODS, SEVERITIES } from '../diagnosis/rule.js';

/** Schemas of what several resources hold. What has a name of its own in the OpenAPI document says so by its `id`. */

/** A moment: ISO 8601, UTC. */
export const time = z.iso.datetime();

/** Where the next page is; `null` on the last one. */
export const nextLinkSchema = z.string().nullable().describe('where the next page is; null on the last one');

export const severitySchema = z.enum(SEVERITIES).meta({ id: 'Severity', description: 'how much stands still' });

export const directionSchema = z
  .enum(['send', 'receive'])
  .describe('who opened the connection: this server (send) or the other side (receive)');

export const causeSchema = z.object({
  id: z.string(),
  likelihood: z.enum(LIKELIHOODS),
  why: z.string().describe('what speaks for or against it, and what would settle it'),
});

export const remedyStepSchema = z
  .object({
    do: z.string(),
    command: z.string().nullable().describe('a proposal for a person to check'),
    caution: z.string().nullable(),
    verify: z.string().nullable(),
    undo: z.string().nullable(),
  })
  .meta({ id: 'RemedyStep' });

export const referenceSchema = z
  .object({ title: z.string(), url: z.url() })
  .meta({ id: 'Reference', description: 'a public page that says so' });
