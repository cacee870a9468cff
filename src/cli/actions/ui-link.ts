import { temporalSettings } from '../../client/settings/temporal-settings.js';
import { parseUiAddress, startFormUrl, usualUiAddress } from '../../client/ui-address.js';
import { parseRunInput, type RunInput } from '../../plan/run-input.js';
import { jsonText } from '../../safe-text.js';
import { runWorkflowId } from '../../workflow-ids.js';
import { CliError } from '../cli-error.js';
import type { CliContext } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { type OutputFlags, type PlanFlags, planInput } from '../flags.js';
import { loadLocalPlan } from '../local-plan.js';
import { printData, printJson, say } from '../print.js';
import { taskQueueOf } from '../worker-environment.js';

export type UiLinkFlags = PlanFlags & OutputFlags & { readonly follow?: string; readonly ui?: string };

export async function uiLinkAction(
  context: CliContext,
  { output, follow, ui: given, ...flags }: UiLinkFlags,
  file: string,
): Promise<void> {
  const { plan, document } = await loadLocalPlan(context, flags, file);
  const input = checked({ plan: follow ?? document, ...planInput(flags) });
  const { env } = context.process;
  const { address, namespace } = temporalSettings(env);
  const ui = given ?? fromEnvironment(env) ?? usualUiAddress(address);
  if (ui === undefined) throw unknownUi(address);
  const url = startFormUrl({ ui, namespace, taskQueue: taskQueueOf(env), workflowId: runWorkflowId(plan.name) });
  if (output === 'json') return printJson(context, { url, input });
  say(context, 'Open the link, and paste the JSON below as the input, in place of any text there:');
  printData(context, `${url}\n\n${jsonText(input)}`);
}

/** The input as the workflow will read it. @throws CliError, usage: `--follow` is not the name of a plan file. */
function checked(input: object): RunInput {
  const parsed = parseRunInput(input);
  if ('sentence' in parsed) throw new CliError(ExitCode.usage, parsed.sentence);
  return parsed.input;
}

function fromEnvironment({ TEMPORAL_UI_URL: url = '' }: NodeJS.ProcessEnv): string | undefined {
  if (url === '') return undefined;
  try {
    return parseUiAddress(url);
  } catch {
    throw new CliError(ExitCode.usage, 'TEMPORAL_UI_URL must be an address, for example https://temporal.example.com');
  }
}

function unknownUi(address: string): CliError {
  return new CliError(
    ExitCode.usage,
    `The address of the UI for Temporal at ${address} is not known: set it with --ui URL or TEMPORAL_UI_URL.`,
  );
}
