import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';

/**
 * A registry that has one package, and sends npm to the usual registry for all others. npm follows `npm-shrinkwrap.json` only
 * in what comes from a registry, which says that there is one.
 */
export async function startPackageRegistry(
  tarball: string,
  manifest: { readonly name: string; readonly version: string },
) {
  const { stdout: usual } = await promisify(execFile)('npm', ['config', 'get', 'registry']);
  const content = await readFile(tarball);
  const integrity = `sha512-${createHash('sha512').update(content).digest('base64')}`;
  const { name, version } = manifest;
  const server = createServer(({ url = '' }, response) => {
    if (url === `/${name}.tgz`) return response.end(content);
    if (url !== `/${name}`) return response.writeHead(302, { location: new URL(`.${url}`, usual.trim()).href }).end();
    const published = { ...manifest, _hasShrinkwrap: true, dist: { tarball: `${address()}/${name}.tgz`, integrity } };
    response.setHeader('content-type', 'application/json');
    return response.end(JSON.stringify({ name, 'dist-tags': { latest: version }, versions: { [version]: published } }));
  });
  const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: address(),
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
