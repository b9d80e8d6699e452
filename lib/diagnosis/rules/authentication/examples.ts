import type { RuleExamples } from '../../examples.js';
import { examples as authExchangeTemporary } from './auth-exchange-temporary.examples.js';
import { examples as authLogonDenied } from './auth-logon-denied.examples.js';
import { examples as authNotAuthenticated5757 } from './auth-not-authenticated-5-7-57.examples.js';
import { examples as authProxyFrontEnd } from './auth-proxy-front-end.examples.js';
import { examples as authSendAs5760 } from './auth-send-as-5-7-60.examples.js';
import { examples as authSmarthostFailed } from './auth-smarthost-failed.examples.js';
import { examples as authSmtpDisabled57139 } from './auth-smtp-disabled-5-7-139.examples.js';
import { examples as authUnrecognizedType } from './auth-unrecognized-type.examples.js';

/** What stands beside the rules of this folder. */
export const AUTHENTICATION_EXAMPLES: readonly RuleExamples[] = [
  authExchangeTemporary,
  authLogonDenied,
  authNotAuthenticated5757,
  authProxyFrontEnd,
  authSendAs5760,
  authSmarthostFailed,
  authSmtpDisabled57139,
  authUnrecognizedType,
];
