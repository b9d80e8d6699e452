import type { SignedIn } from './signed-in.js';

const KEY = 'mailflow-token';

/** Whoever has given a query token in this browser tab. It is gone with the tab, and no other page or tab can read it. */
export function holderOfRememberedToken(): SignedIn | undefined {
  const token = sessionStorage.getItem(KEY);
  return token === null ? undefined : holderOf(token);
}

/** Signs in with a query token, and keeps it for as long as the tab is open. */
export function signInWithToken(token: string): SignedIn {
  sessionStorage.setItem(KEY, token);
  return holderOf(token);
}

function holderOf(token: string): SignedIn {
  return {
    accessToken: () => Promise.resolve(token),
    forget: () => {
      sessionStorage.removeItem(KEY);
      return Promise.resolve();
    },
  };
}
