import { randomUUID } from 'node:crypto';
import { Client, Connection, type ScheduleHandle } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scheduleOptions } from '../../src/client/schedules/wanted-schedule.js';
import { nextTimes } from '../../src/plan/schedule-times.js';
import { planSchema } from '../../src/plan/plan-schema.js';
import { temporalAddress } from '../support/shared-server.js';
import { planOf } from '../support/sources.js';

/** The schedule, and a time before the clock change that it is about. */
const SPECS: [about: string, schedule: Record<string, string>, from: string][] = [
  ['a time a day', { cron: '0 3 * * *', timezone: 'Asia/Shanghai' }, '2027-01-01'],
  ['a day of the month and one of the week', { cron: '0 3 13 * 5' }, '2027-01-01'],
  ['names, lists, ranges and steps', { cron: '*/20,7 0-6/3,22 1,15 JAN-MAR Mon-fri' }, '2027-01-01'],
  ['a step without an end', { cron: '5/20 3 * * *' }, '2027-01-01'],
  ['Sunday as 7', { cron: '0 3 * * 5-7' }, '2027-01-01'],
  ['steps of days of the week', { cron: '0 3 * * 1-7/2' }, '2027-01-01'],
  ['steps of days of the month', { cron: '0 3 */10 * 1' }, '2027-01-01'],
  ['a leap day', { cron: '0 0 29 2 *' }, '2027-01-01'],
  ['what clocks skip', { cron: '30 2 * * *', timezone: 'America/New_York' }, '2027-03-13'],
  ['midnight, where clocks skip it', { cron: '0 0 * * *', timezone: 'Africa/Cairo' }, '2027-04-28'],
  ['what clocks show twice', { cron: '*/30 1,2 * * *', timezone: 'America/New_York' }, '2027-11-07'],
  [
    'each half hour, while clocks go back',
    { cron: '*/30 * * * *', timezone: 'America/New_York' },
    '2027-11-07T04:10:00Z',
  ],
  [
    'each half hour, while clocks go forward',
    { cron: '*/30 * * * *', timezone: 'Europe/Berlin' },
    '2027-03-27T23:10:00Z',
  ],
  ['an interval', { every: '90m' }, '2027-01-01T00:10:00Z'],
  ['a week, in a time zone', { every: '7d', timezone: 'Asia/Shanghai' }, '2027-01-01'],
];

describe('the next times that are computed without a network', () => {
  let connection: Connection;
  let client: Client;
  beforeAll(async () => {
    connection = await Connection.connect({ address: temporalAddress() });
    client = new Client({ connection });
  });
  afterAll(() => connection.close());

  it.each(SPECS)('match those of the server: %s', async (_about, written, from) => {
    const document = { ...planOf({ name: 'times', caches: 1, regions: ['cn-beijing'] }), schedule: written };
    const { schedule } = planSchema.parse(document);
    if (schedule === undefined) throw new Error('a schedule is needed');
    const wanted = { name: `times-${randomUUID().slice(0, 8)}`, schedule, planDigest: '', document, taskQueue: 'none' };
    const handle = await client.schedule.create({ ...scheduleOptions(wanted), state: { paused: true } });
    try {
      const before = Date.now();
      const told = (await handle.describe()).info.nextActionTimes.slice(0, 3).map((at) => at.getTime());
      // One of the times may have passed between the two calls.
      const expected = [before, Date.now()].map((now) => nextTimes(schedule, now, 3));
      expect(expected).toContainEqual(told);
      const start = Date.parse(from);
      const computed = nextTimes(schedule, start, 8);
      const matching = await matchingTimes(client, handle, start, computed.at(-1) ?? start);
      expect(computed).toHaveLength(8);
      expect(computed.map((at) => new Date(at).toISOString())).toEqual(matching);
    } finally {
      await handle.delete();
    }
  });
});

/** The times at which the server would start runs, ISO 8601. */
async function matchingTimes(client: Client, { scheduleId }: ScheduleHandle, from: number, to: number) {
  const seconds = (at: number) => ({ seconds: at / 1000, nanos: 0 }) as never;
  const { startTime } = await client.workflowService.listScheduleMatchingTimes({
    namespace: client.options.namespace,
    scheduleId,
    startTime: seconds(from),
    endTime: seconds(to),
  });
  return startTime.map((at) => new Date(Number(at.seconds) * 1000).toISOString());
}
