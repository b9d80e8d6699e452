import { Link } from 'wouter-preact';
import { useResource } from '../asking/use-resource.js';
import { SeverityBadge } from '../parts/severity-badge.js';
import { factOf, type IncidentsAnswer } from './incident.js';

/** Causes that are told above the wall; all are on their own page. */
const TOLD = 3;

/** What fails by the same fact at several tenants: who mends it there, mends it once for all of them. Nothing where each tenant has its own trouble. */
export function WidestIncidents() {
  const { answer } = useResource<IncidentsAnswer>(`/api/v1/incidents?state=open&minTenants=2&limit=${TOLD}`);
  if (answer === undefined || answer.incidents.length === 0) return null;
  return (
    <section aria-labelledby="widest" class="card">
      <h2 id="widest">The same cause at several tenants</h2>
      <ul class="uses">
        {answer.incidents.map((incident) => (
          <li key={incident.id}>
            <SeverityBadge severity={incident.severity} /> {incident.title}: {factOf(incident)}, at {incident.tenants.length} tenants
          </li>
        ))}
      </ul>
      <p>
        <Link href="/incidents">All incidents</Link>
      </p>
    </section>
  );
}
