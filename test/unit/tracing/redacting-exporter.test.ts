import { SpanStatusCode } from '@opentelemetry/api';
import {
  BasicTracerProvider,
  type ReadableSpan,
  SimpleSpanProcessor,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base';
import { expect, it, vi } from 'vitest';
import { RedactingExporter } from '../../../src/tracing/redacting-exporter.js';

const SECRET = 'a-secret-of-the-chat';

/** Exports one span through an exporter that fails with `failure`, if any. */
function exporting(onFailure: (reason: string) => void, failure?: Error) {
  const exported: ReadableSpan[] = [];
  const exporter: SpanExporter = {
    export: (spans, done) => {
      exported.push(...spans);
      done(failure === undefined ? { code: 0 } : { code: 1, error: failure });
    },
    shutdown: () => Promise.resolve(),
  };
  const redacting = new RedactingExporter(exporter, { CHAT_SECRET: SECRET }, onFailure);
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(redacting)] });
  return { exported, tracer: provider.getTracer('test') };
}

it('a span keeps its place in the trace and loses the secrets in its name, attributes, events and status', () => {
  const { exported, tracer } = exporting(() => {});
  const span = tracer.startSpan(`run ${SECRET}`, { attributes: { text: SECRET, list: ['a', SECRET], count: 3 } });
  span.recordException(new Error(`it said ${SECRET}`));
  span.setStatus({ code: SpanStatusCode.ERROR, message: SECRET });
  span.end();

  const [sent] = exported;
  expect(sent?.spanContext()).toEqual(span.spanContext());
  expect(sent?.name).toBe('run [redacted]');
  expect(sent?.status).toEqual({ code: SpanStatusCode.ERROR, message: '[redacted]' });
  expect(sent?.attributes).toEqual({ text: '[redacted]', list: '["a","[redacted]"]', count: 3 });
  expect(sent?.events[0]?.attributes?.['exception.message']).toBe('it said [redacted]');
  expect(JSON.stringify([sent?.events, sent?.attributes])).not.toContain(SECRET);
});

it('a collector that fails is reported once a minute, not for each span', () => {
  const onFailure = vi.fn<(reason: string) => void>();
  const { tracer } = exporting(onFailure, new Error('no collector'));
  for (let n = 0; n < 3; n += 1) tracer.startSpan('run').end();
  expect(onFailure.mock.calls).toEqual([['no collector']]);
});
