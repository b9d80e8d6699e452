import type { CookieValue } from './rpc.js';

const SAME_SITE = { lax: 'Lax', strict: 'Strict', explicitNone: 'None' } as const;

/** The `Set-Cookie` header for a cookie of a function's response. As with the Functions host, the path is `/` unless the function says another. */
export function setCookie({ name, value, domain, path, expires, secure, httpOnly, maxAge, sameSite = 'none' }: CookieValue): string {
  const attributes = [
    `${name}=${encodeURIComponent(value)}`,
    expires?.value && `Expires=${new Date(expires.value.seconds * 1000).toUTCString()}`,
    maxAge?.value !== undefined && `Max-Age=${maxAge.value}`,
    domain?.value && `Domain=${domain.value}`,
    `Path=${path?.value ?? '/'}`,
    secure?.value && 'Secure',
    sameSite !== 'none' && `SameSite=${SAME_SITE[sameSite]}`,
    httpOnly?.value && 'HttpOnly',
  ];
  return attributes.filter(Boolean).join('; ');
}
