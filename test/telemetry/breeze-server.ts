import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

const envelopeSchema = z.object({
  name: z.string(),
  time: z.iso.datetime(),
  sampleRate: z.number(),
  tags: z.record(z.string(), z.string()),
  data: z.discriminatedUnion('baseType', [
    z.object({ baseType: z.literal('EventData'), baseData: z.object({ name: z.string(), properties: z.record(z.string(), z.string()) }) }),
    z.object({
      baseType: z.literal('MetricData'),
      baseData: z.object({
        metrics: z.tuple([z.object({ name: z.string(), value: z.number(), count: z.number(), min: z.number(), max: z.number() })]),
        properties: z.record(z.string(), z.string()),
      }),
    }),
  ]),
});

/** A telemetry item, as Application Insights takes it. */
export type Envelope = z.infer<typeof envelopeSchema>;

const FIXTURES = 'test/fixtures/telemetry';

/** An ingestion endpoint on this machine, which keeps what it is sent. */
export interface BreezeServer {
  readonly envelopes: readonly Envelope[];
  /** All that was sent, word for word. */
  readonly text: () => string;
  /** What a process needs in its environment to send here, as in Azure: with its name, and with trust in the certificate. */
  readonly environment: Readonly<Record<string, string>>;
  close(): void;
}

/**
 * Speaks the protocol of Application Insights' ingestion. It speaks TLS, since the library knows nothing else.
 *
 * @source https://github.com/microsoft/ApplicationInsights-Home/tree/master/EndpointSpecs
 */
export async function startBreeze(): Promise<BreezeServer> {
  const envelopes: Envelope[] = [];
  const bodies: string[] = [];
  const credentials = { key: readFileSync(`${FIXTURES}/loopback-key.pem`), cert: readFileSync(`${FIXTURES}/loopback-cert.pem`) };
  const server = createServer(credentials, (request, response) => {
    void text(request).then((body) => {
      const items = z.array(envelopeSchema).parse(JSON.parse(body));
      envelopes.push(...items);
      bodies.push(body);
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ itemsReceived: items.length, itemsAccepted: items.length, errors: [] }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    envelopes,
    text: () => bodies.join('\n'),
    environment: {
      APPLICATIONINSIGHTS_CONNECTION_STRING: `InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint=https://127.0.0.1:${port}/`,
      NODE_EXTRA_CA_CERTS: `${FIXTURES}/loopback-cert.pem`,
      // Without it the library would ask the network whether it runs in a virtual machine of Azure.
      WEBSITE_SITE_NAME: 'func-mailflow',
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
