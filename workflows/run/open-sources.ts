import type { CopyRecord } from '../../src/report/copy-record.js';
import { formatProblem } from '../../src/plan/problem.js';
import { describeSources } from '../activities.js';
import { invalidPlan } from './open-plan.js';
import { openRecords } from './open-records.js';
import type { Run } from './run.js';

/**
 * Looks at the sources: their own bucket, path and name are where a copy goes by default. A refusal stops the run; two
 * copies that turn out to have one place are an invalid plan.
 */
export async function openSources(run: Run): Promise<readonly CopyRecord[]> {
  const { state } = run;
  const { plan } = state;
  const { pollEvery, absentAfter } = plan.policy.ready;
  const ids = plan.source.caches.flatMap(({ id }) => (id === undefined ? [] : [id]));

  state.waitingFor = `the description of ${ids.length} sources in ${plan.source.region}`;
  run.show();
  const result = await run.whileWaiting(() =>
    describeSources.executeWithOptions({ summary: `sources in ${plan.source.region}` }, [
      { region: plan.source.region, ids, pollEvery, absentAfter },
    ]),
  );
  state.waitingFor = undefined;
  if (result.kind === 'refused') {
    const { code, reason } = result;
    run.stop({
      code,
      reason: `the sources in ${plan.source.region} cannot be described: ${reason}`,
      immediately: false,
    });
    return [];
  }
  const opened = openRecords(plan, result.sources, result.absent);
  if ('problems' in opened)
    throw invalidPlan(opened.problems.map((problem) => formatProblem('plan', problem)).join('\n'));
  return opened.records;
}
