import { metrics, ROOT_CONTEXT, trace, TraceFlags } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { shutdownAzureMonitor, useAzureMonitor } from 'applicationinsights';
import type { TokenCredential } from '@azure/identity';
import type { TelemetrySender } from './deferred-telemetry.js';

/**
 * Measurements are summed up for so long before they are sent. Each minute would be five times as many rows in the workspace, and alerts look back
 * over a quarter of an hour.
 */
const METRIC_MILLISECONDS = 5 * 60_000;

/** By this attribute a log record becomes a custom event. @source https://learn.microsoft.com/azure/azure-monitor/app/opentelemetry-add-modify#send-custom-events */
const EVENT_NAME = 'microsoft.custom_event.name';

const OFF = { enabled: false };

/**
 * Sends to Application Insights. Everything that the library collects by itself is off: the Functions host tells of requests, and each operation on a
 * table as a dependency would cost more than the operation. Nothing is sampled.
 *
 * @param credential of an identity that may send: the resource takes no keys.
 */
export function azureMonitorSender(connectionString: string, credential: TokenCredential | undefined): TelemetrySender {
  // The library reads these from the environment alone. It would send numbers about itself to its makers, and have all libraries of Azure print their
  // warnings.
  process.env.OTEL_METRIC_EXPORT_INTERVAL ??= String(METRIC_MILLISECONDS);
  process.env.APPLICATION_INSIGHTS_NO_STATSBEAT ??= 'true';
  process.env.AZURE_LOG_LEVEL ??= 'error';
  useAzureMonitor({
    azureMonitorExporterOptions: { connectionString, disableOfflineStorage: true, ...(credential !== undefined && { credential }) },
    samplingRatio: 1,
    enableLiveMetrics: false,
    enableStandardMetrics: false,
    enablePerformanceCounters: false,
    enableAutoCollectExceptions: false,
    instrumentationOptions: {
      ...{ http: OFF, azureSdk: OFF, mongoDb: OFF, mySql: OFF, postgreSql: OFF },
      ...{ redis: OFF, redis4: OFF, bunyan: OFF, winston: OFF, console: OFF },
    },
  });
  const logger = logs.getLogger('mailflow');
  const meter = metrics.getMeter('mailflow');
  return {
    event(name, dimensions, at, origin) {
      logger.emit({
        timestamp: at,
        attributes: { [EVENT_NAME]: name, ...dimensions },
        ...(origin !== undefined && { context: trace.setSpanContext(ROOT_CONTEXT, { ...origin, traceFlags: TraceFlags.SAMPLED }) }),
      });
    },
    metric(name, value, dimensions) {
      meter.createHistogram(name).record(value, dimensions);
    },
    close: () => shutdownAzureMonitor(),
  };
}
