import { Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';
import { temporalLogger } from './log.js';

/** The core of the SDK, one a process: must come before any connection. `metrics` is the address that Prometheus scrapes. */
export function installRuntime(log: Logger, metrics?: string): void {
  Runtime.install({
    logger: temporalLogger(log),
    // The command line handles signals: a second handler would race with it.
    shutdownSignals: [],
    telemetryOptions: {
      // Else the core prints its own lines past the log, on stdout.
      logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} },
      ...(metrics === undefined ? {} : { metrics: { prometheus: { bindAddress: metrics } } }),
    },
  });
}
