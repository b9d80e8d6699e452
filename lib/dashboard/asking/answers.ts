import type { z } from 'zod';
import type { activityPointSchema } from '../../api/activity.js';
import type { certificateSchema } from '../../api/certificates.js';
import type { connectorSchema } from '../../api/connectors.js';
import type { diagnosisSchema } from '../../api/diagnose.js';
import type { findingDetailSchema, findingSchema } from '../../api/finding-schema.js';
import type { fleetFindingSchema } from '../../api/fleet-findings.js';
import type { fleetObservationSchema } from '../../api/fleet-observations.js';
import type { fleetTenantSchema } from '../../api/fleet-tenants.js';
import type { incidentSchema } from '../../api/incidents.js';
import type { logFileSchema } from '../../api/log-files.js';
import type { observationSchema } from '../../api/observations.js';
import type { serverSchema } from '../../api/servers.js';
import type { signInSchema } from '../../api/sign-in.js';
import type { tenantSchema } from '../../api/tenants.js';
import type { recordSchema, sessionSchema } from '../../api/sessions.js';

/** What the API answers, as its own schemas have it. These are types alone: nothing of the API's code comes into the browser. */
export type FindingAnswer = z.output<typeof findingSchema>;
/** One finding, with its beginning and the proof that mail flows again. */
export type FindingDetailAnswer = z.output<typeof findingDetailSchema>;
export type SessionAnswer = z.output<typeof sessionSchema>;
export type RecordAnswer = z.output<typeof recordSchema>;
export type DiagnosisAnswer = z.output<typeof diagnosisSchema>;
export type LogDiagnosisAnswer = Extract<DiagnosisAnswer, { kind: 'log' }>;
export type ErrorTextAnswer = Extract<DiagnosisAnswer, { kind: 'error-text' }>;
export type LogFileAnswer = z.output<typeof logFileSchema>;
export type CertificateAnswer = z.output<typeof certificateSchema>;
export type ConnectorAnswer = z.output<typeof connectorSchema>;
export type ObservationAnswer = z.output<typeof observationSchema>;
export type FleetTenantAnswer = z.output<typeof fleetTenantSchema>;
export type FleetFindingAnswer = z.output<typeof fleetFindingSchema>;
export type FleetObservationAnswer = z.output<typeof fleetObservationSchema>;
export type IncidentAnswer = z.output<typeof incidentSchema>;
export type TenantAnswer = z.output<typeof tenantSchema>;
export type ServerAnswer = z.output<typeof serverSchema>;
export type ActivityPointAnswer = z.output<typeof activityPointSchema>;
export type SignInAnswer = z.output<typeof signInSchema>;
