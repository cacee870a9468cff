import { CancelledFailure } from '@temporalio/common';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { surveyRegion } from '../../../workflows/activities.js';
import { CapacityGate } from '../../../workflows/region/capacity-gate.js';
import type { RegionInput } from '../../../workflows/region/region-input.js';
import { RegionState } from '../../../workflows/region/region-state.js';
import { survey } from '../../../workflows/region/survey.js';
import { record } from '../report/support/sample-report.js';

// An activity can be called only from within a workflow. A module mock would not reach a file that another test has loaded.
const executed = vi.spyOn(surveyRegion, 'executeWithOptions');

const INPUT = { region: 'cn-beijing', copy: { tags: {} }, policy: { ready: {} } } as unknown as RegionInput;

function region(change: Parameters<typeof record>[0] = {}) {
  const state = new RegionState('cn-beijing', [record(change)], 10, CapacityGate.open(0).state);
  state.surveyDue = true;
  return state;
}

describe('a survey that is due', () => {
  beforeEach(() => void executed.mockReset());
  afterAll(() => executed.mockRestore());

  it('is no longer due once the region was seen', async () => {
    const state = region();
    executed.mockResolvedValue({ kind: 'surveyed', verdicts: [] });
    await survey(state, INPUT);
    expect(state.surveyDue).toBe(false);
  });

  it('stays due when a pause cuts it short: the region may be blind, and what is asked for would be bought', async () => {
    const state = region();
    executed.mockRejectedValue(new CancelledFailure('paused'));
    const outcome = await survey(state, INPUT).catch((error: unknown) => String(error));
    expect([outcome, state.surveyDue]).toEqual(['CancelledFailure: paused', true]);
  });

  it('stays due in a region that was blind or refused, should it be asked again', async () => {
    for (const result of [
      { kind: 'blind', reason: 'no data cache is listed' },
      { kind: 'refused', family: 'region', code: 'ServiceNotEnabled', reason: 'no' },
    ] as const) {
      const state = region();
      executed.mockResolvedValue(result);
      await survey(state, INPUT);
      state.control({ kind: 'retryFailed' }, 9);
      expect([state.stop, state.surveyDue]).toEqual([undefined, true]);
    }
  });

  it('is due again for a copy that is planned again while it looks', async () => {
    const records = [record({}), record({ source: 'edc-2', state: 'failed', code: 'InvalidParameter' })];
    const state = new RegionState('cn-beijing', records, 10, CapacityGate.open(0).state);
    executed.mockImplementation(async () => {
      state.control({ kind: 'retryFailed' }, 9);
      return { kind: 'surveyed', verdicts: [] };
    });
    await survey(state, INPUT);
    expect(state.surveyDue).toBe(true);
  });

  it('takes over the id of a copy of another run without claiming to have requested it', async () => {
    const state = region({ requestedAt: 5, id: 'edc-own', verdict: 'create' });
    const found = { verdict: 'adopt', id: 'edc-other', generation: 1, status: 'Available' } as const;
    executed.mockResolvedValue({ kind: 'surveyed', verdicts: [[0, found]] });
    await survey(state, INPUT);
    expect(state.records).toMatchObject([
      { state: 'ready', id: 'edc-other', verdict: 'adopt', requestedAt: undefined },
    ]);
  });
});
