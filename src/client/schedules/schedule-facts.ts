/** Everything that `schedule apply` decides about a schedule, in a form in which two schedules can be compared. */
export interface ScheduleFacts {
  /** `cron 0 3 * * *`, `every 6h`, or `set by hand` for times that no plan can express. */
  readonly when: string;
  readonly timezone: string;
  /** A duration; null for none. */
  readonly jitter: string | null;
  /** A duration. */
  readonly catchupWindow: string;
  readonly pauseOnFailure: boolean;
  /** `skip` unless it was changed by hand. */
  readonly overlap: string;
  readonly taskQueue: string;
  /** Digest of the stored plan after variables and selection of regions; null if the worker reads a file, or the plan is not valid. */
  readonly planDigest: string | null;
  /** The file in the worker's plan folder that each run reads; null if the plan is stored in the schedule. */
  readonly follow: string | null;
  readonly vars: Readonly<Record<string, string>> | null;
  readonly regions: readonly string[] | null;
}

/** A fact that differs. */
export interface ScheduleChange {
  readonly field: keyof ScheduleFacts;
  readonly from: ScheduleFacts[keyof ScheduleFacts];
  readonly to: ScheduleFacts[keyof ScheduleFacts];
}

/** The facts that differ. The order of variables does not matter. */
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
