import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { CopyRecord } from '../../../src/copies/copy-record.js';
import { regionPreview } from '../../../src/copies/region-preview.js';
import { previewDigest, verdictDigest } from '../../../src/reconcile/preview-digest.js';
import { previewSchema } from '../../../src/report/preview.js';
import { FakeTemporal } from '../client/support/fake-temporal.js';
import { copies, endedRegion, PLAN } from '../client/support/sample-run.js';
import { commandLine } from './support/command-line.js';
import { unreachable } from './support/unreachable.js';

const stdin = JSON.stringify(PLAN);
const REGIONS = ['cn-beijing', 'cn-shanghai'];

/** A server on which a preview ends after some looks with these records, the same in each region; without, in none. */
function previewing(records?: CopyRecord[]): FakeTemporal {
  const temporal = new FakeTemporal();
  let looks = 0;
  temporal.onPause = () => {
    const [run] = temporal.runs;
    if (run === undefined) return;
    looks += 1;
    run.queries = { status: () => ({ regions: REGIONS.map((region) => ({ region, phase: 'ended' })) }) };
    if (looks < 3) return;
    const stop = records === undefined ? { stop: { code: 'NoPermission', reason: 'not allowed' } } : {};
    const told = records ?? [];
    const regions = REGIONS.map((region) =>
      regionPreview(told, { region, usage: { used: 1, max: 9 }, verdictDigest: verdictDigest(region, told), ...stop }),
    );
    const children = records === undefined ? [] : REGIONS.map((region) => endedRegion(temporal, region, records));
    run.memo['regions'] = Object.fromEntries(
      children.map(({ workflowId, runId }) => [workflowId.split('/')[1], { workflowId, runId }]),
    );
    run.result = { version: 1, plan: 'weights', planDigest: 'p', previewDigest: previewDigest('p', regions), regions };
    run.status = 'COMPLETED';
  };
  return temporal;
}

const creates = () => copies({ verdict: 'create', state: 'planned', id: undefined, sizeGiB: 7 });
const adopts = () => copies({ verdict: 'adopt' });

describe('plan preview', () => {
  it('starts a dry run under an id of its own, and says in its memo that it is one', async () => {
    const flags = ['--region', 'cn-beijing', '--region', 'cn-shanghai'];
    const { temporal, code } = await commandLine(['plan', 'preview', '-', ...flags], {
      temporal: previewing(creates()),
      stdin,
    });
    expect(code).toBe(0);
    expect(temporal.started).toMatchObject([
      {
        type: 'replicate',
        options: {
          workflowId: expect.stringMatching(/^preview-weights-[0-9a-f]{8}$/),
          args: [{ plan: PLAN, regions: REGIONS, dryRun: true }],
          memo: { preview: true },
        },
      },
    ]);
  });

  it('prints what a run would do, and the command that runs it', async () => {
    const args = ['plan', 'preview', '-', '--region', 'cn-beijing', '--region', 'cn-shanghai'];
    const { stdout } = await commandLine(args, { temporal: previewing(creates()), stdin });
    expect(stdout).toMatch(/^cn-beijing +2 +0 +14 +1 of 9 +8$/m);
    expect(stdout).toMatch(
      /^run it: eci-replicator run - --region cn-beijing --region cn-shanghai --expect-digest [0-9a-f]{64}\n$/m,
    );
  });

  it('prints JSON and nothing else to stdout', async () => {
    const { stdout } = await commandLine(['plan', 'preview', '-', '--output', 'json'], {
      temporal: previewing(creates()),
      stdin,
    });
    expect(previewSchema.parse(JSON.parse(stdout))).toMatchObject({ plan: 'weights', copies: { length: 4 } });
  });

  it.each([
    ['all is there', adopts(), 0],
    ['copies are missing', creates(), 7],
    ['others stand in the way', copies({ verdict: 'conflict', state: 'conflict', code: 'PathTaken' }), 0],
    ['copies could not be judged', copies({ verdict: undefined, state: 'failed', code: 'SurveyBlind' }), 1],
    ['no region could be looked at', undefined, 1],
  ])('with --exit-code, when %s', async (_, records, code) => {
    const run = (flags: string[]) =>
      commandLine(['plan', 'preview', '-', ...flags], { temporal: previewing(records), stdin });
    expect((await run(['--exit-code'])).code).toBe(code);
    expect((await run([])).code).toBe(0);
  });

  it('tells every copy of a region that has no result, by the plan and the reason', async () => {
    const { stdout } = await commandLine(['plan', 'preview', '-', '--output', 'json'], {
      temporal: previewing(),
      stdin,
    });
    const none = { verdict: 'none', code: 'NoPermission', reason: 'not allowed' };
    expect(previewSchema.parse(JSON.parse(stdout)).copies).toMatchObject([none, none, none, none]);
  });

  it('refuses an invalid plan with its positions, exit 2, before Temporal is asked for anything', async () => {
    const { code, stdout, stderr } = await commandLine(['plan', 'preview', '-'], {
      stdin: 'version: 2\n',
      connect: unreachable,
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^<stdin>:1:10: /m);
  });

  it.each([
    [{ type: 'InvalidPlan', message: 'two copies have one place' }, 2],
    [{ type: 'Other', message: 'it broke' }, 1],
  ])('that fails with %j exits %i, and says why', async (failure, expected) => {
    const temporal = new FakeTemporal();
    temporal.onPause = () => Object.assign(temporal.runs[0] ?? {}, { status: 'FAILED', failure });
    const { code, stdout, stderr } = await commandLine(['plan', 'preview', '-'], { temporal, stdin });
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).toContain(failure.message);
  });

  it.each(['CANCELLED', 'TERMINATED'])('that is %s from outside exits 6', async (status) => {
    const temporal = new FakeTemporal();
    temporal.onPause = () => Object.assign(temporal.runs[0] ?? {}, { status });
    expect((await commandLine(['plan', 'preview', '-'], { temporal, stdin })).code).toBe(6);
  });

  it('that nobody waits for any longer is cancelled: --timeout exits 4, an interruption 130', async () => {
    const late = await commandLine(['plan', 'preview', '-', '--timeout', '5s'], { stdin });
    expect(late.code).toBe(4);
    expect(late.temporal.runs[0]?.status).toBe('CANCELLED');

    const signals = new EventEmitter();
    const temporal = new FakeTemporal();
    temporal.onPause = () => signals.emit('SIGINT');
    const interrupted = await commandLine(['plan', 'preview', '-'], { temporal, stdin, signals });
    expect(interrupted.code).toBe(130);
    expect(temporal.runs[0]?.status).toBe('CANCELLED');
  });

  it('exits 5 when no worker polls for sixty seconds, and starts nothing', async () => {
    const temporal = new FakeTemporal();
    temporal.pollers = [];
    const { code, stderr } = await commandLine(['plan', 'preview', '-'], { temporal, stdin });
    expect(code).toBe(5);
    expect(stderr).toMatch(/nothing was started/);
    expect(temporal.started).toEqual([]);
  });
});
