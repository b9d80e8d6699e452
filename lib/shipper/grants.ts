import { MAX_GRANTS_PER_REQUEST, type HeldChunk, type UploadAnswer } from '../contract/uploads.js';
import { askGrants, type GrantSettings } from './ask-grants.js';
import type { Checkpoint } from './memory.js';
import type { Chunk } from './chunk.js';
import type { Persistence } from './persistent-exchange.js';
import type { Pseudonyms } from '../privacy/pseudonyms.js';

/** The grants of a list of chunks: asked for many at once when the first is needed, and again for the rest when one was refused. */
export class Grants {
  readonly #chunks: readonly Chunk[];
  readonly #settings: GrantSettings;
  readonly #persistence: Persistence;
  #answers: ReadonlyMap<Chunk, UploadAnswer> = new Map();
  #pseudonyms: Pseudonyms | undefined;

  constructor(chunks: readonly Chunk[], settings: GrantSettings, persistence: Persistence) {
    this.#chunks = chunks;
    this.#settings = settings;
    this.#persistence = persistence;
  }

  async of(chunk: Chunk): Promise<UploadAnswer> {
    return this.#answers.get(chunk) ?? this.renewed(chunk);
  }

  /** A new grant for this chunk; the grants of those behind it are renewed with it, for they are as old. */
  async renewed(chunk: Chunk): Promise<UploadAnswer> {
    const first = this.#chunks.indexOf(chunk);
    const asked = this.#chunks.slice(first, first + MAX_GRANTS_PER_REQUEST);
    ({ answer: this.#answers, pseudonyms: this.#pseudonyms } = await askGrants(asked, this.#settings, this.#persistence));
    return this.of(chunk);
  }

  /** To be put into what the last grants are for: as it was promised, whatever the tenant's setting has become since. */
  get pseudonyms(): Pseudonyms | undefined {
    return this.#pseudonyms;
  }

  /** What the last answers say is known of a log in other pieces, by start. */
  heldOf(checkpoint: Checkpoint): HeldChunk[] {
    return [...this.#answers].flatMap(([chunk, answer]) => (chunk.checkpoint === checkpoint && 'held' in answer ? answer.held : []));
  }
}
