import { z } from 'zod';
import type { EntraSignIn } from '../tenants/entra-sign-in.js';
import { PUBLIC } from './access.js';
import { declareRoute } from './route.js';

/** What the sign-in is told of. */
export interface SignInServices {
  /** Where people of the MSP's directory sign in, if they may. */
  readonly entraSignIn?: EntraSignIn | undefined;
}

export const signInSchema = z
  .object({
    entra: z
      .object({ clientId: z.string(), authority: z.url(), scope: z.string() })
      .nullable()
      .describe(
        'the app registration, directory and scope with which to ask Microsoft Entra ID for an access token; null where nobody signs in so',
      ),
  })
  .meta({ id: 'SignIn', description: 'how people sign in, beside query tokens, which are always taken' });

/** How people sign in. Open to all, since nobody has signed in yet; what it tells, the directory's sign-in page shows as well. */
export const readSignInRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/sign-in',
  operationId: 'readSignIn',
  tag: 'access',
  summary: 'How people sign in beside query tokens',
  access: PUBLIC,
  answer: signInSchema,
  handle: (_call, { entraSignIn }: SignInServices) => Promise.resolve({ json: { entra: entraSignIn ?? null } }),
});
