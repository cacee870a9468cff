import { formatProblem } from '../../src/plan/problem.js';
import type { Plan } from '../../src/plan/schema.js';
import type { AskedCopy } from '../../src/reconcile/prunable.js';
import { describeSources } from '../activities.js';
import { invalidPlan } from '../run/open-plan.js';
import { openRecords } from '../run/open-records.js';
import { pruneFailed } from './prune-failures.js';

/**
 * What the plan asks for in each of its target regions, by its sources as they are now. A source that is not shown is asked
 * for at any place: its absence, proven or not, keeps copies and never deletes one, so that it need not be waited out.
 *
 * @throws `PruneFailed` when the sources cannot be described: nothing is known of what is asked for, so nothing is deleted.
 */
export async function askedCopies(plan: Plan): Promise<AskedCopy[]> {
  const { region, caches } = plan.source;
  const ids = caches.flatMap(({ id }) => (id === undefined ? [] : [id]));
  const task = { region, ids, pollEvery: plan.policy.ready.pollEvery, absentAfter: 0 };
  const result = await describeSources.executeWithOptions({ summary: `sources in ${region}` }, [task]);
  if (result.kind === 'refused') {
    const { code, reason } = result;
    throw pruneFailed(`The sources in ${region} cannot be described, so nothing was deleted: ${code}: ${reason}`);
  }
  const opened = openRecords(plan, result.sources, result.absent);
  if ('problems' in opened) {
    throw invalidPlan(opened.problems.map((problem) => formatProblem('plan', problem)).join('\n'));
  }
  const absent = new Set(result.absent);
  return opened.records.map(({ source, bucket, path }) =>
    absent.has(source) || bucket === '' || path === '' ? { source } : { source, bucket, path },
  );
}
