/** The part of a CycloneDX document that is read here. */
export interface Bom {
  readonly components: readonly { readonly 'bom-ref': string; readonly name: string }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
  readonly metadata: { readonly component: { readonly 'bom-ref': string } };
}

/** The document with only these direct dependencies of the project, and what they depend on. */
export function shippedPackages<B extends Bom>(bom: B, direct: readonly string[]): B {
  const root = bom.metadata.component['bom-ref'];
  const dependsOn = new Map(bom.dependencies.map(({ ref, dependsOn: refs = [] }) => [ref, refs]));
  const names = new Map(bom.components.map(({ 'bom-ref': ref, name }) => [ref, name]));
  const first = (dependsOn.get(root) ?? []).filter((ref) => direct.includes(names.get(ref) ?? ''));
  const kept = new Set<string>();
  for (let next = first; next.length > 0; ) {
    for (const ref of next) kept.add(ref);
    next = next.flatMap((ref) => dependsOn.get(ref) ?? []).filter((ref) => !kept.has(ref));
  }
  return {
    ...bom,
    components: bom.components.filter(({ 'bom-ref': ref }) => kept.has(ref)),
    dependencies: [{ ref: root, dependsOn: first }, ...bom.dependencies.filter(({ ref }) => kept.has(ref))],
  };
}
