import type { Reference } from '../../rule.js';

/** Microsoft's tables of status codes: what Exchange Server and Exchange Online mean by them. */
export const NDR_OF_EXCHANGE_SERVER: Reference = {
  title: 'NDRs and bounce messages in Exchange Server',
  url: 'https://learn.microsoft.com/exchange/mail-flow/non-delivery-reports-and-bounce-messages/non-delivery-reports-and-bounce-messages',
};

export const NDR_OF_EXCHANGE_ONLINE: Reference = {
  title: 'Email non-delivery reports in Exchange Online',
  url: 'https://learn.microsoft.com/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online/non-delivery-reports-in-exchange-online',
};

/** Microsoft's page on one status code of Exchange Online. */
export function ndrPage(title: string, page: string): Reference {
  return {
    title,
    url: `https://learn.microsoft.com/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online/${page}`,
  };
}
