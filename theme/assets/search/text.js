// Vietnamese words as people type them and as the index has them; the same rules are in generator/cchc/search/words.py.

const WORD = /[0-9a-zà-öø-ÿăđĩũơưạ-ỹ]+/gi;
const LATE_TONE = /(?:^|[^q])(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])$/;
const met = new Map(); // words as they are written -> their forms: a page has few different ones
const VARIABLE_Y = /(^|[^0-9aeiou]|qu)y(?![0-9a-z])/g;
const ONSETS = "ngh?|[cgknpt]h|gi|qu|tr|[bcdghklmnprstvx]";
const NUCLEI = "a[iouy]?|e[ou]?|i(?:a|eu?|u)?|o(?:a[ioy]?|eo?|i|o)?|u(?:a[iy]?|e|i|o[iu]?|u|y[aeu]?)?|y(?:eu?)?";
const SYLLABLE = RegExp(`^(?:${ONSETS})?(?:${NUCLEI})(?:[cn]h|ng|[cmnpt])?$`); // without diacritics
const WAYS = 3; // to part a word
const LONGEST = 8; // letters of a piece; Vietnamese words have seven at most
const PIECE = /..|[ioy]/; // that a word is parted into: hardly one letter, but "ở", "ý"
const sounds = new Map(); // folded word -> its sound

/** Lower case without diacritics, i for a final y that sounds like it: "Đăng ký" -> "dang ki". */
export function fold(text) {
  const plain = text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d");
  return plain.replace(VARIABLE_Y, "$1i");
}

/** A folded word by its sound: many say, and write, ch for tr, d for gi, r or v, s for x, n for l; or f, j, w, z. */
export function sound(folded) {
  if (!sounds.has(folded)) {
    const north = folded.replace(/^tr/, "ch").replace(/^(gi(?=[aouy])|[jrvz])/, "d").replace(/^x/, "s");
    sounds.set(folded, north.replace(/^n(?![gh])/, "l").replace(/^f/, "ph").replace(/^[kq]w/, "qu"));
  }
  return sounds.get(folded);
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

/** Words nobody knows without letters that a finger left twice: "khaii sinhh". */
export function single(words, known) {
  return words.map((word) => {
    const exact = word.exact.replace(/(.)\1+/g, "$1");
    const folded = fold(exact);
    return known(word.folded) || folded.length < 3 || !known(folded) ? word : Object.assign({}, word, { exact, folded });
  });
}

/** Words nobody knows without the keys that were to become marks: "dduowngf", "d9u7o7ng2". One may be a mistake. */
export function keyed(words, known) {
  let keys = 0;
  const meant = words.map((word) => {
    if (known(word.folded) || !/^[0-9a-z]+$/.test(word.exact)) return word;
    const folded = fold(unkeyed(word.exact));
    if (!known(folded)) return word;
    keys += word.folded.length - folded.length;
    return Object.assign({}, word, { exact: folded, folded, from: word });
  });
  return keys > 1 ? meant : words;
}

/** What is left of a word without keys of Telex and VNI, wherever they stand ("vieejt", "vietej"), and doubled letters. */
function unkeyed(word) {
  const [, head, tail] = /^([^aeiouy]*)(.*)$/.exec(word);
  const letters = tail.replace(/[1-9dfjrswxz]/g, "");
  const bare = letters.replace(/(.)\1+/g, "$1").replace(/([aeo])([bcghimnptuy]+)\1$/, "$1$2");
  return head.replace(/d9/, "d").replace(/(.)\1+/g, "$1") + bare;
}

/** Words with pieces put together that a blank parts by mistake: "vn eid". */
export function joined(words, known) {
  return words.reduce((all, word) => {
    const before = all[all.length - 1];
    const folded = before && fold(before.folded + word.folded);
    if (!before || !known(folded) || (known(before.folded) && known(word.folded))) return [...all, word];
    return [...all.slice(0, -1), Object.assign({}, word, { exact: before.exact + word.exact, folded })];
  }, []);
}

/** "khaisinh" as the fewest known words, in each way there is; none when it cannot be parted, or may be one. */
export function split({ folded: letters }, known) {
  if (SYLLABLE.test(letters)) return [];
  const fewest = [[[]]]; // for the first n letters
  for (let end = 1; end <= letters.length; end++) {
    fewest[end] = [];
    for (let start = Math.max(0, end - LONGEST); start < end; start++) {
      const piece = fold(letters.slice(start, end));
      const number = /^\d+$/.test(piece) && !/\d/.test(letters.charAt(start - 1) + letters.charAt(end));
      const is = number || (PIECE.test(piece) && piece !== letters && known(piece));
      const ways = is ? fewest[start].map((way) => [...way, { exact: piece, folded: piece }]) : [];
      const [best] = fewest[end];
      if (!ways.length || (best && best.length < ways[0].length)) continue;
      fewest[end] = (best && best.length === ways[0].length ? fewest[end].concat(ways) : ways).slice(0, WAYS);
    }
  }
  return fewest[letters.length].filter((parts) => parts.length > 1 && parts.length <= Math.max(2, letters.length / 2));
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
