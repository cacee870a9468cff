/** Bytes that one payload may have: Temporal warns of more, and refuses four times as much again and again. */
export const MAX_PAYLOAD = 512 * 1024;

/** What a value takes as a payload, bytes: JSON as UTF-8. */
export function payloadBytes(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value) ?? '').length;
}
