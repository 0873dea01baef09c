// What every page can do with JavaScript: show itself as the visitor wishes, load the search when it is needed, copy
// and share its address. Runs before anything is drawn, so that no page flickers.
(() => {
  "use strict";
  const root = document.documentElement;
  const WORDS = {}; // by language: engine/scripts.py fills it in from generator/cchc/words/
  const words = WORDS[root.lang] || WORDS.en;
  const PAUSE = 700; // milliseconds without a key: somebody listens now
  const SETTINGS = ["size", "scheme", "contrast"]; // data-… of <html>, which cchc.css knows

  window.cchcWords = words; // the scripts that are loaded later say theirs with these

  /** A function that says things in a live region: when the keys in a field pause, for a screen reader reads out every
   *  change, and each key as well; at once if nobody types, or if there is nothing to say any more. */
  window.cchcTeller = (status, field) => {
    let last = status.textContent;
    let typing = 0;
    field.addEventListener("input", () => {
      clearTimeout(typing);
      typing = setTimeout(() => {
        typing = 0;
        if (status.textContent !== last) status.textContent = last;
      }, PAUSE);
    });
    return (text) => {
      last = text;
      if (!typing || !text) status.textContent = text;
    };
  };

  root.classList.add("js");
  const apply = (name) => (kept[name] ? (root.dataset[name] = kept[name]) : delete root.dataset[name]);
  let kept = {};

  /** Show the page as the visitor chose, here or on another page. */
  function readSettings() {
    try {
      kept = JSON.parse(localStorage.getItem("cchc-settings")) || {};
    } catch (_) {
      // storage is forbidden or holds something else: pages look as the device says
    }
    SETTINGS.forEach(apply);
  }
  readSettings();

  /** The choices in the header: kept for all pages of this site. */
  function offerSettings() {
    const panel = document.querySelector(".settings");
    const form = panel.querySelector("form");
    const tick = () => SETTINGS.forEach((name) => (form.elements[name].value = kept[name] || ""));
    tick();
    addEventListener("pageshow", ({ persisted }) => {
      if (!persisted) return; // the browser kept the page as it was: the visitor may have chosen elsewhere since
      readSettings();
      tick();
    });
    form.addEventListener("change", ({ target }) => {
      kept[target.name] = target.value;
      apply(target.name);
      try {
        localStorage.setItem("cchc-settings", JSON.stringify(kept));
      } catch (_) {
        // holds for this page only
      }
    });
    panel.addEventListener("keydown", ({ key }) => {
      if (key !== "Escape") return;
      panel.open = false;
      panel.querySelector("summary").focus();
    });
    for (const type of ["click", "focusin"]) { // who tabs on must see what has the focus: the panel lies over it
      document.addEventListener(type, ({ target }) => panel.contains(target) || (panel.open = false));
    }
    panel.classList.add("ready");
  }

  /** A form with a script of its own gets it when somebody comes to it, or when the address has a query for it. */
  function loadScripts() {
    for (const form of document.querySelectorAll("form[data-script]")) {
      const status = document.querySelector(form.dataset.status);
      const wait = () => (status.textContent = words.searching);
      let tries = 0;
      const load = async () => {
        const again = tries++ ? `?${tries}` : ""; // browsers remember that an address did not answer
        for (const type of ["focusin", "input"]) form.removeEventListener(type, load);
        form.addEventListener("input", wait);
        try {
          const [script, ...needed] = form.dataset.script.split(" ").map((path) => new URL(path, location.href));
          for (const path of needed) import(path).catch(() => {}); // at once: each round costs a weak signal a second
          await import(script + again);
        } catch (_) {
          status.textContent = words.failed;
          form.addEventListener("input", load);
        }
        form.removeEventListener("input", wait);
      };
      form.addEventListener("focusin", load);
      if (location.search && form.hasAttribute("data-query")) load();
    }
  }

  /** Copy and share the address without anything after "?" or "#". */
  function offerSharing() {
    const place = document.querySelector(".share");
    if (!place) return;
    const url = location.href.replace(/[?#].*/, "");
    const told = place.querySelector("[role=status]");
    const [copy, share] = place.querySelectorAll("button");
    copy.hidden = !navigator.clipboard;
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(url);
        told.textContent = words.copied;
      } catch (_) {
        told.textContent = url; // browsers inside other apps may forbid it: to be copied by hand
      }
    });
    share.hidden = !navigator.share;
    share.addEventListener("click", () => navigator.share({ title: document.title, url }).catch(() => {}));
  }

  /** Let sw.js keep pages for times without a network; ahead of need only where that costs the visitor nothing. */
  async function keepForLater(worker) {
    const { controller, ready } = navigator.serviceWorker;
    const { saveData, effectiveType } = navigator.connection || {};
    await navigator.serviceWorker.register(worker);
    const more = !saveData && !/2g/.test(effectiveType);
    (await ready).active.postMessage({ page: controller ? "" : location.href, more });
  }

  const worker = new URL("../../sw.js", document.currentScript.src);
  const idle = window.requestIdleCallback || ((then) => setTimeout(then, 2000));
  if (navigator.serviceWorker) {
    addEventListener("load", () => idle(() => keepForLater(worker).catch(() => {}))); // forbidden: then without
  }

  addEventListener("DOMContentLoaded", () => {
    offerSettings();
    loadScripts();
    offerSharing();
  });
})();
