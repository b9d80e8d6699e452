import { useSearchParams } from 'wouter-preact';
import type { FleetTenantAnswer } from '../asking/answers.js';
import { useResource } from '../asking/use-resource.js';
import { isShown, SHOWN, shownIn, type Shown } from '../fleet/wall-filter.js';
import { Tile } from '../fleet/tile.js';
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
  const [search, setSearch] = useSearchParams();
  const { answer, problem } = useResource<{ readonly tenants: readonly FleetTenantAnswer[]; readonly nextLink: string | null }>(
    '/api/v1/fleet',
  );
  const words = search.get('q') ?? '';
  const shown = shownIn(search.get('show'));
  const change = (name: string, value: string) => {
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === '') after.delete(name);
        else after.set(name, value);
        return after;
      },
      { replace: true },
    );
  };
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
          <form
            class="filter"
            role="search"
            onSubmit={(event) => {
              event.preventDefault();
            }}
          >
            <label>
              Search
              <input
                type="search"
                name="q"
                value={words}
                onInput={({ currentTarget }) => {
                  change('q', currentTarget.value);
                }}
              />
            </label>
            <label>
              Show
              <select
                name="show"
                value={shown}
                onChange={({ currentTarget }) => {
                  change('show', currentTarget.value === 'all' ? '' : currentTarget.value);
                }}
              >
                {SHOWN.map((choice) => (
                  <option key={choice} value={choice}>
                    {SAYS[choice]}
                  </option>
                ))}
              </select>
            </label>
          </form>
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
