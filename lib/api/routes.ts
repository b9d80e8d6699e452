import type { ChunkServices } from '../ingest/chunk-services.js';
import type { UploadSigner } from '../store/upload-signer.js';
import { readActivityRoute } from './activity.js';
import { listAuditRoute, listTenantAuditRoute } from './audit.js';
import type { Doorkeeper } from './authenticate.js';
import { listCertificatesRoute } from './certificates.js';
import { rotateChannelSecretRoute, testChannelRoute, type ChannelTestServices } from './channel-tests.js';
import { changeChannelRoute, createChannelRoute, deleteChannelRoute, listChannelsRoute, readChannelRoute } from './channels.js';
import { listConnectorsRoute } from './connectors.js';
import { changeFindingRoute } from './change-finding.js';
import { listDeliveriesRoute, readDeliveryRoute, replayDeliveryRoute } from './deliveries.js';
import { diagnoseRoute } from './diagnose.js';
import { createEnrolmentCodeRoute, enrolRoute, listEnrolmentCodesRoute } from './enrolment.js';
import { listFindingsRoute, readFindingRoute } from './findings.js';
import { EXPORT_ROUTES } from './exports.js';
import { readFleetActivityRoute } from './fleet-activity.js';
import { listFleetCertificatesRoute } from './fleet-certificates.js';
import { listFleetFindingsRoute } from './fleet-findings.js';
import { listFleetObservationsRoute } from './fleet-observations.js';
import { listFleetTenantsRoute } from './fleet-tenants.js';
import { readHealthRoute } from './health.js';
import { sendHeartbeatRoute } from './heartbeats.js';
import { listIncidentsRoute } from './incidents.js';
import { grantInventoryUploadsRoute } from './inventory-uploads.js';
import { readInventoryRoute } from './inventory.js';
import { listLogFilesRoute, readLogFileRoute } from './log-files.js';
import { pauseNotificationsRoute, resumeNotificationsRoute } from './notification-pause.js';
import { changeObservationRoute, listObservationsRoute, readObservationRoute } from './observations.js';
import { openApiRoute } from './openapi.js';
import { deletePolicyRoute, listPoliciesRoute, readPolicyRoute, savePolicyRoute } from './policies.js';
import { listQuarantineRoute, replayQuarantinedRoute } from './quarantine.js';
import { cancelRediagnosisRoute, listRediagnosesRoute, readRediagnosisRoute, rediagnoseRoute } from './rediagnoses.js';
import { rotateTokenRoute } from './rotate-token.js';
import type { Route } from './route.js';
import { listSessionsRoute } from './session-list.js';
import { readSignInRoute, type SignInServices } from './sign-in.js';
import { listProbesRoute, requestProbeRoute } from './probes.js';
import { listServersRoute } from './servers.js';
import { listRulesRoute, readRuleRoute } from './rules.js';
import { readSessionRoute, readTranscriptRoute } from './sessions.js';
import {
  changeTenantRoute,
  createTenantRoute,
  deleteTenantRoute,
  disableTenantRoute,
  enableTenantRoute,
  listTenantsRoute,
  readTenantRoute,
} from './tenants.js';
import { createTokenRoute, listShipperTokensRoute, listTokensRoute, readOwnAccessRoute, revokeTokenRoute } from './tokens.js';
import { tryPolicyRoute } from './try-policy.js';
import { grantUploadsRoute } from './uploads.js';

/** What the routes work with, all together; each asks for what it needs. */
export interface ApiServices extends Doorkeeper, ChunkServices, SignInServices, ChannelTestServices {
  readonly signUpload: UploadSigner;
}

const OPERATIONS: readonly Route<ApiServices>[] = [
  readHealthRoute,
  readSignInRoute,
  grantUploadsRoute,
  grantInventoryUploadsRoute,
  sendHeartbeatRoute,
  rotateTokenRoute,
  enrolRoute,
  listTenantsRoute,
  createTenantRoute,
  readTenantRoute,
  changeTenantRoute,
  disableTenantRoute,
  enableTenantRoute,
  deleteTenantRoute,
  createEnrolmentCodeRoute,
  listEnrolmentCodesRoute,
  listShipperTokensRoute,
  listTenantAuditRoute,
  listFindingsRoute,
  readFindingRoute,
  changeFindingRoute,
  listFleetFindingsRoute,
  listIncidentsRoute,
  readFleetActivityRoute,
  listFleetCertificatesRoute,
  listFleetObservationsRoute,
  readActivityRoute,
  listSessionsRoute,
  readSessionRoute,
  readTranscriptRoute,
  ...EXPORT_ROUTES,
  diagnoseRoute,
  listFleetTenantsRoute,
  listServersRoute,
  requestProbeRoute,
  listProbesRoute,
  listLogFilesRoute,
  readLogFileRoute,
  listConnectorsRoute,
  listCertificatesRoute,
  listObservationsRoute,
  readObservationRoute,
  changeObservationRoute,
  readInventoryRoute,
  listQuarantineRoute,
  replayQuarantinedRoute,
  rediagnoseRoute,
  listRediagnosesRoute,
  readRediagnosisRoute,
  cancelRediagnosisRoute,
  listRulesRoute,
  readRuleRoute,
  readOwnAccessRoute,
  listTokensRoute,
  createTokenRoute,
  revokeTokenRoute,
  listAuditRoute,
  listChannelsRoute,
  createChannelRoute,
  readChannelRoute,
  changeChannelRoute,
  deleteChannelRoute,
  testChannelRoute,
  rotateChannelSecretRoute,
  listPoliciesRoute,
  readPolicyRoute,
  savePolicyRoute,
  deletePolicyRoute,
  tryPolicyRoute,
  listDeliveriesRoute,
  readDeliveryRoute,
  replayDeliveryRoute,
  pauseNotificationsRoute,
  resumeNotificationsRoute,
];

/** Every operation of the API. The function app registers these and no others, so what is not declared is not served. */
export const ROUTES: readonly Route<ApiServices>[] = [...OPERATIONS, openApiRoute(OPERATIONS)];
