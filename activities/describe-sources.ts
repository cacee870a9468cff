import { activityInfo } from '@temporalio/activity';
import type { SourceCache } from '../src/plan/expand.js';
import type { Eci } from '../src/eci/eci.js';
import { EciError } from '../src/eci/eci-error.js';
import { askAgain, askAgainAfter } from './ask-again.js';
import { attemptTime, firstScheduledTime } from './attempt.js';
import { keepAlive } from './keep-alive.js';
import { describeByIds } from './list-data-caches.js';

/** Durations in ms. */
export interface DescribeSourcesTask {
  readonly region: string;
  readonly ids: readonly string[];
  readonly pollEvery: number;
  /** How long a source that is not shown is asked for again: absence is not proof at once. */
  readonly absentAfter: number;
}

export type DescribeSourcesResult =
  | { readonly kind: 'described'; readonly sources: readonly SourceCache[]; readonly absent: readonly string[] }
  | { readonly kind: 'refused'; readonly code: string; readonly reason: string };

/** What the source region says of the plan's sources: where they are mounted, how large they are, whether they are ready. */
export function describeSources({ eci }: { eci: Eci }) {
  return async (task: DescribeSourcesTask): Promise<DescribeSourcesResult> => {
    try {
      const shown = await keepAlive(() => describeByIds(eci, task.region, task.ids));
      const absent = task.ids.filter((id) => !shown.has(id));
      if (absent.length > 0 && attemptTime() - firstScheduledTime() < task.absentAfter) {
        throw askAgain(
          `not shown in ${task.region}: ${absent.slice(0, 5).join(', ')}`,
          'SourceNotFound',
          task.pollEvery,
        );
      }
      const sources = [...shown.values()].map(({ id, bucket, path, name, sizeGiB, status }) => ({
        id,
        bucket,
        path,
        name,
        status,
        ...(sizeGiB === undefined ? {} : { sizeGiB }),
      }));
      return { kind: 'described', sources, absent };
    } catch (error) {
      if (!(error instanceof EciError)) throw error;
      if (error.family === 'throttled' || error.family === 'ambiguous')
        throw askAgainAfter(error, activityInfo().attempt);
      return { kind: 'refused', code: error.code, reason: error.message };
    }
  };
}
