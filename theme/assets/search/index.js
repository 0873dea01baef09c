// Finds pages in the files of /tim-kiem/ (docs/search.md tells their format). No DOM.
//
// Standing pages (procedures, lists, records) are few: their titles are all here, with mistakes forgiven. Of news,
// thousands, only the shards are fetched that hold the rarest words of the query.

import { forgiven, Lexicon, likeness, MISTAKE } from "./query.js";
import { tokens } from "./text.js";

const ENOUGH = 8; // found by their titles: the texts need not be searched
const MOST = 100; // that are told
const GOOD = 0.9; // score of a title that says most of a question
const LONG = 7; // words: who types more has read the title somewhere
const APART = 4; // places from one word to another that count
const TEXT_WORDS = 3;
const LETTERS = 23500; // of files, after which a search asks for no further words: some 15 KB compressed
const FINAL = 70; // digits of the alphabet of numbers that end one; the 21 others come before
const FIGURE = /\d/; // in words that no list has
const EVERYWHERE = []; // postings of a word that is in too many documents to tell
const GIVEN_UP = new Error("a newer query came");

/** The index of one site. `folder` is the address of /tim-kiem/, `get` fetches the text of a file. */
export class Index {
  constructor(folder, get = getText) {
    this.folder = folder;
    this.get = get;
    this.files = new Map(); // name -> what it holds, or the promise of it
    this.letters = new Map(); // name -> how many
  }

  /** Load what every search needs; to be called early, when a visitor turns to the search. */
  ready() {
    if (!this.opened) {
      this.opened = this.open();
      this.opened.catch(() => (this.opened = null));
    }
    return this.opened;
  }

  /**
   * What is found for a query, best first: [{kind, score, marks, url, title, date, excerpt}]; the last four after
   * `describe`. `kind` limits the kinds. Before the network is asked, `pause` gets what is found so far; unless it
   * resolves to true the search is given up: null.
   */
  async find(query, { kind = "", pause = async () => true } = {}) {
    await this.ready();
    const known = (folded) => this.often.has(folded) || this.lexicon.pages.has(folded);
    const readings = this.lexicon.readings(query, known);
    const search = new Search(this, readings, kind, pause);
    try {
      await search.run();
    } catch (reason) {
      if (reason === GIVEN_UP) return null;
      throw reason;
    }
    return search.hits();
  }

  /** Fetch titles and excerpts of hits that are to be shown. */
  async describe(hits) {
    const news = hits.filter((hit) => hit.part);
    await this.fetch(news.map(chunk));
    for (const hit of news) {
      [hit.url, hit.title, hit.date, hit.excerpt] = this.files.get(chunk(hit))[hit.number % hit.part.chunk];
    }
    return hits;
  }

  async open() {
    const { parts, catalogue, vocabulary } = JSON.parse(
      await this.get(this.folder + "phan.json", { cache: "no-cache" }),
    );
    const names = [`muc-luc.json?v=${catalogue}`, `am-tiet.json?v=${vocabulary}`];
    await this.fetch(names);
    const [{ kinds, pages, synonyms }, { words, often, titled }] = names.map((name) => this.files.get(name));
    const digits = (counts) => new Map(words.split(" ").map((word, n) => [word, parseInt(counts[n], 36)]));
    this.parts = parts;
    this.often = digits(often);
    this.titled = digits(titled);
    this.lexicon = new Lexicon(synonyms);
    this.pages = pages.map(([kind, url, title, further, excerpt]) => {
      const words = this.lexicon.page([title, further]);
      return { kind, url, title, excerpt, words, numbers: Uint16Array.from([].concat(...words), (word) => word.number) };
    });
    this.kinds = kinds;
  }

  async fetch(names) {
    const one = async (name) => {
      if (!this.files.has(name)) this.files.set(name, this.get(this.folder + name).then((text) => this.read(name, text)));
      try {
        this.files.set(name, await this.files.get(name));
      } catch (reason) {
        this.files.delete(name);
        throw reason;
      }
    };
    await Promise.all(names.map(one));
  }

  read(name, text) {
    this.letters.set(name, text.length);
    return JSON.parse(text);
  }

