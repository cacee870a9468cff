import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { documentedOutputs } from '../../../support/documented-outputs.js';
import { readMarkdown } from '../../../support/read-markdown.js';
import { copies, PLAN } from '../../client/support/sample-run.js';
import { commandLine } from '../support/command-line.js';
import { endedRun, endingAfter, ends } from '../support/ending-run.js';
import { stepOutputs } from '../../../support/step-outputs.js';

let folder: string;
let env: Record<string, string>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'eci-replicator-github-'));
  env = { GITHUB_ACTIONS: 'true', GITHUB_OUTPUT: join(folder, 'output'), GITHUB_STEP_SUMMARY: join(folder, 'summary') };
});
afterEach(() => rm(folder, { recursive: true }));

const stdin = JSON.stringify(PLAN);
const outputs = async () => stepOutputs(await readFile(join(folder, 'output'), 'utf8'));
const summary = () => readFile(join(folder, 'summary'), 'utf8');
const failed = (change = {}) =>
  copies({ state: 'failed', code: 'QuotaExceeded', reason: 'full: 100%\nof 5', ...change });

describe('run in GitHub Actions', () => {
  it('sets outputs and a summary, and no annotation if all copies are ready', async () => {
    const temporal = endingAfter(1, ends('COMPLETED', 'ready'));
    const { code, stdout, stderr } = await commandLine(['run', '-', '--output', 'json'], { temporal, stdin, env });
    expect(code).toBe(0);
    expect(await outputs()).toEqual({
      'workflow-id': 'replicate-weights',
      'run-id': 'run-1',
      'plan-digest': JSON.parse(stdout).planDigest,
      outcome: 'ready',
      ready: '4',
      planned: '4',
      'exit-code': '0',
    });
    expect(Object.keys(await outputs()).toSorted()).toEqual(documentedOutputs('`run`, `watch`'));
    expect(readMarkdown(await summary()).headings).toEqual(['Replication of weights: ready', 'Regions', 'Ready']);
    expect(`${stdout}${stderr}`).not.toMatch(/^::/m);
  });

  it.each([
    ['FAILED', 'failed', [], 1, 'error'],
    ['CANCELLED', 'cancelled', [], 6, 'error'],
    ['COMPLETED', 'partial', [], 3, 'warning'],
    ['COMPLETED', 'partial', ['--allow-partial'], 0, 'warning'],
  ] as const)(
    'that ends %s, %s, %j, exits %i and annotates the job as %s',
    async (state, outcome, flags, code, level) => {
      const temporal = endingAfter(1, ends(state, outcome, failed()));
      const ended = await commandLine(['run', '-', ...flags, '--output', 'json'], { temporal, stdin, env });
      expect(ended.code).toBe(code);
      expect(await outputs()).toMatchObject({ outcome, ready: '2', 'exit-code': String(code) });
      const commands = ended.stderr.split('\n').filter((line) => line.startsWith('::'));
      expect(commands).toHaveLength(1);
      expect(commands[0]).toContain(
        String.raw`::${level} title=eci-replicator::weights ${outcome}: 2 of 4 copies ready, 2 failed%0Aedc-1 to cn-beijing: QuotaExceeded: full: 100%25\nof 5`,
      );
      expect(ended.stdout).not.toMatch(/^::/m);
    },
  );

  it('sets the ids as outputs as soon as it is started, for a later job to attach', async () => {
    await commandLine(['run', '-', '--no-wait'], { stdin, env });
    expect(await outputs()).toMatchObject({ 'workflow-id': 'replicate-weights', outcome: 'running', 'exit-code': '0' });
  });

  it('sets the exit code and an annotation if it is refused', async () => {
    const temporal = endedRun();
    temporal.pollers = [];
    const { stderr } = await commandLine(['run', '-'], { temporal, stdin, env });
    expect(await outputs()).toEqual({ 'exit-code': '5' });
    expect(stderr).toMatch(/^::error title=eci-replicator::No worker answered/m);
  });

  it('warns about a file that it could not write, and exits by the outcome of the run', async () => {
    const temporal = endingAfter(1, ends('COMPLETED', 'ready'));
    const away = { ...env, GITHUB_OUTPUT: join(folder, 'no', 'output'), GITHUB_STEP_SUMMARY: folder };
    const { code, stderr } = await commandLine(['run', '-'], { temporal, stdin, env: away });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^::warning title=eci-replicator::GITHUB_OUTPUT was not written: .*no such file/m);
    expect(stderr).toMatch(/^::warning title=eci-replicator::GITHUB_STEP_SUMMARY was not written: /m);
  });

  it('cuts the summary to the room that is left, and says where the rest is', async () => {
    const before = `${'x'.repeat(1_048_576 - 700)}\n`;
    await writeFile(join(folder, 'summary'), before);
    await commandLine(['run', '-'], { temporal: endingAfter(1, ends('COMPLETED', 'ready')), stdin, env });
    const written = await summary();
    expect(Buffer.byteLength(written)).toBeLessThanOrEqual(1_048_576);
    expect(written.slice(before.length)).toMatch(
      /^# Replication of weights[^]*\nCut here: `eci-replicator report replicate-weights` has the whole report\.\n$/,
    );
  });

  it('does none of this outside GitHub Actions', async () => {
    const temporal = endingAfter(1, ends('FAILED', 'failed', failed()));
    const { stderr } = await commandLine(['run', '-'], { temporal, stdin, env: { ...env, GITHUB_ACTIONS: '' } });
    expect(stderr).not.toContain('::error');
    await expect(outputs()).rejects.toThrow(/ENOENT/);
    await expect(summary()).rejects.toThrow(/ENOENT/);
  });
});

describe('plan validate in GitHub Actions', () => {
  it('annotates every problem at its position, with the path of the file in the repository', async () => {
    const file = join(folder, 'plans', 'a,b.yaml');
    const workspace = { ...env, GITHUB_WORKSPACE: folder };
    await mkdir(join(folder, 'plans'));
    await writeFile(file, 'version: 2\nnaem: x\n');
    const { code, stderr } = await commandLine(['plan', 'validate', file], { env: workspace });
    expect(code).toBe(2);
    expect(stderr).toContain(`${file}:1:10: `);
    expect(stderr).toMatch(/^::error file=plans\/a%2Cb\.yaml,line=1,col=10::/m);
    expect(stderr).toMatch(/^::error file=plans\/a%2Cb\.yaml,line=2,col=1::.*did you mean `name`/m);
    expect(stderr.match(/^::/gm)).toHaveLength(stderr.match(/a,b\.yaml:\d/g)?.length ?? 0);
  });

  it('annotates problems of standard input without a file', async () => {
    const { stderr } = await commandLine(['plan', 'validate', '-'], { stdin: 'version: 2\n', env });
    expect(stderr).toMatch(/^::error title=eci-replicator::<stdin>:1:1: .*%0A<stdin>:1:10: /m);
  });

  it('prints nothing but JSON to standard output', async () => {
    const { stdout } = await commandLine(['plan', 'validate', '-', '--output', 'json'], { stdin: 'version: 2\n', env });
    expect(JSON.parse(stdout)).toMatchObject({ valid: false });
  });
});
