// What a query may mean, and how well the words of a page answer it. Pure: nothing is fetched here.

import { joined, keyed, near, single, sound, split, tokens } from "./text.js";

const WORDS = 24; // of a query; who pastes more has said enough
const READINGS = 8;
const WORD = /^(?=.*[aeiouy])..../; // that may be a mistake by itself: no abbreviation
const INITIALS = 4; // of words, at least: shorter ones are slips as well
const CODE = /[0-9]\.[0-9]{6}/; // of a procedure; portals write 1.001193.000.00.00.H48
const NEARLY = 0.9; // worth of a word with hỏi for ngã, which half of the country says alike
const OTHER_TONE = 0.75; // worth of a word that differs from the one asked for in its diacritics only
const BEGUN = 0.8; // in letters still to be typed
export const MISTAKE = 0.625; // in one letter; no number that 32 bits do not hold as it is, for it is compared
const FURTHER = 0.7; // beside the title
const NOTHING = { worth: 0, at: -99, as: null }; // found of a word
const ADJACENT = 0.3; // more for a word that follows the one before it as in the query
const KINDS = { procedure: 0.15, page: 0.06, news: 0 };
// Words around what people look for ("làm thế nào để", "ở đâu"): no page need have them. Those of the first list also as
// typed in a hurry; without their marks those of the second are other words as well ("thứ" and "thủ", "bị" and "bí").
const AROUND =
  "làm thế nào như để ở đâu là gì cần muốn xin tôi em cho và của thì có được với khi về các những bao nhiêu lâu " +
  "không phải này biết ạ ai hết";
const WRITTEN = "mấy mình đi bị từ đến tại hỏi thứ bà ông chị nên cách";
const around = new Set(tokens(AROUND).reduce((all, { exact, folded }) => all.concat(exact, folded), []));
for (const { exact } of tokens(WRITTEN)) around.add(exact);
const between = new Set(tokens(`${AROUND} ${WRITTEN} mới vừa`).map((word) => word.folded)); // the words of a phrase

/** All different words of the standing pages, each once: {exact, folded, number}; and what their phrases mean. */
export class Lexicon {
  constructor(synonyms) {
    this.words = new Map();
    this.pages = new Map(); // folded word -> on how many pages
    this.rated = new Map();
    this.titles = [];
    const longest = (phrases) => phrases.map(tokens).sort((a, b) => b.length - a.length);
    this.synonyms = synonyms.map(([say, mean]) => ({ say: longest(say), mean: mean.map(tokens) }));
    const said = [].concat(...this.synonyms.map(({ say }) => [].concat(...say)));
    this.said = new Set(said.map((word) => word.folded));
  }

  /** The words of the texts of one page. */
  page(texts) {
    const words = texts.map((text) => tokens(text).map((word) => this.word(word)));
    for (const folded of new Set([].concat(...words).map((word) => word.folded))) {
      this.pages.set(folded, (this.pages.get(folded) || 0) + 1);
    }
    this.titles.push(words[0]);
    return words;
  }

  word({ exact, folded }) {
    if (!this.words.has(exact)) this.words.set(exact, { exact, folded, number: this.words.size });
    return this.words.get(exact);
  }

  /** How well each word, by its number, answers to one of a query; one of a title is hardly a mistake for another. */
  qualities(word) {
    const name = word.exact + (word.open ? "…" : "");
    if (!this.rated.has(name)) {
      const right = this.pages.has(word.folded) && !this.unseen(word);
      const mistaken = right ? (word.folded.length > 2 ? 0.5 : 0) : 1;
      const rated = Float32Array.from(this.words.values(), (known) => likeness(word, known));
      this.rated.set(name, rated.map((alike) => (alike > MISTAKE ? alike : mistaken * alike)));
    }
    return this.rated.get(name);
  }

  /** Whether no title has a word with the marks that it was given. */
  unseen({ exact }) {
    return /[^ -~]/.test(exact) && !this.words.has(exact);
  }

