import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { abortable } from '../../../src/client/abortable.js';
import { realPause } from '../../../src/client/pause.js';

const reason = new Error('enough');
const never = new Promise<never>(() => {});

describe('abortable work', () => {
  it('resolves to its result, and stops listening', async () => {
    const { signal } = new AbortController();
    expect(await abortable(Promise.resolve(7), signal)).toBe(7);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    expect(await abortable(Promise.resolve(7), undefined)).toBe(7);
  });

  it("rejects with the signal's reason as soon as it is aborted, or if it was aborted before", async () => {
    const controller = new AbortController();
    const work = abortable(never, controller.signal);
    controller.abort(reason);
    await expect(work).rejects.toBe(reason);
    await expect(abortable(never, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

describe('a pause', () => {
  it("rejects with the signal's own reason", async () => {
    const controller = new AbortController();
    const pause = realPause(60_000, controller.signal);
    controller.abort(reason);
    await expect(pause).rejects.toBe(reason);
    await expect(realPause(60_000, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
