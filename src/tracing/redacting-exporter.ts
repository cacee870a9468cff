import type { Attributes, AttributeValue } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';
import { redactSecrets } from '../redact-secrets.js';

type Done = Parameters<SpanExporter['export']>[1];

/** The least time between two reports of a failure, ms. */
const REPORT_EVERY_MS = 60_000;

/**
 * Sends spans without the secrets of the environment, whatever wrote them: a span of the SDK has the message and the stack of the
 * error with which a workflow or an activity ended.
 */
export class RedactingExporter implements SpanExporter {
  private readonly redact: (text: string) => string;
  private reportedAt = Number.NEGATIVE_INFINITY;

  /** @param onFailure is told why spans were not sent, at most once a minute */
  constructor(
    private readonly exporter: SpanExporter,
    env: NodeJS.ProcessEnv,
    private readonly onFailure: (reason: string) => void,
  ) {
    this.redact = redactSecrets(env);
  }

  export(spans: ReadableSpan[], done: Done): void {
    this.exporter.export(
      spans.map((span) => this.redacted(span)),
      (result) => {
        const now = performance.now();
        if (result.error !== undefined && now - this.reportedAt >= REPORT_EVERY_MS) {
          this.reportedAt = now;
          this.onFailure(result.error.message);
        }
        done(result);
      },
    );
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown();
  }

  async forceFlush(): Promise<void> {
    await this.exporter.forceFlush?.();
  }

  private redacted(span: ReadableSpan): ReadableSpan {
    const { message } = span.status;
    const own = {
      name: this.redact(span.name),
      attributes: this.attributes(span.attributes),
      status: message === undefined ? span.status : { ...span.status, message: this.redact(message) },
      events: span.events.map((event) => ({ ...event, attributes: this.attributes(event.attributes ?? {}) })),
    };
    // The methods and all other fields are those of the span.
    return Object.create(span, Object.getOwnPropertyDescriptors(own)) as ReadableSpan;
  }

  private attributes(attributes: Attributes): Attributes {
    return Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, this.value(value)]));
  }

  private value(value: AttributeValue | undefined): AttributeValue | undefined {
    if (typeof value === 'string') return this.redact(value);
    // Of lists, this project and the SDK set none.
    return Array.isArray(value) ? this.redact(JSON.stringify(value)) : value;
  }
}
