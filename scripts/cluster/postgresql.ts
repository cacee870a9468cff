import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runQuietly } from '../binaries/run-quietly.js';
import { output } from '../run/output.js';
import { type ServerProcess, serverProcess } from './server-process.js';

/** The only user of the database, who needs no password: it listens on loopback alone, for the time of a test. */
export const DATABASE_USER = 'temporal';

export interface Postgresql extends ServerProcess {
  readonly port: number;
  /** The size of a database on disk, bytes. */
  databaseBytes(database: string): Promise<number>;
}

/**
 * Starts a PostgreSQL server with empty storage in `folder`.
 *
 * PostgreSQL does not run as root, so root runs it as the user `postgres`, whom the package creates.
 *
 * @param programs the folder with `initdb` and `postgres`.
 */
export async function startPostgresql(programs: string, folder: string, port: number): Promise<Postgresql> {
  const data = join(folder, 'postgresql');
  await mkdir(data, { recursive: true });
  const isRoot = process.getuid?.() === 0;
  if (isRoot) await runQuietly('chown', ['postgres:', folder, data]);
  const asOwner = (program: string, args: readonly string[]) => {
    const command = [join(programs, program), ...args];
    const drop = ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups', '--'];
    const [file = '', ...rest] = isRoot ? [...drop, ...command] : command;
    return { file, args: rest };
  };

  const init = asOwner('initdb', ['-D', data, '-U', DATABASE_USER, '-A', 'trust', '-E', 'UTF8', '--no-instructions']);
  await runQuietly(init.file, init.args);
  const query = (database: string, sql: string) => {
    const to = ['-h', '127.0.0.1', '-p', String(port), '-U', DATABASE_USER, '-d', database];
    return output(join(programs, 'psql'), [...to, '-tAc', sql]);
  };
  const server = serverProcess({
    ...asOwner('postgres', ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', '']),
    answers: () => query('postgres', 'SELECT 1'),
  });
  await server.start();
  return {
    ...server,
    port,
    databaseBytes: async (database) => Number(await query(database, `SELECT pg_database_size('${database}')`)),
  };
}
