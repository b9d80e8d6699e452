import type { RemedyDraft } from '../../rule.js';

/** Shows whether TLS 1.2 is switched off by hand; a key that is missing leaves it to Windows, which has it on since Server 2012 R2. */
export const LOOK_AT_TLS_1_2: RemedyDraft = {
  do: 'See whether TLS 1.2 is on for client and server: Enabled should be 1 and DisabledByDefault 0, or the keys should be missing.',
  command:
    "Get-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\*' -ErrorAction SilentlyContinue | Format-List PSChildName,Enabled,DisabledByDefault",
};

/** Exchange's transport is a .NET program, so .NET decides as well. */
export const LOOK_AT_DOTNET_TLS: RemedyDraft = {
  do: 'See whether .NET follows Windows: SystemDefaultTlsVersions and SchUseStrongCrypto should both be 1.',
  command:
    "Get-ItemProperty 'HKLM:\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319','HKLM:\\SOFTWARE\\Wow6432Node\\Microsoft\\.NETFramework\\v4.0.30319' | Format-List PSPath,SystemDefaultTlsVersions,SchUseStrongCrypto",
};

export const ENABLE_TLS_1_2: RemedyDraft = {
  do: 'Where a value differs, set it as “Exchange Server TLS configuration” describes, on every Exchange server, and restart the server.',
  caution: 'A change of the registry that needs a restart: export the keys first, and take a maintenance window.',
  verify: 'The next session logs “TLS protocol SP_PROT_TLS1_2_… negotiation succeeded”.',
  undo: 'Import the exported keys and restart.',
};

export const LOOK_AT_CIPHERS: RemedyDraft = {
  do: 'See which cipher suites Windows offers: there should be ECDHE suites with AES-GCM, for RSA certificates those with RSA in their name.',
  command: 'Get-TlsCipherSuite | Format-Table Name,Certificate',
};

/** The log has only a word; the event log often has the alert's number and the reason. */
export const LOOK_AT_SCHANNEL_EVENTS: RemedyDraft = {
  do: 'Look for what Windows wrote about it at the same minute.',
  command: "Get-WinEvent -FilterHashtable @{LogName='System';ProviderName='Schannel'} -MaxEvents 20 | Format-List TimeCreated,Id,Message",
};
