import type { Rule } from '../../rule.js';
import { authExchangeTemporary } from './auth-exchange-temporary.js';
import { authLogonDenied } from './auth-logon-denied.js';
import { authNotAuthenticated } from './auth-not-authenticated-5-7-57.js';
import { authProxyFrontEnd } from './auth-proxy-front-end.js';
import { authSendAs } from './auth-send-as-5-7-60.js';
import { authSmartHostFailed } from './auth-smarthost-failed.js';
import { authSmtpDisabled } from './auth-smtp-disabled-5-7-139.js';
import { authUnrecognizedType } from './auth-unrecognized-type.js';

/** Somebody is not who they must be. The specific before the general: Exchange Online's 5.7.139 before any refused logon at a smart host. */
export const AUTHENTICATION_RULES: readonly Rule[] = [
  authSmtpDisabled,
  authExchangeTemporary,
  authProxyFrontEnd,
  authSmartHostFailed,
  authNotAuthenticated,
  authSendAs,
  authLogonDenied,
  authUnrecognizedType,
];