  /** A word of a query with those under which news may have it: itself, what it begins, what it may be meant for. */
  expanded(word) {
    const { folded, open } = word;
    if (this.often.has(folded) || FIGURE.test(folded)) return Object.assign({ as: [folded] }, word);
    const words = [...this.often.keys()];
    const begun = open && folded.length > 1 ? words.filter((known) => known.startsWith(folded)) : [];
    const likely = begun.length ? begun : words.filter((known) => forgiven(folded, known));
    const as = likely.sort((a, b) => this.often.get(b) - this.often.get(a)).slice(0, 3);
    return Object.assign({ as, guessed: !begun.length }, word);
  }
}

/** One search under way. */
class Search {
  constructor(index, readings, kind, pause) {
    this.index = index;
    this.readings = readings;
    this.kind = kind;
    this.pause = pause;
    this.found = new Map(); // part and number -> hit
    this.asked = new Set(); // files
  }

  /** Standing pages, then titles of news, then all texts: each only if what came before is not enough. */
  async run() {
    for (const reading of this.readings) this.standing(reading);
    for (const reading of this.readings.slice(0, 3)) {
      if (this.spent() < 1 && !(reading.cost && this.satisfied("literal"))) await this.titles(reading);
    }
    const clear = this.readings.find((reading) => reading.clear);
    if (clear && this.spent() < 1 && !this.satisfied("whole") && !this.answered()) await this.texts(clear);
  }

  /**
   * What is found so far, best first. A title with all words hides what has not and fits worse; what is right hides
   * what may be a mistake.
   */
  hits() {
    const all = this.wanted();
    const whole = all.some((hit) => hit.whole);
    const titled = Math.max(...all.filter((hit) => hit.whole && !hit.text && !hit.errors).map((hit) => hit.score));
    const forgiving = this.right() < 3;
    const least = 0.6 * Math.max(...all.map((hit) => hit.score));
    const partly = (hit) => hit.score > Math.max(titled, least) && (hit.standing || !whole || hit.score > 0.7);
    const told = all.filter((hit) => (hit.whole ? forgiving || !hit.errors : partly(hit)));
    return told.sort((a, b) => b.score - a.score || b.age - a.age).slice(0, MOST);
  }

  /** Whether to look no further: who says much means one thing, and the title that says so is enough. */
  satisfied(how) {
    const long = this.readings[0].needed.length > 3;
    const says = (hit) => hit.whole && hit[how] && !hit.text && hit.score > GOOD;
    return this.right() >= ENOUGH || (long && this.wanted().some(says));
  }

  /** Whether a question has a page whose title says most of it: texts would only add words around it. */
  answered() {
    return this.readings[0].words.length > 3 && this.wanted().some((hit) => hit.score > GOOD);
  }

  /** How much of what a search may load it has asked for; 1 is enough. The same for all, whatever they have already. */
  spent() {
    return [...this.asked].reduce((sum, name) => sum + this.index.letters.get(name), 0) / LETTERS;
  }

  /** How many have all words in their titles, without a mistake. */
  right() {
    return this.wanted().filter((hit) => hit.whole && !hit.text && !hit.errors).length;
  }

  wanted() {
    return [...this.found.values()].filter((hit) => !this.kind || hit.kind === this.kind);
  }

  /** A page may be found in several ways, by its title and its text: the best counts, and whether it has all words. */
  add(part, hit) {
    const key = `${part.id} ${hit.number}`;
    const other = this.found.get(key);
    const better = !other || hit.score > other.score ? hit : other;
    const whole = other && other.whole !== hit.whole && { whole: true, text: (other.whole ? other : hit).text };
    this.found.set(key, Object.assign({}, better, whole));
  }

  standing(reading) {
    const part = this.index.parts.find(({ titles }) => !titles);
    this.index.pages.forEach((page, number) => {
      const rated = reading.touches(page) && reading.rate(page.kind, page.words);
      if (rated) this.add(part, Object.assign(this.hit(part, number, []), rated));
    });
  }

  /** News by the words of their titles, and more of these until few titles are left to look at. */
  async titles(reading) {
    const words = this.telling(reading, this.index.titled);
    const { rows, some } = await this.narrowed(words, reading);
    const newest = (a, b) => b.score - a.score || this.age(b) - this.age(a);
    const hits = rows.sort(newest).slice(0, MOST).map((row) => Object.assign(this.hit(row.part, row.number, some), row));
    const whole = hits.length > 0 && hits[0].count === some.length;
    const share = whole ? reading.share(some) : 1; // of the question that was asked
    const errors = strange(words); // also those that were not looked for
    hits.forEach((hit) => Object.assign(hit, { score: hit.score / share - reading.cost, whole, errors }));
    (hits.length > ENOUGH ? hits : await this.looked(hits, reading)).forEach((hit) => this.add(hit.part, hit));
  }

