import type { CopyResult } from '../../../../activities/copy-task.js';
import type { CopyRecord } from '../../../../src/copies/copy-record.js';
import { CapacityGate } from '../../../../workflows/region/capacity-gate.js';
import { RegionState, type RequestUnderWay } from '../../../../workflows/region/region-state.js';
import { record } from '../../report/support/sample-report.js';

export const SETTINGS = {
  region: 'cn-beijing',
  maxInFlight: 10,
  policy: { failedCopy: { attempts: 3 }, onAccountError: 'fail' as const },
};

/** A region of copies `edc-0`, `edc-1` and so on, whose pace limits nothing. */
export function regionOf(changes: readonly Partial<CopyRecord>[], maxInFlight = 10): RegionState {
  const records = changes.map((change, n) => record({ source: `edc-${n}`, ...change }));
  const pace = { allowance: Number.POSITIVE_INFINITY };
  const carried = { gate: CapacityGate.open(0).state, pace, signalsSent: 0 };
  return new RegionState({ ...SETTINGS, maxInFlight }, records, { now: 0, carried });
}

/** A copy of the region, by its place in the plan. */
export function copyAt(region: RegionState, n: number): CopyRecord {
  const found = region.copies.records[n];
  if (found === undefined) throw new RangeError(`there is no copy ${n}`);
  return found;
}

/** Requests a copy. */
export function request(region: RegionState, copy: CopyRecord, cancel = () => {}): RequestUnderWay {
  return region.requestBegan(copy, 0, cancel);
}

export const FULL = { kind: 'held', code: 'QuotaExceeded', reason: 'full' } as const;
export const ACCEPTED = { kind: 'accepted', id: 'edc-copy', generation: 0 } as const;

type Answer = CopyResult extends infer Result ? (Result extends CopyResult ? Omit<Result, 'attempts'> : never) : never;

/** Answers a request and ends it. A probe when the region is full. */
export function answer(region: RegionState, asked: RequestUnderWay, result: Answer, now = 0): void {
  const asProbe = region.holds.capacity.closed;
  region.answered(asked, { sentAt: now, asProbe }, { ...result, attempts: 1, busyMs: 0 }, now);
  region.requestEnded(asked);
}
