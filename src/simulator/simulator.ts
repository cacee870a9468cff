import { Authentication } from './authentication.js';
import { ClientTokens } from './client-tokens.js';
import { Endpoint } from './endpoint.js';
import { Faults } from './faults.js';
import { type Call, CallLog, duplicatesIn, type Ledger, type LedgerEntry } from './ledger.js';
import { parseScenario, type Scenario } from './scenario.js';
import { SERVER_NAME, startServer } from './server.js';
import type { Clock } from './stored-cache.js';
import { World } from './world.js';

export interface SimulatorOptions {
  /** Default: no sources, no faults. `regions` is read at every request, so a test may change it at any time. */
  readonly scenario?: Scenario;
  /** Default 0: a free port. */
  readonly port?: number;
  /** Loopback only. */
  readonly host?: '127.0.0.1';
  /** Epoch ms, read once per request. Default: the real time. Stalls and signature dates always use the real time. */
  readonly clock?: Clock;
  /** Receives one object per call, without parameters, keys or signatures. Default: no log. */
  readonly log?: (line: object) => void;
}

export interface Simulator {
  /** `127.0.0.1:PORT`, the format of the SDK (trap 1). */
  readonly endpoint: string;
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly world: World;
  readonly scenario: Scenario;
  ledger(): Ledger;
  /** The latest calls, oldest first: at least 20,000. */
  calls(): readonly Call[];
  /** Closes all connections, also those with a call under way. */
  close(): Promise<void>;
}

/** Starts an ECI endpoint for development and tests. It serves every region and keeps its state in memory. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { scenario = parseScenario(''), port = 0, host = '127.0.0.1', clock = Date.now, log = () => {} } = options;
  const world = new World(scenario, await clock());
  const billed: LedgerEntry[] = [];
  const calls = new CallLog();
  const service = {
    scenario,
    world,
    billed,
    tokens: new ClientTokens(scenario.open),
    faults: new Faults(scenario.faults),
  };
  const endpoint = new Endpoint(service, new Authentication(scenario.credentials), calls, clock);
  const ledger = (): Ledger => ({ billed: [...billed], duplicates: duplicatesIn(billed), ...calls.counts() });

  const closing = new AbortController();
  const server = await startServer({ endpoint, ledger, log, closing: closing.signal }, { port, host });
  const { url } = server;
  log({ msg: `${SERVER_NAME} is listening`, url });
  return {
    endpoint: new URL(url).host,
    url,
    world,
    scenario,
    ledger,
    calls: () => calls.latest(),
    close: async () => {
      closing.abort();
      await server.close();
    },
  };
}
