import { describe, expect, it } from 'vitest';
import { describeSources, type DescribeSourcesTask } from '../../../activities/describe-sources.js';
import { START, tryOnce, tryUntilDone } from './support/attempts.js';
import { cache, MINUTE, SECOND } from './support/samples.js';
import { eciError, type Script, ScriptedEci } from './support/scripted-eci.js';

const task: DescribeSourcesTask = {
  region: 'cn-hongkong',
  ids: ['edc-1', 'edc-2'],
  pollEvery: 10 * SECOND,
  absentAfter: MINUTE,
};
const first = cache({ id: 'edc-1', sizeGiB: 140, tags: { secret: 'x' } });
const second = cache({ id: 'edc-2', status: 'Creating', path: '/qwen' });
const describing = (describeScript: NonNullable<Script['describe']>) => new ScriptedEci({ describe: describeScript });
const run = (eci: ScriptedEci) => tryUntilDone(() => describeSources({ eci })(task));

describe('describing the sources', () => {
  it('tells where they are mounted, their size and status, and nothing else', async () => {
    const { result } = await run(describing(() => [first, second]));
    expect(result).toEqual({
      kind: 'described',
      absent: [],
      sources: [
        { id: 'edc-1', bucket: 'models', path: '/llama-3', name: 'other', status: 'Available', sizeGiB: 140 },
        { id: 'edc-2', bucket: 'models', path: '/qwen', name: 'other', status: 'Creating' },
      ],
    });
  });

  it('asks again for one that is not shown, for `absentAfter`, and then names it', async () => {
    const { result, retries, at } = await run(describing(() => [first]));
    expect(result).toMatchObject({ kind: 'described', absent: ['edc-2'], sources: [{ id: 'edc-1' }] });
    expect(at - START).toBe(MINUTE);
    expect(retries[0]).toEqual({
      code: 'SourceNotFound',
      message: 'not shown in cn-hongkong: edc-2',
      delayMs: 10 * SECOND,
    });
  });

  it('goes on as soon as it is shown', async () => {
    const { result, retries } = await run(describing((_, call) => (call < 3 ? [first] : [first, second])));
    expect(result).toMatchObject({ absent: [] });
    expect(retries).toHaveLength(2);
  });

  it('names no more than five of many in its message', async () => {
    const ids = Array.from({ length: 50 }, (_, n) => `edc-${n}`);
    const eci = describing(() => []);
    const { retry } = await tryOnce(() => describeSources({ eci })({ ...task, ids }));
    expect(retry?.message).toBe('not shown in cn-hongkong: edc-0, edc-1, edc-2, edc-3, edc-4');
    expect(eci.looks.map((query) => query.ids?.length)).toEqual([20, 20, 10]);
  });

  it.each(['throttled', 'ambiguous'] as const)('is asked again after %s', async (family) => {
    const { result, retries } = await run(describing((_, call) => (call === 1 ? eciError(family) : [first, second])));
    expect(result).toMatchObject({ kind: 'described' });
    expect(retries).toHaveLength(1);
  });

  it.each(['account', 'region', 'request'] as const)('ends with a refusal of family %s', async (family) => {
    const { result } = await run(describing(() => eciError(family, 'Some.Code')));
    expect(result).toEqual({ kind: 'refused', code: 'Some.Code', reason: 'the service said Some.Code' });
  });
});
