import type { ScenarioInput } from '../../src/simulator/scenario.js';
import { copyOf, existingCopy } from '../../test/support/copies.js';
import { FAULTS } from '../../test/support/faults.js';
import { planOf, SOURCE_REGION, sourceCaches } from '../../test/support/sources.js';
import type { Stage } from './stage.js';

/** Workflows that are played on a stage of their own, and the histories of them that are kept. */
export interface Recording {
  /** Also the plan's name. */
  readonly name: string;
  readonly scenario: ScenarioInput;
  /** Starts the workflows, steers them, and resolves once they have ended. */
  readonly play: (stage: Stage) => Promise<void>;
  readonly keeps: readonly KeptHistory[];
}

/** One file of `test/histories/unreleased`. */
export interface KeptHistory {
  /** Its name without `.json`. */
  readonly file: string;
  /** The id of a workflow that the recording starts. */
  readonly of: string;
  /** The child of that workflow whose history is kept, by type and number, from 0; a negative number counts from the last. */
  readonly child?: readonly [type: string, number: number];
  /** Which history of a workflow that continued as new: 0, the default, is the first, -1 the last. */
  readonly history?: number;
  /** The landmarks that make the history worth keeping, and how often each occurs at least. */
  readonly shows: Readonly<Record<string, number>>;
}

const BEIJING = 'cn-beijing';
const SHANGHAI = 'cn-shanghai';
const BOTH = [BEIJING, SHANGHAI];
/** The variable that names a webhook which answers 503 to the first attempt of each notification. */
export const WEBHOOK_ENV = 'HOOK';

const firstRegion = ['replicateRegion', 0] as const;
const secondRegion = ['replicateRegion', 1] as const;
/** Sources by selection, where the plan needs no ids. */
const selected = { region: SOURCE_REGION, caches: [{ select: { bucket: 'models' } }] };

