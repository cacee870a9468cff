import { z } from 'zod';
import { OUTCOMES } from '../copies/copy-record.js';
import { WAIT_KINDS } from '../copies/region-result.js';
import { RUN_OUTCOMES } from '../copies/run-outcome.js';
import { VERDICTS } from '../copies/verdict.js';
import { CONTROLS } from '../controls/control-usage.js';
import { CANCEL } from '../controls/controls.js';

const copyOutcome = z.enum(OUTCOMES);
const count = z.int().min(0);
/** ISO 8601. */
const time = z.string();

const countsSchema = z.strictObject({
  planned: count.describe('All copies of the plan.'),
  ready: count,
  failed: count,
  conflict: count,
  skipped: count,
  pending: count.describe('Copies without an outcome: under way, or not requested when the run was cancelled.'),
  adopted: count.describe('Ready copies that the run found and did not request.'),
});

const copySchema = z.strictObject({
  source: z.string().describe("The source cache's id."),
  sourceRegion: z.string(),
  region: z.string().describe('The target region.'),
  dataCacheId: z
    .string()
    .nullable()
    .describe('The id of the copy; for a conflict, the id of the data cache in the way.'),
  bucket: z.string().nullable().describe('Null: that of the source, which was not looked up.'),
  path: z.string().nullable().describe('Null: that of the source, which was not looked up.'),
  sizeGiB: z.number().nullable().describe('Size of the source in GiB.'),
  expiresAt: time.nullable().describe('As the service writes it. Null: never, or not known.'),
  verdict: z.enum(VERDICTS).nullable().describe('Null: the region was not surveyed.'),
  outcome: copyOutcome,
  generation: count,
  attempts: count.describe('CopyDataCache calls made, over all generations.'),
  code: z.string().nullable(),
  reason: z.string().nullable(),
  advice: z.string().nullable().describe('What to do about the code.'),
  requestId: z.string().nullable(),
  requestedAt: time.nullable().describe('When the request of this run was accepted. Null for an adopted copy.'),
  readyAt: time.nullable(),
  ended: z
    .array(
      z.strictObject({
        generation: count,
        dataCacheId: z.string().nullable(),
        code: z.string(),
        reason: z.string().nullable(),
      }),
    )
    .describe('Earlier generations that this run saw end, oldest first.'),
  why: z
    .string()
    .nullable()
    .describe('What showed that the copy did not exist when this run requested it. Null: this run did not request it.'),
});

const regionSchema = z.strictObject({
  region: z.string(),
  required: z.boolean().nullable().describe('Whether the run fails without it. Null: not known.'),
  startedAt: time.nullable().describe('Null: not started, or not known.'),
  endedAt: time.nullable().describe('Null: not ended, or not known.'),
  waits: z
    .array(
      z.strictObject({
        kind: z.enum(WAIT_KINDS),
        code: z.string().nullable().describe('The code of the refusal that began it.'),
        reason: z.string().nullable(),
        from: time,
        to: time.nullable().describe('Null: still waiting at the last known event.'),
      }),
    )
    .describe('When the region requested no copies, and why; oldest first.'),
  partialView: z
    .strictObject({
      listed: count.describe('The number of data caches that were shown.'),
      counted: count.nullable().describe('How many ListUsage counts. Null: not known.'),
    })
    .nullable()
    .describe('What the last survey showed, if that was not the whole region. Null: it was, or is not known.'),
});

const controlSchema = z.strictObject({
  at: time,
  control: z.enum([...CONTROLS, CANCEL]),
  target: z.string().nullable().describe('What the control applies to. Null: the whole run.'),
  by: z.string().nullable(),
  reason: z.string().nullable(),
});

/** The report as JSON. Every key is always present; unknown values are null. */
export const reportSchema = z.strictObject({
  version: z.literal(1),
  plan: z.string(),
  planDigest: z.string().nullable().describe('Null: the plan was rejected.'),
  workflowId: z.string(),
  runId: z.string(),
  startedAt: time,
  finishedAt: time.nullable().describe('Null: the run is under way.'),
  outcome: z.enum(RUN_OUTCOMES),
  counts: countsSchema,
  copies: z.array(copySchema),
  regions: z.array(regionSchema).describe('The target regions, in the order of the plan.'),
  controls: z
    .array(controlSchema)
    .describe('Controls that were applied to the run, and its cancellation; oldest first.'),
  deletion: z
    .strictObject({
      deleted: count.describe('Copies that this run requested and that were deleted.'),
      left: count.describe('Copies that are still to be deleted or, once the run has ended, that were not.'),
    })
    .nullable()
    .describe(
      'What became of the copies of a run that was cancelled with their deletion. Null: no deletion was asked for.',
    ),
});
