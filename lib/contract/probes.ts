import { z } from 'zod';
import { TLS_DEMANDS } from '../inventory/tls-demand.js';

/**
 * How the MSP has a customer's server call a mail server: it leaves a request, the shipper takes it with the answer to its next heartbeat, and ships what it
 * saw as an export of the inventory. Nobody ever calls in, and both sides look whether the target is one of the customer's own smart hosts or Microsoft's.
 */

/** For how long a request waits to be taken. */
export const PROBE_MINUTES = 30;

/** Requests of one server that may wait at once. */
export const MAX_WAITING_PROBES = 5;

const mailbox = z
  .string()
  .max(254)
  .regex(/^(?:[^\s<>@"\\]{1,64}@[^\s<>@"\\]{1,189})?$/, 'an address such as anna@contoso.com');

/** What an operator asks for. */
export const probeOrderSchema = z
  .object({
    target: z
      .string()
      .min(1)
      .max(253)
      .optional()
      .describe('a smart host of the server’s send connectors, or a host or address of Microsoft’s'),
    connector: z
      .string()
      .min(1)
      .max(256)
      .optional()
      .describe('the send connector in whose place to stand; without a target its first smart host is called'),
    from: mailbox.default(''),
    to: mailbox.min(1).optional().describe('to go on to MAIL and RCPT; never to the message'),
  })
  .meta({ id: 'ProbeOrder' });

/** What the shipper is handed. */
export const probeRequestSchema = z
  .object({
    id: z.string().regex(/^[A-Za-z0-9-]{1,64}$/),
    target: z.string().min(1).max(253),
    port: z.int().min(1).max(65_535),
    connector: z.string().max(256).nullable(),
    demand: z.enum(TLS_DEMANDS),
    tlsName: z.string().max(253).nullable(),
    ehloName: z.string().max(253).nullable(),
    from: mailbox,
    to: mailbox.nullable(),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'ProbeRequest' });

export type ProbeRequest = z.infer<typeof probeRequestSchema>;
