/** Values of number words in English and Chinese. Lower case, singular. */
export const numberScales: Readonly<Record<string, number>> = {
  trillion: 1e12,
  trn: 1e12,
  tn: 1e12,
  t: 1e12,
  billion: 1e9,
  bln: 1e9,
  bn: 1e9,
  b: 1e9,
  million: 1e6,
  mln: 1e6,
  mn: 1e6,
  m: 1e6,
  thousand: 1e3,
  k: 1e3,
  hundred: 100,
  dozen: 12,
  万亿: 1e12,
  千亿: 1e11,
  百亿: 1e10,
  十亿: 1e9,
  亿: 1e8,
  千万: 1e7,
  百万: 1e6,
  十万: 1e5,
  万: 1e4,
  千: 1e3,
  百: 100,
};

/** The value of a Chinese numeral below ten thousand: 一千一百 is 1,100. Any other character counts as zero. */
export function chineseNumeral(numeral: string): number {
  let value = 0;
  let digit = 0;
  for (const character of numeral) {
    const scale = { 十: 10, 百: 100, 千: 1000 }[character];
    if (scale === undefined) digit = Math.max(chineseDigits.indexOf(character === '两' ? '二' : character), 0);
    else {
      value += (digit === 0 ? 1 : digit) * scale;
      digit = 0;
    }
  }
  return value + digit;
}

const chineseDigits = '零一二三四五六七八九';

/** 1 to 12 for an English month, by its first three letters; 0 for any other word. */
export function monthNumber(name: string): number {
  return monthOrder.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}

const monthOrder = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
