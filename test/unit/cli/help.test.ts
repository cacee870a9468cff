import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/package-root.js';
import { commandLine } from './support/command-line.js';

const COMMANDS = [
  'plan',
  'plan validate',
  'plan preview',
  'run',
  'ui-link',
  'list',
  'status',
  'watch',
  'report',
  'pause',
  'resume',
  'retry-failed',
  'skip',
  'approve-wave',
  'set-max-in-flight',
  'cancel',
  'schedule',
  'schedule apply',
  'schedule list',
  'schedule describe',
  'schedule trigger',
  'schedule pause',
  'schedule resume',
  'schedule delete',
  'prune',
  'worker',
  'dev',
  'demo',
  'simulator',
  'setup',
  'doctor',
  'completion',
];

async function help(command: string): Promise<string> {
  const { code, stdout } = await commandLine([...command.split(' ').filter((word) => word !== ''), '--help']);
  expect(code).toBe(0);
  return stdout.replaceAll(packageRoot, '<package>');
}

describe('the help', () => {
  it('is as recorded for every command', async () => {
    const texts: string[] = [];
    for (const command of ['', ...COMMANDS]) texts.push(`=== ${command}\n${await help(command)}`);
    await expect(texts.join('\n')).toMatchFileSnapshot('__snapshots__/help.txt');
  });

  it('of the program lists every command', async () => {
    const listed = (await help('')).split('COMMANDS')[1];
    for (const command of COMMANDS) expect(listed).toContain(command.split(' ')[0]);
  });

  it('of the program is printed without arguments, to stdout', async () => {
    const { code, stdout, stderr } = await commandLine([]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('eci-replicator demo');
  });

  it.each(['dev', 'demo', 'simulator'])('of %s names the simulator', async (command) => {
    expect(await help(command)).toMatch(/simulator/i);
  });

  it.each(COMMANDS.filter((command) => !['plan', 'schedule', 'completion'].includes(command)))(
    'of %s has an example',
    async (command) => {
      expect(await help(command)).toMatch(/Examples:\n {2}.*eci-replicator/);
    },
  );

  it('prints the version', async () => {
    expect((await commandLine(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('completion', () => {
  it.each([
    ['eci-replicator ru', ['run']],
    ['eci-replicator plan ', ['validate']],
    ['eci-replicator schedule re', ['resume']],
    ['eci-replicator run --on', ['--on-conflict']],
  ])('completes %j', async (line, expected) => {
    const words = line.trim().split(' ');
    const { code, stdout } = await commandLine(['__complete', ...words], { env: { COMP_LINE: line } });
    expect(code).toBe(0);
    expect(stdout.split('\n').filter((each) => each !== '')).toEqual(expect.arrayContaining(expected));
  });
});
