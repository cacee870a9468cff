import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CopyRate } from '../../../src/eci/copy-rate.js';

const never = new AbortController().signal;

describe('the rate of a worker’s copy calls', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** Calls a service that accepts `perSecond` calls within any second, as fast as the rate allows. Returns what it answered. */
  async function call(rate: CopyRate, perSecond: number, forMs: number) {
    const granted: number[] = [];
    let throttled = 0;
    const end = Date.now() + forMs;
    const caller = async () => {
      for (;;) {
        await rate.turn(never);
        await new Promise((resolve) => setTimeout(resolve, 20));
        if (Date.now() >= end) return;
        const recent = granted.filter((at) => at > Date.now() - 1000).length;
        rate.answered(recent >= perSecond);
        if (recent < perSecond) granted.push(Date.now());
        else {
          throttled += 1;
          await new Promise((resolve) => setTimeout(resolve, 750));
        }
      }
    };
    const callers = Promise.all([caller(), caller(), caller(), caller(), caller()]);
    await vi.advanceTimersByTimeAsync(forMs + 60_000);
    await callers;
    return { granted: granted.length, throttled };
  }

  it('is not limited while no call is throttled', async () => {
    const rate = new CopyRate();
    for (let n = 0; n < 1000; n += 1) {
      await rate.turn(never);
      rate.answered(false);
    }
    expect(vi.getTimerCount()).toBe(0);
  });

  it('finds the rate that the service accepts: it uses most of it, and few calls are throttled', async () => {
    const { granted, throttled } = await call(new CopyRate(), 5, 60_000);
    expect(granted).toBeGreaterThan(0.6 * 5 * 60);
    expect(throttled).toBeLessThan(granted / 3);
  });

  it('gives no turn to a caller that was cancelled in the meantime', async () => {
    const rate = new CopyRate();
    for (let n = 0; n < 10; n += 1) rate.answered(true);
    const cancelled = new AbortController();
    for (let n = 0; n < 100; n += 1) void rate.turn(cancelled.signal);
    let isNext = false;
    void rate.turn(never).then(() => (isNext = true));
    cancelled.abort();
    // One cancelled caller may already be waiting, and at the slowest rate a turn takes two seconds.
    await vi.advanceTimersByTimeAsync(4_000);
    expect(isNext).toBe(true);
  });
});
