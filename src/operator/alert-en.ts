import type { AlertLines } from './alert-text.ts';
import { dateNumbers, durationParts, localMinute, shortName, sizeText } from './alert-words.ts';
import type { AilingFeed, Condition, DigestSlot, Loss, Recovery } from './condition.ts';

/** The alerts in English; times are the zone's. */
export function englishAlert(condition: Condition, timezone: string): AlertLines {
  const minute = (instant: Date) => momentText(localMinute(instant, timezone));
  switch (condition.kind) {
    case 'feeds-down': {
      const until = untilText(condition.catchUpUntil, condition.digest, timezone);
      return {
        head: `[Digest not sent] ${named(condition.digest)}`,
        cause: [`None of the ${condition.feeds} feeds can be reached: most likely the server or its proxy is offline.`],
        effect: `no digest in the group yet. No news is lost; if this is mended before ${until} it follows by itself.`,
        action: 'on the server run npm run digest -- check --online',
      };
    }
    case 'robot-refused':
      return robotRefused(condition, timezone);
    case 'config-broken': {
      const [{ file, line, what } = unnamedProblem, ...others] = condition.problems;
      return {
        head: `[Change not in use] ${file}${line === undefined ? '' : ` line ${line}`}`,
        cause: [`${what.en}${others.length === 0 ? '' : ` (and ${others.length} more)`}.`],
        effect: `none. The version of ${minute(condition.runningSince)} is still in use.`,
        action: 'correct and save it, no restart needed; npm run digest -- check checks it first.',
      };
    }
    case 'part-lost':
      return partLost(condition);
    case 'message-lost':
      return messageLost(condition, minute);
    case 'thin': {
      const cause = condition.cause === undefined ? '' : `: ${condition.cause.en}`;
      return {
        head: `[Few feeds read] ${named(condition.digest)}`,
        cause: [`Only ${condition.feedsRead} of ${condition.feeds} feeds could be read${cause}.`],
        effect: `the digest was sent as usual (${storyCount(condition.stories)}) and says that some may be missing.`,
        action: 'check network and proxy; what was missed comes in the next digest.',
      };
    }
    case 'feeds-ailing': {
      const shown = condition.feeds.slice(0, 3).map(ailingFeed);
      const others = condition.feeds.length - shown.length;
      return {
        head: `[${condition.feeds.length === 1 ? '1 feed' : `${condition.feeds.length} feeds`} to look at] ${dayText(condition.day)}`,
        cause: others === 0 ? shown : [...shown, `And ${others} more.`],
        effect: undefined,
        action: 'npm run digest -- status says for each what to change.',
      };
    }
    case 'robot-shared':
      return {
        head: `[Robot is shared] ${condition.webhook}`,
        cause: [
          `We sent only ${condition.sentInMinute} in a minute, WeCom counts more than 20: another program uses this robot.`,
        ],
        effect: `messages came about ${durationText(condition.delayMs)} late; none was lost.`,
        action: 'give the digest a robot of its own.',
      };
    case 'missed':
      return missed(condition, minute);
    case 'disk':
      return {
        head: `[Disk nearly full] ${sizeText(condition.freeBytes)} left for the data directory`,
        cause: [],
        effect: "today's digest still works; on a full disk it stops before sending: nothing is doubled or lost.",
        action:
          `free some space, or lower keep in feeds.yaml` +
          ` (now ${durationText(condition.keepMs)}, ${sizeText(condition.usedBytes)}).`,
      };
    case 'database':
      return databaseTrouble[condition.trouble];
    case 'calendar-ends': {
      const { year } = dateNumbers(condition.endsOn);
      return {
        head: `[Next year has no holidays] The workdays calendar ends on ${dayText(condition.endsOn)} ${year}.`,
        cause: [],
        effect: `from ${year + 1} digests come Monday to Friday, wrong around Spring Festival and on make-up days.`,
        action: 'upgrade (the State Council announces them in November), or write them under calendar in feeds.yaml.',
      };
    }
  }
}

