import { type Application, buildApplication, buildRouteMap } from '@stricli/core';
import { applicationText } from './application-text.js';
import { cancelCommand } from './commands/cancel.js';
import { completionRoutes, PROGRAM } from './commands/completion.js';
import { controlCommands } from './commands/control-commands.js';
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
import { schedulePauseCommand } from './commands/schedule-pause.js';
import { scheduleResumeCommand } from './commands/schedule-resume.js';
import { scheduleTriggerCommand } from './commands/schedule-trigger.js';
import { simulatorCommand } from './commands/simulator.js';
import { statusCommand } from './commands/status.js';
import { uiLinkCommand } from './commands/ui-link.js';
import { watchCommand } from './commands/watch.js';
import { workerCommand } from './commands/worker.js';
import type { CliContext } from './context.js';
import { exitCodeOfError } from './exit-code-of-error.js';
import { FIRST_PLAN, PLAN_REFERENCE } from './first-plan.js';
import { packageVersion } from './package-root.js';

const planRoutes = buildRouteMap<'validate' | 'preview', CliContext>({
  routes: { validate: planValidateCommand, preview: planPreviewCommand },
  docs: {
    brief: 'Check a plan, or see what a run of it would do',
    fullDescription: [
      'A plan is a YAML file. This one runs against the simulator of `eci-replicator dev` as it is; save it as',
      'replication.yaml:',
      '',
      ...FIRST_PLAN.trimEnd()
        .split('\n')
        .map((line) => `  ${line}`),
      '',
      `Every key:  ${PLAN_REFERENCE}`,
      'Next:       eci-replicator plan validate replication.yaml',
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
  docs: { brief: 'Run a plan by itself, at the times that it says' },
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
      'Replicates Alibaba Cloud ECI data caches to many regions by a plan, as workflows on Temporal. The command line speaks',
      'to Temporal only; the cloud keys stay with the worker.',
      '',
      'To see it all on this machine:  eci-replicator demo',
      'To try things out:              eci-replicator dev',
      'To begin with a plan:           eci-replicator plan --help',
    ].join('\n'),
  },
});

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
