import type { Import, Module } from './module-graph.js';

/** Code that one part of the product must not reach, directly or through other modules. */
interface Wall {
  /** Path prefixes. */
  readonly from: readonly string[];
  /** Prefixes of paths, packages or built-in modules. */
  readonly never: readonly string[];
  /** Modules under these prefixes are not followed: the part may use them whatever they reach. */
  readonly through?: readonly string[];
  /** Whether importing a type counts. Default: false. */
  readonly types?: true;
  readonly why: string;
}

const PURE = ['src/plan/', 'src/copies/', 'src/controls/', 'src/reconcile/', 'src/report/', 'src/payload/'];
const TEMPORAL_OUTSIDE_WORKFLOWS = ['client', 'worker', 'activity', 'testing', 'envconfig'].map(
  (name) => `@temporalio/${name}`,
);

const WALLS: readonly Wall[] = [
  {
    from: PURE,
    never: ['@temporalio/', '@alicloud/', 'node:'],
    types: true,
    why: 'pure code knows neither Temporal, nor the SDK of the vendor, nor Node',
  },
  {
    from: ['workflows/'],
    never: [
      'node:',
      'activities/',
      '@alicloud/',
      ...TEMPORAL_OUTSIDE_WORKFLOWS,
      'src/client/',
      'src/worker/',
      'src/cli/',
      'src/dev/',
      'src/simulator/',
    ],
    why: 'workflow code runs in a deterministic sandbox; it may only import types from activities',
  },
  {
    from: ['src/cli/', 'src/client/'],
    never: ['@alicloud/'],
    through: ['src/worker/', 'src/dev/', 'src/simulator/'],
    why: 'the command line never calls ECI: the keys stay with the worker',
  },
  {
    from: ['src/', 'activities/', 'workflows/'],
    never: ['@alicloud/'],
    through: ['src/eci/'],
    types: true,
    why: 'only src/eci uses the SDK of the vendor',
  },
  {
    from: ['activities/'],
    never: ['workflows/', 'src/client/', 'src/cli/'],
    types: true,
    why: 'activities are called by workflows and by nobody else, so they must not depend on callers',
  },
];

/** A folder with more files than this is hard to overlook. */
const MAX_FILES = 25;

/** Proxies of activities have the names of the activities that they call. */
const PROXIES = 'workflows/activities.ts';

/** Every violation of the rules of the architecture, as sentences. */
export function violations(modules: readonly Module[]): string[] {
  return [
    ...WALLS.flatMap((wall) => breaches(wall, modules)),
    ...cycles(fileEdges(modules)).map((cycle) => `files import each other: ${cycle.join(' → ')}`),
    ...cycles(folderEdges(modules)).map((cycle) => `folders import each other: ${cycle.join(' → ')}`),
    ...fullFolders(modules),
    ...ambiguousNames(modules),
  ];
}

function breaches({ from, never, through = [], types, why }: Wall, modules: readonly Module[]): string[] {
  const byFile = new Map(modules.map((module) => [module.file, module]));
  const counts = ({ typeOnly }: Import) => types === true || !typeOnly;
  const isForbidden = (to: string) => startsWithAny(to, never);

  return modules
    .filter(({ file }) => startsWithAny(file, from) && !startsWithAny(file, through))
    .flatMap(({ file }) => {
      const path = shortestPath(file, isForbidden, (at) => {
        if (at !== file && startsWithAny(at, through)) return [];
        return (byFile.get(at)?.imports ?? []).filter(counts).map(({ to }) => to);
      });
      // A breach is reported at the last module inside the part; the modules before it only repeat it.
      const isRepeated = path !== undefined && path.length > 2 && startsWithAny(path[1] ?? '', from);
      return path === undefined || isRepeated ? [] : [`${path.join(' → ')}: ${why}`];
    });
}

function shortestPath(
  start: string,
  isGoal: (node: string) => boolean,
  next: (node: string) => readonly string[],
): string[] | undefined {
  const cameFrom = new Map<string, string | undefined>([[start, undefined]]);
  for (const node of cameFrom.keys()) {
    for (const successor of next(node)) {
      if (cameFrom.has(successor)) continue;
      cameFrom.set(successor, node);
      if (isGoal(successor)) return pathTo(successor, cameFrom);
    }
  }
  return undefined;
}

function pathTo(goal: string, cameFrom: ReadonlyMap<string, string | undefined>): string[] {
  const path: string[] = [];
  for (let at: string | undefined = goal; at !== undefined; at = cameFrom.get(at)) path.unshift(at);
  return path;
}

type Edges = ReadonlyMap<string, ReadonlySet<string>>;

function fileEdges(modules: readonly Module[]): Edges {
  const files = new Set(modules.map(({ file }) => file));
  return new Map(
    modules.map(({ file, imports }) => [file, new Set(imports.map(({ to }) => to).filter((to) => files.has(to)))]),
  );
}

/**
 * Edges between sibling folders: an import from `a/b/c/x` to `a/d/y` is one from `a/b` to `a/d`. The folders of `src` are
 * siblings of `workflows` and `activities`.
 */
function folderEdges(modules: readonly Module[]): Edges {
  const edges = new Map<string, Set<string>>();
  for (const [file, targets] of fileEdges(modules)) {
    for (const target of targets) {
      const [from, to] = siblingFolders(file, target);
      if (from === undefined || to === undefined) continue;
      edges.set(from, (edges.get(from) ?? new Set()).add(to));
      if (!edges.has(to)) edges.set(to, new Set());
    }
  }
  return edges;
}

function siblingFolders(file: string, target: string): [string?, string?] {
  const [a, b] = [file, target].map((path) => path.replace(/^src\//, '').split('/')) as [string[], string[]];
  const fork = a.findIndex((part, index) => part !== b[index]);
  // Where one of them lies directly in the common folder, it is not in a sibling.
  if (fork < 0 || fork >= a.length - 1 || fork >= b.length - 1) return [];
  return [a.slice(0, fork + 1).join('/'), b.slice(0, fork + 1).join('/')];
}

/** One cycle per node that can reach itself, without repeating a set of nodes. */
function cycles(edges: Edges): string[][] {
  const found = new Map<string, string[]>();
  for (const node of edges.keys()) {
    for (const successor of edges.get(node) ?? []) {
      const back =
        successor === node
          ? [node]
          : shortestPath(
              successor,
              (to) => to === node,
              (at) => [...(edges.get(at) ?? [])],
            );
      if (back === undefined) continue;
      found.set([...new Set(back)].toSorted().join(' '), [node, ...back]);
    }
  }
  return [...found.values()];
}

function fullFolders(modules: readonly Module[]): string[] {
  const files = new Map<string, number>();
  for (const { file } of modules) {
    const folder = file.slice(0, file.lastIndexOf('/'));
    files.set(folder, (files.get(folder) ?? 0) + 1);
  }
  return [...files]
    .filter(([, count]) => count > MAX_FILES)
    .map(([folder, count]) => `${folder} has ${count} files, more than ${MAX_FILES}`);
}

function ambiguousNames(modules: readonly Module[]): string[] {
  const files = new Map<string, Set<string>>();
  for (const { file, exports } of modules) {
    if (file === PROXIES) continue;
    for (const name of exports) files.set(name, (files.get(name) ?? new Set()).add(file));
  }
  return [...files]
    .filter(([, owners]) => owners.size > 1)
    .map(([name, owners]) => `${name} is exported by ${[...owners].join(' and ')}: one name has one meaning`);
}

function startsWithAny(text: string, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => text.startsWith(prefix));
}
