import { entraSettingsIn } from './entra.js';

/**
 * How the dashboard signs people in with Microsoft Entra ID: under which app registration, where, and for what.
 *
 * @source https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow (single-page applications)
 */
export interface EntraSignIn {
  /** Of the app registration whose platform is a single-page application at the dashboard's address. */
  readonly clientId: string;
  /** The directory, such as `https://login.microsoftonline.com/{directory}`. */
  readonly authority: string;
  /** What the access token is asked for: the API, with all that the registration may do there. */
  readonly scope: string;
}

/**
 * The settings of the dashboard's sign-in; `undefined` where people sign in with query tokens alone.
 *
 * @throws when the API would not know whom the dashboard signs in.
 */
export function entraSignInIn(environment: Readonly<Record<string, string | undefined>>): EntraSignIn | undefined {
  const { MAILFLOW_ENTRA_CLIENT_ID: clientId = '' } = environment;
  // The template sets it always; an empty one is not set.
  if (clientId === '') return undefined;
  const settings = entraSettingsIn(environment);
  const resource = settings?.audiences[0];
  if (settings === undefined || resource === undefined)
    throw new Error(
      'MAILFLOW_ENTRA_CLIENT_ID needs MAILFLOW_ENTRA_TENANT_ID and MAILFLOW_ENTRA_AUDIENCE: without them the API takes no token of Entra ID.',
    );
  return { clientId, authority: settings.authority, scope: `${resource}/.default` };
}
