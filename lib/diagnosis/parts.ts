/**
 * A failure of the catalogue that is no rule: a cause that rules weigh, or something that is told beside the rules. It has a name of its own, so that
 * it is found by it.
 */
export interface Part {
  readonly id: string;
  readonly title: string;
  /** The rules that weigh it as a cause, by this very id; none where it is told beside the rules. */
  readonly rules: readonly string[];
  /** Where and by what it shows itself. */
  readonly shownBy: string;
}

/** All of them, by id. A test holds them against the causes that the rules' examples give. */
export const PARTS: readonly Part[] = [
  {
    id: 'auth-bruteforce',
    title: 'Somebody guesses names and passwords',
    rules: ['auth-logon-denied'],
    shownBy: 'Logons from the internet that are refused: many names from one address, or one name from many.',
  },
  {
    id: 'clock-skew',
    title: 'The clocks of servers or domain controllers differ too much for Kerberos',
    rules: ['auth-exchange-temporary'],
    shownBy:
      'Exchange servers that refuse each other’s logon, and a greeting whose time differs from that of its row; w32tm /monitor tells by how much.',
  },
  {
    id: 'connector-port-25-conflict',
    title: 'A custom connector of Transport takes port 25 from the Front End',
    rules: ['service-inactive', 'auth-proxy-front-end'],
    shownBy: '“421 4.3.2 Service not active” or PRX errors that come and go.',
  },
  {
    id: 'dns-mx-wrong',
    title: 'DNS leads to the wrong mail server',
    rules: ['relay-denied-remote'],
    shownBy: 'A host that greets with an unexpected name and refuses to relay.',
  },
  {
    id: 'edge-recipient-validation-bug',
    title: 'An Edge Transport server refuses valid recipients (Exchange 2016 CU1)',
    rules: ['recipient-not-found-5-1-10'],
    shownBy: 'Our own 5.1.10 for addresses that exist; Get-ExchangeServer in the inventory settles it.',
  },
  {
    id: 'exo-ipv6-policy',
    title: 'Over IPv6 Exchange Online asks for a PTR record and for SPF or DKIM',
    rules: ['no-ptr', 'unauthenticated-5-7-26'],
    shownBy: '5.7.25 or 4.7.26 with an IPv6 address in the reply.',
  },
  {
    id: 'frontend-proxy-connect-refused',
    title: 'Transport on port 2525 refuses its own Front End',
    rules: ['connect-refused'],
    shownBy: 'Winsock 10061 from port 2525 of a server of the own network.',
  },
  {
    id: 'log-coverage-missing',
    title: 'A connector writes no protocol log',
    rules: [],
    shownBy: '“mailflow diagnose --inventory”: the warnings protocol-logging-off and protocol-log-without-folder.',
  },
  {
    id: 'log-gap',
    title: 'A part of a log is missing',
    rules: [],
    shownBy: 'The log files of the API: which bytes of each are here, and each gap with its age.',
  },
  {
    id: 'log-rotated-away',
    title: 'The log that would tell was deleted: its folder may hold no more',
    rules: [],
    shownBy:
      'The time that the first lines of “mailflow diagnose” give: if it is hours where days are kept, the folder’s limit (250 MB by default) was reached. Get-TransportService and Get-FrontendTransportService show it: SendProtocolLogMaxDirectorySize, ReceiveProtocolLogMaxDirectorySize.',
  },
  {
    id: 'mailbox-delivery-connect-failed',
    title: 'Mailbox Transport Delivery of a server does not answer',
    rules: ['connect-timeout'],
    shownBy: 'Winsock 10060 from port 475 of a server of the own network.',
  },
  {
    id: 'outbound-port-shut',
    title: 'No mail gets out: no destination can be reached',
    rules: [],
    shownBy:
      '“mailflow diagnose”: five destinations and more that one server and connector does not reach, and nobody who answers, become one finding.',
  },
  {
    id: 'recv-connector-mismatch',
    title: 'The client came in on another receive connector than the one made for it',
    rules: ['relay-denied-receive', 'auth-not-authenticated-5-7-57', 'auth-exchange-temporary', 'tls-auth-missing-receive'],
    shownBy:
      'The connector’s name in the log against RemoteIPRanges; the receive connectors in the inventory settle it for relay-denied-receive.',
  },
  {
    id: 'recv-exo-range-blocked',
    title: 'The firewall does not let all of Exchange Online’s addresses in',
    rules: ['exo-cannot-connect'],
    shownBy: 'A report of Exchange Online that it cannot connect, and no session from its ranges in the receive log of that minute.',
  },
  {
    id: 'recv-tls-capability-missing',
    title: 'The receive connector does not trust Exchange Online’s certificate as that of the own organisation',
    rules: ['tls-auth-missing-receive'],
    shownBy: 'TlsDomainCapabilities without AcceptCloudServicesMail in a session of Exchange Online.',
  },
  {
    id: 'relay-denied-cmt',
    title: 'Centralized mail transport: Exchange Online may not relay through this server',
    rules: ['relay-denied-receive'],
    shownBy: 'Our own “Unable to relay” to Exchange Online, for a recipient on the internet.',
  },
  {
    id: 'send-concurrency-limit',
    title: 'A queue grows without errors: Exchange opens no more connections to one destination',
    rules: [],
    shownBy: '“mailflow diagnose --inventory” with Get-Queue: the warning send-concurrency-limit.',
  },
  {
    id: 'session-truncated',
    title: 'The log begins or ends amid a session',
    rules: [],
    shownBy: 'The outcome “open” in the summary: what is not in the log is no failure.',
  },
  {
    id: 'tls-plaintext-fallback',
    title: 'After a failed handshake the mail goes in plain text',
    rules: [],
    shownBy: '“It flows again … in plain text” at a finding of “mailflow diagnose”: the fault is there, but no outage.',
  },
  {
    id: 'tls-root-digicert-g2-missing',
    title: 'The root DigiCert Global Root G2 is missing on this server',
    rules: ['tls-untrusted-root', 'tls-auth-missing-receive'],
    shownBy: 'Exchange Online’s certificate is not trusted, since April 2026, with many customers at once.',
  },
  {
    id: 'tls-weak-chain',
    title: 'The other side’s chain is signed with an algorithm that TLS 1.2 does not take',
    rules: ['tls-algorithm-mismatch'],
    shownBy: 'AlgorithmMismatch with one peer, while others agree.',
  },
  {
    id: 'unsupported-log-format',
    title: 'The file is the log of another product',
    rules: [],
    shownBy: '“mailflow diagnose” says what it is instead (IIS SMTP service, connectivity log …), and ends with 2.',
  },
];
