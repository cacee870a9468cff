import { buildCommand } from '@stricli/core';
import { parseRunInput, type RunInput } from '../../plan/run-input.js';
import { jsonText } from '../../safe-text.js';
import { CliError } from '../cli-error.js';
import type { CliContext } from '../context.js';
import { ExitCode } from '../exit-code.js';
import {
  type OutputFlags,
  outputFlag,
  type PlanFlags,
  planFileParameter,
  planFlags,
  planInput,
  textFlag,
} from '../flags.js';
import { loadLocalPlan } from '../local-plan.js';
import { printData, printJson, say } from '../print.js';
import { taskQueueOf } from '../worker-environment.js';

type Flags = PlanFlags & OutputFlags & { readonly follow?: string; readonly ui?: string };

export const uiLinkCommand = buildCommand<Flags, [file: string], CliContext>({
  async func({ output, follow, ui: given, ...flags }, file) {
    const { plan, document } = await loadLocalPlan(this, flags, file);
    const input = checked({ plan: follow ?? document, ...planInput(flags) });
    const { env } = this.process;
    const [{ temporalSettings }, { startFormUrl, usualUiAddress }, { runWorkflowId }] = await Promise.all([
      import('../../client/settings/temporal-settings.js'),
      import('../../client/ui-address.js'),
      import('../../workflow-ids.js'),
    ]);
    const { address, namespace } = temporalSettings(env);
    const ui = given ?? fromEnvironment(env) ?? usualUiAddress(address);
    if (ui === undefined) throw unknownUi(address);
    const url = startFormUrl({ ui, namespace, taskQueue: taskQueueOf(env), workflowId: runWorkflowId(plan.name) });
    if (output === 'json') return printJson(this, { url, input });
    say(this, 'Open the link, and paste the JSON below as the input, in place of any text there:');
    printData(this, `${url}\n\n${jsonText(input)}`);
  },
  parameters: {
    flags: {
      ...planFlags,
      follow: textFlag(
        'NAME',
        "Have the worker read this file in its plan folder, instead of the plan's text in the input",
      ),
      ui: {
        kind: 'parsed',
        parse: parseUi,
        optional: true,
        placeholder: 'URL',
        brief: 'The address of the Temporal UI; default: TEMPORAL_UI_URL, else its usual address',
      },
      ...outputFlag,
    },
    positional: planFileParameter,
  },
  docs: {
    brief: 'Print a link to the form in the Temporal UI that starts a run, and the JSON to paste there',
    fullDescription: [
      'Checks the plan. Prints the link to the form, with task queue, workflow type and workflow id filled in, and the input,',
      'which no link can carry. Needs no network. The address of the UI is --ui, TEMPORAL_UI_URL, or the usual address for a',
      'dev server on this machine and for Temporal Cloud.',
      '',
      'Examples:',
      '  eci-replicator ui-link replication.yaml',
      '  eci-replicator ui-link replication.yaml --follow replication.yaml --ui https://temporal.example.com',
      '  eci-replicator ui-link replication.yaml --region cn-beijing --output json',
    ].join('\n'),
  },
});

/** The input as the workflow will read it. @throws CliError, usage: `--follow` is not the name of a plan file. */
function checked(input: object): RunInput {
  const parsed = parseRunInput(input);
  if ('sentence' in parsed) throw new CliError(ExitCode.usage, parsed.sentence);
  return parsed.input;
}

function fromEnvironment({ TEMPORAL_UI_URL: url = '' }: NodeJS.ProcessEnv): string | undefined {
  if (url === '') return undefined;
  try {
    return parseUi(url);
  } catch {
    throw new CliError(ExitCode.usage, 'TEMPORAL_UI_URL must be an address, for example https://temporal.example.com');
  }
}

/** @throws Error with a clause. */
function parseUi(text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text) || /[?#]/.test(text)) {
    throw new Error('expected the address of the UI, for example https://temporal.example.com');
  }
  return text.replace(/\/+$/, '');
}

function unknownUi(address: string): CliError {
  return new CliError(
    ExitCode.usage,
    `The address of the UI for Temporal at ${address} is not known: set it with --ui URL or TEMPORAL_UI_URL.`,
  );
}
