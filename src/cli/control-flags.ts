import type { steerRun } from '../client/steer-run.js';
import type { ControlInput } from '../controls/controls.js';
import type { CliContext } from './context.js';
import { outputFlag, type OutputFlags } from './flags.js';
import { printData, printJson } from './print.js';
import { withTemporal } from './with-temporal.js';

/** The flags of every command that steers a run. */
export interface ControlFlags extends OutputFlags {
  readonly by?: string;
  readonly reason?: string;
}

const text = { kind: 'parsed', parse: String, optional: true } as const;

export const controlFlags = {
  by: {
    ...text,
    placeholder: 'NAME',
    brief: 'Who asks for it, kept in the report; default: the user of this machine or job',
  },
  reason: { ...text, placeholder: 'TEXT', brief: 'Why, kept in the report' },
  ...outputFlag,
} as const;

/** One target region; for commands that may be about all. */
export const regionFlag = {
  region: { ...text, placeholder: 'REGION', brief: 'Only this target region' },
} as const;

export const sourceFlag = {
  source: { ...text, placeholder: 'ID', brief: 'Only the copies of this source cache' },
} as const;

/** The flags of a command about some of a run's copies. */
export interface CopiesFlags extends ControlFlags {
  readonly region?: string;
  readonly source?: string;
}

/** Which copies such flags mean; all without any. */
export function whichCopies({ region, source }: Omit<CopiesFlags, 'output'>): Pick<ControlInput, 'region' | 'source'> {
  return { ...(region === undefined ? {} : { region }), ...(source === undefined ? {} : { source }) };
}

/** Steers the run that `id` means, and prints its answer. */
export async function sendControl(
  context: CliContext,
  id: string,
  control: Parameters<typeof steerRun>[2],
  { by = userOf(context.process.env), reason, output }: ControlFlags,
  input: Omit<ControlInput, 'by' | 'reason'> = {},
): Promise<void> {
  const [{ findRun }, { steerRun: steer }] = await Promise.all([
    import('../client/find-run.js'),
    import('../client/steer-run.js'),
  ]);
  await withTemporal(context, undefined, async (client) => {
    const run = await findRun(client, id);
    const who = { ...(by === undefined ? {} : { by }), ...(reason === undefined ? {} : { reason }) };
    const answer = await steer(client, run, control, { ...input, ...who });
    if (output === 'json') return printJson(context, { ...run, control, answer });
    printData(context, `${run.workflowId}: ${answer}`);
  });
}

/** A pipeline's jobs run as a user that says nothing of who started them. */
function userOf(env: NodeJS.ProcessEnv): string | undefined {
  return [env['GITHUB_ACTOR'], env['GITLAB_USER_LOGIN'], env['USER'], env['LOGNAME']].find((name) => name);
}
