import type { ClientInterceptors } from '@temporalio/client';
import type { WorkerInterceptors, WorkerOptions } from '@temporalio/worker';
import type { Eci } from '../eci/eci.js';

/** What sends the traces of this process to a collector. */
export interface Tracing {
  /** For a client that starts and controls runs. */
  readonly client: ClientInterceptors;
  readonly worker: WorkerTracing;
  /** Runs `work` in a span: the first of a trace, or a part of the one around it. */
  inSpan<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Sends what is left, for at most five seconds. Never rejects. */
  shutdown(): Promise<void>;
}

/** For a worker whose workflows are bundled with the interceptors of the SDK. */
export interface WorkerTracing {
  readonly activity: NonNullable<WorkerInterceptors['activity']>;
  readonly sinks: NonNullable<WorkerOptions['sinks']>;
  /** The same service, each of whose calls is a span. */
  traced(eci: Eci): Eci;
}

/** The variables that turn tracing on, as OpenTelemetry defines them. */
const ENDPOINTS = ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'];

/**
 * Starts tracing if the environment names a collector. The code is loaded only then: it would double the time that the command
 * line takes to start.
 *
 * @param onFailure is told why spans were not sent, at most once a minute
 * @returns `undefined` if tracing is off
 */
export async function loadTracing(
  env: NodeJS.ProcessEnv,
  onFailure: (reason: string) => void,
): Promise<Tracing | undefined> {
  const isOn = ENDPOINTS.some((name) => (env[name] ?? '') !== '') && env['OTEL_SDK_DISABLED'] !== 'true';
  if (!isOn) return undefined;
  const { startTracing } = await import('./start-tracing.js');
  return startTracing(env, onFailure);
}
