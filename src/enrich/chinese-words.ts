let chineseWords: Intl.Segmenter | undefined;

/** Whether no Chinese word reaches over an end of the range: 新浪 in 新浪潮 is 新 and a part of 浪潮, not a name. */
export function isWholeWords(text: string, from: number, to: number): boolean {
  chineseWords ??= new Intl.Segmenter('zh-CN', { granularity: 'word' });
  return [...chineseWords.segment(text)].every(
    ({ index, segment }) =>
      index >= to || index + segment.length <= from || (index >= from && index + segment.length <= to),
  );
}
