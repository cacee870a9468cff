/** The largest payload, bytes. Temporal warns above it, and rejects one of 2 MiB each time it is retried. */
export const MAX_PAYLOAD = 512 * 1024;

/** The size of a value as a payload, bytes of JSON in UTF-8. */
export function payloadBytes(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value) ?? '').length;
}

/** The longest start of a list whose JSON takes at most `limit` bytes. */
export function firstThatFit<T>(list: readonly T[], limit: number): readonly T[] {
  let bytes = 0;
  const beyond = list.findIndex((item) => {
    bytes += payloadBytes(item) + 1;
    return bytes > limit;
  });
  return beyond === -1 ? list : list.slice(0, beyond);
}
