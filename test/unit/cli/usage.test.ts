import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../../src/cli/exit-code.js';
import { commandLine } from './support/command-line.js';

let folder: string;
const file = (name: string) => join(folder, name);

const PLAN = `version: 1
name: weights
source:
  region: cn-hongkong
  caches:
    - id: edc-1
targets:
  - region: cn-beijing
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'eci-replicator-cli-'));
  await writeFile(file('good.yaml'), PLAN);
  await writeFile(file('bad.yaml'), PLAN.replace('weights', 'Weights').replace('targets', 'tragets'));
  await writeFile(file('large.yaml'), '#'.repeat(1_048_577));
  await writeFile(file('utf16.yaml'), Buffer.from(`\ufeff${PLAN}`, 'utf16le'));
  await writeFile(file('latin1.yaml'), Buffer.from(`# \u00e9\n${PLAN}`, 'latin1'));
});

afterAll(() => rm(folder, { recursive: true }));

describe('an exit code', () => {
  it.each([
    ['ready', false, 0],
    ['ready', true, 0],
    ['partial', false, 3],
    ['partial', true, 0],
    ['failed', true, 1],
    ['cancelled', true, 6],
    ['running', true, 4],
  ] as const)('of a run that is %s, --allow-partial %s, is %i', (outcome, allowPartial, code) => {
    expect(exitCodeOf(outcome, { allowPartial })).toBe(code);
  });
});

describe('wrong usage', () => {
  it.each([
    [['rnu'], /did you mean `run`/],
    [['run'], /FILE/],
    [['run', 'x.yaml', '--nope'], /--nope/],
    [['run', 'x.yaml', '--timeout', '2 hours'], /duration/],
    [['run', 'x.yaml', '--var', 'release'], /name=value/],
    [['run', 'x.yaml', '--report', 'yaml=r'], /use json, md, html or junit/],
    [['run', 'x.yaml', '--expect-digest', 'abc'], /a preview digest is 64 lower-case hex digits/],
    [['plan', 'preview'], /FILE/],
    [['plan', 'chekc', 'x.yaml'], /chekc/],
    [['run', 'x.yaml', '--output', 'yaml'], /yaml/],
    [['run', 'x.yaml', '--wait-for', 'nothing'], /nothing/],
    [['plan', 'preview', 'x.yaml', '--timeout', 'soon'], /duration/],
    [['cancel', 'weights'], /--keep or --delete/],
    [['cancel', 'weights', '--keep', '--delete'], /--keep or --delete/],
    [['list', '--limit', '0'], /1 to 1000/],
    [['simulator', '--port', '99999'], /65535/],
  ] as const)('%j exits 2, with a sentence and without a stack trace', async (inputs, sentence) => {
    const { code, stdout, stderr } = await commandLine(inputs);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it.each([
    ['missing.yaml', /there is no such file/],
    ['large.yaml', /larger than 1 MiB/],
    ['utf16.yaml', /utf16\.yaml is UTF-16LE, not UTF-8: save it as UTF-8/],
    ['latin1.yaml', /latin1\.yaml is not UTF-8, as line 1 has bytes of another encoding: save it as UTF-8/],
    ['.', /is a folder/],
    ['bad.yaml', /bad\.yaml:2:7: [^]*bad\.yaml:7:1: /],
  ])('a run of %s exits 2 without connecting to Temporal', async (name, sentence) => {
    const { code, stderr } = await commandLine(['run', file(name)], {
      connect: () => Promise.reject(new Error('was connected')),
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(sentence);
  });

  it('a report that cannot be written is rejected before the run is started', async () => {
    const { code, stderr, temporal } = await commandLine(['run', file('good.yaml'), '--report', file('no/report.md')]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/there is no folder/);
    expect(temporal.started).toEqual([]);
  });

  it('a variable that is given twice is rejected', async () => {
    const { code, stderr } = await commandLine(['plan', 'validate', file('good.yaml'), '--var', 'a=1', '--var', 'a=2']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/--var a is given twice/);
  });

  it("all mistakes in the worker's environment are reported together", async () => {
    const { code, stderr } = await commandLine(['worker'], { env: { ECI_TIMEOUT: 'soon', LOG_LEVEL: 'loud' } });
    expect(code).toBe(2);
    expect(stderr).toMatch(/ECI_TIMEOUT/);
    expect(stderr).toMatch(/LOG_LEVEL/);
  });
});

describe('plan validate', () => {
  it('prints what the plan would do', async () => {
    const { code, stdout, stderr } = await commandLine(['plan', 'validate', file('good.yaml')]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: `Next: eci-replicator plan preview ${file('good.yaml')}\n` });
    expect(stdout).toMatch(/good\.yaml is valid: 1 copy to 1 region\nplan digest [0-9a-f]{64}\n/);
  });

  it.each([
    ['    - id: edc-1\n    - select: { bucket: b }', '1 copy and 1 selection, resolved at run time,'],
    ['    - select: { bucket: b }\n    - select: { name: n }', '2 selections, resolved at run time,'],
  ])('says that selections are resolved at run time: %j', async (caches, said) => {
    const stdin = PLAN.replace('    - id: edc-1', caches);
    const { code, stdout, stderr } = await commandLine(['plan', 'validate', '-'], { stdin });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`is valid: ${said} to 1 region\n`);
  });

  it('reads standard input', async () => {
    const { code, stdout } = await commandLine(['plan', 'validate', '-', '--output', 'json'], { stdin: PLAN });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ valid: true, plan: 'weights', copies: 1, regions: 1, warnings: [] });
  });

  it('prints every problem with its position, to stderr', async () => {
    const { code, stdout, stderr } = await commandLine(['plan', 'validate', '-'], { stdin: 'version: 2\nnaem: x\n' });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/<stdin>:1:10: /);
    expect(stderr).toMatch(/<stdin>:2:1: .*did you mean `name`/);
  });
});
