// The deployment step of the pipeline. It reads the file that `--outputs` wrote, which lists only copies that are ready.
//
//   node examples/deploy.mjs copies.json cn-beijing cn-hangzhou
import { readFileSync } from 'node:fs';
import process from 'node:process';

const [file, ...regions] = process.argv.slice(2);
/** @type {Record<string, Record<string, { id: string, bucket: string, path: string, expiresAt: string | null }>>} */
const copies = JSON.parse(readFileSync(file, 'utf8'));

for (const region of regions) {
  const ready = Object.entries(copies[region] ?? {});
  if (ready.length === 0) throw new Error(`${file} has no ready copy in ${region}`);
  for (const [source, { id, bucket, path, expiresAt }] of ready) {
    // A real deployment would put `bucket` and `path` into the data cache volumes of its container groups.
    console.log(`${region}: mount ${bucket}:${path} (${id}, a copy of ${source}, expires ${expiresAt ?? 'never'})`);
  }
}
