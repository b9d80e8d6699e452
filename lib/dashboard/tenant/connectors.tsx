import { Link } from 'wouter-preact';
import type { ConnectorAnswer } from '../asking/answers.js';
import { useResource } from '../asking/use-resource.js';
import { visible } from '../parts/log-text.js';
import { Moment } from '../parts/moment.js';
import { SeverityBadge } from '../parts/severity-badge.js';
import { Trouble, Waiting } from '../parts/trouble.js';
import { configurationRows } from './connector-configuration.js';

interface ConnectorsAnswer {
  readonly countedFrom: string;
  readonly connectors: readonly ConnectorAnswer[];
  readonly nextLink: string | null;
}

/** A tenant's connectors, those first on which something fails: what went over each, how it is set up, which certificate it selects. */
export function Connectors({ home }: { readonly home: string }) {
  const { answer, problem } = useResource<ConnectorsAnswer>(`/api/v1${home}/connectors`);
  return (
    <section aria-labelledby="connectors">
      <h2 id="connectors">Connectors</h2>
      <Trouble problem={problem} />
      {answer === undefined && problem === undefined && <Waiting what="the connectors" />}
      {answer !== undefined && (
        <p class="quiet">
          Counted since <Moment at={answer.countedFrom} />.
        </p>
      )}
      {answer?.connectors.length === 0 && <p>None was seen yet, and no export lists one.</p>}
      <ul class="connectors">
        {answer?.connectors.toSorted(failingThenBusy).map((connector) => (
          <li key={`${connector.direction} ${connector.name}`} class="card">
            <OneConnector home={home} connector={connector} />
          </li>
        ))}
      </ul>
      {answer !== undefined && answer.nextLink !== null && <p class="quiet">There are more; {answer.connectors.length} are shown.</p>}
    </section>
  );
}

function failingThenBusy(a: ConnectorAnswer, b: ConnectorAnswer): number {
  return b.findings.length - a.findings.length || (b.activity?.sessions ?? 0) - (a.activity?.sessions ?? 0);
}

/** Of a connector that meets the whole internet, hundreds of hosts may fail. */
const MAX_FINDINGS_SHOWN = 3;

function OneConnector({ home, connector }: { readonly home: string; readonly connector: ConnectorAnswer }) {
  const { name, direction, servers, activity, configuration, certificates, findings } = connector;
  return (
    <>
      <h3>
        {visible(name)} <span class="quiet">{direction === 'send' ? 'sends' : 'receives'}</span>
      </h3>
      {findings.slice(0, MAX_FINDINGS_SHOWN).map(({ id, severity, title, state, remote }) => (
        <p key={id}>
          <SeverityBadge severity={severity} /> <Link href={`${home}/findings/${encodeURIComponent(id)}`}>{title}</Link>
          {remote !== null && ` with ${visible(remote)}`}
          {state !== 'open' && ` (${state})`}
        </p>
      ))}
      {findings.length > MAX_FINDINGS_SHOWN && <p>{(findings.length - MAX_FINDINGS_SHOWN).toLocaleString()} more fail on it.</p>}
      {activity === null ? <p>No session of it was seen.</p> : <Traffic activity={activity} servers={servers} />}
      {certificates.length > 0 && (
        <ul class="uses">
          {certificates.map(({ server, thumbprint, subject, notAfter }) => (
            <li key={server}>
              selects <code>{thumbprint}</code> on {server}
              {subject !== null && ` (${visible(subject)})`}
              {notAfter !== null && (
                <>
                  , which ends <Moment at={notAfter} />
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {configuration === null ? (
        <p class="quiet">No export tells how it is set up.</p>
      ) : (
        <details>
          <summary>
            How it is set up
            {configuration.enabled === false && ': disabled'}
            {configuration.protocolLogging === 'None' && ': its protocol log is off'}
          </summary>
          <p class="quiet">
            As {configuration.toldBy} told
            {configuration.collectedAt !== null && (
              <>
                {' '}
                at <Moment at={configuration.collectedAt} />
              </>
            )}
            .
          </p>
          <dl>
            {configurationRows(configuration).map(([property, value]) => (
              <div key={property} class="row">
                <dt>{property}</dt>
                <dd>{visible(value)}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </>
  );
}

function Traffic({
  activity,
  servers,
}: {
  readonly activity: NonNullable<ConnectorAnswer['activity']>;
  readonly servers: readonly string[];
}) {
  const { sessions, failed, tlsVersions, lastHour, lastHealthy, remotes, p50Milliseconds } = activity;
  const overTls = Object.values(tlsVersions).reduce((sum, count) => sum + count, 0);
  return (
    <dl>
      <dt>Sessions</dt>
      <dd>
        {sessions.toLocaleString()}
        {failed !== null && failed > 0 && `, ${failed.toLocaleString()} of them failed`} on {servers.join(', ')}
      </dd>
      <dt>TLS</dt>
      <dd>
        {[
          ...Object.entries(tlsVersions).map(([version, count]) => `${version}: ${count.toLocaleString()}`),
          ...(sessions > overTls ? [`without: ${(sessions - overTls).toLocaleString()}`] : []),
        ].join(', ')}
      </dd>
      <dt>Last session</dt>
      <dd>
        in the hour from <Moment at={lastHour} />
      </dd>
      <dt>Last healthy one</dt>
      <dd>
        {lastHealthy === null ? (
          'none'
        ) : (
          <>
            <Moment at={lastHealthy} />, with {remotes.map(({ host }) => visible(host)).join(', ')}
          </>
        )}
      </dd>
      {p50Milliseconds !== null && (
        <>
          <dt>Half of them took at most</dt>
          <dd>{p50Milliseconds.toLocaleString()} ms</dd>
        </>
      )}
    </dl>
  );
}
