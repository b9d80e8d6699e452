import { useMemo } from 'preact/hooks';
import { Link, Route, Router, Switch } from 'wouter-preact';
import { useHashLocation } from 'wouter-preact/use-hash-location';
import { ApiClient } from './asking/api-client.js';
import { ApiContext } from './asking/use-resource.js';
import { FindingPage } from './pages/finding-page.js';
import { FleetPage } from './pages/fleet-page.js';
import { ForeseenPage } from './pages/foreseen-page.js';
import { IncidentsPage } from './pages/incidents-page.js';
import { NotificationsPage } from './pages/notifications-page.js';
import { SessionPage } from './pages/session-page.js';
import { TenantPage } from './pages/tenant-page.js';
import { TryPage } from './pages/try-page.js';
import { Waiting } from './parts/trouble.js';
import { SignInForm } from './sign-in/sign-in-form.js';
import { useSignIn } from './sign-in/use-sign-in.js';

/** The dashboard: which tenant is unwell, why, and what to do. Pages have their address behind the #, so one document serves them all. */
export function Dashboard() {
  const { state, withToken, withEntra, out } = useSignIn();
  const signedIn = state.kind === 'in' ? state.who : undefined;
  const api = useMemo(() => (signedIn === undefined ? undefined : new ApiClient(signedIn.accessToken, out)), [signedIn]);
  if (state.kind === 'coming-back') return <Waiting what="your account" />;
  if (api === undefined)
    return <SignInForm refusal={state.kind === 'out' ? state.refusal : undefined} withToken={withToken} withEntra={withEntra} />;
  return (
    <ApiContext.Provider value={api}>
      <Router hook={useHashLocation}>
        <a class="skip" href="#content" onClick={skipToContent}>
          Skip to the content
        </a>
        <header>
          <nav aria-label="Mailflow">
            <Link href="/" class="brand">
              Mailflow
            </Link>
            <Link href="/">Fleet</Link>
            <Link href="/incidents">Incidents</Link>
            <Link href="/foreseen">Foreseen</Link>
            <Link href="/notifications">Notifications</Link>
            <Link href="/try">Try it</Link>
          </nav>
          <button
            type="button"
            onClick={() => {
              out();
            }}
          >
            Sign out
          </button>
        </header>
        <main id="content" tabIndex={-1}>
          <Switch>
            <Route path="/" component={FleetPage} />
            <Route path="/incidents" component={IncidentsPage} />
            <Route path="/foreseen" component={ForeseenPage} />
            <Route path="/notifications" component={NotificationsPage} />
            <Route path="/try" component={TryPage} />
            <Route path="/tenants/:tenant">{({ tenant }) => <TenantPage key={tenant} tenant={tenant} />}</Route>
            <Route path="/tenants/:tenant/findings/:finding">
              {({ tenant, finding }) => <FindingPage key={finding} tenant={tenant} finding={finding} />}
            </Route>
            <Route path="/tenants/:tenant/sessions/:session">
              {({ tenant, session }) => <SessionPage key={session} tenant={tenant} session={session} />}
            </Route>
            <Route>
              <h1>There is no such page</h1>
            </Route>
          </Switch>
        </main>
      </Router>
    </ApiContext.Provider>
  );
}

/** The address behind the # is the page, so the jump is made by hand. */
function skipToContent(event: Event): void {
  event.preventDefault();
  document.getElementById('content')?.focus();
}