  /** The query as it stands, then with blanks that were forgotten, then with what its phrases mean. */
  readings(query, known) {
    const typed = tokens(query).slice(0, WORDS);
    const last = typed[typed.length - 1];
    if (last && last.end === query.normalize("NFC").length) last.open = true; // still being typed
    const knows = (folded) => known(folded) || this.said.has(folded);
    const said = joined(keyed(single(typed, knows), knows), knows);
    const strange = (word) => !known(word.folded) || this.unseen(word);
    const parts = (word) => (this.pages.has(word.folded) && !word.from ? [] : split(word.from || word, knows));
    const ways = said.map((word) => [[word], ...parts(word)]);
    const most = Math.max(...ways.map((way) => way.length));
    const code = CODE.exec(query);
    const plain = code && said.length > 2 ? [said, tokens(code[0])] : [said];
    for (let n = 1; n < most; n++) {
      plain.push([].concat(...ways.map((way) => way[Math.min(n, way.length - 1)])));
    }
    const meant = [].concat(...plain.map((words) => meanings(words, this.synonyms, strange)));
    const all = said.length ? [...plain, ...meant, ...spelled(said, this.titles, known)] : [];
    const clear = plain.find((words) => words.every((word) => known(word.folded))) || said;
    return all.slice(0, READINGS).map((words, n) => new Reading(words, n ? 0.06 : 0, this, words === clear));
  }
}

/** One way to understand a query: words with their weight, how they match the standing pages, and what that costs. */
class Reading {
  constructor(words, cost, lexicon, clear) {
    this.cost = cost;
    this.clear = clear; // what was asked, without synonyms, in words that are known if it can be: for texts
    this.words = words.map((word, place) => {
      const needed = !around.has(word.exact) || words.every(({ exact }) => around.has(exact));
      const weight = needed ? 1 / (1 + Math.log2(1 + (lexicon.pages.get(word.folded) || 0)) / 4) : 0.2;
      return Object.assign({}, word, { place, needed, weight, qualities: lexicon.qualities(word) });
    });
    this.needed = this.words.filter((word) => word.needed);
    this.weight = this.words.reduce((total, word) => total + word.weight, 0);
    this.errors = this.needed.length > 4 ? 2 : 1; // that are forgiven
    this.met = new Uint32Array(lexicon.words.size); // known word -> bits of the needed words it answers to
    this.needed.forEach(({ qualities }, bit) => qualities.forEach((quality, n) => (this.met[n] |= (quality > 0) << bit)));
    this.telling = this.needed.filter((word) => lexicon.pages.has(word.folded)).length; // that some standing page has
  }

  /** Whether a standing page has half of the words that any has: a quick look before it is rated. */
  touches(page) {
    let bits = 0;
    for (const number of page.numbers) bits |= this.met[number];
    let count = 0;
    for (; bits; bits &= bits - 1) count++;
    return count && 2 * count >= this.telling;
  }

  /** How well a page answers, by the words of its title and further ones. */
  rate(kind, texts) {
    const { points, covered, errors, marks, whole } = this.matched(texts);
    if (!points) return null;
    const score = points / this.weight + 0.2 * covered + (kind in KINDS ? KINDS[kind] : 0.03) - this.cost;
    return { points, covered, errors, marks, whole, score, literal: !this.cost };
  }

  /** What a page has of the words; of mistakes those that tell most, for too many of them are other words. */
  matched([title, further]) {
    let before = NOTHING;
    const found = this.words.map((word) => (before = best(word, title, further, before.at + 1)));
    const told = (n) => this.words[n].weight * found[n].worth;
    const mistaken = ({ as }, n) => as && quality(as, this.words[n]) <= MISTAKE;
    const mistakes = [...found.keys()].filter((n) => mistaken(found[n], n)).sort((a, b) => told(b) - told(a));
    for (const n of mistakes.slice(this.errors)) found[n] = NOTHING;
    const follows = ({ at }, n) => n && at >= 0 && at === found[n - 1].at + 1;
    const beside = (n) => (follows(found[n], n) ? ADJACENT * this.words[n].weight : 0);
    const points = found.reduce((sum, _, n) => sum + told(n) + beside(n), 0);
    const titled = found.filter(({ at }) => at >= 0).length;
    const marks = found.filter(({ as }) => as).map(({ as }) => as.folded);
    const whole = this.words.every(({ needed }, n) => !needed || found[n].as);
    const errors = Math.min(mistakes.length, this.errors);
    return { points, covered: titled / Math.max(title.length, titled), errors, marks, whole };
  }

  /** How much of what is asked some of its words are: 1 for all. */
  share(words) {
    return words.reduce((sum, word) => sum + word.weight, 0) / this.weight;
  }

  /** What one word adds to the score of a title of which only its places are known. */
  points(word, worth, follows) {
    return (word.weight * (worth + (follows ? ADJACENT : 0))) / this.weight;
  }
}

