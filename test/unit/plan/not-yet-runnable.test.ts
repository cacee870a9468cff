import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { notYetRunnable } from '../../../src/plan/not-yet-runnable.js';
import { readPlan } from '../../../src/plan/plan-document.js';
import { formatPath } from '../../../src/plan/problem.js';
import { MINIMAL, planOf } from './sample-plan.js';

describe('notYetRunnable', () => {
  it.each([
    [{ waves: [{ regions: ['cn-beijing'] }, { regions: ['cn-shanghai'], after: 'approval' }] }, 'waves[1].after'],
    [{ policy: { onAccountError: 'pause' } }, 'policy.onAccountError'],
    [{ notify: { webhookEnv: 'HOOK' } }, 'notify'],
  ])('refuses %j', (change, path) => {
    const problems = notYetRunnable(planOf(change));
    expect(problems.map((problem) => formatPath(problem.path))).toEqual([path]);
    expect(problems[0]?.message).toMatch(/is not run by this version: /);
  });

  it('says everything at once', () => {
    expect(
      notYetRunnable(planOf({ policy: { onAccountError: 'pause' }, notify: { webhookEnv: 'HOOK' } })),
    ).toHaveLength(2);
  });

  it('has nothing against selections', () => {
    const source = { ...MINIMAL.source, caches: [{ id: 'edc-1' }, { select: { bucket: 'b' } }] };
    expect(notYetRunnable(planOf({ source }))).toEqual([]);
  });

  it('has nothing against a schedule: a run started otherwise does not read it', () => {
    expect(notYetRunnable(planOf({ schedule: { every: '1h' } }))).toEqual([]);
  });

  it('has nothing against defaults, ordered waves and the plan of the demo', () => {
    expect(notYetRunnable(planOf())).toEqual([]);
    expect(notYetRunnable(planOf({ waves: [{ regions: ['cn-beijing'] }, { regions: ['cn-shanghai'] }] }))).toEqual([]);
    const demo = readPlan(readFileSync(new URL('../../../replication.yaml', import.meta.url), 'utf8'));
    expect('plan' in demo && notYetRunnable(demo.plan)).toEqual([]);
  });
});
