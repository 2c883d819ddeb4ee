import { dayMs } from '../ground/durations.ts';
import type { Clock } from '../model.ts';
import type { ScheduleStore } from '../store/store.ts';
import {
  type AlertedFeeds,
  type FeedsPlan,
  isForgotten,
  isQuiet,
  planAlert,
  planFeedAlerts,
  type RecoveredFeed,
  type StandingAlert,
} from './alert-plan.ts';
import {
  type AilingFeed,
  type Condition,
  endedBy,
  isEvent,
  needsPerson,
  type Recovery,
  type Subject,
  stateOf,
  subjectName,
  subjectOf,
} from './condition.ts';
import { alertText, recoveryText } from './texts/alert-text.ts';
import type { Voice } from './texts/words.ts';

/** An alert on its way to the operator. */
export interface OutgoingAlert {
  readonly text: string;
  /** A person must act, so a person is mentioned. */
  readonly mention: boolean;
}

export interface AlertsOptions {
  readonly store: ScheduleStore;
  /** Sends to the operator's robot, or only to the log when there is none. */
  send(alert: OutgoingAlert): Promise<void>;
  /** The program's language, and the zone of the quiet hours. Asked at every use: a reload may change it. */
  voice(): Voice;
  readonly clock: Clock;
  readonly log: { warn(fields: object, message: string): void };
  /**
   * The alerts that could not be stored since the program started. A worker that is cut off from its database stops and
   * creates new alerts when it works again: these must neither repeat "database down" nor forget to end it. @default none
   */
  readonly unstored?: Map<string, StandingAlert>;
}

/** Alerts the operator once for each condition until it changes or ends. None of the methods rejects. */
export interface Alerts {
  raise(condition: Condition): Promise<void>;
  /** Ends an alert: with one recovery line, if the alert was sent. */
  clear(recovery: Recovery): Promise<void>;
  /** Reports the state of all feeds after a collection. */
  feeds(ailing: readonly AilingFeed[], healthy: readonly RecoveredFeed[]): Promise<void>;
  /** Sends the alerts that were held back at night, once the night is over. Call it often. */
  sendHeld(): Promise<void>;
  /** When the standing alert of this subject was raised. */
  raisedAt(subject: Subject): Date | undefined;
  /** For the health page, by the subject's name. */
  standing(): ReadonlyMap<string, StandingAlert>;
}

