import type { Timeline } from '../../src/copies/region-result.js';
import type { Stop, Stopped } from '../../src/copies/stop.js';
import { defined } from '../../src/defined.js';
import { CapacityGate } from './capacity-gate.js';
import type { Carried } from './region-input.js';
import { Waits } from './waits.js';

/** Where a region begins. Times are epoch ms. */
export interface Beginning {
  readonly now: number;
  /** Default: it starts now. */
  readonly timeline?: Timeline | undefined;
  /** Default: nothing. */
  readonly carried?: Carried | undefined;
}

/**
 * What keeps a region from requesting copies: a stop, a pause, or missing capacity; and the timeline of its waits.
 * Times are epoch ms.
 */
export class Holds {
  private stoppedBy: Stop | undefined;
  private pausedBy: Carried['paused'];
  private readonly gate: CapacityGate;
  private readonly waits: Waits;
  private readonly startedAt: number;

  constructor({ now, timeline, carried }: Beginning) {
    this.gate = carried === undefined ? CapacityGate.open(now) : new CapacityGate(carried.gate);
    this.stoppedBy = carried?.stop;
    this.pausedBy = carried?.paused;
    this.startedAt = timeline?.startedAt ?? now;
    this.waits = new Waits(timeline?.waits);
  }

  /** What the next history of the workflow begins with. */
  get carried(): Pick<Carried, 'gate' | 'timeline' | 'paused' | 'stop'> {
    const { stop, paused, timeline } = this;
    return {
      gate: this.gate.state,
      timeline,
      ...defined({ paused, stop }),
    };
  }

  /** Why no more copies are requested. */
  get stop(): Stop | undefined {
    return this.stoppedBy;
  }

  /** Since when and why nothing is requested until the run is resumed. */
  get paused(): Carried['paused'] {
    return this.pausedBy;
  }

  /** Whether nothing may be requested at all. */
  get isHeld(): boolean {
    return this.stop !== undefined || this.paused !== undefined;
  }

  get capacity(): Readonly<Pick<CapacityGate, 'state' | 'closed' | 'admits' | 'opensWide'>> {
    return this.gate;
  }

  get timeline(): Timeline {
    return { startedAt: this.startedAt, waits: this.waits.list };
  }

  /** The first stop rules. A later one can only make it immediate, or forbid that it is lifted. */
  stopped(stop: Stop): void {
    const former = this.stoppedBy;
    if (former === undefined || (stop.immediately && !former.immediately)) this.stoppedBy = stop;
    else if (former.liftable === true && stop.liftable !== true) this.stoppedBy = { ...former, liftable: false };
  }

  /** The region stops for a reason of its own, which {@link lifted} removes. */
  gaveUp({ code, reason }: Stopped): void {
    this.stopped({ code, reason, immediately: false, liftable: true });
  }

  /** A person wants a region that gave up to be asked again: as after an outage that has just ended. */
  lifted(now: number): void {
    if (this.stoppedBy?.liftable !== true) return;
    this.stoppedBy = undefined;
    this.gate.reopen(now);
    this.waits.end('capacity', now);
  }

  pausedFor(reason: string, now: number): void {
    this.pausedBy ??= { since: now, reason };
    this.waits.begin({ kind: 'paused', reason, from: now });
  }

  resumed(now: number): void {
    this.pausedBy = undefined;
    this.waits.end('paused', now);
  }

  /** The region refused a copy for lack of capacity. */
  refused(code: string, reason: string, now: number): void {
    this.gate.refused(now, code, reason);
    this.waits.begin({ kind: 'capacity', code, reason, from: now });
  }

  /** The region accepted a copy. */
  accepted(asProbe: boolean, now: number): void {
    this.gate.accepted(now, asProbe);
    if (!this.gate.closed) this.waits.end('capacity', now);
  }

  /** The region ends. Returns its whole timeline. */
  ended(now: number): Timeline {
    this.waits.endAll(now);
    return { ...this.timeline, endedAt: now };
  }
}
