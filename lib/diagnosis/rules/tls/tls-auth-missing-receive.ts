import type { LogRecord } from '../../../log/record.js';
import { microsoftMailRange } from '../../../microsoft365/microsoft-mail-range.js';
import type { SessionFacts } from '../../facts/session-facts.js';
import { rule } from '../../rule.js';
import { connectorArgument, namedConnector } from '../../words.js';
import { lookAtReceiveConnector, RUN_HYBRID_WIZARD } from './connector-settings.js';
import { digicertRootMissing, LOOK_AT_DIGICERT_ROOT } from './digicert-root.js';
import { inspectedOnTheWay, letSmtpPassUntouched } from './smtp-inspection.js';
import { HYBRID_CERTIFICATES, HYBRID_TRANSPORT, RECEIVE_CONNECTOR } from './tls-references.js';

interface Untrusted {
  /** Of the row `TlsDomainCapabilities='None'; Status='NoRemoteCertificate'`. */
  readonly status: string;
  /** Of the row before it, such as `EmptyCertificate`. */
  readonly chain: string | undefined;
}

/** Capabilities that make mail of Exchange Online internal. */
const TRUSTED = /\bAccept(?:CloudServicesMail|OorgProtocol|OorgHeader)\b/i;

/** Refusals that come of being taken for an anonymous sender; any other has nothing to do with it. */
const FOR_ANONYMOUS = /\bRST\.|\bauthenticat/i;

/**
 * Exchange Online's mail is taken, but not as mail of the own organisation. Clients without a certificate are normal; only for Microsoft's own
 * addresses, which always present one, the missing trust says something.
 */
export const tlsAuthMissingReceive = rule<Untrusted>({
  id: 'tls-auth-missing-receive',
  title: 'Mail from Exchange Online is taken as anonymous, not as mail of the own organisation',
  severity: 'degraded',
  looksFor:
    'A receive session from Microsoft’s published mail addresses over TLS whose TlsDomainCapabilities lack AcceptCloudServicesMail.',

  needs: ({ received, tlsStands }) => received && tlsStands,
  match(session) {
    const { direction, remote, tls } = session;
    if (direction !== 'receive' || tls?.outcome !== 'succeeded') return undefined;
    if (remote === undefined || microsoftMailRange(remote.address) === undefined || isRefusedForAnotherReason(session)) return undefined;
    const { tlsDomain, clientCertificateStatus: chain } = session;
    if (tlsDomain === undefined || TRUSTED.test(tlsDomain.capabilities)) return undefined;
    return { evidence: [...chainRows(session), tlsDomain.record], details: { status: tlsDomain.status, chain } };
  },
  keyFact: ({ status }) => status,
  sentence: ({ status }, scene) =>
    `Mail of Exchange Online arrives on ${namedConnector(scene)} over TLS, but without the trust of the hybrid (${status}): in a hybrid organisation it counts as mail from outside.`,

  causes: ({ status, chain }) => {
    const noCertificate = status === 'NoRemoteCertificate';
    return [
      inspectedOnTheWay(
        noCertificate ? 'likely' : 'possible',
        noCertificate
          ? 'The rows show no client certificate, and Exchange Online always presents one: a device in front of Exchange may terminate TLS.'
          : 'A device in front of Exchange terminates TLS and presents its own certificate. Settled by the “Remote certificate” row.',
      ),
      {
        id: 'recv-tls-capability-missing',
        likelihood: noCertificate ? 'possible' : 'likely',
        why: 'The receive connector lacks TlsDomainCapabilities mail.protection.outlook.com:AcceptCloudServicesMail. Settled by Get-ReceiveConnector.',
      },
      {
        id: 'recv-connector-mismatch',
        likelihood: 'possible',
        why: 'Another connector than the hybrid’s took the session: the one with the narrowest RemoteIPRanges wins, and one that lists Exchange Online’s addresses by hand goes stale. Settled by the connector’s name in the log, against RemoteIPRanges in Get-ReceiveConnector.',
      },
      ...(chain === 'UntrustedRoot' || chain === 'PartialChain' ? [digicertRootMissing('likely')] : []),
      {
        id: 'not-a-hybrid-path',
        likelihood: 'possible',
        why: 'The mail is from another organisation with Exchange Online, or this server takes part in no hybrid: then nothing is wrong. Settled by Get-HybridConfiguration: is this server among ReceivingTransportServers?',
      },
    ];
  },

  remedy: ({ status }, scene) => [
    lookAtReceiveConnector(scene),
    {
      do: 'See whether this server receives for the hybrid.',
      command: 'Get-HybridConfiguration | Format-List ReceivingTransportServers,EdgeTransportServers,TlsCertificateName',
    },
    ...(status === 'NoRemoteCertificate' ? [letSmtpPassUntouched(scene)] : []),
    LOOK_AT_DIGICERT_ROOT,
    RUN_HYBRID_WIZARD,
    {
      do: 'Or set only the capability.',
      command: `Set-ReceiveConnector ${connectorArgument(scene)} -TlsDomainCapabilities 'mail.protection.outlook.com:AcceptCloudServicesMail'`,
      caution:
        'It replaces what the property holds: add the values that the step before showed. Only on the connector that takes the hybrid’s mail.',
      verify: "The next session of Exchange Online logs TlsDomainCapabilities='AcceptCloudServicesMail'; Status='Success'.",
      undo: 'The same command with the old value.',
    },
  ],

  references: [RECEIVE_CONNECTOR, HYBRID_TRANSPORT, HYBRID_CERTIFICATES],
});

function isRefusedForAnotherReason(session: SessionFacts): boolean {
  return session.refusals.some(({ status, text }) => status !== '5.7.133' && !FOR_ANONYMOUS.test(text));
}

function chainRows({ session: { records } }: SessionFacts): readonly LogRecord[] {
  return records
    .filter(({ event, context }) => event === '*' && context.startsWith('Client certificate chain validation status:'))
    .slice(-1);
}
