import type { Wait } from '../../src/copies/region-result.js';
import { cutReason } from '../../src/payload/fit-reasons.js';

/** Beyond this number, a new wait extends the last one of its kind, so that the timeline of a busy region stays short. */
const MAX_WAITS = 40;

/** When a region waited, and for what: the timeline in its report. Pure; times are epoch ms. */
export class Waits {
  constructor(private waits: readonly Wait[] = []) {}

  /** Oldest first. */
  get list(): readonly Wait[] {
    return this.waits;
  }

  /** Has no effect while a wait of this kind is open. */
  begin(wait: Omit<Wait, 'to'>): void {
    if (this.waits.some((other) => isOpen(other, wait.kind))) return;
    const last = this.waits.findLast(({ kind }) => kind === wait.kind);
    this.waits =
      this.waits.length >= MAX_WAITS && last !== undefined
        ? this.waits.map((other) => (other === last ? { ...other, to: undefined } : other))
        : [...this.waits, { ...wait, reason: cutReason(wait.reason) }];
  }

  end(kind: Wait['kind'], now: number): void {
    this.waits = this.waits.map((wait) => (isOpen(wait, kind) ? { ...wait, to: now } : wait));
  }

  endAll(now: number): void {
    this.waits = this.waits.map((wait) => ({ ...wait, to: wait.to ?? now }));
  }
}

function isOpen(wait: Wait, kind: Wait['kind']): boolean {
  return wait.kind === kind && wait.to === undefined;
}
