import { describe, expect, it } from 'vitest';
import { moduleGraph } from '../../../scripts/architecture/module-graph.js';
import { violations } from '../../../scripts/architecture/rules.js';

/** The violations of a tree of modules, given as text by path. */
function check(sources: Readonly<Record<string, string>>): string[] {
  return violations(moduleGraph(new Map(Object.entries(sources))));
}

const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`src/plan/file-${n}.ts`, `export const a${n} = ${n};`]));

describe('the rules of the architecture', () => {
  it('accept the shape that the product has', () => {
    const sources = {
      'src/plan/plan.ts': `export interface Plan { name: string }`,
      'src/copies/records.ts': `import type { Plan } from '../plan/plan.js'; export const records = (plan: Plan) => plan;`,
      'src/eci/sdk.ts': `import Client from '@alicloud/eci20180808'; export const sdk = () => new Client();`,
      'activities/copy.ts': `import { sdk } from '../src/eci/sdk.js'; export const copyActivity = () => sdk();`,
      'workflows/run.ts': `import type { copyActivity } from '../activities/copy.js'; import { records } from '../src/copies/records.js';
        export const run = (copy: typeof copyActivity) => [copy, records];`,
      'src/worker/worker.ts': `import { copyActivity } from '../../activities/copy.js'; export const worker = copyActivity;`,
      'src/cli/start.ts': `export const start = () => import('../worker/worker.js');`,
    };
    expect(check(sources)).toEqual([]);
  });

  it.each<[string, Record<string, string>, RegExp]>([
    [
      'pure code that imports a type of Temporal',
      { 'src/report/a.ts': `import type { Duration } from '@temporalio/common';` },
      /src\/report\/a\.ts → @temporalio\/common: pure code/,
    ],
    ['pure code that imports Node without the prefix', { 'src/copies/a.ts': `import 'fs';` }, /→ node:fs: pure code/],
    [
      'pure code that reaches Node through another module',
      {
        'src/plan/a.ts': `import { b } from '../b.js';`,
        'src/b.ts': `import 'node:crypto'; export const b = 1;`,
      },
      /src\/plan\/a\.ts → src\/b\.ts → node:crypto: pure code/,
    ],
    [
      'workflow code that imports a value from activities',
      { 'workflows/a.ts': `import { b } from '../activities/b.js';`, 'activities/b.ts': `export const b = 1;` },
      /workflows\/a\.ts → activities\/b\.ts: workflow code/,
    ],
    [
      'workflow code that re-exports a value from the client',
      { 'workflows/a.ts': `export { b } from '../src/client/b.js';`, 'src/client/b.ts': `export const b = 1;` },
      /workflows\/a\.ts → src\/client\/b\.ts: workflow code/,
    ],
    [
      'a command that reaches the SDK of the vendor on demand',
      {
        'src/cli/a.ts': `export const a = () => import('../eci/b.js');`,
        'src/eci/b.ts': `import '@alicloud/credentials';`,
      },
      /src\/cli\/a\.ts → src\/eci\/b\.ts → @alicloud\/credentials: the command line never calls ECI/,
    ],
    [
      'the SDK of the vendor outside src/eci',
      { 'src/worker/a.ts': `import '@alicloud/eci20180808';` },
      /only src\/eci uses the SDK/,
    ],
    [
      'an activity that imports a type of a workflow',
      {
        'activities/a.ts': `import type { B } from '../workflows/b.js';`,
        'workflows/b.ts': `export interface B { n: number }`,
      },
      /activities\/a\.ts → workflows\/b\.ts: activities are called/,
    ],
    [
      'files that import types of each other',
      {
        'src/plan/a.ts': `import type { B } from './b.js'; export interface A { b: B }`,
        'src/plan/b.ts': `import type { A } from './a.js'; export interface B { a: A }`,
      },
      /files import each other: src\/plan\/b\.ts → src\/plan\/a\.ts → src\/plan\/b\.ts/,
    ],
    [
      'folders that import each other through different files',
      {
        'workflows/run/a.ts': `import { b } from '../region/b.js'; export const a = b;`,
        'workflows/region/b.ts': `export const b = 1;`,
        'workflows/region/c.ts': `import { d } from '../run/d.js'; export const c = d;`,
        'workflows/run/d.ts': `export const d = 1;`,
      },
      /folders import each other: workflows\/region → workflows\/run → workflows\/region/,
    ],
    ['a folder with too many files', many(26), /src\/plan has 26 files, more than 25/],
    [
      'a name with two meanings',
      { 'src/cli/a.ts': `export function open() {}`, 'src/client/b.ts': `export interface open { n: number }` },
      /open is exported by src\/cli\/a\.ts and src\/client\/b\.ts/,
    ],
  ])('refuse %s', (_, sources, sentence) => {
    const found = check(sources);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(sentence);
  });

  it('accept a folder at its limit', () => {
    expect(check(many(25))).toEqual([]);
  });
});

describe('the module graph', () => {
  it('refuses an import that leads nowhere', () => {
    expect(() => check({ 'src/a.ts': `import './gone.js';` })).toThrow('src/a.ts: ./gone.js is not a module');
  });

  it('refuses a file that cannot be parsed', () => {
    expect(() => check({ 'src/a.ts': `import {` })).toThrow(/^src\/a\.ts: /);
  });
});
