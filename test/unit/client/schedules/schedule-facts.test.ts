import { describe, expect, it } from 'vitest';
import { type ScheduleFacts, scheduleChanges } from '../../../../src/client/schedules/schedule-facts.js';

const facts: ScheduleFacts = {
  when: 'cron 0 3 * * *',
  timezone: 'UTC',
  jitter: null,
  catchupWindow: '10m',
  pauseOnFailure: false,
  overlap: 'skip',
  taskQueue: 'eci-replicator',
  planDigest: 'digest-1',
  follow: null,
  vars: { a: '1', b: '2' },
  regions: ['cn-beijing', 'cn-shanghai'],
};

describe('the changes of a schedule', () => {
  const others: ScheduleFacts = {
    when: 'every 6h',
    timezone: 'Asia/Shanghai',
    jitter: '5m',
    catchupWindow: '1h',
    pauseOnFailure: true,
    overlap: 'bufferone',
    taskQueue: 'other',
    planDigest: 'digest-2',
    follow: 'plan.yaml',
    vars: { a: '1', b: '3' },
    regions: ['cn-beijing'],
  };

  it.each(Object.keys(facts) as (keyof ScheduleFacts)[])('have %s, from and to', (field) => {
    expect(scheduleChanges(facts, { ...facts, [field]: others[field] })).toEqual([
      { field, from: facts[field], to: others[field] },
    ]);
  });

  it('are empty for the same facts, whatever the order of the variables', () => {
    expect(scheduleChanges(facts, { ...facts, vars: { b: '2', a: '1' } })).toEqual([]);
  });
});
