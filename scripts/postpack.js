// Runs after `npm pack`: npm would prefer this file to package-lock.json, which has what is for development.
import { rmSync } from 'node:fs';

rmSync(new URL('../npm-shrinkwrap.json', import.meta.url), { force: true });
