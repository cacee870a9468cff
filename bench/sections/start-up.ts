import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { join } from 'node:path';
import { repositoryRoot } from '../../scripts/run/repository-root.js';
import { type Spread, spreadOf, spreadText } from '../figures/spread.js';
import { commandLine } from '../stand/process.js';
import type { Section, Setting } from './section.js';

interface Start {
  /** What is typed. */
  readonly name: string;
  /** The arguments of Node. */
  readonly args: readonly string[];
  /** CPU seconds. */
  readonly atMost?: number;
}

const PLAN = join(repositoryRoot, 'replication.yaml');

const STARTS: readonly Start[] = [
  { name: 'Node alone', args: ['--eval', '0'] },
  { name: '--version', args: [commandLine, '--version'], atMost: 0.25 },
  { name: '--help', args: [commandLine, '--help'], atMost: 0.25 },
  { name: 'run --help', args: [commandLine, 'run', '--help'] },
  { name: 'completion', args: [commandLine, '__complete', 'eci-replicator', 'ru'], atMost: 0.25 },
  { name: 'plan validate', args: [commandLine, 'plan', 'validate', PLAN], atMost: 0.5 },
];

/** The process itself reports its CPU time when it ends, to a stream of its own. */
const REPORT_CPU = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs';
  process.on('exit', () => writeSync(3, JSON.stringify(process.cpuUsage())));
`)}`;

/** The CPU time of commands that need neither Temporal nor the cloud: what a person waits for, and a prompt at every Tab. */
export async function startUp({ quick, say }: Setting): Promise<Section> {
  const rounds = quick ? 5 : 21;
  const seconds = new Map<Start, number[]>(STARTS.map((start) => [start, []]));
  // In turns, so that a busy moment of the machine meets all of them.
  for (let round = 0; round < rounds; round += 1) {
    for (const start of STARTS) seconds.get(start)?.push(await cpuSeconds(start));
  }
  const measured = STARTS.map((start) => ({ ...start, cpu: spreadOf(seconds.get(start) ?? []) }));
  say(`start-up: ${rounds} rounds`);
  return {
    title: 'Start of the command line',
    about: `CPU time, user and system together, of a whole process; the median and the range of ${rounds} rounds.`,
    table: {
      head: ['', 'CPU ms'],
      rows: measured.map(({ name, cpu }) => [name, spreadText(inMs(cpu), 0)]),
    },
    targets: measured.flatMap(({ name, cpu, atMost }) =>
      atMost === undefined ? [] : [{ what: `CPU seconds of ${name}`, measured: cpu.median, bound: { atMost } }],
    ),
    figures: measured.map(({ name, cpu }) => ({ name, cpuSeconds: cpu })),
  };
}

function inMs({ median, min, max }: Spread): Spread {
  return { median: median * 1_000, min: min * 1_000, max: max * 1_000 };
}

/** @throws Error if the command fails. */
async function cpuSeconds({ name, args }: Start): Promise<number> {
  const child = spawn(process.execPath, ['--import', REPORT_CPU, ...args], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const report = text(child.stdio[3] as Readable);
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${name} exited with ${code}`);
  const { user, system } = JSON.parse(await report) as NodeJS.CpuUsage;
  return (user + system) / 1e6;
}
