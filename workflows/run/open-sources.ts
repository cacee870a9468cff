import { condition, upsertMemo } from '@temporalio/workflow';
import type { CopyRecord } from '../../src/copies/copy-record.js';
import { selectionCount } from '../../src/plan/expand-copies.js';
import { formatProblem } from '../../src/plan/problem.js';
import type { Plan } from '../../src/plan/plan-schema.js';
import { invalidPlan, type OpenedPlan } from './open-plan.js';
import { type ResolvedSources, resolveSources } from './resolve-sources.js';
import type { Run } from './run.js';

/**
 * Looks at the sources: their own bucket, path and name are where a copy goes by default. A refusal stops the run; a
 * selection that matches nothing, or two copies that turn out to have one place, are an invalid plan.
 *
 * @param dryRun a preview pauses for nothing: nobody can resume it.
 */
export async function openSources(run: Run, { dryRun }: Pick<OpenedPlan, 'dryRun'>): Promise<readonly CopyRecord[]> {
  const { state } = run;
  const { plan } = state;

  state.waitingFor = `the description of ${whatIsLookedFor(plan)} in ${plan.source.region}`;
  run.show();
  const look = () => run.whileWaiting(() => resolveSources(plan));
  const mayPause = plan.policy.onAccountError === 'pause' && !dryRun;
  const resolved = mayPause ? await untilAccountIsMended(run, look) : await look();
  state.waitingFor = undefined;
  switch (resolved.kind) {
    case 'refused': {
      const { code, reason } = resolved;
      run.stop({
        code,
        reason: `the sources in ${plan.source.region} cannot be described: ${reason}`,
        immediately: false,
      });
      return [];
    }
    case 'invalid':
      throw invalidPlan(resolved.problems.map((problem) => formatProblem('plan', problem)).join('\n'));
    case 'resolved': {
      const { records, selected } = resolved;
      state.resolved(
        records.map(({ source }) => source),
        selected,
      );
      // In the memo it can be read when the run has ended and no worker is there.
      if (selected.length > 0) upsertMemo({ selected });
      run.show();
      return records;
    }
  }
}

/** A refused account pauses the run; once it is resumed, the sources are looked for again. */
async function untilAccountIsMended(run: Run, look: () => Promise<ResolvedSources>): Promise<ResolvedSources> {
  for (;;) {
    const resolved = await look();
    if (resolved.kind !== 'refused' || resolved.family !== 'account') return resolved;
    await run.pause({ reason: `${resolved.code}: ${resolved.reason}` });
    await run.whileWaiting(() => condition(() => run.state.paused === undefined));
  }
}

function whatIsLookedFor(plan: Plan): string {
  const selections = selectionCount(plan);
  const ids = plan.source.caches.length - selections;
  if (selections === 0) return `${ids} sources`;
  const selected = `what ${selections} selections match`;
  return ids === 0 ? selected : `${ids} sources and ${selected}`;
}
