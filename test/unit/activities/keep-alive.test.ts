import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keepAlive } from '../../../activities/keep-alive.js';

describe('keeping an activity alive', () => {
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

  it('repeats at each heartbeat what the next attempt is to read, as it is by then', async () => {
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

  it('records none for work that is soon done, and none after it', async () => {
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
