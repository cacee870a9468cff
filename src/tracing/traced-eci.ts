import { SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import type { Eci } from '../eci/eci.js';
import { EciError } from '../eci/eci-error.js';

/**
 * The same service, each of whose calls is a span of its own, with the region and the code of a refusal. The service's message is
 * left out: it repeats what was sent.
 */
export function tracedEci(eci: Eci, tracer: Tracer): Eci {
  const traced = <T>(action: string, region: string, call: () => Promise<T>): Promise<T> =>
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
    );
  return {
    copyDataCache: (request) => traced('CopyDataCache', request.region, () => eci.copyDataCache(request)),
    describeDataCaches: (query) => traced('DescribeDataCaches', query.region, () => eci.describeDataCaches(query)),
    deleteDataCache: (request) => traced('DeleteDataCache', request.region, () => eci.deleteDataCache(request)),
    updateRetention: (request) => traced('UpdateDataCache', request.region, () => eci.updateRetention(request)),
    listUsage: (region) => traced('ListUsage', region, () => eci.listUsage(region)),
  };
}