/** Where a word stands in a title, at `next` if it can, or else that it stands beside it: {worth, at, as}. */
function best(word, title, further, next) {
  let found = NOTHING;
  for (let at = 0; at < title.length; at++) {
    const worth = quality(title[at], word);
    if (worth > found.worth || (worth && worth === found.worth && at === next)) found = { worth, at, as: title[at] };
  }
  for (const as of further) {
    const worth = quality(as, word);
    if (FURTHER * worth > found.worth) found = { worth: FURTHER * worth, at: -99, as };
  }
  return found;
}

/** Words of standing pages are rated once for all, by their numbers. */
function quality(known, word) {
  return known.number >= 0 ? word.qualities[known.number] : likeness(word, known);
}

/** How well a known word answers to one of a query. */
export function likeness(word, { exact, folded }) {
  if (folded === word.folded) return marked(word.exact, exact);
  if (word.open && folded.startsWith(word.folded)) return BEGUN;
  if (!forgiven(word.folded, folded)) return 0;
  return folded[0] === word.folded[0] || sound(folded) === sound(word.folded) ? MISTAKE : MISTAKE - 0.125;
}

/** How well the marks of words that are folded alike agree: who types none means any, and i may stand for y. */
function marked(typed, exact) {
  const plain = (word) => word.normalize("NFD").replace(/y/g, "i");
  if (typed === exact || /^[0-9a-z]+$/.test(typed) || plain(typed) === plain(exact)) return 1;
  const low = (word) => plain(word).replace(/\u0303/g, "\u0309"); // ngã as hỏi
  return low(typed) === low(exact) ? NEARLY : OTHER_TONE;
}

/** Whether a mistake in one letter may be meant: not in the shortest words, nor in years; or it sounds alike. */
export function forgiven(a, b) {
  const longer = Math.max(a.length, b.length);
  if (longer > 1 && sound(a) === sound(b)) return true;
  return longer > 2 && Math.abs(a.length - b.length) < 2 && (longer > 4 || !/\d/.test(a + b)) && near(a, b);
}

/** The words with one that nobody knows as the words of a title of which it has the first letters: "dkks". */
function spelled(words, titles, known) {
  const ways = new Map();
  words.forEach(({ folded }, at) => {
    if (folded.length < INITIALS || known(folded)) return;
    for (const title of titles) {
      const start = title.map((word) => word.folded[0]).join("").indexOf(folded);
      if (start < 0) continue;
      const meant = title.slice(start, start + folded.length);
      const name = meant.map((word) => word.folded).join(" ");
      ways.set(name, [...words.slice(0, at), ...meant, ...words.slice(at + 1)]);
    }
  });
  return [...ways.values()];
}

/**
 * Where a phrase ends that words of a query from `start` on are, or 0. Words around may stand in it ("mẹ tôi mới mất");
 * one may be a mistake: any in a long phrase, else a `strange` one; no short abbreviation.
 */
function says(words, start, phrase, strange) {
  let mistakes = 0;
  let at = start;
  const found = phrase.every((meant) => {
    while (at > start && at < words.length && words[at].folded !== meant.folded && between.has(words[at].folded)) at++;
    const word = words[at++];
    const alike = word ? likeness(word, meant) : 0;
    return alike >= NEARLY || (alike && (phrase[2] || (strange(word) && (phrase[1] || WORD.test(word.folded)))) && ++mistakes < 2);
  });
  return found ? at : 0;
}

/** The words of a query with phrases replaced by what they mean: all at once, then each for itself, longest first. */
function meanings(words, synonyms, strange) {
  const met = [];
  for (const { say, mean } of synonyms) {
    for (let start = 0; start < words.length; start++) {
      const end = Math.max(...say.map((said) => says(words, start, said, strange)));
      if (end) met.push({ start, end, mean });
    }
  }
  met.sort((a, b) => b.end - b.start - (a.end - a.start));
  const apart = met.filter((one, n) => met.slice(0, n).every((other) => one.end <= other.start || other.end <= one.start));
  const replaced = (all, { start, end }, meant) => [...all.slice(0, start), ...meant, ...all.slice(end)];
  const each = met.map((one) => one.mean.map((meant) => replaced(words, one, meant)));
  if (apart.length < 2) return [].concat(...each);
  const backwards = apart.sort((a, b) => b.start - a.start);
  return [backwards.reduce((all, one) => replaced(all, one, one.mean[0]), words)].concat(...each);
}
