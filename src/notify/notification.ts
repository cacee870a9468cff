import { z } from 'zod';
import { countsSchema } from '../copies/counts.js';
import { defined } from '../defined.js';
import { NOTIFY_EVENTS, type NotifyEvent } from '../plan/plan-schema.js';
import { countText } from '../report/figure-text.js';

const MAX_REASON_LENGTH = 500;

const name = z.string().max(1_000);

/** The body of a request to a webhook, as JSON. It has these keys and no others, whoever asks for it to be signed. */
export const notificationSchema = z
  .object({
    version: z.literal(1),
    event: z.enum(NOTIFY_EVENTS),
    plan: name,
    planDigest: name,
    workflowId: name,
    runId: name,
    sourceRegion: name,
    /** Time of the event, ISO 8601. The request may be much later. */
    at: z.iso.datetime(),
    /** One sentence, suitable for a chat or a pager. */
    message: z.string().max(2_000),
    counts: countsSchema,
    regions: z.array(z.object({ region: name, required: z.boolean(), counts: countsSchema }).readonly()).readonly(),
    /** Of `approval`: the wave that waits, from 1. */
    wave: z.int().min(1).exactOptional(),
    /** The reason, if the counts do not show it. */
    reason: z.string().max(MAX_REASON_LENGTH).exactOptional(),
  })
  .readonly();

export type Notification = z.infer<typeof notificationSchema>;

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
