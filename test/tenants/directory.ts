import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type JWK, type KeyLike } from 'jose';

export const DIRECTORY = '11111111-2222-3333-4444-555555555555';
export const AUDIENCE = 'api://mailflow';
export const USER = { oid: '99999999-0000-0000-0000-000000000001', name: 'Anna Ahrens' };

export interface Signing {
  readonly key?: KeyLike | Uint8Array;
  readonly kid?: string;
  readonly alg?: string;
  readonly issuer?: string;
  readonly audience?: string;
  readonly expires?: string;
}

/** A directory that publishes its keys over HTTP, as Entra ID does, and signs access tokens for its people. */
export class Directory {
  #keys: JWK[] = [];
  #signsWith: KeyLike | undefined;
  #server: Server | undefined;
  asked = 0;

  async start(): Promise<void> {
    this.#server = createServer((request, response) => {
      this.asked += 1;
      const isKeys = request.url === `/${DIRECTORY}/discovery/v2.0/keys`;
      response.writeHead(isKeys ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ keys: this.#keys }));
    });
    await new Promise<void>((resolve) => this.#server?.listen(0, '127.0.0.1', resolve));
    await this.rotate('first');
  }

  get authority(): string {
    return `http://127.0.0.1:${(this.#server?.address() as AddressInfo).port}`;
  }

  /** Signs with a new key from now on, and publishes no other. */
  async rotate(kid: string): Promise<void> {
    const { publicKey, privateKey } = await generateKeyPair('RS256');
    this.#keys = [{ ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' }];
    this.#signsWith = privateKey;
  }

  sign(claims: Readonly<Record<string, unknown>>, signing: Signing = {}): Promise<string> {
    const { kid = 'first', alg = 'RS256', issuer = `${this.authority}/${DIRECTORY}/v2.0`, audience = AUDIENCE, expires = '1h' } = signing;
    const key = signing.key ?? this.#signsWith;
    if (key === undefined) throw new Error('The directory has not been started.');
    return new SignJWT({ ...USER, ...claims })
      .setProtectedHeader({ alg, kid })
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(expires)
      .sign(key);
  }

  stop(): void {
    this.#server?.close();
    this.#server?.closeAllConnections();
  }
}
