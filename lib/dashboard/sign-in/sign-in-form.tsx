import { useState } from 'preact/hooks';

/** Asks for a query token. It is a password to the browser, so no form history keeps it. */
export function SignInForm({ refusal, onToken }: { readonly refusal: string | undefined; readonly onToken: (token: string) => void }) {
  const [token, setToken] = useState('');
  return (
    <main class="sign-in">
      <h1>Mailflow</h1>
      <p>Sign in with a query token. It begins with mfq_ and is kept in this tab alone, until the tab is closed.</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onToken(token.trim());
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
      {refusal !== undefined && (
        <p role="alert" class="problem">
          {refusal}
        </p>
      )}
    </main>
  );
}
