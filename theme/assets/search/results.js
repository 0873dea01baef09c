// The page /tim-kiem/: all that is found for the query in its address, ten at a time, of one kind if asked.

import { counted, index, item, waiting, whileTyping, words } from "./box.js";
import { mark } from "./text.js";

const PAGE = 10;

const form = document.querySelector(".cchc-find");
const { q: input, loai: kind } = form.elements;
const tell = window.cchcTeller(document.querySelector(".cchc-find__status"), input);
const list = document.querySelector(".cchc-found");
const more = document.querySelector(".cchc-find__more");
const trouble = more.parentNode.querySelector("[role=status]");
const title = document.title;
let found = [];

const { start } = whileTyping(input, search);
let typing = false; // one entry of the history for all that is typed at a time
input.addEventListener("input", () => {
  typing = remember(typing ? "replaceState" : "pushState") || typing;
});
input.addEventListener("change", () => (typing = false));

async function search(newest) {
  const query = input.value.trim();
  document.title = query ? `${query} – ${title}` : title;
  if (!query) return show([], "");
  if (!index.kinds) tell(words.searching);
  try {
    await index.ready();
    offerKinds();
    const pause = waiting(newest, () => tell(words.searching));
    const hits = await index.find(input.value, { kind: kind.value, pause });
    if (!hits || !newest()) return;
    await index.describe(hits.slice(0, PAGE));
    if (newest()) show(hits, hits.length ? told(hits, query) : words.nothing);
  } catch (reason) {
    if (newest()) show([], words.failed);
  }
}

const told = (hits, query) => words.found_for.replace("{found}", counted(hits)).replace("{query}", () => query);

function show(hits, said) {
  found = hits;
  list.textContent = "";
  tell(said);
  append(PAGE);
}

function append(count) {
  const shown = list.children.length;
  for (const hit of found.slice(shown, shown + count)) {
    const entry = list.appendChild(item(hit));
    if (!hit.excerpt) continue;
    const excerpt = entry.appendChild(document.createElement("p"));
    excerpt.lang = entry.querySelector("a").lang;
    mark(excerpt, hit.excerpt, hit.marks);
  }
  more.hidden = list.children.length >= found.length;
  trouble.textContent = "";
}

/** The kinds of pages that this site has; known when the index is. */
function offerKinds() {
  if (!kind.closest("[hidden]")) return;
  const asked = kind.value;
  kind.length = 1;
  for (const name of Object.keys(index.kinds)) kind.append(new Option(index.kinds[name], name));
  choose(index.kinds[asked] ? asked : "");
  kind.closest("[hidden]").hidden = false;
}

function choose(name) {
  if (![...kind.options].some((option) => option.value === name)) kind.append(new Option(name, name));
  kind.value = name;
}

/** Each query has its own address; whether this one is another than the last. */
function remember(how) {
  const asked = new URLSearchParams();
  if (input.value.trim()) asked.set("q", input.value.trim());
  if (kind.value) asked.set("loai", kind.value);
  const address = location.pathname + (asked.toString() && `?${asked}`);
  const other = address !== location.pathname + location.search;
  if (other) history[how](null, "", address);
  return other;
}

function recall() {
  const asked = new URLSearchParams(location.search);
  input.value = asked.get("q") || "";
  choose(asked.get("loai") || "");
  typing = false;
  start();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  remember("pushState");
  start();
});
kind.addEventListener("change", () => {
  remember("pushState");
  start();
});
more.addEventListener("click", async () => {
  const hits = found;
  const shown = list.children.length;
  try {
    await index.describe(hits.slice(shown, shown + PAGE));
  } catch (reason) {
    trouble.textContent = words.failed;
    return;
  }
  if (found !== hits || list.children.length > shown) return; // another query meanwhile, or pressed twice
  append(PAGE);
  list.children[shown].querySelector("a").focus();
});
addEventListener("popstate", recall);
if (location.search) recall();
else start(); // what was typed before this script came
