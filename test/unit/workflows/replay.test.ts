import { DefaultLogger, Runtime } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { readKeptFiles, replayHistories } from '../../../scripts/histories/replay-histories.js';

Runtime.install({ logger: new DefaultLogger('ERROR') });

describe('a run that an earlier version started', () => {
  it('continues under the workflows of today, from every kept history', async () => {
    const files = readKeptFiles();
    expect(files.length).toBeGreaterThan(0);
    expect(await replayHistories(files)).toEqual([]);
  }, 60_000);

  it('is reported, with what to do, when its history no longer replays', async () => {
    const [first] = readKeptFiles();
    if (first === undefined) throw new Error('no history is kept');
    const { events } = first.history;
    // The history of another workflow type does not fit the commands of this one.
    const [started, ...rest] = events;
    const changed = {
      ...started,
      workflowExecutionStartedEventAttributes: {
        ...started?.workflowExecutionStartedEventAttributes,
        workflowType: { name: 'replicateRegion' },
      },
    };
    const history = { events: [changed, ...rest] } as typeof first.history;
    expect(await replayHistories([{ path: 'unreleased/one.json', history }, { path: '1.2.0/two.json', history }])).toEqual([
      expect.stringMatching(/^unreleased\/one\.json: [^]*npm run histories/),
      expect.stringMatching(/^1\.2\.0\/two\.json: [^]*version 1\.2\.0 would break[^]*patched\(\)/),
    ]);
  }, 60_000);
});
