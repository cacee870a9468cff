import { fileURLToPath } from 'node:url';
import type { WorkerOptions } from '@temporalio/worker';

/**
 * Where the worker takes the workflows from: the bundle that the build made, or, where the sources themselves are run,
 * the sources.
 */
export function workflowSource(): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  return import.meta.url.endsWith('.ts')
    ? { workflowsPath: file('../../workflows/index.ts') }
    : { workflowBundle: { codePath: file('../../workflow-bundle.js') } };
}

function file(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
