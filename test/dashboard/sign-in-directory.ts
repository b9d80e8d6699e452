import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { generate } from 'selfsigned';
import { AUDIENCE, Directory, DIRECTORY, USER } from '../tenants/directory.js';

export const CLIENT_ID = '22222222-2222-3333-4444-555555555555';

/** Who may sign in, by what they click on, and what their app roles are. */
const PEOPLE: Readonly<Record<string, readonly string[]>> = {
  'Anna Ahrens': ['Mailflow.Operator', 'Mailflow.AllTenants'],
  'Bruno Behrens': [],
};

/** What was asked for on the directory's page, until the code is exchanged. */
interface Asked {
  readonly challenge: string;
  readonly nonce: string;
  readonly redirectUri: string;
  readonly person: string;
}

/**
 * The directory's side of the authorization code flow with PKCE for a single-page application, as Entra ID documents it: metadata, sign-in page, token
 * endpoint, keys. It refuses what Entra ID would refuse, so a dashboard that signs in here has done its part.
 *
 * @source https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow
 */
export class SignInDirectory {
  readonly #directory = new Directory();
  readonly #codes = new Map<string, Asked>();
  readonly #refreshTokens = new Map<string, string>();
  /** By which grants tokens were given, in their order. */
  readonly #grants: string[] = [];
  #server: Server | undefined;
  #redirectUri: string | undefined;
  certificate = '';

  async start(): Promise<void> {
    await this.#directory.start();
    const { cert, private: key } = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
    });
    this.certificate = cert;
    this.#server = createServer({ cert, key }, (request, response) => {
      void this.#answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
    });
    await new Promise<void>((resolve) => this.#server?.listen(0, '127.0.0.1', resolve));
  }

  get authority(): string {
    return `https://127.0.0.1:${(this.#server?.address() as AddressInfo).port}`;
  }

  /** Where the app registration lets people come back to. */
  register(redirectUri: string): void {
    this.#redirectUri = redirectUri;
  }

  stop(): void {
    this.#directory.stop();
    this.#server?.close();
    this.#server?.closeAllConnections();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.authority);
    const json = (status: number, value: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json', 'access-control-allow-origin': '*' }).end(JSON.stringify(value));
    switch (url.pathname) {
      case `/${DIRECTORY}/v2.0/.well-known/openid-configuration`:
        return void json(200, this.#metadata());
      case `/${DIRECTORY}/discovery/v2.0/keys`:
        return void json(200, await (await fetch(`${this.#directory.authority}${url.pathname}`)).json());
      case `/${DIRECTORY}/oauth2/v2.0/authorize`:
        return void response.writeHead(200, { 'content-type': 'text/html' }).end(this.#signInPage(url.searchParams));
      case `/${DIRECTORY}/oauth2/v2.0/token`: {
        const { status, value } = await this.#tokens(request.headers.origin, new URLSearchParams(await text(request)));
        return void json(status, value);
      }
      case '/grants':
        return void json(200, this.#grants);
      default:
        response.writeHead(404).end();
    }
  }

  #metadata() {
    const at = `${this.authority}/${DIRECTORY}`;
    return {
      issuer: `${at}/v2.0`,
      authorization_endpoint: `${at}/oauth2/v2.0/authorize`,
      token_endpoint: `${at}/oauth2/v2.0/token`,
      end_session_endpoint: `${at}/oauth2/v2.0/logout`,
      jwks_uri: `${at}/discovery/v2.0/keys`,
    };
  }

  /** A link for each person, and one for whoever changes their mind. */
  #signInPage(asked: URLSearchParams): string {
    const expected = {
      ...{ client_id: CLIENT_ID, redirect_uri: this.#redirectUri, response_type: 'code', response_mode: 'fragment' },
      code_challenge_method: 'S256',
    };
    for (const [name, value] of Object.entries(expected))
      if (asked.get(name) !== value) return `<h1>${name} is “${asked.get(name) ?? ''}”, not “${value ?? ''}”</h1>`;
    if (!(asked.get('scope') ?? '').split(' ').includes(`${AUDIENCE}/.default`)) return '<h1>The scope is not the API’s</h1>';
    const back = (parameters: Readonly<Record<string, string>>) =>
      `${this.#redirectUri ?? ''}#${new URLSearchParams({ ...parameters, state: asked.get('state') ?? '' }).toString()}`;
    const links = Object.keys(PEOPLE).map((person) => {
      const code = randomUUID();
      this.#codes.set(code, {
        challenge: asked.get('code_challenge') ?? '',
        nonce: asked.get('nonce') ?? '',
        redirectUri: asked.get('redirect_uri') ?? '',
        person,
      });
      return [person, back({ code })];
    });
    links.push(['Cancel', back({ error: 'access_denied', error_description: 'AADSTS65004: User declined to consent to access the app.' })]);
    return `<link rel="icon" href="data:,"><h1>Sign in</h1>${links.map(([name, href]) => `<p><a href="${(href ?? '').replaceAll('&', '&amp;')}">${name ?? ''}</a></p>`).join('')}`;
  }

  async #tokens(origin: string | undefined, form: URLSearchParams): Promise<{ readonly status: number; readonly value: unknown }> {
    const refused = (error: string) => ({ status: 400, value: { error, error_description: `AADSTS0: ${error}` } });
    if (this.#redirectUri === undefined || origin !== new URL(this.#redirectUri).origin) return refused('invalid_origin');
    const grant = form.get('grant_type') ?? '';
    if (grant === 'refresh_token') {
      const person = this.#refreshTokens.get(form.get('refresh_token') ?? '');
      return person === undefined ? refused('invalid_grant') : { status: 200, value: await this.#given(grant, person) };
    }
    const asked = this.#codes.get(form.get('code') ?? '');
    this.#codes.delete(form.get('code') ?? '');
    if (grant !== 'authorization_code' || asked === undefined) return refused('invalid_grant');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (challenge !== asked.challenge || form.get('redirect_uri') !== asked.redirectUri) return refused('invalid_grant');
    return { status: 200, value: await this.#given(grant, asked.person, asked.nonce) };
  }

  /** The first access token ends so soon that the library renews it before it uses it. */
  async #given(grant: string, name: string, nonce?: string) {
    this.#grants.push(grant);
    const issuer = this.#metadata().issuer;
    const seconds = grant === 'authorization_code' ? 240 : 3_600;
    const person = { oid: name === USER.name ? USER.oid : randomUUID(), name, tid: DIRECTORY, sub: name, ver: '2.0' };
    const refreshToken = randomUUID();
    this.#refreshTokens.set(refreshToken, name);
    return {
      token_type: 'Bearer',
      scope: `${AUDIENCE}/.default`,
      expires_in: seconds,
      access_token: await this.#directory.sign({ ...person, roles: PEOPLE[name] }, { issuer, expires: `${seconds}s` }),
      id_token: await this.#directory.sign(
        { ...person, preferred_username: `${person.oid}@contoso.example`, ...(nonce !== undefined && { nonce }) },
        { issuer, audience: CLIENT_ID },
      ),
      refresh_token: refreshToken,
      client_info: Buffer.from(JSON.stringify({ uid: person.oid, utid: DIRECTORY })).toString('base64url'),
    };
  }
}
