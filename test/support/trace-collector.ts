import { z } from 'zod';
import { loopbackServer } from './loopback-server.js';

const spanSchema = z.looseObject({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().default(''),
  name: z.string(),
});
const exportSchema = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.looseObject({ attributes: z.array(z.unknown()) }),
      scopeSpans: z.array(z.looseObject({ spans: z.array(spanSchema) })),
    }),
  ),
});

export type CollectedSpan = z.infer<typeof spanSchema>;

/** A collector of traces on loopback that takes OTLP over HTTP as JSON, and closes when the test ends. */
export interface TraceCollector {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly endpoint: string;
  readonly spans: readonly CollectedSpan[];
  /** Everything that was received, as it was sent. */
  readonly bodies: readonly string[];
}

/** Call it within a test. */
export async function traceCollector(): Promise<TraceCollector> {
  const [spans, bodies]: [CollectedSpan[], string[]] = [[], []];
  const { port } = await loopbackServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.url !== '/v1/traces') return void response.writeHead(404).end();
      const body = Buffer.concat(chunks).toString();
      const { resourceSpans } = exportSchema.parse(JSON.parse(body));
      bodies.push(body);
      for (const { scopeSpans } of resourceSpans) for (const scope of scopeSpans) spans.push(...scope.spans);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  return { endpoint: `http://127.0.0.1:${port}`, spans, bodies };
}

/** The names of a span and of those around it, from the first of the trace on. */
export function pathOf({ spans }: Pick<TraceCollector, 'spans'>, span: CollectedSpan): string[] {
  const parent = spans.find(({ spanId, traceId }) => spanId === span.parentSpanId && traceId === span.traceId);
  return parent === undefined ? [span.name] : [...pathOf({ spans }, parent), span.name];
}
