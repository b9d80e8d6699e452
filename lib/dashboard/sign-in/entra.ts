import {
  AuthError,
  BrowserCacheLocation,
  CacheLookupPolicy,
  InteractionRequiredAuthError,
  PublicClientApplication,
  type AccountInfo,
} from '@azure/msal-browser';
import type { SignInAnswer } from '../asking/answers.js';
import { SignInRefused, type SignedIn } from './signed-in.js';

export type EntraSettings = NonNullable<SignInAnswer['entra']>;

/**
 * Goes to the directory's page, where somebody signs in: the authorization code flow with PKCE, by leaving this page. A window of its own or a frame would
 * need to talk with this one, and the page's policy wants neither. Where the viewer was comes back in the state.
 *
 * @source https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow
 */
export async function leaveForEntra(settings: EntraSettings): Promise<void> {
  const client = await clientFor(settings);
  await client.loginRedirect({ scopes: [settings.scope], state: whereabouts() });
}

/**
 * Comes back from there, or finds who has signed in before in this tab; `undefined` when nobody has.
 *
 * @throws {SignInRefused} in the directory's words
 */
export async function returnFromEntra(settings: EntraSettings): Promise<SignedIn | undefined> {
  const client = await clientFor(settings);
  const back = await client.handleRedirectPromise({ navigateToLoginRequestUrl: false }).catch(refused);
  if (back?.state !== undefined) history.replaceState(null, '', `/${back.state}`);
  const account = back?.account ?? client.getAllAccounts()[0];
  return account && memberOf(client, account, settings.scope);
}

/** The search is in the query, the page behind the #. The directory comes back to neither. */
function whereabouts(): string {
  return `${location.search}${location.hash}`;
}

async function clientFor({ clientId, authority }: EntraSettings): Promise<PublicClientApplication> {
  const client = new PublicClientApplication({
    auth: {
      clientId,
      authority,
      // The API names it, so nobody else has to be asked whether it is one.
      knownAuthorities: [new URL(authority).host],
      redirectUri: `${location.origin}/`,
    },
    cache: { cacheLocation: BrowserCacheLocation.SessionStorage },
  });
  await client.initialize();
  return client;
}

function memberOf(client: PublicClientApplication, account: AccountInfo, scope: string): SignedIn {
  const request = { account, scopes: [scope] };
  let leaving: Promise<void> | undefined;
  return {
    async accessToken() {
      try {
        // Without the last resort, a frame of the directory's page: browsers keep its cookies from it anyway.
        const { accessToken } = await client.acquireTokenSilent({
          ...request,
          cacheLookupPolicy: CacheLookupPolicy.AccessTokenAndRefreshToken,
        });
        return accessToken;
      } catch (error) {
        if (!(error instanceof InteractionRequiredAuthError)) return refused(error);
        // Once a day the directory wants to see its people themselves. Several questions may find that out at once.
        leaving ??= client.acquireTokenRedirect({ ...request, state: whereabouts() });
        await leaving;
        return refused(error);
      }
    },
    // Of this tab alone: the directory's session is for more than Mailflow.
    forget: () => client.clearCache(),
  };
}

function refused(error: unknown): never {
  throw new SignInRefused(error instanceof AuthError ? `Microsoft Entra ID says: ${error.errorMessage}` : String(error), { cause: error });
}
