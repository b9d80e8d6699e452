import { heartbeatOf } from '../contract/heartbeat-of.js';

/** How an operation that changes something is asked for. Placeholders in it, `{code}`, stand for what the calls before it have given. */
export interface ChangingCall {
  readonly id: string;
  /** Whose token; an administrator's of all tenants unless it says otherwise. */
  readonly as?: 'shipper' | 'nobody';
  readonly values?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: object;
  /** What later calls name: by which word, and which field of the answer it is. */
  readonly gives?: Readonly<Record<string, string>>;
}

const FILE = { stream: 'hub/smtp-send', file: 'SEND2026030208-1.LOG', date: '2026-03-02T08:00:00.000Z' };
const DAYS_AHEAD = new Date(Date.now() + 10 * 86_400_000).toISOString();

/** Every operation of the API that changes something, in an order in which each finds what it needs. */
export const CHANGING_CALLS: readonly ChangingCall[] = [
  { id: 'grantUploads', as: 'shipper', body: { chunks: [{ ...FILE, from: 0, to: 100, codec: 'br' }] } },
  {
    id: 'grantInventoryUploads',
    as: 'shipper',
    body: { exports: [{ kind: 'exchange-certificates', collectedAt: '2026-03-02T08:00:00.000Z', codec: 'br' }] },
  },
  { id: 'sendHeartbeat', as: 'shipper', body: heartbeatOf() },
  { id: 'createTenant', body: { id: 'made', name: 'Made', tags: ['tier:gold'] } },
  { id: 'changeTenant', values: { tenant: 'made' }, body: { name: 'Made again', retentionDays: 30 } },
  { id: 'createEnrolmentCode', values: { tenant: 'made' }, gives: { code: 'code' } },
  { id: 'enrol', as: 'nobody', body: { code: '{code}', server: 'EX09', version: '0.1.0' } },
  { id: 'createToken', body: { role: 'reader', name: 'wall', tenants: ['made'] }, gives: { token: 'id' } },
  { id: 'revokeToken' },
  { id: 'changeFinding', body: { state: 'muted', by: 'anna', note: 'known', until: DAYS_AHEAD } },
  { id: 'changeObservation', body: { state: 'muted', by: 'anna', note: 'known', until: DAYS_AHEAD } },
  { id: 'diagnose', body: { text: '451 4.4.0 primary target IP address responded with: "421 4.2.1 Unable to connect"' } },
  { id: 'requestProbe', values: { server: 'EX01' }, body: { target: 'contoso-com.mail.protection.outlook.com' } },
  { id: 'replayQuarantined', values: { tenant: 'spoiled' } },
  { id: 'rediagnose', body: { since: '2019-05-28T00:00:00Z', until: '2019-05-29T00:00:00Z' }, gives: { rediagnosis: 'id' } },
  { id: 'cancelRediagnosis' },
  { id: 'createChannel', body: { name: 'Made', format: 'slack', url: 'https://127.0.0.1/hook' }, gives: { channel: 'id' } },
  { id: 'changeChannel', body: { name: 'Made again' } },
  { id: 'testChannel' },
  { id: 'rotateChannelSecret' },
  {
    id: 'saveNotificationPolicy',
    values: { policy: 'made' },
    body: { name: 'Made', tenants: '*', rules: ['tls-*'], channels: ['{channel}'] },
  },
  { id: 'tryNotificationPolicy', body: { days: 30 } },
  { id: 'deleteNotificationPolicy', values: { policy: 'made' } },
  { id: 'replayDelivery' },
  { id: 'deleteChannel' },
  { id: 'pauseNotifications', values: { tenant: 'made' }, body: { until: DAYS_AHEAD, reason: 'onboarding' } },
  { id: 'resumeNotifications', values: { tenant: 'made' } },
  { id: 'disableTenant', values: { tenant: 'made' } },
  { id: 'enableTenant', values: { tenant: 'made' } },
  { id: 'deleteTenant', values: { tenant: 'made' }, query: '?confirm=made' },
  { id: 'rotateToken', as: 'shipper' },
];
