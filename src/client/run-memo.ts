import type { WorkflowExecutionInfo } from '@temporalio/client';
import { z } from 'zod';
import type { SelectedCaches } from '../../workflows/messages.js';
import { CONTROLS } from '../controls/control-usage.js';
import type { ControlRecord } from '../controls/controls.js';
import { type Deletion, deletionSchema } from '../copies/deletion.js';
import { isJsonMap } from '../plan/json-document.js';
import type { WorkflowExecution } from '../workflow-ids.js';
import { RunNotFound } from './errors.js';

/** What a run keeps in its memo, where it can be read without a worker. */
export interface RunMemo {
  readonly planDigest: string | undefined;
  /** The preview digest that the run was started with. */
  readonly expectDigest: string | undefined;
  /** A dry run, which copies nothing. */
  readonly preview: boolean;
  /** By target region, the workflow of each that has started. */
  readonly regions: ReadonlyMap<string, WorkflowExecution>;
  /** By target region, the result of deleting the requested copies when the run was cancelled. */
  readonly deleted: ReadonlyMap<string, Deletion>;
  /** The controls sent to the run, oldest first. */
  readonly controls: readonly ControlRecord[];
  /** How many caches the plan's selections matched. Empty without selections, and until they are resolved. */
  readonly selected: readonly SelectedCaches[];
}

/** A list without the entries that this version cannot read. */
function readable<T>(entry: z.ZodType<T>) {
  return z
    .array(z.unknown())
    .catch([])
    .transform((entries) => entries.map((each) => entry.safeParse(each)).flatMap(({ data }) => data ?? []));
}

const byRegion = <T>(entry: z.ZodType<T>) =>
  z
    .record(z.string(), z.unknown())
    .catch({})
    .transform((entries) => {
      const parsed = Object.entries(entries).map(([region, each]) => [region, entry.safeParse(each).data] as const);
      return new Map(parsed.flatMap(([region, data]) => (data === undefined ? [] : [[region, data] as const])));
    });

const memoSchema = z.object({
  planDigest: z.string().optional().catch(undefined),
  expectDigest: z.string().optional().catch(undefined),
  preview: z.boolean().catch(false),
  regions: byRegion(z.object({ workflowId: z.string(), runId: z.string() })),
  deleted: byRegion(deletionSchema),
  controls: readable(
    z.object({
      at: z.number(),
      control: z.enum(CONTROLS),
      target: z.string().optional(),
      by: z.string().optional(),
      reason: z.string().optional(),
    }),
  ),
  selected: readable(z.object({ cache: z.int(), matched: z.int() })),
});

/**
 * Reads a run's memo. Whatever this version cannot read in it is left out, and nothing else: the workflows of the regions
 * must be found in the memo of any version.
 */
export function readRunMemo(memo: unknown): RunMemo {
  const { planDigest, expectDigest, ...rest } = memoSchema.parse(isJsonMap(memo) ? memo : {});
  return { planDigest, expectDigest, ...rest };
}

/** Whether a workflow of the type of a run is a preview. A preview does not count as a run of its plan. */
export function isPreview({ memo }: Pick<WorkflowExecutionInfo, 'memo'>): boolean {
  return readRunMemo(memo).preview;
}

/** The error when something that only a run has is requested of a preview. */
export function notARun(workflowId: string): RunNotFound {
  return new RunNotFound(
    `${workflowId} is a preview, not a run: nothing was copied, and there is no report. Its result is in the Temporal UI; to preview the plan again, use \`eci-replicator plan preview FILE\`.`,
  );
}
