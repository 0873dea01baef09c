// Keeps procedures, hotlines, the home page and the pages last read, so that they open without a network.
//
// A page comes from the network; when that fails, or takes longer than PATIENCE, its kept copy is shown, which says so
// and how old it is. Style sheets and scripts lie in a folder that is called after what is in it, so that a kept page
// always gets the ones it was made with. What is kept without being read (/offline.json) is fetched a few pages at a
// time, when assets/page.js says that the browser has nothing else to do and the visitor does not save data.
"use strict";
const WORDS = {}; // by language: engine/scripts.py fills it in from generator/cchc/words/
const PATIENCE = 3000; // ms
const AT_ONCE = 20; // pages fetched ahead for each page that is read
const FRESH = 3600e3; // ms, for which /offline.json need not be asked for again
const LAST_READ = 40;
const FILES = 80; // style sheets and scripts, some eight of each release
const PICTURES = 60;
const FILE = /\bassets\/[0-9a-f]{8}\//; // style sheets and scripts of a release: engine/scripts.py
const NAMED = new RegExp(` (?:href|src)="([^"]*${FILE.source}[^"]*)"`, "g"); // in pages
const UNLISTED = /\/(?:offline\.\w+|ban-in\/(?:a3\/)?)$/; // sheets are called as their pages, which lead to them
const IMPORTED = /\b(?:from|import\()\s*"(\.[^"]+)"/g; // in scripts

const scope = registration.scope;
const FORMAT = 2; // of what is kept: another number, and nothing of old workers is used
const room = (kind) => caches.open(`cchc ${FORMAT} ${kind} ${scope}`);
const time = (kept) => Number(kept.headers.get("x-kept"));

addEventListener("install", (event) => {
  skipWaiting();
  const kept = (answer) => keep("listed", answer.url, answer).catch(() => {}); // no room: old workers go all the same
  event.waitUntil(fetch(`${scope}offline.html`).then(kept));
});

addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([clients.claim(), sweep()]));
});

addEventListener("fetch", (event) => {
  const { method, url, mode, destination } = event.request;
  if (method !== "GET" || !url.startsWith(scope)) return;
  if (mode === "navigate") event.respondWith(page(event));
  else if (FILE.test(url)) event.respondWith(file(url).catch(() => fetch(url))); // no room: then it is not kept
  else if (destination === "image") event.respondWith(picture(event));
});

/** {page}: keep this one, which was read before there was a worker. {more}: there is time to fetch others ahead. */
addEventListener("message", (event) => {
  const { page: url, more } = event.data;
  const asked = url ? fetch(url).then((answer) => keepRead(address(url), answer)) : Promise.resolve();
  event.waitUntil(asked.catch(() => {}).then(() => more && fetchAhead()));
});

