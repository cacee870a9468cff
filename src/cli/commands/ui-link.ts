import { buildCommand } from '@stricli/core';
import type { UiLinkFlags } from '../actions/ui-link.js';
import type { CliContext } from '../context.js';
import { outputFlag, planFileParameter, planFlags, textFlag } from '../flags.js';
import { loading } from '../loading.js';

export const uiLinkCommand = buildCommand<UiLinkFlags, [file: string], CliContext>({
  loader: loading(async () => (await import('../actions/ui-link.js')).uiLinkAction),
  parameters: {
    flags: {
      ...planFlags,
      follow: textFlag(
        'NAME',
        "Have the worker read this file in its plan folder, instead of the plan's text in the input",
      ),
      ui: {
        kind: 'parsed',
        parse: async (text: string) => (await import('../../client/ui-address.js')).parseUiAddress(text),
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