/** The set of kept histories: every way of the workflows that a release must still replay. */
export const recordings: readonly Recording[] = [
  {
    name: 'plain',
    // So short that every copy is Available at its first poll: the region then polls immediately.
    scenario: { sources: sourceCaches(12), copyTime: '100ms' },
    play: async ({ start }) => {
      const plan = planOf({ name: 'plain', caches: 12, regions: BOTH, policy: { maxInFlight: 4 } });
      await (await start('replicate', 'replicate-plain', { plan })).end();
    },
    keeps: [
      {
        file: 'run',
        of: 'replicate-plain',
        shows: {
          UPSERT_WORKFLOW_SEARCH_ATTRIBUTES: 1,
          'activity describeSources': 1,
          'child replicateRegion': 2,
          'signal progress': 2,
          WORKFLOW_EXECUTION_COMPLETED: 1,
        },
      },
      {
        file: 'region',
        of: 'replicate-plain',
        child: firstRegion,
        shows: {
          'activity surveyRegion': 1,
          'activity copyDataCache': 12,
          'activity watchDataCaches': 3,
          WORKFLOW_EXECUTION_COMPLETED: 1,
        },
      },
    ],
  },
  {
    name: 'continued',
    scenario: { sources: sourceCaches(8), copyTime: '1s' },
    play: async ({ start }) => {
      const plan = planOf({ name: 'continued', caches: 8, regions: [BEIJING], policy: { maxInFlight: 2 } });
      await (await start('replicate', 'replicate-continued', { plan }, { continueAfterEvents: 30 })).end();
    },
    keeps: [
      {
        file: 'region-continues-as-new',
        of: 'replicate-continued',
        child: firstRegion,
        shows: { 'activity surveyRegion': 1, WORKFLOW_EXECUTION_CONTINUED_AS_NEW: 1 },
      },
      {
        file: 'region-continued',
        of: 'replicate-continued',
        child: firstRegion,
        history: -1,
        shows: { continued: 1, 'activity watchDataCaches': 1, WORKFLOW_EXECUTION_COMPLETED: 1 },
      },
    ],
  },
  {
    name: 'selected',
    scenario: {
      timeStarts: 'atFirstCopy',
      sources: sourceCaches(4).map((source, n) => (n === 3 ? { ...source, availableAfter: '4s' } : source)),
      copyTime: '1s',
      faults: { failCopies: [{ source: 'edc-source0000', region: BEIJING, times: 1 }] },
    },
    play: async ({ start }) => {
      const plan = { ...planOf({ name: 'selected', caches: 0, regions: [BEIJING] }), source: selected };
      await (await start('replicate', 'replicate-selected', { plan })).end();
    },
    keeps: [
      {
        file: 'run-selects-sources',
        of: 'replicate-selected',
        shows: { 'activity describeSources': 1, WORKFLOW_EXECUTION_COMPLETED: 1 },
      },
      {
        // One copy ends Failed, is deleted and requested again; one waits for its source.
        file: 'region-recreates-and-awaits-source',
        of: 'replicate-selected',
        child: firstRegion,
        shows: {
          'activity copyDataCache': 5,
          'activity deleteDataCache': 1,
          'activity watchDataCaches': 3,
          WORKFLOW_EXECUTION_COMPLETED: 1,
        },
      },
    ],
  },
  {
    name: 'renewed',
    scenario: {
      sources: sourceCaches(6),
      copyTime: '1s',
      existing: [0, 1, 2].map((n) => copyOf('renewed', n, { id: `edc-expiring${n}`, expiresAfter: '1d' })),
    },
    play: async ({ start }) => {
      const plan = planOf({
        name: 'renewed',
        caches: 6,
        regions: [BEIJING],
        copy: { retentionDays: 30 },
        policy: { renewBefore: '3d' },
      });
      await (await start('replicate', 'replicate-renewed', { plan })).end();
    },
    keeps: [
      {
        file: 'region-renews',
        of: 'replicate-renewed',
        child: firstRegion,
        shows: { 'activity copyDataCache': 6, 'activity deleteDataCache': 3, WORKFLOW_EXECUTION_COMPLETED: 1 },
      },
    ],
  },
  {
    name: 'full',
    scenario: {
      timeStarts: 'atFirstCopy',
      sources: sourceCaches(10),
      copyTime: '1s',
      regions: { [BEIJING]: { quotaLiftsAfter: '4s' } },
    },
    play: async ({ start }) => {
      const plan = planOf({ name: 'full', caches: 10, regions: [BEIJING] });
      await (await start('replicate', 'replicate-full', { plan })).end();
    },
    keeps: [
      {
        file: 'region-waits-for-capacity',
        of: 'replicate-full',
        child: firstRegion,
        shows: {
          'activity copyDataCache': 10,
          'retried activity': 1,
          TIMER_STARTED: 2,
          WORKFLOW_EXECUTION_COMPLETED: 1,
        },
      },
    ],
  },
  {
    name: 'faulty',
    scenario: { sources: sourceCaches(10), copyTime: '1s', faults: FAULTS },
    play: async ({ start }) => {
      const plan = planOf({ name: 'faulty', caches: 10, regions: BOTH });
      await (await start('replicate', 'replicate-faulty', { plan })).end();
    },
    keeps: [
      {
        file: 'run-meets-faults',
        of: 'replicate-faulty',
        shows: { 'child replicateRegion': 2, WORKFLOW_EXECUTION_COMPLETED: 1 },
      },
      {
        file: 'region-meets-faults',
        of: 'replicate-faulty',
        child: secondRegion,
        shows: { 'activity copyDataCache': 10, 'retried activity': 1, WORKFLOW_EXECUTION_COMPLETED: 1 },
      },
    ],
  },
  {
    name: 'previewed',
    scenario: { sources: sourceCaches(4), copyTime: '1s' },
    play: async ({ start }) => {
      const plan = planOf({ name: 'previewed', caches: 4, regions: BOTH });
      const preview = await (await start('replicate', 'preview-previewed', { plan, dryRun: true })).end();
      const { previewDigest: expectDigest } = preview as { previewDigest: string };
      await (await start('replicate', 'replicate-other-than-previewed', { plan, expectDigest: '0'.repeat(64) })).end();
      await (await start('replicate', 'replicate-previewed', { plan, expectDigest })).end();
    },
    keeps: [
      {
        file: 'preview',
        of: 'preview-previewed',
        shows: { 'child replicateRegion': 2, WORKFLOW_EXECUTION_COMPLETED: 1 },
      },
      {
        file: 'region-previewed',
        of: 'preview-previewed',
        child: firstRegion,
        shows: { 'activity regionUsage': 1, 'activity surveyRegion': 1, WORKFLOW_EXECUTION_COMPLETED: 1 },
      },
      {
        file: 'run-held-to-preview',
        of: 'replicate-previewed',
        // Both regions are previewed again, then copied to.
        shows: { 'memo expectDigest': 1, 'child replicateRegion': 4, WORKFLOW_EXECUTION_COMPLETED: 1 },
      },
      {
        file: 'run-differs-from-preview',
        of: 'replicate-other-than-previewed',
        shows: { 'child replicateRegion': 2, 'failure DigestDiffers': 1, WORKFLOW_EXECUTION_FAILED: 1 },
      },
    ],
  },
  {
    name: 'pruned',
    scenario: {
      sources: sourceCaches(4),
      existing: [existingCopy({ plan: 'pruned' }, { region: BEIJING, id: 'edc-unwanted', path: '/unwanted' })],
    },
    play: async ({ start }) => {
      const plan = { ...planOf({ name: 'pruned', caches: 0, regions: [BEIJING] }), source: selected };
      const preview = await (await start('prune', 'prune-preview-pruned', { plan })).end();
      const { pruneDigest: expectDigest } = preview as { pruneDigest: string };
      await (await start('prune', 'prune-pruned', { plan, dryRun: false, expectDigest })).end();
    },
    keeps: [
      {
        file: 'prune-preview',
        of: 'prune-preview-pruned',
        shows: { 'child pruneRegion': 1, 'signal found': 1, WORKFLOW_EXECUTION_COMPLETED: 1 },
      },
      {
        file: 'prune',
        of: 'prune-pruned',
        shows: {
          'activity findRunUnderWay': 2,
          'child pruneRegion': 1,
          'signal found': 1,
          'signals decide': 1,
          WORKFLOW_EXECUTION_COMPLETED: 1,
        },
      },
      {
        file: 'prune-region',
        of: 'prune-pruned',
        child: ['pruneRegion', 0],
        shows: {
          'activity listPrunableCopies': 1,
          'signal decide': 1,
          'activity deletePrunableCopies': 1,
          WORKFLOW_EXECUTION_COMPLETED: 1,
        },
      },
    ],
  },
  {
    name: 'cancelled',
    scenario: { sources: sourceCaches(6), copyTime: '1h' },
    play: async ({ start, untilBilled }) => {
      const plan = planOf({ name: 'cancelled', caches: 6, regions: BOTH, policy: { maxInFlight: 2 } });
      const run = await start('replicate', 'replicate-cancelled', { plan });
      await untilBilled(4);
      await run.steer('deleteOnCancel');
      await run.cancel();
      await run.end();
    },
    keeps: [
      {
        file: 'run-cancelled-with-deletion',
        of: 'replicate-cancelled',
        shows: { 'update deleteOnCancel': 1, 'activity deleteRequestedCopies': 2, WORKFLOW_EXECUTION_CANCELED: 1 },
      },
      {
        file: 'region-cancelled',
        of: 'replicate-cancelled',
        child: firstRegion,
        shows: { WORKFLOW_EXECUTION_CANCEL_REQUESTED: 1, WORKFLOW_EXECUTION_COMPLETED: 1 },
      },
    ],
  },
  {
    name: 'failed',
    scenario: { sources: sourceCaches(2), regions: { [BEIJING]: { errorCode: 'Zone.NotOnSale' } } },
    play: async ({ start }) => {
      const plan = planOf({ name: 'failed', caches: 2, regions: [BEIJING] });
      const notify = { webhookEnv: 'A_VARIABLE_THAT_IS_NOT_SET' };
      await (await start('replicate', 'replicate-failed', { plan: { ...plan, notify } })).end();
    },
    keeps: [
      {
        file: 'run-fails',
        of: 'replicate-failed',
        shows: { 'failure ReplicationFailed': 1, WORKFLOW_EXECUTION_FAILED: 1 },
      },
      {
        file: 'region-refused',
        of: 'replicate-failed',
        child: firstRegion,
        shows: { 'activity copyDataCache': 1, WORKFLOW_EXECUTION_COMPLETED: 1 },
      },
      {
        file: 'notify-fails',
        of: 'replicate-failed',
        child: ['notify', 0],
        shows: { 'activity postWebhook': 1, 'failure WebhookNotUsable': 1, WORKFLOW_EXECUTION_FAILED: 1 },
      },
    ],
  },
  {
    name: 'steered',
    scenario: {
      sources: sourceCaches(10),
      copyTime: '1s',
      faults: { copyRefusals: [{ source: 'edc-source0000', region: BEIJING, times: 1, code: 'InvalidParameter' }] },
    },
    play: async ({ start, untilBilled, untilContinued }) => {
      const plan = {
        ...planOf({ name: 'steered', caches: 10, regions: BOTH, policy: { maxInFlight: 2 } }),
        notify: { webhookEnv: WEBHOOK_ENV },
        waves: [{ regions: [BEIJING] }, { regions: [SHANGHAI], after: 'approval' }],
      };
      const run = await start('replicate', 'replicate-steered', { plan }, { continueAfterEvents: 40 });
      await untilBilled(1);
      await run.steer('pause', { by: 'ada', reason: 'the quota is being raised' });
      await run.steer('skip', { source: 'edc-source0009', reason: 'too large' });
      await run.steer('resume', { by: 'ada' });
      // The controls that follow reach a history that continues the one before.
      await untilContinued(`replicate-steered/${BEIJING}`);
      await run.steer('setMaxInFlight', { maxInFlight: 3, region: BEIJING });
      await run.steer('retryFailed', { by: 'grace' });
      await run.until(({ approval }) => approval !== undefined);
      await run.steer('approveWave', { wave: 2, by: 'ada' });
      await run.end();
    },
    keeps: [
      {
        file: 'run-steered',
        of: 'replicate-steered',
        shows: {
          'update pause': 1,
          'update skip': 1,
          'update resume': 1,
          'update setMaxInFlight': 1,
          'update retryFailed': 1,
          'update approveWave': 1,
          'signals control': 5,
          'child notify': 3,
          WORKFLOW_EXECUTION_COMPLETED: 1,
        },
      },
      {
        file: 'region-steered',
        of: 'replicate-steered',
        child: firstRegion,
        shows: { 'activity surveyRegion': 1, 'signal control': 1, WORKFLOW_EXECUTION_CONTINUED_AS_NEW: 1 },
      },
      {
        file: 'region-steered-continued',
        of: 'replicate-steered',
        child: firstRegion,
        history: 1,
        shows: { continued: 1, 'signal control': 1 },
      },
      {
        file: 'notify',
        of: 'replicate-steered',
        child: ['notify', -1],
        shows: { 'activity postWebhook': 1, 'retried activity': 1, WORKFLOW_EXECUTION_COMPLETED: 1 },
      },
    ],
  },
  {
    name: 'restarted',
    scenario: {
      sources: sourceCaches(3),
      copyTime: '1s',
      faults: { copyRefusals: [{ source: 'edc-source0000', region: BEIJING, times: 1, code: 'InvalidParameter' }] },
      // Keeps the run going after Beijing has ended.
      regions: { [SHANGHAI]: { quota: 0 } },
    },
    play: async ({ start, simulator }) => {
      const plan = planOf({ name: 'restarted', caches: 3, regions: BOTH });
      const run = await start('replicate', 'replicate-restarted', { plan });
      await run.until(({ regions }) => regions[0]?.phase === 'ended');
      await run.steer('retryFailed', { region: BEIJING });
      const shanghai = simulator.scenario.regions[SHANGHAI];
      if (shanghai !== undefined) shanghai.quota = 3;
      await run.end();
    },
    keeps: [
      {
        file: 'run-restarts-region',
        of: 'replicate-restarted',
        shows: { 'update retryFailed': 1, 'child replicateRegion': 3, WORKFLOW_EXECUTION_COMPLETED: 1 },
      },
      {
        file: 'region-restarted',
        of: 'replicate-restarted',
        child: ['replicateRegion', -1],
        shows: {
          'activity readFormerCopies': 1,
          'activity surveyRegion': 1,
          'activity copyDataCache': 1,
          WORKFLOW_EXECUTION_COMPLETED: 1,
        },
      },
    ],
  },
  {
    name: 'account',
    scenario: {
      sources: sourceCaches(2),
      copyTime: '1s',
      faults: { copyRefusals: [{ region: BEIJING, times: 1, code: 'Forbidden.SubUser' }] },
    },
    play: async ({ start }) => {
      const plan = planOf({ name: 'account', caches: 2, regions: [BEIJING], policy: { onAccountError: 'pause' } });
      const run = await start('replicate', 'replicate-account', { plan });
      await run.until(({ paused }) => paused !== undefined);
      await run.steer('resume', { by: 'ada' });
      await run.end();
    },
    keeps: [
      {
        file: 'run-paused-by-account-error',
        of: 'replicate-account',
        shows: { 'signal accountError': 1, 'update resume': 1, WORKFLOW_EXECUTION_COMPLETED: 1 },
      },
      {
        file: 'region-paused-by-account-error',
        of: 'replicate-account',
        child: firstRegion,
        shows: { 'signals accountError': 1, 'signal control': 1, WORKFLOW_EXECUTION_COMPLETED: 1 },
      },
    ],
  },
];
