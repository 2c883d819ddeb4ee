/** Wide in a terminal and on a phone: Chinese, Japanese, Korean, full-width forms and emoji (East Asian Width W and F). */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u;
/** ASCII, 汉字 and their punctuation: each character is a grapheme of its own. */
const isPlain = /^[\x20-\x7e\u3000-\u3029\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff60]*$/u;
const lastAscii = 0x7e;
const invisible = /\p{M}|\p{Cf}|\p{Cc}/u;
const graphemes = new Intl.Segmenter('zh', { granularity: 'grapheme' });

/** The width of a text in half-width columns: 汉字 take two, Latin letters one. */
export function columnsOf(text: string): number {
  let columns = 0;
  if (isPlain.test(text)) {
    for (let at = 0; at < text.length; at += 1) columns += text.charCodeAt(at) <= lastAscii ? 1 : 2;
    return columns;
  }
  for (const { segment } of graphemes.segment(text)) columns += columnsOfGrapheme(segment);
  return columns;
}

function columnsOfGrapheme(grapheme: string): number {
  if (wide.test(grapheme)) return 2;
  return invisible.test(grapheme) && grapheme.length === 1 ? 0 : 1;
}
