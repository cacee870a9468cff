import { RUN_WORKFLOW } from '../workflow-ids.js';
import { isLoopback } from '../loopback.js';

/** What Temporal's dev server adds to its port for its UI, unless it is told otherwise. */
const DEV_UI_PORT_OFFSET = 1_000;

/**
 * Where the UI of a Temporal server usually is: a dev server's on this machine, or Temporal Cloud's. `undefined`: nobody can
 * know.
 *
 * @param address the server's, `host:port`.
 */
export function usualUiAddress(address: string): string | undefined {
  const [, host = '', port = ''] = /^(.+):(\d+)$/.exec(address) ?? [];
  if (/\.(tmprl\.cloud|api\.temporal\.io)$/.test(host)) return 'https://cloud.temporal.io';
  if (!isLoopback(host)) return undefined;
  return `http://${host}:${Number(port) + DEV_UI_PORT_OFFSET}`;
}

export interface StartForm {
  /** Where the UI is, without a slash at its end. */
  readonly ui: string;
  readonly namespace: string;
  readonly taskQueue: string;
  /** Left for the person to fill in when it is not given. */
  readonly workflowId?: string;
}

/** The UI's form that starts a run, filled in but for the input, which no link can carry. */
export function startFormUrl({ ui, namespace, taskQueue, workflowId }: StartForm): string {
  const query = new URLSearchParams({
    taskQueue,
    workflowType: RUN_WORKFLOW,
    ...(workflowId === undefined ? {} : { workflowId }),
  });
  return `${ui}/namespaces/${encodeURIComponent(namespace)}/workflows/start-workflow?${query.toString()}`;
}
