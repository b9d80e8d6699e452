import type { ErrorText } from '../../error-text/error-text.js';

/**
 * Statuses with which Exchange Online itself says that it did not get through to a server outside: 316 refused, 317 cannot connect, 318 closed
 * abruptly; as 4.4 while it goes on trying, as 5.4 in the non-delivery report.
 *
 * @source https://learn.microsoft.com/exchange/troubleshoot/email-delivery/ndr/non-delivery-reports-in-exchange-online
 */
const REPORT = /^\d{3} [45]\.4\.31[5-8]\b/;

/** The text was written by Exchange Online, about a server that it sends to: a message trace, or a non-delivery report from the cloud. */
export function isExchangeOnlineReport({ text, wrappers }: ErrorText): boolean {
  return [text, ...wrappers].some((part) => REPORT.test(part));
}
