import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Comment, type Declaration, parseSync } from 'oxc-parser';

/** Something that a module exports, as it is written. */
export interface ExportedDeclaration {
  readonly name: string;
  readonly kind: 'function' | 'class' | 'type';
  /** The docstring without its marks. */
  readonly doc: string;
  /** The declaration without bodies. */
  readonly text: string;
  /** Of a class: its public members. */
  readonly members: readonly { readonly name: string; readonly doc: string; readonly text: string }[];
}

export interface EntryPoint {
  readonly declarations: readonly ExportedDeclaration[];
  /** What is exported from another package, by package. */
  readonly others: ReadonlyMap<string, readonly string[]>;
}

/**
 * The declarations that an entry point re-exports, in its order. An entry point has no declaration of its own.
 *
 * @throws Error if it exports something that is not declared where it says, or has no docstring.
 */
export function exportedDeclarations(file: string): EntryPoint {
  const { module } = parsed(file);
  const declarations: ExportedDeclaration[] = [];
  const others = new Map<string, string[]>();
  for (const { moduleRequest, importName } of module.staticExports.flatMap(({ entries }) => entries)) {
    const from = moduleRequest?.value ?? '';
    const name = importName.name ?? '';
    if (from.startsWith('.')) declarations.push(declared(join(dirname(file), from.replace(/\.js$/, '.ts')), name));
    else others.set(from, [...(others.get(from) ?? []), name]);
  }
  return { declarations, others };
}

function parsed(file: string) {
  const source = readFileSync(file, 'utf8');
  const { program, comments, module, errors } = parseSync(file, source);
  if (errors[0] !== undefined) throw new Error(`${file}: ${errors[0].message}`);
  return { source, program, comments, module };
}

function declared(file: string, name: string): ExportedDeclaration {
  const { source, program, comments } = parsed(file);
  for (const statement of program.body) {
    if (statement.type !== 'ExportNamedDeclaration' || statement.declaration === null) continue;
    const { declaration } = statement;
    if (!('id' in declaration) || declaration.id?.type !== 'Identifier' || declaration.id.name !== name) continue;
    const doc = docBefore(statement.start, source, comments);
    if (doc === '') throw new Error(`${file}: ${name} is exported by the package and has no docstring`);
    return { name, doc, ...written(declaration, source, comments) };
  }
  throw new Error(`${file} declares no ${name}`);
}

function written(
  declaration: Declaration,
  source: string,
  comments: readonly Comment[],
): Pick<ExportedDeclaration, 'kind' | 'text' | 'members'> {
  const text = (start: number, end: number) =>
    source
      .slice(start, end)
      .trim()
      .replace(/\s*\{$/, '');
  if (declaration.type === 'FunctionDeclaration') {
    const signature = text(declaration.start, declaration.body?.start ?? declaration.end);
    return { kind: 'function', text: `${signature};`, members: [] };
  }
  if (declaration.type !== 'ClassDeclaration') {
    return { kind: 'type', text: source.slice(declaration.start, declaration.end), members: [] };
  }
  const members = declaration.body.body.flatMap((member) => {
    if (member.type !== 'MethodDefinition' && member.type !== 'PropertyDefinition') return [];
    if (member.accessibility === 'private' || member.override || member.key.type !== 'Identifier') return [];
    const doc = docBefore(member.start, source, comments);
    if (doc.includes('@internal') || doc === '') return [];
    const end = member.type === 'MethodDefinition' ? (member.value.body?.start ?? member.end) : member.end;
    return [{ name: member.key.name, doc, text: text(member.start, end).replace(/;$/, '') }];
  });
  return { kind: 'class', text: text(declaration.start, declaration.body.start), members };
}

/** The docstring that ends where a declaration begins. */
function docBefore(start: number, source: string, comments: readonly Comment[]): string {
  const doc = comments.find(({ end }) => end <= start && source.slice(end, start).trim() === '');
  if (doc === undefined || !doc.value.startsWith('*')) return '';
  return doc.value
    .slice(1)
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
    .join('\n')
    .trim();
}
