import type { TokenCredential } from '@azure/identity';
import { deferredTelemetry, NO_PROCESS_TELEMETRY, type ProcessTelemetry } from './deferred-telemetry.js';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The telemetry of this process, to the Application Insights resource that its settings name; none where they name none.
 *
 * @param credentialOf the credential of a managed identity, by its client id
 * @source https://learn.microsoft.com/azure/azure-functions/functions-app-settings#applicationinsights_authentication_string
 */
export function openTelemetry(environment: Environment, credentialOf: (clientId: string | undefined) => TokenCredential): ProcessTelemetry {
  const { APPLICATIONINSIGHTS_CONNECTION_STRING: connectionString, APPLICATIONINSIGHTS_AUTHENTICATION_STRING: authentication } =
    environment;
  if (connectionString === undefined) return NO_PROCESS_TELEMETRY;
  return deferredTelemetry(
    async () => {
      const credential = authentication === undefined ? undefined : credentialOf(/ClientId=([^;]+)/i.exec(authentication)?.[1]);
      const { azureMonitorSender } = await import('./azure-monitor.js');
      return azureMonitorSender(connectionString, credential);
    },
    (error) => {
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      process.stderr.write(`Mailflow sends no telemetry, so no alert can be raised: ${reason}\n`);
    },
  );
}
