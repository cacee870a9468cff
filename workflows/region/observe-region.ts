import { condition, log } from '@temporalio/workflow';
import type { CopyRecord } from '../../src/copies/copy-record.js';
import type { Counts } from '../../src/copies/counts.js';
import type { Timeline, Wait } from '../../src/copies/region-result.js';
import { METRICS } from '../../src/metrics/metric-table.js';
import type { RegionInput } from './region-input.js';
import type { RegionState } from './region-state.js';
import { workflowMeter } from '../workflow-meter.js';

const OUTCOMES = ['ready', 'failed', 'conflict', 'skipped', 'pending'] as const;

type Region = Pick<RegionInput, 'plan' | 'region'>;

/** What the worker's log and metrics say about one region. The SDK adds its workflow and run to each line. */
export class RegionObserver {
  private readonly names: Region;
  private open: readonly Wait[];

  /** @param waits those that are open were told by an earlier history of the workflow. */
  constructor({ plan, region }: Region, waits: readonly Wait[]) {
    this.names = { plan, region };
    this.open = waits.filter(isOpen);
  }

  began(copies: number): void {
    log.info('region begins', { ...this.names, copies });
  }

  /** Tells each wait as it begins and ends, until it is cancelled. */
  async observe({ holds }: RegionState): Promise<never> {
    for (;;) {
      await condition(() => markOf(holds.timeline.waits) !== markOf(this.open));
      this.tell(holds.timeline.waits);
    }
  }

  /** These copies were seen Available. */
  copiesReady(records: readonly CopyRecord[]): void {
    for (const { state, requestedAt, readyAt } of records) {
      if (state !== 'ready' || requestedAt === undefined || readyAt === undefined) continue;
      workflowMeter.record(METRICS.copyReady, { region: this.names.region }, (readyAt - requestedAt) / 1_000);
    }
  }

  ended(counts: Counts, { waits, endedAt = 0 }: Timeline): void {
    this.tell(waits);
    for (const outcome of OUTCOMES) {
      if (counts[outcome] > 0) workflowMeter.record(METRICS.copies, { ...this.names, outcome }, counts[outcome]);
    }
    if (counts.ready + counts.skipped === counts.planned) {
      workflowMeter.record(METRICS.lastSuccess, this.names, endedAt / 1_000);
    }
    log.info('region ends', { ...this.names, ...counts });
  }

  private tell(waits: readonly Wait[]): void {
    const before = this.open;
    this.open = waits.filter(isOpen);
    for (const wait of this.open.filter((each) => !before.some((other) => isSame(each, other)))) {
      const { kind, code, reason, from } = wait;
      log.info('region waits', { ...this.names, for: kind, code, reason, since: new Date(from).toISOString() });
    }
    for (const wait of before.filter((each) => !this.open.some((other) => isSame(each, other)))) {
      const { from, kind } = wait;
      const { to = from } = waits.findLast((each) => isSame(each, wait)) ?? wait;
      const seconds = (to - from) / 1_000;
      if (kind === 'capacity') workflowMeter.record(METRICS.capacityWait, this.names, seconds);
      log.info('region resumes', { ...this.names, after: kind, seconds });
    }
  }
}

function isOpen({ to }: Wait): boolean {
  return to === undefined;
}

function isSame(one: Wait, other: Wait): boolean {
  return one.kind === other.kind && one.from === other.from;
}

/** Cheap to compare: it is made at every turn of the workflow. */
function markOf(waits: readonly Wait[]): string {
  return waits.map(({ to, kind, from }) => (to === undefined ? `${kind}${from}` : '')).join('');
}
