import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { workflowSource } from '../../../src/worker/start-worker.js';

const folder = new URL('../../histories/', import.meta.url);
const files = readdirSync(folder);

Runtime.install({ logger: new DefaultLogger('ERROR') });

interface History {
  readonly events: readonly { readonly workflowExecutionStartedEventAttributes: { readonly workflowId?: string } }[];
}

describe('a run that was begun by an earlier version goes on', () => {
  it('from every kept history', async () => {
    expect(files.length).toBeGreaterThan(0);
    const histories = files.map((file) => {
      const history = JSON.parse(readFileSync(fileURLToPath(new URL(file, folder)), 'utf8')) as History;
      // Commands may name the workflow's own id.
      const [started] = history.events;
      return { workflowId: started?.workflowExecutionStartedEventAttributes.workflowId ?? file, history };
    });
    const replays = Worker.runReplayHistories(workflowSource(), histories);
    const errors: [string, string][] = [];
    for await (const { workflowId, error } of replays) if (error) errors.push([workflowId, error.message]);
    expect(errors).toEqual([]);
  }, 60_000);
});
