/** Alerts about feeds, in both languages. */
import { digestCommand } from '../../ground/command-name.ts';
import type { AilingFeed, ConditionOf } from '../condition.ts';
import { type AlertLines, shortName, type Words } from './words.ts';

export function feedsDown({ digest, feeds, catchUpUntil }: ConditionOf<'feeds-down'>, words: Words): AlertLines {
  const { say } = words;
  const until = words.deadline(catchUpUntil, digest);
  return {
    head: say(`【日报没发出】${words.digest(digest)}`, `[Digest not sent] ${words.digest(digest)}`),
    cause: [
      say(
        `${feeds} 个源全部连不上，多半是服务器断网或代理失效。`,
        `None of the ${feeds} feeds can be reached. Most likely the server is offline or its proxy has failed.`,
      ),
    ],
    effect: say(
      `群里还没有日报；新闻没有丢，${until} 前恢复会自动补发。`,
      `the group has no digest yet. No news is lost; if fixed by ${until} it is sent automatically.`,
    ),
    action: checkOnline(words),
  };
}

export function feedsUnread({ feeds, cause }: ConditionOf<'feeds-unread'>, words: Words): AlertLines {
  const { say, phrase } = words;
  return {
    head: say('【源全都读不到】连续两次收集', '[No feed read] two collections in a row'),
    cause: [
      cause === undefined
        ? say(
            `${feeds} 个源一个也没有读到，多半是服务器断网或代理失效。`,
            `None of the ${feeds} feeds was read. Most likely the server is offline or its proxy has failed.`,
          )
        : say(
            `${feeds} 个源一个也没有读到：${phrase(cause)}。`,
            `None of the ${feeds} feeds was read: ${phrase(cause)}.`,
          ),
    ],
    effect: say(
      '已经发出的日报不受影响；不恢复的话，下一期会缺新闻，或者发不出。',
      'sent digests are not affected. Unless this is fixed, the next digest lacks news or cannot be sent.',
    ),
    action: checkOnline(words),
  };
}

export function thin(condition: ConditionOf<'thin'>, words: Words): AlertLines {
  const { digest, feeds, feedsRead, stories } = condition;
  const { say, phrase, count } = words;
  const cause = condition.cause === undefined ? '' : `${say('，', ': ')}${phrase(condition.cause)}`;
  return {
    head: say(`【来源太少】${words.digest(digest)}`, `[Few feeds read] ${words.digest(digest)}`),
    cause: [
      say(
        `${feeds} 个源只读到 ${feedsRead} 个${cause}。`,
        `Only ${feedsRead} of ${feeds} feeds could be read${cause}.`,
      ),
    ],
    effect: say(
      `日报照常发出（${stories} 条），已注明可能有遗漏。`,
      `the digest was sent as usual (${count(stories, 'story')}) and says that news may be missing.`,
    ),
    action: say(
      '检查网络和代理；恢复后漏掉的新闻会进下一期。',
      'check the network and the proxy; missed news goes into the next digest.',
    ),
  };
}

export function feedsAiling({ feeds, day }: ConditionOf<'feeds-ailing'>, words: Words): AlertLines {
  const { say, count } = words;
  const joined = joinAlike(feeds, words);
  const shown = joined.slice(0, 3).map((feed) => ailingFeed(feed, words));
  const others = joined.length - shown.length;
  return {
    head: say(
      `【${feeds.length} 个源要看看】${words.day(day)}`,
      `[${count(feeds.length, 'feed')} to check] ${words.day(day)}`,
    ),
    cause: others === 0 ? shown : [...shown, say(`另有 ${others} 个。`, `And ${others} more.`)],
    action: say(`${digestCommand} status 会逐个给出改法。`, `${digestCommand} status says how to fix each.`),
  };
}

/** At least this many feeds with the same failure share one line. */
const fewestAlike = 3;

/** Feeds of one bridge share a line, since the bridge is at fault; so do several feeds with the same failure. */
function joinAlike(feeds: readonly AilingFeed[], { say }: Words): readonly AilingFeed[] {
  const together = Map.groupBy(feeds, ({ url, trouble }) => {
    if (trouble.kind !== 'failing') return url;
    return /^(?:rsshub|wewe):/.exec(url)?.[0] ?? trouble.what.en;
  });
  return [...together].flatMap(([cause, alike]) => {
    const [first] = alike;
    if (first === undefined) return [];
    const bridge = { 'rsshub:': 'RSSHub', 'wewe:': 'wewe-rss' }[cause];
    const count = alike.length;
    if (bridge !== undefined && count > 1)
      return [{ ...first, name: say(`${bridge} 的 ${count} 个源`, `${count} feeds of ${bridge}`) }];
    if (count < fewestAlike) return alike;
    const name = shortName(first.name, 24);
    return [{ ...first, name: say(`${name} 等 ${count} 个源`, `${name} and ${count - 1} more`) }];
  });
}

function ailingFeed({ name, trouble }: AilingFeed, { say, phrase, count }: Words): string {
  const feed = shortName(name, 36);
  switch (trouble.kind) {
    case 'failing':
      if (trouble.days === 0)
        return say(`失效：${feed}，${phrase(trouble.what)}。`, `Failing: ${feed}: ${phrase(trouble.what)}.`);
      return say(
        `失效：${feed}，${trouble.days} 天来${phrase(trouble.what)}。`,
        `Failing: ${feed}, for ${count(trouble.days, 'day')}: ${phrase(trouble.what)}.`,
      );
    case 'silent':
      return say(
        `停更：${feed}，平时 ${trouble.usualDays} 天一条，已 ${trouble.days} 天没有新内容。`,
        `Silent: ${feed}, usually one item in ${count(trouble.usualDays, 'day')}, nothing new for ${count(trouble.days, 'day')}.`,
      );
    case 'moved':
      return say(`搬家：${feed}，已永久跳转到新地址。`, `Moved: ${feed}, permanently redirected to a new address.`);
    case 'crash':
      return say(`已跳过：${feed}，${phrase(trouble.what)}。`, `Skipped: ${feed}: ${phrase(trouble.what)}.`);
    case 'restless':
      return say(`反常：${feed}，${phrase(trouble.what)}。`, `Unstable: ${feed}: ${phrase(trouble.what)}.`);
  }
}

function checkOnline({ say }: Words): string {
  return say(`在服务器上运行 ${digestCommand} check --online`, `run ${digestCommand} check --online on the server.`);
}
