import { useCallback, useEffect, useState } from 'preact/hooks';
import type { SignInAnswer } from '../asking/answers.js';
import type { EntraSettings } from './entra.js';
import { holderOfRememberedToken, signInWithToken } from './query-token.js';
import { SignInRefused, type SignedIn } from './signed-in.js';

/** Whether somebody has signed in, and what can be done about it. */
export interface SignIn {
  readonly state:
    | { readonly kind: 'in'; readonly who: SignedIn }
    | { readonly kind: 'out'; readonly refusal?: string }
    | { readonly kind: 'coming-back' };
  readonly withToken: (token: string) => void;
  readonly withEntra: (settings: EntraSettings) => void;
  /** Forgets who has signed in; `refusal` says why, if it was not their wish. */
  readonly out: (refusal?: string) => void;
}

/** Stands in the tab's memory from when somebody leaves for the directory's page until they sign out. */
const WITH_ENTRA = 'mailflow-with-entra';

/** Who looks at the dashboard in this tab. */
export function useSignIn(): SignIn {
  const [state, setState] = useState<SignIn['state']>(stateAtFirst);
  const isComingBack = state.kind === 'coming-back';
  useEffect(() => {
    if (isComingBack) void comingBack().then(setState);
  }, [isComingBack]);
  const refuse = useCallback((refusal: string) => {
    sessionStorage.removeItem(WITH_ENTRA);
    setState({ kind: 'out', refusal });
  }, []);
  return {
    state,
    withToken: (token) => {
      setState({ kind: 'in', who: signInWithToken(token) });
    },
    withEntra: (settings) => {
      sessionStorage.setItem(WITH_ENTRA, 'yes');
      leaveForEntra(settings).catch((error: unknown) => {
        refuse(wordsOf(error));
      });
    },
    out: (refusal) => {
      if (state.kind === 'in') void state.who.forget();
      sessionStorage.removeItem(WITH_ENTRA);
      setState({ kind: 'out', ...(refusal !== undefined && { refusal }) });
    },
  };
}

/** How people sign in beside query tokens. @throws when the API does not answer. */
export async function waysToSignIn(): Promise<SignInAnswer> {
  const response = await fetch('/api/v1/sign-in', { cache: 'no-store' });
  if (!response.ok) throw new SignInRefused(`Mailflow does not tell how to sign in: it answered ${response.status}.`);
  return (await response.json()) as SignInAnswer;
}

function stateAtFirst(): SignIn['state'] {
  const who = holderOfRememberedToken();
  if (who !== undefined) return { kind: 'in', who };
  return { kind: sessionStorage.getItem(WITH_ENTRA) === null ? 'out' : 'coming-back' };
}

async function comingBack(): Promise<SignIn['state']> {
  try {
    const { entra } = await waysToSignIn();
    const who = entra === null ? undefined : await returnFromEntra(entra);
    if (who !== undefined) return { kind: 'in', who };
    sessionStorage.removeItem(WITH_ENTRA);
    return { kind: 'out' };
  } catch (error) {
    sessionStorage.removeItem(WITH_ENTRA);
    return { kind: 'out', refusal: wordsOf(error) };
  }
}

// Microsoft's library is greater than the dashboard: it is loaded when somebody signs in with it.
async function leaveForEntra(settings: EntraSettings): Promise<void> {
  await (await import('./entra.js')).leaveForEntra(settings);
}

async function returnFromEntra(settings: EntraSettings): Promise<SignedIn | undefined> {
  return (await import('./entra.js')).returnFromEntra(settings);
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
