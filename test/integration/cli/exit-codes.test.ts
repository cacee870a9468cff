import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExitCode } from '../../../src/cli/exit-code.js';
import { openReplicator, type Replicator } from '../../support/replicator.js';
import { temporalAddress } from '../../support/shared-server.js';
import { planOf, SOURCE_REGION, sourceCaches } from '../../support/sources.js';
import { bin } from '../../support/built-package.js';
import { eciReplicator, type EndedCommand, type RunningCommand, startCommand } from '../support/eci-replicator.js';

/** A copy there takes an hour, so its run lasts until it is ended. */
const SLOW = 'cn-chengdu';
/** Every copy there is refused immediately. */
const REFUSING = 'cn-qingdao';
const READY = 'cn-beijing';

/** Shortens every wait of the command a hundredfold: a minute of waiting for a worker takes less than a second. */
const HASTY = `data:text/javascript,${encodeURIComponent(`
  import { syncBuiltinESMExports } from 'node:module';
  import timers from 'node:timers/promises';
  const pause = timers.setTimeout;
  timers.setTimeout = (ms, ...rest) => pause(ms / 100, ...rest);
  syncBuiltinESMExports();
  const callLater = globalThis.setTimeout;
  globalThis.setTimeout = (call, ms, ...rest) => callLater(call, ms / 100, ...rest);
`)}`;

const PLANS = {
  ready: planOf({ name: 'exit-ready', caches: 1, regions: [READY] }),
  partial: withOptional('exit-partial', READY, REFUSING),
  failed: planOf({ name: 'exit-failed', caches: 1, regions: [REFUSING] }),
  slow: planOf({ name: 'exit-slow', caches: 1, regions: [SLOW] }),
  'slow-edited': planOf({ name: 'exit-slow', caches: 2, regions: [SLOW] }),
  'slow-replaced': planOf({ name: 'exit-slow', caches: 1, regions: [READY] }),
  terminated: planOf({ name: 'exit-terminated', caches: 1, regions: [SLOW] }),
  required: withOptional('exit-required', READY, SLOW),
  missed: withOptional('exit-missed', REFUSING, SLOW),
  fresh: planOf({ name: 'exit-fresh', caches: 1, regions: ['cn-hangzhou'] }),
  nothing: {
    ...planOf({ name: 'exit-nothing', caches: 0, regions: [READY] }),
    source: { region: SOURCE_REGION, caches: [{ select: { bucket: 'elsewhere' } }] },
  },
  invalid: { ...planOf({ name: 'exit-invalid', caches: 1, regions: [READY] }), targets: [] },
};

let replicator: Replicator;
let folder: string;
beforeAll(async () => {
  replicator = await openReplicator({
    address: temporalAddress(),
    scenario: {
      sources: sourceCaches(2),
      copyTime: '0s',
      regions: { [SLOW]: { copyTime: '1h' }, [REFUSING]: { errorCode: 'Zone.NotOnSale' } },
    },
  });
  folder = await mkdtemp(path.join(tmpdir(), 'eci-replicator-exit-'));
  for (const [name, plan] of Object.entries(PLANS))
    await writeFile(path.join(folder, `${name}.yaml`), JSON.stringify(plan));
});
afterAll(async () => {
  // None of them exists if only some rows of this file run.
  const left = ['slow', 'required', 'missed'].map((name) =>
    replicator.client.workflow.getHandle(`replicate-exit-${name}`).cancel(),
  );
  await Promise.allSettled(left);
  await replicator.close();
  await rm(folder, { recursive: true });
});

/** A plan with a required and an optional target. */
function withOptional(name: string, required: string, optional: string) {
  const plan = planOf({ name, caches: 1, regions: [required] });
  return { ...plan, targets: [...plan.targets, { region: optional, required: false }] };
}

function env(change: Readonly<Record<string, string>> = {}) {
  return { TEMPORAL_ADDRESS: temporalAddress(), ECI_REPLICATOR_TASK_QUEUE: replicator.taskQueue, ...change };
}

