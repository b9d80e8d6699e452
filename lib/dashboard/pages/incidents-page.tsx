import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import type { FleetFindingAnswer, IncidentAnswer } from '../asking/answers.js';
import { useResource } from '../asking/use-resource.js';
import { factOf, type IncidentsAnswer } from '../fleet/incident.js';
import { useAddress } from '../fleet/use-address.js';
import { Choice, FilterForm, SearchField } from '../parts/filter-form.js';
import { Moment } from '../parts/moment.js';
import { SeverityBadge } from '../parts/severity-badge.js';
import { Trouble, Waiting } from '../parts/trouble.js';
import { useTitle } from '../parts/use-title.js';

const WIDTHS = [
  ['2', 'at several tenants'],
  ['1', 'at one or more'],
] as const;

const ORDERS = [
  ['widest', 'what hits most tenants'],
  ['worst', 'the worst'],
  ['newest', 'the newest'],
] as const;

/** Findings of the whole fleet, gathered by what they fail by: one certificate, one host, one refusal. */
export function IncidentsPage() {
  useTitle('Incidents');
  const [words, searchFor] = useAddress('q');
  const [least, setLeast] = useAddress('least', '2');
  const [order, setOrder] = useAddress('order', 'widest');
  const chosen = { least: known(WIDTHS, least), order: known(ORDERS, order) };
  const query = new URLSearchParams({ minTenants: chosen.least, order: chosen.order, ...(words !== '' && { text: words }) });
  const { answer, problem } = useResource<IncidentsAnswer>(`/api/v1/incidents?${query.toString()}`);
  return (
    <article class="incidents">
      <h1>Incidents</h1>
      <FilterForm>
        <SearchField words={words} onInput={searchFor} />
        <Choice name="Show what fails" chosen={chosen.least} choices={WIDTHS} onChoose={setLeast} />
        <Choice name="First" chosen={chosen.order} choices={ORDERS} onChoose={setOrder} />
      </FilterForm>
      <Trouble problem={problem} />
      {answer === undefined && problem === undefined && <Waiting what="the incidents" />}
      {answer?.incidents.length === 0 && <p>Nothing fails so.</p>}
      <ul class="findings" aria-label="Incidents">
        {answer?.incidents.map((incident) => (
          <li key={incident.id} class="card">
            <Incident incident={incident} />
          </li>
        ))}
      </ul>
      {answer !== undefined && answer.nextLink !== null && (
        <p class="quiet">There are more; the first {answer.incidents.length} are shown.</p>
      )}
    </article>
  );
}

/** What of these the address names; the first where it names none. */
function known<Value extends string>(choices: readonly [readonly [Value, string], ...(readonly [Value, string])[]], named: string): Value {
  return (choices.find(([value]) => value === named) ?? choices[0])[0];
}

function Incident({ incident }: { readonly incident: IncidentAnswer }) {
  const { severity, title, findings, tenants, states, firstSeen, lastSeenHour } = incident;
  const [isOpened, setOpened] = useState(false);
  return (
    <>
      <h2>
        <SeverityBadge severity={severity} /> {title}
      </h2>
      <p class="summary">
        {factOf(incident)}: at {tenants.length} {tenants.length === 1 ? 'tenant' : 'tenants'}
      </p>
      <p class="quiet">
        {findings.toLocaleString()} {findings === 1 ? 'finding' : 'findings'} (
        {Object.entries(states)
          .map(([state, count]) => `${count.toLocaleString()} ${state}`)
          .join(', ')}
        ), since <Moment at={firstSeen} />, last in the hour from <Moment at={lastSeenHour} />
      </p>
      <details
        onToggle={({ currentTarget }) => {
          setOpened(currentTarget.open);
        }}
      >
        <summary>Where</summary>
        {isOpened && <Where url={incident.findingsUrl} />}
      </details>
    </>
  );
}

function Where({ url }: { readonly url: string }) {
  const { answer, problem } = useResource<{ readonly findings: readonly FleetFindingAnswer[]; readonly nextLink: string | null }>(url);
  return (
    <>
      <Trouble problem={problem} />
      {answer === undefined && problem === undefined && <Waiting what="its findings" />}
      <ul class="uses">
        {answer?.findings.map(({ id, tenant, server, connector, state }) => (
          <li key={`${tenant} ${id}`}>
            <Link href={`/tenants/${encodeURIComponent(tenant)}/findings/${encodeURIComponent(id)}`}>{tenant}</Link> on “{connector}”
            {server !== null && ` of ${server}`}
            {state !== 'open' && ` (${state})`}
          </li>
        ))}
      </ul>
      {answer !== undefined && answer.nextLink !== null && (
        <p class="quiet">There are more; the worst {answer.findings.length} are shown.</p>
      )}
    </>
  );
}
