/** What the gate keeps over continue-as-new. Times are epoch ms. */
export interface GateState {
  /** Requests that may be under way at once; after the region was full, one more for each copy that it accepts. */
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
 * no cost. When the probe is accepted the gate opens by one request for each copy accepted, so that the requests double
 * with each round of answers. A region that frees a few places refuses at most as many copies as it took, and not a whole
 * window each time; one that is free again has its window full after log2(window) rounds.
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

  /** Whether it lets so many requests through at once that no copy keeps the others waiting. */
  opensWide(requests: number): boolean {
    return !this.closed && this.state.allowance >= requests;
  }

  /** A region accepted a copy. */
  accepted(now: number, asProbe: boolean): void {
    this.state.lastAcceptedAt = now;
    if (this.closed && asProbe) {
      this.reopen(now);
    } else if (!this.closed) {
      this.state.allowance = Math.min(this.state.allowance + 1, Number.MAX_SAFE_INTEGER);
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
