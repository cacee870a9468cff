import { CancellationScope, condition } from '@temporalio/workflow';
import type { SurveyResult, SurveyTask } from '../../activities/survey-region.js';
import type { CopyRecord } from '../../src/copies/copy-record.js';
import { packList } from '../../src/payload/packed-list.js';
import { unpackVerdicts } from '../../src/reconcile/packed-verdicts.js';
import { defined } from '../../src/defined.js';
import type { WantedCopy } from '../../src/reconcile/survey-scope.js';
import type { SurveyVerdict } from '../../src/reconcile/survey-verdict.js';
import { surveyRegion, wasCancelled } from '../activities.js';
import type { RegionInput } from './region-input.js';
import type { RegionState } from './region-state.js';
import { reportAccountError } from './report-to-run.js';
import { isSurveyable } from './survey-trust.js';

/**
 * Surveys the target region before anything is requested, and gives each copy its verdict. `refused`: the account was, and the
 * region was not seen.
 */
export async function survey(state: RegionState, input: RegionInput): Promise<'done' | 'refused'> {
  const wanted = [...state.copies.in('planned'), ...state.copies.in('awaitingSource')].filter(isSurveyable);
  const began = Date.now();
  const result = await look(state, input, wanted);
  switch (result?.kind) {
    case undefined:
      return 'done';
    case 'unseen':
      state.holds.gaveUp({ code: result.code, reason: result.reason });
      return 'done';
    case 'refused':
      if (result.family !== 'account' || input.dryRun === true) {
        state.holds.gaveUp(result);
        return 'done';
      }
      state.accountRefused(result, Date.now());
      reportAccountError(state, result);
      return 'refused';
    case 'surveyed':
      state.surveyed(wanted, verdictsOf(result, wanted), { began, now: Date.now(), partial: result.partial });
      return 'done';
  }
}

/**
 * `undefined`: no copy is to be surveyed. A survey that is cut short, refused or blind proves nothing: if the region
 * nevertheless continues, it must be surveyed before anything is requested.
 */
async function look(
  state: RegionState,
  input: RegionInput,
  wanted: readonly CopyRecord[],
): Promise<SurveyResult | undefined> {
  state.survey.lookBegan();
  if (wanted.length === 0) return undefined;
  let isSeen = false;
  try {
    const summary = `what already exists in ${input.region}`;
    const result = await surveyRegion.executeWithOptions({ summary }, [surveyTask(state, input, wanted)]);
    isSeen = result.kind === 'surveyed';
    return result;
  } finally {
    if (!isSeen) state.survey.lookFailed();
  }
}

function verdictsOf(
  { verdicts }: Extract<SurveyResult, { kind: 'surveyed' }>,
  wanted: readonly CopyRecord[],
): (readonly [CopyRecord, SurveyVerdict])[] {
  return unpackVerdicts(verdicts).flatMap(([index, verdict]) => {
    const record = wanted[index];
    return record === undefined ? [] : [[record, verdict] as const];
  });
}

/** The places of the copies, and what the copies should carry. */
export function surveyTask(state: RegionState, input: RegionInput, wanted: readonly CopyRecord[]): SurveyTask {
  const { plan, sourceRegion, region, copy, policy } = input;
  return {
    plan,
    sourceRegion,
    region,
    tags: copy.tags,
    ...defined({ retentionDays: copy.retentionDays, renewBefore: policy.renewBefore }),
    renew: policy.renew,
    supersede: policy.supersede,
    wanted: packList(wanted.map(wantedCopy)),
    buckets: state.buckets,
    blindSurvey: policy.blindSurvey,
    pollEvery: policy.ready.pollEvery,
    absentAfter: policy.ready.absentAfter,
  };
}

/** Without a known copy, only what is not the default: a region may have thousands of copies. */
function wantedCopy(record: CopyRecord): WantedCopy {
  const { source, bucket, path, name, generation, id, seen, expiresAt, retentionDays } = record;
  return {
    ...{ source, bucket, path, name },
    ...(generation === 0 ? {} : { generation }),
    ...(id === undefined ? {} : { known: { id, ...defined({ seen, expiresAt, retentionDays }) } }),
  };
}

/** The first survey of a region. If it paused the run, because the account was refused, it is repeated after the resume. */
export async function surveyUntilStopped(state: RegionState, input: RegionInput): Promise<void> {
  const { holds } = state;
  for (;;) {
    const isRefused = await surveyUnlessStopped(state, input);
    if (!isRefused) return;
    await condition(() => holds.stop !== undefined || holds.paused === undefined);
    if (holds.stop !== undefined) return;
  }
}

/** A stop does not wait for a region that does not answer. Returns whether the account was refused. */
async function surveyUnlessStopped(state: RegionState, input: RegionInput): Promise<boolean> {
  const { holds } = state;
  const scope = new CancellationScope();
  const surveyed = scope.run(() => survey(state, input));
  await Promise.race([surveyed, condition(() => holds.stop !== undefined)]);
  scope.cancel();
  try {
    return (await surveyed) === 'refused' && holds.stop === undefined;
  } catch (error) {
    if (!wasCancelled(error)) throw error;
    return false;
  }
}

/** A later survey, while requests wait for it. Never rejects. */
export async function surveyAgain(state: RegionState, input: RegionInput): Promise<void> {
  try {
    await survey(state, input);
  } catch (error) {
    if (!wasCancelled(error)) state.holds.gaveUp({ code: 'ActivityFailed', reason: String(error) });
  } finally {
    state.survey.stopped();
  }
}
