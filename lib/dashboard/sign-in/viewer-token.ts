const KEY = 'mailflow-token';

/** The token of this browser tab. It is gone with the tab, and no other page or tab can read it. */
export function rememberedToken(): string | undefined {
  return sessionStorage.getItem(KEY) ?? undefined;
}

/** Keeps the token for as long as the tab is open; `undefined` forgets it. */
export function rememberToken(token: string | undefined): void {
  if (token === undefined) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, token);
}
