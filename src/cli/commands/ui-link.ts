import { buildCommand } from '@stricli/core';
import { parseRunInput, type RunInput } from '../../plan/run-input.js';
import { CliError } from '../cli-error.js';
import type { CliContext } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { openPlan, planInput } from '../open-plan.js';
import { type OutputFlags, outputFlag } from '../output-flag.js';
import { type PlanFlags, planFlags } from '../plan-flags.js';
import { printData, printJson, say } from '../print.js';
import { taskQueueOf } from '../task-queue.js';

type Flags = PlanFlags & OutputFlags & { readonly follow?: string; readonly ui?: string };

export const uiLinkCommand = buildCommand<Flags, [file: string], CliContext>({
  async func({ output, follow, ui: given, ...flags }, file) {
    const { plan, document } = await openPlan(this, flags, file);
    const input = checked({ plan: follow ?? document, ...planInput(flags) });
    const { env } = this.process;
    const [{ temporalSettings }, { startFormUrl, usualUiAddress }, { runWorkflowId }] = await Promise.all([
      import('../../client/temporal-settings.js'),
      import('../../client/ui-address.js'),
      import('../../workflow-ids.js'),
    ]);
    const { address, namespace } = temporalSettings(env);
    const ui = given ?? fromEnvironment(env) ?? usualUiAddress(address);
    if (ui === undefined) throw unknownUi(address);
    const url = startFormUrl({ ui, namespace, taskQueue: taskQueueOf(env), workflowId: runWorkflowId(plan.name) });
    if (output === 'json') return printJson(this, { url, input });
    say(this, 'Open the link, and paste the JSON below it as input, in place of what may stand there:');
    printData(this, `${url}\n\n${JSON.stringify(input, null, 2)}`);
  },
  parameters: {
    flags: {
      ...planFlags,
      follow: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'NAME',
        brief: "Have the worker read this file of its plan folder, in place of FILE's text in the input",
      },
      ui: {
        kind: 'parsed',
        parse: parseUi,
        optional: true,
        placeholder: 'URL',
        brief: "The Temporal UI's address; default TEMPORAL_UI_URL, else where it usually is",
      },
      ...outputFlag,
    },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'The plan, or - for standard input', parse: String, placeholder: 'FILE' }],
    },
  },
  docs: {
    brief: "Print a link to the Temporal UI's form that starts a run, and the JSON to paste there",
    fullDescription: [
      'Checks the plan, and prints the link to the form with task queue, workflow type and workflow id filled in, and the',
      'input, which no link can carry. Needs no network. The address of the UI is --ui, TEMPORAL_UI_URL, or the usual one of a',
      'dev server on this machine and of Temporal Cloud.',
      '',
      'Examples:',
      '  eci-replicator ui-link replication.yaml',
      '  eci-replicator ui-link replication.yaml --follow replication.yaml --ui https://temporal.example.com',
      '  eci-replicator ui-link replication.yaml --region cn-beijing --output json',
    ].join('\n'),
  },
});

/** As the workflow will read it. @throws CliError, usage: what is followed is no name of a plan file. */
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
    throw new CliError(ExitCode.usage, 'TEMPORAL_UI_URL must be an address such as https://temporal.example.com');
  }
}

/** @throws Error with a sentence. */
function parseUi(text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text) || /[?#]/.test(text)) {
    throw new Error('the UI is given by its address, such as https://temporal.example.com');
  }
  return text.replace(/\/+$/, '');
}

function unknownUi(address: string): CliError {
  const message = `Where the UI of the Temporal at ${address} is, cannot be known: give it by --ui URL or TEMPORAL_UI_URL.`;
  return new CliError(ExitCode.usage, message);
}
