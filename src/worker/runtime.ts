import { DefaultLogger, Runtime, type RuntimeOptions, type LogLevel as TemporalLevel } from '@temporalio/worker';
import { type Logger, pino } from 'pino';
import pretty from 'pino-pretty';
import { defined } from '../defined.js';
import { cannotListen } from './cannot-listen.js';
import type { Environment, LogLevel } from './environment.js';
import { type Metric, METRICS } from '../metrics/metric-table.js';
import { readableErrors } from './readable-errors.js';
import { redactSecrets } from '../redact-secrets.js';

/**
 * The log of the worker, on stderr: stdout is for data. Pretty on a terminal, elsewhere one JSON object per line. Errors appear
 * with message, stack and causes, secrets of the environment not at all.
 */
export function createLog(
  { logLevel, logFormat }: Pick<Environment, 'logLevel' | 'logFormat'>,
  env: NodeJS.ProcessEnv = process.env,
): Logger {
  const format = logFormat ?? (process.stderr.isTTY ? 'pretty' : 'json');
  const stream = format === 'pretty' ? pretty({ destination: 2, ignore: 'pid,hostname' }) : pino.destination(2);
  const hooks = { streamWrite: redactSecrets(env) };
  return pino(
    { level: logLevel, formatters: { log: readableErrors }, serializers: { err: (error) => error }, hooks },
    stream,
  );
}

/**
 * Installs the native core of the SDK. One per process, and before any connection.
 *
 * @param metrics the address to serve Prometheus metrics on, `host:port`. Default: none.
 * @throws InvalidWorkerSettings when that address cannot be bound.
 */
export function installRuntime(log: Logger, metrics?: string): void {
  const prometheus =
    metrics === undefined
      ? undefined
      : {
          prometheus: { bindAddress: metrics, useSecondsForDurations: true, histogramBucketOverrides: bucketsByName() },
        };
  const options: RuntimeOptions = {
    logger: temporalLogger(log),
    // The command line handles signals; a second handler would race with it.
    shutdownSignals: [],
    telemetryOptions: {
      // Without `forward`, the core prints lines of its own to stdout.
      logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} },
      ...defined({ metrics: prometheus }),
    },
  };
  try {
    Runtime.install(options);
  } catch (error) {
    if (metrics === undefined) throw error;
    throw cannotListen('ECI_REPLICATOR_METRICS', metrics, error);
  }
}

function bucketsByName(): Record<string, number[]> {
  const histograms = Object.values<Metric>(METRICS).filter(({ buckets }) => buckets !== undefined);
  return Object.fromEntries(histograms.map(({ name, buckets = [] }) => [name, [...buckets]]));
}

const LEVELS: Record<TemporalLevel, LogLevel> = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
};

/** Writes what the core and the workflows log to the same log. */
function temporalLogger(log: Logger): DefaultLogger {
  return new DefaultLogger('DEBUG', ({ level, message, meta }) => log[LEVELS[level]]({ ...meta }, message));
}
