// Pagefind with its defaults; the fragments of the results shown are loaded, as its own list does.
const pagefind = await import("/pagefind/pagefind.js")
await pagefind.init()

export async function search(query, most) {
  const { results } = await pagefind.search(query)
  const shown = await Promise.all(results.slice(0, most).map(result => result.data()))
  return shown.map(page => page.raw_url.replace(/^\//, ""))
}
