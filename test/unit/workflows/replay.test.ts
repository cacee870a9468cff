import { DefaultLogger, Runtime } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import type { HistoryJson } from '../../../scripts/histories/landmarks.js';
import { readKeptFiles, replayHistories } from '../../../scripts/histories/replay-histories.js';

Runtime.install({ logger: new DefaultLogger('ERROR') });

const kept = readKeptFiles();
/** Histories that the workflows of today do not fit, one under each kind of folder. */
const broken = ['unreleased/broken.json', '1.2.0/broken.json'].map((path) => ({ path, history: withOtherActivity() }));

/** The first kept history with an activity, as if a version had called that activity by another name. */
function withOtherActivity(): HistoryJson {
  const isScheduled = (event: HistoryJson['events'][number]) =>
    event.activityTaskScheduledEventAttributes !== undefined;
  const events = kept.find(({ history }) => history.events.some(isScheduled))?.history.events ?? [];
  const index = events.findIndex(isScheduled);
  const scheduled = events[index];
  const attributes = { ...scheduled?.activityTaskScheduledEventAttributes, activityType: { name: 'ofAnotherVersion' } };
  const other = { eventType: '', ...scheduled, activityTaskScheduledEventAttributes: attributes };
  return { events: events.with(index, other) };
}

describe('a run that an earlier version started', () => {
  let problems: string[];
  beforeAll(async () => {
    problems = await replayHistories([...kept, ...broken]);
  }, 120_000);

  it('continues with the workflows of today, from every kept history', () => {
    expect(kept.length).toBeGreaterThan(0);
    expect(problems.filter((problem) => !problem.includes('/broken.json'))).toEqual([]);
  });

  it('continues on a worker that traces, from every kept history', async () => {
    expect(await replayHistories(kept, true)).toEqual([]);
  }, 120_000);

  it('is reported with what to do when its history does not replay', () => {
    expect(problems.filter((problem) => problem.includes('/broken.json'))).toEqual([
      expect.stringMatching(/^unreleased\/broken\.json: .*ofAnotherVersion[^]*`npm run histories`[^]*CHANGELOG\.md/),
      expect.stringMatching(
        /^1\.2\.0\/broken\.json: .*ofAnotherVersion[^]*version 1\.2\.0 would break[^]*`patched\(\)`/,
      ),
    ]);
  });
});
