import type { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';
import type { CopyTask } from '../../activities/copy-task.js';
import type { WatchResult, WatchTask } from '../../activities/watch-data-caches.js';
import type { WebhookTask } from '../notify/webhook-task.js';
import { planOfRegion } from '../workflow-ids.js';
import type { ExpiringGauges } from './expiring-gauges.js';
import type { Meter } from './meter.js';
import { METRICS } from './metric-table.js';

/** How late the next attempt may be before a gauge is no longer believed, ms. */
const PATIENCE_MS = 2 * 60_000;

export interface ActivityMeters {
  readonly meter: Pick<Meter, 'record'>;
  readonly gauges: ExpiringGauges;
}

/**
 * Measures what only the attempts of activities know: how many copies are under way, since when a region is full, and what
 * became of webhooks. A workflow that waits gets no task for hours, while its activities are retried all the time.
 */
export function activityMetrics(context: Context, { meter, gauges }: ActivityMeters): ActivityInboundCallsInterceptor {
  const { activityType, workflowExecution } = context.info;
  const workflowId = workflowExecution?.workflowId ?? '';
  const measures: Readonly<Record<string, (task: unknown, ending: Ending) => void>> = {
    watchDataCaches: (task, ending) => inFlight(gauges, workflowId, task as WatchTask, ending),
    copyDataCache: (task, ending) => waiting(gauges, task as CopyTask, ending),
    postWebhook: (task, { failure }) => {
      const result = failure === undefined ? 'delivered' : failure.isRetried ? 'retried' : 'failed';
      meter.record(METRICS.webhooks, { plan: (task as WebhookTask).notification.plan, result }, 1);
    },
  };
  const measure = measures[activityType];
  return measure === undefined ? {} : { execute: (input, next) => measured(input, next, measure) };
}

/** How an attempt ended. */
interface Ending {
  readonly result?: unknown;
  /** `delay` until the next attempt, ms. */
  readonly failure?: { readonly isRetried: boolean; readonly delay: number };
}

async function measured(
  input: ActivityExecuteInput,
  next: Next<ActivityInboundCallsInterceptor, 'execute'>,
  measure: (task: unknown, ending: Ending) => void,
): Promise<unknown> {
  const [task] = input.args;
  try {
    const result = await next(input);
    measure(task, { result });
    return result;
  } catch (error) {
    if (error instanceof ApplicationFailure) {
      const delay = Number(error.nextRetryDelay ?? 0);
      measure(task, { failure: { isRetried: error.nonRetryable !== true, delay } });
    }
    throw error;
  }
}

/** A region's workflow also polls sources, in another region. */
function inFlight(gauges: ExpiringGauges, workflowId: string, task: WatchTask, ending: Ending): void {
  const { region, caches, pollEvery } = task;
  const plan = planOfRegion(workflowId, region);
  if (plan === undefined) return;
  const changes = ending.failure === undefined ? (ending.result as WatchResult).changes : [];
  const gone = new Set(changes.filter(({ kind }) => ENDED.has(kind)).map(({ id }) => id));
  const left = caches.filter(({ id }) => !gone.has(id)).length;
  gauges.set(METRICS.copiesInFlight, { plan, region }, left, pollEvery + PATIENCE_MS);
}

/** After the other changes the copy is still under way. */
const ENDED: ReadonlySet<string> = new Set<WatchResult['changes'][number]['kind']>([
  'available',
  'failed',
  'vanished',
  'notVisible',
  'overdue',
]);

/** Only the probe of a full region is asked again and again. */
function waiting(gauges: ExpiringGauges, { plan, region, probe }: CopyTask, { failure }: Ending): void {
  if (probe === undefined) return;
  const since = failure?.isRetried === true ? probe.closedSince / 1_000 : 0;
  gauges.set(METRICS.waitingSince, { plan, region }, since, (failure?.delay ?? 0) + PATIENCE_MS);
}
