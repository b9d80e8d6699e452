import type { EventDimensions, EventName, MetricDimensions, MetricName } from './contract.js';
import { NO_TELEMETRY, type Telemetry } from './telemetry.js';
import { currentTrace, type TraceContext } from './trace-context.js';

/** Sends what is told. */
export interface TelemetrySender {
  event(name: EventName, dimensions: Readonly<Record<string, string>>, at: Date, trace: TraceContext | undefined): void;
  metric(name: MetricName, value: number, dimensions: Readonly<Record<string, string>>): void;
  /** Sends what is left. */
  close(): Promise<void>;
}

/** Telemetry of a process. */
export interface ProcessTelemetry extends Telemetry {
  /** The first answer is on its way: what sends may be loaded now. To be called at any later time does nothing. */
  begin(): void;
  /** Sends what is left and ends. */
  close(): Promise<void>;
}

/** Of a process to which nobody listens. */
export const NO_PROCESS_TELEMETRY: ProcessTelemetry = { ...NO_TELEMETRY, begin: () => undefined, close: () => Promise.resolve() };

/** To load the sender keeps the processor busy for a third of a second: an answer that is ready should have left by then. */
const SOON_MILLISECONDS = 250;

/** Measurements that are kept meanwhile; before a first answer there are far fewer. Events are rare, and none is ever dropped. */
const MAX_KEPT_METRICS = 10_000;

/**
 * Keeps what it is told, with its time and trace, until the sender is there: no request waits for it to load.
 *
 * @param complain hears why there is no telemetry, when the sender can't be loaded. From then on nothing is kept.
 */
export function deferredTelemetry(load: () => Promise<TelemetrySender>, complain: (error: unknown) => void): ProcessTelemetry {
  const kept: ((sender: TelemetrySender) => void)[] = [];
  let keptMetrics = 0;
  let sender: TelemetrySender | 'awaited' | 'missing' = 'awaited';
  let loading: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  const loadNow = async () => {
    try {
      sender = await load();
      for (const tell of kept) tell(sender);
    } catch (error) {
      sender = 'missing';
      complain(error);
    }
    kept.length = 0;
  };

  return {
    event<Name extends EventName>(name: Name, dimensions: EventDimensions<Name>) {
      const [at, trace] = [new Date(), currentTrace()];
      if (sender === 'awaited')
        kept.push((loaded) => {
          loaded.event(name, dimensions, at, trace);
        });
      else if (sender !== 'missing') sender.event(name, dimensions, at, trace);
    },
    metric<Name extends MetricName>(name: Name, value: number, dimensions: MetricDimensions<Name>) {
      if (sender === 'awaited') {
        keptMetrics += 1;
        if (keptMetrics <= MAX_KEPT_METRICS)
          kept.push((loaded) => {
            loaded.metric(name, value, dimensions);
          });
      } else if (sender !== 'missing') sender.metric(name, value, dimensions);
    },
    begin() {
      timer ??= setTimeout(() => {
        loading ??= loadNow();
      }, SOON_MILLISECONDS).unref();
    },
    async close() {
      clearTimeout(timer);
      if (kept.length > 0) loading ??= loadNow();
      await loading;
      if (typeof sender === 'object') await sender.close();
    },
  };
}
