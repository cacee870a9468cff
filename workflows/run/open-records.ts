import type { Plan } from '../../src/plan/schema.js';
import { expandCopies, type SourceCache } from '../../src/plan/expand.js';
import type { Problem } from '../../src/plan/problem.js';
import type { CopyRecord, CopyState } from '../../src/report/copy-record.js';

/**
 * Every copy of the plan as a region's records begin, the same for each region: a source that is not Available yet is
 * waited for, one that has failed or is not there fails its copies. Two copies with one place are problems.
 */
export function openRecords(
  plan: Plan,
  sources: readonly SourceCache[],
  absent: readonly string[],
): { records: CopyRecord[] } | { problems: Problem[] } {
  const missing = new Set(absent);
  const caches = plan.source.caches.filter((cache) => cache.id === undefined || !missing.has(cache.id));
  const { copies, problems } = expandCopies({ ...plan, source: { ...plan.source, caches } }, sources);
  if (problems.length > 0) return { problems };

  const statuses = new Map(sources.map((source) => [source.id, source.status]));
  const found = copies.map((copy) => record(copy, openState(statuses.get(copy.source))));
  const lost = plan.source.caches.flatMap(({ id, as }) =>
    id !== undefined && missing.has(id)
      ? [
          {
            ...record({ source: id, bucket: '', path: '', name: '', ...as }, { state: 'failed' }),
            ...notFound(plan, id),
          },
        ]
      : [],
  );
  return { records: [...found, ...lost] };
}

interface Opening {
  readonly state: CopyState;
  readonly code?: string;
  readonly reason?: string;
}

function openState(status: string | undefined): Opening {
  if (status === 'Available') return { state: 'planned' };
  if (status === 'Failed') return { state: 'failed', code: 'SourceFailed', reason: 'the source cache is Failed' };
  return { state: 'awaitingSource', reason: `the source is ${status ?? 'not shown'}` };
}

function record(
  copy: Pick<CopyRecord, 'source' | 'bucket' | 'path' | 'name' | 'sizeGiB'>,
  opening: Opening,
): CopyRecord {
  const { source, bucket, path, name, sizeGiB } = copy;
  return { source, bucket, path, name, sizeGiB, generation: 0, attempts: 0, failures: 0, ...opening };
}

function notFound(plan: Plan, id: string): Pick<CopyRecord, 'code' | 'reason'> {
  return { code: 'SourceNotFound', reason: `${id} is not shown in ${plan.source.region}` };
}
