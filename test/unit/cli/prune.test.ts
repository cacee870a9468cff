import { EventEmitter } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pruneReportSchema } from '../../../src/report/prune-report.js';
import { FakeTemporal } from '../client/support/fake-temporal.js';
import { PLAN } from '../client/support/sample-run.js';
import { type CommandLine, commandLine } from './support/command-line.js';
import { prunable, pruning } from './support/pruning.js';
import { unreachable } from './support/unreachable.js';

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'eci-replicator-prune-'));
  file = join(folder, 'plan.yaml');
  await writeFile(file, JSON.stringify(PLAN));
});
afterAll(() => rm(folder, { recursive: true }));

const prune = (flags: readonly string[] = [], options: CommandLine = {}) =>
  commandLine(['prune', file, ...flags], { temporal: pruning(), ...options });

const answering = (stdin: string) => ({ stdin, typed: true, terminal: true, env: { NO_COLOR: '1' } });

/** The inputs of the started workflows. */
const inputs = (temporal: FakeTemporal) => temporal.started.map(({ options }) => (options['args'] as object[])[0]);

describe('prune', () => {
  it('without a terminal shows every copy with the reason, deletes nothing, and says how to', async () => {
    const { code, stdout, stderr, temporal } = await prune();
    expect(code).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "region      id     source      bucket  path        generation  status     GiB  reason
      cn-beijing  edc-a  edc-former  models  /old/edc-a  0           Available  20   the plan does not ask for edc-former
      cn-beijing  edc-b  edc-former  models  /old/edc-b  0           Available  5    the plan does not ask for edc-former

      weights: 2 copies (25 GiB) that the plan no longer asks for
      Another plan may have adopted some of them: tags name only the plan that created a copy.
      "
    `);
    expect(stderr).toBe('Nothing was deleted: --yes deletes these 2 copies.\n');
    expect(temporal.started).toMatchObject([{ type: 'prune', options: { workflowId: 'prune-weights' } }]);
    expect(inputs(temporal)).toEqual([{ plan: PLAN, dryRun: true }]);
    expect(temporal.closed).toBe(1);
  });

  it('with --yes deletes exactly what it showed', async () => {
    const { code, stdout, stderr, temporal } = await prune(['--yes', '--region', 'cn-beijing', '--bucket', 'former']);
    const given = { plan: PLAN, regions: ['cn-beijing'], buckets: ['former'] };
    expect(inputs(temporal)).toEqual([
      { ...given, dryRun: true },
      { ...given, expectDigest: 'digest-of-two' },
    ]);
    expect(stdout).toContain('weights: 2 copies (25 GiB) that the plan no longer asks for\n');
    expect(stdout).toMatch(/deleted edc-a in cn-beijing \(edc-former at models \/old\/edc-a\)\n/);
    expect(stdout).toMatch(/weights: 2 copies \(25 GiB\) deleted\n$/);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it.each(['y\n', 'yes\n', 'Y\n'])('deletes after the answer %j', async (answer) => {
    const { code, stderr, temporal } = await prune([], answering(answer));
    expect(stderr).toContain('Delete these 2 copies? [y/N] ');
    expect(temporal.started).toHaveLength(2);
    expect(code).toBe(0);
  });

  it.each(['n\n', '\n', '', 'yes, please\n'])('deletes nothing after the answer %j', async (answer) => {
    const { code, stderr, temporal } = await prune([], answering(answer));
    expect(stderr).toMatch(/Nothing was deleted\.\n$/);
    expect(temporal.started).toHaveLength(1);
    expect(code).toBe(0);
  });

  it.each([
    ['standard input is no terminal', { stdin: 'y\n', terminal: true }],
    ['standard error is no terminal', { stdin: 'y\n', typed: true }],
  ])('does not ask if %s', async (_, options) => {
    const { stderr, temporal } = await prune([], options);
    expect(stderr).not.toContain('[y/N]');
    expect(temporal.started).toHaveLength(1);
  });

  it('does not ask if the plan came from standard input', async () => {
    const { stderr, temporal } = await commandLine(['prune', '-'], {
      ...answering(JSON.stringify(PLAN)),
      temporal: pruning(),
    });
    expect(stderr).not.toContain('[y/N]');
    expect(temporal.started).toHaveLength(1);
  });

  it('neither asks nor deletes if there is nothing to prune', async () => {
    const temporal = pruning({ candidates: [] });
    const { code, stdout, stderr } = await prune(['--yes'], { temporal });
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'weights: nothing to prune\n', stderr: '' });
    expect(temporal.started).toHaveLength(1);
  });

  it('exits 1 if a copy was kept, and says why', async () => {
    const temporal = pruning({ kept: [{ id: 'edc-b', reason: 'edc-b is not a copy of this plan' }] });
    const { code, stdout } = await prune(['--yes'], { temporal });
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /kept edc-b in cn-beijing \(.*\): edc-b is not a copy of this plan\nweights: 1 copy \(20 GiB\) deleted, 1 copy \(5 GiB\) kept\n$/,
    );
  });

  it('warns about caches that it did not see, and copies left for another prune', async () => {
    const { stderr } = await prune([], { temporal: pruning({ more: true, unseen: 7 }) });
    expect(stderr).toContain('warning: cn-beijing has more copies to prune than one prune deletes');
    expect(stderr).toMatch(/warning: cn-beijing: 3 data caches were listed, and ListUsage counts 7 more: .*--bucket/);
  });

  it('escapes control characters of the service', async () => {
    const candidates = [prunable('edc-a', { path: '/a\u001b[2Jb' })];
    const { stdout } = await prune(['--yes'], { temporal: pruning({ candidates }) });
    expect(stdout).not.toContain('\u001b');
  });

  describe('as JSON', () => {
    const read = (stdout: string) => pruneReportSchema.parse(JSON.parse(stdout));

    it('prints only the preview if nothing is deleted', async () => {
      const report = read((await prune(['--output', 'json'])).stdout);
      expect(report).toMatchObject({ outcome: 'preview', counts: { candidates: 2, deleted: 0, kept: 0 } });
      expect(report.copies[0]).toMatchObject({
        region: 'cn-beijing',
        dataCacheId: 'edc-a',
        sourceRegion: 'cn-hongkong',
        outcome: 'candidate',
        reason: 'the plan does not ask for edc-former',
      });
    });

    it('prints only the result if copies are deleted', async () => {
      const temporal = pruning({ kept: [{ id: 'edc-b', reason: 'in use' }] });
      const { code, stdout } = await prune(['--output', 'json', '--yes'], { temporal });
      expect(read(stdout)).toMatchObject({
        outcome: 'partial',
        pruneDigest: 'digest-of-two',
        counts: { candidates: 2, deleted: 1, kept: 1 },
        copies: [
          { outcome: 'deleted', keptBecause: null },
          { outcome: 'kept', keptBecause: 'in use' },
        ],
      });
      expect(code).toBe(1);
    });

    it('shows the copies in question on standard error before it asks', async () => {
      const { stdout, stderr } = await prune(['--output', 'json'], answering('n\n'));
      expect(stderr).toMatch(/edc-a.*\n.*edc-b[^]*Delete these 2 copies\?/);
      expect(read(stdout)).toMatchObject({ outcome: 'preview' });
    });
  });

  describe('that is refused or fails', () => {
    it.each(['RunUnderWay', 'PruneDiffers'])('exits 8 for %s, with the sentence of the worker', async (type) => {
      const temporal = pruning({ deletion: { type, message: 'so nothing was deleted' } });
      const { code, stderr } = await prune(['--yes'], { temporal });
      expect({ code, stderr }).toEqual({ code: 8, stderr: 'so nothing was deleted\n' });
    });

    it('exits 8 while another prune of the plan is under way', async () => {
      const temporal = new FakeTemporal();
      temporal.add({ workflowId: 'prune-weights', type: 'prune' });
      const { code, stderr } = await prune(['--yes'], { temporal });
      expect(code).toBe(8);
      expect(stderr).toMatch(/^prune-weights is under way, so nothing was deleted/);
    });

    it.each([
      [{ type: 'PruneFailed', message: 'a region was lost' }, 1, 'a region was lost\n'],
      [{ type: 'InvalidPlan', message: 'two copies have one place' }, 2, 'two copies have one place\n'],
      ['CANCELLED', 6, 'The prune was cancelled.\n'],
    ] as const)('with %j exits %i', async (deletion, code, sentence) => {
      const ended = await prune(['--yes'], { temporal: pruning({ deletion }) });
      expect(ended.code).toBe(code);
      expect(ended.stderr).toBe(sentence);
      // What was deleted until then is shown; more is not known.
      expect(ended.stdout.includes('deleted edc-a')).toBe(code !== 2);
    });

    it('is cancelled by Ctrl-C', async () => {
      const signals = new EventEmitter();
      const temporal = pruning();
      const previewed = temporal.onStart;
      temporal.onStart = (run) => {
        if (temporal.started.length === 1) return previewed(run);
        signals.emit('SIGINT');
      };
      const { code, stderr } = await prune(['--yes'], { temporal, signals });
      expect(code).toBe(130);
      expect(temporal.cancelled).toHaveLength(1);
      expect(stderr).toMatch(/being cancelled: copies that it has deleted stay deleted/);
    });

    it.each([
      [['--region', 'cn-hongkong'], /is the plan's source region/],
      [['--region', 'models'], /is not a valid region id/],
      [['--var', 'a=1', '--var', 'a=2'], /given twice/],
      [['--unknown'], /--unknown/],
    ])('exits 2 with %j, and starts nothing', async (flags, sentence) => {
      const { code, stderr, temporal } = await prune(flags);
      expect(code).toBe(2);
      expect(stderr).toMatch(sentence);
      expect(temporal.started).toEqual([]);
    });

    it('exits 5 if no worker polls for 60 s, or Temporal cannot be reached', async () => {
      const temporal = new FakeTemporal();
      temporal.pollers = [];
      const { code, stderr } = await prune(['--yes'], { temporal });
      expect(code).toBe(5);
      expect(stderr).toMatch(/nothing was started/);
      expect((await prune([], { connect: unreachable })).code).toBe(5);
    });
  });
});

describe('commands for runs', () => {
  it('do not accept a prune', async () => {
    const temporal = new FakeTemporal();
    temporal.add({ workflowId: 'prune-weights', type: 'prune' });
    for (const id of ['prune-weights', 'weights']) {
      const { code, stderr } = await commandLine(['report', id], { temporal });
      expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringMatching(/^There is no run of/) });
    }
  });
});
