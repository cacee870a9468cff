import { mkdir, writeFile } from 'node:fs/promises';
import { constants, cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { temporalCliVersion } from '../scripts/binaries/build-temporal-cli.js';
import { sdkVersion } from '../scripts/binaries/sdk-version.js';
import { obtainTemporalCli } from '../scripts/binaries/temporal-cli.js';
import { temporalServerVersion } from '../scripts/binaries/temporal-server.js';
import { buildPackage } from '../scripts/package/build-package.js';
import { repositoryRoot } from '../scripts/run/repository-root.js';
import { runScript } from '../scripts/run/run-script.js';
import { sectionMarkdown, sectionText, writePage } from './page.js';
import { capacity } from './sections/capacity.js';
import { deploy } from './sections/deploy.js';
import { growth } from './sections/growth.js';
import { makespan } from './sections/makespan.js';
import type { Section, Setting } from './sections/section.js';
import { startUp } from './sections/start-up.js';
import { throughput } from './sections/throughput.js';
import { waiting } from './sections/waiting.js';
import { cluster, devServer } from './stand/temporal.js';

const SECTIONS: Readonly<Record<string, (setting: Setting) => Promise<Section>>> = {
  waiting,
  makespan,
  throughput,
  growth,
  capacity,
  deploy,
  'start-up': startUp,
};
/** The sections with a small size. The others wait by the clock, whatever their size. */
const QUICK = ['waiting', 'throughput', 'growth', 'capacity', 'start-up'];

const USAGE = `npm run bench -- [--quick] [--only ${Object.keys(SECTIONS).join('|')}]… [--cluster] [--json FILE] [--page]
  --quick      two minutes: small sizes, without ${Object.keys(SECTIONS)
    .filter((name) => !QUICK.includes(name))
    .join(' and ')}; default: everything, in at most twenty
  --only NAME  only this section; may be repeated
  --cluster    on a Temporal server with PostgreSQL; default: on a dev server with its database in memory
  --json FILE  where to write every measurement; default: test-output/bench.json
  --page       also writes the tables into docs/benchmarks.md`;

// Servers that the benchmark has started end with it; without this, a signal would end it without telling them.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => process.exit(128 + constants.signals[signal]));
}

/** Compares cost and speed with what a user would use instead. Prints tables and writes JSON. Exits 0 whatever was measured. */
await runScript(async () => {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true },
      json: { type: 'string', default: join(repositoryRoot, 'test-output/bench.json') },
      cluster: { type: 'boolean', default: false },
      page: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const wanted = values.only ?? (values.quick ? QUICK : Object.keys(SECTIONS));
  const unknown = wanted.filter((name) => !Object.hasOwn(SECTIONS, name));
  if (values.help || unknown.length > 0) {
    process.stderr.write(`${unknown.map((name) => `There is no section ${name}.\n`).join('')}${USAGE}\n`);
    return values.help ? 0 : 2;
  }

  const say = (line: string) => void process.stderr.write(`${line}\n`);
  const startTemporal = values.cluster ? cluster : devServer(await obtainTemporalCli());
  const setting: Setting = { startTemporal, quick: values.quick, say };
  await buildPackage();
  const startedAt = new Date();
  const sections: Section[] = [];
  for (const [name, measureSection] of Object.entries(SECTIONS)) {
    if (!wanted.includes(name)) continue;
    say(`${name}:`);
    const section = await measureSection(setting);
    sections.push(section);
    process.stdout.write(`${sectionText(section)}\n\n`);
  }

  const args = process.argv.slice(2);
  const command = ['npm run bench', ...(args.length === 0 ? [] : ['--', ...args])].join(' ');
  const minutes = (Date.now() - startedAt.getTime()) / 60_000;
  const about = { at: startedAt.toISOString(), minutes, machine: machineText(values.cluster), command };
  await mkdir(dirname(values.json), { recursive: true });
  await writeFile(values.json, `${JSON.stringify({ version: 1, ...about, sections }, null, 2)}\n`);
  say(`Every measurement: ${values.json}`);
  if (values.page) {
    const heading = `Measured on ${about.at.slice(0, 10)} by \`${command}\`, in ${minutes.toFixed(1)} minutes: ${about.machine}.`;
    await writePage([heading, ...sections.map(sectionMarkdown)]);
  }
  return 0;
});

/** The machine and the versions that the figures were measured on. */
function machineText(isCluster: boolean): string {
  const [cpu] = cpus();
  return [
    `${cpus().length} × ${cpu?.model.trim() ?? 'an unknown CPU'}`,
    `${Math.round(totalmem() / 2 ** 30)} GiB`,
    process.platform,
    `Node ${process.versions.node}`,
    isCluster
      ? `Temporal server ${temporalServerVersion} on PostgreSQL`
      : `Temporal CLI ${temporalCliVersion} (dev server, its database in memory)`,
    `TypeScript SDK ${sdkVersion}`,
  ].join(', ');
}
