import { z } from 'zod';
import { duration } from './duration.js';
import {
  bucketName,
  cacheName,
  cachePath,
  dataCacheId,
  environmentVariable,
  excludedBy,
  MAX_COPIES_PER_REGION,
  MAX_TAGS,
  maxInFlight,
  pathPrefix,
  regionId,
  tagKey,
  tagValue,
  variableName,
} from './fields.js';
import { policySchema } from './policy-schema.js';
import { scheduleSchema } from './schedule-schema.js';

const destinationSchema = z.strictObject({
  bucket: bucketName.exactOptional().describe("The copy's bucket. Default: the source's."),
  path: cachePath.exactOptional().describe("The copy's path. Default: the source's."),
  name: cacheName.exactOptional().describe("The copy's name. Default: the source's."),
});

const selectSchema = z
  .strictObject({
    bucket: bucketName.exactOptional().describe('Caches in this bucket.'),
    pathPrefix: pathPrefix.exactOptional().describe('Caches at this path or below it.'),
    name: cacheName.exactOptional().describe('Caches with this name.'),
    tags: z
      .record(z.string().min(1).max(128), z.string().max(128))
      .exactOptional()
      .describe('Caches that have all of these tags.'),
  })
  .refine(
    (select) => Object.keys(select).length > 0,
    'needs at least one of `bucket`, `pathPrefix`, `name` and `tags`',
  );

const cacheSchema = z.union([
  z.strictObject({
    id: dataCacheId.describe('The id of a source cache, `edc-…`. Each id at most once.'),
    as: destinationSchema
      .exactOptional()
      .describe("The destination of the copies, and their name. Default: the source's."),
    select: excludedBy('id'),
  }),
  z.strictObject({
    select: selectSchema.describe('Every cache that matches all of these conditions when the plan is run.'),
    id: excludedBy('select'),
    as: z.never({ error: 'is valid with `id` only: several caches cannot share one destination' }).exactOptional(),
  }),
]);

const sourceSchema = z.strictObject({
  region: regionId.describe('The region of the source caches.'),
  caches: z
    .array(cacheSchema)
    .min(1)
    .max(MAX_COPIES_PER_REGION)
    .describe('The source caches, each by `id` or by `select`. At most 2,000.'),
  giveUpAfter: duration.prefault('6h').describe('How long a source cache may take to become Available. Default: 6h.'),
});

/** The limit on tags is checked after a target's tags are merged in. */
const copySchema = z.strictObject({
  retentionDays: z
    .int()
    .min(1)
    .max(36_500)
    .exactOptional()
    .describe('Days until a copy expires. Default: it never expires, and its storage is billed until it is deleted.'),
  tags: z.record(tagKey, tagValue).exactOptional().meta({
    description:
      'Tags of every copy, at most 16. Keys that start with `eci-replicator:`, `aliyun` or `acs:` are reserved, and the service refuses `http://` and `https://`.',
    maxProperties: MAX_TAGS,
  }),
  resourceGroupId: z
    .string()
    .max(64)
    .regex(/^rg-[A-Za-z0-9-]+$/, 'must be the id of a resource group, which starts with `rg-`')
    .exactOptional()
    .describe("The resource group of every copy, `rg-…`. Default: the account's default group."),
});

const targetSchema = z.strictObject({
  region: regionId.describe('A region to copy to. Not the source region, and each region once.'),
  required: z.boolean().prefault(true).describe('Whether the run fails if this region fails. Default: true.'),
  maxInFlight: maxInFlight.exactOptional().describe("Copies in flight here, 1 to 500. Default: the policy's."),
  copy: copySchema
    .prefault({})
    .describe("Overrides the plan's `copy` key by key, and its tags tag by tag. Default: none."),
});

const MAX_TARGETS = 100;

const waveSchema = z.strictObject({
  regions: z.array(regionId).min(1).max(MAX_TARGETS).describe('The targets of this wave. At most 100.'),
  after: z
    .enum(['ready', 'approval'])
    .prefault('ready')
    .describe('What the wave waits for: `ready`, the wave before it; `approval`, also an approval. Default: ready.'),
  approvalTimeout: duration.prefault('12h').describe('How long to wait for approval. Default: 12h.'),
});

/** The events that a run can send notifications about. */
export const NOTIFY_EVENTS = ['ready', 'partial', 'failed', 'cancelled', 'paused', 'approval'] as const;

export type NotifyEvent = (typeof NOTIFY_EVENTS)[number];

/** Webhook addresses are secrets, so a plan has only the names of the worker's environment variables. */
const notifySchema = z.strictObject({
  webhookEnv: environmentVariable.describe("The worker's environment variable that holds the webhook's address."),
  secretEnv: environmentVariable
    .exactOptional()
    .describe("The worker's environment variable that holds the signing secret. Default: unsigned."),
  on: z
    .array(z.enum(NOTIFY_EVENTS))
    .min(1)
    .max(NOTIFY_EVENTS.length)
    .prefault([...NOTIFY_EVENTS])
    .describe('The events to send. Default: all.'),
  expectBody: z
    .string()
    .min(1)
    .max(200)
    .exactOptional()
    .describe('Text that the answer must contain to count as delivered. Default: the HTTP status decides alone.'),
});

/** Every key of a plan. Durations are text in the plan and milliseconds once parsed. */
export const planSchema = z
  .strictObject({
    version: z.literal(1).describe('The version of this format: 1.'),
    name: z
      .string()
      .regex(/^[a-z0-9-]{1,40}$/, 'must be 1 to 40 lower-case letters, digits and hyphens')
      .describe("The plan's name. Its run is the workflow `replicate-<name>`."),
    vars: z
      .record(variableName, z.string().max(1_024).nullable())
      .prefault({})
      .describe(
        'Variables for `${x}` in any string below; `$${` is a literal `${`. A variable without a value must be given one at the start.',
      ),
    source: sourceSchema.describe('The source caches and their region.'),
    copy: copySchema.prefault({}).describe('Settings of every copy.'),
    targets: z.array(targetSchema).min(1).max(MAX_TARGETS).describe('The regions to copy to.'),
    waves: z
      .array(waveSchema)
      .min(1)
      .max(MAX_TARGETS)
      .exactOptional()
      .describe('The order of the targets, each in exactly one wave. Default: one wave of all targets.'),
    policy: policySchema.prefault({}).describe('How a run waits, retries, replaces copies and gives up.'),
    schedule: scheduleSchema
      .exactOptional()
      .describe('When to run the plan, by `cron` or `every`. Default: only when it is started.'),
    notify: notifySchema.exactOptional().describe('Where to send notifications about a run. Default: nowhere.'),
  })
  .transform((plan) => ({
    ...plan,
    waves: plan.waves ?? [waveSchema.parse({ regions: plan.targets.map((target) => target.region) })],
  }));

/** A valid plan: with every default (the single wave too), durations in milliseconds, and variables replaced. */
export type Plan = z.output<typeof planSchema>;

/** The part of a plan that says which data caches are copied. */
export interface CopiedSources {
  readonly source: Pick<Plan['source'], 'region' | 'caches'>;
}

/** A plan as it is written. */
export type PlanInput = z.input<typeof planSchema>;
