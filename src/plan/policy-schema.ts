import { z } from 'zod';
import { duration } from './duration.js';
import { maxInFlight } from './fields.js';

/** Waiting for a region that is full. */
export const capacitySchema = z.strictObject({
  firstRetry: duration.prefault('30s').describe('The first wait before a full region is asked again. Default: 30s.'),
  maxRetry: duration.prefault('10m').describe('The longest wait between two tries. Default: 10m.'),
  giveUpAfter: duration
    .prefault('24h')
    .describe(
      'How long since its last accepted copy a region may stay full; then all that wait there end. Default: 24h.',
    ),
});

const readySchema = z.strictObject({
  pollEvery: duration.prefault('10s').describe('How often copies under way are looked at. Default: 10s.'),
  giveUpAfter: duration.prefault('6h').describe('How long a copy may take to become Available. Default: 6h.'),
  absentAfter: duration
    .prefault('10m')
    .describe('How long a copy may not be listed before it counts as vanished. Default: 10m.'),
});

const failedCopySchema = z.strictObject({
  attempts: z
    .int()
    .min(1)
    .max(20)
    .prefault(3)
    .describe('How often a copy that ends Failed is made in all. Default: 3.'),
});

const failureBudgetSchema = z.union([
  z.strictObject({
    count: z.int().min(0).max(1_000_000).describe('How many copies that are not required may fail.'),
    percent: z.never({ error: 'and `count` exclude each other: keep one of them' }).exactOptional(),
  }),
  z.strictObject({
    percent: z
      .number()
      .min(0)
      .max(100)
      .prefault(100)
      .describe('How many of the copies that are not required may fail, in percent. Default: 100.'),
    count: z.never({ error: 'and `percent` exclude each other: keep one of them' }).exactOptional(),
  }),
]);

/** How a run waits, retries, replaces and gives up. */
export const policySchema = z.strictObject({
  maxInFlight: maxInFlight
    .prefault(10)
    .describe('Copies under way per target region, from request to ready, 1 to 500. Default: 10.'),
  capacity: capacitySchema.prefault({}).describe('Waiting for a region that is full.'),
  ready: readySchema.prefault({}).describe('Waiting until copies are Available.'),
  failedCopy: failedCopySchema.prefault({}).describe('Copies that end Failed: deleted if ours, and made again.'),
  failureBudget: failureBudgetSchema
    .prefault({ percent: 100 })
    .describe('How many of the copies that are not required may fail, as `count` or `percent`, before the run fails.'),
  renewBefore: duration
    .exactOptional()
    .describe('Renew a copy this long before it expires; shorter than every `retentionDays`. Default: off.'),
  renew: z
    .enum(['beside', 'replace'])
    .prefault('beside')
    .describe(
      '`beside` keeps the old copy until the new one is Available; `replace` deletes it first. Default: beside.',
    ),
  supersede: z
    .enum(['conflict', 'replace'])
    .prefault('conflict')
    .describe("What to do about this plan's copy of another source at the same path. Default: conflict."),
  blindSurvey: z
    .enum(['stop', 'trust'])
    .prefault('stop')
    .describe(
      'Whether to believe an empty survey that nothing proves: `stop` ends the region, `trust` copies. Default: stop.',
    ),
  onAccountError: z
    .enum(['fail', 'pause'])
    .prefault('fail')
    .describe('What arrears, risk control or a missing permission do to the run. Default: fail.'),
  deadline: duration
    .exactOptional()
    .describe('Ends the run this long after its start; pausing stops no clock. Default: none.'),
});
