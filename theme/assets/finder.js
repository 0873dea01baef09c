// The procedure finder: narrows the list of /thu-tuc/ (list.md.jinja) to the words and choices of the form above it.
// Nothing is drawn anew: procedures that do not fit are hidden, and so is what else stands below the form.
import { near, tokens } from "./search/text.js";

const said = window.cchcWords; // to visitors, in the language of the page
const form = document.querySelector(".finder");
const words = form.elements.tu;
const choices = [...form.querySelectorAll("select")];
const tell = window.cchcTeller(form.querySelector("[role=status]"), words);
const advice = document.querySelector(".finder-none");
const searchPage = advice.querySelector("a");
const searchAddress = searchPage.href;
const items = [...document.querySelectorAll(".finder-list > li")];
const everything = items.map((_, number) => number);
/** For each procedure, what it has for each choice: [["ho-tich"], ["sinh-con", "giay-to"], …]. */
const having = items.map((item) => choices.map(({ name }) => (item.getAttribute(`data-${name}`) || "").split(" ")));
const links = items.map((item) => item.querySelector("a").getAttribute("href")); // "1-001193/": code and address
let search; // the search of the whole site, loaded when first asked
let vocabulary;
let told = {}; // the last answer of the search
let frame = 0;
let asking = 0;
let keeping = 0;

/** Where words of a procedure are looked for: name, code, other names, sector, life events. */
function describe() {
  const named = choices.map(({ name, options }) => {
    const telling = name === "linh-vuc" || name === "viec";
    return new Map(telling ? [...options].map(({ value, text }) => [value, text]) : []);
  });
  return items.map((item, number) => {
    const names = having[number].map((values, place) => values.map((value) => named[place].get(value)).join(" "));
    return [item.querySelector("a").textContent, links[number], item.dataset.tu, ...names].join(" ");
  });
}

/** Every word of the list with the numbers of the procedures that have it: [{exact, folded, owners}]. */
function readWords() {
  const written = new Map(); // most stand in many procedures: each is looked at once
  describe().forEach((text, number) => {
    for (const piece of text.split(/\s+/)) written.set(piece, (written.get(piece) || new Set()).add(number));
  });
  const found = new Map();
  written.forEach((numbers, piece) => {
    for (const { exact, folded } of tokens(piece)) {
      if (!found.has(exact)) found.set(exact, { exact, folded, owners: new Set() });
      numbers.forEach((number) => found.get(exact).owners.add(number));
    }
  });
  return [...found.values()];
}

/** For each word asked for, the procedures with a word that `fits` it. */
function owners(asked, fits) {
  vocabulary = vocabulary || readWords();
  return asked.map((word) => {
    const found = new Set();
    for (const known of vocabulary) if (fits(known, word)) known.owners.forEach((number) => found.add(number));
    return found;
  });
}

const matches = (known, part, begun) => known === part || (begun && known.startsWith(part));
const withoutMarks = (known, word) => matches(known.folded, word.folded, word.begun);
const asTyped = (known, word) =>
  word.exact === word.folded ? withoutMarks(known, word) : matches(known.exact, word.exact, word.begun);
const hasLetters = ({ folded }) => /[a-z]/.test(folded); // a code with another figure is another code
const isInitials = ({ folded }) => /^[b-df-hj-np-tv-xz]{4,}$/.test(folded); // of words, "dkks": the search knows them
const mistyped = (known, word) =>
  word.folded.length > 1 && hasLetters(word) && !isInitials(word) && near(known.folded, word.folded);

/** Numbers of the procedures with all words: spelt as typed, or whatever the marks; `alike` with one letter wrong. */
function withWords(typed) {
  const asked = tokens(typed);
  if (!asked.length) return { numbers: everything };
  let right;
  for (const begun of /\s$/.test(typed) ? [false] : [false, true]) {
    asked[asked.length - 1].begun = begun;
    for (const fits of [asTyped, withoutMarks]) {
      right = owners(asked, fits);
      const numbers = everything.filter((number) => right.every((set) => set.has(number)));
      if (numbers.length) return { numbers };
    }
  }
  const almost = owners(asked, mistyped);
  const numbers = everything.filter((number) => {
    const wrong = right.map((_, place) => place).filter((place) => !right[place].has(number));
    return wrong.length === 1 && almost[wrong[0]].has(number);
  });
  return numbers.length || !asked.some(hasLetters) ? { numbers, alike: true } : meant(typed);
}

