import { formatProblem } from '../../src/plan/problem.js';
import type { Plan } from '../../src/plan/plan-schema.js';
import type { AskedCopy } from '../../src/reconcile/prunable.js';
import { invalidPlan } from '../run/open-plan.js';
import { resolveSources } from '../run/resolve-sources.js';
import { pruneFailed } from './prune-failures.js';

/**
 * What the plan asks for in each of its target regions, by its sources as they are now. A source that is not shown is asked
 * for at any place: its absence, proven or not, keeps copies and never deletes one, so that it need not be waited out.
 *
 * @throws `PruneFailed` when the sources cannot be described: nothing is known of what is asked for, so nothing is deleted.
 */
export async function askedCopies(plan: Plan): Promise<AskedCopy[]> {
  const resolved = await resolveSources(plan, { absentAfter: 0 });
  switch (resolved.kind) {
    case 'refused': {
      const { code, reason } = resolved;
      const where = `The sources in ${plan.source.region} cannot be described`;
      throw pruneFailed(`${where}, so nothing was deleted: ${code}: ${reason}`);
    }
    case 'invalid':
      throw invalidPlan(resolved.problems.map((problem) => formatProblem('plan', problem)).join('\n'));
    case 'resolved':
      return resolved.records.map(({ source, bucket, path, code }) =>
        code === 'SourceNotFound' || bucket === '' || path === '' ? { source } : { source, bucket, path },
      );
  }
}
