/** One difference between the last good and the first bad session that may have made the difference. Plain data. */
export interface Change {
  readonly what:
    | 'our-certificate'
    | 'their-certificate'
    | 'tls-version'
    | 'greeting-software'
    | 'greeting-host'
    | 'greeting-masked'
    | 'remote-address'
    | 'local-address'
    | 'ehlo-name'
    | 'offers-lost'
    | 'offers-gained';
  /** `null`: there was none. */
  readonly before: string | null;
  readonly after: string | null;
  readonly sentence: string;
}