/** What the search of the whole site has for words that no procedure has: it knows other ways to say them. */
function meant(typed) {
  if (typed === told.typed) return told;
  clearTimeout(asking);
  asking = setTimeout(askSearch, 400, typed);
  return { numbers: [] };
}

async function askSearch(typed) {
  let hits = [];
  const pause = async (sofar) => {
    hits = sofar;
    return false; // more files would tell of news
  };
  try {
    search = search || new (await import("./search/index.js")).Index(searchAddress);
    hits = (await search.find(typed, { kind: "procedure", pause })) || hits;
  } catch (reason) {
    return; // offline, say: the advice is there already
  }
  const best = hits.slice(0, 8);
  const numbers = best.map((hit) => links.findIndex((link) => hit.url.endsWith(`/${link}`)));
  told = { typed, numbers, alike: true, partly: !best.some((hit) => hit.whole) };
  if (words.value === typed) show();
}

function show() {
  frame = 0;
  const { numbers, alike, partly } = withWords(words.value);
  const fitting = new Set(numbers);
  let count = 0;
  items.forEach((item, number) => {
    const fits = fitting.has(number) && choices.every(({ value }, n) => !value || having[number][n].includes(value));
    if (item.hidden === fits) item.hidden = !fits;
    count += fits;
  });
  const narrowed = [words, ...choices].some(({ value }) => value.trim());
  form.classList.toggle("narrowed", narrowed);
  advice.hidden = count > 0 && !partly; // who asks for a passport is not helped by what has one word in common
  tell(narrowed ? summary(count, alike) : said.finder_all.replace("{}", items.length));
  searchPage.search = new URLSearchParams({ q: words.value.trim() });
}

function summary(count, alike) {
  if (!count) return said.finder_none;
  return (alike ? said.finder_alike : said.finder_found).replace("{}", count);
}

/** Keep what was typed and chosen in the address, so that it can be shared and the back button works. */
function keep(how) {
  clearTimeout(keeping);
  const asked = new URLSearchParams();
  for (const { name, value } of [words, ...choices]) if (value.trim()) asked.set(name, value.trim());
  const query = asked.toString() && `?${asked}`;
  const place = query || location.hash; // the whole list is one to link to by its parts
  if (query !== location.search) history[how](null, "", location.pathname + place);
}

function readAddress() {
  const asked = new URLSearchParams(location.search);
  words.value = asked.get("tu") || "";
  for (const choice of choices) {
    choice.value = asked.get(choice.name) || "";
    if (choice.selectedIndex < 0) choice.value = ""; // the site has no such value any more
  }
  show();
}

words.addEventListener("focus", () => owners([])); // reads the words before they are needed
words.addEventListener("input", () => {
  frame = frame || requestAnimationFrame(show); // once for all that was typed until then
  clearTimeout(keeping);
  keeping = setTimeout(keep, 400, "replaceState"); // Safari allows 100 changes in 30 seconds
});
form.addEventListener("change", ({ target }) => {
  show();
  keep(target === words ? "replaceState" : "pushState");
});
form.addEventListener("reset", () => {
  frame = frame || requestAnimationFrame(show); // the fields are empty only after this event
  setTimeout(keep, 0, "pushState");
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (matchMedia("(pointer: coarse)").matches) words.blur(); // the keyboard of a phone covers the list
});
addEventListener("popstate", readAddress);
addEventListener("hashchange", () => {
  const place = document.querySelector(":target"); // the contents list leads to what may be hidden now
  if (!place || place.offsetParent) return;
  form.reset();
  show();
  place.scrollIntoView();
});

form.hidden = false;
readAddress();
