import { expandCopies, type FoundSources, type PlannedCopy } from '../../src/plan/expand.js';
import type { Problem } from '../../src/plan/problem.js';
import type { Plan } from '../../src/plan/schema.js';
import type { CopyRecord } from '../../src/report/copy-record.js';

/**
 * Every copy of the plan as a region's records begin, the same for each region: a source that is not Available yet is
 * waited for, one that has failed or is not there fails its copies. What the plan cannot mean is problems.
 */
export function openRecords(plan: Plan, found: FoundSources): { records: CopyRecord[] } | { problems: Problem[] } {
  const { copies, problems } = expandCopies(plan, found);
  if (problems.length > 0) return { problems };
  return { records: copies.map((copy) => record(plan, copy)) };
}

function record(plan: Plan, { source, bucket, path, name, sizeGiB, status }: PlannedCopy): CopyRecord {
  const copy = { source, bucket, path, name, sizeGiB, generation: 0, attempts: 0, failures: 0 };
  switch (status) {
    case undefined:
      return {
        ...copy,
        state: 'failed',
        code: 'SourceNotFound',
        reason: `${source} is not shown in ${plan.source.region}`,
      };
    case 'Available':
      return { ...copy, state: 'planned' };
    case 'Failed':
      return { ...copy, state: 'failed', code: 'SourceFailed', reason: 'the source cache is Failed' };
    default:
      return { ...copy, state: 'awaitingSource', reason: `the source is ${status}` };
  }
}
