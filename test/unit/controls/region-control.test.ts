import { describe, expect, it } from 'vitest';
import { initialControls, type RegionControl } from '../../../src/controls/region-control.js';

const PAUSE = { kind: 'pause', reason: 'on request' } as const;
const RESUME = { kind: 'resume' } as const;
const RETRY = { kind: 'retryFailed' } as const;
const skip = (source?: string) => ({
  kind: 'skip' as const,
  reason: 'on request',
  ...(source === undefined ? {} : { source }),
});
const window = (maxInFlight: number) => ({ kind: 'setMaxInFlight' as const, maxInFlight });

describe('the controls that a region starts with', () => {
  const initial = (controls: RegionControl[], delivered = 0) => initialControls(controls, delivered);

  it('are those that still hold, not all that led there', () => {
    expect(initial([PAUSE, RESUME, window(3), PAUSE, window(5)])).toEqual([PAUSE, window(5)]);
    expect(initial([PAUSE, RESUME])).toEqual([]);
    expect(initial(Array.from({ length: 1_000 }, (_, n) => (n % 2 === 0 ? PAUSE : RESUME)))).toEqual([]);
  });

  it('repeat every skip once, even one that an earlier workflow received: its records may be lost', () => {
    const controls = [skip('edc-1'), skip('edc-1'), RETRY, skip('edc-2'), skip(), skip('edc-3')];
    expect(initial(controls, 6)).toEqual([skip('edc-1'), skip('edc-2'), skip()]);
  });

  it('include a retry only if no earlier workflow received it', () => {
    expect(initial([RETRY, RETRY], 1)).toEqual([RETRY]);
  });
});
