import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { YAML_PIECES } from './odd-text.js';

/** A valid plan that uses most keys. */
const VALID = {
  version: 1,
  name: 'odd',
  vars: { release: '2026-11', team: 'inference' },
  source: {
    region: 'cn-hongkong',
    giveUpAfter: '6h',
    caches: [
      { id: 'edc-1', as: { bucket: 'models', path: '/llama-3/stable', name: 'llama' } },
      { id: 'edc-2' },
      { select: { bucket: 'models', pathPrefix: '/llama-3', tags: { release: '${release}' } } },
    ],
  },
  copy: { retentionDays: 30, tags: { team: '${team}' } },
  targets: [
    { region: 'cn-beijing' },
    { region: 'cn-shanghai', required: false, maxInFlight: 5, copy: { retentionDays: 7 } },
  ],
  waves: [{ regions: ['cn-beijing'] }, { regions: ['cn-shanghai'], after: 'approval', approvalTimeout: '1h' }],
  policy: { maxInFlight: 10, capacity: { firstRetry: '30s', maxRetry: '10m' }, failureBudget: { percent: 5 } },
  schedule: { cron: '0 3 * * *', timezone: 'Asia/Shanghai' },
  notify: { webhookEnv: 'REPLICATION_WEBHOOK', on: ['failed', 'partial'] },
};

const repeated = (text: string): fc.Arbitrary<string> =>
  fc.constantFrom(1, 3, 100, 5_000, 50_000).map((times) => text.repeat(times));

/** Texts that have been trouble, or are likely to be. */
const oddText = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '~',
    '<<',
    '__proto__',
    'constructor',
    'CST',
    'eci-system',
    'aliyun',
    'https://x',
    '/*',
    '..',
  ),
  fc.constantFrom('${', '${x}', '$${', '${release}', '${release}${team}').chain(repeated),
  fc
    .constantFrom('a', '/a', 'a-', '1,', '*/', '%41', '\\q', '大', '😀', '\u200b', '\ud800', '\u0000', '：')
    .chain(repeated),
  fc.string({ unit: 'binary', maxLength: 20 }),
);

const nested = (depth: number): unknown => {
  let value: unknown = 1;
  for (let i = 0; i < depth; i += 1) value = i % 2 === 0 ? [value] : { a: value };
  return value;
};

/** Values of any kind: wrong types, huge lists and maps, deep nesting. */
const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  oddText,
  fc.constantFrom<unknown>(null, true, 0, -1, 1e300, 2026.1, [], {}, [null], [[]]),
  fc.constantFrom(10, 40, 1_000).map(nested),
  fc.tuple(fc.constantFrom(1, 150, 1_999, 9_000), oddText).map(([count, text]) => {
    const short = text.slice(0, 50);
    return Array.from({ length: count }, (_, i) => (i % 3 === 0 ? short : `${short}${i}`));
  }),
  fc.tuple(fc.constantFrom(17, 1_999, 12_000), oddText).map(([count, text]) => {
    const short = text.slice(0, 50);
    return Object.fromEntries(Array.from({ length: count }, (_, i) => [`${short}${i}`, short]));
  }),
  fc.jsonValue({ maxDepth: 3 }),
);

interface Mutation {
  readonly kind: 'delete' | 'replace' | 'duplicate' | 'repeat' | 'rename';
  /** Which of the document's places, modulo their number. */
  readonly place: number;
  readonly value: unknown;
  readonly key: string;
  readonly times: number;
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('delete', 'replace', 'replace', 'duplicate', 'repeat', 'rename'),
  place: fc.nat(200),
  value: oddValue,
  key: oddText,
  times: fc.constantFrom(2, 120, 2_001, 9_000),
});

/** JSON that is a valid plan but for one to four mutations. */
export function oddPlanDocument(): fc.Arbitrary<unknown> {
  return fc.oneof(
    {
      weight: 9,
      arbitrary: fc.array(mutation, { minLength: 1, maxLength: 4 }).map((list) => list.reduce(mutated, VALID)),
    },
    { weight: 1, arbitrary: oddValue },
  );
}

/** Larger texts are only slow to write: a plan is refused long before. */
const MOST_CHARACTERS = 4_000_000;

