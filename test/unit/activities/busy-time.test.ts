import { afterEach, describe, expect, it, vi } from 'vitest';
import { BusyTime } from '../../../activities/busy-time.js';
import { START, tryOnce } from './support/attempts.js';

const MINUTE = 60_000;

describe('the time that an activity is busy', () => {
  afterEach(() => vi.restoreAllMocks());

  it('is that of its earlier attempts and the waits between, by the server’s clock, and of its work, by the worker’s', async () => {
    let now = 5_000;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    const info = { attempt: 3, firstAt: START, at: START + 7 * MINUTE, startedAt: START + 9 * MINUTE };
    const { result } = await tryOnce(async () => {
      const busy = new BusyTime();
      now += 250;
      return busy.untilNow();
    }, info);
    expect(result).toBe(7 * MINUTE + 250);
  });

  it('is not that of waiting for its turn', async () => {
    let now = 5_000;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    const pass = async (ms: number) => void (now += ms);
    const { result } = await tryOnce(async () => {
      const busy = new BusyTime();
      await pass(20);
      await busy.except(Promise.resolve().then(() => pass(3_000)));
      await pass(30);
      return busy.untilNow();
    });
    expect(result).toBe(50);
  });
});
