// Our own search. The scripts of its box are part of what may be spent (docs/search.md), so they are loaded too.
import { Index } from "/search/index.js"

await Promise.all(["box", "results"].map(name => fetch(`/search/${name}.js`)))
const index = new Index("/tim-kiem/")

export async function search(query, most) {
  const hits = (await index.find(query)).slice(0, most)
  await index.describe(hits)
  return hits.map(hit => hit.url)
}
