import { parseDuration } from './duration-flag.js';
import { type OutputFlags, outputFlag } from './output-flag.js';
import { type ReportFlags, reportFlags } from './report-flags.js';
import type { WaitFor } from './wait-for.js';

/** The flags of a command that waits for a run. */
export interface FollowFlags extends ReportFlags, OutputFlags {
  /** Ms. */
  readonly timeout?: number;
  readonly allowPartial: boolean;
  readonly waitFor: WaitFor;
}

export const followFlags = {
  waitFor: {
    kind: 'enum',
    values: ['all', 'required'],
    default: 'all',
    brief: 'required: return when the required copies are ready, exit 0, or cannot be, exit 1; the rest goes on',
  },
  timeout: {
    kind: 'parsed',
    parse: parseDuration,
    optional: true,
    placeholder: 'DURATION',
    brief: 'Stop waiting after so long, such as 90s or 2h: exit 4, and the run goes on',
  },
  allowPartial: {
    kind: 'boolean',
    default: false,
    withNegated: false,
    brief: 'Exit 0 also when copies failed within the failure budget',
  },
  ...reportFlags,
  ...outputFlag,
} as const;