/** What [Recovered] is followed by. */
export function englishRecovery(recovery: Recovery, timezone: string): string {
  switch (recovery.kind) {
    case 'delivered': {
      const { title, slot } = recovery.digest;
      const time = localMinute(recovery.at, timezone).slice(11);
      return `${shortName(title)}: the edition of ${dayText(slot)} was delivered at ${time}, ${storyCount(recovery.stories)}.`;
    }
    case 'robot-accepted':
      return `${recovery.webhook}: messages go out again.`;
    case 'config-good':
      return `${recovery.file}: the new version is in use.`;
    case 'covered': {
      const { title, slot } = recovery.digest;
      return `${shortName(title)}: ${recovery.feedsRead} of ${recovery.feeds} feeds read on ${dayText(slot)}.`;
    }
    case 'feed-read':
      return `${shortName(recovery.name)}: ${newItems(recovery.newItems)}.`;
    case 'feeds-read': {
      const names = recovery.names.slice(0, 3).map((name) => shortName(name, 36));
      const others = recovery.names.length - names.length;
      return `${names.join(', ')}${others > 0 ? ` and ${others} more` : ''}: can be read again.`;
    }
    case 'robot-alone':
      return `${recovery.webhook}: no longer shared.`;
    case 'disk-free':
      return `${sizeText(recovery.freeBytes)} left for the data directory.`;
    case 'database-good':
      return 'the database can be read and written again.';
    case 'calendar-known': {
      const { year } = dateNumbers(recovery.endsOn);
      return `the workdays calendar now ends on ${dayText(recovery.endsOn)} ${year}.`;
    }
  }
}

const unnamedProblem = { file: 'configuration', line: undefined, what: { 'zh-CN': '有错', en: 'is broken' } };

const databaseTrouble: Readonly<Record<'locked' | 'corrupt' | 'unwritable', AlertLines>> = {
  locked: {
    head: '[Database in use] Another program keeps the database in the data directory locked.',
    cause: [],
    effect: 'nothing can be collected or sent; nothing is lost, and it is tried again and again.',
    action: 'see whether a backup or a second digest process holds DATA_DIR.',
  },
  corrupt: {
    head: '[Database broken] The database in the data directory cannot be read: a power cut, or a bad disk.',
    cause: [],
    effect: 'no digests until a good database is back; none is sent twice.',
    action: 'stop the program, put the backup of the database into DATA_DIR, start it again.',
  },
  unwritable: {
    head: '[Data not written] The data directory is missing or read-only, or the disk is full.',
    cause: [],
    effect: 'nothing can be collected or sent; what was sent is not sent again.',
    action: 'check the mount, the permissions and the free space of DATA_DIR.',
  },
};

function robotRefused(
  { webhook, errcode, digest, catchUpUntil }: Extract<Condition, { kind: 'robot-refused' }>,
  timezone: string,
): AlertLines {
  const until = digest && catchUpUntil && untilText(catchUpUntil, digest, timezone);
  return {
    head: `[Robot refused] ${digest === undefined ? webhook : named(digest)}`,
    cause: [refusal(errcode)],
    effect:
      until === undefined
        ? 'messages are kept and follow when it is mended.'
        : `the digest is kept, not sent; mended before ${until} it follows, else its news joins the next.`,
    action: `add the robot again, put its new address into ${webhook}, run npm run digest -- deliver`,
  };
}

function refusal(errcode: number | undefined): string {
  if (errcode === undefined) return "The robot's address is missing or wrong.";
  if (errcode === 93004) return 'WeCom says the robot is disabled (93004).';
  if (errcode === 93008) return 'WeCom says the robot is not in the group (93008).';
  return `WeCom says the address is invalid (${errcode}): the robot was removed or its address reset.`;
}

function partLost(condition: Extract<Condition, { kind: 'part-lost' }>): AlertLines {
  const { digest, parts, delivered, lost, outcome, stories } = condition;
  const some = delivered.length > 0;
  const which = parts === 1 ? 'The message' : `Message ${lost.join(', ')}`;
  const unread = stories === undefined ? 'that part' : storiesText(stories);
  return {
    head: `${some ? '[Part missing]' : '[Digest not delivered]'} ${shortName(digest.title)} ${dayText(digest.slot)}, ${parts === 1 ? '1 message' : `${parts} messages`}`,
    cause: [`${some ? `Message ${delivered.join(', ')} arrived. ` : ''}${which} ${fateOf(condition)}.`],
    effect:
      outcome === 'unknown'
        ? `perhaps nobody saw ${unread}; not sent again, so that nobody gets it twice.`
        : `nobody saw ${unread}; the next digest tells it.`,
    action: 'nothing now. If it happens often, see npm run digest -- status',
  };
}

