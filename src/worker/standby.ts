/** The pages of a standby replica: they show and change only data in the database. */
import { hostname } from 'node:os';
import { feedsOf } from '../config/feeds-of.ts';
import type { SettingsInForce } from '../config/settings-in-force.ts';
import { phrase } from '../ground/phrase.ts';
import type { Clock, Phrase } from '../model.ts';
import { standingAlerts } from '../operator/alerts.ts';
import { rememberedOutcomes } from '../operator/feed-watch.ts';
import { workerFacts } from '../operator/heartbeat.ts';
import type { ScheduleStore, Store } from '../store/store.ts';
import type { PageStages } from './stages.ts';

interface StandbyOptions {
  readonly store: Store;
  readonly settings: SettingsInForce;
  readonly clock: Pick<Clock, 'now'>;
}

export function standbyStages({ store, settings, clock }: StandbyOptions): PageStages {
  return {
    alerts: { standing: () => standingAlerts(store) },
    lastOutcomes: (digest) => rememberedOutcomes(feedsOf(digest, settings.now().feeds), store, clock.now()),
    // The leader checks the outbox at least once a minute.
    outbox: { wake: async () => undefined },
    isStandby: true,
  };
}

/** Reads the settings again when their files have changed. Invalid edits are reported by the leader. */
export function refreshOnEdit(settings: SettingsInForce, configStamp: () => string): () => Promise<void> {
  let read = configStamp();
  return async () => {
    const stamp = configStamp();
    if (stamp === read) return;
    read = stamp;
    await settings.refresh();
  };
}

/** How the other replicas name the leader to a person. */
export function replicaName(address: string | undefined): string {
  return address === undefined ? hostname() : `${hostname()} (${address})`;
}

/** Refuses file changes here: each replica may have its own files, and those of the leader are in force. */
export async function filesAreElsewhere(store: Pick<ScheduleStore, 'fact'>): Promise<Phrase> {
  const name = (await store.fact(workerFacts.leader)) ?? '—';
  return phrase(
    `这台副本在待命，不改文件。源、设置和地址请到正在工作的副本的页面上改：${name}`,
    `This replica stands by and changes no files. Change feeds, settings and addresses on the pages of the one at work: ${name}`,
  );
}
