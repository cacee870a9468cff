import type { SurveyResult, SurveyTask } from '../../activities/survey-region.js';
import type { CopyRecord, CopyState } from '../../src/copies/copy-record.js';
import { packList } from '../../src/payload/packed-list.js';
import { unpackVerdicts } from '../../src/reconcile/packed-verdicts.js';
import type { SurveyVerdict } from '../../src/reconcile/survey-verdict.js';
import { surveyRegion } from '../activities.js';
import { accountRefused } from './account-refused.js';
import type { RegionInput } from './region-input.js';
import type { RegionState } from './region-state.js';

/**
 * Looks at the target region before anything is asked of it, and gives each copy its verdict; `refused`: the account was,
 * and the region was not seen.
 */
export async function survey(state: RegionState, input: RegionInput): Promise<'done' | 'refused'> {
  const wanted = [...state.in('planned'), ...state.in('awaitingSource')].filter(isUntouched);
  const lookedAt = Date.now();
  const result = await look(state, input, wanted);
  if (result === undefined) return 'done';
  switch (result.kind) {
    case 'blind':
      state.halt({ code: 'SurveyBlind', reason: result.reason, immediately: false, liftable: true });
      return 'done';
    case 'refused': {
      const { code, reason, family } = result;
      if (family === 'account' && input.dryRun !== true) {
        accountRefused(state, input, { code, reason });
        return 'refused';
      }
      state.halt({ code, reason, immediately: false, liftable: true });
      return 'done';
    }
    case 'surveyed': {
      state.surveyedAt = Date.now();
      state.askedSinceSurvey = 0;
      for (const record of wanted) {
        record.verdict ??= 'create';
        record.seenAt = lookedAt;
      }
      for (const [index, verdict] of unpackVerdicts(result.verdicts)) {
        const record = wanted[index];
        if (record === undefined || !OPEN.has(record.state)) continue;
        applyVerdict(state, record, verdict);
      }
      return 'done';
    }
  }
}

/**
 * `undefined`: there is nothing to look for. A look that is cut short, refused or blind has shown nothing: once the region
 * goes on nevertheless, it is looked at before anything is asked.
 */
async function look(
  state: RegionState,
  input: RegionInput,
  wanted: readonly CopyRecord[],
): Promise<SurveyResult | undefined> {
  // One that is planned again meanwhile is not among those wanted, and makes the next survey due.
  state.surveyDue = false;
  if (wanted.length === 0) return undefined;
  let isSeen = false;
  try {
    const summary = `what ${input.region} holds already`;
    const result = await surveyRegion.executeWithOptions({ summary }, [surveyTask(state, input, wanted)]);
    isSeen = result.kind === 'surveyed';
    return result;
  } finally {
    if (!isSeen) state.surveyDue = true;
  }
}

const OPEN: ReadonlySet<CopyState> = new Set(['planned', 'awaitingSource']);

/** A survey has nothing to say of a copy that may be made unanswered, or whose generations have ended in this run. */
export function isUntouched({ failures, ambiguousSince }: CopyRecord): boolean {
  return failures === 0 && ambiguousSince === undefined;
}

/** What the survey is asked: every copy's place, and what it should carry. */
export function surveyTask(state: RegionState, input: RegionInput, wanted: readonly CopyRecord[]): SurveyTask {
  const { plan, sourceRegion, region, copy, policy } = input;
  return {
    plan,
    sourceRegion,
    region,
    tags: copy.tags,
    ...(copy.retentionDays === undefined ? {} : { retentionDays: copy.retentionDays }),
    ...(policy.renewBefore === undefined ? {} : { renewBefore: policy.renewBefore }),
    renew: policy.renew,
    supersede: policy.supersede,
    wanted: packList(wanted.map(({ source, bucket, path, name }) => ({ source, bucket, path, name }))),
    buckets: state.buckets,
    blindSurvey: policy.blindSurvey,
    pollEvery: policy.ready.pollEvery,
    absentAfter: policy.ready.absentAfter,
  };
}

/** What ends the generation that such a verdict found. */
const ENDED_BY = { recreate: 'CopyFailed', renew: 'Renewed', supersede: 'Superseded' } as const;

function applyVerdict(state: RegionState, record: CopyRecord, found: SurveyVerdict): void {
  const { verdict } = found;
  const now = Date.now();
  switch (found.verdict) {
    case 'create':
      return state.move(record, record.state, {
        verdict,
        generation: Math.max(record.generation, found.generation),
        deleteAfterwards: found.deleteAfterwards,
      });
    case 'adopt': {
      const { id, generation, expiresAt, reason, deleteAfterwards } = found;
      const own = record.requestedAt !== undefined && record.id === id;
      const change = {
        verdict: own ? record.verdict : verdict,
        requestedAt: own ? record.requestedAt : undefined,
        id,
        generation,
        expiresAt,
        reason,
        deleteAfterwards,
        underWaySince: now,
      };
      return found.status === 'Available'
        ? state.move(record, 'ready', { ...change, readyAt: now })
        : state.move(record, 'copying', change);
    }
    case 'recreate':
    case 'renew':
    case 'supersede': {
      const { id, reason, deleteFirst, deleteAfterwards } = found;
      const generation = Math.max(record.generation, found.generation);
      const end = { generation: found.generation - 1, id, code: ENDED_BY[found.verdict], reason };
      // One that this run saw end itself is told once.
      const ended = [...(record.ended ?? []).filter((other) => other.generation !== end.generation), end];
      return state.move(record, record.state, { verdict, generation, reason, ended, deleteFirst, deleteAfterwards });
    }
    case 'conflict': {
      const { id, code, reason } = found;
      return state.move(record, 'conflict', { verdict, id, code, reason });
    }
  }
}
