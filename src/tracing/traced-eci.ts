import { SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import { aroundCalls } from '../eci/around-calls.js';
import type { Eci } from '../eci/eci.js';
import { EciError } from '../eci/eci-error.js';

/**
 * The same service, each of whose calls is a span of its own, with the region and the code of a refusal. The service's message is
 * left out: it repeats what was sent.
 */
export function tracedEci(eci: Eci, tracer: Tracer): Eci {
  return aroundCalls(eci, (action, region, call) =>
    tracer.startActiveSpan(
      `ECI ${action}`,
      { kind: SpanKind.CLIENT, attributes: { 'eci.action': action, 'eci.region': region } },
      async (span) => {
        try {
          const answer = await call();
          span.setStatus({ code: SpanStatusCode.OK });
          return answer;
        } catch (error) {
          span.setStatus({ code: SpanStatusCode.ERROR });
          if (error instanceof EciError) {
            span.setAttributes({ 'eci.code': error.code, 'eci.family': error.family });
            if (error.requestId !== undefined) span.setAttribute('eci.request_id', error.requestId);
          }
          throw error;
        } finally {
          span.end();
        }
      },
    ),
  );
}
