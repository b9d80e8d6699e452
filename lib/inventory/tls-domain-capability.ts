import { readEach } from './powershell/list.js';
import { isProperties, property } from './powershell/properties.js';
import { readKnownText } from './powershell/text.js';

/**
 * What a receive connector grants to a client whose certificate has this domain: `mail.protection.outlook.com:AcceptCloudServicesMail`
 * is how Exchange Online is recognised in a hybrid.
 *
 * @source https://learn.microsoft.com/powershell/module/exchange/set-receiveconnector#-tlsdomaincapabilities
 */
export interface TlsDomainCapability {
  /** Lower case. */
  readonly domain: string;
  readonly capabilities: readonly string[];
}

export function readTlsDomainCapabilities(value: unknown): readonly TlsDomainCapability[] | undefined {
  // One text may hold several capabilities (“domain:A,B”), so it must not be split at its commas as other lists are.
  return readEach(typeof value === 'string' && value.trim() !== '' ? [value] : value, readCapability);
}

function readCapability(element: unknown): TlsDomainCapability | undefined {
  if (typeof element === 'string') {
    const [domain, capabilities] = element.replace(/^\s*\{|\}\s*$/g, '').split(':', 2);
    return domain === undefined || domain.trim() === '' ? undefined : capability(domain, capabilities);
  }
  if (!isProperties(element)) return undefined;
  const domain = readKnownText(property(element, 'Domain'));
  const capabilities = readKnownText(property(element, 'Capabilities'));
  // Live objects have a number here; no public source tells which capability it stands for.
  if (domain === undefined || capabilities === undefined || /^\d+$/.test(capabilities)) return undefined;
  return capability(domain, capabilities);
}

function capability(domain: string, capabilities: string | undefined): TlsDomainCapability {
  return { domain: domain.trim().toLowerCase(), capabilities: (capabilities ?? '').split(/[,\s]+/).filter((name) => name !== '') };
}
