import type { Tracing } from './tracing.js';

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
