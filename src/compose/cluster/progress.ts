/** How far an event has come, as a headline tells it. */
export type Progress = 'planned' | 'done' | 'failed';

const failed =
  /终止|取消|搁置|停滞|叫停|破裂|告吹|放弃|撤回|撤销|驳回|败诉|流产|推迟|延期|\bhalts?\b|\bstall(?:s|ed)?\b|\bcancel(?:s|led|ed)?\b|\bscraps?\b|\bscrapped\b|\babandons?\b|\bwithdraws?\b|\bon ice\b|\bcollapses?\b|\brejects?\b|\bblocks?\b|\bdelays?\b|\bpostpones?\b|\bends (?:talks|plan|deal)/iu;
const done =
  /完成|正式|官宣|达成|签署|签约|获批|批准|敲定|落地|生效|通过|成功|入职|已(?:经)?(?:发布|上线|收购|完成|开源|关闭)|\bclos(?:es|ed)\b|\bcomplet(?:es|ed)\b|\bfinali[sz](?:es|ed)\b|\bofficial(?:ly)?\b|\bsigns?\b|\bsigned\b|\bapprov(?:es|ed)\b|\bclears\b|\bconfirm(?:s|ed)\b|\bannounces?\b|\breleases?\b|\blaunches\b|\bsecures?\b/iu;
const planned =
  /拟(?!人)|计划|考虑|洽谈|谈判|磋商|据悉|或将|有望|将于|即将|准备|正就|筹备|曝|传(?:闻|言)|消息称|知情人士|\bin talks\b|\bplans?\b|\bplanning\b|\bconsider(?:s|ing)?\b|\breportedly\b|\bweigh(?:s|ing)\b|\bsaid to\b|\bmay\b|\bcould\b|\bseeks?\b|\bseeking\b|\beyes\b|\bto (?:launch|release|raise|acquire|buy|invest|open)\b|\bwill\b/iu;

/** Reads it from a title; undefined where the title says nothing of it. What failed counts before what was planned. */
export function progressOf(title: string): Progress | undefined {
  if (failed.test(title)) return 'failed';
  if (planned.test(title) && !/完成|正式|官宣|获批|签署|finali[sz]|complet|closes|closed/iu.test(title))
    return 'planned';
  return done.test(title) ? 'done' : undefined;
}

/** True when an event has moved from `before` to `now`: a plan was carried out or failed, or an outcome was reversed. */
export function hasMoved(before: Progress | undefined, now: Progress | undefined): boolean {
  if (now === undefined || now === 'planned' || before === undefined) return false;
  return before !== now;
}
