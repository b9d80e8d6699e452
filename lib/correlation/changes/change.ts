/** One difference between the last good and the first bad session, or between the settings of their times. Plain data. */
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
    | 'offers-gained'
    | 'size-limit'
    | 'trust'
    | 'rights'
    | 'connector-setting'
    | 'certificate-store'
    | 'exchange-build';
  /** `null`: there was none. */
  readonly before: string | null;
  readonly after: string | null;
  readonly sentence: string;
}
