import type { ScheduleDescription } from '@temporalio/client';
import { formatDuration } from '../../plan/duration.js';
import { parseRunInput, type RunInput } from '../../plan/run-input.js';
import { planDigest } from '../../plan/plan-digest.js';
import { planOfInput } from '../plan-of-input.js';
import type { ScheduleFacts } from './schedule-facts.js';
import { storedWhen } from './stored-when.js';

/** What a schedule is now, whoever made or changed it: the plan's digest is drawn from the plan that it holds. */
export function storedFacts({ spec, policies, action }: ScheduleDescription): ScheduleFacts {
  const parsed = parseRunInput(action.args?.[0]);
  const input: Partial<RunInput> = 'input' in parsed ? parsed.input : {};
  const { plan: document, vars, regions, dryRun, expectDigest } = input;
  // With either of them, put in by hand, its runs are not those of the plan alone.
  const isPlain = dryRun === undefined && expectDigest === undefined;
  const follow = isPlain && typeof document === 'string' ? document : null;
  const plan = isPlain && follow === null ? planOfInput({ ...input, document }) : undefined;
  return {
    when: storedWhen(spec),
    timezone: spec.timezone ?? 'UTC',
    jitter: spec.jitter === undefined ? null : formatDuration(spec.jitter),
    catchupWindow: formatDuration(policies.catchupWindow),
    pauseOnFailure: policies.pauseOnFailure,
    overlap: (policies.overlap ?? 'SKIP').toLowerCase(),
    taskQueue: action.taskQueue,
    planDigest: plan === undefined ? null : planDigest(plan),
    follow,
    vars: vars ?? null,
    regions: regions ?? null,
  };
}
