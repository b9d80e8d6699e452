import type { QueryGrant, ShipperGrant, TokenAddress } from '../store/token-table.js';

/** Who does something, for the audit log. */
export interface Actor {
  /** `bootstrap`: the administrator's token that stands in the app's settings. `enrolment`: whoever held an enrolment code. */
  readonly kind: 'token' | 'user' | 'bootstrap' | 'enrolment';
  /** What it is recognised by: a token's first part, a user's object id. Never a secret. */
  readonly id: string;
  /** As people call it. */
  readonly name: string;
}

/** Somebody who was let in: what it may do, and who it is. */
export type Caller =
  | (QueryGrant & { readonly actor: Actor })
  | (ShipperGrant & {
      readonly actor: Actor;
      /** Of its token. */
      readonly address: TokenAddress;
    });

/** One kind of caller. */
export type CallerOf<Kind extends Caller['kind']> = Extract<Caller, { readonly kind: Kind }>;
