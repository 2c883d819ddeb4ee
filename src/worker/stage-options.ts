import type { Logger } from 'pino';
import type { SettingsInForce } from '../config/settings-in-force.ts';
import type { Alerts } from '../operator/alerts.ts';
import type { Metrics } from '../server/metrics.ts';
import type { Store } from '../store/store.ts';
import type { WorkerWorld } from './world.ts';

/** The options that all stages share. */
export interface StageOptions {
  readonly world: WorkerWorld;
  readonly settings: SettingsInForce;
  readonly store: Store;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly alerts: Alerts;
}
