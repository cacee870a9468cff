import type { ReportTarget } from '../../report/report-format.js';
import { durationFlag, type OutputFlags, outputFlag, switchFlag, textFlag } from '../flags.js';

/** Where a command writes the report and the outputs. */
export interface ReportFlags {
  readonly report?: readonly ReportTarget[];
  readonly outputs?: string;
}

/** The flags of every command that has a report. */
export const reportFlags = {
  report: {
    kind: 'parsed',
    // Loaded when it is parsed, because the help needs no format.
    parse: async (text: string) => (await import('../../report/report-format.js')).parseReportTarget(text),
    variadic: true,
    optional: true,
    placeholder: '[FORMAT=]FILE',
    brief: 'Write the report to a file as json, md, html or junit; default: by the extension (repeatable)',
  },
  outputs: textFlag('FILE', 'Write the ready copies as JSON: region, then source id, then id, bucket, path and expiry'),
} as const;

/** What `run` and `watch` wait for: the end of the run, or only its required copies. */
export const WAIT_FOR = ['all', 'required'] as const;
export type WaitFor = (typeof WAIT_FOR)[number];

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
    values: WAIT_FOR,
    default: 'all',
    brief: 'required: return once the required copies are ready, exit 0, or cannot be, exit 1; the run continues',
  },
  timeout: durationFlag('Stop waiting after this time, such as 90s or 2h: exit 4; the run continues'),
  allowPartial: switchFlag('Exit 0 even if copies failed, within the failure budget'),
  ...reportFlags,
  ...outputFlag,
} as const;
