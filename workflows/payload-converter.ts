import { defaultPayloadConverter, type Payload, type PayloadConverter } from '@temporalio/common';

/**
 * Reads payloads as the SDK does, except that one which it cannot read becomes a text that says so. The UI offers encodings that
 * the SDK does not know, and Temporal accepts anything: an exception here would fail the workflow's task for ever, before any
 * handler is asked. No schema accepts the text, see checked-messages.ts.
 */
export const payloadConverter: PayloadConverter = {
  toPayload: (value) => defaultPayloadConverter.toPayload(value),
  // Whatever type the caller expects: its schema checks the value.
  fromPayload: (payload) => read(payload) as never,
};

function read(payload: Payload): unknown {
  try {
    return defaultPayloadConverter.fromPayload(payload);
  } catch {
    return `unreadable: ${encodingOf(payload)}`;
  }
}

function encodingOf({ metadata }: Payload): string {
  const encoding = metadata?.['encoding'];
  return encoding === undefined ? 'no encoding' : String.fromCharCode(...encoding.slice(0, 40));
}
