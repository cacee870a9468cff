import { Worker } from '@temporalio/worker';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workflowSource } from '../../src/worker/start-worker.js';
import { repositoryRoot } from '../run/repository-root.js';
import type { HistoryJson } from './landmarks.js';

/** Where histories are kept: `unreleased/`, and a folder for each released version. */
export const historiesFolder = join(repositoryRoot, 'test/histories');

/** Where the spans of a replay go that ended after the last event. */
const NO_SPANS = { exporter: { export: { fn: () => undefined } } };

/** A history to replay. */
export interface KeptFile {
  /** Its path in {@link historiesFolder}. */
  readonly path: string;
  readonly history: HistoryJson;
}

/** Reads every kept history, of every version, in the order of their paths. */
export function readKeptFiles(): KeptFile[] {
  return readdirSync(historiesFolder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.json'))
    .toSorted()
    .map((path) => ({ path, history: JSON.parse(readFileSync(join(historiesFolder, path), 'utf8')) as HistoryJson }));
}

/**
 * Replays the histories with today's workflows, and returns a message for each that no longer replays.
 *
 * @param isTraced whether as a worker that traces. Default: no.
 */
export async function replayHistories(files: readonly KeptFile[], isTraced = false): Promise<string[]> {
  const histories = files.map(({ path, history }) => {
    // Commands may contain the workflow's own id.
    const [started] = history.events;
    return { workflowId: started?.workflowExecutionStartedEventAttributes?.workflowId ?? path, history };
  });
  const problems: string[] = [];
  // Results arrive in the order of the histories.
  let index = 0;
  const options = { ...workflowSource(isTraced), ...(isTraced ? { sinks: NO_SPANS } : {}) };
  for await (const { error } of Worker.runReplayHistories(options, histories)) {
    const path = files[index]?.path ?? '';
    index += 1;
    if (error !== undefined) problems.push(`${path}: ${error.message}\n${adviceFor(path)}`);
  }
  return problems;
}

function adviceFor(path: string): string {
  const [version = ''] = path.split(/[\\/]/);
  return version === 'unreleased'
    ? 'No release contains this history. If the change of the workflows is intended, run `npm run histories` and say why in CHANGELOG.md.'
    : `A run that was started by version ${version} would break. Guard the change of the workflows with \`patched()\`; the history stays as it is.`;
}
