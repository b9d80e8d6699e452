import { isProperties } from './properties.js';

/**
 * Where the values of Exchange's own types keep what PowerShell would print: `SmtpDomainWithSubdomains` in Address (its Domain has lost the
 * `*.`), `Fqdn` in Domain, `IPRange` in Expression, `IPAddress` in IPAddressToString, `LocalLongFullPath` in PathName, directory objects in
 * Name, enumerations that crossed PowerShell remoting in Value.
 */
const PRINTED = ['Value', 'Expression', 'Address', 'Domain', 'IPAddressToString', 'PathName', 'Name', 'value'] as const;

/**
 * The text that PowerShell would print for a value: `undefined` when the export does not tell, `null` when the property is set to nothing.
 * The difference matters: a connector whose TlsCertificateName is empty is one thing, an export without that property another.
 */
export function readText(value: unknown): string | null | undefined {
  if (value === null) return null;
  if (typeof value === 'string') return value.trim() === '' ? null : value.trim();
  if (typeof value === 'number') return String(value);
  if (!isProperties(value)) return undefined;
  const inner = PRINTED.map((name) => value[name]);
  // Texts first: a smart host with a name has an Address too, the empty 0.0.0.0.
  const text = inner.find((candidate) => typeof candidate === 'string' && candidate.trim() !== '');
  if (typeof text === 'string') return text.trim();
  for (const candidate of inner.filter(isProperties)) {
    const nested = readText(candidate);
    if (typeof nested === 'string') return nested;
  }
  return undefined;
}

/** {@link readText} for properties where “set to nothing” and “not told” come to the same. */
export function readKnownText(value: unknown): string | undefined {
  return readText(value) ?? undefined;
}