/** Standing alerts are kept in the store and in memory: a broken store must not repeat the same alert every minute. */
export async function createAlerts(options: AlertsOptions): Promise<Alerts> {
  const { store, send, voice, clock, log, unstored = new Map<string, StandingAlert>() } = options;
  // Another replica may have led since, and have ended an older one.
  const isRecent = ({ raisedAt }: StandingAlert) => clock.now().getTime() - raisedAt.getTime() < dayMs;
  const standing = new Map([...unstored].filter(([, alert]) => isRecent(alert)));
  let alerted: AlertedFeeds = { day: '', feeds: {} };
  const inTurn = createTurns(log);
  const remember = async (subject: string, alert: StandingAlert | undefined): Promise<void> => {
    if (alert === undefined) standing.delete(subject);
    else standing.set(subject, alert);
    if (alert !== undefined) unstored.set(subject, alert);
    await store.saveFact(standingPrefix + subject, alert && JSON.stringify(alert));
    unstored.delete(subject);
  };

  await inTurn(async () => {
    for (const [name, alert] of await standingAlerts(store)) standing.set(name, standing.get(name) ?? alert);
    const value = await store.fact(feedsFact);
    if (value !== undefined) alerted = JSON.parse(value) as AlertedFeeds;
  });

  return {
    raise: (condition) =>
      inTurn(async () => {
        const [subject, now] = [subjectName(subjectOf(condition)), clock.now()];
        const before = standing.get(subject);
        const plan = planAlert(condition, before, { now, timezone: voice().timezone });
        if (plan === 'none') return;
        const alert = outgoing(condition, voice());
        // Sent before it is stored: a crash between the two causes a duplicate, not a loss.
        if (plan === 'send') await send(alert);
        const sentAt = plan === 'send' ? now : undefined;
        const [state, event] = [stateOf(condition), isEvent(condition)];
        const sentBefore = wasSent(before);
        await remember(subject, { ...alert, state, event, raisedAt: now, sentAt, sentBefore });
      }),
    clear: (recovery) =>
      inTurn(async () => {
        const subject = subjectName(endedBy(recovery));
        const alert = standing.get(subject);
        if (alert === undefined) return;
        if (wasSent(alert)) await send({ text: recoveryText(recovery, voice()), mention: false });
        await remember(subject, undefined);
      }),
    feeds: (ailing, healthy) =>
      inTurn(async () => {
        const { timezone } = voice();
        const plan = planFeedAlerts(ailing, healthy, alerted, { now: clock.now(), timezone });
        for (const alert of feedAlerts(plan, voice())) await send(alert);
        if (JSON.stringify(plan.alerted) === JSON.stringify(alerted)) return;
        alerted = plan.alerted;
        await store.saveFact(feedsFact, JSON.stringify(alerted));
      }),
    sendHeld: () =>
      inTurn(async () => {
        const now = clock.now();
        for (const [subject, alert] of standing) {
          if (isForgotten(alert, now)) await remember(subject, undefined);
        }
        if (standing.size === 0 || isQuiet(now, voice().timezone)) return;
        for (const [subject, alert] of standing) {
          if (alert.sentAt !== undefined) continue;
          await send({ text: alert.text, mention: alert.mention });
          await remember(subject, { ...alert, sentAt: now });
        }
      }),
    raisedAt: (subject) => standing.get(subjectName(subject))?.raisedAt,
    standing: () => standing,
  };
}

/** Whether the operator has heard of this alert, if not of its present state. */
function wasSent(alert: StandingAlert | undefined): boolean {
  return alert?.sentAt !== undefined || alert?.sentBefore === true;
}

/** Makes one decision at a time: two at once would both find that nothing has been sent yet. */
function createTurns(log: AlertsOptions['log']): (work: () => Promise<void>) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return (work) => {
    // A failed alert must not raise another one.
    last = last.then(work).catch((error: unknown) => log.warn({ err: error }, 'alert failed'));
    return last;
  };
}

function outgoing(condition: Condition, voice: Voice): OutgoingAlert {
  return { text: alertText(condition, voice), mention: needsPerson(condition) };
}

/** One summary of the feeds in trouble, and one line about those that can be read again. */
function feedAlerts({ summary, recovered, alerted }: FeedsPlan, voice: Voice): readonly OutgoingAlert[] {
  const troubled: Condition = { kind: 'feeds-ailing', day: alerted.day, feeds: summary };
  const [first, ...others] = recovered;
  const recovery: Recovery | undefined =
    others.length === 0
      ? first && { kind: 'feed-read', ...first }
      : { kind: 'feeds-read', names: recovered.map(({ name }) => name) };
  return [
    ...(summary.length === 0 ? [] : [outgoing(troubled, voice)]),
    ...(recovery === undefined ? [] : [{ text: recoveryText(recovery, voice), mention: false }]),
  ];
}

const standingPrefix = 'alert:';
const feedsFact = 'alerts-feeds';

/** The standing alerts that the worker stored, by the subject's name. */
export async function standingAlerts(store: Pick<ScheduleStore, 'facts'>): Promise<ReadonlyMap<string, StandingAlert>> {
  const facts = await store.facts(standingPrefix);
  return new Map([...facts].map(([name, value]) => [name.slice(standingPrefix.length), readStanding(value)]));
}

function readStanding(value: string): StandingAlert {
  return JSON.parse(value, (key, part: unknown) =>
    key === 'raisedAt' || key === 'sentAt' ? new Date(String(part)) : part,
  ) as StandingAlert;
}
