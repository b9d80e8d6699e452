import type { Cause, RemedyDraft } from '../../rule.js';

/** The root of Exchange Online's own certificate chain since spring 2026. */
const DIGICERT_GLOBAL_ROOT_G2 = 'DF3C24F9BFD666761B268073FE06D1CC8D4F82A4';

export function digicertRootMissing(likelihood: Cause['likelihood']): Cause {
  return {
    id: 'tls-root-digicert-g2-missing',
    likelihood,
    why:
      'This server may lack the root “DigiCert Global Root G2”, on which Exchange Online’s certificates have rested since April 2026. ' +
      'Servers without internet access, or with root updates blocked by policy, do not get it by themselves. Settled by the command in the remedy: no output means it is missing.',
  };
}

export const LOOK_AT_DIGICERT_ROOT: RemedyDraft = {
  do: 'See whether this server has the root DigiCert Global Root G2: one line means yes.',
  command: `Get-ChildItem Cert:\\LocalMachine\\Root | Where-Object Thumbprint -eq '${DIGICERT_GLOBAL_ROOT_G2}'`,
};

export const ADD_ROOT: RemedyDraft = {
  do: 'Add the missing root, from the issuer’s own download page, on every Exchange server.',
  command: "certutil -addstore Root '<file of the root certificate>'",
  caution: `Compare the thumbprint before: DigiCert Global Root G2 is ${DIGICERT_GLOBAL_ROOT_G2}. A root that is trusted is trusted for everything. Missing intermediates belong in the store “CA”, not here.`,
  verify: 'The command of the step before shows the root; the next session logs “negotiation succeeded”.',
  undo: 'certutil -delstore Root with the thumbprint of the root.',
};
