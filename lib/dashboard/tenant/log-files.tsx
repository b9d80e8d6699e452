import type { LogFileAnswer } from '../asking/answers.js';
import { useResource } from '../asking/use-resource.js';
import { Moment } from '../parts/moment.js';
import { Trouble, Waiting } from '../parts/trouble.js';

const WIDTH = 300;
const HEIGHT = 10;

/** How much of each log is here, with its gaps drawn where they are. */
export function LogFiles({ home }: { readonly home: string }) {
  const { answer, problem } = useResource<{ readonly logFiles: readonly LogFileAnswer[]; readonly oldestUningestedSeconds: number }>(
    `/api/v1${home}/log-files?limit=20`,
  );
  return (
    <section aria-labelledby="log-files">
      <h2 id="log-files">Logs</h2>
      <Trouble problem={problem} />
      {answer === undefined && problem === undefined && <Waiting what="the logs" />}
      {answer !== undefined && answer.oldestUningestedSeconds > 0 && (
        <p class="caution">A chunk has waited for {answer.oldestUningestedSeconds.toLocaleString()} seconds to be read.</p>
      )}
      {answer !== undefined && (
        <div class="scrolling" tabIndex={0} role="group" aria-label="The newest logs">
          <table>
            <thead>
              <tr>
                <th scope="col">Server</th>
                <th scope="col">Log</th>
                <th scope="col">Begun</th>
                <th scope="col">Read</th>
                <th scope="col">What is here</th>
              </tr>
            </thead>
            <tbody>
              {answer.logFiles.map((file) => (
                <tr key={file.id}>
                  <td>{file.server}</td>
                  <td>
                    {file.file} <span class="quiet">{file.stream}</span>
                  </td>
                  <td>
                    <Moment at={file.date} />
                  </td>
                  <td>{file.ingestedBytes.toLocaleString()} bytes</td>
                  <td>
                    <Coverage file={file} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Coverage({ file: { ranges, gaps, end } }: { readonly file: LogFileAnswer }) {
  const says = gaps.length === 0 ? 'without a gap' : `with ${gaps.length} ${gaps.length === 1 ? 'gap' : 'gaps'}`;
  const place = (bytes: number) => (bytes / Math.max(1, end)) * WIDTH;
  return (
    <svg class="coverage" width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={says}>
      {ranges.map(({ from, to }) => (
        <rect key={from} class="here" x={place(from)} width={place(to - from)} height={HEIGHT} />
      ))}
      {gaps.map(({ from, to }) => (
        <rect key={from} class="gap" x={place(from)} width={Math.max(2, place(to - from))} height={HEIGHT} />
      ))}
    </svg>
  );
}
