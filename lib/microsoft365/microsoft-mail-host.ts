/**
 * Domains below which all hosts are Exchange Online's mail servers: a tenant's MX, the machine in a greeting, or the sender in EHLO.
 *
 * - `contoso-com.mail.protection.outlook.com`, `AM5EUR03FT059.mail.protection.outlook.com`
 * - `contoso-com.h-v1.mx.microsoft`: the DNSSEC-signed zone; how many labels stand before it is not fixed
 * - `mail-am5eur03on2059.outbound.protection.outlook.com`: Exchange Online as sender
 * - `contoso.mail.protection.office365.us`: GCC High and DoD
 * - `contoso-com.mail.protection.partner.outlook.cn`: operated by 21Vianet
 *
 * @source https://learn.microsoft.com/purview/how-smtp-dane-works (mx.microsoft)
 * @source https://learn.microsoft.com/microsoft-365/enterprise/dns-records-for-office-365-gcc-high
 * @source https://learn.microsoft.com/microsoft-365/admin/services-in-china/create-dns-records-when-you-manage-your-dns-records
 */
const MAIL_DOMAINS = [
  'mail.protection.outlook.com',
  'outbound.protection.outlook.com',
  'mx.microsoft',
  'mail.protection.office365.us',
  'mail.protection.partner.outlook.cn',
] as const;

const BELOW_MAIL_DOMAINS = MAIL_DOMAINS.map((domain) => `.${domain}`);

/**
 * Whether a host name is one of Exchange Online's mail servers. The name's end decides, from a dot on: `protection.outlook.com.evil.example`
 * and `evilmail.protection.outlook.com` are strangers. A name proves nothing: anyone can say it in a greeting.
 */
export function isMicrosoftMailHost(host: string): boolean {
  const name = host.trim().toLowerCase().replace(/\.$/, '');
  return BELOW_MAIL_DOMAINS.some((end) => name.endsWith(end));
}

/** Whether a domain is one below which Exchange Online's mail servers are, as a connector's TlsDomain names it: `mail.protection.outlook.com`. */
export function isMicrosoftMailDomain(domain: string): boolean {
  return isMicrosoftMailHost(`*.${domain.trim()}`);
}
