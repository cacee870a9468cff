import { z } from 'zod';
import type { SelectedCaches } from '../../workflows/messages.js';
import { type ControlRecord, CONTROLS } from '../controls/controls.js';
import type { Deletion } from '../copies/deletion.js';
import type { RunExecution } from './run-execution.js';

/** What a run notes in its memo for those who look at it from outside. */
export interface RunMemo {
  readonly planDigest: string | undefined;
  /** The digest of a preview that it was started with. */
  readonly expectDigest: string | undefined;
  /** A dry run, which copies nothing. */
  readonly preview: boolean;
  /** The workflows of the target regions that have started. */
  readonly regions: ReadonlyMap<string, RunExecution>;
  /** By region, what became of the requested copies when the run was cancelled and they were to be deleted. */
  readonly deleted: ReadonlyMap<string, Deletion>;
  /** What was sent to it while it was under way, oldest first. */
  readonly controls: readonly ControlRecord[];
  /** What the plan's selections matched; empty without any, and until they are resolved. */
  readonly selected: readonly SelectedCaches[];
}

const execution = z.object({ workflowId: z.string(), runId: z.string() });
const deletion = z.object({
  left: z.array(z.object({ reason: z.string(), rows: z.string() })),
  lost: z.literal(true).optional(),
});
const control = z.object({
  at: z.number(),
  control: z.enum(CONTROLS),
  target: z.string().optional(),
  by: z.string().optional(),
  reason: z.string().optional(),
});
const memoSchema = z.object({
  planDigest: z.string().optional(),
  expectDigest: z.string().optional(),
  preview: z.boolean().default(false),
  regions: z.record(z.string(), execution).default({}),
  deleted: z.record(z.string(), deletion).default({}),
  controls: z.array(control).default([]),
  selected: z.array(z.object({ cache: z.int(), matched: z.int() })).default([]),
});

/** Reads a run's memo; one that is not as this version writes it counts as empty. */
export function readRunMemo(memo: unknown): RunMemo {
  const parsed = memoSchema.safeParse(memo ?? {});
  const { planDigest, expectDigest, preview, regions, deleted, controls, selected } = parsed.success
    ? parsed.data
    : memoSchema.parse({});
  return {
    planDigest,
    expectDigest,
    preview,
    regions: new Map(Object.entries(regions)),
    deleted: new Map(Object.entries(deleted)),
    controls,
    selected,
  };
}
