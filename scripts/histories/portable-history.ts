import { hostname } from 'node:os';
import { repositoryRoot } from '../run/repository-root.js';
import type { HistoryJson } from './landmarks.js';

/** Random or counted by the server, and not used in a replay; stack traces hold this machine's paths. */
const DROPPED: ReadonlySet<string> = new Set(['taskId', 'requestId', 'stackTrace']);
/** Process ids, host names, and a digest of the workflow code. */
const REPLACED: Readonly<Record<string, string>> = { identity: 'recorder', buildId: 'recorded' };

/** The history without what only this machine or this process has: nothing of that is used in a replay. */
export function portableHistory<T extends HistoryJson>(history: T): T {
  return JSON.parse(JSON.stringify(history, portable)) as T;
}

function portable(key: string, value: unknown): unknown {
  if (DROPPED.has(key)) return undefined;
  if (typeof value === 'string') return REPLACED[key] ?? value;
  // The name of a worker's own queue holds its process id and host name.
  return isStickyQueue(value) ? { ...value, name: 'sticky' } : value;
}

function isStickyQueue(value: unknown): value is object {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'TASK_QUEUE_KIND_STICKY';
}

/** What of this machine is left in the history, payloads included; empty as it should be. */
export function machineTraces(history: HistoryJson): string[] {
  const text = JSON.stringify(history, (key, value: unknown) =>
    key === 'data' && typeof value === 'string' ? Buffer.from(value, 'base64').toString() : value,
  );
  const traces = [repositoryRoot, 'file://', 'node_modules', '127.0.0.1', `@${hostname()}`];
  return traces.filter((trace) => text.includes(trace));
}
