import { attemptTime, firstScheduledTime } from './attempt.js';

/**
 * Tells how much of an activity's time was not spent in line. The worker's clock counts within this attempt alone, so that
 * it need not agree with the server's.
 */
export class BusyTime {
  private readonly begun = performance.now();
  private inLine = 0;

  /** Waits for a turn: time in line. */
  async except(turn: Promise<void>): Promise<void> {
    const from = performance.now();
    await turn;
    this.inLine += performance.now() - from;
  }

  /** Earlier attempts with the waits after them, and this one's work so far, ms. */
  untilNow(): number {
    const before = attemptTime() - firstScheduledTime();
    return Math.round(before + performance.now() - this.begun - this.inLine);
  }
}
