import type { Counts } from '../copies/counts.js';
import { defined } from '../defined.js';
import type { NotifyEvent } from '../plan/plan-schema.js';
import { countText } from '../report/figure-text.js';

/** The body of a request to a webhook, as JSON. */
export interface Notification {
  readonly version: 1;
  readonly event: NotifyEvent;
  readonly plan: string;
  readonly planDigest: string;
  readonly workflowId: string;
  readonly runId: string;
  readonly sourceRegion: string;
  /** Time of the event, ISO 8601. The request may be much later. */
  readonly at: string;
  /** One sentence, suitable for a chat or a pager. */
  readonly message: string;
  readonly counts: Counts;
  readonly regions: readonly NotifiedRegion[];
  /** Of `approval`: the wave that waits, from 1. */
  readonly wave?: number;
  /** The reason, if the counts do not show it. At most 500 characters. */
  readonly reason?: string;
}

interface NotifiedRegion {
  readonly region: string;
  readonly required: boolean;
  readonly counts: Counts;
}

const MAX_REASON_LENGTH = 500;

type Facts = Omit<Notification, 'version' | 'message'>;

/** Adds the version and the sentence, and shortens the reason. */
export function notification({ reason, ...event }: Facts): Notification {
  const facts = { ...event, ...defined({ reason: reason?.slice(0, MAX_REASON_LENGTH) }) };
  return { version: 1, ...facts, message: sentence(facts) };
}

function sentence({ event, plan, counts, wave = 1, reason }: Facts): string {
  const predicate: Record<NotifyEvent, string> = {
    ready: 'is ready',
    partial: 'is partly ready',
    failed: 'failed',
    cancelled: 'was cancelled',
    paused: 'is paused',
    approval: `is waiting for approval of wave ${wave}`,
  };
  return `Replication of ${plan} ${predicate[event]}: ${countText(counts)}${reason === undefined ? '' : `; ${reason}`}.`;
}
