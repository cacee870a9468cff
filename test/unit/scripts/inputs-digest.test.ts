import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inputsDigest } from '../../../scripts/package/build-package.js';

describe('inputsDigest', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'eci-replicator-'));
    await Promise.all(
      ['src/plan', 'workflows', 'activities', 'scripts/package', 'test'].map((folder) =>
        mkdir(join(root, folder), { recursive: true }),
      ),
    );
    await Promise.all(
      ['package.json', 'package-lock.json', 'tsconfig.json', 'src/plan/plan.ts'].map((file) =>
        writeFile(join(root, file), 'before'),
      ),
    );
  });
  afterEach(() => rm(root, { recursive: true }));

  const changes: readonly { name: string; change: () => Promise<void>; differs: boolean }[] = [
    { name: 'is the same for the same files', change: async () => undefined, differs: false },
    {
      name: 'changes with a source file',
      change: () => writeFile(join(root, 'src/plan/plan.ts'), 'after'),
      differs: true,
    },
    {
      name: 'changes with the lock file',
      change: () => writeFile(join(root, 'package-lock.json'), 'after'),
      differs: true,
    },
    { name: 'changes with a new file', change: () => writeFile(join(root, 'workflows/new.ts'), ''), differs: true },
    { name: 'changes with a removed file', change: () => rm(join(root, 'src/plan/plan.ts')), differs: true },
    {
      name: 'changes with a renamed file',
      change: () => rename(join(root, 'src/plan/plan.ts'), join(root, 'src/plan/other.ts')),
      differs: true,
    },
    { name: 'does not change with a test', change: () => writeFile(join(root, 'test/a.test.ts'), ''), differs: false },
  ];

  it.each(changes)('$name', async ({ change, differs }) => {
    const before = inputsDigest(root);
    await change();
    expect(inputsDigest(root) !== before).toBe(differs);
  });
});
