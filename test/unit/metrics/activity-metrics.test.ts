import type { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { ActivityExecuteInput } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { activityMetrics } from '../../../src/metrics/activity-metrics.js';
import { ExpiringGauges } from '../../../src/metrics/expiring-gauges.js';
import type { Meter } from '../../../src/metrics/meter.js';

const WORKFLOW = 'replicate-weights/cn-beijing';
const CACHES = [{ id: 'edc-1' }, { id: 'edc-2' }, { id: 'edc-3' }];
const watch = (region = 'cn-beijing') => ({ region, caches: CACHES, pollEvery: 1_000 });
const copy = (probe?: object) => ({ plan: 'weights', region: 'cn-beijing', probe });
const webhook = { notification: { plan: 'weights' } };
const later = ApplicationFailure.create({ message: 'later', nextRetryDelay: 30_000 });
const never = ApplicationFailure.nonRetryable('never');
const changes = (...kinds: string[]) => ({ changes: kinds.map((kind, i) => ({ id: `edc-${i + 1}`, kind })), seen: [] });

/** What one attempt of an activity records: `name labels value`. */
async function recorded(activityType: string, task: object, ending: unknown, workflowId = WORKFLOW): Promise<string[]> {
  const lines: string[] = [];
  const record: Meter['record'] = ({ name }, labels, value) =>
    void lines.push([name.replace('eci_replicator_', ''), ...Object.values<string>(labels), value].join(' '));
  const meter = { record };
  const context = { info: { activityType, workflowExecution: { workflowId } } } as Context;
  const { execute } = activityMetrics(context, { meter, gauges: new ExpiringGauges(meter) });
  const input = { args: [task], headers: {} } as ActivityExecuteInput;
  const attempt = () => (ending instanceof Error ? Promise.reject(ending) : Promise.resolve(ending));
  if (execute === undefined) await attempt();
  else if (ending instanceof Error) await expect(execute(input, attempt)).rejects.toBe(ending);
  else expect(await execute(input, attempt)).toBe(ending);
  return lines;
}

describe('an attempt of an activity', () => {
  it.each([
    ['a poll in vain counts all copies', 'watchDataCaches', watch(), later, 'copies_in_flight weights cn-beijing 3'],
    [
      'a poll counts what is still under way',
      'watchDataCaches',
      watch(),
      changes('available', 'failed', 'absent'),
      'copies_in_flight weights cn-beijing 1',
    ],
    [
      'the probe of a full region says since when',
      'copyDataCache',
      copy({ closedSince: 60_000 }),
      later,
      'capacity_waiting_since_timestamp_seconds weights cn-beijing 60',
    ],
    [
      'a probe that is accepted ends the wait',
      'copyDataCache',
      copy({ closedSince: 60_000 }),
      { kind: 'accepted' },
      'capacity_waiting_since_timestamp_seconds weights cn-beijing 0',
    ],
    ['a notification arrives', 'postWebhook', webhook, { status: 204 }, 'webhook_requests_total weights delivered 1'],
    ['a notification is sent again', 'postWebhook', webhook, later, 'webhook_requests_total weights retried 1'],
    ['a notification is given up', 'postWebhook', webhook, never, 'webhook_requests_total weights failed 1'],
  ])('is measured: %s', async (_what, activity, task, ending, line) => {
    expect(await recorded(activity, task, ending)).toEqual([line]);
  });

  it.each([
    ['a poll of sources, which are in another region', 'watchDataCaches', watch('cn-hongkong'), later],
    ['a request that is no probe', 'copyDataCache', copy(), later],
    ['any other activity', 'surveyRegion', {}, {}],
    ['an attempt that was cancelled', 'watchDataCaches', watch(), new Error('cancelled')],
  ])('is not measured: %s', async (_what, activity, task, ending) => {
    expect(await recorded(activity, task, ending)).toEqual([]);
  });
});
