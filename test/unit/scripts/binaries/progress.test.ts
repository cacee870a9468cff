import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withProgress } from '../../../../scripts/binaries/progress.js';

describe('withProgress', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('says what is done at once, then every ten seconds for how long, until it ends', async () => {
    const lines: string[] = [];
    const work = withProgress(
      'Building',
      () => new Promise<string>((resolve) => setTimeout(() => resolve('built'), 25_000)),
      (line) => lines.push(line),
    );
    await vi.advanceTimersByTimeAsync(25_000);
    expect(await work).toBe('built');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(lines).toEqual(['Building …', 'Building … 10 s', 'Building … 20 s']);
  });

  it('falls silent when the work fails', async () => {
    const lines: string[] = [];
    const work = withProgress(
      'Building',
      () => Promise.reject(new Error('no')),
      (line) => lines.push(line),
    );
    await expect(work).rejects.toThrow('no');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(lines).toEqual(['Building …']);
  });
});
