import { useEffect, useState } from 'preact/hooks';
import type { EntraSettings } from './entra.js';
import { waysToSignIn, type SignIn } from './use-sign-in.js';

interface SignInFormProps extends Pick<SignIn, 'withToken' | 'withEntra'> {
  readonly refusal: string | undefined;
}

/** Asks who looks: with Microsoft Entra ID where the API says so, or with a query token. It is a password to the browser, so no form history keeps it. */
export function SignInForm({ refusal, withToken, withEntra }: SignInFormProps) {
  const [token, setToken] = useState('');
  const [entra, setEntra] = useState<EntraSettings | null>(null);
  useEffect(() => {
    // Where the API does not tell, a token will show what is wrong with it.
    waysToSignIn().then(
      (ways) => {
        setEntra(ways.entra);
      },
      () => undefined,
    );
  }, []);
  return (
    <main class="sign-in">
      <h1>Mailflow</h1>
      {refusal !== undefined && (
        <p role="alert" class="problem">
          {refusal}
        </p>
      )}
      {entra !== null && (
        <p>
          <button
            type="button"
            class="chief"
            onClick={() => {
              withEntra(entra);
            }}
          >
            Sign in with Microsoft
          </button>
        </p>
      )}
      <p>
        {entra === null ? 'Sign in with a query token.' : 'Or with a query token.'} It begins with mfq_ and is kept in this tab alone, until
        the tab is closed.
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          withToken(token.trim());
        }}
      >
        <label>
          Token
          <input
            type="password"
            name="token"
            autocomplete="off"
            spellcheck={false}
            required
            value={token}
            onInput={({ currentTarget }) => {
              setToken(currentTarget.value);
            }}
          />
        </label>
        <button type="submit">Sign in</button>
      </form>
    </main>
  );
}
