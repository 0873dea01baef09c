// The search form of every page: a list of links while a visitor types. Nothing is fetched before the form has focus.

import { Index } from "./index.js";
import { mark } from "./text.js";

const SHOWN = 6; // each costs the file that tells it
const TYPING = 20; // milliseconds after a key before anything is looked up
const PAUSE = 150; // before the network is asked: who types on, asks for something else

const form = document.querySelector(".cchc-search");
const input = form.querySelector("input");
const tell = window.cchcTeller(form.querySelector("[role=status]"), input);
const list = form.querySelector("ul");
const root = new URL("..", form.action).href; // of the site: the search is at tim-kiem/

/** The index of this site; the results page uses the same. */
export const index = new Index(form.action);

/** What is said to visitors, in the language of the page. */
export const words = window.cchcWords;

/** "23 kết quả". */
export function counted(hits) {
  return hits.length < 100 ? words.found.replace("{}", hits.length) : words.many;
}

/** "2024-09-05" as pages write it, 05/9/2024: as text.py of the generator. */
function written(date) {
  const [year, month, day] = date.split("-");
  return `${day}/${month < 3 ? month : Number(month)}/${year}`;
}

/** A list item that links to what was found, with the words of the query marked. */
export function item(hit) {
  const entry = document.createElement("li");
  const link = entry.appendChild(document.createElement("a"));
  link.href = root + hit.url;
  link.lang = (/^(..)\//.exec(hit.url) || [, "vi"])[1]; // as in words.at of the generator
  mark(link, hit.title, hit.marks);
  const told = [index.kinds[hit.kind], hit.date && written(hit.date)];
  const small = entry.appendChild(document.createElement("small"));
  small.lang = "vi";
  small.textContent = told.filter(Boolean).join(", ");
  return entry;
}

/**
 * Calls `search` a moment after the last key, with a function that tells whether the call is still the newest: what is
 * typed meanwhile makes it stale, so does `stop`.
 */
export function whileTyping(field, search) {
  let turn = 0;
  let timer;
  const stop = () => {
    turn++;
    clearTimeout(timer);
  };
  const start = () => {
    const mine = ++turn;
    return search(() => mine === turn);
  };
  field.addEventListener("input", () => {
    stop();
    timer = setTimeout(start, TYPING);
  });
  return { start, stop };
}

/** For `Index.find`: shows what is found so far, and waits before the network is asked. */
export function waiting(newest, show) {
  return async (hits) => {
    if (newest()) show(hits);
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    return newest();
  };
}

const typing = whileTyping(input, async (newest) => {
  const query = input.value;
  if (!query.trim()) return close();
  list.setAttribute("aria-busy", "true");
  if (!index.kinds) tell(words.searching);
  try {
    const hits = await index.find(query, { pause: waiting(newest, (some) => some.length && show(query, some)) });
    if (!hits || !newest()) return;
    await index.describe(hits.slice(0, SHOWN));
    if (!newest()) return;
    show(query, hits);
    list.setAttribute("aria-busy", "false");
    tell(hits.length ? counted(hits) : words.nothing);
  } catch (reason) {
    if (!newest()) return;
    list.setAttribute("aria-busy", "false"); // what was found before it broke off may be heard
    tell(words.failed);
  }
});

/** The first hits, so far as they are told already, and a way on. */
function show(query, hits) {
  if (list.contains(document.activeElement)) return; // somebody is choosing already
  list.textContent = "";
  for (const hit of hits.slice(0, SHOWN)) if (hit.title) list.append(item(hit));
  const last = list.appendChild(document.createElement("li")).appendChild(document.createElement("a"));
  last.href = hits.length ? `${form.action}?q=${encodeURIComponent(query.trim())}` : `${root}duong-day-nong/`;
  last.textContent = hits.length ? words.all : words.ask;
  list.hidden = false;
}

function close() {
  typing.stop();
  list.hidden = true;
  tell("");
}

const prepare = () => index.ready().catch(() => {}); // the search itself tells the visitor
input.addEventListener("focus", prepare);
if (form.contains(document.activeElement)) prepare().then(typing.start); // this script came after the visitor

form.addEventListener("keydown", (event) => {
  const stops = [input, ...list.querySelectorAll("a")];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (list.hidden || !(step || event.key === "Escape")) return;
  event.preventDefault();
  if (step) return stops[(stops.indexOf(document.activeElement) + step + stops.length) % stops.length].focus();
  input.focus();
  close();
});

for (const type of ["click", "focusin"]) {
  document.addEventListener(type, (event) => form.contains(event.target) || close());
}