  /** The titles that have most of some words, the first of `words`: as many as it takes until few titles have them. */
  async narrowed(words, reading) {
    const parts = this.index.parts.filter((part) => part.titles);
    const long = words.length > LONG;
    let narrowed = { rows: [] };
    for (let count = long ? 3 : 2; ; count++) {
      const some = words.slice(0, count);
      await this.load(parts, some, "t");
      const found = [].concat(...parts.map((part) => this.inTitles(part, some, reading)));
      if (narrowed.rows.length && !found.length) return narrowed; // what was asked is of two titles
      const best = Math.max(...found.map((row) => row.count));
      narrowed = { rows: found.filter((row) => row.count === best), some };
      const other = !long && this.readings.length > 1; // titles may say it in other words
      const meant = best < some.length && (other || this.satisfied("literal"));
      if (narrowed.rows.length <= ENOUGH || count >= words.length || meant || this.spent() >= 1) return narrowed;
    }
  }

  /** The same hits, rated by what their titles really are. */
  async looked(hits, reading) {
    await this.fetch(hits.map(chunk));
    await this.index.describe(hits);
    const rated = (hit) => reading.rate(hit.kind, [tokens(hit.title), []]);
    return hits.map((hit) => [hit, rated(hit)]).filter((pair) => pair[1]).map((pair) => Object.assign(...pair));
  }

  /** News of a part with all but one of some words in their titles: [{part, number, count, score}]. */
  inTitles(part, words, reading) {
    const counts = new Uint8Array(part.docs);
    const scores = new Float32Array(part.docs);
    let before = null;
    for (const word of [...words].sort((a, b) => a.place - b.place)) {
      const places = new Int16Array(part.docs).fill(-99);
      for (const { numbers, worth } of this.postings(part, word, "t")) {
        if (numbers === EVERYWHERE) counts.forEach((count, doc) => (counts[doc] = count + 1));
        for (let n = 0, doc = 0; n < numbers.length; n += 2) {
          doc += numbers[n];
          const first = places[doc] < 0;
          const follows = before && numbers[n + 1] - before.places[doc] === word.place - before.place;
          if (first) counts[doc]++;
          if (first || follows) {
            scores[doc] += reading.points(word, first ? worth : 0, follows);
            places[doc] = numbers[n + 1];
          }
        }
      }
      before = { places, place: word.place };
    }
    return rows(part, words, counts, scores);
  }

  /** Pages and news that have some words anywhere in their text, and all others that are in the same files. */
  async texts(reading) {
    const { parts, often } = this.index;
    const most = Math.ceil(TEXT_WORDS * (1 - this.spent()));
    const told = this.telling(reading, often);
    for (const word of told) if (word.guessed) word.as = word.as.slice(0, 1);
    await this.load(parts, told.slice(0, most), "w");
    const here = (word) => !word.strange && shards(parts, [word], "w").every((name) => this.asked.has(name));
    const words = told.filter((word, n) => n < most || here(word));
    for (const part of parts) {
      const found = this.inTexts(part, words);
      const whole = found.filter((row) => row.count === words.length);
      for (const row of (whole.length ? whole : found).slice(-MOST)) {
        const score = row.score + (part.titles ? 0 : 0.1);
        const told = { score, whole: row.count === words.length, text: true };
        this.add(part, Object.assign(this.hit(part, row.number, words), told));
      }
    }
  }

  inTexts(part, words) {
    const counts = new Uint8Array(part.docs);
    const scores = new Float32Array(part.docs);
    for (const word of words) {
      const before = counts.slice();
      for (const { numbers, worth } of this.postings(part, word, "w")) {
        if (numbers === EVERYWHERE) counts.forEach((count, doc) => (counts[doc] = count + 1));
        for (let n = 0, doc = 0; n < numbers.length; n++) {
          doc += numbers[n];
          if (counts[doc] > before[doc]) continue;
          counts[doc]++;
          scores[doc] += (0.5 * worth) / words.length;
        }
      }
    }
    return rows(part, words, counts, scores);
  }

