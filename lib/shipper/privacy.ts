import { PSEUDONYMS_DEMANDED } from '../contract/uploads.js';
import type { Pseudonyms } from '../privacy/pseudonyms.js';
import { errorText } from './error-code.js';
import type { Tell } from './events.js';
import { readPseudonyms } from './pseudonym-key.js';
import { ServiceStop } from './stops.js';

export interface PrivacyParts {
  /** By this server's own settings: they are put whatever the tenant's say. */
  readonly own?: Pseudonyms | undefined;
  /** Where the key is, or is made, once the tenant demands pseudonyms; without it what is demanded can't be done. */
  readonly keyFile?: string | undefined;
}

/** What was granted, and the pseudonyms that were promised for it. */
export interface Promised<Answer> {
  readonly answer: Answer;
  readonly pseudonyms: Pseudonyms | undefined;
}

/** Which pseudonyms take the place of persons before anything is sent: by this server's settings, or because the tenant demands it. */
export class Privacy {
  readonly #own: Pseudonyms | undefined;
  readonly #keyFile: string | undefined;
  #demanded: Promise<Pseudonyms> | undefined;
  #put: Pseudonyms | undefined;

  constructor({ own, keyFile }: PrivacyParts = {}) {
    this.#own = own;
    this.#keyFile = keyFile;
  }

  /** To put at this moment; `undefined` ships what there is as it is. What was promised for a grant holds for it all the same. */
  get pseudonyms(): Pseudonyms | undefined {
    return this.#own ?? this.#put;
  }

  /**
   * Does as the tenant's setting says.
   *
   * @throws ServiceStop `pseudonyms-impossible` when they are demanded and there can be no key: then nothing may be shipped.
   */
  async follow(demanded: boolean, tell: Tell): Promise<void> {
    if (this.#own !== undefined || demanded === (this.#put !== undefined)) return;
    if (!demanded) {
      this.#demanded = this.#put = undefined;
      tell({ name: 'pseudonyms-ended' });
      return;
    }
    const keyFile = this.#keyFile;
    if (keyFile === undefined) {
      throw new ServiceStop({ name: 'pseudonyms-impossible', because: 'no file for their key was named (--pseudonym-key)' });
    }
    try {
      // Two who ask at once get one key.
      const pseudonyms = await (this.#demanded ??= readPseudonyms(keyFile));
      if (this.#put === undefined) tell({ name: 'pseudonyms-begun', keyFile });
      this.#put = pseudonyms;
    } catch (error) {
      this.#demanded = undefined;
      throw new ServiceStop({ name: 'pseudonyms-impossible', because: errorText(error) });
    }
  }

  /**
   * Asks for grants, and says with each request whether pseudonyms are put. Where the tenant demands them and this was not known, it is asked again with
   * them.
   *
   * @throws whatever asking throws; ServiceStop `pseudonyms-impossible`
   */
  async asking<Answer>(ask: (pseudonyms: boolean) => Promise<Answer>, tell: Tell): Promise<Promised<Answer>> {
    const { pseudonyms } = this;
    try {
      return { answer: await ask(pseudonyms !== undefined), pseudonyms };
    } catch (error) {
      if (pseudonyms !== undefined || !isDemand(error)) throw error;
      await this.follow(true, tell);
      return { pseudonyms: this.pseudonyms, answer: await ask(true) };
    }
  }
}

function isDemand(error: unknown): boolean {
  return error instanceof ServiceStop && error.problem.name === 'api-refused' && error.problem.type === PSEUDONYMS_DEMANDED;
}
