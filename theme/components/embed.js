// Shows the newest news where the script stands in another site's page, in a shadow tree: neither page's styles reach the
// other. `told` comes with the script, so that nothing else is fetched.
(function (told) {
  "use strict";
  var script = document.currentScript;
  if (!script) return;
  var most = Math.min(Math.max(parseInt(script.getAttribute("data-so-tin"), 10) || 5, 1), told.items.length);
  var host = document.createElement("div");
  var root = host.attachShadow ? host.attachShadow({ mode: "open" }) : host;
  function add(parent, name, text, attributes) {
    var element = document.createElement(name);
    element.textContent = text;
    for (var key in attributes) element.setAttribute(key, attributes[key]);
    return parent.appendChild(element);
  }
  try {
    var sheet = new CSSStyleSheet(); // also where the page's policy forbids style elements
    sheet.replaceSync(told.style);
    root.adoptedStyleSheets = [sheet];
  } catch (error) {
    add(root, "style", told.style);
  }
  var section = add(root, "section", "", { class: "cchc-nhung", lang: "vi", "aria-label": told.title });
  add(section, "h2", told.title);
  if (told.ended) add(section, "p", told.ended, { class: "stop" });
  var list = add(section, "ul", "");
  told.items.slice(0, most).forEach(function (item) {
    var row = add(list, "li", "");
    add(row, "a", item.title, { href: item.url });
    add(row, "time", item.date, { datetime: item.day });
  });
  add(add(section, "p", ""), "a", "Tất cả tin", { href: told.all });
  script.parentNode.insertBefore(host, script.nextSibling);
})
