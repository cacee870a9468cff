import { buildInstallCommand, buildUninstallCommand } from '@stricli/auto-complete';
import { type Application, type ApplicationText, buildApplication, buildRouteMap, text_en } from '@stricli/core';
import { outputText } from '../safe-text.js';
import { errorSentence, exitCodeOfError } from './cli-error.js';
import { cancelCommand } from './commands/cancel.js';
import { controlCommands } from './commands/control-commands.js';
import { deploymentDrainCommand, deploymentSetCurrentCommand, deploymentStatusCommand } from './commands/deployment.js';
import { demoCommand } from './commands/demo.js';
import { devCommand } from './commands/dev.js';
import { doctorCommand } from './commands/doctor.js';
import { listCommand } from './commands/list.js';
import { planPreviewCommand } from './commands/plan-preview.js';
import { planValidateCommand } from './commands/plan-validate.js';
import { pruneCommand } from './commands/prune.js';
import { reportCommand } from './commands/report.js';
import { runCommand } from './commands/run.js';
import { setupCommand } from './commands/setup.js';
import { scheduleApplyCommand } from './commands/schedule-apply.js';
import { scheduleDeleteCommand } from './commands/schedule-delete.js';
import { scheduleDescribeCommand } from './commands/schedule-describe.js';
import { scheduleListCommand } from './commands/schedule-list.js';
import { schedulePauseCommand, scheduleResumeCommand } from './commands/schedule-pause.js';
import { scheduleTriggerCommand } from './commands/schedule-trigger.js';
import { simulatorCommand } from './commands/simulator.js';
import { statusCommand } from './commands/status.js';
import { uiLinkCommand } from './commands/ui-link.js';
import { watchCommand } from './commands/watch.js';
import { workerCommand } from './commands/worker.js';
import type { CliContext } from './context.js';
import { FIRST_PLAN, PLAN_REFERENCE } from './first-plan.js';
import { packageVersion } from '../package-root.js';

/** The name of the program, as a user types it. */
const PROGRAM = 'eci-replicator';

/** The hidden command with which the shell completes a line. */
export const COMPLETE = '__complete';

const planRoutes = buildRouteMap<'validate' | 'preview', CliContext>({
  routes: { validate: planValidateCommand, preview: planPreviewCommand },
  docs: {
    brief: 'Check a plan, or see what a run of it would do',
    fullDescription: [
      'A plan is a YAML file. The plan below runs as it is against the simulator of `eci-replicator dev`. Save it as',
      'replication.yaml:',
      '',
      ...FIRST_PLAN.trimEnd()
        .split('\n')
        .map((line) => `  ${line}`),
      '',
      `All keys:  ${PLAN_REFERENCE}`,
      'Next:      eci-replicator plan validate replication.yaml',
    ].join('\n'),
  },
});

const scheduleCommands = {
  apply: scheduleApplyCommand,
  list: scheduleListCommand,
  describe: scheduleDescribeCommand,
  trigger: scheduleTriggerCommand,
  pause: schedulePauseCommand,
  resume: scheduleResumeCommand,
  delete: scheduleDeleteCommand,
};

const scheduleRoutes = buildRouteMap<keyof typeof scheduleCommands, CliContext>({
  routes: scheduleCommands,
  docs: { brief: 'Run a plan automatically, at the times in its `schedule`' },
});

const deploymentCommands = {
  status: deploymentStatusCommand,
  'set-current': deploymentSetCurrentCommand,
  drain: deploymentDrainCommand,
};

const deploymentRoutes = buildRouteMap<keyof typeof deploymentCommands, CliContext>({
  routes: deploymentCommands,
  docs: { brief: 'Upgrade versioned workers while runs are under way' },
});

/** Completion of commands and flags in bash. */
const completionRoutes = buildRouteMap<'install' | 'uninstall', CliContext>({
  routes: {
    install: buildInstallCommand<CliContext>(PROGRAM, { bash: `${PROGRAM} ${COMPLETE}` }),
    uninstall: buildUninstallCommand<CliContext>(PROGRAM, { bash: true }),
  },
  docs: {
    brief: 'Install or remove completion for bash',
    fullDescription: `Adds a few marked lines to ~/.bashrc, or removes them. Afterwards \`${PROGRAM} ru<Tab>\` completes.`,
  },
});

const routes = {
  plan: planRoutes,
  run: runCommand,
  'ui-link': uiLinkCommand,
  list: listCommand,
  status: statusCommand,
  watch: watchCommand,
  report: reportCommand,
  ...controlCommands,
  cancel: cancelCommand,
  schedule: scheduleRoutes,
  prune: pruneCommand,
  worker: workerCommand,
  deployment: deploymentRoutes,
  dev: devCommand,
  demo: demoCommand,
  simulator: simulatorCommand,
  setup: setupCommand,
  doctor: doctorCommand,
  completion: completionRoutes,
};

const root = buildRouteMap<keyof typeof routes, CliContext>({
  routes,
  docs: {
    brief: 'Copy data caches to many regions, durably, and never pay twice',
    fullDescription: [
      'Replicates Alibaba Cloud ECI data caches to many regions from a YAML plan, with durable workflows on Temporal. The',
      'command line talks to Temporal only; the cloud keys stay with the worker.',
      '',
      'To see a whole run on this machine:  eci-replicator demo',
      'To try the commands:                 eci-replicator dev',
      'To start with a plan:                eci-replicator plan --help',
    ].join('\n'),
  },
});

/** Users see what went wrong, never a stack trace. stricli prints these itself, and they repeat what was typed. */
const english: ApplicationText = { ...text_en, formatException: errorSentence };
const applicationText: ApplicationText = {
  ...english,
  noCommandRegisteredForInput: (given) => safeText(english.noCommandRegisteredForInput(given)),
  exceptionWhileParsingArguments: (error, coloured) =>
    safeText(english.exceptionWhileParsingArguments(error, coloured)),
  exceptionWhileRunningCommand: safeSentence,
  commandErrorResult: safeSentence,
};

function safeSentence(error: unknown): string {
  return safeText(errorSentence(error));
}

function safeText(text: string): string {
  return outputText(text, { coloured: false });
}

/** The whole command line. */
export function buildCli(): Application<CliContext> {
  return buildApplication(root, {
    name: PROGRAM,
    versionInfo: { currentVersion: packageVersion() },
    scanner: { caseStyle: 'allow-kebab-for-camel', allowArgumentEscapeSequence: true },
    documentation: { onlyRequiredInUsageLine: true },
    localization: { text: applicationText },
    determineExitCode: exitCodeOfError,
  });
}
