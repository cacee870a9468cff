import { dirname } from 'node:path';
import { findOnPath } from '../../src/dev/temporal-cli.js';
import { installDebianPackage } from './debian-package.js';
import { firstThatWorks } from './first-that-works.js';
import { lookUp, tryTo } from './steps.js';

/**
 * The folder with `prometheus` and `promtool`: that on PATH, or Debian's package, which is installed if needed.
 *
 * @throws Error with the reasons and the choices if there is none.
 */
export async function obtainPrometheus(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const find = () => findOnPath('prometheus', env.PATH);
  const prometheus = await firstThatWorks(
    'Prometheus, which the tests of the alerts need',
    [
      lookUp('PATH', find, 'contains no prometheus'),
      tryTo("Debian's package", async () => {
        await installDebianPackage('prometheus');
        const path = find();
        if (path === undefined) throw new Error('it put no prometheus on PATH');
        return path;
      }),
    ],
    ['install Prometheus with promtool, so that both are on PATH (Debian: apt-get install -y prometheus)'],
  );
  return dirname(prometheus);
}
