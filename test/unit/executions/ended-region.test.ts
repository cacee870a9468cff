import { describe, expect, it } from 'vitest';
import { packRecords, unpackRecords } from '../../../src/copies/packed-records.js';
import { endedRegion, recordsBeforeReset } from '../../../src/executions/ended-region.js';
import { describeRun } from '../../../src/executions/describe-run.js';
import { activityEvents, type FakeRun, FakeTemporal, resetEvent } from '../client/support/fake-temporal.js';
import { record } from '../report/support/sample-report.js';

const workflowId = 'replicate-weights/cn-beijing';
const RECORDS = [record({ source: 'edc-1' }), record({ source: 'edc-2' })];
const INPUT = { records: packRecords(RECORDS) };
const task = (source: string) => ({ source, bucket: 'models', path: '/llama-3', generation: 0 });
const bought = (eventId: number, source: string) => {
  const answer = { kind: 'accepted', id: `${source}-copy`, generation: 0, attempts: 2, busyMs: 1 };
  return activityEvents(eventId, 'copyDataCache', task(source), answer);
};
const informed = activityEvents(5, 'readFormerCopies', {}, { memory: [] });

const LOST = { workflowId, type: 'replicateRegion', status: 'TERMINATED', input: INPUT } as const;

async function recordsOf(temporal: FakeTemporal, { runId }: FakeRun) {
  const run = await describeRun(temporal.client, { workflowId, runId });
  const ended = run === undefined ? undefined : await endedRegion(temporal.client, run);
  return ended === undefined ? undefined : unpackRecords(ended.records);
}

describe('a region that ended without its records', () => {
  it('is read from its history: what it began with, bought and saw', async () => {
    const temporal = new FakeTemporal();
    const changes = [{ id: 'edc-1-copy', kind: 'available', expiresAt: '2026-11-16T02:43Z' }];
    const watched = activityEvents(20, 'watchDataCaches', {}, { changes, seen: ['edc-1-copy'] });
    const unanswered = activityEvents(30, 'copyDataCache', task('edc-2'));
    const events = [...informed, ...bought(10, 'edc-1'), ...watched, ...unanswered];
    const records = await recordsOf(temporal, temporal.add({ ...LOST, events }));
    expect(records).toMatchObject([
      {
        source: 'edc-1',
        state: 'ready',
        id: 'edc-1-copy',
        requestedAt: 11_000,
        readyAt: 21_000,
        attempts: 2,
        seen: true,
      },
      { source: 'edc-2', state: 'planned', ambiguousSince: 30_000 },
    ]);
  });

  it('is read page by page, however long its history', async () => {
    const temporal = new FakeTemporal();
    const others = Array.from({ length: 100 }, (_, n) => ({ eventId: 100 + n }));
    const events = [...informed, ...others, ...bought(210, 'edc-1')];
    expect(await recordsOf(temporal, temporal.add({ ...LOST, events }))).toMatchObject([{ id: 'edc-1-copy' }, {}]);
  });

  it('begins with the records that an earlier history handed over', async () => {
    const temporal = new FakeTemporal();
    const input = { records: packRecords([record({ id: 'edc-copy', state: 'copying' })]), carried: { gate: {} } };
    expect(await recordsOf(temporal, temporal.add({ ...LOST, input, events: [] }))).toMatchObject([{ id: 'edc-copy' }]);
  });

  it('begins with the records that it continued, even if it was lost before it had read them', async () => {
    const temporal = new FakeTemporal();
    const first = temporal.add({ ...LOST, events: [...informed, ...bought(10, 'edc-1')] });
    const again = { workflowId, runId: first.runId };
    const second = temporal.add({ ...LOST, input: { ...INPUT, again }, events: [] });
    expect(await recordsOf(temporal, second)).toMatchObject([{ id: 'edc-1-copy' }, {}]);
    const former = { records: packRecords([record({ id: 'edc-read' })]) };
    const events = activityEvents(5, 'readFormerCopies', {}, { former });
    const third = temporal.add({ ...LOST, input: { ...INPUT, again }, events });
    expect(await recordsOf(temporal, third)).toMatchObject([{ id: 'edc-read' }]);
  });

  it('begins with the records of the run that it was reset from', async () => {
    const temporal = new FakeTemporal();
    const base = temporal.add({ ...LOST, events: [...informed, ...bought(10, 'edc-1')] });
    const reset = temporal.add({ ...LOST, events: [resetEvent(base.runId), ...bought(10, 'edc-2')] });
    const both = [{ id: 'edc-1-copy' }, { id: 'edc-2-copy' }];
    expect(await recordsOf(temporal, reset)).toMatchObject(both);
    expect(await recordsBeforeReset(temporal.client, reset)).toMatchObject([both[0], { state: 'planned' }]);
    expect(await recordsBeforeReset(temporal.client, base)).toBeUndefined();
  });

  it.each<[string, Partial<FakeRun>]>([
    ['was lost before it knew its copies', { events: [] }],
    ['was a preview', { input: { ...INPUT, dryRun: true }, events: informed }],
    ['has an input of another version', { input: { copies: [] }, events: informed }],
    ['was a prune', { type: 'pruneRegion', events: informed }],
  ])('has no records if it %s', async (_, change) => {
    const temporal = new FakeTemporal();
    expect(await recordsOf(temporal, temporal.add({ ...LOST, ...change }))).toBeUndefined();
  });

  it('is not waited for if a person has reset it and it runs again', async () => {
    const temporal = new FakeTemporal();
    const events = [...informed, ...bought(10, 'edc-1')];
    const running = temporal.add({ ...LOST, status: 'RUNNING', events });
    expect(await recordsOf(temporal, running)).toMatchObject([{ id: 'edc-1-copy' }, {}]);
  });

  it('fails with a RangeError on records that this version cannot read', async () => {
    const temporal = new FakeTemporal();
    const input = { records: [{ ...record({}), state: 'levitating' }] };
    await expect(recordsOf(temporal, temporal.add({ ...LOST, input, events: informed }))).rejects.toThrow(RangeError);
  });
});
