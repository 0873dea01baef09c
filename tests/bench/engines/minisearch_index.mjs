// Makes MiniSearch's index: node minisearch_index.mjs PAGES.jsonl OUT (with minisearch.mjs in OUT)
import { readFileSync, writeFileSync } from "node:fs"
import { options } from "./minisearch_options.mjs"

const [pages, out] = process.argv.slice(2)
const { default: MiniSearch } = await import(`${out}/minisearch.mjs`)
const index = new MiniSearch(options)
for (const line of readFileSync(pages, "utf8").trim().split("\n")) {
  const { address, title, text } = JSON.parse(line)
  index.add({ id: address, title, text })
}
writeFileSync(`${out}/index.json`, JSON.stringify(index))
