import { cutReason } from '../../src/payload/fit-reasons.js';
import type { Wait } from '../../src/copies/region-result.js';

/** A region that opens and closes all day tells its first and its last waits; those between are told as one. */
const MAX_WAITS = 40;

/** When a region waited, and for what: the time line of its report. Pure; times are epoch ms. */
export class Waits {
  readonly list: Wait[];

  constructor(earlier: readonly Wait[] = []) {
    this.list = earlier.map((wait) => ({ ...wait }));
  }

  begin(wait: Omit<Wait, 'to'>): void {
    if (this.open(wait.kind) !== undefined) return;
    const last = this.list.findLast(({ kind }) => kind === wait.kind);
    if (this.list.length >= MAX_WAITS && last !== undefined) {
      last.to = undefined;
      return;
    }
    this.list.push({ ...wait, reason: cutReason(wait.reason) });
  }

  end(kind: Wait['kind'], now: number): void {
    const open = this.open(kind);
    if (open !== undefined) open.to = now;
  }

  endAll(now: number): void {
    for (const wait of this.list) wait.to ??= now;
  }

  private open(kind: Wait['kind']): Wait | undefined {
    return this.list.find((wait) => wait.kind === kind && wait.to === undefined);
  }
}
