/** What the gate carries over continue-as-new. Times are epoch ms. */
export interface GateState {
  /** How many requests may be under way at once. After an outage it grows by one for each copy that the region accepts. */
  readonly allowance: number;
  /** Since when the region refuses copies; absent while it accepts them. */
  readonly closedSince?: number;
  /** Code and message of the last refusal. */
  readonly code?: string;
  readonly reason?: string;
  /** When the region last accepted a copy, at first when it started: `giveUpAfter` counts from here. */
  readonly lastAcceptedAt: number;
}

/**
 * Admits requests to a region while it has capacity.
 *
 * The first refusal closes the gate. Then one copy, the probe, asks at a slowing rate, while all others wait in the workflow
 * and cost nothing. When the probe is accepted, the gate opens by one request per accepted copy, so the number of requests
 * doubles with each round of answers. A region that frees a few places thus refuses at most as many copies as it accepted,
 * not a whole window each time; and a region with room for all has its window full after log2(window) rounds.
 */
export class CapacityGate {
  constructor(private current: GateState) {}

  static open(now: number): CapacityGate {
    return new CapacityGate({ allowance: Number.MAX_SAFE_INTEGER, lastAcceptedAt: now });
  }

  get state(): GateState {
    return this.current;
  }

  get closed(): boolean {
    return this.current.closedSince !== undefined;
  }

  /** Whether one more request may start beside `requesting` others: a single probe while the gate is closed. */
  admits(requesting: number): boolean {
    return requesting < (this.closed ? 1 : this.current.allowance);
  }

  /** Whether it admits so many requests that no copy holds up the others. */
  opensWide(requests: number): boolean {
    return !this.closed && this.current.allowance >= requests;
  }

  /** The region accepted a copy. */
  accepted(now: number, asProbe: boolean): void {
    if (this.closed && asProbe) return this.reopen(now);
    const { allowance } = this.current;
    const grown = this.closed ? allowance : Math.min(allowance + 1, Number.MAX_SAFE_INTEGER);
    this.current = { ...this.current, allowance: grown, lastAcceptedAt: now };
  }

  /** The region refused a copy for lack of capacity. */
  refused(now: number, code: string, reason: string): void {
    this.current = { ...this.current, closedSince: this.current.closedSince ?? now, code, reason };
  }

  /** The region accepts again, or a person wants it to be asked again: as after an outage that has just ended. */
  reopen(now: number): void {
    this.current = { allowance: 1, lastAcceptedAt: now };
  }
}
