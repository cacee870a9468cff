import { readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import { bin } from '../../support/built-package.js';
import { type EndedCommand, eciReplicator, startCommand, startEciReplicator } from '../support/eci-replicator.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const PAGE = new URL('../../../docs/first-schedule.md', import.meta.url);

/** The commands of the page in order, and what each prints about itself and the next step. */
const WALK: readonly [command: string, says: RegExp][] = [
  ['plan validate', /^replication\.yaml is valid: 6 .*^Next: eci-replicator plan preview replication\.yaml$/ms],
  ['plan preview', /^first: 6 to create$.*^run it: eci-replicator run replication\.yaml --expect-digest /ms],
  ['setup', /^ReplicationPlan .* was there$/m],
  ['run', /^started: replicate-first, .*^Watch it: eci-replicator watch replicate-first$/ms],
  ['status', /^wave 2 .*: eci-replicator approve-wave first 2$.*^ {2}eu-central-1: 1 of 2 copies ready, 1 failed$/ms],
  ['pause', /^replicate-first: Paused: /m],
  ['set-max-in-flight', /^replicate-first: At most 1 /m],
  ['resume', /^replicate-first: Resumed: /m],
  ['retry-failed', /^replicate-first: .*asked for again/m],
  ['status', /^first running: 4 of 6 copies ready, 2 pending$/m],
  ['skip', /^replicate-first: .*left out/m],
  ['approve-wave', /^replicate-first: Wave 2 begins/m],
  ['watch', /^first ready: 5 of 6 copies ready, 1 skipped/m],
  ['report', /^first ready: 5 of 6 copies ready, 1 skipped/m],
  ['ui-link', /^http:\/\/127\.0\.0\.1:\d+\/.*workflowId=replicate-first$/m],
  ['schedule apply', /^created replicate-first$.*^Start a run now: eci-replicator schedule trigger replicate-first$/ms],
  ['schedule pause', /^replicate-first is paused \(not before Monday\): .*`eci-replicator schedule resume /m],
  ['schedule describe', /^replicate-first: every 1d$.*^0 started/ms],
  ['schedule resume', /^replicate-first is active; next time: /m],
  ['schedule trigger', /^started replicate-first-.*^watch it: eci-replicator watch replicate-first-/ms],
  ['status', /^workflow replicate-first-\d.*^wave 2 .*: eci-replicator approve-wave first 2$/ms],
  ['approve-wave', /^replicate-first-.*: Wave 2 begins/m],
  ['watch', /^first ready: 6 of 6 copies ready/m],
  ['schedule describe', /^1 started, .*^scheduled .*^\S+ +ready +replicate-first-/ms],
  ['schedule delete', /^deleted replicate-first; /m],
];

interface Step {
  readonly line: string;
  /** The command is repeated until it prints this. */
  readonly until: string | undefined;
}

async function readPage() {
  const page = await readFile(PAGE, 'utf8');
  const blocks = [...page.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, kind, text = '']) => ({ kind, text }));
  const plan = blocks.find(({ kind }) => kind === 'yaml')?.text ?? '';
  const lines = blocks.filter(({ kind }) => kind === 'sh').flatMap(({ text }) => text.trimEnd().split('\n'));
  const [dev, ...steps] = lines.map((line): Step => ({ line, until: /# until: (.*)$/.exec(line)?.[1] }));
  return { plan, dev, steps };
}

/** An empty folder with the command on PATH. */
async function emptyHanded(env: Readonly<Record<string, string>>) {
  const [cwd, programs] = await Promise.all([temporaryFolder(), temporaryFolder()]);
  await symlink(bin, path.join(programs, 'eci-replicator'));
  const PATH = [programs, path.dirname(process.execPath), '/usr/bin', '/bin'].join(':');
  const type = (line: string) => startCommand('/bin/sh', ['-c', line], { cwd, env: { PATH, ...env } }).ended;
  return { cwd, type };
}

async function untilItSays(type: (line: string) => Promise<EndedCommand>, { line, until }: Step) {
  if (until === undefined) return type(line);
  let last = await type(line);
  await vi.waitFor(
    async () => {
      if (!last.stdout.includes(until)) last = await type(line);
      expect(last.stdout).toContain(until);
    },
    { timeout: 20_000 },
  );
  return last;
}

describe('a first schedule', () => {
  it('can be reached with the help of the command line alone', async () => {
    const [program, plan, wave, missing] = await Promise.all([
      eciReplicator(['--help']),
      eciReplicator(['plan', '--help']),
      eciReplicator(['approve-wave', '--help']),
      eciReplicator(['plan', 'validate', 'replication.yaml'], { cwd: await temporaryFolder() }),
    ]);
    expect(program.stdout).toContain('eci-replicator dev\n');
    expect(program.stdout).toContain('eci-replicator plan --help\n');
    expect(wave.stdout).toContain('`eci-replicator plan --help`');
    expect(missing.stderr).toContain('`eci-replicator plan --help` shows a first plan');
    const shown = plan.stdout.replaceAll(/^ {2}/gm, '');
    expect(shown).toContain((await readPage()).plan);
    expect(shown).toContain('eci-replicator plan validate replication.yaml\n');
    const reference = /^Every key: +(.*)$/m.exec(plan.stdout)?.[1] ?? '';
    expect(await readFile(reference, 'utf8')).toContain('# Plan reference');
  });

  it('fires when the commands of the page are typed in order', async () => {
    const { plan, dev: first, steps } = await readPage();
    expect(first?.line).toBe('eci-replicator dev');
    expect(steps.map(({ line }) => line)).toEqual(
      WALK.map(([command]) => expect.stringContaining(`eci-replicator ${command} `)),
    );

    const dev = startEciReplicator(['dev'], { env: { TEMPORAL_CLI_PATH: inject('temporalCliPath') } });
    onTestFinished(async () => {
      await dev.stop('SIGTERM');
    });
    await dev.untilItSays('Or start a run in the UI');
    const [, address = '', ui = ''] =
      /^ {2}export TEMPORAL_ADDRESS=(\S+) TEMPORAL_UI_URL=(\S+)$/m.exec(dev.stdout()) ?? [];
    const { cwd, type } = await emptyHanded({ TEMPORAL_ADDRESS: address, TEMPORAL_UI_URL: ui, USER: 'ada' });
    await writeFile(path.join(cwd, 'replication.yaml'), plan);

    for (const [at, step] of steps.entries()) {
      const ended = await untilItSays(type, step);
      const [, says] = WALK[at] ?? ['', /^$/];
      expect(ended.code, `${step.line}\n${ended.stderr}`).toBe(0);
      expect(`${ended.stdout}${ended.stderr}`, step.line).toMatch(says);
    }

    const [junit, ...others] = await Promise.all(
      ['xml', 'html', 'md', 'json'].map((kind) => readFile(path.join(cwd, `report.${kind}`), 'utf8')),
    );
    expect(junit).toContain('<testcase');
    for (const report of others) expect(report).toContain('looking at the failed copy');
  });
});
