import type { SessionFacts } from '../diagnosis/facts/session-facts.js';
import { parseEndpoint } from '../diagnosis/facts/endpoint.js';
import type { CountedSession } from '../diagnosis/hourly-activity.js';
import { mailOf } from '../diagnosis/mail-counts.js';
import type { Outcome } from '../diagnosis/outcome.js';
import type { PlainSession } from '../diagnosis/triage.js';
import { remoteEndpointAt } from '../diagnosis/triage/remote-endpoint.js';
import type { RawSession } from '../log/raw-session.js';
import { remoteHost } from '../microsoft365/remote-host.js';

/** A healthy session that was never decoded, for the counts. */
export function countedPlain(raw: RawSession, plain: PlainSession): CountedSession {
  return { ...plain, sessionId: raw.sessionId, rule: undefined, host: hostOf(lastRemote(raw)) };
}

/** A diagnosed session, for the counts. */
export function countedSession(facts: SessionFacts, outcome: Outcome, rule: string | undefined): CountedSession {
  return {
    connector: facts.connector,
    direction: facts.direction,
    sessionId: facts.sessionId,
    startedAt: facts.startedAt,
    duration: facts.endedAt - facts.startedAt,
    outcome,
    tlsVersion: facts.tls?.version,
    rule,
    mail: mailOf(facts),
    host: remoteHost(facts.remote?.address ?? ''),
  };
}

/** The remote endpoint that the session's rows name last: the first rows of a send session have none. */
function lastRemote(raw: RawSession): string {
  for (let record = raw.recordCount - 1; record >= 0; record -= 1) {
    const endpoint = remoteEndpointAt(raw.bytes(record), raw.dataStart(record));
    if (endpoint !== '') return endpoint;
  }
  return '';
}

function hostOf(endpoint: string): string {
  return remoteHost(parseEndpoint(endpoint)?.address ?? '');
}
