import { z } from 'zod';
import { SERVER_NAME } from './names.js';

/**
 * How a server gets its token: somebody at the MSP makes a code for a tenant, and whoever installs the shipper exchanges it, once and within minutes.
 * So no token has to be written down or sent to anybody.
 */

/** For how long a code can be exchanged. */
export const ENROLMENT_MINUTES = 15;

export const enrolmentRequestSchema = z
  .object({
    /** As it was shown: `contoso.7K3M-9QX2-RT5V`. How it is spaced and capitalised does not matter. */
    code: z.string().min(1).max(120),
    /** The Exchange server on which the shipper runs. */
    server: z.string().regex(SERVER_NAME.pattern, SERVER_NAME.says),
    /** Of the shipper. */
    version: z.string().min(1).max(64),
  })
  .meta({ id: 'EnrolmentRequest' });

export type EnrolmentRequest = z.infer<typeof enrolmentRequestSchema>;

export const enrolmentAnswerSchema = z
  .object({
    /** The shipper's token. It is shown this once. */
    token: z.string(),
    tenant: z.string(),
    server: z.string(),
  })
  .meta({ id: 'Enrolment' });

export type EnrolmentAnswer = z.infer<typeof enrolmentAnswerSchema>;
