import { describe, expect, it } from 'vitest';
import { FakeTemporal } from '../client/support/fake-temporal.js';
import { commandLine } from './support/command-line.js';

const KEYWORD = 2;
const KEYWORD_LIST = 7;
const ALL = {
  ReplicationPlan: KEYWORD,
  SourceRegion: KEYWORD,
  TargetRegions: KEYWORD_LIST,
  ReplicationOutcome: KEYWORD,
};

function registering(attributes: Readonly<Record<string, number>> = {}): FakeTemporal {
  const temporal = new FakeTemporal();
  Object.assign(temporal.registered, attributes);
  return temporal;
}

describe('setup', () => {
  it('registers what is missing, and says which were there', async () => {
    const temporal = registering({ SourceRegion: KEYWORD, Other: 3 });
    const { code, stdout, stderr } = await commandLine(['setup'], { temporal });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(temporal.registered).toEqual({ ...ALL, Other: 3 });
    expect(stdout).toMatch(/^ReplicationPlan +Keyword +added$/m);
    expect(stdout).toMatch(/^SourceRegion +Keyword +was there$/m);
    expect(stdout).toMatch(/^TargetRegions +KeywordList +added$/m);
  });

  it('finds all of them the second time', async () => {
    const { code, stdout } = await commandLine(['setup', '--output', 'json'], { temporal: registering(ALL) });
    const { namespace, searchAttributes } = JSON.parse(stdout) as { namespace: string; searchAttributes: object[] };
    expect({ code, namespace }).toEqual({ code: 0, namespace: 'default' });
    expect(searchAttributes).toEqual(
      Object.keys(ALL).map((name) => ({ name, type: expect.stringContaining('Keyword'), result: 'present' })),
    );
  });

  it('says what to do about one that another type has taken, and registers the others', async () => {
    const temporal = registering({ ReplicationPlan: 3 });
    const { code, stdout, stderr } = await commandLine(['setup', '--output', 'json'], { temporal });
    expect(code).toBe(1);
    expect(stderr).toMatch(/ReplicationPlan is registered as Int, and must be Keyword/);
    expect(stderr).toContain('search-attribute remove --namespace default --name ReplicationPlan');
    expect(temporal.registered).toEqual({ ...ALL, ReplicationPlan: 3 });
    const { searchAttributes } = JSON.parse(stdout) as { searchAttributes: object[] };
    expect(searchAttributes[0]).toMatchObject({ result: 'conflict', registeredAs: 'Int' });
  });

  it('says whom to ask where it may not register them, as in Temporal Cloud', async () => {
    const temporal = registering();
    temporal.operatorDenied = true;
    const { code, stdout, stderr } = await commandLine(['setup'], { temporal });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /not allowed to register search attributes in the namespace default: Request unauthorized\./,
    );
    expect(stderr).toContain('tcld namespace search-attributes add --namespace default --search-attribute Repl');
  });

  it('asks for no permission when nothing is missing', async () => {
    const temporal = registering(ALL);
    temporal.operatorDenied = true;
    expect((await commandLine(['setup'], { temporal })).code).toBe(0);
  });
});

describe('doctor', () => {
  it('hints at setup, and does not fail for it', async () => {
    const { code, stdout } = await commandLine(['doctor'], { temporal: registering({ ...ALL, TargetRegions: 2 }) });
    expect(code).toBe(0);
    expect(stdout).toMatch(/warn {2}search attributes: TargetRegions not registered.*\n.*eci-replicator setup/);
  });

  it('is content when all are registered', async () => {
    const { stdout } = await commandLine(['doctor'], { temporal: registering(ALL) });
    expect(stdout).toMatch(/ok {4}search attributes/);
  });
});
