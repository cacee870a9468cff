import { readdir, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findOnPath, isExecutable } from '../../src/dev/temporal-cli.js';
import { installDebianPackage } from './debian-package.js';
import { firstThatWorks } from './first-that-works.js';
import { lookUp, tryTo } from './steps.js';

/** Debian keeps the programs of each version outside PATH. */
const DEBIAN_VERSIONS = '/usr/lib/postgresql';

/**
 * The folder with PostgreSQL's programs `initdb` and `postgres`: that on PATH, or Debian's newest, which is installed if needed.
 *
 * @throws Error with the reasons and the choices if there is none.
 */
export async function obtainPostgresql(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const postgres = await firstThatWorks(
    'PostgreSQL server, which the cluster needs',
    [
      lookUp('PATH', () => findOnPath('postgres', env.PATH), 'contains no postgres'),
      tryTo(DEBIAN_VERSIONS, newestOfDebian),
      tryTo("Debian's package", async () => {
        await installDebianPackage('postgresql');
        return newestOfDebian();
      }),
    ],
    ['install PostgreSQL 12 or later (Debian: apt-get install -y postgresql)', 'put its `postgres` on PATH'],
  );
  // On PATH may be a link to it, without the other programs beside it.
  return dirname(await realpath(postgres));
}

async function newestOfDebian(): Promise<string> {
  const versions = (await readdir(DEBIAN_VERSIONS)).toSorted((a, b) => Number(b) - Number(a));
  const found = versions.map((version) => join(DEBIAN_VERSIONS, version, 'bin/postgres')).find(isExecutable);
  if (found === undefined) throw new Error('contains no server');
  return found;
}
