/** What a name must look like, and how to say so to whoever chose another. */
export interface NameRule {
  readonly pattern: RegExp;
  readonly says: string;
}

/** A tenant's id: a word that is safe in URLs, blob names and table keys, as an MSP would abbreviate a customer. */
export const TENANT_ID: NameRule = {
  pattern: /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
  says: 'A tenant id has 1 to 63 lower-case letters, digits and dashes, such as “contoso”.',
};

/** An Exchange server's name: a NetBIOS or DNS host name. */
export const SERVER_NAME: NameRule = {
  pattern: /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/,
  says: 'A server name has 1 to 63 letters, digits, dots, dashes and underscores, such as “EX01”.',
};
