/** npm passes on the Ctrl+C that the terminal has sent to all: what comes so soon is the same one. */
const SAME_SIGNAL_MILLISECONDS = 1_000;

/** A signal that comes with Ctrl+C, or when the service is stopped: it asks for an orderly end. Whoever insists gets it at once. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  let askedAt: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      const now = performance.now();
      askedAt ??= now;
      if (now - askedAt > SAME_SIGNAL_MILLISECONDS) process.exit(130);
      stop.abort();
    });
  }
  return stop.signal;
}
