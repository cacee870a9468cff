import { obtainPostgresql } from '../../scripts/binaries/postgresql.js';
import { obtainTemporalServer } from '../../scripts/binaries/temporal-server.js';

/** Building the server takes minutes, which belong to no test. */
export async function setup(): Promise<void> {
  await obtainTemporalServer();
  await obtainPostgresql();
}
