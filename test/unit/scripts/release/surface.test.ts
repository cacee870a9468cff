import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { surfaceChange, versionProblem } from '../../../../scripts/release/surface-change.js';
import { repositoryRoot } from '../../../../scripts/run/repository-root.js';
import { publishedSurface } from '../../../../scripts/surface/published-surface.js';
import { schemaLines } from '../../../../scripts/surface/schema-lines.js';

describe('the published surface', () => {
  const surface = publishedSurface();

  it('is the one in docs/surface.txt: a change of it is a change for users', () => {
    expect(surface).toBe(readFileSync(join(repositoryRoot, 'docs/surface.txt'), 'utf8'));
  });

  it.each([
    'plan policy.capacity.giveUpAfter: string, default "24h"',
    'plan source.caches[].id: string, required',
    'command run FILE',
    'command run --on-conflict fail|replace, default fail',
    'command schedule apply FILE',
    'exit-code 3 partial',
    'report copies[].outcome: "ready" | "failed" | "conflict" | "skipped" | "pending", required',
    'error QuotaExceeded (capacity)',
    'variable ECI_REPLICATOR_TASK_QUEUE: string, default "eci-replicator"',
    'input-of-replicate expectDigest: string',
    'query copies limit: integer',
    'update setMaxInFlight maxInFlight: integer, required',
    'metric eci_replicator_runs_total{plan,outcome} counter',
    'search-attribute ReplicationPlan: Keyword',
    'export eci-replicator/worker createWorker',
  ])('promises: %s', (line) => {
    expect(surface.split('\n')).toContain(line);
  });

  it('gives every key of a schema a line, once', () => {
    const lines = schemaLines({
      type: 'object',
      required: ['a'],
      properties: {
        a: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        b: { type: 'array', items: { type: 'object', properties: { c: { enum: [1, 2], default: 2 } } } },
        d: { type: 'object', additionalProperties: { const: 'x' } },
        e: { not: {} },
      },
    });
    expect(lines).toEqual([
      'a: string, required',
      'a: null, required',
      'b: array',
      'b[]: object',
      'b[].c: 1 | 2, default 2',
      'd: object',
      'd.*: "x"',
    ]);
  });
});

describe('a change of the surface', () => {
  const lines = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8} [a-z.]{1,12}$/), { minLength: 1, maxLength: 20 });

  it('is none if the lines only move', () => {
    fc.assert(
      fc.property(lines, (each) => {
        const [text, turned] = [each.join('\n'), each.toReversed().join('\n')];
        expect(surfaceChange(text, turned)).toEqual({ change: 'none', removed: [], added: [] });
      }),
    );
  });

  it('breaks a promise if a line disappears, and only then', () => {
    fc.assert(
      fc.property(lines, fc.nat(), (each, at) => {
        const shorter = each.toSpliced(at % each.length, 1);
        expect(surfaceChange(each.join('\n'), shorter.join('\n')).change).toBe('broken');
        expect(surfaceChange(shorter.join('\n'), each.join('\n')).change).toBe('added');
      }),
    );
  });

  it.each([
    ['0.1.0', '0.1.1', 'none', undefined],
    ['0.1.0', '0.1.1', 'added', undefined],
    ['0.1.0', '0.1.1', 'broken', 'a release that breaks a promise of 0.1.0 must be 0.2.0 or later, not 0.1.1'],
    ['0.9.3', '0.10.0', 'broken', undefined],
    ['1.4.2', '1.5.0', 'broken', 'a release that breaks a promise of 1.4.2 must be 2.0.0 or later, not 1.5.0'],
    ['1.4.2', '1.4.3', 'added', 'a release that adds a promise of 1.4.2 must be 1.5.0 or later, not 1.4.3'],
    ['1.4.2', '2.0.0', 'broken', undefined],
    ['1.4.2', '1.4.2', 'none', '1.4.2 is not later than the last release, 1.4.2'],
    ['1.4.2', '1.3.9', 'none', '1.3.9 is not later than the last release, 1.4.2'],
  ] as const)('from %s, is %s announced for: %s', (last, next, change, problem) => {
    expect(versionProblem(last, next, change)).toBe(problem);
  });
});
