// Vietnamese words as people type them and as the index has them; the same rules are in generator/cchc/search/words.py.

const WORD = /[0-9a-zà-öø-ÿăđĩũơưạ-ỹ]+/gi;
const LATE_TONE = /(?:^|[^q])(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])$/;
const met = new Map(); // words as they are written -> their forms: a page has few different ones
const VARIABLE_Y = /(^|[^0-9aeiou]|qu)y(?![0-9a-z])/g;

/** Lower case without diacritics, i for a final y that sounds like it: "Đăng ký" -> "dang ki". */
export function fold(text) {
  const plain = text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d");
  return plain.replace(VARIABLE_Y, "$1i");
}

/** A word with the tone mark at its one place: "hoà" -> "hòa", "Uỷ" -> "ủy". */
export function exact(word) {
  const lower = word.normalize("NFC").toLowerCase();
  if (!LATE_TONE.test(lower)) return lower;
  return lower.normalize("NFD").replace(/(.)([\u0300-\u036f])$/, "$2$1").normalize("NFC");
}

/** The words of a text, each with its place in the text's NFC form: [{exact, folded, start, end}]. */
export function tokens(text) {
  const found = [];
  const composed = text.normalize("NFC");
  for (let match; (match = WORD.exec(composed)); ) {
    if (!met.has(match[0])) met.set(match[0], { exact: exact(match[0]), folded: fold(match[0]) });
    found.push(Object.assign({ start: match.index, end: WORD.lastIndex }, met.get(match[0])));
  }
  return found;
}

/** Whether two words differ by at most one wrong, missing, extra or swapped letter. */
export function near(a, b) {
  if (a.length > b.length) return near(b, a);
  const longer = b.length - a.length;
  if (longer > 1) return false;
  let n = 0;
  while (n < a.length && a[n] === b[n]) n++;
  const same = (skipA, skipB) => a.slice(n + skipA) === b.slice(n + skipB);
  if (longer) return same(0, 1);
  return same(1, 1) || (a[n] === b[n + 1] && a[n + 1] === b[n] && same(2, 2));
}

/** Append a text to an element, with the words of `folded` (array or Set) marked; neighbours in one <mark>. */
export function mark(element, written, folded) {
  const text = written.normalize("NFC");
  const wanted = new Set(folded);
  const spans = [];
  for (const { folded: word, start, end } of tokens(text)) {
    if (!wanted.has(word)) continue;
    const last = spans[spans.length - 1];
    if (last && !text.slice(last.end, start).trim()) last.end = end;
    else spans.push({ start, end });
  }
  let done = 0;
  for (const { start, end } of spans) {
    element.append(text.slice(done, start));
    element.appendChild(document.createElement("mark")).textContent = text.slice(start, end);
    done = end;
  }
  element.append(text.slice(done));
}
