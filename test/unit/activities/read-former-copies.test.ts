import { describe, expect, it } from 'vitest';
import { readFormerCopies } from '../../../activities/region-workflow.js';
import { countRecords } from '../../../src/copies/counts.js';
import { packRecords } from '../../../src/copies/packed-records.js';
import { FakeTemporal } from '../client/support/fake-temporal.js';
import { serviceError } from '../client/support/service-error.js';
import { record } from '../report/support/sample-report.js';
import { tryOnce } from './support/attempts.js';

const TASK = { region: 'cn-beijing' };
const workflowId = 'replicate-weights/cn-beijing';

function ended(records = [record({ state: 'ready', id: 'edc-copy' })]) {
  const temporal = new FakeTemporal();
  const result = { counts: countRecords(records), records: packRecords(records) };
  const { runId } = temporal.add({ workflowId, type: 'replicateRegion', status: 'COMPLETED', result });
  return { temporal, result, execution: { workflowId, runId } };
}

const read = async ({ client }: FakeTemporal, task: object = {}, attempt = 1) =>
  (await tryOnce(() => readFormerCopies({ temporal: client })({ ...TASK, ...task }), { attempt })).result;

describe('what a region begins with', () => {
  it('are its own records if it is started again in the same run', async () => {
    const { temporal, result, execution } = ended();
    expect(await read(temporal, { again: execution })).toEqual({ former: result });
  });

  it('is the memory of earlier runs if it is started for the first time', async () => {
    const { temporal, execution } = ended();
    const copy = { source: 'edc-1', bucket: 'models', path: '/llama-3', generation: 0, id: 'edc-copy' };
    expect(await read(temporal, { previous: execution })).toEqual({ memory: [copy] });
    expect(await read(temporal)).toEqual({ memory: [] });
  });

  it('is, for a preview, the memory of the latest run that has ended', async () => {
    const { temporal } = ended();
    temporal.add({ workflowId, type: 'replicateRegion', status: 'RUNNING' });
    expect(await read(temporal, { previous: { workflowId } })).toMatchObject({ memory: [{ id: 'edc-copy' }] });
  });

  it('is empty if nothing is kept', async () => {
    expect(await read(new FakeTemporal(), { again: { workflowId, runId: 'run-1' } })).toEqual({ memory: [] });
  });

  it('is empty if the records are those of another version', async () => {
    const { temporal, execution } = ended([{ ...record({}), state: 'levitating' as never }]);
    expect(await read(temporal, { again: execution })).toEqual({ memory: [] });
    expect(await read(temporal, { previous: { workflowId } })).toEqual({ memory: [] });
  });

  it('is empty if the server refuses to be asked for it again and again', async () => {
    const { client } = ended().temporal;
    const list = () => {
      throw serviceError(7, 'not allowed');
    };
    Object.assign(client.workflow, { list });
    const readIt = () => readFormerCopies({ temporal: client })({ ...TASK, previous: { workflowId, runId: 'run-9' } });
    await expect(tryOnce(readIt, { attempt: 4 })).rejects.toThrow('not allowed');
    expect((await tryOnce(readIt, { attempt: 5 })).result).toEqual({ memory: [] });
  });
});
