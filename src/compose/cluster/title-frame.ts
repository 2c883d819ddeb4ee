/** Datelines, columns, brackets and sites around a title that say nothing about the event. */
const frames: readonly RegExp[] = [
  /^[\p{Script=Han}A-Za-z\d]{2,8}\d{1,2}月\d{1,2}日(?:电|讯|消息)?\s*[，,｜丨|:：]\s*/u,
  /^(?:【[^】]{2,12}】|\[[^\]]{2,12}\]|(?:[\p{Script=Han}\d]{2,8}(?:独家|首发|快讯|消息|报道|早报|头条)?\s*[｜丨|]))\s*/u,
  /\s*[([（【](?:pdf|video|视频|图|附[^)\]）】]{0,8}|(?:19|20)\d\d)[)\]）】]\s*$/iu,
  /\s+[|—-]\s+(?:the\s+)?[A-Z][\w.&']*(?:\s+[A-Z][\w.&']*){0,3}\s*$/u,
];

/** The title without its frame, unless too little would be left. */
export function withoutFrame(title: string): string {
  let text = title.trim();
  for (const frame of [...frames, ...frames]) {
    const inner = text.replace(frame, '');
    if (inner.length >= 6) text = inner;
  }
  return text;
}

/** Letters and digits alone, in lower case: equal for copies of a title. */
export function titleKey(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}.]+/gu, '');
}
