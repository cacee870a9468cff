import { fileURLToPath } from 'node:url';

/** The clone's folder. */
export const repositoryRoot = fileURLToPath(new URL('..', import.meta.url));
