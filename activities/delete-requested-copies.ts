import { activityInfo, heartbeat } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import type { Eci } from '../src/eci/eci.js';
import { EciError } from '../src/eci/eci-error.js';
import { unpackRecords } from '../src/report/packed-records.js';
import type { RegionResult } from '../workflows/region/region-input.js';
import { askAgain, askAgainAfter } from './ask-again.js';
import { attemptTime, firstScheduledTime } from './attempt.js';
import { deleteIfOurs } from './delete-data-cache.js';
import { keepAlive } from './keep-alive.js';
import { finalFamily } from './patiently.js';

/** A region's workflow that has ended, whose records tell what it requested. */
export interface DeleteRequestedTask {
  readonly region: string;
  readonly sourceRegion: string;
  readonly plan: string;
  readonly workflowId: string;
  readonly runId: string;
}

/** Counts of the copies that were requested. */
export interface DeleteRequestedResult {
  readonly deleted: number;
  /** Not ours by their tags, or the service refused for good. */
  readonly kept: number;
  /** Not shown for as long as they were looked for. */
  readonly absent: number;
}

/** A copy may be shown some time after it was granted, and a cancellation often comes just then. */
const LOOK_FOR_MS = 2 * 60_000;
const LOOK_EVERY_MS = 10_000;

/** What one attempt leaves for the next. */
interface Progress {
  deleted: number;
  kept: number;
  /** Ids that are still to be deleted, those not shown so far included. */
  todo: string[];
}

/** Deletes the copies that one region of a run requested, and none that it adopted. Safe to repeat. */
export function deleteRequestedCopies({ eci, temporal }: { eci: Eci; temporal: Client }) {
  return async (task: DeleteRequestedTask): Promise<DeleteRequestedResult> => {
    const requested = await requestedCopies(temporal, task);
    const left = activityInfo().heartbeatDetails as Progress | undefined;
    const progress = left ?? { deleted: 0, kept: 0, todo: [...requested.keys()] };
    try {
      await keepAlive(
        () => deleteThem(eci, task, requested, progress),
        () => progress,
      );
      const { deleted, kept, todo } = progress;
      if (todo.length === 0 || attemptTime() - firstScheduledTime() >= LOOK_FOR_MS) {
        return { deleted, kept, absent: todo.length };
      }
      throw askAgain(`${todo.length} requested copies are not shown yet`, 'NotShownYet', LOOK_EVERY_MS);
    } finally {
      // What this attempt deleted is not shown to the next, which must not take it for a copy that is still to come.
      heartbeat(progress);
    }
  };
}

/** Source by id. */
async function requestedCopies(temporal: Client, task: DeleteRequestedTask): Promise<Map<string, string>> {
  const result: RegionResult = await temporal.workflow.getHandle(task.workflowId, task.runId).result();
  return new Map(
    unpackRecords(result.records).flatMap(({ id, source, requestedAt }) =>
      id === undefined || requestedAt === undefined ? [] : [[id, source]],
    ),
  );
}

async function deleteThem(
  eci: Eci,
  task: DeleteRequestedTask,
  requested: ReadonlyMap<string, string>,
  progress: Progress,
): Promise<void> {
  for (const id of [...progress.todo]) {
    const kind = await deleteOne(eci, { ...task, id, source: requested.get(id) ?? '' });
    if (kind === 'absent') continue;
    progress[kind] += 1;
    progress.todo = progress.todo.filter((other) => other !== id);
  }
}

async function deleteOne(eci: Eci, task: Parameters<typeof deleteIfOurs>[1]): Promise<'deleted' | 'kept' | 'absent'> {
  try {
    return (await deleteIfOurs(eci, task)).kind;
  } catch (error) {
    if (!(error instanceof EciError)) throw error;
    // A refusal for good is no reason to hold the cancelled run for ever.
    if (finalFamily(error) !== undefined) return 'kept';
    throw askAgainAfter(error, activityInfo().attempt);
  }
}
