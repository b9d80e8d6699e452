import type { ErrorText } from '../../error-text/error-text.js';
import type { Endpoint } from '../../facts/endpoint.js';
import { connectorArgument, namedConnector } from '../../words.js';
import { RETRY_QUEUES } from '../tls/own-certificate.js';
import { exchangeServiceOn } from './unreached-host.js';
import { errorTextRule } from './quoted-error.js';

interface Opaque {
  readonly text: string;
  readonly host: string | undefined;
  readonly endpoint: Endpoint | undefined;
}

/**
 * What a queue says when a session with the next hop came to nothing, for whatever reason. It reads like a network failure and mostly is none: in
 * the documented hybrid cases behind these texts the connection stood and TLS failed over the certificate of this server.
 *
 * @source https://learn.microsoft.com/exchange/troubleshoot/mailflow/outbound-email-messages-are-not-sent
 * @source https://learn.microsoft.com/exchange/troubleshoot/mailflow/tls-negotiation-failed-with-error-nocredentials-error
 */
export const connectUnable = errorTextRule<Opaque>({
  id: 'connect-unable-421-421',
  title: 'The queue says “unable to connect”, which may be the network or TLS',
  severity: 'blocker',
  looksFor:
    'A queue’s “421 4.2.1 Unable to connect” or “421 4.4.1 Connection timed out” with no error of the network behind it, or the same quoted by the Front End.',

  onlyQuoted: true,
  recognise({ code, status, text, winsock, host, endpoint }: ErrorText) {
    if (code !== 421 || winsock !== undefined) return undefined;
    const opaque =
      (status === '4.2.1' && /\bunable to connect\b/i.test(text)) || (status === '4.4.1' && /\bconnection timed out\b/i.test(text));
    return opaque ? { text, host, endpoint } : undefined;
  },
  keyFact: ({ host, endpoint }) => host ?? endpoint?.address ?? 'unknown next hop',
  sentence: ({ text, host, endpoint }, scene) =>
    `No session of ${namedConnector(scene)} with ${host ?? endpoint?.text ?? 'the next hop'} succeeds. Whether the connection or TLS fails, “${text.replace(/\.$/, '')}” does not tell: only the protocol log does.`,

  causes: ({ endpoint }) => [
    {
      id: 'tls-handshake-failed',
      likelihood: 'possible',
      why: 'The connection stands, and TLS fails: with a certificate of this server that is not usable for SMTP, the queue says just this. Settled by the send log: a “+” row, then “TLS negotiation failed with error …”.',
    },
    {
      id: 'connection-failed',
      likelihood: 'possible',
      why:
        exchangeServiceOn(endpoint) === undefined
          ? 'The connection does not stand. Settled by the send log: “Failed to connect. Winsock error code: …” and no “+” row.'
          : `The connection to another Exchange service (port ${endpoint?.port ?? 25}) does not stand. Settled by the send log: “Failed to connect. Winsock error code: …” and no “+” row.`,
    },
  ],

  remedy: (_details, scene) => [
    {
      do: 'See whether the connector logs at all (it does not by default), which servers use it, and whether it sends by way of the Front End.',
      command: `Get-SendConnector ${connectorArgument(scene)} | Format-List Name,ProtocolLoggingLevel,FrontendProxyEnabled,SourceTransportServers,SmartHosts`,
    },
    {
      do: 'Turn its protocol log on.',
      command: `Set-SendConnector ${connectorArgument(scene)} -ProtocolLoggingLevel Verbose`,
      caution: 'It takes effect without a restart, and costs some disk: 250 MB per log folder by default.',
      verify: 'Get-SendConnector shows ProtocolLoggingLevel Verbose.',
      undo: `Set-SendConnector ${connectorArgument(scene)} -ProtocolLoggingLevel None`,
    },
    RETRY_QUEUES,
    {
      do: 'Read on every source server what the log says now; with FrontendProxyEnabled, in the folder FrontEnd instead of Hub.',
      command:
        'Get-ChildItem "${env:ExchangeInstallPath}TransportRoles\\Logs\\Hub\\ProtocolLog\\SmtpSend" | Select-String \'TLS negotiation failed|Failed to connect\'',
      verify: 'The rows name the failure: hand the log to “mailflow diagnose”.',
    },
  ],

  references: [
    {
      title: 'Outbound email messages are not sent on the Exchange hub transport or Edge server (KB 4051498)',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/mailflow/outbound-email-messages-are-not-sent',
    },
    {
      title: 'TLS negotiation failed with error NoCredentials (KB 4495258)',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/mailflow/tls-negotiation-failed-with-error-nocredentials-error',
    },
    {
      title: 'Configure protocol logging',
      url: 'https://learn.microsoft.com/exchange/mail-flow/connectors/configure-protocol-logging',
    },
  ],
});
