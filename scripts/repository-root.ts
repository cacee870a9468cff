import { fileURLToPath } from 'node:url';

/** The path of the clone. */
export const repositoryRoot = fileURLToPath(new URL('..', import.meta.url));
