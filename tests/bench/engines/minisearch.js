// MiniSearch with the index that minisearch_index.mjs made.
import MiniSearch from "/minisearch.mjs"
import { options } from "./minisearch_options.mjs"

const index = MiniSearch.loadJSON(await (await fetch("/index.json")).text(), options)

export async function search(query, most) {
  return index.search(query).slice(0, most).map(hit => hit.id)
}
