import type { ServerAnswer } from '../asking/answers.js';
import { useResource } from '../asking/use-resource.js';
import { Moment } from '../parts/moment.js';
import { Trouble, Waiting } from '../parts/trouble.js';

/** The servers of a tenant: when each was heard last, how far its shipper is behind, and whether its newest logs are whole. */
export function Servers({ home }: { readonly home: string }) {
  const { answer, problem } = useResource<{ readonly servers: readonly ServerAnswer[] }>(`/api/v1${home}/servers`);
  return (
    <section aria-labelledby="servers">
      <h2 id="servers">Servers</h2>
      <Trouble problem={problem} />
      {answer === undefined && problem === undefined && <Waiting what="the servers" />}
      {answer !== undefined && (
        <div class="scrolling" tabIndex={0} role="group" aria-label="Servers">
          <table>
            <thead>
              <tr>
                <th scope="col">Server</th>
                <th scope="col">Heard last</th>
                <th scope="col">Shipper</th>
                <th scope="col">Behind</th>
                <th scope="col">Newest logs</th>
              </tr>
            </thead>
            <tbody>
              {answer.servers.map((server) => (
                <Server key={server.server} {...server} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Server({ server, lastSeen, shipper, streams }: ServerAnswer) {
  return (
    <tr>
      <th scope="row">{server}</th>
      <td>{lastSeen === null ? 'sends no heartbeat' : <Moment at={lastSeen} />}</td>
      <td>{shipper === null ? '' : `${shipper.version} on ${shipper.host.os}`}</td>
      <td>{shipper === null ? '' : `${shipper.lagSeconds.toLocaleString()} s, ${shipper.backlogBytes.toLocaleString()} bytes`}</td>
      <td>
        <ul class="uses">
          {streams.map(({ stream, newestLog, complete, gaps }) => (
            <li key={stream}>
              {stream}: {newestLog.file}
              {gaps > 0 ? `, ${gaps} ${gaps === 1 ? 'gap' : 'gaps'}` : complete ? '' : ', not read whole yet'}
            </li>
          ))}
        </ul>
      </td>
    </tr>
  );
}
