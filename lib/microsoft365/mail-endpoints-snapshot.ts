import type { MailEndpoints } from './mail-endpoints.js';

/** Rewritten by refresh-snapshot.ts. The diagnosis makes no live call: it uses this copy, and says how old it is. */
export const MAIL_ENDPOINTS: readonly MailEndpoints[] = [
  {
    cloud: 'Worldwide',
    version: '2026081400',
    source: 'https://endpoints.office.com/endpoints/Worldwide, as recorded on 2026-10-02',
    ranges: ['40.92.0.0/15', '40.107.0.0/16', '52.100.0.0/14', '104.47.0.0/17', '2a01:111:f400::/48', '2a01:111:f403::/48'],
    urls: ['*.mail.protection.outlook.com', '*.mx.microsoft'],
  },
  {
    cloud: 'USGovGCCHigh',
    version: '2023030100',
    source:
      'https://github.com/MicrosoftDocs/microsoft-365-docs/blob/00fff532/microsoft-365/includes/office-365-u.s.-government-gcc-high-endpoints.md',
    ranges: [
      '13.72.179.197/32',
      '13.72.183.70/32',
      '23.103.191.0/24',
      '23.103.199.128/25',
      '23.103.208.0/22',
      '52.227.170.14/32',
      '52.227.170.120/32',
      '52.227.178.94/32',
      '52.227.180.138/32',
      '52.227.182.149/32',
      '52.238.74.212/32',
      '52.244.65.13/32',
      '2001:489a:2202:4::/62',
      '2001:489a:2202:c::/62',
      '2001:489a:2202:2000::/63',
    ],
    urls: ['*.manage.office365.us', '*.protection.office365.us', '*.scc.office365.us', 'manage.office365.us', 'scc.office365.us'],
  },
  {
    cloud: 'USGovDoD',
    version: '2020072800',
    source:
      'https://github.com/MicrosoftDocs/microsoft-365-docs/blob/00e08aa4/microsoft-365/includes/office-365-u.s.-government-dod-endpoints.md',
    ranges: [
      '23.103.191.0/24',
      '23.103.199.0/25',
      '23.103.204.0/22',
      '52.181.167.52/32',
      '52.181.167.91/32',
      '52.182.95.219/32',
      '2001:489a:2202::/62',
      '2001:489a:2202:8::/62',
      '2001:489a:2202:2000::/63',
    ],
    urls: ['*.protection.apps.mil', '*.protection.office365.us'],
  },
  {
    cloud: 'China',
    version: '2021032900',
    source:
      'https://github.com/MicrosoftDocs/microsoft-365-docs/blob/1037ac6b/microsoft-365/includes/office-365-operated-by-21vianet-endpoints.md',
    ranges: [
      '42.159.33.192/27',
      '42.159.36.0/24',
      '42.159.161.192/27',
      '42.159.164.0/24',
      '139.219.16.0/27',
      '139.219.17.0/24',
      '139.219.24.0/22',
      '139.219.145.0/27',
      '139.219.146.0/24',
      '139.219.156.0/22',
      '2406:e500:4440::/43',
      '2406:e500:c020::/44',
      '2406:e500:c120::/44',
    ],
    urls: [],
  },
];
