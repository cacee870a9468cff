/** What the gate keeps over continue-as-new. Times are epoch ms. */
export interface GateState {
  /** Requests that may be under way at once; grows by doubling after the region was full. */
  allowance: number;
  /** Since when the region refuses; absent while it accepts. */
  closedSince?: number;
  /** The refusal, in the service's words. */
  code?: string;
  reason?: string;
  /** The last copy that the region accepted, or the region's start: what `giveUpAfter` counts from. */
  lastAcceptedAt: number;
}

/**
 * Lets requests through to a region while it has capacity.
 *
 * The first refusal closes the gate. One copy, the probe, then asks at a slowing rate, and all the others wait here at
 * no cost. When the probe is accepted the gate opens by doubling, so that a region which frees one place at a time is
 * not asked by a whole window each time.
 */
export class CapacityGate {
  constructor(readonly state: GateState) {}

  static open(now: number): CapacityGate {
    return new CapacityGate({ allowance: Number.MAX_SAFE_INTEGER, lastAcceptedAt: now });
  }

  get closed(): boolean {
    return this.state.closedSince !== undefined;
  }

  /** How many requests may be under way: one probe while closed. */
  admits(requesting: number): boolean {
    return requesting < (this.closed ? 1 : this.state.allowance);
  }

  /** A region accepted a copy. */
  accepted(now: number, asProbe: boolean): void {
    this.state.lastAcceptedAt = now;
    if (this.closed && asProbe) {
      this.reopen(now);
    } else if (!this.closed) {
      this.state.allowance = Math.min(this.state.allowance * 2, Number.MAX_SAFE_INTEGER);
    }
  }

  /** The region refused a copy for want of capacity. */
  refused(now: number, code: string, reason: string): void {
    this.state.closedSince ??= now;
    this.state.code = code;
    this.state.reason = reason;
  }

  /** A person wants a region asked again that was given up: from now on, as after a refusal that has just ended. */
  reopen(now: number): void {
    delete this.state.closedSince;
    delete this.state.code;
    delete this.state.reason;
    this.state.allowance = 1;
    this.state.lastAcceptedAt = now;
  }
}
