/** The words that decide, in a line that proves a finding. Global: for `replace` and `matchAll`. */
export const DECISIVE_WORDS =
  /TLS negotiation failed with error \w+|Winsock error code: \d+|\b[45]\d\d[ -]\d\.\d+\.\d+[^",]*|failed because of \w+|Outbound Authentication failed with \w+|Certificate thumbprint|\b[0-9A-F]{40}\b/g;
