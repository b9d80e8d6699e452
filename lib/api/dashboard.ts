import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { EntraSignIn } from '../tenants/entra-sign-in.js';
import { acceptedEncoding, dashboardFiles, type DashboardFile } from './dashboard-files.js';
import type { SignInServices } from './sign-in.js';

/**
 * What the dashboard's page may do: run its own scripts, wear its own style, ask its own API, and, where people sign in with Entra ID, the directory for
 * tokens. Log content holds what strangers typed at port 25; should a mistake ever let it become markup, it finds nothing that would run.
 *
 * The directory's own page is gone to as a whole, which a policy of this kind does not concern: so nothing is framed.
 *
 * @source https://www.w3.org/TR/CSP3/
 */
function policyFor(entraSignIn: EntraSignIn | undefined): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    ["connect-src 'self'", ...(entraSignIn === undefined ? [] : [new URL(entraSignIn.authority).origin])].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}

const COMMON_HEADERS = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', vary: 'accept-encoding' } as const;

/** `GET /`: the dashboard's page. It says nothing of any tenant; what it shows it asks of the API, with the viewer's token. */
export async function getDashboardPage(request: HttpRequest, { entraSignIn }: SignInServices): Promise<HttpResponseInit> {
  const page = (await dashboardFiles()).get('page.html');
  if (page === undefined) return { status: 404, body: 'The dashboard is not built. Run: npm run build' };
  return answer(request, page, {
    'cache-control': 'no-cache',
    'content-security-policy': policyFor(entraSignIn),
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  });
}

/** `GET /assets/{file}`: a script or a style sheet. Its name changes with its content, so a browser may keep it for ever. */
export async function getDashboardAsset(request: HttpRequest): Promise<HttpResponseInit> {
  const asset = (await dashboardFiles()).get(`assets/${request.params.file ?? ''}`);
  if (asset === undefined) return { status: 404 };
  return answer(request, asset, { 'cache-control': 'public, max-age=31536000, immutable' });
}

function answer(request: HttpRequest, file: DashboardFile, headers: Readonly<Record<string, string>>): HttpResponseInit {
  const all = { ...COMMON_HEADERS, ...headers, etag: file.etag };
  if (request.headers.get('if-none-match') === file.etag) return { status: 304, headers: all };
  const encoding = acceptedEncoding(request.headers.get('accept-encoding'));
  return {
    headers: { ...all, 'content-type': file.contentType, ...(encoding !== undefined && { 'content-encoding': encoding }) },
    body: encoding === undefined ? file.plain : file[encoding],
  };
}
