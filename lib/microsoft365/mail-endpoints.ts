/**
 * The clouds of Microsoft 365, as the endpoints web service calls its instances.
 *
 * @source https://learn.microsoft.com/microsoft-365/enterprise/microsoft-365-ip-web-service
 */
export const CLOUDS = ['Worldwide', 'USGovGCCHigh', 'USGovDoD', 'China'] as const;

export type Cloud = (typeof CLOUDS)[number];

/** What Microsoft published for SMTP (TCP port 25) with Exchange Online in one cloud. */
export interface MailEndpoints {
  readonly cloud: Cloud;
  /** `YYYYMMDDNN`: the day of the list, and a count within the day. */
  readonly version: string;
  /** Where this copy comes from. */
  readonly source: string;
  /** CIDR. */
  readonly ranges: readonly string[];
  /** Hosts of the same entry, as published: `*.` in front stands for any host below. */
  readonly urls: readonly string[];
}
