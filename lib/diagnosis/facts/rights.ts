import type { LogRecord } from '../../log/record.js';

/** The rights that Exchange gave a session. */
export interface Permissions {
  readonly granted: ReadonlySet<string>;
  readonly record: LogRecord;
}

/** As last logged: they are set anew after TLS and after a logon. */
export function permissionsIn(records: readonly LogRecord[]): Permissions | undefined {
  const record = records.findLast(({ event, context }) => event === '*' && context === 'Set Session Permissions');
  return record && new PermissionsInRow(record);
}

class PermissionsInRow implements Permissions {
  constructor(readonly record: LogRecord) {}

  get granted(): ReadonlySet<string> {
    return new Set(this.record.data.split(' ').filter((name) => name !== '' && name !== 'None'));
  }
}
