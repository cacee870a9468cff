import { keepCurrent } from './pages/keep-current.js';
import { publishedSurface } from './surface/published-surface.js';

// What users script against, in one file: a change of it is seen in its diff, and judged by `npm run release:check`.
keepCurrent({ 'docs/surface.txt': publishedSurface() }, 'surface');
