import { z } from 'zod';
import type { ReceiveConnector } from '../inventory/receive-connector.js';
import type { SendConnector } from '../inventory/send-connector.js';
import type { ConfiguredConnector } from '../watch/tenant-connectors.js';
import { time } from './parts-schema.js';

const text = z.string().nullable();
const truth = z.boolean().nullable();
const texts = z.array(z.string()).nullable();

const commonSchema = {
  toldBy: z.string().describe('the server whose export tells so'),
  collectedAt: time.nullable(),
  enabled: truth,
  fqdn: text,
  tlsCertificateName: text.describe('<I>issuer<S>subject, as set'),
  requireTls: truth,
  protocolLogging: text.describe('Verbose, or None: then no log tells of it'),
};

/** How a connector is set up. What is set to nothing is `null`, and so is what the export does not tell. */
export const configurationSchema = z.discriminatedUnion('direction', [
  z
    .object({
      direction: z.literal('send'),
      ...commonSchema,
      addressSpaces: texts.describe('whose mail it takes, such as smtp:*;1'),
      smartHosts: texts,
      dnsRoutingEnabled: truth,
      ignoreStartTls: truth,
      tlsAuthLevel: text,
      tlsDomain: text,
      cloudServicesMailEnabled: truth,
      frontendProxyEnabled: truth,
      sourceTransportServers: texts,
      port: z.int().nullable(),
    })
    .meta({ id: 'SendConnectorConfiguration', description: 'Get-SendConnector; null is what is set to nothing, or not told' }),
  z
    .object({
      direction: z.literal('receive'),
      ...commonSchema,
      bindings: texts,
      remoteIpRanges: texts,
      transportRole: text,
      authMechanism: texts,
      permissionGroups: texts,
      tlsDomainCapabilities: texts.describe('domain:capability,capability'),
    })
    .meta({ id: 'ReceiveConnectorConfiguration', description: 'Get-ReceiveConnector; null is what is set to nothing, or not told' }),
]);

/** A connector's configuration as the API tells it. */
export function configurationResource({ connector, toldBy, collectedAt }: ConfiguredConnector) {
  const { enabled, fqdn, tlsCertificateName, requireTls, protocolLogging } = connector;
  const common = {
    toldBy,
    collectedAt: collectedAt === undefined ? null : new Date(collectedAt).toISOString(),
    enabled: enabled ?? null,
    fqdn: fqdn ?? null,
    tlsCertificateName: tlsCertificateName ?? null,
    requireTls: requireTls ?? null,
    protocolLogging: protocolLogging ?? null,
  };
  return connector.direction === 'send' ? { ...common, ...sendResource(connector) } : { ...common, ...receiveResource(connector) };
}

function sendResource(connector: SendConnector) {
  const { direction, addressSpaces, smartHosts, dnsRoutingEnabled, ignoreStartTls, tlsAuthLevel, tlsDomain } = connector;
  const { cloudServicesMailEnabled, frontendProxyEnabled, sourceTransportServers, port } = connector;
  return {
    direction,
    addressSpaces: addressSpaces?.map(({ type, address, cost }) => `${type}:${address}${cost === undefined ? '' : `;${cost}`}`) ?? null,
    smartHosts: smartHosts ?? null,
    dnsRoutingEnabled: dnsRoutingEnabled ?? null,
    ignoreStartTls: ignoreStartTls ?? null,
    tlsAuthLevel: tlsAuthLevel ?? null,
    tlsDomain: tlsDomain ?? null,
    cloudServicesMailEnabled: cloudServicesMailEnabled ?? null,
    frontendProxyEnabled: frontendProxyEnabled ?? null,
    sourceTransportServers: sourceTransportServers ?? null,
    port: port ?? null,
  };
}

function receiveResource(connector: ReceiveConnector) {
  const { direction, bindings, remoteIpRanges, transportRole, authMechanism, permissionGroups, tlsDomainCapabilities } = connector;
  return {
    direction,
    bindings: bindings ?? null,
    remoteIpRanges: remoteIpRanges ?? null,
    transportRole: transportRole ?? null,
    authMechanism: authMechanism === undefined ? null : [...authMechanism],
    permissionGroups: permissionGroups === undefined ? null : [...permissionGroups],
    tlsDomainCapabilities: tlsDomainCapabilities?.map(({ domain, capabilities }) => `${domain}:${capabilities.join(',')}`) ?? null,
  };
}
