import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { eciReplicator } from '../support/eci-replicator.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** Any call to Temporal at this address would end with exit code 5. */
const env = { TEMPORAL_ADDRESS: '127.0.0.1:1' };

const FIVE_MISTAKES = `version: 2
name: LLM Weights
source:
  region: cn-hongkong
  caches:
    - id: edc-bp15l4vvys94oo0000
      as: { pth: /llama-3 }
tragets:
  - region: cn-beijing
targets:
  - region: cn-shanghai
    maxInFlight: 0
`;

const MISTAKES = [
  'plan.yaml:1:10: ',
  'plan.yaml:2:7: ',
  'plan.yaml:7:13: ',
  'plan.yaml:8:1: ',
  'plan.yaml:12:18: ',
] as const;

/** Twenty anchors, each ten times the size of the previous one. */
const ALIAS_BOMB = [
  'a0: &a0 [x, x, x, x, x, x, x, x, x, x]',
  ...Array.from({ length: 20 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(', ')}]`),
  'version: 1',
].join('\n');

/** Ways to create an unusable `plan.yaml`, and what the command prints. */
const UNUSABLE: readonly [string, (file: string) => Promise<unknown>, RegExp][] = [
  [
    'that does not exist',
    async () => undefined,
    /^plan\.yaml cannot be read: there is no such file; `eci-replicator plan --help` shows a first plan\.\n$/,
  ],
  ['that is a folder', (file) => mkdir(file), /^plan\.yaml is a folder, not a file\.\n$/],
  [
    'that is a dangling link',
    (file) => symlink('nowhere.yaml', file),
    /^plan\.yaml cannot be read: there is no such file; `eci-replicator plan --help` shows a first plan\.\n$/,
  ],
  ['that is a link to itself', (file) => symlink('plan.yaml', file), /^plan\.yaml cannot be read: .*\.\n$/],
  ['of ten megabytes', (file) => writeFile(file, 'a: b\n'.repeat(2_097_152)), /^plan\.yaml is larger than 1 MiB\.\n$/],
  ['whose aliases multiply', (file) => writeFile(file, ALIAS_BOMB), /^plan\.yaml(:\d+:\d+)?: .*alias.*\n$/i],
  ['that is empty', (file) => writeFile(file, ''), /^plan\.yaml(:\d+:\d+)?: the plan is empty: start with .*\n$/],
  ['that is no text', (file) => writeFile(file, Buffer.from([0, 1, 2, 255, 254, 0])), /^plan\.yaml.*\n$/],
];

describe.each([
  ['plan validate', ['plan', 'validate']],
  ['run', ['run']],
])('%s', (_name, command) => {
  it('reports five errors in one plan together, each with its place, and needs no network', async () => {
    const cwd = await temporaryFolder();
    await writeFile(path.join(cwd, 'plan.yaml'), FIVE_MISTAKES);
    const { code, stdout, stderr } = await eciReplicator([...command, 'plan.yaml'], { cwd, env });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    const lines = stderr.trimEnd().split('\n');
    expect(lines.map((line) => /^\S+:\d+:\d+: /.exec(line)?.[0])).toEqual(MISTAKES);
    expect(stderr).toMatch(/did you mean `path`/);
    expect(stderr).toMatch(/did you mean `targets`/);
  });

  it.each(UNUSABLE)('for a file %s exits 2 with one clear sentence', async (_what, make, sentence) => {
    const cwd = await temporaryFolder();
    await make(path.join(cwd, 'plan.yaml'));
    const { code, stdout, stderr } = await eciReplicator([...command, 'plan.yaml'], { cwd, env });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(sentence);
  });
});
