import type { FleetTenantAnswer } from '../asking/answers.js';
import { useResource } from '../asking/use-resource.js';
import { useAddress } from '../fleet/use-address.js';
import { isShown, SHOWN, shownIn, type Shown } from '../fleet/wall-filter.js';
import { Tile } from '../fleet/tile.js';
import { WidestIncidents } from '../fleet/widest-incidents.js';
import { Choice, FilterForm, SearchField } from '../parts/filter-form.js';
import { Trouble, Waiting } from '../parts/trouble.js';
import { useTitle } from '../parts/use-title.js';

const SAYS: Readonly<Record<Shown, string>> = {
  all: 'all tenants',
  unwell: 'where something fails',
  silent: 'with a silent server',
  expiring: 'with a certificate that ends soon',
};

/** The wall of tenants, worst first. What is searched and filtered by stands in the address, so a link shows a colleague the same wall. */
export function FleetPage() {
  useTitle('Fleet');
  const { answer, problem } = useResource<{ readonly tenants: readonly FleetTenantAnswer[]; readonly nextLink: string | null }>(
    '/api/v1/fleet',
  );
  const [words, searchFor] = useAddress('q');
  const [show, setShow] = useAddress('show', 'all');
  const shown = shownIn(show);
  const tenants = answer?.tenants.filter((tenant) => isShown(tenant, words, shown)) ?? [];
  const unwell = answer?.tenants.filter((tenant) => isShown(tenant, '', 'unwell')).length ?? 0;
  return (
    <article class="fleet">
      <h1>Fleet</h1>
      <Trouble problem={problem} />
      {answer === undefined && problem === undefined && <Waiting what="the fleet" />}
      {answer !== undefined && (
        <>
          <p class="summary" role="status">
            {unwell === 0 ? 'Mail flows at every tenant.' : `Something fails at ${unwell} of ${answer.tenants.length} tenants.`}
          </p>
          <WidestIncidents />
          <FilterForm>
            <SearchField words={words} onInput={searchFor} />
            <Choice name="Show" chosen={shown} choices={SHOWN.map((one) => [one, SAYS[one]] as const)} onChoose={setShow} />
          </FilterForm>
          <ul class="wall" aria-label="Tenants, worst first">
            {tenants.map((tenant) => (
              <Tile key={tenant.tenant} tenant={tenant} />
            ))}
          </ul>
          {tenants.length === 0 && <p>No tenant is like that.</p>}
          {answer.nextLink !== null && <p class="quiet">There are more tenants; the worst {answer.tenants.length} are shown.</p>}
        </>
      )}
    </article>
  );
}
