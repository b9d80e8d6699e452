import type { Heartbeat } from '../../lib/contract/heartbeat.js';

/** The heartbeat of a shipper in good health, but for these changes. */
export function heartbeatOf(changes: Partial<Heartbeat> = {}): Heartbeat {
  return {
    version: '0.1.0',
    host: { os: 'win32', arch: 'x64' },
    startedAt: '2026-03-02T06:00:00.000Z',
    sentAt: '2026-03-02T08:00:00.000Z',
    backlogBytes: 0,
    lagSeconds: 0,
    files: 12,
    deletedUnread: [],
    errors: [],
    ...changes,
  };
}
