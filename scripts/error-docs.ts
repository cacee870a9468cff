import { errorPage } from './pages/error-page.js';
import { keepCurrent } from './pages/keep-current.js';

// Generates the error page from the error table.
keepCurrent({ 'docs/errors.md': errorPage() }, 'docs');
