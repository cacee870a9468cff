import type { Counts } from '../copies/counts.js';
import type { NotifyEvent } from '../plan/notify-schema.js';
import { countText } from '../report/figure-text.js';

/** What a webhook is told: the body of the request, as JSON. */
export interface Notification {
  readonly version: 1;
  readonly event: NotifyEvent;
  readonly plan: string;
  readonly planDigest: string;
  readonly workflowId: string;
  readonly runId: string;
  readonly sourceRegion: string;
  /** When it came to this, ISO 8601; the request may be much later. */
  readonly at: string;
  /** One sentence, for a chat or a page. */
  readonly message: string;
  readonly counts: Counts;
  readonly regions: readonly NotifiedRegion[];
  /** Of `approval`: which of the plan's waves waits, from 1. */
  readonly wave?: number;
  /** Why, where there is more to say than the counts. */
  readonly reason?: string;
}

interface NotifiedRegion {
  readonly region: string;
  readonly required: boolean;
  readonly counts: Counts;
}

const MAX_REASON_LENGTH = 500;

/** Adds the sentence. */
export function notification({ reason, ...told }: Omit<Notification, 'version' | 'message'>): Notification {
  const why = reason?.slice(0, MAX_REASON_LENGTH);
  const facts = { ...told, ...(why === undefined ? {} : { reason: why }) };
  return { version: 1, ...facts, message: sentence(facts) };
}

function sentence({ event, plan, counts, wave, reason }: Omit<Notification, 'version' | 'message'>): string {
  const what = { ready: 'is ready', partial: 'is partly ready', failed: 'failed', cancelled: 'was cancelled' };
  const begun =
    event === 'paused'
      ? `Replication of ${plan} is paused`
      : event === 'approval'
        ? `Replication of ${plan} waits for the approval of wave ${wave ?? 1}`
        : `Replication of ${plan} ${what[event]}`;
  return `${begun}: ${countText(counts)}${reason === undefined ? '' : `; ${reason}`}.`;
}
