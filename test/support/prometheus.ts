import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import getPort from 'get-port';
import { vi } from 'vitest';
import { obtainPrometheus } from '../../scripts/binaries/prometheus.js';
import { repositoryRoot } from '../../scripts/run/repository-root.js';
import { startCommand } from '../integration/support/eci-replicator.js';
import { temporaryFolder } from '../integration/support/temporary-folder.js';

/** An alert that fires. */
export interface FiringAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface Prometheus {
  /** The alerts of this name that fire now. */
  firing(name: string): Promise<readonly FiringAlert[]>;
}

/** The rules as they are, but for their times: an hour is two seconds. */
async function hurriedRules(): Promise<string> {
  const rules = await readFile(join(repositoryRoot, 'deploy/prometheus/rules.yml'), 'utf8');
  return rules.replaceAll('> 3600', '> 2').replaceAll(/for: \d+m/g, 'for: 1s');
}

/** A Prometheus that scrapes one worker, at `address`, every second, with our rules in a hurry. It ends with the test. */
export async function prometheusFor(address: string): Promise<Prometheus> {
  const folder = await temporaryFolder();
  const url = `http://127.0.0.1:${await getPort({ host: '127.0.0.1' })}`;
  const config = {
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: ['rules.yml'],
    scrape_configs: [{ job_name: 'eci-replicator', static_configs: [{ targets: [address] }] }],
  };
  await writeFile(join(folder, 'prometheus.yml'), JSON.stringify(config));
  await writeFile(join(folder, 'rules.yml'), await hurriedRules());
  startCommand(
    join(await obtainPrometheus(), 'prometheus'),
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${new URL(url).host}`,
    ],
    { cwd: folder },
  );
  const isReady = () =>
    fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  await vi.waitUntil(isReady, { timeout: 60_000, interval: 100 });
  return {
    async firing(name) {
      const answer = (await (await fetch(`${url}/api/v1/alerts`)).json()) as {
        readonly data: { readonly alerts: readonly (FiringAlert & { readonly state: string })[] };
      };
      return answer.data.alerts.filter(({ state, labels }) => state === 'firing' && labels['alertname'] === name);
    },
  };
}
