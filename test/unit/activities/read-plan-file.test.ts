import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPlanFile } from '../../../activities/read-plan-file.js';

const PLAN = `version: 1
name: sample
vars: { release: null }
source: { region: cn-hongkong, caches: [{ id: edc-1 }] }
targets: [{ region: cn-beijing }]
`;

let root: string;
let plansFolder: string;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'plans-'));
  plansFolder = path.join(root, 'plans');
  await mkdir(path.join(plansFolder, 'team', 'empty'), { recursive: true });
  await writeFile(path.join(plansFolder, 'plan.yaml'), PLAN);
  await writeFile(path.join(plansFolder, 'team', 'plan.yaml'), PLAN);
  await writeFile(path.join(plansFolder, '..plan.yaml'), PLAN);
  await writeFile(path.join(plansFolder, 'wrong.yaml'), PLAN.replace('name:', 'nmae:').replace('cn-beijing', '17'));
  await writeFile(path.join(plansFolder, 'large.yaml'), `# ${'x'.repeat(1024 * 1024)}\n`);
  const chinese = PLAN.replace('name:', '# \u5907\u6ce8\nname:');
  await writeFile(path.join(plansFolder, 'marked.yaml'), `\ufeff${chinese}`);
  // GBK.
  await writeFile(
    path.join(plansFolder, 'gbk.yaml'),
    Buffer.from(PLAN.replace('name:', '# \xb1\xb8\xd7\xa2\nname:'), 'latin1'),
  );
  await writeFile(path.join(plansFolder, 'utf16.yaml'), Buffer.from(`\ufeff${chinese}`, 'utf16le'));
  await writeFile(path.join(plansFolder, 'slow.yaml'), `${PLAN}copy: { tags: { a: "${'${'.repeat(200_000)}" } }\n`);
  await writeFile(path.join(root, 'plan.yaml'), PLAN);
  await mkdir(path.join(root, 'plans-too'));
  await writeFile(path.join(root, 'plans-too', 'plan.yaml'), PLAN);
  await symlink(path.join(root, 'plan.yaml'), path.join(plansFolder, 'link-out.yaml'));
  await symlink(path.join(plansFolder, 'plan.yaml'), path.join(plansFolder, 'link-in.yaml'));
  await symlink(root, path.join(plansFolder, 'folder-out'));
  await symlink(plansFolder, path.join(root, 'linked-plans'));
  await symlink(path.join(plansFolder, 'loop.yaml'), path.join(plansFolder, 'loop.yaml'));
});

afterAll(async () => {
  await rm(root, { recursive: true });
});

const read = (file: string, folder = plansFolder) =>
  readPlanFile({ plansFolder: folder })({ file, vars: { release: '1' } });

/** The message of the refusal; a failure of another kind would be tried again for ever. */
async function refusal(file: string): Promise<string> {
  const error: unknown = await read(file).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ApplicationFailure);
  expect(error).toMatchObject({ type: 'InvalidPlan', nonRetryable: true });
  return (error as ApplicationFailure).message;
}

describe('reading a plan from the plan folder', () => {
  it.each(['plan.yaml', './plan.yaml', 'team/plan.yaml', 'team/../plan.yaml', '..plan.yaml', 'link-in.yaml'])(
    'returns the document in %s',
    async (file) => {
      expect(await read(file)).toMatchObject({ version: 1, name: 'sample' });
    },
  );

  it('accepts an absolute name inside, and a plan folder that is itself a link', async () => {
    expect(await read(path.join(plansFolder, 'plan.yaml'))).toMatchObject({ name: 'sample' });
    expect(await read('plan.yaml', path.join(root, 'linked-plans'))).toMatchObject({ name: 'sample' });
  });

  it.each([
    '../plan.yaml',
    '../plans-too/plan.yaml',
    '..',
    'team/../../plan.yaml',
    'link-out.yaml',
    'folder-out/plan.yaml',
  ])('never reads %s, outside the folder', async (file) => {
    expect(await refusal(file)).toBe(`${file}: lies outside the worker's plan folder`);
  });

  it('does not reveal whether a file exists outside', async () => {
    expect(await refusal('../nothing.yaml')).toContain('lies outside');
    expect(await refusal(path.join(root, 'nothing.yaml'))).toContain('lies outside');
  });

  it.each(['nothing.yaml', 'team/nothing.yaml', 'plan.yaml/x', 'loop.yaml', 'nul\0.yaml'])(
    'says so if there is no %j',
    async (file) => {
      expect(await refusal(file)).toContain("no such file in the worker's plan folder");
    },
  );

  it.each(['.', '', 'team', 'team/empty'])('rejects %j, which is a folder, immediately', async (file) => {
    expect(await refusal(file)).toContain('is not a file');
  });

  it('rejects a file that is too large without reading it', async () => {
    expect(await refusal('large.yaml')).toMatch(/is 1048579 bytes; a plan is at most 1048576/);
  });

  it('accepts a byte order mark of UTF-8', async () => {
    expect(await read('marked.yaml')).toMatchObject({ name: 'sample' });
  });

  it.each([
    ['gbk.yaml', 'is not UTF-8, as line 2 has bytes of another encoding: save it as UTF-8'],
    ['utf16.yaml', 'is UTF-16LE, not UTF-8: save it as UTF-8'],
  ])('rejects %s for its encoding, rather than changing what it says', async (file, words) => {
    expect(await refusal(file)).toContain(`${file}: ${words}`);
  });

  it('rejects a plan that once overflowed the stack, and is not retried', async () => {
    expect(await refusal('slow.yaml')).toMatch(/^slow\.yaml:6:20: `a` has 400,000 characters/);
  });

  it('lists every problem with its position in the file', async () => {
    const lines = (await refusal('wrong.yaml')).split('\n');
    expect(lines).toContainEqual(expect.stringMatching(/^wrong\.yaml:2:1: .*`nmae`/));
    expect(lines).toContainEqual(expect.stringMatching(/^wrong\.yaml:5:\d+: /));
  });
});
