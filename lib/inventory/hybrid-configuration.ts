import { readTexts } from './powershell/list.js';
import { property, type Properties } from './powershell/properties.js';
import { readText } from './powershell/text.js';
import { readTlsCertificateName } from './tls-certificate-name.js';

/**
 * What the Hybrid Configuration wizard was told, from `Get-HybridConfiguration`. An organization has one or none.
 *
 * @source https://learn.microsoft.com/powershell/module/exchange/set-hybridconfiguration
 */
export interface HybridConfiguration {
  readonly domains: readonly string[] | undefined;
  readonly features: readonly string[] | undefined;
  readonly sendingTransportServers: readonly string[] | undefined;
  readonly receivingTransportServers: readonly string[] | undefined;
  readonly edgeTransportServers: readonly string[] | undefined;
  /** Where Exchange Online delivers to. */
  readonly onPremisesSmartHost: string | null | undefined;
  /** `<I>issuer<S>subject`, as set. */
  readonly tlsCertificateName: string | null | undefined;
}

export function readHybridConfiguration(item: Properties): HybridConfiguration | undefined {
  const configuration = {
    domains: readTexts(property(item, 'Domains')),
    features: readTexts(property(item, 'Features')),
    sendingTransportServers: readTexts(property(item, 'SendingTransportServers')),
    receivingTransportServers: readTexts(property(item, 'ReceivingTransportServers')),
    edgeTransportServers: readTexts(property(item, 'EdgeTransportServers')),
    onPremisesSmartHost: readText(property(item, 'OnPremisesSmartHost')),
    tlsCertificateName: readTlsCertificateName(property(item, 'TlsCertificateName')),
  };
  return Object.values(configuration).every((value) => value === undefined) ? undefined : configuration;
}
