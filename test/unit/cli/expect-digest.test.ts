import { describe, expect, it } from 'vitest';
import { FakeTemporal } from '../client/support/fake-temporal.js';
import { PLAN } from '../client/support/sample-run.js';
import { commandLine } from './support/command-line.js';

const stdin = JSON.stringify(PLAN);
const DIGEST = '0f'.repeat(32);

/** A server on which the run ends immediately, because the digest differs. */
function differing(): FakeTemporal {
  const temporal = new FakeTemporal();
  const stop = { code: 'DigestDiffers', reason: 'what exists is not what was previewed' };
  const regions = PLAN.targets.map(({ region }) => ({ region, stop }));
  const summary = { version: 1, plan: 'weights', planDigest: 'd', outcome: 'failed', regions, notReady: [] };
  temporal.onPause = () =>
    Object.assign(temporal.runs[0] ?? {}, {
      status: 'FAILED',
      failure: { type: 'DigestDiffers', message: 'Nothing was started: what exists differs.', details: [summary] },
    });
  return temporal;
}

describe('run --expect-digest', () => {
  it('passes the digest to the run', async () => {
    const { temporal } = await commandLine(['run', '-', '--no-wait', '--expect-digest', DIGEST], { stdin });
    expect(temporal.started).toMatchObject([{ options: { args: [{ expectDigest: DIGEST }] } }]);
  });

  it('exits 8 with a sentence if the digest differs, and reports every copy as not started', async () => {
    const args = ['run', '-', '--output', 'json', '--expect-digest', DIGEST];
    const { code, stdout, stderr } = await commandLine(args, { temporal: differing(), stdin });
    expect(code).toBe(8);
    expect(stderr).toContain('Nothing was started: what exists differs.');
    const copy = { outcome: 'failed', code: 'DigestDiffers', attempts: 0, advice: expect.stringMatching(/[Pp]review/) };
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'failed', copies: [copy, copy, copy, copy] });
  });

  it('says so if it was given the digest of the plan', async () => {
    const { stdout } = await commandLine(['plan', 'validate', '-', '--output', 'json'], { stdin });
    const { planDigest } = JSON.parse(stdout) as { planDigest: string };
    const { code, stderr, temporal } = await commandLine(['run', '-', '--expect-digest', planDigest], { stdin });
    expect(code).toBe(2);
    expect(stderr).toMatch(/the plan's own digest: use the preview digest/);
    expect(temporal.started).toEqual([]);
  });
});