const address = (url) => url.replace(/[?#].*/, "");

/** A page from the network in time, else its kept copy, else the list of what is kept. */
async function page(event) {
  const url = address(event.request.url);
  const kept = await newest(url).catch(() => {}); // what browsers keep may be damaged: then all is as without a worker
  const asked = ask(event, url);
  event.waitUntil(asked.catch(() => {}));
  try {
    return await (kept ? Promise.race([asked, slow()]) : asked);
  } catch (why) {
    return kept ? withAge(kept, typeof why === "string" ? why : "offline") : withoutNetwork();
  }
}

/** What fails when patience ends. */
const slow = () => new Promise((_, refuse) => setTimeout(refuse, PATIENCE, "slow"));

/** Ask the server for a page (what the browser has of it may be old), and keep it. One in trouble is as good as none. */
async function ask(event, url) {
  const { headers, referrer, url: whole } = event.request; // taken one by one: in 2018 none could be changed as a whole
  const answer = await fetch(whole, { headers, referrer, credentials: "same-origin", redirect: "manual", cache: "no-cache" });
  if (answer.status >= 500) throw "busy";
  event.waitUntil(keepRead(url, answer.clone()).catch(() => {})); // no room: then it is not kept
  return answer;
}

async function newest(url) {
  const found = await Promise.all(["listed", "read"].map(async (kind) => (await room(kind)).match(url)));
  return found.filter(Boolean).sort((one, other) => time(other) - time(one))[0];
}

/** Keep a page that somebody reads; one that is no more is forgotten. */
async function keepRead(url, answer) {
  if (answer.status === 404 || answer.status === 410) {
    for (const kind of ["listed", "read"]) await (await room(kind)).delete(url);
  } else {
    await keep("read", url, answer);
    await keepLast("read", LAST_READ);
  }
}

/** Keep a page with its time, title and mark, after the style sheets and scripts that it names. */
async function keep(kind, url, answer, mark = "") {
  if (!answer.ok || answer.redirected || !/^text\/html/.test(answer.headers.get("content-type"))) return;
  const html = await answer.text();
  if (!(await keepFiles(html, url, NAMED))) return;
  const headers = { "content-type": "text/html; charset=utf-8", "x-kept": Date.now(), "x-mark": mark };
  const [, heading] = /<h1[^>]*>([\s\S]*?)<\/h1>/.exec(html) || [];
  headers["x-title"] = encodeURIComponent(heading ? heading.replace(/<[^>]*>/g, "") : url);
  const cache = await room(kind);
  await cache.delete(url); // so that the last one kept is the last of the list
  await cache.put(url, new Response(html, { headers }));
}

/** Keep the files that a page or script names, and what scripts import; whether all of them are there. */
async function keepFiles(text, url, named) {
  const names = [];
  text.replace(named, (_, name) => names.push(name)); // matchAll is younger than many phones
  for (const name of names) {
    const answer = await file(new URL(name, url).href);
    if (!answer.ok) return false;
    const script = name.endsWith(".js") ? await answer.text() : "";
    if (!(await keepFiles(script, answer.url, IMPORTED))) return false;
  }
  return true;
}

/** A style sheet or script of one release, which never changes. */
async function file(url) {
  const kept = await (await room("files")).match(url);
  if (kept) return kept;
  const answer = await fetch(url);
  if (answer.ok) await keepAmong("files", FILES, url, answer.clone());
  return answer;
}

/** A picture, kept too: the last ones, in the size that this screen asked for. */
async function picture(event) {
  const { url } = event.request;
  try {
    const answer = await fetch(event.request);
    if (answer.status === 200) event.waitUntil(keepAmong("pictures", PICTURES, url, answer.clone()).catch(() => {}));
    return answer;
  } catch (_) {
    return (await (await room("pictures")).match(url)) || Response.error();
  }
}

/** Keep an answer, and of its kind only so many. */
async function keepAmong(kind, number, url, answer) {
  await (await room(kind)).put(url, answer);
  await keepLast(kind, number);
}

async function keepLast(kind, number) {
  const cache = await room(kind);
  const kept = await cache.keys();
  await Promise.all(kept.slice(0, -number).map((request) => cache.delete(request)));
}

let under_way = false;

/** Fetch some of the listed pages that are not kept, or not as they are now; forget those no longer listed. */
async function fetchAhead() {
  const cache = await room("listed");
  const list = `${scope}offline.json`;
  const last = await cache.match(list);
  if (under_way || (last && Date.now() - time(last) < FRESH)) return;
  under_way = true;
  try {
    const pages = await (await fetch(list, { cache: "no-cache" })).json();
    const left = AT_ONCE - (await fetchChanged(cache, pages));
    if (left > 0) await cache.put(list, new Response("", { headers: { "x-kept": Date.now() } })); // all are there
    const known = new Set([list, ...Object.keys(pages).map((path) => scope + path)]);
    for (const request of await cache.keys()) if (!known.has(request.url)) await cache.delete(request);
  } catch (_) {
    // no network, or no room: another time
  } finally {
    under_way = false;
  }
}

/** How many were fetched; a page without a mark (the home page, which changes with every news item) only once. */
async function fetchChanged(cache, pages) {
  let fetched = 0;
  for (const [path, mark] of Object.entries(pages)) {
    const kept = await cache.match(scope + path);
    if (kept && (!mark || kept.headers.get("x-mark") === mark)) continue;
    if (fetched++ === AT_ONCE) break;
    await keep("listed", scope + path, await fetch(scope + path, { cache: "no-cache", priority: "low" }), mark);
  }
  return fetched;
}

/** Forget what workers of another format kept for this site. */
async function sweep() {
  const old = (await caches.keys()).filter((name) => name.startsWith("cchc ") && name.endsWith(` ${scope}`));
  await Promise.all(old.filter((name) => !name.startsWith(`cchc ${FORMAT} `)).map((name) => caches.delete(name)));
}

const response = (html) => new Response(html, { headers: { "content-type": "text/html; charset=utf-8" } });

const told = (kept, language = "vi") => {
  const timeZone = "Asia/Ho_Chi_Minh";
  const locale = { en: "en-GB" }[language] || language;
  const clock = new Date(time(kept)).toLocaleTimeString(locale, { timeZone, hour: "2-digit", minute: "2-digit" });
  const day = new Date(time(kept)).toLocaleDateString(locale, { timeZone });
  return WORDS[language].at.replace("{clock}", clock).replace("{day}", day);
};

/** The kept page with a line at its top, in its language; it is there from the start, so nothing moves. */
async function withAge(kept, why) {
  const html = await kept.text();
  const [, page] = /<html lang="(\w+)"/.exec(html) || [];
  const language = WORDS[page] ? page : "en";
  const words = WORDS[language];
  const said = `<strong>${words[why]}</strong> ${words.kept.replace("{}", told(kept, language))} <a href="">${words.reload}</a>`;
  const line = `<div class="banner kept" role="status"><p class="wide">${said}</p></div>`;
  return response(html.replace(/<header/, `${line}$&`));
}

/** The page that says that there is no network, with the list of what is kept; its own addresses are from the root. */
async function withoutNetwork() {
  const page = await (await room("listed")).match(`${scope}offline.html`);
  if (!page) return Response.error();
  const html = (await page.text()).replace(/ (href|src|action|data-script)="(?!#|\/|\w+:)(?:\.\/)?/g, ` $1="${scope}`);
  return response(html.replace('<div id="kept"></div>', (await listOf("read")) + (await listOf("listed"))));
}

async function listOf(kind) {
  const cache = await room(kind);
  const requests = (await cache.keys()).filter(({ url }) => !UNLISTED.test(url));
  const pages = await Promise.all(
    requests.map(async ({ url }) => ({ url, kept: await cache.match(url) })),
  );
  if (kind === "read") pages.reverse(); // newest first; the others stay in the order of /offline.json
  const items = pages.map(({ url, kept }) => {
    const title = decodeURIComponent(kept.headers.get("x-title"));
    const [, language = "vi"] = /^(..)\//.exec(url.slice(scope.length)) || []; // as in words.at of the generator
    return `<li><a href="${url}" lang="${language}">${title}</a> <small>${WORDS.vi.copy.replace("{}", told(kept))}</small></li>`;
  });
  const heading = kind === "read" ? WORDS.vi.read : WORDS.vi.listed; // offline.html is in Vietnamese
  return items.length ? `<h2>${heading}</h2><ul>${items.join("")}</ul>` : "";
}
