import { describe, expect, it } from 'vitest';
import { commandLine } from './support/command-line.js';

const PLAN = `version: 1
name: weights
vars: { release: null }
source:
  region: cn-hongkong
  caches:
    - id: edc-1
      as: { path: "/\${release}" }
targets:
  - region: cn-beijing
  - region: cn-shanghai
`;
const GIVEN = ['--var', 'release=2026-12'];

async function link(inputs: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const connect = () => Promise.reject(new Error('was connected'));
  return commandLine(['ui-link', '-', ...GIVEN, ...inputs], { stdin: PLAN, env, connect });
}

async function printed(inputs: readonly string[], env?: NodeJS.ProcessEnv) {
  const { code, stdout, stderr } = await link([...inputs, '--output', 'json'], env);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as { url: string; input: Record<string, unknown> };
}

describe('ui-link', () => {
  it('prints the link to the form, and the plan as it was written as one JSON to paste', async () => {
    const { code, stdout } = await link(['--region', 'cn-beijing']);
    expect(code).toBe(0);
    const [url = '', , ...json] = stdout.split('\n');
    expect(url).toBe(
      'http://localhost:8233/namespaces/default/workflows/start-workflow?taskQueue=eci-replicator&workflowType=replicate&workflowId=replicate-weights',
    );
    expect(JSON.parse(json.join('\n'))).toEqual({
      plan: expect.objectContaining({ name: 'weights', vars: { release: null } }),
      vars: { release: '2026-12' },
      regions: ['cn-beijing'],
    });
  });

  it('names the file of the worker that is followed, in place of the plan', async () => {
    const { input } = await printed(['--follow', 'models/weights.yaml']);
    expect(input).toEqual({ plan: 'models/weights.yaml', vars: { release: '2026-12' } });
  });

  it.each([
    [{ TEMPORAL_ADDRESS: '127.0.0.1:7000' }, 'http://127.0.0.1:8000/namespaces/default/'],
    [
      { TEMPORAL_ADDRESS: 'models.a1b2c.tmprl.cloud:7233', TEMPORAL_NAMESPACE: 'models.a1b2c' },
      'https://cloud.temporal.io/namespaces/models.a1b2c/',
    ],
    [{ TEMPORAL_ADDRESS: 'us-east-1.aws.api.temporal.io:7233' }, 'https://cloud.temporal.io/namespaces/default/'],
    [
      { TEMPORAL_ADDRESS: 't.example.com:7233', TEMPORAL_UI_URL: 'https://t.example.com/ui/' },
      'https://t.example.com/ui/namespaces/default/',
    ],
  ])('knows the UI of %j', async (env, start) => {
    expect((await printed([], env)).url.startsWith(start)).toBe(true);
  });

  it('takes the UI that is given before all else', async () => {
    const { url } = await printed(['--ui', 'https://a.example'], { TEMPORAL_UI_URL: 'https://b.example' });
    expect(url).toMatch(/^https:\/\/a\.example\/namespaces\//);
  });

  it.each([
    [[], { TEMPORAL_ADDRESS: 't.example.com:7233' }, /--ui URL or TEMPORAL_UI_URL/],
    [[], { TEMPORAL_UI_URL: 'temporal' }, /TEMPORAL_UI_URL must be an address/],
    [['--ui', 'temporal.example.com'], {}, /the UI is given by its address/],
    [['--follow', '../weights.yaml'], {}, /must be a file in the plan folder/],
    [['--region', 'cn-bejing'], {}, /did you mean `cn-beijing`/],
  ])('%j in %j exits 2, and says what to give', async (inputs, env, sentence) => {
    const { code, stdout, stderr } = await link(inputs, env);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(sentence);
  });
});
