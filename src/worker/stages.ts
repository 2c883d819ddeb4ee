/** Builds the worker's stages over one store, settings, alerts and deliverer. */
import { plainText } from '../compose/markup.ts';
import { alertVariable } from '../config/environment.ts';
import type { DeliveryEvent } from '../deliver/delivery-event.ts';
import { bodiesFor, roomHash } from '../deliver/rooms/rooms.ts';
import { forcedSlot, outlookOf } from '../edition/outlook.ts';
import { roomKindOf } from '../ground/room-kinds.ts';
import type { DigestSettings, Slot } from '../model.ts';
import type { StandingAlert } from '../operator/alert-plan.ts';
import { createOperatorAlerts, operatorMessages } from '../operator/alert-route.ts';
import type { Alerts, AlertsOptions } from '../operator/alerts.ts';
import { createDeliveryAlerts } from '../operator/delivery-alerts.ts';
import { logDelivery } from '../operator/delivery-log.ts';
import { reminderMessages } from '../operator/reminder-message.ts';
import { textBodies } from '../operator/text-bodies.ts';
import { weeklyReport } from '../operator/weekly-report.ts';
import type { JobQueue } from '../store/job-queue.ts';
import type { Draft } from '../store/store.ts';
import { createAheadStage } from './ahead-stage.ts';
import { type CollectStage, createCollectStage } from './collect-stage.ts';
import { createDraftStage } from './draft-stage.ts';
import type { HandRunKind } from './hand-runs.ts';
import { collectTogether, publishTogether, sendTogether } from './job-giver.ts';
import { createPublishStage } from './publish-stage.ts';
import { programZone } from './watched.ts';
import type { Drafts, RemindRequest, ReportRequest, WorkerOptions } from './worker-options.ts';
import type { StageOptions } from './world.ts';

export interface WorkerStagesOptions extends Omit<StageOptions, 'alerts'> {
  /** Creates the alerts, given how to send one and its language and time zone. */
  alerts(ways: Pick<AlertsOptions, 'send' | 'voice'>): Promise<Alerts>;
  /** Set if replicas share the work. @default this process does all work */
  readonly jobs?: Pick<JobQueue, 'give'> | undefined;
}

export interface WorkerStages
  extends Pick<
      WorkerOptions,
      | 'composeAhead'
      | 'publish'
      | 'slotByHand'
      | 'remind'
      | 'report'
      | 'outbox'
      | 'unfinished'
      | 'takenSlots'
      | 'isRefused'
      | 'alerts'
    >,
    CollectStage {
  readonly drafts: Drafts;
}

/** The parts of the worker that the pages use. */
export interface PageStages extends Pick<WorkerStages, 'lastOutcomes'> {
  readonly alerts: {
    standing(): ReadonlyMap<string, StandingAlert> | Promise<ReadonlyMap<string, StandingAlert>>;
  };
  readonly outbox: Pick<WorkerStages['outbox'], 'wake'>;
  /** Whether another replica is the leader. @default this one is */
  readonly isStandby?: boolean;
}

export async function createWorkerStages(options: WorkerStagesOptions): Promise<WorkerStages> {
  const { settings, store, log, metrics, jobs } = options;
  const world =
    jobs === undefined ? options.world : { ...options.world, collect: collectTogether(jobs, options.world) };
  const alerts = await options.alerts({
    send: createOperatorAlerts({
      clock: world.clock,
      post: world.post,
      store,
      log,
      config: settings.now,
      deliver: () => sendSoon(),
    }),
    voice: () => ({ language: settings.now().language, timezone: programZone(settings.now()) }),
  });
  const tellDelivery = createDeliveryAlerts({
    store,
    alerts,
    clock: world.clock,
    kindOf: (webhook) => roomKindOf(settings.now().secret(webhook) ?? ''),
  });
  const tellEvent = (event: DeliveryEvent) => {
    logDelivery(log, event);
    metrics.delivered(event, world.clock.now());
    tellDelivery(event).catch((error: unknown) => log.warn({ err: error }, 'delivery result could not be processed'));
  };
  const deliverer = await world.deliverer(settings.now, store, tellEvent);
  const outbox = jobs === undefined ? deliverer : sendTogether(jobs, deliverer, tellEvent);
  const stage = { world, settings, store, log, metrics, alerts };
  const collecting = createCollectStage(stage);
  const publishAlone = createPublishStage(stage, collecting);
  const publish = jobs === undefined ? publishAlone : publishTogether(jobs, { publish: publishAlone, alerts });
  return {
    ...collecting,
    composeAhead: createAheadStage(stage, collecting),
    async publish(request) {
      const published = await publish(request);
      metrics.published(request.settings.id, published);
      return published;
    },
    drafts: createDraftStage(stage, collecting, sendSoon),
    slotByHand: (digest, kind) => slotByHand(stage, digest, kind),
    remind: (request) => remind(stage, request),
    report: (request) => report(stage, request),
    outbox,
    unfinished: () => store.unfinished(),
    takenSlots: async (digestId) => (await store.editionHeads({ digestId, limit: 60 })).map(({ slot }) => slot.local),
    async isRefused(webhook) {
      const { secret, environment } = settings.now();
      const hash = roomHash(secret(webhook) ?? '', environment.privateHosts);
      return hash !== undefined && (await store.keyState(hash)).refusedWith !== undefined;
    },
    alerts,
  };

  /** Not awaited: the caller that raised the alert continues. */
  function sendSoon(): void {
    outbox.wake({ signal: world.signal }).catch((error: unknown) => log.warn({ err: error }, 'alert not sent'));
  }
}

async function slotByHand(
  { world, settings, store }: StageOptions,
  digest: DigestSettings,
  kind: HandRunKind,
): Promise<Slot | undefined> {
  // An edition that was held past its slot is sent when it is released, no matter how late.
  const isReleased = ({ slot, decision }: Draft) => slot.digestId === digest.id && decision === 'released';
  const released = (await store.drafts()).find(isReleased);
  if (released !== undefined) return released.slot;
  const config = settings.now();
  const now = world.clock.now();
  const outlook = await outlookOf(config, digest, { store, now });
  if (kind === 'due') return outlook.due ?? outlook.sentToday?.slot;
  return forcedSlot(outlook, { config, settings: digest, now });
}

async function remind({ world, settings, store }: StageOptions, { reminder, slot }: RemindRequest): Promise<void> {
  const createdAt = world.clock.now();
  const { secret, language } = settings.now();
  const messages = reminder.webhooks.flatMap((webhook) =>
    reminderMessages(webhook, { reminder, slot, createdAt, address: secret(webhook), language }),
  );
  await store.enqueue(messages);
}

async function report({ world, settings, store }: StageOptions, { slot }: ReportRequest): Promise<void> {
  const createdAt = world.clock.now();
  const config = settings.now();
  const content = await weeklyReport(config, store, slot.instant);
  const address = config.secret(alertVariable);
  const bodies =
    roomKindOf(address ?? '') === 'wecom'
      ? bodiesFor(address ?? '', { msgtype: 'markdown', content })
      : textBodies(plainText(content, 'markdown'), { address, language: config.language });
  const group = { kind: 'report', slot: slot.local } as const;
  await store.enqueue(operatorMessages(bodies, { group, createdAt, priority: 'normal' }));
}
