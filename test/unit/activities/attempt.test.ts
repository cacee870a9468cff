import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BusyTime, keepAlive } from '../../../activities/attempt.js';
import { START, tryOnce } from './support/attempts.js';

const MINUTE = 60_000;

describe('heartbeats of an activity', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function listen() {
    const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
    const beats: unknown[] = [];
    environment.on('heartbeat', (details: unknown) => beats.push(details));
    return { environment, beats };
  }

  it('repeats the current details in each heartbeat, for the next attempt', async () => {
    const { environment, beats } = listen();
    let details = { at: 1 };
    const work = async () => {
      await vi.advanceTimersByTimeAsync(10_000);
      details = { at: 2 };
      await vi.advanceTimersByTimeAsync(20_000);
      return 'done';
    };
    expect(await environment.run(() => keepAlive(work, () => details))).toBe('done');
    expect(beats).toEqual([{ at: 1 }, { at: 2 }, { at: 2 }]);
  });

  it('sends no heartbeat for short work, and none after the work', async () => {
    const { environment, beats } = listen();
    await environment.run(() => keepAlive(async () => undefined));
    await expect(
      environment.run(() =>
        keepAlive(async () => {
          throw new RangeError('broken');
        }),
      ),
    ).rejects.toThrow('broken');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(beats).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('the busy time of an activity', () => {
  afterEach(() => vi.restoreAllMocks());

  it('is the time of its earlier attempts and the waits between, by the server’s clock, plus its work, by the worker’s', async () => {
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

  it('does not include the wait for its turn', async () => {
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
