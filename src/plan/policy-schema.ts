import { z } from 'zod';
import { duration } from './duration.js';
import { excludedBy, maxInFlight } from './fields.js';

/** How a run waits for a region that is out of capacity. */
export const capacitySchema = z.strictObject({
  firstRetry: duration.prefault('30s').describe('The wait before the first retry in a full region. Default: 30s.'),
  maxRetry: duration.prefault('10m').describe('The longest wait between two retries. Default: 10m.'),
  giveUpAfter: duration
    .prefault('24h')
    .describe(
      'How long a region may stay full after its last accepted copy. Then all copies that wait there fail. Default: 24h.',
    ),
});

const readySchema = z.strictObject({
  pollEvery: duration.prefault('10s').describe('The interval at which copies in flight are polled. Default: 10s.'),
  giveUpAfter: duration.prefault('6h').describe('How long a copy may take to become Available. Default: 6h.'),
  absentAfter: duration
    .prefault('10m')
    .describe(
      'How long a copy may be missing from listings before it counts as vanished, and how long to wait for a source that is not shown but may exist. Default: 10m.',
    ),
});

const failedCopySchema = z.strictObject({
  attempts: z
    .int()
    .min(1)
    .max(20)
    .prefault(3)
    .describe('How many times a copy that ends as Failed is created, including the first. Default: 3.'),
});

const failureBudgetSchema = z.union([
  z.strictObject({
    count: z.int().min(0).max(1_000_000).describe('How many copies that are not required may fail.'),
    percent: excludedBy('count'),
  }),
  z.strictObject({
    percent: z
      .number()
      .min(0)
      .max(100)
      .prefault(100)
      .describe('The percentage of the copies that are not required that may fail. Default: 100.'),
    count: excludedBy('percent'),
  }),
]);

/** How a run waits, retries, replaces copies and gives up. */
export const policySchema = z.strictObject({
  maxInFlight: maxInFlight
    .prefault(10)
    .describe('Copies in flight per target region, from request to ready, 1 to 500. Default: 10.'),
  capacity: capacitySchema.prefault({}).describe('How to wait for a region that is out of capacity.'),
  ready: readySchema.prefault({}).describe('How to wait until copies are Available.'),
  failedCopy: failedCopySchema
    .prefault({})
    .describe(
      'What to do about copies that end as Failed. Those that this plan created are deleted and created again.',
    ),
  failureBudget: failureBudgetSchema
    .prefault({ percent: 100 })
    .describe('How many of the copies that are not required may fail before the run fails, as `count` or `percent`.'),
  renewBefore: duration
    .exactOptional()
    .describe('Renew a copy this long before it expires. Must be shorter than every `retentionDays`. Default: off.'),
  renew: z
    .enum(['beside', 'replace', 'extend'])
    .prefault('beside')
    .describe(
      '`beside` keeps the old copy until the new one is Available; `replace` deletes it first; `extend` asks the service to keep the old copy longer, and renews beside it if that is refused. Default: beside.',
    ),
  supersede: z
    .enum(['conflict', 'replace'])
    .prefault('conflict')
    .describe("What to do about this plan's own copy of another source at the same path. Default: conflict."),
  blindSurvey: z
    .enum(['stop', 'trust', 'strict'])
    .prefault('stop')
    .describe(
      'What to do if a survey does not show the whole region: `stop` ends the region if nothing is shown, or if a copy of this plan is hidden; `strict` ends it in any case; `trust` copies. Default: stop.',
    ),
  onAccountError: z
    .enum(['fail', 'pause'])
    .prefault('fail')
    .describe(
      'What the run does after an account error: payment overdue, risk control or a missing permission. Default: fail.',
    ),
  deadline: duration
    .exactOptional()
    .describe('Ends the run this long after its start, including the time that it is paused. Default: none.'),
});
