import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fetchPreview, startPreview } from '../../src/client/preview.js';
import { fetchReport } from '../../src/client/fetch-report.js';
import { realPause } from '../../src/client/pause.js';
import { startRun } from '../../src/client/start-run.js';
import { planDigest } from '../../src/plan/plan-digest.js';
import { validatePlan } from '../../src/plan/validate-plan.js';
import { randomWorld } from '../support/random-world.js';
import { replicatorForTest } from '../support/shared-server.js';
import { planOf, sourceCaches } from '../support/sources.js';

const CACHES = 5;
const REGIONS = ['cn-beijing', 'cn-shanghai', 'cn-shenzhen'];
/** Each world has its own bucket in one simulated service, so only its own plan sees it. */
const WORLDS = Array.from({ length: 8 }, (_, i) => `world-${i}`);

describe('plan preview and run', () => {
  it('agree copy by copy over random worlds, and a run accepts the digest of its preview', async () => {
    const existing = WORLDS.flatMap((plan, seed) =>
      fc.sample(randomWorld({ plan, sources: sourcesOf(plan), regions: REGIONS }), { seed, numRuns: 1 }).flat(),
    );
    const replicator = await replicatorForTest({
      scenario: { sources: WORLDS.flatMap(sourcesOf), existing, copyTime: '1s' },
    });
    const { client, taskQueue } = replicator;

    const agree = async (name: string): Promise<string[]> => {
      const { document, plan } = planFor(name);
      const options = { name, planDigest: planDigest(plan), document, taskQueue };
      const preview = await fetchPreview(client, await startPreview(client, options), plan);
      const { previewDigest: expectDigest } = preview;
      const run = await startRun(client, { ...options, expectDigest, onConflict: 'fail', pause: realPause });
      // A world with conflicts fails its run, but the report has the verdicts.
      await client.workflow
        .getHandle(run.workflowId, run.runId)
        .result()
        .catch(() => undefined);
      const { report, refused } = await fetchReport(client, run);
      expect(refused, name).toBeUndefined();
      expect(preview.copies.map(judgement), name).toEqual(report.copies.map(judgement));
      return preview.copies.map(({ verdict }) => verdict);
    };
    const verdicts = await Promise.all(WORLDS.map(agree));
    expect(new Set(verdicts.flat())).toEqual(
      new Set(['create', 'adopt', 'recreate', 'renew', 'supersede', 'conflict']),
    );
    const { billed, duplicates } = replicator.simulator.ledger();
    expect(duplicates).toEqual([]);
    expect(billed).toHaveLength(
      verdicts.flat().filter((verdict) => verdict !== 'adopt' && verdict !== 'conflict').length,
    );
  });
});

interface Judged {
  readonly region: string;
  readonly source: string;
  readonly verdict: string | null;
  readonly generation: number;
  readonly code: string | null;
}

function judgement({ region, source, verdict, generation, code }: Judged): Judged {
  return { region, source, verdict, generation, code };
}

function sourcesOf(world: string) {
  return sourceCaches(CACHES).map((source) => ({ ...source, id: `${source.id}-${world}`, bucket: world }));
}

function planFor(name: string) {
  // Every other plan selects its sources, renews and supersedes.
  const eager = WORLDS.indexOf(name) % 2 === 1;
  const caches = eager ? [{ select: { bucket: name } }] : sourcesOf(name).map(({ id }) => ({ id }));
  const policy = { ready: { pollEvery: '1s' }, renewBefore: '3d', supersede: 'replace' };
  const base = planOf({ name, caches: CACHES, regions: REGIONS, ...(eager ? { policy } : {}) });
  const document = { ...base, source: { ...base.source, caches } };
  const validated = validatePlan(document);
  if ('problems' in validated) throw new Error(validated.problems.map(({ message }) => message).join('; '));
  return { document, plan: validated.plan };
}
