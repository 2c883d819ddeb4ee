import type { Recovery } from '../condition.ts';
import { shortName, sizeText, type Words } from './words.ts';

/** The text after 【已恢复】, in both languages. */
export function recovered(recovery: Recovery, words: Words): string {
  const render = texts[recovery.kind] as (recovery: Recovery, words: Words) => string;
  return render(recovery, words);
}

const texts: {
  readonly [K in Recovery['kind']]: (recovery: Extract<Recovery, { readonly kind: K }>, words: Words) => string;
} = {
  delivered({ digest, at, late, stories }, { say, day, timeOf, count }) {
    const [title, date, time] = [shortName(digest.title), day(digest.slot), timeOf(at)];
    return say(
      `${title}：${date}这期 ${time} ${late ? '补发成功' : '已送达'}，${stories} 条。`,
      `${title}: the digest of ${date} was delivered at ${time}, ${count(stories, 'story')}.`,
    );
  },
  'robot-accepted': ({ webhook }, { say }) =>
    say(`群机器人 ${webhook}：又能发送了。`, `${webhook}: messages are sent again.`),
  'robot-corrected': ({ webhook }, { say }) =>
    say(
      `群机器人 ${webhook}：地址改好了，消息照新地址发。`,
      `${webhook}: the address was corrected, and messages are sent to it.`,
    ),
  'robot-unused': ({ webhook }, { say }) =>
    say(`群机器人 ${webhook}：没有日报和提醒再发到那里。`, `${webhook}: no digest or reminder is sent there any more.`),
  'robot-alone': ({ webhook }, { say }) =>
    say(`群机器人 ${webhook}：频率不再被占用。`, `${webhook}: no longer shared.`),
  'none-late': ({ webhook }, { say }) =>
    say(`群机器人 ${webhook}：没有消息在等了。`, `${webhook}: no message waits any more.`),
  'config-good': ({ file }, { say }) => say(`${file}：新版本已生效。`, `${file}: the new version is in use.`),
  covered: ({ digest, feedsRead, feeds }, { say, day }) =>
    say(
      `${shortName(digest.title)}：${day(digest.slot)}读到 ${feedsRead}/${feeds} 个源。`,
      `${shortName(digest.title)}: ${feedsRead} of ${feeds} feeds read on ${day(digest.slot)}.`,
    ),
  'feeds-reached': ({ feeds, feedsRead }, { say }) =>
    say(`又能读到源了：${feedsRead}/${feeds} 个。`, `feeds can be read again: ${feedsRead} of ${feeds}.`),
  'feed-read'({ name, newItems }, { say, count }) {
    const feed = shortName(name);
    return newItems === 0
      ? say(`${feed}：又能读到了。`, `${feed}: can be read again.`)
      : say(`${feed}：读到 ${newItems} 条新内容。`, `${feed}: ${count(newItems, 'new item')}.`);
  },
  'feeds-read'({ names }, { say }) {
    const shown = names.slice(0, 3).map((name) => shortName(name, 36));
    const others = names.length - shown.length;
    return say(
      `${shown.join('、')}${others > 0 ? ` 等 ${names.length} 个源` : ''}：又能读到了。`,
      `${shown.join(', ')}${others > 0 ? ` and ${others} more` : ''}: can be read again.`,
    );
  },
  'disk-free': ({ freeBytes }, { say }) =>
    say(`数据目录还有 ${sizeText(freeBytes)}。`, `${sizeText(freeBytes)} left for the data directory.`),
  'database-good': (_, { say }) => say('数据库又能读写了。', 'the database can be read and written again.'),
  'model-good': (_, { say }) => say('语言模型恢复正常。', 'the language model works again.'),
  'calendar-known': ({ endsOn }, { say, day }) =>
    say(
      `workdays 日历已到 ${endsOn.slice(0, 4)}年${day(endsOn)}。`,
      `the workdays calendar now ends on ${day(endsOn)} ${endsOn.slice(0, 4)}.`,
    ),
};
