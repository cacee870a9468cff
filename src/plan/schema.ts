import { z } from 'zod';
import { copySchema } from './copy-schema.js';
import { duration } from './duration.js';
import { maxInFlight, regionId, variableName } from './fields.js';
import { notifySchema } from './notify-schema.js';
import { policySchema } from './policy-schema.js';
import { scheduleSchema } from './schedule-schema.js';
import { sourceSchema } from './source-schema.js';

const targetSchema = z.strictObject({
  region: regionId.describe('A region to copy to: not the source region, and each once.'),
  required: z.boolean().prefault(true).describe('Whether the run fails without it. Default: true.'),
  maxInFlight: maxInFlight.exactOptional().describe("Copies under way here, 1 to 500. Default: the policy's."),
  copy: copySchema.prefault({}).describe("Overrides the plan's `copy` by key, and its tags by tag. Default: none."),
});

const waveSchema = z.strictObject({
  regions: z.array(regionId).min(1).describe('The targets of this wave.'),
  after: z
    .enum(['ready', 'approval'])
    .prefault('ready')
    .describe('What it waits for: the wave before to be ready, or also for approval. Default: ready.'),
  approvalTimeout: duration.prefault('12h').describe('How long to wait for approval. Default: 12h.'),
});

/** Every key that a plan may have. Durations are text in the plan and milliseconds once parsed. */
export const planSchema = z
  .strictObject({
    version: z.literal(1).describe('The version of this format: 1.'),
    name: z
      .string()
      .regex(/^[a-z0-9-]{1,40}$/, 'must be 1 to 40 lower-case letters, digits and hyphens')
      .describe("The plan's name; its run is the workflow `replicate-<name>`."),
    vars: z
      .record(variableName, z.string().max(1_024).nullable())
      .prefault({})
      .describe(
        'Variables for `${x}` in any text below; `$${` is a plain `${`. One without a value must be given at the start.',
      ),
    source: sourceSchema.describe('Where the caches come from, and which.'),
    copy: copySchema.prefault({}).describe('What every copy is made with.'),
    targets: z.array(targetSchema).min(1).max(100).describe('The regions to copy to.'),
    waves: z
      .array(waveSchema)
      .min(1)
      .max(100)
      .exactOptional()
      .describe('The order of the targets, each in exactly one wave. Default: one wave of all.'),
    policy: policySchema.prefault({}).describe('How a run waits, retries, replaces and gives up.'),
    schedule: scheduleSchema
      .exactOptional()
      .describe('When the plan is run by itself, by `cron` or `every`. Default: only when started.'),
    notify: notifySchema.exactOptional().describe('Who is told how a run goes. Default: nobody.'),
  })
  .transform((plan) => ({
    ...plan,
    waves: plan.waves ?? [waveSchema.parse({ regions: plan.targets.map((target) => target.region) })],
  }));

/** A plan that was checked: every default filled in (the one wave too), durations in milliseconds, variables replaced. */
export type Plan = z.output<typeof planSchema>;

/** The part of a plan that says which caches are copied. */
export interface CopiedSources {
  readonly source: Pick<Plan['source'], 'region' | 'caches'>;
}

/** A plan as it is written. */
export type PlanInput = z.input<typeof planSchema>;
