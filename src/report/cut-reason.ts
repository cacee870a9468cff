/** Longer reasons are cut: the service's sentences fit, a page of HTML does not. */
const REASON_LENGTH = 160;

/** A reason as payloads carry it. */
export function cutReason(reason: string | undefined): string | undefined {
  return reason?.slice(0, REASON_LENGTH);
}
