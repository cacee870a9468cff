import { context, SpanKind, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResourcesSync, envDetectorSync, Resource } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { OpenTelemetryWorkflowClientInterceptor } from '@temporalio/interceptors-opentelemetry/lib/client/index.js';
import {
  makeWorkflowExporter,
  OpenTelemetryActivityInboundInterceptor,
  OpenTelemetryActivityOutboundInterceptor,
} from '@temporalio/interceptors-opentelemetry/lib/worker/index.js';
import type { WorkflowClientInterceptor } from '@temporalio/client';
import type { Tracing } from './tracing.js';
import { RedactingExporter } from './redacting-exporter.js';
import { tracedEci } from './traced-eci.js';

const NAME = 'eci-replicator';
/** How long the end of a process waits for a collector that does not answer, ms. */
const SHUTDOWN_MS = 5_000;

/**
 * Sends spans to the collector that the environment names, over HTTP as JSON. The exporter reads the endpoint, headers and
 * time-out from `OTEL_EXPORTER_OTLP_*` itself, and the provider `OTEL_TRACES_SAMPLER`.
 */
export function startTracing(env: NodeJS.ProcessEnv, onFailure: (reason: string) => void): Tracing {
  const fromEnvironment = detectResourcesSync({ detectors: [envDetectorSync] });
  const resource = Resource.default()
    .merge(new Resource({ 'service.name': NAME }))
    .merge(fromEnvironment);
  const processor = new BatchSpanProcessor(new RedactingExporter(new OTLPTraceExporter(), env, onFailure));
  const provider = new BasicTracerProvider({ resource, spanProcessors: [processor] });
  provider.register({ contextManager: new AsyncLocalStorageContextManager().enable() });
  const tracer = provider.getTracer(NAME);
  return {
    client: { workflow: [messagesOnly(new OpenTelemetryWorkflowClientInterceptor({ tracer }))] },
    worker: {
      activity: [
        (activity) => ({
          inbound: new OpenTelemetryActivityInboundInterceptor(activity, { tracer }),
          outbound: new OpenTelemetryActivityOutboundInterceptor(activity),
        }),
      ],
      sinks: { exporter: makeWorkflowExporter(processor, resource) },
      traced: (eci) => tracedEci(eci, tracer),
    },
    inSpan: (name, work) => inSpan(tracer, name, work),
    shutdown: () => inTime(provider.shutdown()),
  };
}

/** A command that waits for a run describes and queries it every few seconds, for hours: these calls are left out. */
function messagesOnly(all: OpenTelemetryWorkflowClientInterceptor): WorkflowClientInterceptor {
  return {
    start: (input, next) => all.start(input, next),
    startWithDetails: (input, next) => all.startWithDetails(input, next),
    startUpdate: (input, next) => all.startUpdate(input, next),
    signal: (input, next) => all.signal(input, next),
    cancel: (input, next) => all.cancel(input, next),
  };
}

async function inSpan<T>(tracer: Tracer, name: string, work: () => Promise<T>): Promise<T> {
  const span = tracer.startSpan(name, { kind: SpanKind.INTERNAL });
  try {
    return await context.with(trace.setSpan(context.active(), span), work);
  } catch (error) {
    // The name alone: the message is shown where the error ends.
    span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'unknown' });
    throw error;
  } finally {
    span.end();
  }
}

async function inTime(shutdown: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, SHUTDOWN_MS);
  });
  // What was not sent has been reported.
  await Promise.race([shutdown.catch(() => undefined), late]);
  clearTimeout(timer);
}
