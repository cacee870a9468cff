import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeOutput } from '../../../src/cli/follow/report-files.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'eci-replicator-output-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('a file is replaced whole: who has the former one open still reads that', async () => {
  const file = join(folder, 'copies.json');
  await writeFile(file, 'former');
  const { ino } = await stat(file);
  await writeOutput(file, 'new');
  expect(await readFile(file, 'utf8')).toBe('new');
  expect((await stat(file)).ino).not.toBe(ino);
  expect(await readdir(folder)).toEqual(['copies.json']);
});

it('a link stays one, and what it leads to is replaced', async () => {
  await writeFile(join(folder, 'real.json'), 'former');
  await symlink('real.json', join(folder, 'link.json'));
  await writeOutput(join(folder, 'link.json'), 'new');
  expect(await readFile(join(folder, 'real.json'), 'utf8')).toBe('new');
});

it('a device is written to', async () => {
  await expect(writeOutput('/dev/null', 'text')).resolves.toBeUndefined();
});

it('what cannot be written is told with its file, and leaves nothing behind', async () => {
  await expect(writeOutput(join(folder, 'no', 'copies.json'), 'x')).rejects.toThrow(/copies\.json was not written: /);
  expect(await readdir(folder)).toEqual([]);
});
