/** Somebody who has signed in. */
export interface SignedIn {
  /** A token for the next question; one that ends soon is renewed. @throws when that can't be done. */
  readonly accessToken: () => Promise<string>;
  /** Forgets all tokens of this tab. */
  readonly forget: () => Promise<void>;
}

/** The sign-in did not succeed; the words are for whoever tried. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused';
}
