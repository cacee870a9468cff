import { payloadBytes } from './payload-bytes.js';

/** The first of a list whose JSON takes at most `limit` bytes together. */
export function firstThatFit<T>(list: readonly T[], limit: number): readonly T[] {
  let bytes = 0;
  const beyond = list.findIndex((one) => {
    bytes += payloadBytes(one) + 1;
    return bytes > limit;
  });
  return beyond === -1 ? list : list.slice(0, beyond);
}
