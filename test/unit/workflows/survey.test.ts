import { CancelledFailure } from '@temporalio/common';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { surveyRegion } from '../../../workflows/activities.js';
import type { RegionInput } from '../../../workflows/region/region-input.js';
import { RegionState } from '../../../workflows/region/region-state.js';
import { survey } from '../../../workflows/region/survey.js';
import { record } from '../report/support/sample-report.js';
import { SETTINGS } from './support/sample-region.js';

// An activity can be called only from within a workflow. A module mock would not reach a file that another test has loaded.
const executed = vi.spyOn(surveyRegion, 'executeWithOptions');

const INPUT = { region: 'cn-beijing', copy: { tags: {} }, policy: { ready: {} } } as unknown as RegionInput;

function region(change: Parameters<typeof record>[0] = {}) {
  const state = new RegionState(SETTINGS, [record(change)], { now: 0 });
  state.survey.becomeDue();
  return state;
}

describe('a survey that is due', () => {
  beforeEach(() => void executed.mockReset());
  afterAll(() => executed.mockRestore());

  it('is no longer due once the region has been seen', async () => {
    const state = region();
    executed.mockResolvedValue({ kind: 'surveyed', verdicts: [] });
    await survey(state, INPUT);
    expect(state.survey.marks.surveyDue).toBe(false);
  });

  it('stays due when a pause cuts it short: if the region was blind, a request would buy a second copy', async () => {
    const state = region();
    executed.mockRejectedValue(new CancelledFailure('paused'));
    const outcome = await survey(state, INPUT).catch((error: unknown) => String(error));
    expect([outcome, state.survey.marks.surveyDue]).toEqual(['CancelledFailure: paused', true]);
  });

  it('stays due in a region that was blind or refused, in case it is retried', async () => {
    for (const result of [
      { kind: 'unseen', code: 'SurveyBlind', reason: 'no data cache is listed' },
      { kind: 'refused', family: 'region', code: 'ServiceNotEnabled', reason: 'no' },
    ] as const) {
      const state = region();
      executed.mockResolvedValue(result);
      await survey(state, INPUT);
      state.controlled({ kind: 'retryFailed' }, 9);
      expect([state.holds.stop, state.survey.marks.surveyDue]).toEqual([undefined, true]);
    }
  });

  it('is due again for a copy that is planned again during the survey', async () => {
    const records = [record({}), record({ source: 'edc-2', state: 'failed', code: 'InvalidParameter' })];
    const state = new RegionState(SETTINGS, records, { now: 0 });
    executed.mockImplementation(async () => {
      state.controlled({ kind: 'retryFailed' }, 9);
      return { kind: 'surveyed', verdicts: [] };
    });
    await survey(state, INPUT);
    expect(state.survey.marks.surveyDue).toBe(true);
  });

  it('adopts a copy of another run without claiming to have requested it', async () => {
    const state = region({ requestedAt: 5, id: 'edc-own', verdict: 'create' });
    const found = { verdict: 'adopt', id: 'edc-other', generation: 1, status: 'Available' } as const;
    executed.mockResolvedValue({ kind: 'surveyed', verdicts: [[0, found]] });
    await survey(state, INPUT);
    expect(state.copies.records).toMatchObject([
      { state: 'ready', id: 'edc-other', verdict: 'adopt', requestedAt: undefined },
    ]);
  });
});
