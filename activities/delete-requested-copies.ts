import type { Client } from '@temporalio/client';
import type { CopyRecord } from '../src/copies/copy-record.js';
import { DELETION_PATIENCE_MS, packRows, type RowsByReason } from '../src/copies/deletion.js';
import { unpackRecords } from '../src/copies/packed-records.js';
import { EciError } from '../src/eci/eci-error.js';
import type { Eci } from '../src/eci/eci.js';
import { endedRegion } from '../src/executions/ended-region.js';
import { latestRun } from '../src/executions/latest-run.js';
import { cutReason, fitReasons } from '../src/payload/fit-reasons.js';
import { activityAge, finalFamilyOf, keepAlive, retryAfterError, retryLater } from './attempt.js';
import { earlierDetails, leaveDetails } from './attempt-details.js';
import type { WorkflowExecution } from '../src/workflow-ids.js';
import { deleteIfOurs, type DeleteTask } from './delete-data-cache.js';

/** A region's workflow that has ended. Its records say which copies it requested. */
export interface DeleteRequestedTask extends WorkflowExecution {
  readonly region: string;
  readonly sourceRegion: string;
  readonly plan: string;
}

export interface DeleteRequestedResult {
  /** Number of copies. */
  readonly deleted: number;
  /** Which requested copies were not deleted, by the reason, a clause. */
  readonly left: RowsByReason;
  /** Neither the records of the region's workflow nor its history can be read, so it is not known what it requested. */
  readonly lost?: true;
}

/** A copy may be shown only some time after it was granted, and a cancellation often comes just then. */
const LOOK_FOR_MS = 2 * 60_000;
const LOOK_EVERY_MS = 10_000;

/** What one attempt leaves for the next. */
interface Progress {
  deleted: number;
  /** Reason by id. */
  kept: Record<string, string>;
  /** Ids that are still to be deleted, including those that are not shown yet. */
  todo: string[];
}

/** Deletes the copies that one region of a run requested, and none that it adopted. Safe to repeat. */
export function deleteRequestedCopies({ eci, temporal }: { eci: Eci; temporal: Client }) {
  return async (task: DeleteRequestedTask): Promise<DeleteRequestedResult> => {
    const requested = await requestedCopies(temporal, task);
    if (requested === undefined) return { deleted: 0, left: [], lost: true };
    const earlier = earlierDetails() as Progress | undefined;
    const progress = earlier ?? { deleted: 0, kept: {}, todo: [...requested.keys()] };
    try {
      await keepAlive(
        () => deleteThem(eci, task, requested, progress),
        () => progress,
      );
      const { todo } = progress;
      if (todo.length === 0 || activityAge() >= LOOK_FOR_MS) return resultOf(progress, requested);
      throw retryLater(waitingText(todo.length), 'NotShownYet', LOOK_EVERY_MS);
    } finally {
      // What this attempt deleted is not shown to the next one, which must not mistake it for a copy that is yet to appear.
      leaveDetails(progress);
    }
  };
}

function waitingText(copies: number): string {
  return copies === 1 ? '1 requested copy is not shown yet' : `${copies} requested copies are not shown yet`;
}

interface Requested extends Pick<CopyRecord, 'source' | 'generation' | 'askedAt'> {
  /** Its index in the region's records. */
  readonly row: number;
}

/** By id; `undefined`: it is not known what the region requested. */
async function requestedCopies(
  temporal: Client,
  execution: WorkflowExecution,
): Promise<Map<string, Requested> | undefined> {
  const run = await latestRun(temporal, execution);
  const result = run === undefined ? undefined : await endedRegion(temporal, run);
  if (result === undefined) return undefined;
  return new Map(
    unpackRecords(result.records).flatMap(({ id, source, generation, requestedAt, askedAt }, row) =>
      id === undefined || requestedAt === undefined ? [] : [[id, { source, generation, askedAt, row }]],
    ),
  );
}

function resultOf({ deleted, kept, todo }: Progress, requested: ReadonlyMap<string, Requested>): DeleteRequestedResult {
  const unseen = new Set(todo);
  const reasons = [...requested].flatMap(([id, { row }]) => {
    const reason = unseen.has(id) ? 'it was never shown' : kept[id];
    return reason === undefined ? [] : [[row, reason] as const];
  });
  return fitReasons((reasonLength) => ({ deleted, left: packRows(reasons, reasonLength) }));
}

async function deleteThem(
  eci: Eci,
  task: DeleteRequestedTask,
  requested: ReadonlyMap<string, Requested>,
  progress: Progress,
): Promise<void> {
  const { plan, region, sourceRegion } = task;
  for (const id of [...progress.todo]) {
    const copy = requested.get(id);
    if (copy === undefined) continue;
    const { source, generation, askedAt } = copy;
    const result = await deleteOne(eci, { plan, region, sourceRegion, source, generation, id, askedAt });
    if (result.kind === 'absent') continue;
    if (result.kind === 'kept') progress.kept[id] = cutReason(result.reason);
    else progress.deleted += 1;
    progress.todo = progress.todo.filter((other) => other !== id);
  }
}

async function deleteOne(eci: Eci, task: DeleteTask): ReturnType<typeof deleteIfOurs> {
  try {
    return await deleteIfOurs(eci, task);
  } catch (error) {
    if (!(error instanceof EciError)) throw error;
    // Neither a final refusal nor a service that is down may hold up the cancelled run for ever.
    const isLate = activityAge() >= DELETION_PATIENCE_MS;
    // A copy that is still being made may not be deletable yet.
    const mayPass = error.family === 'source' || finalFamilyOf(error) === undefined;
    if (isLate || !mayPass) return { kind: 'kept', reason: `${error.code}: ${error.message}` };
    throw retryAfterError(error);
  }
}
