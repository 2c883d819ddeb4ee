import type { Recovery } from '../condition.ts';
import { shortName, sizeText, type Words } from './words.ts';

/** The text after 【已恢复】, in both languages. */
export function recovered(recovery: Recovery, { say, day, timeOf, count }: Words): string {
  switch (recovery.kind) {
    case 'delivered': {
      const title = shortName(recovery.digest.title);
      const [date, time] = [day(recovery.digest.slot), timeOf(recovery.at)];
      return say(
        `${title}：${date}这期 ${time} ${recovery.late ? '补发成功' : '已送达'}，${recovery.stories} 条。`,
        `${title}: the digest of ${date} was delivered at ${time}, ${count(recovery.stories, 'story', 'stories')}.`,
      );
    }
    case 'robot-accepted':
      return say(`群机器人 ${recovery.webhook}：又能发送了。`, `${recovery.webhook}: messages are sent again.`);
    case 'robot-corrected':
      return say(
        `群机器人 ${recovery.webhook}：地址改好了，消息照新地址发。`,
        `${recovery.webhook}: the address was corrected, and messages are sent to it.`,
      );
    case 'robot-unused':
      return say(
        `群机器人 ${recovery.webhook}：没有日报和提醒再发到那里。`,
        `${recovery.webhook}: no digest or reminder is sent there any more.`,
      );
    case 'config-good':
      return say(`${recovery.file}：新版本已生效。`, `${recovery.file}: the new version is in use.`);
    case 'covered': {
      const { digest, feedsRead, feeds } = recovery;
      return say(
        `${shortName(digest.title)}：${day(digest.slot)}读到 ${feedsRead}/${feeds} 个源。`,
        `${shortName(digest.title)}: ${feedsRead} of ${feeds} feeds read on ${day(digest.slot)}.`,
      );
    }
    case 'feeds-reached': {
      const { feeds, feedsRead } = recovery;
      return say(`又能读到源了：${feedsRead}/${feeds} 个。`, `feeds can be read again: ${feedsRead} of ${feeds}.`);
    }
    case 'feed-read': {
      const { name, newItems } = recovery;
      if (newItems === 0) return say(`${shortName(name)}：又能读到了。`, `${shortName(name)}: can be read again.`);
      return say(
        `${shortName(name)}：读到 ${newItems} 条新内容。`,
        `${shortName(name)}: ${count(newItems, 'new item')}.`,
      );
    }
    case 'feeds-read': {
      const names = recovery.names.slice(0, 3).map((name) => shortName(name, 36));
      const others = recovery.names.length - names.length;
      return say(
        `${names.join('、')}${others > 0 ? ` 等 ${recovery.names.length} 个源` : ''}：又能读到了。`,
        `${names.join(', ')}${others > 0 ? ` and ${others} more` : ''}: can be read again.`,
      );
    }
    case 'robot-alone':
      return say(`群机器人 ${recovery.webhook}：频率不再被占用。`, `${recovery.webhook}: no longer shared.`);
    case 'disk-free': {
      const free = sizeText(recovery.freeBytes);
      return say(`数据目录还有 ${free}。`, `${free} left for the data directory.`);
    }
    case 'database-good':
      return say('数据库又能读写了。', 'the database can be read and written again.');
    case 'model-good':
      return say('语言模型恢复正常。', 'the language model works again.');
    case 'calendar-known': {
      const [year, date] = [recovery.endsOn.slice(0, 4), day(recovery.endsOn)];
      return say(`workdays 日历已到 ${year}年${date}。`, `the workdays calendar now ends on ${date} ${year}.`);
    }
  }
}