/** Whether the JSON of a document is not too long. It stops counting when it knows: repeated repetitions have billions of parts. */
function isWritable(document: unknown): boolean {
  let left = MOST_CHARACTERS;
  const walk = (value: unknown): boolean => {
    left -= typeof value === 'string' ? value.length + 2 : 5;
    if (left < 0 || typeof value !== 'object' || value === null) return left >= 0;
    return Object.entries(value).every(([key, part]) => {
      left -= key.length;
      return walk(part);
    });
  };
  return walk(document);
}

/** The text of an odd plan, as YAML or JSON, itself cut, doubled or broken at a place. */
export function oddPlanText(): fc.Arbitrary<string> {
  const yaml = fc.oneof(
    { weight: 3, arbitrary: fc.constant(stringify(VALID)) },
    {
      weight: 2,
      arbitrary: oddPlanDocument()
        .filter(isWritable)
        .map((document) => JSON.stringify(document) ?? ''),
    },
  );
  const piece = fc.oneof(
    oddText,
    fc.constantFrom(...YAML_PIECES, '\r\n', '|\n', '>\n'),
    fc.constantFrom('[', '}', '- ', '"\\q', '%FOO\n', '&a ', '*a, ', '<<: *a\n', '---\n').chain(repeated),
  );
  const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.nat(30), piece });
  return fc.tuple(yaml, fc.array(edit, { maxLength: 4 })).map(([text, edits]) =>
    edits.reduce((written, { at, cut, piece: inserted }) => {
      const place = Math.floor(at * written.length);
      return written.slice(0, place) + inserted + written.slice(place + cut);
    }, text),
  );
}

/** The bytes of an odd plan: also in other encodings, and with bytes changed. */
export function oddPlanBytes(): fc.Arbitrary<Uint8Array> {
  const encoded = fc
    .tuple(oddPlanText(), fc.constantFrom<BufferEncoding>('utf8', 'utf8', 'latin1', 'utf16le'), fc.boolean())
    .map(([text, encoding, marked]) => new Uint8Array(Buffer.from(marked ? `\ufeff${text}` : text, encoding)));
  const change = fc.tuple(fc.nat(), fc.nat(255));
  return fc.tuple(encoded, fc.array(change, { maxLength: 3 })).map(([bytes, changes]) => {
    for (const [at, byte] of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte;
    return bytes;
  });
}

type Parent = unknown[] | Record<string, unknown>;

/** The document with one mutation. It must have the form of JSON. */
function mutated(document: unknown, { kind, place, value, key, times }: Mutation): unknown {
  const copy: unknown = structuredClone(document);
  const places = placesIn(copy);
  const found = places[place % Math.max(1, places.length)];
  if (found === undefined) return copy;
  const [parent, step] = found;
  if (Array.isArray(parent)) {
    const at = Number(step);
    const replacement = {
      delete: [],
      replace: [value],
      duplicate: [parent[at], parent[at]],
      repeat: Array.from({ length: times }, () => parent[at]),
      rename: [{ [key]: parent[at] }],
    }[kind];
    parent.splice(at, 1);
    for (const entry of replacement) parent.push(entry);
    return copy;
  }
  const old = parent[step];
  if (kind !== 'duplicate') delete parent[step];
  const entry = (name: string, inner: unknown): void => {
    Object.defineProperty(parent, name, { value: inner, enumerable: true, configurable: true, writable: true });
  };
  if (kind === 'replace') entry(step, value);
  if (kind === 'repeat')
    entry(
      step,
      Array.from({ length: times }, () => old),
    );
  if (kind === 'rename') entry(key, old);
  if (kind === 'duplicate') entry(`${step}${key.slice(0, 3)}`, old);
  return copy;
}

/** Every place in a document, as its parent and key: enough of them, if it is huge. */
function placesIn(document: unknown): [parent: Parent, step: string][] {
  const places: [parent: Parent, step: string][] = [];
  const open: unknown[] = [document];
  for (let value = open.pop(); value !== undefined && places.length < 500; value = open.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    for (const step of Object.keys(value).slice(0, 50)) {
      places.push([value as Parent, step]);
      const inner = (value as Record<string, unknown>)[step];
      if (inner !== undefined && inner !== null) open.push(inner);
    }
  }
  return places;
}
