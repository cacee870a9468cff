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
  /** Ids that are still to be looked for; absent before the first attempt has come to its end. */
  absent?: string[];
}

/** Deletes the copies that one region of a run requested, and none that it adopted. Safe to repeat. */
export function deleteRequestedCopies({ eci, temporal }: { eci: Eci; temporal: Client }) {
  return async (task: DeleteRequestedTask): Promise<DeleteRequestedResult> => {
    const left = activityInfo().heartbeatDetails as Progress | undefined;
    const { deleted, kept, absent } = await keepAlive(
      () => deleteThem({ eci, temporal }, task, left),
      () => left,
    );
    if (absent.length === 0 || attemptTime() - firstScheduledTime() >= LOOK_FOR_MS) {
      return { deleted, kept, absent: absent.length };
    }
    heartbeat({ deleted, kept, absent });
    throw askAgain(`${absent.length} requested copies are not shown yet`, 'NotShownYet', LOOK_EVERY_MS);
  };
}

async function deleteThem(
  { eci, temporal }: { eci: Eci; temporal: Client },
  task: DeleteRequestedTask,
  left: Progress | undefined,
): Promise<Required<Progress>> {
  const result: RegionResult = await temporal.workflow.getHandle(task.workflowId, task.runId).result();
  const wanted = left?.absent === undefined ? undefined : new Set(left.absent);
  const done = { deleted: left?.deleted ?? 0, kept: left?.kept ?? 0, absent: new Array<string>() };
  for (const { id, source, requestedAt } of unpackRecords(result.records)) {
    if (id === undefined || requestedAt === undefined || wanted?.has(id) === false) continue;
    const kind = await deleteOne(eci, { ...task, id, source });
    if (kind === 'absent') done.absent.push(id);
    else done[kind] += 1;
  }
  return done;
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
