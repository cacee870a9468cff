/** Temporal cannot be reached, or not with these settings; the message is a sentence that says which and what to check. */
export class TemporalUnreachable extends Error {
  override readonly name = 'TemporalUnreachable';
}