async function statusOf(name: string): Promise<string> {
  return (await replicator.client.workflow.getHandle(`replicate-${name}`).describe()).status.name;
}

interface Row {
  readonly exit: ExitCode;
  readonly when: string;
  readonly args: readonly string[];
  /** In addition to the address and the task queue. */
  readonly env?: Readonly<Record<string, string>>;
  /** Arguments of Node. */
  readonly options?: readonly string[];
  /** Runs once the command follows the run. */
  readonly meanwhile?: (command: RunningCommand) => Promise<unknown>;
  readonly stdout?: RegExp;
  readonly stderr?: RegExp;
}

const NOTHING = /^$/;
const ATTACH = /the run continues.*\. Attach again: eci-replicator watch replicate-exit-\w+\n$/;

/** The order matters: the slow run is started, attached to repeatedly, and finally replaced. */
const TABLE: readonly Row[] = [
  {
    exit: 0,
    when: 'a run was started that nobody waits for',
    args: ['run', 'slow.yaml', '--no-wait'],
    stdout: /^started: replicate-exit-slow, run /,
  },
  { exit: 0, when: 'every copy is ready', args: ['run', 'ready.yaml'], stdout: /exit-ready ready: 1 of 1 copy ready/ },
  {
    exit: 0,
    when: 'the required copies are ready, and only those were waited for',
    args: ['run', 'required.yaml', '--wait-for', 'required'],
    stdout: /exit-required running: 1 of 2 copies ready/,
    stderr: new RegExp(`Every required copy is ready; ${ATTACH.source}`),
  },
  {
    exit: 1,
    when: 'a required copy failed',
    args: ['run', 'failed.yaml'],
    stdout: /Zone\.NotOnSale[^]*exit-failed failed: 0 of 1 copy ready/,
  },
  {
    exit: 1,
    when: 'a required copy failed while others are waited for, and only required ones were waited for',
    args: ['run', 'missed.yaml', '--wait-for', 'required'],
    stdout: /exit-missed running: 0 of 2 copies ready/,
    stderr: new RegExp(`Required copies are not ready, and their regions have ended: cn-qingdao.*${ATTACH.source}`),
  },
  {
    exit: 2,
    when: 'the plan is not valid',
    args: ['run', 'invalid.yaml'],
    stdout: NOTHING,
    stderr: /^invalid\.yaml:1:\d+: /,
  },
  {
    exit: 2,
    when: 'the plan turns out not to be valid once its sources are looked for',
    args: ['run', 'nothing.yaml'],
    stderr: /The plan is not valid:\n.*matches no data cache/,
  },
  {
    exit: 2,
    when: 'a flag is misspelt',
    args: ['run', 'ready.yaml', '--tiemout', '2h'],
    stdout: NOTHING,
    stderr: /tiemout/,
  },
  { exit: 3, when: 'copies failed within the budget', args: ['run', 'partial.yaml'], stdout: /exit-partial partial/ },
  { exit: 3, when: 'a run that is watched ended so', args: ['watch', 'exit-partial'], stdout: /exit-partial partial/ },
  {
    exit: 0,
    when: 'that is allowed',
    args: ['watch', 'exit-partial', '--allow-partial'],
    stdout: /exit-partial partial/,
  },
  { exit: 0, when: 'the report of such a run is printed', args: ['report', 'exit-partial'], stdout: /partial/ },
  {
    exit: 4,
    when: '--timeout passed',
    args: ['run', 'slow.yaml', '--timeout', '1s'],
    stdout: /exit-slow running: 0 of 1 copy ready/,
    stderr: new RegExp(`^Attached to [^]*Still running when --timeout passed; ${ATTACH.source}`),
  },
  {
    exit: 5,
    when: 'Temporal cannot be reached',
    args: ['run', 'ready.yaml'],
    env: { TEMPORAL_ADDRESS: '127.0.0.1:1' },
    options: ['--import', HASTY],
    stdout: NOTHING,
    stderr: /^Temporal cannot be reached at 127\.0\.0\.1:1: .*Check TEMPORAL_ADDRESS.*\n$/s,
  },
  {
    exit: 5,
    when: 'the namespace is not there',
    args: ['run', 'ready.yaml'],
    env: { TEMPORAL_NAMESPACE: 'nowhere' },
    stdout: NOTHING,
    stderr: /nowhere.*check TEMPORAL_NAMESPACE/s,
  },
  {
    exit: 5,
    when: 'no worker polled for 60 s',
    args: ['run', 'ready.yaml'],
    env: { ECI_REPLICATOR_TASK_QUEUE: 'nobody-polls' },
    options: ['--import', HASTY],
    stdout: NOTHING,
    stderr: /No worker answered on the task queue nobody-polls for 60 s, so nothing was started\./,
  },
  {
    exit: 7,
    when: 'a preview has changes to make',
    args: ['plan', 'preview', 'fresh.yaml', '--exit-code'],
    stdout: /exit-fresh: 1 to create/,
  },
  {
    exit: 8,
    when: 'what exists is not what was previewed',
    args: ['run', 'fresh.yaml', '--expect-digest', '0'.repeat(64)],
    stdout: /DigestDiffers/,
    stderr: /Preview the plan again/,
  },
  {
    exit: 8,
    when: 'a run of another digest is under way',
    args: ['run', 'slow-edited.yaml'],
    stdout: NOTHING,
    stderr: /^replicate-exit-slow is under way with another plan, so nothing was started:\n/,
  },
  {
    exit: 130,
    when: 'Ctrl-C detaches',
    args: ['run', 'slow.yaml'],
    meanwhile: (command) => command.stop('SIGINT'),
    stdout: NOTHING,
    stderr: new RegExp(`Detached; ${ATTACH.source}`),
  },
  {
    exit: 143,
    when: 'SIGTERM detaches',
    args: ['watch', 'replicate-exit-slow'],
    meanwhile: (command) => command.stop('SIGTERM'),
    stdout: NOTHING,
    stderr: new RegExp(`Detached; ${ATTACH.source}`),
  },
  {
    exit: 6,
    when: 'the run was terminated',
    args: ['run', 'terminated.yaml'],
    meanwhile: () => replicator.client.workflow.getHandle('replicate-exit-terminated').terminate('no longer wanted'),
    stderr: /The run was terminated: no longer wanted\./,
  },
  {
    exit: 6,
    when: 'the run was cancelled, and replaced by that of another plan',
    args: ['run', 'slow.yaml'],
    meanwhile: async () => {
      const other = ['run', 'slow-replaced.yaml', '--on-conflict', 'replace'];
      const replacing = await eciReplicator(other, { env: env(), cwd: folder });
      expect(replacing.code, replacing.stderr).toBe(0);
    },
    stdout: /exit-slow cancelled/,
  },
];

async function ended({ args, options = [], env: change, meanwhile }: Row): Promise<EndedCommand> {
  const command = startCommand(process.execPath, [...options, bin, ...args], { env: env(change), cwd: folder });
  if (meanwhile === undefined) return command.ended;
  await command.untilItSays(/^cn-chengdu: 0 of 1 copy ready/m);
  await meanwhile(command);
  return command.ended;
}

describe('the command exits', () => {
  it.each(TABLE)('$exit when $when', async (row) => {
    const { code, stdout, stderr } = await ended(row);
    expect(code, stderr).toBe(row.exit);
    expect(stdout).toMatch(row.stdout ?? /(?:)/);
    expect(stderr).toMatch(row.stderr ?? /(?:)/);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('with no other code, and does not touch a run that it stopped watching', async () => {
    const codes = new Set(TABLE.map(({ exit }) => exit));
    expect([...codes].toSorted((a, b) => a - b)).toEqual(Object.values(ExitCode).toSorted((a, b) => a - b));
    expect(await statusOf('exit-required')).toBe('RUNNING');
    const cancelled = await eciReplicator(['cancel', 'exit-required', '--keep'], { env: env() });
    expect(cancelled).toMatchObject({ code: 0, stderr: '' });
  });
});
