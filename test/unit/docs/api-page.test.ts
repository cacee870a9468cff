import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { exportedDeclarations } from '../../../scripts/pages/exported-declarations.js';

/** An entry point that exports everything of one module. */
async function entryPoint(module: string, exported: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'eci-replicator-api-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'module.ts'), module);
  const file = join(folder, 'entry.ts');
  await writeFile(file, exported);
  return file;
}

it('shows a function and the public members of a class, without bodies', async () => {
  const module = `
    /** Adds. @returns the sum. */
    export function add(a: number): number { return a; }
    /** A thing. */
    export class Thing extends Base {
      /** Its size. */
      readonly size: number;
      /** Not for others. */
      private hidden = 1;
      /** @internal */
      constructor(size: number) { this.size = size; }
      /** Grows. */
      grow(by: number): void { this.size += by; }
      #secret() {}
    }
  `;
  const file = await entryPoint(module, "export { add, Thing } from './module.js';\nexport { z } from 'zod';\n");
  const { declarations, others } = exportedDeclarations(file);
  expect(declarations).toEqual([
    {
      name: 'add',
      kind: 'function',
      doc: 'Adds. @returns the sum.',
      text: 'function add(a: number): number;',
      members: [],
    },
    {
      name: 'Thing',
      kind: 'class',
      doc: 'A thing.',
      text: 'class Thing extends Base',
      members: [
        { name: 'size', doc: 'Its size.', text: 'readonly size: number' },
        { name: 'grow', doc: 'Grows.', text: 'grow(by: number): void' },
      ],
    },
  ]);
  expect([...others]).toEqual([['zod', ['z']]]);
});

it('does not accept an export without a docstring, nor one that is declared nowhere', async () => {
  const undocumented = await entryPoint('export type Bare = 1;', "export type { Bare } from './module.js';");
  expect(() => exportedDeclarations(undocumented)).toThrow('Bare is exported by the package and has no docstring');
  const missing = await entryPoint('', "export type { Gone } from './module.js';");
  expect(() => exportedDeclarations(missing)).toThrow('declares no Gone');
});
