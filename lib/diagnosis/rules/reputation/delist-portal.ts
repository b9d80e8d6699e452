import type { Reference } from '../../rule.js';

export const DELIST_PORTAL: Reference = {
  title: 'Use the delist portal to remove yourself from the blocked senders list',
  url: 'https://learn.microsoft.com/defender-office-365/external-senders-use-the-delist-portal-to-unblock-yourself',
};
