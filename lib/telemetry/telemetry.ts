/** Where Mailflow tells what alerts are made of. */
export interface Telemetry {
  event(name: string, properties: Readonly<Record<string, string>>): void;
  metric(name: string, value: number): void;
}

/** Nobody listens: on a single machine the API's answers are enough. */
export const NO_TELEMETRY: Telemetry = { event: () => undefined, metric: () => undefined };

/**
 * One line of JSON an event or a metric. The Functions host hands what a function prints on to Application Insights, where a query finds it by its event's name.
 *
 * @source https://learn.microsoft.com/azure/azure-functions/functions-reference-node#logging
 */
export function printedTelemetry(print: (line: string) => void): Telemetry {
  return {
    event: (name, properties) => {
      print(`${JSON.stringify({ event: name, ...properties })}\n`);
    },
    metric: (name, value) => {
      print(`${JSON.stringify({ metric: name, value })}\n`);
    },
  };
}
