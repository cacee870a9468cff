import { Ajv2020 } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isJsonMap } from '../../../src/plan/json-document.js';
import { planJsonSchema } from '../../../src/plan/plan-json-schema.js';
import { readPlanDocument } from '../../../src/plan/plan-document.js';
import { MINIMAL, problemsOf } from './sample-plan.js';

const read = (name: string): string => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');
const schema = planJsonSchema();
const validate = new Ajv2020({ strict: true, strictTypes: false, allErrors: true }).compile(schema);

/** Changes that both schemas reject. */
const INVALID: Record<string, unknown>[] = [
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

  it('uses draft 2020-12 and has an id', () => {
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: 'urn:eci-replicator:plan:1',
    });
  });

  it('accepts replication.yaml', () => {
    const result = readPlanDocument(read('replication.yaml'));
    expect(validate('document' in result ? result.document : undefined)).toBe(true);
  });

  it('accepts a variable wherever a string has a pattern', () => {
    const targets = [{ region: '${region}' }];
    expect(validate({ ...MINIMAL, vars: { region: null }, targets, policy: { deadline: '${d}' } })).toBe(true);
  });

  it.each(INVALID)('rejects %j, as the plan itself does', (change) => {
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
