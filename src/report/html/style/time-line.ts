export const TIME_LINE = `
#time-line .key { gap: 0.35rem 1.5rem; margin-bottom: 0.75rem; }
#time-line .key svg { vertical-align: -2px; }
.patterns { position: absolute; }
.swatch { stroke: var(--line); }
.swatch.ready { fill: var(--flow-ready); stroke: var(--flow-ready); }
.swatch.copying { fill: var(--flow-copying); stroke: var(--flow-copying-edge); }
.swatch.capacity { fill: url(#wait-capacity); stroke: var(--wait-capacity); }
.swatch.paused { fill: url(#wait-paused); stroke: var(--wait-paused); }
.ground { fill: var(--ground); }
.stripe.capacity { fill: var(--wait-capacity); }
.stripe.paused { fill: var(--wait-paused); }
.chart { min-width: 46rem; padding: 0.5rem 0; }
.chart svg { display: block; width: 100%; height: auto; font-size: 12px; font-family: inherit; }
.chart text { white-space: pre; }`;
