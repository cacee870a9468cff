import { defined } from '../defined.js';
import { RUN_WORKFLOW } from '../workflow-ids.js';
import { isLoopback } from '../loopback.js';

/** By default the dev server serves its UI on its own port plus this. */
const DEV_UI_PORT_OFFSET = 1_000;

/**
 * The usual address of the UI of a Temporal server: a dev server on this machine, or Temporal Cloud. `undefined` for any
 * other server, which may have its UI anywhere.
 *
 * @param address the server's, `host:port`.
 */
export function usualUiAddress(address: string): string | undefined {
  const [, host = '', port = ''] = /^(.+):(\d+)$/.exec(address) ?? [];
  if (/\.(tmprl\.cloud|api\.temporal\.io)$/.test(host)) return 'https://cloud.temporal.io';
  if (!isLoopback(host)) return undefined;
  return `http://${host}:${Number(port) + DEV_UI_PORT_OFFSET}`;
}

/** The address of a UI as a user gives it, without a slash at its end. @throws Error with a clause that says what is expected. */
export function parseUiAddress(text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text) || /[?#]/.test(text)) {
    throw new Error('expected the address of the UI, for example https://temporal.example.com');
  }
  return text.replace(/\/+$/, '');
}

export interface StartForm {
  /** Address of the UI, without a slash at its end. */
  readonly ui: string;
  readonly namespace: string;
  readonly taskQueue: string;
  /** Default: left empty in the form. */
  readonly workflowId?: string;
}

/** A link to the form of the UI that starts a run. It fills in everything but the input, which no link can carry. */
export function startFormUrl({ ui, namespace, taskQueue, workflowId }: StartForm): string {
  const query = new URLSearchParams({ taskQueue, workflowType: RUN_WORKFLOW, ...defined({ workflowId }) });
  return `${ui}/namespaces/${encodeURIComponent(namespace)}/workflows/start-workflow?${query.toString()}`;
}
