import type { Client } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import { z } from 'zod';
import { type PackedRecords, unpackRecords } from '../copies/packed-records.js';
import type { HistoricAnswer, HistoricChange, RegionEvent, RequestedCopy } from '../copies/region-history.js';
import type { RegionMemory } from '../copies/region-memory.js';
import { unpackList } from '../payload/packed-list.js';
import type { WorkflowExecution } from '../workflow-ids.js';
import { decodedPayload, type HistoryEvent } from './history.js';

const requestedCopy: z.ZodType<RequestedCopy> = z.object({
  source: z.string(),
  bucket: z.string(),
  path: z.string(),
  name: z.string().optional(),
  generation: z.number(),
  retentionDays: z.number().optional(),
});

const attempts = z.number().catch(0);
const copyAnswer: z.ZodType<HistoricAnswer> = z.union([
  z.object({
    kind: z.enum(['accepted', 'found']),
    attempts,
    id: z.string(),
    generation: z.number(),
    requestId: z.string().optional(),
    askedAt: z.number().optional(),
    requestedAt: z.number().optional(),
  }),
  z.object({ kind: z.literal('spent'), attempts, code: z.string(), reason: z.string().optional() }),
  z
    .object({ attempts, ambiguousSince: z.number().optional() })
    .transform((other) => ({ ...other, kind: 'other' as const })),
]);

const cacheChange: z.ZodType<HistoricChange> = z.object({
  id: z.string(),
  kind: z.enum(['available', 'failed', 'vanished', 'earlier']),
  reason: z.string().optional(),
  expiresAt: z.string().optional(),
});

const polled = z.object({ changes: z.array(z.unknown()).catch([]), seen: z.array(z.string()).catch([]) });

/** What a region's workflow reads before anything else. Packed lists are checked when they are unpacked. */
const formerCopies = z.object({
  former: z.object({ records: z.custom<PackedRecords>() }).optional(),
  memory: z.custom<RegionMemory>().optional(),
});

/** The activities of a region whose results say something about its copies. */
const RESULTS: Readonly<Record<string, (result: unknown, task: unknown, at: number) => RegionEvent | undefined>> = {
  readFormerCopies(result) {
    const { former, memory = [] } = formerCopies.parse(result);
    if (former !== undefined) return { kind: 'began', records: unpackRecords(former.records) };
    return { kind: 'remembered', memory: unpackList(memory) };
  },
  copyDataCache(result, task, at) {
    const [copy, answer] = [requestedCopy.safeParse(task), copyAnswer.safeParse(result)];
    return copy.success && answer.success ? { kind: 'answered', copy: copy.data, answer: answer.data, at } : undefined;
  },
  watchDataCaches(result, _, at) {
    const { changes, seen } = polled.parse(result);
    return {
      kind: 'changed',
      changes: changes.flatMap((change) => cacheChange.safeParse(change).data ?? []),
      seen,
      at,
    };
  },
};

interface Scheduled {
  readonly type: string;
  readonly task: unknown;
}

/**
 * Reads what the events of a region's history say about its copies. Give it every event, in order.
 *
 * @throws RangeError on records that this version cannot read.
 */
export class RegionEvents {
  private readonly scheduled = new Map<string, Scheduled>();

  constructor(
    private readonly client: Client,
    private readonly region: WorkflowExecution,
  ) {}

  async read(event: HistoryEvent): Promise<RegionEvent | undefined> {
    const at = event.eventTime == null ? 0 : tsToMs(event.eventTime);
    const { activityTaskScheduledEventAttributes: scheduled, activityTaskCompletedEventAttributes: completed } = event;
    if (scheduled != null) {
      const type = scheduled.activityType?.name ?? '';
      if (!Object.hasOwn(RESULTS, type)) return undefined;
      const task = await decodedPayload(this.client, this.region, scheduled.input?.payloads);
      this.scheduled.set(String(event.eventId), { type, task });
      const copy = type === 'copyDataCache' ? requestedCopy.safeParse(task) : undefined;
      return copy?.success === true ? { kind: 'requested', copy: copy.data, at } : undefined;
    }
    if (completed == null) return undefined;
    const { type, task } = this.scheduled.get(String(completed.scheduledEventId)) ?? { type: '', task: undefined };
    const result = await decodedPayload(this.client, this.region, completed.result?.payloads);
    return RESULTS[type]?.(result, task, at);
  }
}