function messageLost(
  condition: Extract<Condition, { kind: 'message-lost' }>,
  minute: (instant: Date) => string,
): AlertLines {
  const { webhook, storedAt, reminder, outcome } = condition;
  const which = reminder === undefined ? `The message of ${minute(storedAt)}` : `The reminder for ${webhook}`;
  return {
    head:
      reminder === undefined
        ? `[Message not delivered] ${webhook}`
        : `[Reminder not delivered] ${shortName(reminder.id)} ${momentText(reminder.slot)}`,
    cause: [`${which} ${fateOf(condition)}.`],
    effect:
      outcome === 'unknown'
        ? 'perhaps nobody saw it; not sent again, so that nobody gets it twice.'
        : 'nobody in the group saw it; it is not sent again.',
    action: `${outcome === 'refused' ? 'correct it; ' : ''}if it still matters, send it with npm run digest -- send`,
  };
}

function fateOf({ outcome, errcode, attempts, triedMs }: Loss): string {
  if (outcome === 'refused') return `was refused by WeCom (${errcode ?? 'no reason'})`;
  if (attempts === 0) return `waited ${durationText(triedMs)} and could not be sent`;
  return `was tried ${attempts} times in ${durationText(triedMs)}, WeCom never answered`;
}

function storiesText({ first, last }: { readonly first: number; readonly last: number }): string {
  return first === last ? `story ${first}` : `stories ${first} to ${last}`;
}

function ailingFeed({ name, trouble }: AilingFeed): string {
  const feed = shortName(name, 36);
  switch (trouble.kind) {
    case 'failing':
      return `Failing: ${feed}, for ${dayCount(trouble.days)}: ${trouble.what.en}.`;
    case 'silent':
      return `Silent: ${feed}, usually one in ${dayCount(trouble.usualDays)}, nothing new for ${dayCount(trouble.days)}.`;
    case 'moved':
      return `Moved: ${feed}, permanently redirected to a new address.`;
  }
}

function missed(condition: Extract<Condition, { kind: 'missed' }>, minute: (instant: Date) => string): AlertLines {
  const { of, title, slots, cause, tooOld, toldBy } = condition;
  const first = slots[0] ?? '';
  const last = slots.at(-1) ?? first;
  const span = slots.length === 1 ? momentText(first) : `${momentText(first)} to ${momentText(last)}`;
  const limit = `catchUp (${durationText(condition.catchUpMs)})`;
  const idle =
    cause.kind === 'down' ? `Not running from ${minute(cause.from)} to ${minute(cause.to)}` : 'It never succeeded';
  const days = dayText(first) === dayText(last) ? dayText(first) : `${dayText(first)} to ${dayText(last)}`;
  const isWholeDay = slots.length === 1 && toldBy?.slice(0, 10) !== first.slice(0, 10);
  const count = isWholeDay ? 'no digest' : `${slots.length} fewer`;
  const heir = toldBy === undefined ? 'the next digest' : `the one of ${dayText(toldBy)}`;
  return {
    head: `[Missed ${slots.length === 1 ? `a ${of}` : `${slots.length} ${of}s`}] ${shortName(title)} ${span}`,
    cause: [`${idle}${tooOld ? `, longer than ${limit}` : '; only the newest is made up for'}.`],
    effect: of === 'digest' ? `${count} on ${days}; what was missed comes in ${heir}.` : `no ${of} on ${days}.`,
    action: cause.kind === 'down' ? restartAction(of) : 'see npm run digest -- status and the log.',
  };
}

function restartAction(of: Extract<Condition, { kind: 'missed' }>['of']): string {
  return of === 'digest'
    ? 'see why the machine stopped; a larger catchUp waits longer.'
    : 'see why the machine stopped.';
}

function named({ title, slot }: DigestSlot): string {
  return `${shortName(title)} ${momentText(slot)}`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Feb 1` */
function dayText(local: string): string {
  const { month, day } = dateNumbers(local);
  return `${months[month - 1]} ${day}`;
}

/** `Feb 1 09:00` */
function momentText(local: string): string {
  return `${dayText(local)} ${local.slice(11, 16)}`;
}

/** `15:00`, or with its day when that is not the slot's. */
function untilText(instant: Date, { slot }: DigestSlot, timezone: string): string {
  const local = localMinute(instant, timezone);
  return local.slice(0, 10) === slot.slice(0, 10) ? local.slice(11) : momentText(local);
}

function storyCount(count: number): string {
  return count === 1 ? '1 story' : `${count} stories`;
}

function newItems(count: number): string {
  if (count === 0) return 'can be read again';
  return count === 1 ? '1 new item' : `${count} new items`;
}

function dayCount(count: number): string {
  return count === 1 ? '1 day' : `${count} days`;
}

function durationText(ms: number): string {
  const { count, unit } = durationParts(ms);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
