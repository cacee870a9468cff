import { Ajv2020 } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isJsonMap } from '../../../src/plan/json-map.js';
import { planJsonSchema } from '../../../src/plan/json-schema.js';
import { readPlanDocument } from '../../../src/plan/plan-document.js';
import { MINIMAL, problemsOf } from './sample-plan.js';

const read = (name: string): string => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');
const schema = planJsonSchema();
const validate = new Ajv2020({ strict: true, strictTypes: false, allErrors: true }).compile(schema);

/** What both schemas refuse. */
const WRONG: Record<string, unknown>[] = [
  { version: 2 },
  { name: 'Upper' },
  { nmae: 'x' },
  { vars: { a: 5 } },
  { vars: { '9x': 'y' } },
  { source: { ...MINIMAL.source, caches: [] } },
  { source: { ...MINIMAL.source, caches: [{ id: 'edc-1', select: { bucket: 'b' } }] } },
  { source: { ...MINIMAL.source, caches: [{ select: { bucket: 'b' }, as: { path: '/x' } }] } },
  { source: { ...MINIMAL.source, caches: [{ id: 'edc-1', as: { path: 'x' } }] } },
  { copy: { tags: { 'eci-replicator:plan': 'x' } } },
  { copy: { retentionDays: 1.5 } },
  { targets: [{ region: 'cn-beijing', maxInFlight: 501 }] },
  { policy: { ready: { pollEvery: '0s' } } },
  { policy: { failureBudget: { count: 1, percent: 1 } } },
  { schedule: { cron: '0 3 * * *', every: '1h' } },
  { notify: { webhookEnv: 'https://x' } },
];

describe('the JSON Schema', () => {
  it('is the one in replication.schema.json', () => {
    expect(JSON.parse(read('replication.schema.json'))).toEqual(schema);
  });

  it('is of draft 2020-12, with an id', () => {
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: 'urn:eci-replicator:plan:1',
    });
  });

  it('admits replication.yaml as it is written', () => {
    const result = readPlanDocument(read('replication.yaml'));
    expect(validate('document' in result ? result.document : undefined)).toBe(true);
  });

  it('admits a variable wherever text has a form', () => {
    const targets = [{ region: '${region}' }];
    expect(validate({ ...MINIMAL, vars: { region: null }, targets, policy: { deadline: '${d}' } })).toBe(true);
  });

  it.each(WRONG)('refuses %j, as the plan itself does', (change) => {
    expect(validate({ ...MINIMAL, ...change })).toBe(false);
    expect(problemsOf(change)).not.toEqual([]);
  });

  it('describes every key', () => {
    const bare: string[] = [];
    const walk = (node: unknown, path: string): void => {
      if (Array.isArray(node)) for (const inner of node) walk(inner, path);
      if (!isJsonMap(node)) return;
      const properties = isJsonMap(node['properties']) ? node['properties'] : {};
      for (const [name, property] of Object.entries(properties)) {
        const described = isJsonMap(property) && ('description' in property || 'not' in property);
        if (!described) bare.push(`${path}.${name}`);
        walk(property, `${path}.${name}`);
      }
      for (const key of ['items', 'anyOf']) walk(node[key], path);
    };
    walk(schema, '');
    expect(bare).toEqual([]);
  });
});
