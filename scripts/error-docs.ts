import { errorPage } from './pages/error-page.js';
import { keepCurrent } from './pages/keep-current.js';

// The page of errors, generated from the code's own table.
keepCurrent({ 'docs/errors.md': errorPage() }, 'docs');
