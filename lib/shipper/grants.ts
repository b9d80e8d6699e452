import type { UploadGrant } from '../contract/uploads.js';
import { askGrants, type Api } from './ask-grants.js';
import type { Chunk } from './chunk.js';
import type { Persistence } from './persistent-exchange.js';

/** The grants of a list of chunks: asked for all at once when the first is needed, and again for the rest when one was refused. */
export class Grants {
  readonly #chunks: readonly Chunk[];
  readonly #api: Api;
  readonly #persistence: Persistence;
  #granted: ReadonlyMap<Chunk, UploadGrant> = new Map();

  constructor(chunks: readonly Chunk[], api: Api, persistence: Persistence) {
    this.#chunks = chunks;
    this.#api = api;
    this.#persistence = persistence;
  }

  async of(chunk: Chunk): Promise<UploadGrant> {
    return this.#granted.get(chunk) ?? this.renewed(chunk);
  }

  /** A new grant for this chunk; the grants of those behind it are renewed with it, for they are as old. */
  async renewed(chunk: Chunk): Promise<UploadGrant> {
    const rest = this.#chunks.slice(this.#chunks.indexOf(chunk));
    this.#granted = await askGrants(rest, this.#api, this.#persistence);
    return this.of(chunk);
  }
}
