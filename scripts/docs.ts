import { apiPage } from './pages/api-page.js';
import { controlPage } from './pages/control-page.js';
import { dashboard } from './pages/dashboard.js';
import { errorPage } from './pages/error-page.js';
import { metricsPage } from './pages/metrics-page.js';
import { keepCurrent } from './pages/keep-current.js';

// Pages that are generated from tables and docstrings in the code.
keepCurrent(
  {
    'docs/api.md': apiPage(),
    'docs/controls.md': controlPage(),
    'docs/errors.md': errorPage(),
    'docs/metrics.md': metricsPage(),
    'deploy/grafana/eci-replicator.json': `${JSON.stringify(dashboard(), null, 2)}\n`,
  },
  'docs',
);
