import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { parseSync } from 'oxc-parser';

/** One module of the product: its imports and the names that it exports itself. */
export interface Module {
  /** Path from the root of the repository, with `/`. */
  readonly file: string;
  readonly imports: readonly Import[];
  readonly exports: readonly string[];
}

export interface Import {
  /** A file of the graph, a package as it is written (`@temporalio/client`), or a built-in module with its prefix (`node:fs`). */
  readonly to: string;
  /** Whether only types are imported: such an import does not exist at run time. */
  readonly typeOnly: boolean;
}

/**
 * Parses modules and resolves their relative imports.
 *
 * @param sources text by path. Every relative import must lead to one of them.
 * @throws Error that names the file, if one cannot be parsed or an import leads nowhere.
 */
export function moduleGraph(sources: ReadonlyMap<string, string>): Module[] {
  return [...sources].map(([file, text]) => {
    const { module, errors } = parseSync(file, text);
    if (errors[0] !== undefined) throw new Error(`${file}: ${errors[0].message}`);

    const imports: Import[] = module.staticImports.map(({ moduleRequest, entries }) => ({
      to: resolved(sources, file, moduleRequest.value),
      typeOnly: entries.length > 0 && entries.every(({ isType }) => isType),
    }));
    const exports: string[] = [];
    for (const { moduleRequest, exportName, isType } of module.staticExports.flatMap(({ entries }) => entries)) {
      if (moduleRequest !== null) imports.push({ to: resolved(sources, file, moduleRequest.value), typeOnly: isType });
      else if (exportName.name !== null) exports.push(exportName.name);
    }
    for (const { moduleRequest } of module.dynamicImports) {
      const [, name] = /^['"](.+)['"]$/.exec(text.slice(moduleRequest.start, moduleRequest.end)) ?? [];
      // A computed import cannot be followed; a string is the only form that this code uses for modules of its own.
      if (name !== undefined) imports.push({ to: resolved(sources, file, name), typeOnly: false });
    }
    return { file, imports, exports };
  });
}

function resolved(sources: ReadonlyMap<string, string>, file: string, request: string): string {
  if (!request.startsWith('.')) return isBuiltin(request) && !request.startsWith('node:') ? `node:${request}` : request;
  const path = posix.join(posix.dirname(file), request);
  const found = [path.replace(/\.js$/, '.ts'), path.replace(/\.js$/, '.tsx'), path].find((name) => sources.has(name));
  if (found === undefined) throw new Error(`${file}: ${request} is not a module of the product`);
  return found;
}
