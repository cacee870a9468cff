/** All that `apply` decides about a schedule, in words that two schedules can be compared by. */
export interface ScheduleFacts {
  /** `cron 0 3 * * *`, `every 6h`, or `set by hand`: times that no plan can ask for. */
  readonly when: string;
  readonly timezone: string;
  /** A duration, or null: none. */
  readonly jitter: string | null;
  /** A duration. */
  readonly catchupWindow: string;
  readonly pauseOnFailure: boolean;
  /** `skip` unless it was changed by hand. */
  readonly overlap: string;
  readonly taskQueue: string;
  /** Of the stored plan, after variables and selection of regions. Null: the worker reads its file, or it is not valid. */
  readonly planDigest: string | null;
  /** The file of the worker's plan folder that each run reads; null: the plan is stored in the schedule. */
  readonly follow: string | null;
  readonly vars: Readonly<Record<string, string>> | null;
  readonly regions: readonly string[] | null;
}

/** One fact that is to be another. */
export interface ScheduleChange {
  readonly field: keyof ScheduleFacts;
  readonly from: ScheduleFacts[keyof ScheduleFacts];
  readonly to: ScheduleFacts[keyof ScheduleFacts];
}

/** What of the facts is to change; the order of variables is none of it. */
export function scheduleChanges(from: ScheduleFacts, to: ScheduleFacts): ScheduleChange[] {
  const fields = Object.keys(to) as (keyof ScheduleFacts)[];
  return fields
    .filter((field) => canonical(from[field]) !== canonical(to[field]))
    .map((field) => ({ field, from: from[field], to: to[field] }));
}

function canonical(value: ScheduleFacts[keyof ScheduleFacts]): string {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return JSON.stringify(value);
  return JSON.stringify(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
