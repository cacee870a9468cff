import { describe, expect, it } from 'vitest';
import { commandLine } from './support/command-line.js';
import { unreachable } from './support/unreachable.js';

const PLAN = `version: 1
name: weights
vars: { release: null }
source:
  region: cn-hongkong
  caches:
    - id: edc-1
targets:
  - region: cn-beijing
copy: { tags: { release: "\${release}" } }
`;
const SCHEDULED = `${PLAN}schedule: { cron: "0 3 * * MON-FRI", timezone: Asia/Shanghai, jitter: 5m }\n`;
const GIVEN = ['--var', 'release=1'];

describe('schedule apply', () => {
  it.each([
    ['a plan without a schedule', PLAN, GIVEN, /<stdin>: the plan has no `schedule`: add one, such as/],
    ['a variable without a value', SCHEDULED, [], /variable "release" has no value/],
    ['a region that is no target', SCHEDULED, [...GIVEN, '--region', 'cn-bejing'], /did you mean `cn-beijing`/],
    ['a time that never comes', `${PLAN}schedule: { cron: "0 3 31 2 *" }\n`, GIVEN, /never comes/],
    ['a file outside the plan folder', SCHEDULED, [...GIVEN, '--follow', '../plan.yaml'], /a file in the plan folder/],
  ])('refuses %s with exit code 2, and asks nothing of Temporal', async (_what, stdin, flags, sentence) => {
    const connect = () => Promise.reject(new Error('was connected'));
    const { code, stdout, stderr } = await commandLine(['schedule', 'apply', '-', ...flags], { stdin, connect });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(sentence);
  });
});

describe('a command about schedules', () => {
  it.each([
    ['apply -'],
    ['list'],
    ['describe weights'],
    ['trigger weights'],
    ['pause weights'],
    ['resume weights'],
    ['delete weights'],
  ])('%s exits 5 when Temporal cannot be reached', async (words) => {
    const stdin = SCHEDULED.replace('null', 'a');
    const { code, stdout, stderr } = await commandLine(['schedule', ...words.split(' ')], {
      stdin,
      connect: unreachable,
    });
    expect({ code, stdout, stderr }).toEqual({ code: 5, stdout: '', stderr: 'Temporal cannot be reached.\n' });
  });
});

describe('schedule pause', () => {
  it('wants a reason to say something: to Temporal an empty one is no pause', async () => {
    const { code, stderr } = await commandLine(['schedule', 'pause', 'weights', '--reason', ' ']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/a reason is some text/);
  });
});

describe('plan validate', () => {
  it('names the next three times of the schedule, in its time zone and in UTC', async () => {
    const { code, stdout } = await commandLine(['plan', 'validate', '-', ...GIVEN], { stdin: SCHEDULED });
    expect(code).toBe(0);
    // The clock of this command line stands at the beginning of 1970, a Thursday.
    expect(stdout.split('\n').slice(2)).toEqual([
      'schedule: At 03:00, Monday through Friday (cron 0 3 * * 1-5), Asia/Shanghai, up to 5m later',
      '  1970-01-02T03:00:00+08:00  1970-01-01T19:00:00Z',
      '  1970-01-05T03:00:00+08:00  1970-01-04T19:00:00Z',
      '  1970-01-06T03:00:00+08:00  1970-01-05T19:00:00Z',
      '',
    ]);
  });

  it('tells them to programs, and none for a plan without a schedule', async () => {
    const json = async (stdin: string) => {
      const { stdout } = await commandLine(['plan', 'validate', '-', ...GIVEN, '--output', 'json'], { stdin });
      return JSON.parse(stdout) as Record<string, unknown>;
    };
    expect(await json(`${PLAN}schedule: { every: 6h }\n`)).toMatchObject({
      valid: true,
      schedule: {
        when: 'every 6h',
        timezone: 'UTC',
        jitter: null,
        nextTimes: ['1970-01-01T06:00:00.000Z', '1970-01-01T12:00:00.000Z', '1970-01-01T18:00:00.000Z'],
      },
    });
    expect(await json(PLAN)).toMatchObject({ schedule: null });
  });

  it('says when they never come', async () => {
    const stdin = `${PLAN}schedule: { cron: "0 3 31 2 *" }\n`;
    const { code, stdout } = await commandLine(['plan', 'validate', '-', ...GIVEN], { stdin });
    expect(code).toBe(0);
    expect(stdout).toMatch(/\n {2}never: all five fields of `cron` must match\n$/);
  });
});
