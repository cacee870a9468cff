import { describe, expect, it } from 'vitest';
import { shippedPackages } from '../../../../scripts/release/shipped-packages.js';

const component = (name: string) => ({ 'bom-ref': `${name}@1.0.0`, name });
const bom = {
  metadata: { component: { 'bom-ref': 'root@1.0.0' } },
  components: ['yaml', 'vitest', 'vite', 'traces', 'api'].map(component),
  dependencies: [
    { ref: 'root@1.0.0', dependsOn: ['yaml@1.0.0', 'vitest@1.0.0', 'traces@1.0.0'] },
    { ref: 'yaml@1.0.0' },
    { ref: 'vitest@1.0.0', dependsOn: ['vite@1.0.0'] },
    { ref: 'vite@1.0.0', dependsOn: ['api@1.0.0'] },
    { ref: 'traces@1.0.0', dependsOn: ['api@1.0.0'] },
    // Packages may depend on each other.
    { ref: 'api@1.0.0', dependsOn: ['traces@1.0.0'] },
  ],
};

describe('the packages that are shipped', () => {
  it('are those that are installed or bundled, and what they depend on', () => {
    const { components, dependencies } = shippedPackages(bom, ['yaml', 'traces']);
    expect(components.map(({ name }) => name)).toEqual(['yaml', 'traces', 'api']);
    expect(dependencies[0]).toEqual({ ref: 'root@1.0.0', dependsOn: ['yaml@1.0.0', 'traces@1.0.0'] });
    expect(dependencies).toHaveLength(4);
  });
});
