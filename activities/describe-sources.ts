import { activityInfo } from '@temporalio/activity';
import { EciError } from '../src/eci/eci-error.js';
import type { ErrorFamily } from '../src/eci/error-table.js';
import type { DataCache, Eci } from '../src/eci/eci.js';
import type { FoundSources, SourceCache } from '../src/plan/expand-copies.js';
import { type Packed, packList } from '../src/payload/packed-list.js';
import { MAX_PAYLOAD, payloadBytes } from '../src/payload/payload-size.js';
import type { Selection } from '../src/plan/selection.js';
import { askAgain, askAgainAfter } from './ask-again.js';
import { attemptTime, firstScheduledTime } from './attempt.js';
import { keepAlive } from './keep-alive.js';
import { describeByIds } from './list-data-caches.js';
import { selectSources } from './select-sources.js';

/** Durations in ms. */
export interface DescribeSourcesTask {
  readonly region: string;
  readonly ids: readonly string[];
  /** The plan's selections, in its order; default none. */
  readonly selections?: readonly Selection[];
  /** Buckets that the plan names: where a selection without one looks besides. */
  readonly buckets?: readonly string[];
  readonly pollEvery: number;
  /** How long a source that is not shown is asked for again: absence is not proof at once. */
  readonly absentAfter: number;
}

export type DescribeSourcesResult =
  | ({ readonly kind: 'described'; readonly sources: Packed<SourceCache> } & Omit<FoundSources, 'sources'>)
  /** Together with the sources by id, the selections match more than a region may have copies. */
  | { readonly kind: 'tooMany' }
  /** Their places are so long and so different that they cannot be told together. */
  | { readonly kind: 'tooLarge' }
  | { readonly kind: 'refused'; readonly family: ErrorFamily; readonly code: string; readonly reason: string };

/**
 * What the source region says of the plan's sources: where they are mounted, how large they are, whether they are ready,
 * and which of its caches the plan's selections match.
 */
export function describeSources({ eci }: { eci: Eci }) {
  return async (task: DescribeSourcesTask): Promise<DescribeSourcesResult> => {
    try {
      return await keepAlive(() => describe(eci, task));
    } catch (error) {
      if (!(error instanceof EciError)) throw error;
      if (error.mayPass) throw askAgainAfter(error, activityInfo().attempt);
      return { kind: 'refused', family: error.family, code: error.code, reason: error.message };
    }
  };
}

async function describe(eci: Eci, task: DescribeSourcesTask): Promise<DescribeSourcesResult> {
  const { region, ids, selections = [], pollEvery } = task;
  const mayWait = attemptTime() - firstScheduledTime() < task.absentAfter;

  const shown = await describeByIds(eci, region, ids);
  const absent = ids.filter((id) => !shown.has(id));
  // Before anything is listed: a large region is not listed again for every look at one id.
  if (absent.length > 0 && mayWait) {
    throw askAgain(`not shown in ${region}: ${absent.slice(0, 5).join(', ')}`, 'SourceNotFound', pollEvery);
  }
  const described = [...shown.values()];
  if (selections.length === 0) return told(described, { absent });

  const buckets = [...(task.buckets ?? []), ...described.map(({ bucket }) => bucket)];
  const { matches, sight } = await selectSources(eci, { region, ids, selections, buckets });
  if (matches.tooMany) return { kind: 'tooMany' };
  if (!sight.seen && mayWait) throw askAgain(`${sight.reason}; looking again`, 'SourceNotFound', pollEvery);
  return told([...described, ...matches.sources], {
    absent,
    selected: matches.matches,
    ...(sight.seen ? {} : { unseen: sight.reason }),
  });
}

function told(caches: readonly DataCache[], beside: Omit<FoundSources, 'sources'>): DescribeSourcesResult {
  const found = { kind: 'described', sources: packList(caches.map(sourceCache)), ...beside } as const;
  return payloadBytes(found) > MAX_PAYLOAD ? { kind: 'tooLarge' } : found;
}

/** What a plan needs to know of a source, and nothing else: one payload holds 2,000 of them. */
function sourceCache({ id, bucket, path, name, sizeGiB, status }: DataCache): SourceCache {
  return { id, bucket, path, name, status, ...(sizeGiB === undefined ? {} : { sizeGiB }) };
}