  hit(part, number, words) {
    const standing = !part.titles;
    const marks = [].concat(...words.map((word) => word.as));
    const hit = { number, standing, errors: strange(words), marks, age: this.age({ part, number }) };
    return Object.assign(hit, standing ? this.index.pages[number] : { kind: "news", part });
  }

  /** The greater, the newer: the parts follow each other from new to old, in each the documents from old to new. */
  age({ part, number }) {
    return number - 1e6 * this.index.parts.indexOf(part);
  }

  /**
   * The needed words of a reading as news may have them, what tells most first: rare words far from each other, for
   * neighbours are mostly found together. Last what many have and, of many words, what none has. `often` says how many.
   */
  telling(reading, often) {
    const words = reading.needed.map((word) => this.index.expanded(word));
    const news = this.index.parts.reduce((sum, part) => sum + (part.titles && part.docs), 0);
    for (const word of words) {
      const count = Math.max(0, ...word.as.map((folded) => often.get(folded) || 0));
      word.strange = word.guessed || !(count || FIGURE.test(word.folded));
      word.rank = count + (4 * 2 ** count > news ? 50 : 0) + (word.strange && words.length > LONG ? 99 : 0);
    }
    const taken = [];
    const apart = ({ place }) => Math.min(APART, ...taken.map((other) => Math.abs(other.place - place)));
    while (words.length) {
      const ranks = words.map((word) => word.rank - apart(word));
      taken.push(...words.splice(ranks.indexOf(Math.min(...ranks)), 1));
    }
    return taken;
  }

  async load(parts, words, letter) {
    await this.fetch(shards(parts, words, letter));
  }

  async fetch(names) {
    if (!this.paused && names.some((name) => !this.index.files.has(name))) {
      this.paused = true;
      if (!(await this.pause(this.hits()))) throw GIVEN_UP;
    }
    await this.index.fetch(names);
    names.forEach((name) => this.asked.add(name));
  }

  /** Of a word in a part: [{numbers, worth}], one for each way of writing it. */
  postings(part, word, letter) {
    const found = [];
    for (const folded of word.as) {
      const forms = this.index.files.get(shard(part, letter, folded))[folded] || {};
      if (forms === "*") return [{ numbers: EVERYWHERE, worth: 1 }];
      for (const exact of Object.keys(forms)) {
        if (typeof forms[exact] === "string") forms[exact] = decode(forms[exact]);
        found.push({ numbers: forms[exact], worth: likeness(word, { exact, folded }) || MISTAKE });
      }
    }
    return found;
  }
}

/** The documents with all but one of some words, unless they have none but those that all have. */
function rows(part, words, counts, scores) {
  const found = [];
  scores.forEach((score, number) => {
    if (score && counts[number] >= words.length - 1) found.push({ part, number, count: counts[number], score });
  });
  return found;
}

/** How many of some words no news has, or only by a guess: mistakes, maybe. */
function strange(words) {
  return words.filter((word) => word.strange).length;
}

/** The files with some words of some parts. */
function shards(parts, words, letter) {
  const all = [].concat(...words.map((word) => word.as));
  return [].concat(...parts.map((part) => all.map((folded) => shard(part, letter, folded))));
}

function shard({ id, v, titles, words }, letter, folded) {
  let hash = 0;
  for (let n = 0; n < folded.length; n++) hash = (Math.imul(hash, 31) + folded.charCodeAt(n)) >>> 0;
  return `${id}/${letter}${hash % (letter === "t" ? titles : words)}.json?v=${v}`;
}

/** The file that tells a hit. */
function chunk({ part, number }) {
  return `${part.id}/d${Math.floor(number / part.chunk)}.json?v=${part.v}`;
}

/** The numbers of a postings list; the alphabet leaves the backslash out. */
function decode(text) {
  const numbers = [];
  let lead = 0;
  for (let n = 0; n < text.length; n++) {
    const code = text.charCodeAt(n);
    const digit = code - (code > 92 ? 36 : 35);
    if (digit >= FINAL) {
      lead = lead * 21 + digit - FINAL;
    } else {
      numbers.push(lead * FINAL + digit);
      lead = 0;
    }
  }
  return numbers;
}

async function getText(url, options) {
  const answer = await fetch(url, options);
  if (!answer.ok) throw new Error(`${answer.status} ${url}`);
  return answer.text();
}
